/** Sum, difference, product and quotient of decimals (Power ISA, book I, 5.6.1). */
import { FPSCR } from '../float/fpscr.ts';
import {
  type Decimal,
  type DecimalFormat,
  DEFAULT_NAN,
  digitsOf,
  infinity,
  isInfinite,
  isNaN,
  isZero,
  lowest,
  power,
} from './format.ts';
import { type Control, Mode, type Result, result, round } from './rounding.ts';

export const quieted = (value: Decimal): Decimal => ({ ...value, kind: 'quiet' });

/** The NaN result if an operand is one: signalling NaNs come before quiet ones, the first before the second. */
export function nanResult(format: DecimalFormat, ...operands: readonly Decimal[]): Result | undefined {
  const signalling = operands.find(({ kind }) => kind === 'signalling');
  const nan = signalling ?? operands.find(isNaN);
  if (nan === undefined) return undefined;
  return result(quieted(nan), format, signalling === undefined ? 0 : FPSCR.VXSNAN);
}

export const invalid = (format: DecimalFormat, cause: number): Result => result(DEFAULT_NAN, format, cause);

const negated = (x: Decimal): Decimal => ({ ...x, negative: !x.negative });

export function sum(a: Decimal, b: Decimal, format: DecimalFormat, control: Control): Result {
  if (isInfinite(a) && isInfinite(b) && a.negative !== b.negative) return invalid(format, FPSCR.VXISI);
  if (isInfinite(a)) return result(infinity(a.negative), format);
  if (isInfinite(b)) return result(infinity(b.negative), format);
  const exponent = Math.min(a.exponent, b.exponent);
  const part = (x: Decimal): bigint => {
    const magnitude = x.coefficient * power(x.exponent - exponent);
    return x.negative ? -magnitude : magnitude;
  };
  const total = part(a) + part(b);
  const negative = total === 0n ? zeroSign(a, b, control) : total < 0n;
  return round(negative, total < 0n ? -total : total, exponent, format, control);
}

function zeroSign(a: Decimal, b: Decimal, { mode }: Control): boolean {
  return a.negative === b.negative ? a.negative : mode === Mode.down;
}

export function difference(a: Decimal, b: Decimal, format: DecimalFormat, control: Control): Result {
  return sum(a, negated(b), format, control);
}

export function product(a: Decimal, b: Decimal, format: DecimalFormat, control: Control): Result {
  const negative = a.negative !== b.negative;
  if (isInfinite(a) || isInfinite(b)) {
    if (isZero(a) || isZero(b)) return invalid(format, FPSCR.VXIMZ);
    return result(infinity(negative), format);
  }
  return round(negative, a.coefficient * b.coefficient, a.exponent + b.exponent, format, control);
}

export function quotient(a: Decimal, b: Decimal, format: DecimalFormat, control: Control): Result {
  const negative = a.negative !== b.negative;
  if (isInfinite(a)) return isInfinite(b) ? invalid(format, FPSCR.VXIDI) : result(infinity(negative), format);
  if (isInfinite(b)) return round(negative, 0n, lowest(format), format, control);
  if (isZero(b)) {
    if (isZero(a)) return invalid(format, FPSCR.VXZDZ);
    return result(infinity(negative), format, FPSCR.ZX);
  }
  const ideal = a.exponent - b.exponent;
  const shift = Math.max(0, format.precision + 2 + digitsOf(b.coefficient) - digitsOf(a.coefficient));
  const dividend = a.coefficient * power(shift);
  let coefficient = dividend / b.coefficient;
  let exponent = ideal - shift;
  const more = coefficient * b.coefficient !== dividend;
  if (!more) {
    // Exact: as near to the ideal exponent as can be.
    for (; exponent < ideal && coefficient % 10n === 0n; exponent++) coefficient /= 10n;
    if (coefficient === 0n) exponent = ideal;
  }
  return round(negative, coefficient, exponent, format, control, more);
}
