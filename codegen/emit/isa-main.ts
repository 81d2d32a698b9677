/** Generates the instruction table's products alone: `node --import tsx codegen/emit/isa-main.ts`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadIsa } from '../load/isa.ts';
import { emitIsa } from './isa.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const result = loadIsa(join(root, 'spec/isa'), root);
if (!result.ok) {
  for (const error of result.errors) console.error(error);
  process.exit(1);
}
for (const [path, text] of emitIsa(result.isa)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
