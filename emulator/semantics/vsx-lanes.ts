/**
 * What the vector floating-point instructions of VSX share: they raise exceptions but leave FPRF, FR and FI alone, so
 * the fast path of float-unit.ts needs no record here.
 */
import { Form, Lane, operationWord } from '../float/operations.ts';
import { Outcome } from '../float/unit.ts';
import { f32, f64 } from '../wasm/float.ts';
import { i32 } from '../wasm/i32.ts';
import type { I32, V128 } from '../wasm/node.ts';
import { f32x4, f64x2, i32x4, i64x2, v128 } from '../wasm/simd.ts';
import type { Builder, Fields, Semantics } from './builder.ts';
import { leaveIfDue, unitResult } from './float-unit.ts';
import { allDoublewords, allWords } from './vector-common.ts';

export type Slot = 'XA' | 'XB' | 'XT';

/** Lanes of one format, with what its fast path needs to know. */
export interface LaneKind {
  readonly lane: number;
  readonly lanes: typeof f32x4 | typeof f64x2;
  readonly all: (mask: V128) => I32;
  /** Below it results may be tiny: twice the smallest normal number. */
  readonly clear: V128;
  readonly infinity: V128;
  readonly sign: V128;
}

export const DOUBLES: LaneKind = {
  lane: Lane.double,
  lanes: f64x2,
  all: i64x2.allTrue,
  clear: f64x2.splat(f64.const(2 ** -1021)),
  infinity: f64x2.splat(f64.const(Infinity)),
  sign: allDoublewords(-(2n ** 63n)),
};

export const SINGLES: LaneKind = {
  lane: Lane.single,
  lanes: f32x4,
  all: i32x4.allTrue,
  clear: f32x4.splat(f32.const(2 ** -125)),
  infinity: f32x4.splat(f32.const(Infinity)),
  sign: allWords(-0x80000000),
};

export interface NativeVector {
  readonly value: V128;
  /** Not 0 if the unit need not be asked. */
  readonly safe: I32;
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
    const { value, safe } = native(b, operands);
    b.if(
      safe,
      () => {
        b.setVsr(f.XT, value);
        record?.(b, f, value);
      },
      () => {
        const outcome = b.let(b.floatAside(operation, operands));
        const result = b.let(unitResult.vector(b));
        b.if(i32.eqz(i32.and(outcome, i32.const(Outcome.suppressed))), () => b.setVsr(f.XT, result));
        record?.(b, f, result);
        leaveIfDue(b, outcome);
      },
    );
  };
}

export const wordOf = (kind: number, from: number, to = from): number =>
  operationWord(kind, { form: Form.vector, from, to });

/** `tinyIsExact`: a result in the range of denormal numbers has lost nothing (sums). */
export function isSafe(k: LaneKind, result: V128, tinyIsExact: boolean): I32 {
  const magnitude = k.lanes.abs(result);
  const finite = k.lanes.lt(magnitude, k.infinity);
  return k.all(tinyIsExact ? finite : v128.and(finite, k.lanes.ge(magnitude, k.clear)));
}
