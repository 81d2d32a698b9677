/**
 * Builds what `npm install` leaves behind: the generated layer, the interpreter's modules, and the command as one bundle
 * (code that only some commands need is split off). `npm run build` does it again after an edit; `--library` adds the
 * library with its type declarations, as the package carries it.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { generate } from '../codegen/commands/gen.ts';
import { formatProblem } from '../codegen/load/problem.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const library = process.argv.includes('--library');

const generated = generate({ root });
for (const problem of generated.problems) console.error(formatProblem(problem));
if (generated.code !== 0) process.exit(1);

// Imported only now: it needs the decoder that was just generated.
const { buildInterpreter } = await import('../emulator/interpreter/build.ts');
const modules = new Map<string, Uint8Array>();
for (const order of ['little', 'big'] as const) {
  const path = join(root, `emulator/generated/interpreter-${order}.wasm`);
  mkdirSync(dirname(path), { recursive: true });
  const module = buildInterpreter(order);
  writeFileSync(path, module);
  modules.set(`interpreter-${order}.wasm`, module);
}

const output = join(root, '.build');
rmSync(output, { recursive: true, force: true });
await build({
  entryPoints: { k42: join(root, 'tools/k42.ts') },
  outdir: output,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: false,
  loader: { '.wasm': 'binary' },
  external: ['ts-morph', 'yaml', 'zod', 'esbuild'],
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  logLevel: 'warning',
});
for (const [name, module] of modules) writeFileSync(join(output, name), module);
chmodSync(join(output, 'k42.mjs'), 0o755);

if (library) {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const options = ['--noEmit', 'false', '--outDir', join(output, 'lib'), '--declaration', '--rootDir', root];
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tools/tsconfig.library.json'), ...options], {
    stdio: 'inherit',
    cwd: root,
  });
}

// npm does not link the bins of the package that it is run in; `npx k42` in a checkout shall work without a network.
const link = join(root, 'node_modules/.bin/k42');
if (existsSync(dirname(link)) && process.platform !== 'win32') {
  rmSync(link, { force: true });
  symlinkSync('../../.build/k42.mjs', link);
}
console.log(`built from ${generated.files} generated files in ${Math.round(performance.now())} ms`);
