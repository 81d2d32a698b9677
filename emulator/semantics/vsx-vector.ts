/** VSX vector arithmetic, comparison, extremes and sign changes (book I, 7.6.1.3, 7.6.1.4, 7.6.1.6, 7.6.1.7). */
import { Kind, Lane } from '../float/operations.ts';
import { f32, f64 } from '../wasm/float.ts';
import { i32 } from '../wasm/i32.ts';
import type { V128 } from '../wasm/node.ts';
import { f32x4, f64x2, v128 } from '../wasm/simd.ts';
import type { Builder, Semantics, SemanticsTable } from './builder.ts';
import { binaryVsx, recordMask, select, unaryVsx } from './vector-common.ts';
import { DOUBLES, isSafe, type LaneKind, SINGLES, type Slot, vector, wordOf } from './vsx-lanes.ts';

function arithmetic(
  k: LaneKind,
  kind: number,
  slots: readonly Slot[],
  compute: (b: Builder, operands: readonly V128[]) => V128,
  tinyIsExact = false,
): Semantics {
  return vector(wordOf(kind, k.lane), slots, (b, operands) => {
    const value = b.let(compute(b, operands));
    return { value, safe: i32.and(isSafe(k, value, tinyIsExact), b.floatMode(true)) };
  });
}

const two =
  (operation: (x: V128, y: V128) => V128) =>
  (_: Builder, [x, y]: readonly V128[]): V128 =>
    operation(x as V128, y as V128);

const one =
  (operation: (x: V128) => V128) =>
  (_: Builder, [x]: readonly V128[]): V128 =>
    operation(x as V128);

function fused(k: LaneKind, kind: number, slots: readonly Slot[], subtracts: boolean, negates: boolean): Semantics {
  return arithmetic(k, kind, slots, (b, [a, addend, c]) => {
    const signed = subtracts ? b.let(v128.xor(addend as V128, k.sign)) : (addend as V128);
    const result = b.fusedMultiplyAddVector(k.lane === Lane.double ? 'f64x2' : 'f32x4', a as V128, c as V128, signed);
    return negates ? v128.xor(result, k.sign) : result;
  });
}

const A_FORM = ['XA', 'XT', 'XB'] as const;
const M_FORM = ['XA', 'XB', 'XT'] as const;

function isOrdered(k: LaneKind, x: V128, y: V128): V128 {
  return v128.and(k.lanes.eq(x, x), k.lanes.eq(y, y));
}

function extreme(k: LaneKind, kind: number, operation: (x: V128, y: V128) => V128): Semantics {
  return vector(wordOf(kind, k.lane), ['XA', 'XB'], (b, [x, y]) => ({
    value: b.let(operation(x as V128, y as V128)),
    safe: k.all(isOrdered(k, x as V128, y as V128)),
  }));
}

function compare(k: LaneKind, kind: number, operation: (x: V128, y: V128) => V128): Semantics {
  const mask = k.lane === Lane.double ? Lane.doubleword : Lane.word;
  return vector(
    wordOf(kind, k.lane, mask),
    ['XA', 'XB'],
    (b, [x, y]) => ({
      value: b.let(operation(x as V128, y as V128)),
      safe: k.all(isOrdered(k, x as V128, y as V128)),
    }),
    recordMask,
  );
}

function changes(sign: V128) {
  return {
    absolute: unaryVsx((x) => v128.andNot(x, sign)),
    negativeAbsolute: unaryVsx((x) => v128.or(x, sign)),
    negate: unaryVsx((x) => v128.xor(x, sign)),
    copySign: binaryVsx((x, y) => select(sign, x, y)),
  };
}

const DOUBLE_SIGNS = changes(DOUBLES.sign);
const SINGLE_SIGNS = changes(SINGLES.sign);

