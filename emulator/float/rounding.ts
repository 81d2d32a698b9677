/**
 * Rounding of an exact intermediate to single or double precision (Power ISA 2.07, book I, 4.3.6 and 4.4.3 to
 * 4.4.5): all four modes, tininess detected before rounding, and the results of enabled overflow and underflow.
 */
import { FPSCR, RoundingMode } from './fpscr.ts';
import type { Work } from './work.ts';

/** What the exact value leaves below the last kept bit. */
const Rest = { none: 0, belowHalf: 1, half: 2, aboveHalf: 3 } as const;

/** A format: precision in bits, exponents of the smallest and largest normal numbers, bias adjustment of traps. */
export interface Format {
  readonly precision: number;
  /** 2^precision: the first significand that is too long. */
  readonly beyond: number;
  readonly smallest: number;
  readonly largest: number;
  readonly adjustment: number;
}

export const DOUBLE: Format = { precision: 53, beyond: 2 ** 53, smallest: -1022, largest: 1023, adjustment: 1536 };
export const HALF: Format = { precision: 11, beyond: 2 ** 11, smallest: -14, largest: 15, adjustment: 24 };
export const SINGLE: Format = { precision: 24, beyond: 2 ** 24, smallest: -126, largest: 127, adjustment: 192 };

/**
 * Rounds the non-zero intermediate of `work` into `work.result`, adding OX, UX and XX to `work.raised` and setting
 * `work.rounding`. `control` is FPSCR, of which RN, OE and UE are read.
 */
export function round(work: Work, format: Format, control: number): void {
  const negative = work.high < 0;
  const high = Math.abs(work.high);
  const low = negative ? -work.low : work.low;
  let top = work.exponentOf(high);
  // Just below a power of two the exact value has the lower exponent.
  if (low < 0 && work.significandOf(high) === 1) top -= 1;
  let exponent = top + work.exponent;
  let shift = work.exponent;
  const tiny = exponent < format.smallest;
  const trappedUnderflow = tiny && (control & FPSCR.UE) !== 0;
  if (trappedUnderflow) {
    exponent += format.adjustment;
    shift += format.adjustment;
    work.raised |= FPSCR.UX;
  }
  const last = Math.max(exponent, format.smallest) - format.precision + 1;
  const far = exponent < last - 2;
  const units = far ? 0.25 : work.scale(high, shift - last);
  let whole = Math.floor(units);
  let rest = restOf(units - whole, low);
  if (units === whole && low < 0) whole -= 1;
  const up = roundsUp(control & FPSCR.RN, rest, negative, whole);
  if (up) whole += 1;
  const inexact = rest !== Rest.none;
  if (inexact) work.raised |= tiny && !trappedUnderflow ? FPSCR.UX | FPSCR.XX : FPSCR.XX;
  work.rounding = (inexact ? FPSCR.FI : 0) | (up ? FPSCR.FR : 0);
  let magnitude: number;
  const carried = whole === format.beyond ? exponent + 1 : exponent;
  if (carried <= format.largest || trappedUnderflow) magnitude = work.scale(whole, last);
  else magnitude = overflow(work, format, control, negative, whole, last);
  work.result = negative ? -magnitude : magnitude;
}

function restOf(fraction: number, low: number): number {
  if (fraction === 0) return low === 0 ? Rest.none : low > 0 ? Rest.belowHalf : Rest.aboveHalf;
  if (fraction === 0.5) return low === 0 ? Rest.half : low > 0 ? Rest.aboveHalf : Rest.belowHalf;
  return fraction < 0.5 ? Rest.belowHalf : Rest.aboveHalf;
}

function roundsUp(mode: number, rest: number, negative: boolean, whole: number): boolean {
  if (rest === Rest.none) return false;
  switch (mode) {
    case RoundingMode.nearest:
      return rest === Rest.aboveHalf || (rest === Rest.half && whole % 2 === 1);
    case RoundingMode.up:
      return !negative;
    case RoundingMode.down:
      return negative;
    default:
      return false;
  }
}

/** The magnitude that stands for a result beyond the format (4.4.3). */
function overflow(work: Work, format: Format, control: number, negative: boolean, whole: number, last: number): number {
  work.raised |= FPSCR.OX;
  if (control & FPSCR.OE) return work.scale(whole, last - format.adjustment);
  work.raised |= FPSCR.XX;
  const mode = control & FPSCR.RN;
  const toInfinity = mode === RoundingMode.nearest || mode === (negative ? RoundingMode.down : RoundingMode.up);
  work.rounding = toInfinity ? FPSCR.FI | FPSCR.FR : FPSCR.FI;
  return toInfinity ? Infinity : work.scale(format.beyond - 1, format.largest - format.precision + 1);
}
