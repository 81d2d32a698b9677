/** VSX vector arithmetic, comparison, extremes and sign changes (book I, 7.6.1.3, 7.6.1.4, 7.6.1.6, 7.6.1.7). */
import { Kind, Lane } from '../float/operations.ts';
import { f32, f64 } from '../wasm/float.ts';
import { i32 } from '../wasm/i32.ts';
import type { V128 } from '../wasm/node.ts';
import { f32x4, f64x2, v128 } from '../wasm/simd.ts';
import type { Builder, Semantics, SemanticsTable } from './builder.ts';
import { blockedIn } from './float-unit.ts';
import { binaryVsx, recordMask, select, unaryVsx } from './vector-common.ts';
import { exactlyFused, exactProducts, exactQuotients, exactSums } from './vsx-exact.ts';
import {
  DOUBLES,
  exactOrClear,
  infiniteLanes,
  type LaneKind,
  SINGLES,
  type Slot,
  unclearLanes,
  unorderedLanes,
  vector,
  wordOf,
} from './vsx-lanes.ts';

/** Computes from the operands and says which lanes are exact. */
interface Arithmetic {
  readonly compute: (b: Builder, k: LaneKind, operands: readonly V128[]) => V128;
  readonly exact?: (b: Builder, k: LaneKind, value: V128, operands: readonly V128[]) => V128;
  /** A result in the range of denormal numbers has lost nothing (sums). */
  readonly tinyIsExact?: boolean;
}

function arithmetic(k: LaneKind, kind: number, slots: readonly Slot[], what: Arithmetic): Semantics {
  const { compute, exact, tinyIsExact } = what;
  return vector(wordOf(kind, k.lane), slots, (b, operands) => {
    const value = b.let(compute(b, k, operands));
    const lanes = tinyIsExact === true ? infiniteLanes(k, value) : unclearLanes(k, value);
    const native = { value, unsafe: i32.or(lanes, blockedIn(b)) };
    if (exact === undefined) return native;
    return { ...native, otherwise: () => exactOrClear(b, k, value, exact(b, k, value, operands)) };
  });
}

const first = (operands: readonly V128[]): V128 => operands[0] as V128;
const ones = (k: LaneKind): V128 => (k === DOUBLES ? f64x2.splat(f64.const(1)) : f32x4.splat(f32.const(1)));

const ADD: Arithmetic = {
  compute: (_, k, [x, y]) => k.lanes.add(x as V128, y as V128),
  exact: (b, k, value, [x, y]) => exactSums(b, k, x as V128, y as V128, value),
  tinyIsExact: true,
};
const SUBTRACT: Arithmetic = {
  compute: (_, k, [x, y]) => k.lanes.sub(x as V128, y as V128),
  exact: (b, k, value, [x, y]) => exactSums(b, k, x as V128, b.let(v128.xor(y as V128, k.sign)), value),
  tinyIsExact: true,
};
const MULTIPLY: Arithmetic = {
  compute: (_, k, [x, y]) => k.lanes.mul(x as V128, y as V128),
  exact: (b, k, value, [x, y]) => exactProducts(b, k, x as V128, y as V128, value),
};
const DIVIDE: Arithmetic = {
  compute: (_, k, [x, y]) => k.lanes.div(x as V128, y as V128),
  exact: (b, k, value, [x, y]) => exactQuotients(b, k, x as V128, y as V128, value),
};
const ROOT: Arithmetic = {
  compute: (_, k, operands) => k.lanes.sqrt(first(operands)),
  exact: (b, k, value, operands) => exactQuotients(b, k, first(operands), value, value),
  tinyIsExact: true,
};
const RECIPROCAL: Arithmetic = { compute: (_, k, operands) => k.lanes.div(ones(k), first(operands)) };
const RECIPROCAL_ROOT: Arithmetic = {
  compute: (_, k, operands) => k.lanes.div(ones(k), k.lanes.sqrt(first(operands))),
};

function fused(k: LaneKind, kind: number, slots: readonly Slot[], subtracts: boolean, negates: boolean): Semantics {
  const signed = (value: V128, negative: boolean): V128 => (negative ? v128.xor(value, k.sign) : value);
  return arithmetic(k, kind, slots, {
    compute: (b, _, [a, addend, c]) => {
      const sum = b.fusedMultiplyAddVector(k.name, a as V128, c as V128, b.let(signed(addend as V128, subtracts)));
      return signed(sum, negates);
    },
    exact: (b, _, value, [a, addend, c]) =>
      exactlyFused(b, k, a as V128, c as V128, b.let(signed(addend as V128, subtracts)), b.let(signed(value, negates))),
  });
}

const A_FORM = ['XA', 'XT', 'XB'] as const;
const M_FORM = ['XA', 'XB', 'XT'] as const;

function extreme(k: LaneKind, kind: number, operation: (x: V128, y: V128) => V128): Semantics {
  return vector(wordOf(kind, k.lane), ['XA', 'XB'], (b, [x, y]) => ({
    value: b.let(operation(x as V128, y as V128)),
    unsafe: unorderedLanes(k, x as V128, y as V128),
  }));
}

function compare(k: LaneKind, kind: number, operation: (x: V128, y: V128) => V128): Semantics {
  const mask = k.lane === Lane.double ? Lane.doubleword : Lane.word;
  return vector(
    wordOf(kind, k.lane, mask),
    ['XA', 'XB'],
    (b, [x, y]) => ({
      value: b.let(operation(x as V128, y as V128)),
      unsafe: unorderedLanes(k, x as V128, y as V128),
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
  xvadddp: arithmetic(DOUBLES, Kind.add, ['XA', 'XB'], ADD),
  xvsubdp: arithmetic(DOUBLES, Kind.subtract, ['XA', 'XB'], SUBTRACT),
  xvmuldp: arithmetic(DOUBLES, Kind.multiply, ['XA', 'XB'], MULTIPLY),
  xvdivdp: arithmetic(DOUBLES, Kind.divide, ['XA', 'XB'], DIVIDE),
  xvsqrtdp: arithmetic(DOUBLES, Kind.squareRoot, ['XB'], ROOT),
  xvredp: arithmetic(DOUBLES, Kind.reciprocal, ['XB'], RECIPROCAL),
  xvrsqrtedp: arithmetic(DOUBLES, Kind.reciprocalRoot, ['XB'], RECIPROCAL_ROOT),
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

  xvaddsp: arithmetic(SINGLES, Kind.add, ['XA', 'XB'], ADD),
  xvsubsp: arithmetic(SINGLES, Kind.subtract, ['XA', 'XB'], SUBTRACT),
  xvmulsp: arithmetic(SINGLES, Kind.multiply, ['XA', 'XB'], MULTIPLY),
  xvdivsp: arithmetic(SINGLES, Kind.divide, ['XA', 'XB'], DIVIDE),
  xvsqrtsp: arithmetic(SINGLES, Kind.squareRoot, ['XB'], ROOT),
  xvresp: arithmetic(SINGLES, Kind.reciprocal, ['XB'], RECIPROCAL),
  xvrsqrtesp: arithmetic(SINGLES, Kind.reciprocalRoot, ['XB'], RECIPROCAL_ROOT),
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
