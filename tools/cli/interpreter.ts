/** The interpreter's modules as `npm install` built them: beside the bundle, or in the source tree. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Order } from '../../emulator/index.ts';
import { codeName, compile, loadCompiled } from '../../runtime/host/node/compiled-module.ts';

const PLACES = ['./', '../', '../../emulator/generated/'];

/** The installed module, compiled if this Node has done so; undefined when there is none, and then the machine makes it on the spot. */
export function installedInterpreter(
  order: Order,
  bits: 32 | 64,
): Uint8Array<ArrayBuffer> | WebAssembly.Module | undefined {
  const name = `interpreter-${order}${bits === 32 ? bits : ''}.wasm`;
  for (const place of PLACES) {
    try {
      const bytes = read(`${place}${name}`);
      return compiled(`${place}${codeName(name)}`, bytes) ?? bytes;
    } catch {
      // Looked for in the next place.
    }
  }
  return undefined;
}

/** `K42_CODE_CACHE=modules` makes what the others find. */
function compiled(path: string, bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module | undefined {
  try {
    if (process.env['K42_CODE_CACHE'] === 'modules') {
      writeFileSync(new URL(path, import.meta.url), new Uint8Array(compile(bytes)));
    }
    return loadCompiled(read(path).buffer, bytes);
  } catch {
    return undefined;
  }
}

function read(path: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(path, import.meta.url)));
}
