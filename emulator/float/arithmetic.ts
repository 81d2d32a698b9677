/**
 * Exact sums, products, quotients, roots and fused multiply-adds of finite doubles, left unrounded in a Work, by
 * error-free transformations: the double operation gives the nearest value, and its error is itself computable.
 * Operands may be any finite doubles (zero only where said); special values are the caller's business.
 */
import { productError, sumError, type Work } from './work.ts';

/** a + b. The intermediate is 0 when they cancel exactly. */
export function add(work: Work, a: number, b: number): void {
  let x = a;
  let y = b;
  let exponent = 0;
  if (Math.abs(a) > 2 ** 1000 || Math.abs(b) > 2 ** 1000) {
    exponent = 100;
    x = scaleDown(a);
    y = scaleDown(b);
  }
  const sum = x + y;
  work.set(sum, sumError(x, y, sum), exponent);
}

/** x · 2^-100; what would vanish in the scaling keeps its sign at a magnitude that cannot matter. */
function scaleDown(x: number): number {
  if (x === 0 || Math.abs(x) > 2 ** -400) return x * 2 ** -100;
  return x > 0 ? 2 ** -500 : -(2 ** -500);
}

/** a · b, both non-zero. */
export function multiply(work: Work, a: number, b: number): void {
  const exponent = work.exponentOf(a) + work.exponentOf(b);
  const x = work.significandOf(a);
  const y = work.significandOf(b);
  const product = x * y;
  work.set(product, productError(x, y, product), exponent);
}

/** a ÷ b, both non-zero. */
export function divide(work: Work, a: number, b: number): void {
  const exponent = work.exponentOf(a) - work.exponentOf(b);
  const x = work.significandOf(a);
  const y = work.significandOf(b);
  const quotient = x / y;
  const back = quotient * y;
  const remainder = x - back - productError(quotient, y, back);
  work.set(quotient, remainder / y, exponent);
}

/** √a, a > 0. */
export function squareRoot(work: Work, a: number): void {
  const exponent = work.exponentOf(a);
  const odd = exponent & 1;
  const x = work.significandOf(a) * (odd + 1);
  const root = Math.sqrt(x);
  const back = root * root;
  work.set(root, x - back - productError(root, root, back), (exponent - odd) / 2);
}

/**
 * a · c + b, a and c non-zero, rounded once. After Boldo and Melquiond, "Emulation of FMA and correctly rounded
 * sums: proved algorithms using rounding to odd" (2008).
 */
export function multiplyAdd(work: Work, a: number, c: number, b: number): void {
  multiply(work, a, c);
  if (b === 0) return;
  const exponent = work.exponent;
  const product = work.high;
  const productLow = work.low;
  const distance = work.exponentOf(b) - exponent;
  const significand = work.significandOf(b);
  if (distance > 120) {
    // The product lies wholly below the last bit of b: only its sign counts.
    work.set(significand, product > 0 ? 2 ** -120 : -(2 ** -120), exponent + distance);
    return;
  }
  // Below 2^-170 the addend is less than any bit of the product: again only its sign counts.
  const addend = work.scale(significand, Math.max(distance, -170));
  const low = addend + productLow;
  const lowError = sumError(addend, productLow, low);
  const high = product + low;
  const highError = sumError(product, low, high);
  const rest = work.addToOdd(lowError, highError);
  const sum = high + rest;
  work.set(sum, sumError(high, rest, sum), exponent);
}
