/**
 * Which lanes of a vector result are exact, by error-free transformations: for results that are not clearly normal
 * (zeros), and for all as long as XX is clear. Helpers that answer a mask of lanes.
 */
import { f32, f64 } from '../wasm/float.ts';
import type { V128 } from '../wasm/node.ts';
import { f32x4, f64x2, v128 } from '../wasm/simd.ts';
import type { Helper, HelperCode } from './builder.ts';
import { DOUBLES, type LaneKind, SINGLES } from './vsx-lanes.ts';

const splat = (k: LaneKind, value: number): V128 =>
  k === DOUBLES ? f64x2.splat(f64.const(value)) : f32x4.splat(f32.const(value));

/** Far from the edges of the format: products and their errors are representable. */
function isModerate(k: LaneKind, x: V128): V128 {
  const range = k === DOUBLES ? 400 : 40;
  const magnitude = k.lanes.abs(x);
  return v128.and(k.lanes.ge(magnitude, splat(k, 2 ** -range)), k.lanes.lt(magnitude, splat(k, 2 ** range)));
}

/** The high half of a significand. */
function highPart(code: HelperCode, k: LaneKind, x: V128): V128 {
  const scaled = code.let(k.lanes.mul(x, splat(k, k === DOUBLES ? 2 ** 27 + 1 : 2 ** 12 + 1)));
  return code.let(k.lanes.sub(scaled, k.lanes.sub(scaled, x)));
}

/** The rounding error of product = x · y. */
function productError(code: HelperCode, k: LaneKind, x: V128, y: V128, product: V128): V128 {
  const { add, sub, mul } = k.lanes;
  const xh = highPart(code, k, x);
  const xl = code.let(sub(x, xh));
  const yh = highPart(code, k, y);
  const yl = code.let(sub(y, yh));
  const crossed = add(add(sub(mul(xh, yh), product), mul(xh, yl)), mul(xl, yh));
  return add(crossed, mul(xl, yl));
}

const isZero = (k: LaneKind, x: V128): V128 => k.lanes.eq(x, v128.zero);

function exactProduct(code: HelperCode, k: LaneKind, x: V128, y: V128, product: V128): V128 {
  const exact = isZero(k, productError(code, k, x, y, product));
  const moderate = v128.and(isModerate(k, x), isModerate(k, y));
  const zero = v128.and(isZero(k, product), v128.or(isZero(k, x), isZero(k, y)));
  return code.let(v128.or(zero, v128.and(exact, moderate)));
}

function exactSum(code: HelperCode, k: LaneKind, x: V128, y: V128, sum: V128): V128 {
  const { add, sub } = k.lanes;
  const part = code.let(sub(sum, x));
  return code.let(isZero(k, add(sub(x, sub(sum, part)), sub(y, part))));
}

type Body = (code: HelperCode, k: LaneKind, operands: readonly V128[]) => V128;

/** A helper for each format, chosen by `LaneKind`. */
function helper(name: string, count: number, body: Body): (k: LaneKind) => Helper<'v128'> {
  const make = (k: LaneKind): Helper<'v128'> => ({
    name: `${name}-${k.name}`,
    parameters: Array.from({ length: count }, () => 'v128' as const),
    result: 'v128',
    body: (code, parameters) => body(code, k, parameters as readonly V128[]),
  });
  const doubles = make(DOUBLES);
  const singles = make(SINGLES);
  return (k) => (k === DOUBLES ? doubles : singles);
}

/** (x, y, product). */
export const exactProducts = helper('exactProducts', 3, (code, k, [x, y, product]) =>
  exactProduct(code, k, x as V128, y as V128, product as V128),
);

/** (x, y, sum). */
export const exactSums = helper('exactSums', 3, (code, k, [x, y, sum]) =>
  exactSum(code, k, x as V128, y as V128, sum as V128),
);

/** (x, y, quotient); for roots y is the root itself. */
export const exactQuotients = helper('exactQuotients', 3, (code, k, [x, y, quotient]) => {
  const product = code.let(k.lanes.mul(quotient as V128, y as V128));
  return v128.and(k.lanes.eq(product, x as V128), exactProduct(code, k, quotient as V128, y as V128, product));
});

/** (a, c, b, result): where a · c + b is the result and the product alone is exact too. */
export const exactlyFused = helper('exactlyFused', 4, (code, k, operands) => {
  const [a, c, b, result] = operands as readonly [V128, V128, V128, V128];
  const product = code.let(k.lanes.mul(a, c));
  const sum = code.let(k.lanes.add(product, b));
  const exact = v128.and(exactProduct(code, k, a, c, product), exactSum(code, k, product, b, sum));
  return v128.and(k.lanes.eq(sum, result), exact);
});
