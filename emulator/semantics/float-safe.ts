/** When a native result is safe: the tests that the fast path of float-unit.ts makes. */
import { f64 } from '../wasm/float.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { F32, F64, I32 } from '../wasm/node.ts';

/** Whether this is the fast mode with XX set, in forms that a test of a result takes in at no cost. */
export interface FastMode {
  /** 0, otherwise all ones: to be or'ed into a number that must be small. */
  readonly blocked: I32;
  /** The mask of an exponent, otherwise 0: for a number that must not be. */
  readonly exponents: I32;
}

/** Always. */
const ANY_MODE: FastMode = { blocked: i32.zero, exponents: i32.const(0x7ff) };

/** The exponent field; with the sign above it. */
const signedExponent = (value: F64): I32 => i32.wrap(i64.shrU(i64.reinterpret(value), i64.const(52)));
const exponent = (value: F64): I32 => i32.and(signedExponent(value), i32.const(0x7ff));

/** The exponent, one more, and 0 for NaNs and infinities. */
const rotatedExponent = (value: F64, { exponents }: FastMode): I32 =>
  i32.and(i32.add(signedExponent(value), i32.one), exponents);

/** Neither NaN nor infinite. */
export const isFinite = (value: F64, mode = ANY_MODE): I32 => i32.gtU(rotatedExponent(value, mode), i32.zero);

/** Finite and clearly normal: no underflow, whose test comes before rounding. */
export const isClearlyNormal = (value: F64, mode = ANY_MODE): I32 =>
  i32.gtU(rotatedExponent(value, mode), i32.const(2));

/** None of the two is a NaN. In this form, because a compare is mostly followed by a branch for one of its halves. */
export const areOrdered = (x: F64, y: F64): I32 => i32.or(f64.lt(x, y), f64.ge(x, y));

/** As a single, to which it is not rounded yet; and `doubt` is not negative. */
export const isClearlyNormalSingle = (value: F64, { blocked } = ANY_MODE, doubt = i32.zero): I32 => {
  const offset = i32.sub(exponent(value), i32.const(898));
  return i32.ltU(i32.any(offset, blocked, i32.shrS(doubt, i32.const(31))), i32.const(1150 - 898));
};

/** Of magnitude below 2^bits; and positive, where only those will do. */
export function isBelow(value: F64, bits: number, positive: boolean, { blocked }: FastMode): I32 {
  const looked = positive ? i32.and(signedExponent(value), i32.const(0xfff)) : exponent(value);
  return i32.ltU(i32.or(looked, blocked), i32.const(1023 + bits));
}

/** The part of a double's fraction that a single lacks. */
const lowBits = (value: F64): I32 => i32.wrap(i64.reinterpret(value));

const LOW = i32.const(0x1fffffff);

/**
 * What is rounded to double, then to single, is right unless the double lies half way between two singles: then the
 * first rounding may have made it so. Negative in that case.
 */
export function doubtHalfway(value: F64): I32 {
  return i32.sub(i32.and(i32.add(lowBits(value), i32.const(0x10000000)), LOW), i32.one);
}

/**
 * With operands of no more than a single's 24 significant bits products are exact as doubles, and sums, quotients and
 * roots may be rounded twice (Figueroa, "When is double rounding innocuous?", 1995). Negative with others.
 */
export function doubtLong(...operands: readonly F64[]): I32 {
  const bits = operands.map(lowBits).reduce((x, y) => i32.or(x, y), i32.zero);
  return i32.sub(i32.zero, i32.and(bits, LOW));
}

/** The exponent of a single, one more, and 0 for NaNs and infinities. */
const rotatedExponentOfSingle = (value: F32, { exponents }: FastMode): I32 =>
  i32.and(i32.add(i32.shrU(i32.reinterpret(value), i32.const(23)), i32.one), i32.and(exponents, i32.const(0xff)));

/** `isFinite` and `isClearlyNormal` of a single that was rounded once. */
export const isFiniteSingle = (value: F32, mode: FastMode): I32 =>
  i32.gtU(rotatedExponentOfSingle(value, mode), i32.zero);
export const isClearSingle = (value: F32, mode: FastMode): I32 =>
  i32.gtU(rotatedExponentOfSingle(value, mode), i32.const(2));
