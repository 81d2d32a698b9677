/**
 * Cache management and synchronization: Power ISA Book II, 4.3 to 4.6.
 * Caches are coherent, so the data hints do nothing; a block has 128 bytes, as AT_DCACHEBSIZE tells programs.
 */
import { i64 } from '../wasm/i64.ts';
import type { Builder, SemanticsTable } from './builder.ts';
import { indexed } from './common.ts';

const nothing = (): void => {};
const fence = (b: Builder): void => b.fence();

export const storageControl: SemanticsTable = {
  dcbz: (b, f) => b.zero(i64.and(indexed(b, f), i64.const(-128)), 128),
  icbi: (b, f) => b.invalidateCode(indexed(b, f)),
  icbt: nothing,
  dcbt: nothing,
  dcbtst: nothing,
  dcbst: nothing,
  dcbf: nothing,
  isync: (b) => b.synchronize(),
  sync: fence,
  eieio: fence,
  wait: nothing,
  // The data streams of the first vector units are hints too, and no more than that on later processors.
  dst: nothing,
  dstt: nothing,
  dstst: nothing,
  dststt: nothing,
  dss: nothing,
  dssall: nothing,
};
