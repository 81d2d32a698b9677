/** Decimal floating-point numbers taken apart and put together (Power ISA, book I, 5.4). */
import { bitLength } from '../float/wide.ts';
import { packDeclets, unpackDeclets } from './declets.ts';

export interface DecimalFormat {
  /** In digits. */
  readonly precision: number;
  readonly width: number;
  /** Of the exponent of the last digit. */
  readonly bias: number;
  /** Bits of the exponent beside the two in the combination field. */
  readonly continuation: number;
  readonly declets: number;
  /** By how much the exponent is moved when an overflow or underflow is enabled (5.5.10.3, 5.5.10.4). */
  readonly adjustment: number;
}

export const SHORT: DecimalFormat = {
  precision: 7,
  width: 32,
  bias: 101,
  continuation: 6,
  declets: 2,
  adjustment: 192,
};
export const LONG: DecimalFormat = {
  precision: 16,
  width: 64,
  bias: 398,
  continuation: 8,
  declets: 5,
  adjustment: 576,
};
export const EXTENDED: DecimalFormat = {
  precision: 34,
  width: 128,
  bias: 6176,
  continuation: 12,
  declets: 11,
  adjustment: 9216,
};

/** ±coefficient · 10^exponent. Infinities and NaNs have the digits of the trailing significand, and no exponent. */
export interface Decimal {
  readonly kind: 'finite' | 'infinite' | 'quiet' | 'signalling';
  readonly negative: boolean;
  readonly coefficient: bigint;
  readonly exponent: number;
}

/** The least and the greatest exponent. */
export const lowest = ({ bias }: DecimalFormat): number => -bias;
export const highest = ({ bias, continuation }: DecimalFormat): number => (3 << continuation) - 1 - bias;
/** The exponent of the first digit of the smallest normal number. */
export const smallest = (format: DecimalFormat): number => lowest(format) + format.precision - 1;

const POWERS: readonly bigint[] = Array.from({ length: 80 }, (_, n) => 10n ** BigInt(n));

/** 10^n, n ≥ 0. */
export const power = (n: number): bigint => POWERS[n] ?? 10n ** BigInt(n);

/** 0 for 0. */
export function digitsOf(value: bigint): number {
  if (value === 0n) return 0;
  // A binary digit is 0.30103 decimal ones: at most one too many.
  const most = Math.floor((bitLength(value) - 1) * 0.30102999566398) + 1;
  return value >= power(most) ? most + 1 : most;
}

const SPECIAL = ['infinite', 'infinite', 'quiet', 'signalling'] as const;

export function unpack(bits: bigint, format: DecimalFormat): Decimal {
  const { continuation, declets, bias } = format;
  const trailing = unpackDeclets(bits, declets);
  /** Sign, combination, and what of the exponent stands behind it. */
  const top = Number(bits >> BigInt(10 * declets));
  const negative = top >> (continuation + 5) !== 0;
  const combination = (top >> continuation) & 31;
  if (combination >= 30) {
    // The bit behind tells the two kinds of NaN apart.
    const next = (top >> (continuation - 1)) & 1;
    const kind = SPECIAL[(combination - 30) * 2 + next] as Decimal['kind'];
    return { kind, negative, coefficient: trailing, exponent: 0 };
  }
  const large = combination >= 24;
  const lead = large ? 8 + (combination & 1) : combination & 7;
  const upper = large ? (combination >> 1) & 3 : combination >> 3;
  const lower = top & ((1 << continuation) - 1);
  const coefficient = lead === 0 ? trailing : BigInt(lead) * power(3 * declets) + trailing;
  return { kind: 'finite', negative, coefficient, exponent: (upper << continuation) + lower - bias };
}

const PREFIXES = { infinite: 0b111100, quiet: 0b111110, signalling: 0b111111 } as const;

/** Canonical, but that an infinity keeps its trailing digits. */
export function pack({ kind, negative, coefficient, exponent }: Decimal, format: DecimalFormat): bigint {
  const { width, continuation, declets, bias } = format;
  const sign = negative ? 1n << BigInt(width - 1) : 0n;
  const trailing = packDeclets(coefficient, declets);
  if (kind !== 'finite') return sign | (BigInt(PREFIXES[kind]) << BigInt(width - 7)) | trailing;
  const lead = Number(coefficient / power(3 * declets));
  const biased = exponent + bias;
  const top = biased >> continuation;
  const combination = lead >= 8 ? 24 | (top << 1) | (lead & 1) : (top << 3) | lead;
  const low = biased & ((1 << continuation) - 1);
  return sign | (BigInt((combination << continuation) | low) << BigInt(10 * declets)) | trailing;
}

export const infinity = (negative: boolean): Decimal => ({ kind: 'infinite', negative, coefficient: 0n, exponent: 0 });

/** Positive, quiet, without payload. */
export const DEFAULT_NAN: Decimal = { kind: 'quiet', negative: false, coefficient: 0n, exponent: 0 };

export const isNaN = ({ kind }: Decimal): boolean => kind === 'quiet' || kind === 'signalling';
export const isInfinite = ({ kind }: Decimal): boolean => kind === 'infinite';
export const isZero = ({ kind, coefficient }: Decimal): boolean => kind === 'finite' && coefficient === 0n;

/** Not zero, and below the smallest normal number. */
export function isSubnormal({ kind, coefficient, exponent }: Decimal, format: DecimalFormat): boolean {
  return kind === 'finite' && coefficient !== 0n && exponent + digitsOf(coefficient) - 1 < smallest(format);
}

/** FPRF (5.5.11, and 4.2.2): the class of a number in this format. Only here can it be a signalling NaN. */
export function classOf(value: Decimal, format: DecimalFormat): number {
  const { kind, negative } = value;
  if (kind === 'signalling') return 0x01000;
  if (kind === 'quiet') return 0x11000;
  if (kind === 'infinite') return negative ? 0x09000 : 0x05000;
  if (isZero(value)) return negative ? 0x12000 : 0x02000;
  return (isSubnormal(value, format) ? 0x10000 : 0) | (negative ? 0x08000 : 0x04000);
}
