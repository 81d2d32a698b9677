/** Vector integer comparisons (book I, 6.9.2): masks, and CR6 on request. */
import type { V128 } from '../wasm/node.ts';
import { i8x16, i16x8, i32x4, i64x2, v128 } from '../wasm/simd.ts';
import type { Semantics, SemanticsTable } from './builder.ts';
import { greaterUnsigned64 } from './vector-arithmetic.ts';
import { recordMask } from './vector-common.ts';

function compare(test: (x: V128, y: V128) => V128): Semantics {
  return (b, f) => {
    const mask = b.let(test(b.let(b.vr(f.VRA)), b.let(b.vr(f.VRB))));
    b.setVr(f.VRT, mask);
    recordMask(b, f, mask);
  };
}

/** Different, or either zero: the end of a string. */
function differentOrZero(lanes: typeof i8x16 | typeof i16x8 | typeof i32x4): Semantics {
  return compare((x, y) => v128.or(lanes.ne(x, y), v128.or(lanes.eq(x, v128.zero), lanes.eq(y, v128.zero))));
}

export const vectorCompare: SemanticsTable = {
  vcmpequb: compare(i8x16.eq),
  vcmpequh: compare(i16x8.eq),
  vcmpequw: compare(i32x4.eq),
  vcmpequd: compare(i64x2.eq),
  vcmpneb: compare(i8x16.ne),
  vcmpneh: compare(i16x8.ne),
  vcmpnew: compare(i32x4.ne),
  vcmpnezb: differentOrZero(i8x16),
  vcmpnezh: differentOrZero(i16x8),
  vcmpnezw: differentOrZero(i32x4),
  vcmpgtub: compare(i8x16.gtU),
  vcmpgtuh: compare(i16x8.gtU),
  vcmpgtuw: compare(i32x4.gtU),
  vcmpgtud: compare(greaterUnsigned64),
  vcmpgtsb: compare(i8x16.gtS),
  vcmpgtsh: compare(i16x8.gtS),
  vcmpgtsw: compare(i32x4.gtS),
  vcmpgtsd: compare(i64x2.gtS),
};
