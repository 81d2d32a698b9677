/** Comparisons and tests of decimals, which give a condition field (Power ISA, book I, 5.6.2 and 5.6.3). */
import {
  type Decimal,
  type DecimalFormat,
  digitsOf,
  highest,
  isInfinite,
  isNaN,
  isSubnormal,
  isZero,
  lowest,
  power,
} from './format.ts';

const LESS = 8;
const GREATER = 4;
const EQUAL = 2;
const UNORDERED = 1;

const order = (x: bigint | number, y: bigint | number): number => (x < y ? LESS : x > y ? GREATER : EQUAL);

export function compare(a: Decimal, b: Decimal): number {
  if (isNaN(a) || isNaN(b)) return UNORDERED;
  if (isInfinite(a) || isInfinite(b)) {
    const rank = (x: Decimal): number => (isInfinite(x) ? (x.negative ? -1 : 1) : 0);
    return order(rank(a), rank(b));
  }
  const exponent = Math.min(a.exponent, b.exponent);
  const aligned = (x: Decimal): bigint => {
    const magnitude = x.coefficient * power(x.exponent - exponent);
    return x.negative ? -magnitude : magnitude;
  };
  return order(aligned(a), aligned(b));
}

const report = (x: Decimal, match: boolean): number => (x.negative ? LESS : 0) | (match ? EQUAL : 0);

/** From the high bit: zero, subnormal, normal, infinity, quiet and signalling NaN. */
export function testClass(x: Decimal, classes: number, format: DecimalFormat): number {
  const place = isZero(x)
    ? 5
    : isSubnormal(x, format)
      ? 4
      : ({ finite: 3, infinite: 2, quiet: 1, signalling: 0 } as const)[x.kind];
  return report(x, ((classes >> place) & 1) !== 0);
}

/**
 * From the high bit: zero with a usual, and with the least or greatest exponent; subnormal, or normal with such an
 * exponent; normal without, and with a first digit; what is no number.
 */
export function testGroup(x: Decimal, groups: number, format: DecimalFormat): number {
  const extreme = x.exponent === lowest(format) || x.exponent === highest(format);
  const full = digitsOf(x.coefficient) === format.precision;
  let place = full ? 1 : 2;
  if (x.kind !== 'finite') place = 0;
  else if (isZero(x)) place = extreme ? 4 : 5;
  else if (extreme || isSubnormal(x, format)) place = 3;
  return report(x, ((groups >> place) & 1) !== 0);
}

export function testExponent(a: Decimal, b: Decimal): number {
  if (a.kind === 'finite' && b.kind === 'finite') return order(a.exponent, b.exponent);
  return (isNaN(a) && isNaN(b)) || (isInfinite(a) && isInfinite(b)) ? EQUAL : UNORDERED;
}

/** The number of digits against a reference; 0 as a reference is greater than all. */
export function testSignificance(significance: number, x: Decimal): number {
  if (x.kind !== 'finite') return UNORDERED;
  return significance === 0 ? GREATER : order(significance, digitsOf(x.coefficient));
}
