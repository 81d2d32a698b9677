/**
 * The AES substitution by look-ups of four bits, after Hamburg, "Accelerating AES with Vector Permute Instructions"
 * (2009). A byte is k + iθ over the field of 16 elements, where θ² = aθ + a. With j = i + k,
 *
 *   u = 1/(1/i + a/k) + j,   v = 1/(1/j + a/k) + i
 *
 * are such that the byte's inverse is a linear function of 1/u and 1/v. 1/0 is a number that no table has an entry for,
 * for which a look-up gives 0. The tables follow from the field alone (FIPS 197, 4.2 and 5.1.1).
 */

/** x · y modulo x⁸ + x⁴ + x³ + x + 1. */
function multiply(x: number, y: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ (product & 0x80 ? 0x11b : 0);
    if ((y >> bit) & 1) product ^= x;
  }
  return product;
}

function power(x: number, exponent: number): number {
  if (exponent === 0) return 1;
  const root = power(x, exponent >> 1);
  const square = multiply(root, root);
  return exponent & 1 ? multiply(square, x) : square;
}

const inverse = (x: number): number => power(x, 254);
const NIBBLES = Array.from({ length: 16 }, (_, n) => n);
const BYTES = Array.from({ length: 256 }, (_, n) => n);

/** The elements that are their own sixteenth power, in the order of four of them that the others are sums of. */
function subfield(): readonly number[] {
  const elements = BYTES.filter((x) => power(x, 16) === x);
  let sums = [0];
  for (const element of elements) if (!sums.includes(element)) sums = [...sums, ...sums.map((sum) => sum ^ element)];
  return sums;
}

const ELEMENTS = subfield();
const nibbleOf = (element: number): number => ELEMENTS.indexOf(element);
const at = (n: number): number => ELEMENTS[n] as number;

/** The first a for which z² = az + a has no solution among the 16, and a solution among the 256. */
function extension(): { a: number; theta: number } {
  const solves = (z: number, a: number): boolean => multiply(z, z) === (multiply(a, z) ^ a);
  const a = ELEMENTS.find((each) => each !== 0 && !ELEMENTS.some((z) => solves(z, each))) as number;
  return { a, theta: BYTES.find((z) => solves(z, a)) as number };
}

const { a: A, theta: THETA } = extension();

/** (i, k) of a byte, i in the upper half. */
const SPLIT = new Map(NIBBLES.flatMap((i) => NIBBLES.map((k) => [at(k) ^ multiply(at(i), THETA), (i << 4) | k])));
const split = (x: number): number => SPLIT.get(x) as number;

const INFINITE = 0x80;

/** The affine transformation without its constant, and its inverse. */
const mix = (x: number): number => x ^ rotate(x, 1) ^ rotate(x, 2) ^ rotate(x, 3) ^ rotate(x, 4);
const unmix = (x: number): number => rotate(x, 1) ^ rotate(x, 3) ^ rotate(x, 6);

function rotate(x: number, by: number): number {
  return ((x << by) | (x >> (8 - by))) & 0xff;
}

export interface Substitution {
  /** Of the low and the high half of a byte: parts of (i, k), to be added. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Of u and v: parts of the result, to be added. */
  readonly first: readonly number[];
  readonly second: readonly number[];
  /** Added before, and after. */
  readonly before: number;
  readonly after: number;
}

/** 1/n, and a/n. */
export const RECIPROCAL: readonly number[] = NIBBLES.map((n) => (n === 0 ? INFINITE : nibbleOf(inverse(at(n)))));
export const RATIO: readonly number[] = NIBBLES.map((n) =>
  n === 0 ? INFINITE : nibbleOf(multiply(A, inverse(at(n)))),
);

type Linear = (x: number) => number;

function substitution(prepare: Linear, complete: Linear, before: number, after: number): Substitution {
  // The inverse is (1 + θ(1 + 1/a)/a) · 1/u + θ/a² · 1/v.
  const over = inverse(A);
  const second = multiply(THETA, multiply(over, over));
  const first = 1 ^ multiply(multiply(THETA, 1 ^ over), over);
  const part = (factor: number) => NIBBLES.map((n) => complete(multiply(factor, inverse(at(n)))));
  return {
    low: NIBBLES.map((n) => split(prepare(n))),
    high: NIBBLES.map((n) => split(prepare(n << 4))),
    first: part(first),
    second: part(second),
    before,
    after,
  };
}

const CONSTANT = 0x63;
const same: Linear = (x) => x;

/** SubBytes and InvSubBytes. */
export const SUBSTITUTION = substitution(same, mix, 0, CONSTANT);
export const INVERSE_SUBSTITUTION = substitution(unmix, same, CONSTANT, 0);
