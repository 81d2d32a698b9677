/** a · c + b on four singles, each rounded once: the product is exact as a double, the sum is rounded to odd first. */
import type { Node, V128 } from '../wasm/node.ts';
import { f32x4, f64x2, i64x2, v128 } from '../wasm/simd.ts';
import type { Helper, HelperCode } from './builder.ts';
import { allDoublewords, select } from './vector-common.ts';

const UPPER = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
const JOINED = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];
const ONE = allDoublewords(1n);

/** x + y with the last bit set when inexact. Non-finite sums are left as they are. */
function addToOdd(b: HelperCode, x: V128, y: V128): V128 {
  const sum = b.let(f64x2.add(x, y));
  const part = b.let(f64x2.sub(sum, x));
  const error = b.let(f64x2.add(f64x2.sub(x, f64x2.sub(sum, part)), f64x2.sub(y, part)));
  const outward = i64x2.eq(f64x2.gt(error, v128.zero), f64x2.gt(sum, v128.zero));
  const step = select(outward, ONE, allDoublewords(-1n));
  const even = i64x2.eq(v128.and(sum, ONE), v128.zero);
  // A NaN error, from an infinite sum, compares unequal to itself.
  const inexact = v128.and(f64x2.ne(error, v128.zero), f64x2.eq(error, error));
  return i64x2.add(sum, v128.and(step, v128.and(even, inexact)));
}

/** (a, c, b), to nearest even. */
export const multiplyAddSingles: Helper<'v128'> = {
  name: 'multiplyAddSingles',
  parameters: ['v128', 'v128', 'v128'],
  result: 'v128',
  body: (code: HelperCode, parameters: readonly Node[]): V128 => {
    const [a, c, b] = parameters as [V128, V128, V128];
    const half = (x: V128, y: V128, z: V128): V128 => {
      const product = code.let(f64x2.mul(f64x2.promoteLow(x), f64x2.promoteLow(y)));
      return code.let(f32x4.demote(addToOdd(code, product, code.let(f64x2.promoteLow(z)))));
    };
    const upper = (x: V128): V128 => v128.shuffle(x, x, UPPER);
    return v128.shuffle(half(a, c, b), half(upper(a), upper(c), upper(b)), JOINED);
  },
};
