/** Quad-precision sums, products, quotients, roots and multiply-adds (Power ISA 3.0, book I, 7.6.1.4). */
import { FPSCR } from './fpscr.ts';
import {
  type BinaryFormat,
  type BinaryNumber,
  classOf,
  defaultNaN,
  infinity,
  pack,
  QUAD,
  quietBit,
} from './quad-number.ts';
import { QuadKind } from './quad-operations.ts';
import { type Exact, Mode, round } from './quad-rounding.ts';
import { bitLength, type Status } from './wide.ts';

export interface Result extends Status {
  readonly bits: bigint;
}

/** Who rounds: FPSCR, and the mode that comes of it and of the instruction. */
export interface Control {
  readonly fpscr: number;
  readonly mode: number;
}

/** A result with its class. */
export function classified(bits: bigint, raised = 0, rounding = 0, format: BinaryFormat = QUAD): Result {
  return { bits, raised, rounding, fprf: classOf(bits, format) };
}

export const invalid = (cause: number): Result => classified(defaultNaN(QUAD), cause);

/** The NaN result of operands in the order of their precedence, if one of them is a NaN. */
export function nanResult(raised: number, ...operands: readonly BinaryNumber[]): Result | undefined {
  const first = operands.find(({ kind }) => kind === 'nan');
  if (first === undefined) return undefined;
  const signals = operands.some(({ signalling }) => signalling) ? FPSCR.VXSNAN : 0;
  return classified(first.bits | quietBit(QUAD), raised | signals);
}

export function rounded(value: Exact, { fpscr, mode }: Control): Result {
  const { bits, raised, rounding } = round(value, QUAD, mode, fpscr);
  return classified(bits, raised, rounding);
}

const isZero = ({ kind, significand }: BinaryNumber): boolean => kind === 'finite' && significand === 0n;
const isInfinite = ({ kind }: BinaryNumber): boolean => kind === 'infinite';
const negated = (x: BinaryNumber): BinaryNumber => ({ ...x, negative: !x.negative });
const signedInfinity = (negative: boolean): Result => classified(infinity(negative, QUAD));
const signedZero = (negative: boolean): Result => classified(pack(negative, 0n, 0, QUAD));

/** So far below, a number counts by its sign only. */
const FAR = 400;

/** Of finite numbers; undefined when they cancel. */
function exactSum(a: BinaryNumber, b: BinaryNumber): Exact | undefined {
  if (a.exponent < b.exponent) return exactSum(b, a);
  const distance = a.exponent - b.exponent;
  const far = distance > FAR && a.significand !== 0n;
  const shift = far ? FAR : distance;
  const larger = a.significand << BigInt(shift);
  const smaller = far && b.significand !== 0n ? 1n : b.significand;
  const sum = a.negative === b.negative ? larger + smaller : larger - smaller;
  if (sum === 0n) return undefined;
  const negative = a.negative !== sum < 0n;
  return { negative, significand: sum < 0n ? -sum : sum, exponent: a.exponent - shift, more: false };
}

function sum(a: BinaryNumber, b: BinaryNumber, control: Control): Result {
  if (isInfinite(a)) {
    if (isInfinite(b) && a.negative !== b.negative) return invalid(FPSCR.VXISI);
    return signedInfinity(a.negative);
  }
  if (isInfinite(b)) return signedInfinity(b.negative);
  const exact = exactSum(a, b);
  if (exact !== undefined) return rounded(exact, control);
  const sameSign = isZero(a) && a.negative === b.negative;
  return signedZero(sameSign ? a.negative : control.mode === Mode.down);
}

function exactProduct(a: BinaryNumber, b: BinaryNumber): Exact {
  return {
    negative: a.negative !== b.negative,
    significand: a.significand * b.significand,
    exponent: a.exponent + b.exponent,
    more: false,
  };
}

const isInvalidProduct = (a: BinaryNumber, b: BinaryNumber): boolean =>
  (isInfinite(a) && isZero(b)) || (isZero(a) && isInfinite(b));

