/**
 * a · c + b rounded once, without hardware for it: error-free transformations and one addition rounded to odd, after
 * Boldo and Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using rounding to odd" (2008).
 * emulator/float/arithmetic.ts has the same in the general case.
 */
import { f64 } from '../wasm/float.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { F64, I32, Node, V128 } from '../wasm/node.ts';
import { f64x2 } from '../wasm/simd.ts';
import type { Builder, Helper, HelperCode } from './builder.ts';

/** The exponent lies within ±400: products and their errors are then far from the edges of the format. */
function isModerate(value: F64): I32 {
  const high = i32.wrap(i64.shrU(i64.reinterpret(value), i64.const(32)));
  const offset = i32.sub(i32.and(high, i32.const(0x7ff00000)), i32.const((1023 - 400) * 2 ** 20));
  return i32.ltU(offset, i32.const(800 * 2 ** 20));
}

/** The rounding error of sum = x + y. */
function sumError(b: HelperCode, x: F64, y: F64, sum: F64): F64 {
  const part = b.let(f64.sub(sum, x));
  return b.let(f64.add(f64.sub(x, f64.sub(sum, part)), f64.sub(y, part)));
}

/** The high 26 bits of a significand. */
function highPart(b: HelperCode, x: F64): F64 {
  const scaled = b.let(f64.mul(x, f64.const(134217729)));
  return b.let(f64.sub(scaled, f64.sub(scaled, x)));
}

function productError(b: HelperCode, x: F64, y: F64, product: F64): F64 {
  const xh = highPart(b, x);
  const xl = b.let(f64.sub(x, xh));
  const yh = highPart(b, y);
  const yl = b.let(f64.sub(y, yh));
  const crossed = f64.add(f64.add(f64.sub(f64.mul(xh, yh), product), f64.mul(xh, yl)), f64.mul(xl, yh));
  return b.let(f64.add(crossed, f64.mul(xl, yl)));
}

function addToOdd(b: HelperCode, x: F64, y: F64): F64 {
  const sum = b.let(f64.add(x, y));
  const error = sumError(b, x, y, sum);
  const bits = b.let(i64.reinterpret(sum));
  const outward = i32.eq(f64.gt(error, f64.const(0)), f64.gt(sum, f64.const(0)));
  const step = i64.select(outward, i64.one, i64.minusOne);
  const even = i32.eqz(i32.and(i32.wrap(bits), i32.one));
  const moves = i32.and(even, f64.ne(error, f64.const(0)));
  return b.let(f64.reinterpret(i64.add(bits, i64.select(moves, step, i64.zero))));
}

const ZERO = f64.const(0);
/** Results above it have errors that are representable. */
const MODERATE = f64.const(2 ** -900);

/** Whether error = 0 tells that what lies around `value` is exact: nothing can have vanished, but for the zeros of zeros. */
function tells(error: F64, value: F64, ...factors: readonly F64[]): I32 {
  const zeros = factors.map((factor) => f64.eq(factor, ZERO));
  return i32.and(f64.eq(error, ZERO), i32.any(f64.ge(f64.abs(value), MODERATE), ...zeros));
}

/** Whether product = x · y exactly; 0 also where that is not easily seen, and where it is not a number. */
export function isExactProduct(b: Builder, x: F64, y: F64, product: F64): I32 {
  return b.let(tells(b.let(b.fusedMultiplyAdd(x, y, f64.neg(product))), product, x, y));
}

export function isExactSum(b: Builder, x: F64, y: F64, sum: F64): I32 {
  return b.let(f64.eq(sumError(b, x, y, sum), ZERO));
}

/** Whether x = quotient · y exactly; for roots y is the root itself. */
export function isExactQuotient(b: Builder, x: F64, y: F64, quotient: F64): I32 {
  return b.let(tells(b.let(b.fusedMultiplyAdd(quotient, y, f64.neg(x))), x, x));
}

/** Whether a · c + b is exactly this, the product alone being exact too. */
export function isExactlyFused(b: Builder, a: F64, c: F64, addend: F64, result: F64): I32 {
  const product = b.let(f64.mul(a, c));
  const sum = b.let(f64.add(product, addend));
  const exact = i32.and(isExactProduct(b, a, c, product), isExactSum(b, product, addend, sum));
  return i32.and(f64.eq(sum, result), exact);
}

/** (a, c, b): the fused result to nearest even; a NaN when the exact unit must be asked. */
export const multiplyAdd: Helper<'f64'> = {
  name: 'multiplyAdd',
  parameters: ['f64', 'f64', 'f64'],
  result: 'f64',
  body: (code: HelperCode, parameters: readonly Node[]): F64 => {
    const [a, c, b] = parameters as [F64, F64, F64];
    const zero = f64.const(0);
    const result = code.variable(f64.const(NaN));
    const moderate = i32.and(i32.and(isModerate(a), isModerate(c)), i32.or(isModerate(b), f64.eq(b, zero)));
    code.if(
      moderate,
      () => {
        const product = code.let(f64.mul(a, c));
        const productLow = productError(code, a, c, product);
        const low = code.let(f64.add(b, productLow));
        const lowError = sumError(code, b, productLow, low);
        const high = code.let(f64.add(product, low));
        const highError = sumError(code, product, low, high);
        code.set(result, f64.add(high, addToOdd(code, lowError, highError)));
      },
      () =>
        // With a zero factor nothing is rounded but the sum, which is exact.
        code.if(i32.or(f64.eq(a, zero), f64.eq(c, zero)), () => code.set(result, f64.add(f64.mul(a, c), b))),
    );
    return code.get(result);
  },
};

/** The same for two lanes. */
export const multiplyAddDoubles: Helper<'v128'> = {
  name: 'multiplyAddDoubles',
  parameters: ['v128', 'v128', 'v128'],
  result: 'v128',
  body: (code: HelperCode, parameters: readonly Node[]): V128 => {
    const lane = (n: number): F64 =>
      code.call(multiplyAdd, ...parameters.map((vector) => f64x2.extract(vector as V128, n)));
    return f64x2.replace(f64x2.splat(lane(0)), 1, lane(1));
  },
};
