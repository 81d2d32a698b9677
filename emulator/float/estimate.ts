/** vexptefp and vlogefp: powers of two and logarithms to far more than the few bits that are promised (book I, 6.9.9). */
import { findNaN, invalid, propagate } from './nan.ts';
import { Kind } from './operations.ts';
import type { Work } from './work.ts';

export function estimate(work: Work, kind: number): void {
  if (findNaN(work, 1) === 0) return propagate(work, 0);
  const a = work.operand(0);
  if (kind === Kind.logarithm && a < 0) return invalid(work, 0);
  work.setNumber(Math.fround(kind === Kind.logarithm ? Math.log2(a) : 2 ** a));
}
