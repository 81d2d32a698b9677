/** The interpreter's modules as `npm install` built them: beside the bundle, or in the source tree. */
import { readFileSync } from 'node:fs';
import type { Order } from '../../emulator/index.ts';

const PLACES = ['./', '../', '../../emulator/generated/'];

/** The installed module; undefined when there is none, and then the machine makes it on the spot. */
export function installedInterpreter(order: Order, bits: 32 | 64): Uint8Array<ArrayBuffer> | undefined {
  const name = `interpreter-${order}${bits === 32 ? bits : ''}.wasm`;
  for (const place of PLACES) {
    try {
      return new Uint8Array(readFileSync(new URL(`${place}${name}`, import.meta.url)));
    } catch {
      // Looked for in the next place.
    }
  }
  return undefined;
}