function product(a: BinaryNumber, b: BinaryNumber, control: Control): Result {
  if (isInvalidProduct(a, b)) return invalid(FPSCR.VXIMZ);
  const negative = a.negative !== b.negative;
  if (isInfinite(a) || isInfinite(b)) return signedInfinity(negative);
  if (isZero(a) || isZero(b)) return signedZero(negative);
  return rounded(exactProduct(a, b), control);
}

/** Enough bits for the quotient to be rounded right. */
const SPARE = 118;

function quotient(a: BinaryNumber, b: BinaryNumber, control: Control): Result {
  const negative = a.negative !== b.negative;
  if (isInfinite(a)) return isInfinite(b) ? invalid(FPSCR.VXIDI) : signedInfinity(negative);
  if (isInfinite(b)) return signedZero(negative);
  if (isZero(b)) return isZero(a) ? invalid(FPSCR.VXZDZ) : classified(infinity(negative, QUAD), FPSCR.ZX);
  if (isZero(a)) return signedZero(negative);
  const shift = Math.max(0, SPARE + bitLength(b.significand) - bitLength(a.significand));
  const dividend = a.significand << BigInt(shift);
  const significand = dividend / b.significand;
  const more = significand * b.significand !== dividend;
  return rounded({ negative, significand, exponent: a.exponent - b.exponent - shift, more }, control);
}

function root(a: BinaryNumber, control: Control): Result {
  if (isZero(a)) return signedZero(a.negative);
  if (a.negative) return invalid(FPSCR.VXSQRT);
  if (isInfinite(a)) return signedInfinity(false);
  let shift = 2 * SPARE;
  if ((a.exponent - shift) % 2 !== 0) shift += 1;
  const radicand = a.significand << BigInt(shift);
  const significand = integerRoot(radicand);
  const more = significand * significand !== radicand;
  return rounded({ negative: false, significand, exponent: (a.exponent - shift) / 2, more }, control);
}

/** ⌊√n⌋ by Newton's iteration from above. */
function integerRoot(n: bigint): bigint {
  let root = 1n << BigInt((bitLength(n) + 1) >> 1);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** a · b + c, rounded once. */
function fused(a: BinaryNumber, b: BinaryNumber, c: BinaryNumber, control: Control): Result {
  const badProduct = isInvalidProduct(a, b) ? FPSCR.VXIMZ : 0;
  const nan = nanResult(badProduct, a, c, b);
  if (nan !== undefined) return nan;
  if (badProduct !== 0) return invalid(badProduct);
  const negative = a.negative !== b.negative;
  if (isInfinite(a) || isInfinite(b)) {
    if (isInfinite(c) && c.negative !== negative) return invalid(FPSCR.VXISI);
    return signedInfinity(negative);
  }
  if (isInfinite(c)) return signedInfinity(c.negative);
  const exact: BinaryNumber = { ...c, ...exactProduct(a, b) };
  return sum(exact, c, control);
}

const SIGN = 1n << 127n;
const NAN_CLASS = 0x11000;

/** The negative forms negate what was rounded; a NaN keeps its sign. */
function negatedResult(result: Result): Result {
  const { bits, raised, rounding, fprf } = result;
  return fprf === NAN_CLASS ? result : classified(bits ^ SIGN, raised, rounding);
}

export function arithmetic(kind: number, a: BinaryNumber, b: BinaryNumber, c: BinaryNumber, control: Control): Result {
  switch (kind) {
    case QuadKind.add:
      return nanResult(0, a, b) ?? sum(a, b, control);
    case QuadKind.subtract:
      return nanResult(0, a, b) ?? sum(a, negated(b), control);
    case QuadKind.multiply:
      return nanResult(0, a, b) ?? product(a, b, control);
    case QuadKind.divide:
      return nanResult(0, a, b) ?? quotient(a, b, control);
    case QuadKind.squareRoot:
      return nanResult(0, a) ?? root(a, control);
    case QuadKind.multiplyAdd:
      return fused(a, b, c, control);
    case QuadKind.multiplySubtract:
      return fused(a, b, c.kind === 'nan' ? c : negated(c), control);
    case QuadKind.negativeMultiplyAdd:
      return negatedResult(fused(a, b, c, control));
    default:
      return negatedResult(fused(a, b, c.kind === 'nan' ? c : negated(c), control));
  }
}
