/** Floating-point arithmetic, scalar (book I, 4.6.6 and 7.6.1.4): registers of doubles, as FPRs and as VSRs. */
import { Kind, operationWord } from '../float/operations.ts';
import { f64 } from '../wasm/float.ts';
import { i32 } from '../wasm/i32.ts';
import type { F64, I32 } from '../wasm/node.ts';
import type { FieldName, HelperCode, SemanticsTable } from './builder.ts';
import { isExactProduct, isExactSum, multiplyAdd } from './float-fused.ts';
import { isClearlyNormal, isFinite, type Native, scalar, toSingle } from './float-unit.ts';

const ZERO = f64.const(0);
const ONE = f64.const(1);

/** An operation: what the unit calls it, and its native double result with the test that it is safe. */
export interface Arithmetic {
  readonly kind: number;
  readonly compute: (b: HelperCode, operands: readonly F64[]) => F64;
  /** Whether the double result can be used. */
  readonly safe: (result: F64, operands: readonly F64[]) => I32;
  /** Zero results that are exact, though not clearly normal. */
  readonly exactZero?: (result: F64, operands: readonly F64[]) => I32;
  /** Whether the double result is exact. */
  readonly exact?: (b: HelperCode, result: F64, operands: readonly F64[]) => I32;
}

const first = (operands: readonly F64[]): F64 => operands[0] as F64;
const second = (operands: readonly F64[]): F64 => operands[1] as F64;
const third = (operands: readonly F64[]): F64 => operands[2] as F64;
const isZero = (value: F64): I32 => f64.eq(value, ZERO);

function fused(kind: number, subtracts: boolean, negates: boolean): Arithmetic {
  return {
    kind,
    compute: (b, operands) => {
      const addend = subtracts ? f64.neg(second(operands)) : second(operands);
      const result = b.call(multiplyAdd, first(operands), third(operands), addend);
      return negates ? f64.neg(result) : result;
    },
    safe: isClearlyNormal,
  };
}

/** Whether x · y is exactly this. */
function isProduct(b: HelperCode, x: F64, y: F64, expected: F64): I32 {
  const product = b.let(f64.mul(x, y));
  return i32.and(f64.eq(product, expected), b.call(isExactProduct, x, y, product));
}

export const ARITHMETIC = {
  // A sum in the range of denormal numbers is exact.
  add: {
    kind: Kind.add,
    compute: (_, operands) => f64.add(first(operands), second(operands)),
    safe: isFinite,
    exactZero: isZero,
    exact: (b, sum, operands) => b.call(isExactSum, first(operands), second(operands), sum),
  },
  subtract: {
    kind: Kind.subtract,
    compute: (_, operands) => f64.sub(first(operands), second(operands)),
    safe: isFinite,
    exactZero: isZero,
    exact: (b, difference, operands) => b.call(isExactSum, first(operands), f64.neg(second(operands)), difference),
  },
  multiply: {
    kind: Kind.multiply,
    compute: (_, operands) => f64.mul(first(operands), second(operands)),
    safe: isClearlyNormal,
    exactZero: (result, operands) => i32.and(isZero(result), i32.or(isZero(first(operands)), isZero(second(operands)))),
    exact: (b, product, operands) => b.call(isExactProduct, first(operands), second(operands), product),
  },
  divide: {
    kind: Kind.divide,
    compute: (_, operands) => f64.div(first(operands), second(operands)),
    safe: isClearlyNormal,
    exact: (b, quotient, operands) => isProduct(b, quotient, second(operands), first(operands)),
  },
  squareRoot: {
    kind: Kind.squareRoot,
    compute: (_, operands) => f64.sqrt(first(operands)),
    safe: isFinite,
    exact: (b, root, operands) => isProduct(b, root, root, first(operands)),
  },
  reciprocal: {
    kind: Kind.reciprocal,
    compute: (_, operands) => f64.div(ONE, first(operands)),
    safe: isClearlyNormal,
  },
  reciprocalRoot: {
    kind: Kind.reciprocalRoot,
    compute: (_, operands) => f64.div(ONE, f64.sqrt(first(operands))),
    safe: isClearlyNormal,
  },
  multiplyAdd: fused(Kind.multiplyAdd, false, false),
  multiplySubtract: fused(Kind.multiplySubtract, true, false),
  negativeMultiplyAdd: fused(Kind.negativeMultiplyAdd, false, true),
  negativeMultiplySubtract: fused(Kind.negativeMultiplySubtract, true, true),
} satisfies Record<string, Arithmetic>;

function native(arithmetic: Arithmetic, single: boolean) {
  return (b: HelperCode, operands: readonly F64[]): Native => {
    const result = b.let(arithmetic.compute(b, operands));
    const zero = arithmetic.exactZero?.(result, operands);
    const exact = (): I32 => arithmetic.exact?.(b, result, operands) ?? i32.zero;
    const plain = single
      ? toSingle(b, result, true, exact)
      : { value: result, safe: arithmetic.safe(result, operands), exact };
    const alwaysSafe = !single && arithmetic.safe === isFinite;
    return zero === undefined || alwaysSafe ? plain : { ...plain, safe: i32.or(plain.safe, zero) };
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
  return scalar({ operation, operands, target, native: native(what, single), record });
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
