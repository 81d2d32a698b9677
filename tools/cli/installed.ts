/** What `npm install` built: the interpreter's modules and the vDSOs, beside the bundle, in its folder of commands or in the source tree. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Order } from '../../emulator/index.ts';
import { codeName, compile, loadCompiled } from '../../runtime/host/node/compiled-module.ts';

const PLACES = ['', '..', '../../emulator/generated'].map((place) => join(import.meta.dirname, place));

/** The installed module, compiled if this Node has done so; undefined when there is none, and then the machine makes it on the spot. */
export function installedInterpreter(
  order: Order,
  bits: 32 | 64,
): Uint8Array<ArrayBuffer> | WebAssembly.Module | undefined {
  const name = `interpreter-${order}${bits === 32 ? bits : ''}.wasm`;
  const found = find(name);
  return found === undefined ? undefined : (compiled(join(found.place, codeName(name)), found.bytes) ?? found.bytes);
}

/** The code of the vDSO of an ABI of Linux. */
export function installedVdso(abi: string): Uint8Array | undefined {
  return find(`vdso-${abi}`)?.bytes;
}

/** `K42_CODE_CACHE=modules` makes what the others find. */
function compiled(path: string, bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module | undefined {
  try {
    if (process.env['K42_CODE_CACHE'] === 'modules') writeFileSync(path, new Uint8Array(compile(bytes)));
    return loadCompiled(read(path).buffer, bytes);
  } catch {
    return undefined;
  }
}

function find(name: string): { place: string; bytes: Uint8Array<ArrayBuffer> } | undefined {
  for (const place of PLACES) {
    try {
      return { place, bytes: read(join(place, name)) };
    } catch {
      // Looked for in the next place.
    }
  }
  return undefined;
}

/** The file in a buffer of its own: Node gives small ones a part of a common one. */
function read(path: string): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  return buffer.byteLength === byteLength
    ? new Uint8Array(buffer)
    : new Uint8Array(buffer.slice(byteOffset, byteOffset + byteLength));
}
