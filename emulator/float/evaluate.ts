/**
 * The arithmetic operations on all operands: NaNs, infinities and zeros (book I, 4.4.1, 4.4.2 and the tables of
 * chapter 7), then the exact arithmetic and one rounding. Leaves the result's bits, the exceptions raised and FR
 * and FI in the Work.
 */
import { add, divide, multiply, multiplyAdd, squareRoot } from './arithmetic.ts';
import { FPSCR, RoundingMode } from './fpscr.ts';
import { findNaN, invalid, propagate } from './nan.ts';
import { Kind } from './operations.ts';
import { type Format, round, SINGLE } from './rounding.ts';
import type { Work } from './work.ts';

/** `control` is FPSCR, of which RN, OE and UE are read. */
export function evaluate(work: Work, kind: number, format: Format, control: number): void {
  const count = kind <= Kind.divide ? 2 : kind >= Kind.multiplyAdd && kind <= Kind.negativeMultiplySubtract ? 3 : 1;
  const nan = findNaN(work, count);
  if (nan >= 0) {
    if (count === 3 && isInfinityTimesZero(work.operand(0), work.operand(2))) work.raised |= FPSCR.VXIMZ;
    propagate(work, nan);
    // A result of single precision is a single, its payload too.
    if (format === SINGLE) work.resultLow &= 0xe0000000;
    return;
  }
  const a = work.operand(0);
  const b = work.operand(1);
  switch (kind) {
    case Kind.add:
      return sum(work, a, b, format, control);
    case Kind.subtract:
      return sum(work, a, -b, format, control);
    case Kind.multiply:
      return product(work, a, b, format, control);
    case Kind.divide:
      return quotient(work, a, b, format, control);
    case Kind.squareRoot:
      return root(work, a, format, control);
    case Kind.multiplyAdd:
      return fused(work, a, work.operand(2), b, 1, format, control);
    case Kind.multiplySubtract:
      return fused(work, a, work.operand(2), -b, 1, format, control);
    case Kind.negativeMultiplyAdd:
      return fused(work, a, work.operand(2), b, -1, format, control);
    case Kind.negativeMultiplySubtract:
      return fused(work, a, work.operand(2), -b, -1, format, control);
    case Kind.reciprocal:
      return quotient(work, 1, a, format, control);
    case Kind.reciprocalRoot:
      return reciprocalRoot(work, a, format, control);
    case Kind.convert:
      return sum(work, a, a === 0 ? a : 0, format, control);
    default:
      throw new Error(`no arithmetic operation ${kind}`);
  }
}

function isInfinityTimesZero(a: number, b: number): boolean {
  return (Math.abs(a) === Infinity && b === 0) || (a === 0 && Math.abs(b) === Infinity);
}

/** Rounds what the exact arithmetic left; `sign` −1 negates the rounded result. */
function finish(work: Work, sign: number, format: Format, control: number): void {
  round(work, format, control);
  work.setNumber(sign * work.result);
}

/** The zero that a sum of opposite values gives. */
function cancelled(control: number): number {
  return (control & FPSCR.RN) === RoundingMode.down ? -0 : 0;
}

function sum(work: Work, a: number, b: number, format: Format, control: number): void {
  if (Math.abs(a) === Infinity) {
    if (b === -a) return invalid(work, FPSCR.VXISI);
    return work.setNumber(a);
  }
  if (Math.abs(b) === Infinity) return work.setNumber(b);
  if (a === 0 && b === 0) return work.setNumber(Object.is(a, b) ? a : cancelled(control));
  add(work, a, b);
  if (work.high === 0) return work.setNumber(cancelled(control));
  finish(work, 1, format, control);
}

function product(work: Work, a: number, b: number, format: Format, control: number): void {
  if (isInfinityTimesZero(a, b)) return invalid(work, FPSCR.VXIMZ);
  if (isSpecial(a) || isSpecial(b)) return work.setNumber(a * b);
  multiply(work, a, b);
  finish(work, 1, format, control);
}

/** Zero or infinite: such products and quotients are exact. */
function isSpecial(a: number): boolean {
  return a === 0 || Math.abs(a) === Infinity;
}

function quotient(work: Work, a: number, b: number, format: Format, control: number): void {
  if (Math.abs(a) === Infinity && Math.abs(b) === Infinity) return invalid(work, FPSCR.VXIDI);
  if (a === 0 && b === 0) return invalid(work, FPSCR.VXZDZ);
  if (b === 0 && Math.abs(a) !== Infinity) work.raised |= FPSCR.ZX;
  if (isSpecial(a) || isSpecial(b)) return work.setNumber(a / b);
  divide(work, a, b);
  finish(work, 1, format, control);
}

function root(work: Work, a: number, format: Format, control: number): void {
  if (a < 0) return invalid(work, FPSCR.VXSQRT);
  if (isSpecial(a)) return work.setNumber(a);
  squareRoot(work, a);
  finish(work, 1, format, control);
}

function reciprocalRoot(work: Work, a: number, format: Format, control: number): void {
  if (a < 0) return invalid(work, FPSCR.VXSQRT);
  if (a === 0) work.raised |= FPSCR.ZX;
  if (isSpecial(a)) return work.setNumber(1 / a);
  const estimate = 1 / Math.sqrt(a);
  // Exact for powers of four only; otherwise an estimate is inexact, whatever it is.
  const exact = work.significandOf(a) === 1 && estimate * (estimate * a) === 1;
  work.set(estimate, exact ? 0 : estimate * 2 ** -60, 0);
  finish(work, 1, format, control);
}

function fused(work: Work, a: number, c: number, b: number, sign: number, format: Format, control: number): void {
  if (isInfinityTimesZero(a, c)) return invalid(work, FPSCR.VXIMZ);
  if (isSpecial(a) || isSpecial(c)) {
    const exact = a * c;
    if (Math.abs(exact) === Infinity && b === -exact) return invalid(work, FPSCR.VXISI);
    if (Math.abs(exact) === Infinity) return work.setNumber(sign * exact);
    sum(work, exact, b, format, control);
    if (sign < 0) work.resultHigh ^= -0x80000000;
    return;
  }
  if (Math.abs(b) === Infinity) return work.setNumber(sign * b);
  multiplyAdd(work, a, c, b);
  if (work.high === 0) return work.setNumber(sign * cancelled(control));
  finish(work, sign, format, control);
}
