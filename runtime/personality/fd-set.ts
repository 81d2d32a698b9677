import type { StructView } from '../kernel/struct-view.ts';

/** A neutral set of descriptors: bit n % 32 of word n / 32 is descriptor n. */
export type FdSet = Uint32Array;

/** Most descriptors that a set is read for; Linux looks at no more than the descriptor table has room for. */
const MOST_DESCRIPTORS = 0x10000;

export function hasFd(set: FdSet, fd: number): boolean {
  return (((set[fd >> 5] ?? 0) >>> (fd & 31)) & 1) !== 0;
}

export function addFd(set: FdSet, fd: number): void {
  set[fd >> 5] = (set[fd >> 5] ?? 0) | (1 << (fd & 31));
}

/** @public Generated layers use it. Bytes of a native set with room for so many descriptors: whole longs. More than the table holds are not looked at. */
export function fdSetBytes(count: number, bits: number): number {
  return (Math.ceil(Math.min(count, MOST_DESCRIPTORS) / bits) * bits) / 8;
}

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
