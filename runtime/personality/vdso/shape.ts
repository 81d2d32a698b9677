/** What the functions of the vDSO and the kernel agree on: clocks, call numbers, and the data page. */
import type { VdsoSymbol } from './image.ts';

/** The functions as code, with their places from its start. */
export interface VdsoFunctions {
  readonly words: readonly number[];
  readonly symbols: readonly VdsoSymbol[];
}

/** The frequency of the time base, which is the machine's clock: a tick is 125/64 ns. */
export const TICKS_PER_SECOND = 512_000_000;

/** A tick of the coarse clocks (CONFIG_HZ 250). */
export const COARSE_NANOSECONDS = 4_000_000;
export const COARSE_TICKS = (COARSE_NANOSECONDS * 64) / 125;

/** Native numbers of the clocks that are read here (linux/time.h). */
export const CLOCKS = { wall: [0, 11], monotonic: [1, 4, 7], wallCoarse: [5], monotonicCoarse: [6] } as const;

/** Native numbers of the calls that are made for other clocks, and how many calls Linux 6.1 has. */
export const CALLS = {
  clockGetTime: 246,
  clockGetResolution: 247,
  clockGetTime64: 403,
  getTimeOfDay: 78,
  time: 13,
  count: 451,
} as const;

/**
 * Places in the data page.
 *
 * 64-bit functions add the wall clock's distance from the time base. 32-bit ones go from a point in time that the kernel
 * moves on, with the clocks at it; the sequence number tells that it did so in between.
 */
export const DATA = {
  /** u64: wall clock minus machine clock, in nanoseconds. */
  wallOffset: 0,
  /** u32. */
  sequence: 8,
  /** u32: low word of the time base at the point. */
  base: 12,
  /** u32 seconds, u32 nanoseconds, u32 high word of the seconds. */
  monotonic: 16,
  wall: 32,
  /** A bit for each system call, the first in the highest bit of a word. */
  calls: 64,
} as const;
