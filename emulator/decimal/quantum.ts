/** Results of a given exponent or number of digits, and integral ones (Power ISA, book I, 5.6.4). */
import { FPSCR } from '../float/fpscr.ts';
import { invalid, nanResult } from './arithmetic.ts';
import { type Decimal, type DecimalFormat, digitsOf, highest, infinity, isInfinite, power } from './format.ts';
import { type Control, cut, Mode, type Result, result } from './rounding.ts';

/** By R and RMC; but 3 asks for FPSCR's. */
const IMMEDIATE = [Mode.nearest, Mode.zero, Mode.tiesAway, 0, Mode.up, Mode.down, Mode.away, Mode.tiesToZero] as const;

export function immediateMode(selector: number, { mode }: Control): number {
  return (selector & 7) === 3 ? mode : (IMMEDIATE[selector & 7] as number);
}

const status = (inexact: boolean, up: boolean): number => (inexact ? FPSCR.FI : 0) | (up ? FPSCR.FR : 0);

/** x with the exponent of `reference`. */
export function quantize(reference: Decimal, x: Decimal, format: DecimalFormat, mode: number): Result {
  const nan = nanResult(format, reference, x);
  if (nan !== undefined) return nan;
  if (isInfinite(x) && isInfinite(reference)) return result(infinity(x.negative), format);
  if (isInfinite(x) || isInfinite(reference)) return invalid(format, FPSCR.VXCVI);
  return toExponent(x, reference.exponent, format, mode);
}

function toExponent(x: Decimal, exponent: number, format: DecimalFormat, mode: number): Result {
  const value = (coefficient: bigint): Decimal => ({ ...x, coefficient, exponent });
  if (x.exponent >= exponent) {
    const count = digitsOf(x.coefficient);
    if (count > 0 && count + x.exponent - exponent > format.precision) return invalid(format, FPSCR.VXCVI);
    return result(value(x.coefficient * power(x.exponent - exponent)), format);
  }
  const { coefficient, inexact, up } = cut(x.coefficient, exponent - x.exponent, x.negative, mode);
  if (digitsOf(coefficient) > format.precision) return invalid(format, FPSCR.VXCVI);
  return result(value(coefficient), format, inexact ? FPSCR.XX : 0, status(inexact, up));
}

/** x with at most `significance` digits; 0 asks for no change. */
export function reround(significance: number, x: Decimal, format: DecimalFormat, mode: number): Result {
  const nan = nanResult(format, x);
  if (nan !== undefined) return nan;
  if (isInfinite(x)) return result(infinity(x.negative), format);
  const excess = digitsOf(x.coefficient) - significance;
  if (significance === 0 || excess <= 0) return result(x, format);
  const { coefficient, inexact, up } = cut(x.coefficient, excess, x.negative, mode);
  const carried = digitsOf(coefficient) > significance;
  const exponent = x.exponent + excess + (carried ? 1 : 0);
  if (exponent > highest(format)) return invalid(format, FPSCR.VXCVI);
  const value = { ...x, coefficient: carried ? coefficient / 10n : coefficient, exponent };
  return result(value, format, inexact ? FPSCR.XX : 0, status(inexact, up));
}

/** Only drintx tells of inexactness. */
export function toIntegral(x: Decimal, format: DecimalFormat, mode: number, tellsInexact: boolean): Result {
  const nan = nanResult(format, x);
  if (nan !== undefined) return nan;
  if (isInfinite(x)) return result(infinity(x.negative), format);
  if (x.exponent >= 0) return result(x, format);
  const rounded = toExponent(x, 0, format, mode);
  return tellsInexact ? rounded : result(rounded.value, format);
}
