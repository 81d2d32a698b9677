/** Floating-point arithmetic, scalar (book I, 4.6.6 and 7.6.1.4): registers of doubles, as FPRs and as VSRs. */
import { Kind, operationWord } from '../float/operations.ts';
import { f32, f64 } from '../wasm/float.ts';
import { i32 } from '../wasm/i32.ts';
import type { F32, F64, I32, V128 } from '../wasm/node.ts';
import { f32x4 } from '../wasm/simd.ts';
import type { Builder, FieldName, SemanticsTable } from './builder.ts';
import { isExactlyFused, isExactProduct, isExactQuotient, isExactSum } from './float-fused.ts';
import {
  doubtHalfway,
  doubtLong,
  type FastMode,
  isClearlyNormal,
  isClearlyNormalSingle,
  isClearSingle,
  isFinite,
  isFiniteSingle,
} from './float-safe.ts';
import { inExactMode, type KnownSingles, type Native, scalar } from './float-unit.ts';

const ONE = f64.const(1);

/** An operation: what the unit calls it, and its native double result with the tests that it can be used. */
export interface Arithmetic {
  readonly kind: number;
  readonly compute: (b: Builder, operands: readonly F64[]) => F64;
  /** The same where the result is then rounded to single precision. */
  readonly computeForSingle?: (b: Builder, operands: readonly F64[]) => F64;
  /** The same of singles, rounded once; undefined where that is no better. */
  readonly computeSingle?: (b: Builder, operands: readonly F32[]) => F32 | undefined;
  /** Nothing but inexactness can have happened. */
  readonly safe: (result: F64, mode: FastMode) => I32;
  /** Negative if the result, rounded to single precision once more, may be wrong. */
  readonly doubt: (result: F64, untested: readonly F64[]) => I32;
  /** Operands that must be singles for that. */
  readonly short?: readonly number[];
  /** The double result is finite and exact. */
  readonly exact?: (b: Builder, result: F64, operands: readonly F64[]) => I32;
}

const first = (operands: readonly F64[]): F64 => operands[0] as F64;
const second = (operands: readonly F64[]): F64 => operands[1] as F64;
const third = (operands: readonly F64[]): F64 => operands[2] as F64;

/** a · c ± b, negated or not. The product of two singles is exact as a double. */
function fused(kind: number, subtracts: boolean, negates: boolean): Arithmetic {
  const addend = (operands: readonly F64[]): F64 => (subtracts ? f64.neg(second(operands)) : second(operands));
  const signed = (value: F64): F64 => (negates ? f64.neg(value) : value);
  return {
    kind,
    compute: (b, operands) => signed(b.fusedMultiplyAdd(first(operands), third(operands), addend(operands))),
    computeForSingle: (_, operands) => signed(f64.add(f64.mul(first(operands), third(operands)), addend(operands))),
    computeSingle: (b, [a, addend, c]) => {
      if (!b.fuses) return undefined;
      const splat = (x: F32 | undefined): V128 => f32x4.splat(x as F32);
      const last = splat(subtracts ? f32.neg(addend as F32) : addend);
      const sum = f32x4.extract(b.fusedMultiplyAddVector('f32x4', splat(a), splat(c), last), 0);
      return negates ? f32.neg(sum) : sum;
    },
    safe: isClearlyNormal,
    doubt: (result, untested) => i32.or(doubtHalfway(result), doubtLong(...untested)),
    short: [0, 2],
    exact: (b, result, operands) =>
      isExactlyFused(b, first(operands), third(operands), b.let(addend(operands)), b.let(signed(result))),
  };
}

/** Singles give a sum half way between two singles often, others seldom. */
const longOperands = (_: F64, untested: readonly F64[]): I32 => doubtLong(...untested);

export const ARITHMETIC = {
  // A sum in the range of denormal numbers is exact.
  add: {
    kind: Kind.add,
    compute: (_, operands) => f64.add(first(operands), second(operands)),
    computeSingle: (_, [x, y]) => f32.add(x as F32, y as F32),
    safe: isFinite,
    doubt: longOperands,
    short: [0, 1],
    exact: (b, sum, operands) => isExactSum(b, first(operands), second(operands), sum),
  },
  subtract: {
    kind: Kind.subtract,
    compute: (_, operands) => f64.sub(first(operands), second(operands)),
    computeSingle: (_, [x, y]) => f32.sub(x as F32, y as F32),
    safe: isFinite,
    doubt: longOperands,
    short: [0, 1],
    exact: (b, difference, operands) => isExactSum(b, first(operands), b.let(f64.neg(second(operands))), difference),
  },
  multiply: {
    kind: Kind.multiply,
    compute: (_, operands) => f64.mul(first(operands), second(operands)),
    computeSingle: (_, [x, y]) => f32.mul(x as F32, y as F32),
    safe: isClearlyNormal,
    doubt: doubtHalfway,
    exact: (b, product, operands) => isExactProduct(b, first(operands), second(operands), product),
  },
  divide: {
    kind: Kind.divide,
    compute: (_, operands) => f64.div(first(operands), second(operands)),
    computeSingle: (_, [x, y]) => f32.div(x as F32, y as F32),
    safe: isClearlyNormal,
    doubt: doubtHalfway,
    exact: (b, quotient, operands) => isExactQuotient(b, first(operands), second(operands), quotient),
  },
  squareRoot: {
    kind: Kind.squareRoot,
    compute: (_, operands) => f64.sqrt(first(operands)),
    computeSingle: (_, [x]) => f32.sqrt(x as F32),
    safe: isFinite,
    doubt: doubtHalfway,
    exact: (b, root, operands) => isExactQuotient(b, first(operands), root, root),
  },
  reciprocal: {
    kind: Kind.reciprocal,
    compute: (_, operands) => f64.div(ONE, first(operands)),
    safe: isClearlyNormal,
    doubt: doubtHalfway,
  },
  reciprocalRoot: {
    kind: Kind.reciprocalRoot,
    compute: (_, operands) => f64.div(ONE, f64.sqrt(first(operands))),
    safe: isClearlyNormal,
    doubt: doubtHalfway,
  },
  multiplyAdd: fused(Kind.multiplyAdd, false, false),
  multiplySubtract: fused(Kind.multiplySubtract, true, false),
  negativeMultiplyAdd: fused(Kind.negativeMultiplyAdd, false, true),
  negativeMultiplySubtract: fused(Kind.negativeMultiplySubtract, true, true),
} satisfies Record<string, Arithmetic>;

