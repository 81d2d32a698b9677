/** Quad precision: rounding to integral values and shorter precision, conversions (Power ISA 3.0, book I, 7.6.1.5 and 7.6.1.6). */
import { FPSCR } from './fpscr.ts';
import { classified, type Control, nanResult, type Result, rounded } from './quad-arithmetic.ts';
import { type BinaryNumber, DOUBLE, EXTENDED, infinity, pack, QUAD, quietBit } from './quad-number.ts';
import { QuadKind } from './quad-operations.ts';
import { cut, Mode, round } from './quad-rounding.ts';

/** R and RMC, as the low three bits, choose a mode: FPSCR's for R = 0, RMC = 3. */
export function immediateMode(selector: number, fpscr: number): number {
  if ((selector & 4) === 0) return (selector & 3) === 3 ? fpscr & FPSCR.RN : Mode.away;
  return [Mode.nearest, Mode.zero, Mode.up, Mode.down][selector & 3] as number;
}

export function toIntegral(a: BinaryNumber, mode: number, tellsInexact: boolean): Result {
  const nan = nanResult(0, a);
  if (nan !== undefined) return nan;
  if (a.kind === 'infinite' || a.exponent >= 0 || a.significand === 0n) return classified(a.bits);
  const { whole, inexact, up } = cut({ ...a, more: false }, -a.exponent, mode);
  const rounding = (inexact ? FPSCR.FI : 0) | (up ? FPSCR.FR : 0);
  const bits = pack(a.negative, whole, 0, QUAD);
  return tellsInexact ? classified(bits, inexact ? FPSCR.XX : 0, rounding) : classified(bits);
}

/** What a significand of 64 bits has not. */
const BEYOND_EXTENDED = (1n << BigInt(QUAD.precision - EXTENDED.precision)) - 1n;

/** To 64 bits of significand; a NaN's payload is cut to them. */
export function toExtended(a: BinaryNumber, mode: number, fpscr: number): Result {
  const nan = nanResult(0, a);
  if (nan !== undefined) return { ...nan, bits: nan.bits & ~BEYOND_EXTENDED };
  if (a.kind === 'infinite' || a.significand === 0n) return classified(a.bits);
  const { bits, raised, rounding } = round({ ...a, more: false }, EXTENDED, mode, fpscr, QUAD);
  return classified(bits, raised, rounding);
}

export function fromDouble(a: BinaryNumber): Result {
  if (a.kind === 'nan') {
    const sign = a.negative ? 1n << 127n : 0n;
    const payload = (a.significand << 60n) | quietBit(QUAD);
    return classified(infinity(false, QUAD) | sign | payload, a.signalling ? FPSCR.VXSNAN : 0);
  }
  if (a.kind === 'infinite') return classified(infinity(a.negative, QUAD));
  return classified(pack(a.negative, a.significand, a.exponent, QUAD));
}

/** The double stands in the high doubleword, zeros below. */
export function toDouble(a: BinaryNumber, { fpscr, mode }: Control): Result {
  const whole = ({ bits, ...status }: Result): Result => ({ ...status, bits: bits << 64n });
  if (a.kind === 'nan') {
    const sign = a.negative ? 1n << 63n : 0n;
    const payload = (a.significand >> 60n) | quietBit(DOUBLE);
    const bits = infinity(false, DOUBLE) | sign | payload;
    return whole(classified(bits, a.signalling ? FPSCR.VXSNAN : 0, 0, DOUBLE));
  }
  if (a.kind === 'infinite') return whole(classified(infinity(a.negative, DOUBLE), 0, 0, DOUBLE));
  if (a.significand === 0n) return whole(classified(pack(a.negative, 0n, 0, DOUBLE), 0, 0, DOUBLE));
  const { bits, raised, rounding } = round({ ...a, more: false }, DOUBLE, mode, fpscr);
  return whole(classified(bits, raised, rounding, DOUBLE));
}

/** From the doubleword on top. */
export function fromInteger(value: bigint, control: Control): Result {
  if (value === 0n) return classified(0n);
  const negative = value < 0n;
  return rounded({ negative, significand: negative ? -value : value, exponent: 0, more: false }, control);
}

interface Range {
  readonly lowest: bigint;
  readonly highest: bigint;
}

const RANGES: Readonly<Record<number, Range>> = {
  [QuadKind.toSigned64]: { lowest: -(2n ** 63n), highest: 2n ** 63n - 1n },
  [QuadKind.toUnsigned64]: { lowest: 0n, highest: 2n ** 64n - 1n },
  [QuadKind.toSigned32]: { lowest: -(2n ** 31n), highest: 2n ** 31n - 1n },
  [QuadKind.toUnsigned32]: { lowest: 0n, highest: 2n ** 32n - 1n },
};

/** Toward zero; what does not fit gives the nearest that does, a NaN the lowest (VXCVI). FPRF stays: it is undefined. */
export function toInteger(a: BinaryNumber, kind: number): Result {
  const { lowest, highest } = RANGES[kind] as Range;
  const placed = (value: bigint, raised: number, rounding = 0): Result => ({
    bits: BigInt.asUintN(64, value) << 64n,
    raised,
    rounding,
  });
  if (a.kind === 'nan') return placed(lowest, FPSCR.VXCVI | (a.signalling ? FPSCR.VXSNAN : 0));
  if (a.kind === 'infinite') return placed(a.negative ? lowest : highest, FPSCR.VXCVI);
  const { whole, inexact } = cut({ ...a, more: false }, -a.exponent, Mode.zero);
  const value = a.negative ? -whole : whole;
  if (value < lowest) return placed(lowest, FPSCR.VXCVI);
  if (value > highest) return placed(highest, FPSCR.VXCVI);
  return placed(value, inexact ? FPSCR.XX : 0, inexact ? FPSCR.FI : 0);
}
