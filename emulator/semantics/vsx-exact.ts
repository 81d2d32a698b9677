/**
 * Which lanes of a vector result are exact, by error-free transformations: for results that are not clearly normal
 * (zeros), and for all as long as XX is clear. Each answers a mask of lanes.
 */
import { f32, f64 } from '../wasm/float.ts';
import type { V128 } from '../wasm/node.ts';
import { f32x4, f64x2, v128 } from '../wasm/simd.ts';
import type { Builder } from './builder.ts';
import { DOUBLES, type LaneKind } from './vsx-lanes.ts';

const isZero = (k: LaneKind, x: V128): V128 => k.lanes.eq(x, v128.zero);

/** Where error = 0 tells that what lies around `value` is exact: nothing can have vanished, but for the zeros of zeros. */
function tells(k: LaneKind, error: V128, value: V128, ...factors: readonly V128[]): V128 {
  const moderate = k === DOUBLES ? f64x2.splat(f64.const(2 ** -900)) : f32x4.splat(f32.const(2 ** -100));
  const zeros = factors.map((factor) => isZero(k, factor));
  const visible = [k.lanes.ge(k.lanes.abs(value), moderate), ...zeros].reduce((x, y) => v128.or(x, y));
  return v128.and(isZero(k, error), visible);
}

export function exactProducts(b: Builder, k: LaneKind, x: V128, y: V128, product: V128): V128 {
  const error = b.let(b.fusedMultiplyAddVector(k.name, x, y, b.let(v128.xor(product, k.sign))));
  return b.let(tells(k, error, product, x, y));
}

export function exactSums(b: Builder, k: LaneKind, x: V128, y: V128, sum: V128): V128 {
  const { add, sub } = k.lanes;
  const part = b.let(sub(sum, x));
  return b.let(isZero(k, add(sub(x, sub(sum, part)), sub(y, part))));
}

/** Where x = quotient · y exactly; for roots y is the root itself. */
export function exactQuotients(b: Builder, k: LaneKind, x: V128, y: V128, quotient: V128): V128 {
  const error = b.let(b.fusedMultiplyAddVector(k.name, quotient, y, b.let(v128.xor(x, k.sign))));
  return b.let(tells(k, error, x, x));
}

/** Where a · c + addend is the result and the product alone is exact too. */
export function exactlyFused(b: Builder, k: LaneKind, a: V128, c: V128, addend: V128, result: V128): V128 {
  const product = b.let(k.lanes.mul(a, c));
  const sum = b.let(k.lanes.add(product, addend));
  const exact = v128.and(exactProducts(b, k, a, c, product), exactSums(b, k, product, addend, sum));
  return v128.and(k.lanes.eq(sum, result), exact);
}
