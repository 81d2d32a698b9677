import type { StructView } from '../kernel/struct-view.ts';

/** A neutral set of descriptors: bit n % 32 of word n / 32 is descriptor n. */
export type FdSet = Uint32Array;

/** @public Reads a native set: longs of the ABI, descriptor n in bit n % bits of long n / bits. */
export function readFdSet(view: StructView, bits: number): FdSet {
  const set = new Uint32Array(Math.max(32, view.size / 4));
  for (let at = 0; at < view.size; at += bits / 8) {
    set[at / 4] = bits === 64 ? view.u64Low(at) : view.u32(at);
    if (bits === 64) set[at / 4 + 1] = view.u64High(at);
  }
  return set;
}

/** @public Writes a native set as wide as the view. */
export function writeFdSet(view: StructView, set: FdSet, bits: number): void {
  for (let at = 0; at < view.size; at += bits / 8) {
    if (bits === 64) view.setWords(at, set[at / 4 + 1] ?? 0, set[at / 4] ?? 0);
    else view.setU32(at, set[at / 4] ?? 0);
  }
}