export const vsxVector: SemanticsTable = {
  xvadddp: arithmetic(DOUBLES, Kind.add, ['XA', 'XB'], two(f64x2.add), true),
  xvsubdp: arithmetic(DOUBLES, Kind.subtract, ['XA', 'XB'], two(f64x2.sub), true),
  xvmuldp: arithmetic(DOUBLES, Kind.multiply, ['XA', 'XB'], two(f64x2.mul)),
  xvdivdp: arithmetic(DOUBLES, Kind.divide, ['XA', 'XB'], two(f64x2.div)),
  xvsqrtdp: arithmetic(DOUBLES, Kind.squareRoot, ['XB'], one(f64x2.sqrt), true),
  xvredp: arithmetic(
    DOUBLES,
    Kind.reciprocal,
    ['XB'],
    one((x) => f64x2.div(f64x2.splat(f64.const(1)), x)),
  ),
  xvrsqrtedp: arithmetic(
    DOUBLES,
    Kind.reciprocalRoot,
    ['XB'],
    one((x) => f64x2.div(f64x2.splat(f64.const(1)), f64x2.sqrt(x))),
  ),
  xvmaddadp: fused(DOUBLES, Kind.multiplyAdd, A_FORM, false, false),
  xvmaddmdp: fused(DOUBLES, Kind.multiplyAdd, M_FORM, false, false),
  xvmsubadp: fused(DOUBLES, Kind.multiplySubtract, A_FORM, true, false),
  xvmsubmdp: fused(DOUBLES, Kind.multiplySubtract, M_FORM, true, false),
  xvnmaddadp: fused(DOUBLES, Kind.negativeMultiplyAdd, A_FORM, false, true),
  xvnmaddmdp: fused(DOUBLES, Kind.negativeMultiplyAdd, M_FORM, false, true),
  xvnmsubadp: fused(DOUBLES, Kind.negativeMultiplySubtract, A_FORM, true, true),
  xvnmsubmdp: fused(DOUBLES, Kind.negativeMultiplySubtract, M_FORM, true, true),
  xvmaxdp: extreme(DOUBLES, Kind.maximum, f64x2.max),
  xvmindp: extreme(DOUBLES, Kind.minimum, f64x2.min),
  xvcmpeqdp: compare(DOUBLES, Kind.equal, f64x2.eq),
  xvcmpgtdp: compare(DOUBLES, Kind.greater, f64x2.gt),
  xvcmpgedp: compare(DOUBLES, Kind.greaterOrEqual, f64x2.ge),
  xvabsdp: DOUBLE_SIGNS.absolute,
  xvnabsdp: DOUBLE_SIGNS.negativeAbsolute,
  xvnegdp: DOUBLE_SIGNS.negate,
  xvcpsgndp: DOUBLE_SIGNS.copySign,

  xvaddsp: arithmetic(SINGLES, Kind.add, ['XA', 'XB'], two(f32x4.add), true),
  xvsubsp: arithmetic(SINGLES, Kind.subtract, ['XA', 'XB'], two(f32x4.sub), true),
  xvmulsp: arithmetic(SINGLES, Kind.multiply, ['XA', 'XB'], two(f32x4.mul)),
  xvdivsp: arithmetic(SINGLES, Kind.divide, ['XA', 'XB'], two(f32x4.div)),
  xvsqrtsp: arithmetic(SINGLES, Kind.squareRoot, ['XB'], one(f32x4.sqrt), true),
  xvresp: arithmetic(
    SINGLES,
    Kind.reciprocal,
    ['XB'],
    one((x) => f32x4.div(f32x4.splat(f32.const(1)), x)),
  ),
  xvrsqrtesp: arithmetic(
    SINGLES,
    Kind.reciprocalRoot,
    ['XB'],
    one((x) => f32x4.div(f32x4.splat(f32.const(1)), f32x4.sqrt(x))),
  ),
  xvmaddasp: fused(SINGLES, Kind.multiplyAdd, A_FORM, false, false),
  xvmaddmsp: fused(SINGLES, Kind.multiplyAdd, M_FORM, false, false),
  xvmsubasp: fused(SINGLES, Kind.multiplySubtract, A_FORM, true, false),
  xvmsubmsp: fused(SINGLES, Kind.multiplySubtract, M_FORM, true, false),
  xvnmaddasp: fused(SINGLES, Kind.negativeMultiplyAdd, A_FORM, false, true),
  xvnmaddmsp: fused(SINGLES, Kind.negativeMultiplyAdd, M_FORM, false, true),
  xvnmsubasp: fused(SINGLES, Kind.negativeMultiplySubtract, A_FORM, true, true),
  xvnmsubmsp: fused(SINGLES, Kind.negativeMultiplySubtract, M_FORM, true, true),
  xvmaxsp: extreme(SINGLES, Kind.maximum, f32x4.max),
  xvminsp: extreme(SINGLES, Kind.minimum, f32x4.min),
  xvcmpeqsp: compare(SINGLES, Kind.equal, f32x4.eq),
  xvcmpgtsp: compare(SINGLES, Kind.greater, f32x4.gt),
  xvcmpgesp: compare(SINGLES, Kind.greaterOrEqual, f32x4.ge),
  xvabssp: SINGLE_SIGNS.absolute,
  xvnabssp: SINGLE_SIGNS.negativeAbsolute,
  xvnegsp: SINGLE_SIGNS.negate,
  xvcpsgnsp: SINGLE_SIGNS.copySign,
};
