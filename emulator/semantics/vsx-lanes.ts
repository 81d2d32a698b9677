/**
 * What the vector floating-point instructions of VSX share: they raise exceptions but leave FPRF, FR and FI alone, so
 * the fast path of float-unit.ts needs no record here. One test covers all lanes.
 */
import { Form, Lane, operationWord } from '../float/operations.ts';
import { Outcome } from '../float/unit.ts';
import { i32 } from '../wasm/i32.ts';
import type { I32, V128 } from '../wasm/node.ts';
import { f32x4, f64x2, i32x4, i64x2, v128 } from '../wasm/simd.ts';
import type { Builder, Fields, Semantics } from './builder.ts';
import { blockedIn, inExactMode, leaveIfDue, unitResult, whereSafe } from './float-unit.ts';
import { allDoublewords, allWords } from './vector-common.ts';

export type Slot = 'XA' | 'XB' | 'XT';

/** Lanes of one format, with what its fast path needs to know. */
export interface LaneKind {
  readonly lane: number;
  readonly name: 'f32x4' | 'f64x2';
  readonly lanes: typeof f32x4 | typeof f64x2;
  /** The same lanes as integers. */
  readonly integers: typeof i32x4 | typeof i64x2;
  readonly magnitude: V128;
  readonly sign: V128;
  /** The largest finite number. */
  readonly largest: V128;
  /** Added to a magnitude this makes clearly normal numbers the signed integers up to `clearEnd`, and no others. */
  readonly clearStart: V128;
  readonly clearEnd: V128;
}

export const DOUBLES: LaneKind = {
  lane: Lane.double,
  name: 'f64x2',
  lanes: f64x2,
  integers: i64x2,
  magnitude: allDoublewords(2n ** 63n - 1n),
  largest: allDoublewords(0x7fefffffffffffffn),
  sign: allDoublewords(-(2n ** 63n)),
  // From exponent 2 on: below it results may be tiny, whose test comes before rounding.
  clearStart: allDoublewords(-(2n ** 63n) - 0x0020000000000000n),
  clearEnd: allDoublewords(-(2n ** 63n) + 0x7fcfffffffffffffn),
};

export const SINGLES: LaneKind = {
  lane: Lane.single,
  name: 'f32x4',
  lanes: f32x4,
  integers: i32x4,
  magnitude: allWords(0x7fffffff),
  largest: allWords(0x7f7fffff),
  sign: allWords(-0x80000000),
  clearStart: allWords((-0x80000000 - 0x01000000) | 0),
  clearEnd: allWords(-0x80000000 + 0x7e7fffff),
};

export interface NativeVector {
  readonly value: V128;
  /** 0 if the value may be used. */
  readonly unsafe: I32;
  /** What is tried next. */
  readonly otherwise?: () => I32;
}

/** A vector instruction: native if safe, otherwise by the unit. */
export function vector(
  operation: number,
  slots: readonly Slot[],
  native: (b: Builder, operands: readonly V128[]) => NativeVector,
  record?: (b: Builder, f: Fields, result: V128) => void,
): Semantics {
  return (b, f) => {
    const operands = slots.map((slot) => b.let(b.vsr(f[slot])));
    const { value, unsafe, otherwise } = native(b, operands);
    const natively = (): void => {
      b.setVsr(f.XT, value);
      record?.(b, f, value);
    };
    const byUnit = (): void => {
      const outcome = b.let(b.floatAside(operation, operands));
      const result = b.let(unitResult.vector(b));
      b.if(i32.eqz(i32.and(outcome, i32.const(Outcome.suppressed))), () => b.setVsr(f.XT, result));
      record?.(b, f, result);
      leaveIfDue(b, outcome);
    };
    whereSafe(b, i32.eqz(unsafe), otherwise, natively, byUnit);
  };
}

export const wordOf = (kind: number, from: number, to = from): number =>
  operationWord(kind, { form: Form.vector, from, to });

const magnitudeOf = (k: LaneKind, x: V128): V128 => v128.and(x, k.magnitude);

/** Bits of the lanes that are NaN or infinite. */
export const infiniteLanes = (k: LaneKind, x: V128): I32 =>
  k.integers.bitmask(k.integers.gtS(magnitudeOf(k, x), k.largest));

function unclear(k: LaneKind, x: V128): V128 {
  return k.integers.gtS(k.integers.add(magnitudeOf(k, x), k.clearStart), k.clearEnd);
}

/** Bits of the lanes that are not clearly normal: in the others nothing but inexactness can have happened. */
export const unclearLanes = (k: LaneKind, x: V128): I32 => k.integers.bitmask(unclear(k, x));

/** Bits of the lanes in which one of them is a NaN. */
export function unorderedLanes(k: LaneKind, ...operands: readonly V128[]): I32 {
  return k.integers.bitmask(operands.map((x) => k.lanes.ne(x, x)).reduce((x, y) => v128.or(x, y)));
}

/** `exact` is a mask of exact lanes: all must be, but for those clearly normal if XX is set. */
export function exactOrClear(b: Builder, k: LaneKind, value: V128, exact: V128): I32 {
  const looked = v128.or(unclear(k, value), i32x4.splat(blockedIn(b)));
  const inexact = k.integers.bitmask(v128.andNot(looked, exact));
  return i32.and(inExactMode(b), i32.eqz(inexact));
}
