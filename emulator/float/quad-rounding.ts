/**
 * Rounding of an exact binary intermediate to a format: all modes and to odd, tininess before rounding, and the
 * results of enabled overflow and underflow (Power ISA 3.0, book I, 7.3.2.6 and 7.4).
 */
import { FPSCR, RoundingMode } from './fpscr.ts';
import { type BinaryFormat, infinity, largestFinite } from './quad-number.ts';
import { bitLength } from './wide.ts';

/** Beside FPSCR's four: ties away from zero, and inexact results made odd. */
export const Mode = { ...RoundingMode, away: 4, odd: 5 } as const;

/** (significand + something below its last bit, if `more`) · 2^exponent, not zero. */
export interface Exact {
  readonly negative: boolean;
  readonly significand: bigint;
  readonly exponent: number;
  readonly more: boolean;
}

export interface Rounded {
  readonly bits: bigint;
  readonly raised: number;
  readonly rounding: number;
}

export interface Cut {
  readonly whole: bigint;
  readonly inexact: boolean;
  readonly up: boolean;
}

/** Drops the lowest `count` bits of a significand. */
export function cut(value: Exact, count: number, mode: number): Cut {
  if (count <= 0) {
    const whole = value.significand << BigInt(-count);
    const up = value.more && roundsUp(mode, 0, value.negative, whole);
    return { whole: up ? whole + 1n : whole, inexact: value.more, up };
  }
  const by = BigInt(count);
  const whole = value.significand >> by;
  const rest = value.significand - (whole << by);
  const half = 1n << (by - 1n);
  const inexact = rest !== 0n || value.more;
  if (!inexact) return { whole, inexact, up: false };
  const side = rest < half ? -1 : rest > half || value.more ? 1 : 0;
  const up = roundsUp(mode, side, value.negative, whole);
  return { whole: up ? whole + 1n : whole, inexact, up };
}

/** `side`: below half a unit, half, above. */
function roundsUp(mode: number, side: number, negative: boolean, whole: bigint): boolean {
  switch (mode) {
    case Mode.nearest:
      return side > 0 || (side === 0 && (whole & 1n) === 1n);
    case Mode.up:
      return !negative;
    case Mode.down:
      return negative;
    case Mode.away:
      return side >= 0;
    case Mode.odd:
      return (whole & 1n) === 0n;
    default:
      return false;
  }
}

/**
 * A number whose last bit is at `exponent`, as far down as its precision, or the container's smallest exponent, allows:
 * its first bit, if it is a normal one, adds 1 to the exponent field.
 */
function placed(negative: boolean, whole: bigint, exponent: number, container: BinaryFormat): bigint {
  const { precision, smallest, width } = container;
  const excess = Math.max(0, Math.min(exponent - (smallest - precision + 1), precision - bitLengthOr1(whole)));
  const field = BigInt(exponent - excess - (smallest - precision + 1)) << BigInt(precision - 1);
  const magnitude = field + (whole << BigInt(excess));
  return negative ? magnitude | (1n << BigInt(width - 1)) : magnitude;
}

const bitLengthOr1 = (value: bigint): number => (value === 0n ? 1 : bitLength(value));

/** `control` is FPSCR, of which OE and UE are read; `container` has the format's exponents. */
export function round(
  value: Exact,
  format: BinaryFormat,
  mode: number,
  control: number,
  container: BinaryFormat = format,
): Rounded {
  let { exponent } = value;
  let top = exponent + bitLength(value.significand) - 1;
  let raised = 0;
  const tiny = top < format.smallest;
  const trappedUnderflow = tiny && (control & FPSCR.UE) !== 0;
  if (trappedUnderflow) {
    raised |= FPSCR.UX;
    exponent += format.adjustment;
    top += format.adjustment;
  }
  const last = Math.max(top, format.smallest) - format.precision + 1;
  const { whole, inexact, up } = cut({ ...value, exponent }, last - exponent, mode);
  if (inexact) raised |= tiny && !trappedUnderflow ? FPSCR.UX | FPSCR.XX : FPSCR.XX;
  const rounding = (inexact ? FPSCR.FI : 0) | (up ? FPSCR.FR : 0);
  const { negative } = value;
  const carried = whole === 0n ? top : last + bitLength(whole) - 1;
  if (carried <= format.largest) return { bits: placed(negative, whole, last, container), raised, rounding };
  raised |= FPSCR.OX;
  const adjusted = carried - format.adjustment;
  if (control & FPSCR.OE && adjusted <= format.largest)
    return { bits: placed(negative, whole, last - format.adjustment, container), raised, rounding };
  const toInfinity = mode === Mode.nearest || mode === Mode.away || mode === (negative ? Mode.down : Mode.up);
  const largest = largestFinite(negative, container) & ~((1n << BigInt(container.precision - format.precision)) - 1n);
  return {
    bits: toInfinity ? infinity(negative, container) : largest,
    raised: raised | FPSCR.XX,
    rounding: toInfinity ? FPSCR.FI | FPSCR.FR : FPSCR.FI,
  };
}
