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
import { inExactMode, leaveIfDue, unitResult } from './float-unit.ts';
import { allDoublewords, allWords } from './vector-common.ts';

export type Slot = 'XA' | 'XB' | 'XT';

/** Lanes of one format, with what its fast path needs to know. */
export interface LaneKind {
  readonly lane: number;
  readonly name: 'f32x4' | 'f64x2';
  readonly lanes: typeof f32x4 | typeof f64x2;
  /** The same lanes as integers. */
  readonly integers: typeof i32x4 | typeof i64x2;
  /** Every lane of a mask is ones. */
  readonly all: (mask: V128) => I32;
  readonly magnitude: V128;
  readonly infinity: V128;
  readonly sign: V128;
  /** Added to a magnitude this makes clearly normal numbers the signed integers below `clearEnd`, and no others. */
  readonly clearStart: V128;
  readonly clearEnd: V128;
}

export const DOUBLES: LaneKind = {
  lane: Lane.double,
  name: 'f64x2',
  lanes: f64x2,
  integers: i64x2,
  all: (mask) => i32.eq(i64x2.bitmask(mask), i32.const(3)),
  magnitude: allDoublewords(2n ** 63n - 1n),
  infinity: allDoublewords(0x7ff0000000000000n),
  sign: allDoublewords(-(2n ** 63n)),
  // From exponent 2 on: below it results may be tiny, whose test comes before rounding.
  clearStart: allDoublewords(-(2n ** 63n) - 0x0020000000000000n),
  clearEnd: allDoublewords(-(2n ** 63n) + 0x7fd0000000000000n),
};

export const SINGLES: LaneKind = {
  lane: Lane.single,
  name: 'f32x4',
  lanes: f32x4,
  integers: i32x4,
  all: (mask) => i32.eq(i32x4.bitmask(mask), i32.const(15)),
  magnitude: allWords(0x7fffffff),
  infinity: allWords(0x7f800000),
  sign: allWords(-0x80000000),
  clearStart: allWords((-0x80000000 - 0x01000000) | 0),
  clearEnd: allWords(-0x80000000 + 0x7e800000),
};

export interface NativeVector {
  readonly value: V128;
  /** Not 0 if the unit need not be asked. */
  readonly safe: I32;
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
    const { value, safe, otherwise } = native(b, operands);
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
    b.if(safe, natively, () => {
      if (otherwise === undefined) byUnit();
      else b.if(otherwise(), natively, byUnit);
    });
  };
}

export const wordOf = (kind: number, from: number, to = from): number =>
  operationWord(kind, { form: Form.vector, from, to });

const magnitudeOf = (k: LaneKind, x: V128): V128 => v128.and(x, k.magnitude);

/** A mask of the lanes that are neither NaN nor infinite. */
export const finiteLanes = (k: LaneKind, x: V128): V128 => k.integers.gtS(k.infinity, magnitudeOf(k, x));

/** A mask of the lanes that are finite and clearly normal: nothing but inexactness can have happened. */
export const clearLanes = (k: LaneKind, x: V128): V128 =>
  k.integers.gtS(k.clearEnd, k.integers.add(magnitudeOf(k, x), k.clearStart));

/** `exact` is a mask of exact lanes: all must be, but for those clearly normal if XX is set. */
export function exactOrClear(b: Builder, k: LaneKind, value: V128, exact: V128): I32 {
  const allowed = v128.and(clearLanes(k, value), i32x4.splat(i32.sub(i32.zero, b.floatMode(true))));
  return i32.and(inExactMode(b), k.all(v128.or(exact, allowed)));
}
