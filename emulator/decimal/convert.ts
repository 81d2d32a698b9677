/** Conversions between decimal formats and with integers (Power ISA, book I, 5.6.5). */
import { FPSCR } from '../float/fpscr.ts';
import { quieted } from './arithmetic.ts';
import { type Decimal, type DecimalFormat, infinity, isInfinite, isNaN, power } from './format.ts';
import { type Control, cut, type Result, result, round } from './rounding.ts';

/**
 * To another format; a NaN loses the first digits of a payload that is too long. Between short and long a signalling
 * NaN stays one: those are loads and stores.
 */
export function toFormat(
  x: Decimal,
  from: DecimalFormat,
  to: DecimalFormat,
  control: Control,
  quiets: boolean,
): Result {
  if (isNaN(x)) {
    const value = { ...x, coefficient: x.coefficient % power(3 * to.declets) };
    const signals = quiets && x.kind === 'signalling';
    return result(quiets ? quieted(value) : value, to, signals ? FPSCR.VXSNAN : 0);
  }
  if (isInfinite(x)) return result(infinity(x.negative), to);
  // To a narrower format the exponent moves by its own amount (5.5.10.3).
  const narrows = to.precision < from.precision;
  const format = narrows ? { ...to, adjustment: from.width === 128 ? 3072 : 192 } : to;
  return { ...round(x.negative, x.coefficient, x.exponent, format, control), format: to };
}

export function fromInteger(value: bigint, format: DecimalFormat, control: Control): Result {
  return round(value < 0n, value < 0n ? -value : value, 0, format, control);
}

/** A 64-bit integer and its status; FPRF is undefined, and stays. */
export interface Integer {
  readonly integer: bigint;
  readonly raised: number;
  readonly rounding: number;
}

const GREATEST = 2n ** 63n - 1n;
const LEAST = -(2n ** 63n);

export function toInteger(x: Decimal, { mode }: Control): Integer {
  const invalid = (integer: bigint, raised = 0): Integer => ({ integer, raised: raised | FPSCR.VXCVI, rounding: 0 });
  if (isNaN(x)) return invalid(LEAST, x.kind === 'signalling' ? FPSCR.VXSNAN : 0);
  if (isInfinite(x)) return invalid(x.negative ? LEAST : GREATEST);
  const { coefficient, inexact, up } =
    x.exponent >= 0
      ? { coefficient: x.coefficient * power(x.exponent), inexact: false, up: false }
      : cut(x.coefficient, -x.exponent, x.negative, mode);
  const integer = x.negative ? -coefficient : coefficient;
  if (integer > GREATEST) return invalid(GREATEST);
  if (integer < LEAST) return invalid(LEAST);
  const rounding = (inexact ? FPSCR.FI : 0) | (up ? FPSCR.FR : 0);
  return { integer, raised: inexact ? FPSCR.XX : 0, rounding };
}
