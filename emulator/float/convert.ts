/** Conversions between floating-point numbers and integers, and rounding to an integral value (book I, 4.6.7). */
import { FPSCR, RoundingMode } from './fpscr.ts';
import { findNaN, propagate } from './nan.ts';
import { Kind } from './operations.ts';
import { type Format, round } from './rounding.ts';
import { sumError, type Work } from './work.ts';

/** Ties away from zero: what frin means by nearest. */
const AWAY = 4;

function integral(x: number, mode: number): number {
  const truncated = Math.trunc(x);
  const fraction = Math.abs(x - truncated);
  if (fraction === 0) return x;
  const away = truncated + (x < 0 ? -1 : 1);
  switch (mode) {
    case RoundingMode.nearest:
      return fraction > 0.5 || (fraction === 0.5 && truncated % 2 !== 0) ? away : truncated;
    case RoundingMode.up:
      return Math.ceil(x);
    case RoundingMode.down:
      return Math.floor(x);
    case AWAY:
      return fraction >= 0.5 ? away : truncated;
    default:
      return truncated;
  }
}

function noteInexact(work: Work, rounded: number, x: number): void {
  if (rounded === x) return;
  work.raised |= FPSCR.XX;
  work.rounding = Math.abs(rounded) > Math.abs(x) ? FPSCR.FI | FPSCR.FR : FPSCR.FI;
}

/** frin, friz, frip, frim and the VSX forms. Only the form that follows RN tells of inexactness. */
export function toIntegral(work: Work, kind: number, control: number): void {
  if (findNaN(work, 1) === 0) return propagate(work, 0);
  const x = work.operand(0);
  const rounded = Math.abs(x) === Infinity ? x : integral(x, integralMode(kind, control));
  if (kind === Kind.integralCurrent) noteInexact(work, rounded, x);
  work.setNumber(rounded);
}

function integralMode(kind: number, control: number): number {
  switch (kind) {
    case Kind.integralAway:
      return AWAY;
    case Kind.integralUp:
      return RoundingMode.up;
    case Kind.integralDown:
      return RoundingMode.down;
    case Kind.integralCurrent:
      return control & FPSCR.RN;
    default:
      return RoundingMode.zero;
  }
}

/** From a 64-bit integer, signed or not. */
export function fromInteger(work: Work, signed: boolean, format: Format, control: number): void {
  const high = (signed ? work.high32(0) : work.high32(0) >>> 0) * 2 ** 32;
  const low = work.low32(0) >>> 0;
  const sum = high + low;
  if (sum === 0) return work.setNumber(0);
  work.set(sum, sumError(high, low, sum), 0);
  round(work, format, control);
  work.setNumber(work.result);
}

/** To a 32- or 64-bit integer; what does not fit gives the nearest that does, a NaN the smallest (VXCVI). */
export function toInteger(work: Work, kind: number, control: number): void {
  const truncates = kind >= Kind.truncateToSigned32;
  const target = truncates ? kind - Kind.truncateToSigned32 : kind - Kind.toSigned32;
  const signed = (target & 1) === 0;
  const bits = target < 2 ? 32 : 64;
  const smallest = signed ? -(2 ** (bits - 1)) : 0;
  const beyond = signed ? 2 ** (bits - 1) : 2 ** bits;
  if (findNaN(work, 1) === 0) {
    work.raised |= FPSCR.VXCVI;
    return setInteger(work, smallest);
  }
  const x = work.operand(0);
  const rounded = Math.abs(x) === Infinity ? x : integral(x, truncates ? RoundingMode.zero : control & FPSCR.RN);
  if (rounded < smallest) {
    work.raised |= FPSCR.VXCVI;
    return setInteger(work, smallest);
  }
  if (rounded >= beyond) {
    work.raised |= FPSCR.VXCVI;
    return work.setResult(bits === 32 ? 0 : signed ? 0x7fffffff : -1, signed && bits === 32 ? 0x7fffffff : -1);
  }
  noteInexact(work, rounded, x);
  setInteger(work, rounded);
}

/** A 32-bit result is kept sign-extended; its high word is undefined in the architecture. */
function setInteger(work: Work, value: number): void {
  const high = Math.floor(value / 2 ** 32);
  work.setResult(high | 0, (value - high * 2 ** 32) | 0);
}
