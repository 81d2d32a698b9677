/**
 * NaNs as bit patterns. POWER defines which operand a NaN result comes from (the first of A, B, C that is a NaN)
 * and that it keeps its payload; what it generates itself is positive and quiet with payload 0 (book I, 4.2.2).
 */
import { FPSCR } from './fpscr.ts';
import type { Work } from './work.ts';

export const QUIET = 0x00080000;
export const DEFAULT_NAN = 0x7ff80000;

export function isNaN64(high: number, low: number): boolean {
  const magnitude = high & 0x7fffffff;
  return magnitude > 0x7ff00000 || (magnitude === 0x7ff00000 && low !== 0);
}

/** Of a NaN: whether it is a signalling one. */
export function isSignalling(high: number): boolean {
  return (high & QUIET) === 0;
}

/** Whether operand `index` is a NaN; raises VXSNAN for a signalling one. */
function checkOperand(work: Work, index: number): boolean {
  const high = work.high32(index);
  if (!isNaN64(high, work.low32(index))) return false;
  if (isSignalling(high)) work.raised |= FPSCR.VXSNAN;
  return true;
}

/** The index of the operand that a NaN result comes from, or -1 when none of the first `count` is a NaN. */
export function findNaN(work: Work, count: number): number {
  let first = -1;
  for (let index = count - 1; index >= 0; index--) if (checkOperand(work, index)) first = index;
  return first;
}

/** The NaN result that operand `index` gives. */
export function propagate(work: Work, index: number): void {
  work.setResult(work.high32(index) | QUIET, work.low32(index));
}

/** An invalid operation: raises `cause`, gives the default NaN. */
export function invalid(work: Work, cause: number): void {
  work.raised |= cause;
  work.setResult(DEFAULT_NAN, 0);
}