function nativeDouble({ compute, safe, exact }: Arithmetic) {
  return (b: Builder, operands: readonly F64[]): Native => {
    const value = b.let(compute(b, operands));
    const native = { value, safe: (mode: FastMode) => safe(value, mode) };
    if (exact === undefined) return native;
    return { ...native, otherwise: () => i32.and(inExactMode(b), exact(b, value, operands)) };
  };
}

function nativeSingle(what: Arithmetic) {
  const { compute, computeForSingle = compute, doubt, short = [], exact, safe } = what;
  return (b: Builder, operands: readonly F64[], known: KnownSingles): Native => {
    const singles = known.values.filter((value) => value !== undefined);
    const once = singles.length === operands.length ? what.computeSingle?.(b, singles) : undefined;
    const result = b.let(computeForSingle(b, operands));
    const single = b.let(once ?? f32.demote(result));
    const value = f64.promote(single);
    const untested = short.filter((index) => known.are[index] !== true).map((index) => operands[index] as F64);
    // Singles that are at hand are rounded once; others as doubles before.
    const twice = (mode: FastMode): I32 => isClearlyNormalSingle(result, mode, doubt(result, untested));
    const directly = (mode: FastMode): I32 => (safe === isFinite ? isFiniteSingle : isClearSingle)(single, mode);
    const native = { value, single, safe: once === undefined ? twice : directly, tested: short };
    if (exact === undefined) return native;
    // An exact double is rounded but once; and if it is a single, it may be a small one.
    const otherwise = (): I32 => {
      const rounded = i32.and(isClearlyNormalSingle(result), b.floatMode(true));
      const unchanged = i32.and(f64.eq(value, result), inExactMode(b));
      return i32.and(i32.or(rounded, unchanged), exact(b, result, operands));
    };
    return { ...native, otherwise };
  };
}

/** An instruction on these register fields. */
export function arithmetic(
  what: Arithmetic,
  single: boolean,
  operands: readonly FieldName[],
  target: FieldName,
  record: boolean,
) {
  const operation = operationWord(what.kind, { single });
  return scalar({ operation, operands, target, native: single ? nativeSingle(what) : nativeDouble(what), record });
}

const double = (what: Arithmetic, ...operands: FieldName[]) => arithmetic(what, false, operands, 'FRT', true);
const single = (what: Arithmetic, ...operands: FieldName[]) => arithmetic(what, true, operands, 'FRT', true);

export const floatArithmetic: SemanticsTable = {
  fadd: double(ARITHMETIC.add, 'FRA', 'FRB'),
  fadds: single(ARITHMETIC.add, 'FRA', 'FRB'),
  fsub: double(ARITHMETIC.subtract, 'FRA', 'FRB'),
  fsubs: single(ARITHMETIC.subtract, 'FRA', 'FRB'),
  fmul: double(ARITHMETIC.multiply, 'FRA', 'FRC'),
  fmuls: single(ARITHMETIC.multiply, 'FRA', 'FRC'),
  fdiv: double(ARITHMETIC.divide, 'FRA', 'FRB'),
  fdivs: single(ARITHMETIC.divide, 'FRA', 'FRB'),
  fsqrt: double(ARITHMETIC.squareRoot, 'FRB'),
  fsqrts: single(ARITHMETIC.squareRoot, 'FRB'),
  fre: double(ARITHMETIC.reciprocal, 'FRB'),
  fres: single(ARITHMETIC.reciprocal, 'FRB'),
  frsqrte: double(ARITHMETIC.reciprocalRoot, 'FRB'),
  frsqrtes: single(ARITHMETIC.reciprocalRoot, 'FRB'),
  fmadd: double(ARITHMETIC.multiplyAdd, 'FRA', 'FRB', 'FRC'),
  fmadds: single(ARITHMETIC.multiplyAdd, 'FRA', 'FRB', 'FRC'),
  fmsub: double(ARITHMETIC.multiplySubtract, 'FRA', 'FRB', 'FRC'),
  fmsubs: single(ARITHMETIC.multiplySubtract, 'FRA', 'FRB', 'FRC'),
  fnmadd: double(ARITHMETIC.negativeMultiplyAdd, 'FRA', 'FRB', 'FRC'),
  fnmadds: single(ARITHMETIC.negativeMultiplyAdd, 'FRA', 'FRB', 'FRC'),
  fnmsub: double(ARITHMETIC.negativeMultiplySubtract, 'FRA', 'FRB', 'FRC'),
  fnmsubs: single(ARITHMETIC.negativeMultiplySubtract, 'FRA', 'FRB', 'FRC'),
};
