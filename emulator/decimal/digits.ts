/** Digits, exponents and signs of decimals by themselves (Power ISA, book I, 5.6.6). */
import { FPSCR } from '../float/fpscr.ts';
import { invalid } from './arithmetic.ts';
import { type Decimal, type DecimalFormat, highest, lowest, power } from './format.ts';
import { type Result, result } from './rounding.ts';

/** The lowest digits in binary-coded decimal; SP = 2 and 3 put a sign behind them, plus being 12 or 15. */
export function toBcd({ coefficient, negative }: Decimal, width: number, sp: number): bigint {
  const signed = (sp & 2) !== 0;
  const count = width / 4 - (signed ? 1 : 0);
  const digits = BigInt(`0x${(coefficient % power(count)).toString()}`);
  if (!signed) return digits;
  return (digits << 4n) | (negative ? 13n : (sp & 1) !== 0 ? 15n : 12n);
}

/** 11 and 13 are minus, the others from 10 up plus. */
export const isMinus = (code: bigint): boolean => code === 11n || code === 13n;

/** From binary-coded decimal, with a sign behind the digits if `signed`. */
export function fromBcd(bits: bigint, format: DecimalFormat, signed: boolean): Result {
  const code = bits & 15n;
  const digits = (signed ? bits >> 4n : bits).toString(16);
  if (/[a-f]/.test(digits) || (signed && code < 10n)) return invalid(format, FPSCR.VXCVI);
  const negative = signed && isMinus(code);
  return result({ kind: 'finite', negative, coefficient: BigInt(digits), exponent: 0 }, format);
}

/** dxex: biased, or below zero for what has none. */
export function biasedExponent({ kind, exponent }: Decimal, { bias }: DecimalFormat): bigint {
  if (kind === 'finite') return BigInt(exponent + bias);
  return kind === 'infinite' ? -1n : kind === 'quiet' ? -2n : -3n;
}

/** diex: the inverse; a number that means nothing makes a quiet NaN. Special values lose the first digit. */
export function withExponent(x: Decimal, biased: bigint, format: DecimalFormat): Decimal {
  const most = BigInt(highest(format) - lowest(format));
  if (biased >= 0n && biased <= most) return { ...x, kind: 'finite', exponent: Number(biased) - format.bias };
  const kind = biased === -1n ? 'infinite' : biased === -3n ? 'signalling' : 'quiet';
  return { ...x, kind, coefficient: x.coefficient % power(3 * format.declets), exponent: 0 };
}

/** Digits shifted left (`count` > 0) or right within what holds them: of special values the trailing significand. */
export function shifted(x: Decimal, count: number, format: DecimalFormat): Decimal {
  const room = x.kind === 'finite' ? format.precision : 3 * format.declets;
  const coefficient = count >= 0 ? x.coefficient * power(count) : x.coefficient / power(-count);
  return { ...x, coefficient: coefficient % power(room) };
}
