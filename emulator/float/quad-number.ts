/** Binary numbers of 128 and 64 bits taken apart and put together (Power ISA 3.0, book I, 7.3.2). */
import { bitLength } from './wide.ts';

/** A binary interchange format. */
export interface BinaryFormat {
  /** Bits of the significand, the implied one with them. */
  readonly precision: number;
  /** Exponents of the smallest and largest normal numbers. */
  readonly smallest: number;
  readonly largest: number;
  /** By how much the exponent is moved when an overflow or underflow is enabled. */
  readonly adjustment: number;
  readonly width: number;
}

export const QUAD: BinaryFormat = {
  precision: 113,
  smallest: -16382,
  largest: 16383,
  adjustment: 24576,
  width: 128,
};

export const DOUBLE: BinaryFormat = {
  precision: 53,
  smallest: -1022,
  largest: 1023,
  adjustment: 1536,
  width: 64,
};

/** Rounded to, and kept in the quad format. */
export const EXTENDED: BinaryFormat = { ...QUAD, precision: 64 };

/** ±significand · 2^exponent; infinities and NaNs have no use for the exponent. */
export interface BinaryNumber {
  readonly kind: 'finite' | 'infinite' | 'nan';
  readonly negative: boolean;
  /** 0 for a zero. */
  readonly significand: bigint;
  readonly exponent: number;
  readonly signalling: boolean;
  readonly bits: bigint;
}

export function unpack(bits: bigint, format: BinaryFormat): BinaryNumber {
  const fractionBits = BigInt(format.precision - 1);
  const fraction = bits & ((1n << fractionBits) - 1n);
  const exponentMask = (1n << BigInt(format.width - format.precision)) - 1n;
  const biased = (bits >> fractionBits) & exponentMask;
  const negative = bits >> BigInt(format.width - 1) !== 0n;
  if (biased === exponentMask) {
    const kind = fraction === 0n ? 'infinite' : 'nan';
    const signalling = kind === 'nan' && fraction >> (fractionBits - 1n) === 0n;
    return { kind, negative, significand: fraction, exponent: 0, signalling, bits };
  }
  const significand = biased === 0n ? fraction : fraction | (1n << fractionBits);
  const exponent = Math.max(Number(biased), 1) - 1 + format.smallest - format.precision + 1;
  return { kind: 'finite', negative, significand, exponent, signalling: false, bits };
}

/** A finite number that the format has; its significand may have fewer bits than the precision. */
export function pack(negative: boolean, significand: bigint, exponent: number, format: BinaryFormat): bigint {
  const sign = negative ? 1n << BigInt(format.width - 1) : 0n;
  if (significand === 0n) return sign;
  const lowest = format.smallest - format.precision + 1;
  const top = bitLength(significand) - 1 + exponent;
  const last = Math.max(top - format.precision + 1, lowest);
  const aligned = exponent >= last ? significand << BigInt(exponent - last) : significand >> BigInt(last - exponent);
  // A normal number's implied bit adds 1 to the exponent.
  return sign | ((BigInt(last - lowest) << BigInt(format.precision - 1)) + aligned);
}

export function infinity(negative: boolean, format: BinaryFormat): bigint {
  const exponent = ((1n << BigInt(format.width - format.precision)) - 1n) << BigInt(format.precision - 1);
  return exponent | (negative ? 1n << BigInt(format.width - 1) : 0n);
}

export function largestFinite(negative: boolean, format: BinaryFormat): bigint {
  return infinity(negative, format) - 1n;
}

/** The bit that makes a NaN quiet. */
export const quietBit = (format: BinaryFormat): bigint => 1n << BigInt(format.precision - 2);

/** Positive, quiet, without payload. */
export const defaultNaN = (format: BinaryFormat): bigint => infinity(false, format) | quietBit(format);

/** FPRF (4.2.2) of the number that bits are in this format. */
export function classOf(bits: bigint, format: BinaryFormat): number {
  const fractionBits = BigInt(format.precision - 1);
  const top = Number(bits >> fractionBits);
  const exponentMask = (1 << (format.width - format.precision)) - 1;
  const exponent = top & exponentMask;
  const negative = top > exponentMask;
  if (exponent !== 0 && exponent !== exponentMask) return negative ? 0x08000 : 0x04000;
  const noFraction = BigInt.asUintN(format.precision - 1, bits) === 0n;
  if (exponent !== 0) {
    if (!noFraction) return 0x11000;
    return negative ? 0x09000 : 0x05000;
  }
  if (noFraction) return negative ? 0x12000 : 0x02000;
  return negative ? 0x18000 : 0x14000;
}
