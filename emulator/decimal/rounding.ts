/** Rounding of an exact decimal to a format, with overflow and underflow (Power ISA, book I, 5.5.2, 5.5.10.3 to 5.5.10.5). */
import { FPSCR } from '../float/fpscr.ts';
import type { Status } from '../float/wide.ts';
import {
  classOf,
  type Decimal,
  type DecimalFormat,
  digitsOf,
  highest,
  infinity,
  lowest,
  power,
  smallest,
} from './format.ts';

/** As FPSCR.DRN codes them. */
export const Mode = {
  nearest: 0,
  zero: 1,
  up: 2,
  down: 3,
  tiesAway: 4,
  tiesToZero: 5,
  away: 6,
  /** To prepare for shorter precision: away when the last digit is 0 or 5. */
  shorter: 7,
} as const;

/** Who rounds: FPSCR for its enables, and a mode. */
export interface Control {
  readonly fpscr: number;
  readonly mode: number;
}

/** A result, with its format. */
export interface Result extends Status {
  readonly value: Decimal;
  readonly format: DecimalFormat;
}

export function result(value: Decimal, format: DecimalFormat, raised = 0, rounding = 0): Result {
  return { value, format, raised, rounding, fprf: classOf(value, format) };
}

export interface Cut {
  readonly coefficient: bigint;
  readonly inexact: boolean;
  readonly up: boolean;
}

/** Drops `count` ≥ 0 digits; `more` says that something lies below the last of them. */
export function cut(coefficient: bigint, count: number, negative: boolean, mode: number, more = false): Cut {
  if (count === 0 && !more) return { coefficient, inexact: false, up: false };
  const unit = power(count);
  const whole = coefficient / unit;
  const rest = 2n * (coefficient - whole * unit);
  if (rest === 0n && !more) return { coefficient: whole, inexact: false, up: false };
  const side = rest > unit || (rest === unit && more) ? 1 : rest === unit ? 0 : -1;
  const up = roundsUp(mode, side, negative, Number(whole % 10n));
  return { coefficient: up ? whole + 1n : whole, inexact: true, up };
}

/** `side`: below half a unit, half, above; `last` is the last digit kept. */
function roundsUp(mode: number, side: number, negative: boolean, last: number): boolean {
  switch (mode) {
    case Mode.nearest:
      return side > 0 || (side === 0 && last % 2 === 1);
    case Mode.up:
      return !negative;
    case Mode.down:
      return negative;
    case Mode.tiesAway:
      return side >= 0;
    case Mode.tiesToZero:
      return side > 0;
    case Mode.away:
      return true;
    case Mode.shorter:
      return last % 5 === 0;
    default:
      return false;
  }
}

/**
 * ±coefficient · 10^exponent (and something below its last digit, if `more`) in a format. `exponent` is the one the
 * result should have ideally; what is not exact has all the digits there are.
 */
export function round(
  negative: boolean,
  coefficient: bigint,
  exponent: number,
  format: DecimalFormat,
  { fpscr, mode }: Control,
  more = false,
): Result {
  const { precision } = format;
  const [least, greatest] = [lowest(format), highest(format)];
  const finite = (digits: bigint, at: number): Decimal => ({
    kind: 'finite',
    negative,
    coefficient: digits,
    exponent: at,
  });
  if (coefficient === 0n && !more) return result(finite(0n, Math.min(Math.max(exponent, least), greatest)), format);
  const count = digitsOf(coefficient);
  let from = exponent;
  let raised = 0;
  const tiny = from + count - 1 < smallest(format);
  const trappedUnderflow = tiny && (fpscr & FPSCR.UE) !== 0;
  if (trappedUnderflow) {
    raised |= FPSCR.UX;
    from += format.adjustment;
  }
  const dropped = Math.max(count - precision, least - from, 0);
  const { coefficient: kept, inexact, up } = cut(coefficient, dropped, negative, mode, more);
  if (inexact) raised |= tiny && !trappedUnderflow ? FPSCR.UX | FPSCR.XX : FPSCR.XX;
  const rounding = (inexact ? FPSCR.FI : 0) | (up ? FPSCR.FR : 0);
  const carried = kept === power(precision);
  const digits = carried ? kept / 10n : kept;
  const at = from + dropped + (carried ? 1 : 0);
  if (at <= greatest) return result(finite(digits, at), format, raised, rounding);
  const fits = (place: number): boolean => digitsOf(digits) + place - greatest <= precision;
  const folded = (place: number): Decimal =>
    finite(digits * power(Math.max(place - greatest, 0)), Math.min(place, greatest));
  if (digits === 0n) return result(finite(0n, greatest), format, raised, rounding);
  if (fits(at)) return result(folded(at), format, raised, rounding);
  raised |= FPSCR.OX;
  const wrapped = at - format.adjustment;
  if (fpscr & FPSCR.OE && fits(wrapped)) return result(folded(wrapped), format, raised, rounding);
  const toward = negative ? Mode.down : Mode.up;
  const toInfinity = ![Mode.zero, Mode.shorter, Mode.up, Mode.down].some((each) => each === mode && each !== toward);
  const largest = finite(power(precision) - 1n, greatest);
  return toInfinity
    ? result(infinity(negative), format, raised | FPSCR.XX, FPSCR.FI | FPSCR.FR)
    : result(largest, format, raised | FPSCR.XX, FPSCR.FI);
}
