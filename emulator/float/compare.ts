/** Comparisons, maximum and minimum (book I, 4.6.8, 7.6.1.6 and 7.6.1.7). */
import { FPSCR } from './fpscr.ts';
import { findNaN, propagate } from './nan.ts';
import { Kind } from './operations.ts';
import type { Work } from './work.ts';

/** fcmpu, fcmpo: the result's low word is the condition field: 8 less, 4 greater, 2 equal, 1 unordered. */
export function compare(work: Work, ordered: boolean, control: number): void {
  work.setResult(0, relation(work));
  if (!ordered || work.resultLow !== 1) return;
  // A signalling NaN that interrupts has told enough.
  if (!(work.raised & FPSCR.VXSNAN) || !(control & FPSCR.VE)) work.raised |= FPSCR.VXVC;
}

function relation(work: Work): number {
  if (findNaN(work, 2) >= 0) return 1;
  const a = work.operand(0);
  const b = work.operand(1);
  return a < b ? 8 : a > b ? 4 : 2;
}

/** Comparisons that give a mask. Those for order are invalid on any NaN, that for equality on signalling ones. */
export function mask(work: Work, kind: number, control: number): void {
  const found = relation(work);
  if (found === 1 && kind !== Kind.equal)
    if (!(work.raised & FPSCR.VXSNAN) || !(control & FPSCR.VE)) work.raised |= FPSCR.VXVC;
  const wanted = kind === Kind.equal ? 2 : kind === Kind.greater ? 4 : 6;
  const ones = (found & wanted) !== 0 ? -1 : 0;
  work.setResult(ones, ones);
}

/** maxNum and minNum: a number wins over a quiet NaN; a signalling NaN comes out quiet; -0 is below +0. */
export function extreme(work: Work, kind: number): void {
  const nan = findNaN(work, 2);
  if (nan >= 0) {
    const bothNaN = Number.isNaN(work.operand(0)) && Number.isNaN(work.operand(1));
    const signalling = (work.raised & FPSCR.VXSNAN) !== 0;
    if (!signalling && !bothNaN) return copy(work, 1 - nan);
    return propagate(work, nan);
  }
  const a = work.operand(0);
  const b = work.operand(1);
  const first = a === b ? Object.is(a, -0) === (kind === Kind.minimum) : a > b === (kind === Kind.maximum);
  copy(work, first ? 0 : 1);
}

function copy(work: Work, index: number): void {
  work.setResult(work.high32(index), work.low32(index));
}
