/**
 * How floating-point instructions are done: natively on the fast path, by the exact unit otherwise.
 *
 * Fast path: FPSCR says round to nearest, and neither inexactness nor underflow is enabled; the native result shows
 * that nothing but inexactness can have happened; and XX is set already (the first inexact operation of a program sets
 * it, and it stays). One test of the result's exponent says so. If it does not, the result may still be shown to be
 * exact: zeros, and whatever a program computes before anything is inexact. Otherwise the unit
 * (emulator/float/unit.ts) does it. FR, FI and FPRF are computed when somebody looks, from the record of the last
 * operation that the builder keeps; so FPSCR is right whenever it is read.
 */
import { Exit } from '../exit.ts';
import { FLOAT } from '../float/layout.ts';
import { Outcome } from '../float/unit.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { F32, F64, I32, I64, V128 } from '../wasm/node.ts';
import { v128 } from '../wasm/simd.ts';
import type { Builder, FieldName, Fields, HelperCode, Register, Semantics } from './builder.ts';
import type { FastMode } from './float-safe.ts';

/** A native result, and when it may be used without asking the unit. */
export interface Native {
  readonly value: F64;
  /** An operation that cannot be inexact need not look at the mode. */
  readonly safe: (mode: FastMode) => I32;
  /** What is tried next: 1 when the value may be used, the mode included. */
  readonly otherwise?: () => I32;
  /** The value, if it is a single. */
  readonly single?: F32;
  /** Operands that `safe` shows to hold singles. */
  readonly tested?: readonly number[];
}

/** Of each operand: whether it is known to be a single, and that single where it is at hand. */
export interface KnownSingles {
  readonly are: readonly boolean[];
  readonly values: readonly (F32 | undefined)[];
}

export interface ScalarOperation {
  /** `operationWord` of what the unit does. */
  readonly operation: number;
  /** The operands a, b, c: register fields, or how to read them. */
  readonly operands: readonly (FieldName | ((b: Builder, f: Fields) => F64))[];
  readonly target: FieldName;
  /** The operation to nearest even. Values it uses twice it keeps with `let`. */
  readonly native: (b: Builder, operands: readonly F64[], known: KnownSingles) => Native;
  /** Whether the instruction has an Rc bit. */
  readonly record: boolean;
  /** What goes into the register instead of the result's bits. */
  readonly pack?: (b: HelperCode, bits: I64) => I64;
}

/** The fast mode, whether XX is set or not: exact results may be used. */
export function inExactMode(b: Builder): I32 {
  return i32.or(b.floatMode(true), b.floatMode(false));
}

export const blockedIn = (b: Builder): I32 => i32.sub(b.floatMode(true), i32.one);

const fastMode = (b: Builder): FastMode => ({
  blocked: blockedIn(b),
  exponents: i32.and(i32.sub(i32.zero, b.floatMode(true)), i32.const(0x7ff)),
});

/** What is done natively where `safe` or, tried next, `otherwise` says so; and by the unit where not. */
export function whereSafe(
  b: Builder,
  safe: I32,
  otherwise: (() => I32) | undefined,
  natively: () => void,
  byUnit: () => void,
): void {
  if (b.leaveUnless !== undefined && i32.known(safe) === undefined) {
    b.leaveUnless(safe, otherwise);
    natively();
    return;
  }
  b.if(safe, natively, () => {
    if (otherwise === undefined) byUnit();
    else b.if(otherwise(), natively, byUnit);
  });
}

/** A scalar instruction that sets FPRF, FR and FI. */
export function scalar({ operation, operands, target, native, record, pack }: ScalarOperation): Semantics {
  return (b, f) => {
    const values = operands.map((operand) => b.let(typeof operand === 'string' ? b.fpr(f[operand]) : operand(b, f)));
    const known = {
      are: operands.map((operand) => typeof operand === 'string' && b.isSingle(f[operand])),
      values: operands.map((operand) => (typeof operand === 'string' ? b.single(f[operand]) : undefined)),
    };
    const { value, safe, otherwise, single, tested = [] } = native(b, values, known);
    for (const index of tested) {
      const operand = operands[index];
      if (typeof operand === 'string') b.noteSingle(f[operand]);
    }
    const natively = (): void => {
      if (single !== undefined && pack === undefined) setSingle(b, f[target], single);
      else if (pack === undefined) setScalar(b, f[target], value);
      else setScalarBits(b, f[target], pack(b, i64.reinterpret(value)));
      if (record) recordStatus(b, f);
    };
    const byUnit = (): void => {
      const outcome = b.let(b.floatScalar(operation, values));
      b.if(i32.eqz(i32.and(outcome, i32.const(Outcome.suppressed))), () => {
        const bits = unitResult.doubleword(b);
        setScalarBits(b, f[target], pack === undefined ? bits : pack(b, b.let(bits)));
      });
      if (record) recordStatus(b, f);
      leaveIfDue(b, outcome);
    };
    whereSafe(b, safe(fastMode(b)), otherwise, natively, byUnit);
    // Also where the unit did it, for which it says nothing new: so compiled code need not tell the two apart.
    b.noteFloat(operation, values);
  };
}

/** Leaves with an enabled exception. */
export function leaveIfDue(b: Builder, outcome: I32): void {
  b.if(i32.and(outcome, i32.const(Outcome.exception)), () => b.exit(Exit.floatingPoint));
}

/** Sets a floating-point register; the other half of the vector register becomes 0, as in hardware. */
export function setScalar(b: Builder, target: Register, value: F64): void {
  b.setFpr(target, value);
  b.setVsrDoubleword(target, 1, i64.zero);
}

export function setSingle(b: Builder, target: Register, value: F32, wide?: F64): void {
  b.setSingle(target, value, wide);
  b.setVsrDoubleword(target, 1, i64.zero);
}

export function setScalarBits(b: Builder, target: Register, bits: I64): void {
  b.setVsrDoubleword(target, 0, bits);
  b.setVsrDoubleword(target, 1, i64.zero);
}

/** Rc = 1: CR1 gets FX, FEX, VX and OX. They are never pending. */
export function recordStatus(b: Builder, f: Fields): void {
  b.if(b.field(f.Rc), () => b.setCrField(1, i32.shrU(i32.wrap(b.fpscr()), i32.const(28))));
}

/** The result of the unit's last operation. */
export const unitResult = {
  word: (b: Builder): I32 => i32.load(b.cpu, FLOAT.result),
  doubleword: (b: Builder): I64 => i64.load(b.cpu, FLOAT.result),
  vector: (b: Builder): V128 => v128.load(b.cpu, FLOAT.result),
};
