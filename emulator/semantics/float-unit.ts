/**
 * How floating-point instructions are done: natively on the fast path, by the exact unit otherwise.
 *
 * Fast path: FPSCR says round to nearest and no exception enabled; the native result shows that nothing but inexactness
 * can have happened; and XX is set already (the first inexact operation of a program sets it, and it stays), or a test
 * shows that the result is exact. Then the operation and its operands go into the record, from which the unit computes
 * FR, FI and FPRF when somebody looks. Otherwise the unit (emulator/float/unit.ts) does it all. So FPSCR is right
 * whenever it is read, at the cost of up to four stores, one test of FPSCR and one of the result's exponent.
 */
import { Exit } from '../exit.ts';
import { FPSCR } from '../float/fpscr.ts';
import { FLOAT } from '../float/layout.ts';
import { Outcome } from '../float/unit.ts';
import { f32, f64 } from '../wasm/float.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import type { F64, I32, I64, V128 } from '../wasm/node.ts';
import { i64x2, v128 } from '../wasm/simd.ts';
import type { Builder, FieldName, Fields, HelperCode, Register, Semantics } from './builder.ts';

const STORE = { i32: 0x36, i64: 0x37, f64: 0x39, byte: 0x3a } as const;

/** Where the record keeps operands a, b, c. */
const SLOTS = [FLOAT.a, FLOAT.b, FLOAT.c] as const;
const VECTOR_SLOTS = [FLOAT.vectorA, FLOAT.vectorB, FLOAT.vectorC] as const;

/** A native result, and whether it may be used without asking the unit. */
export interface Native {
  readonly value: F64;
  readonly safe: I32;
  /** Whether the value is exact, found out only where it matters; without it that is unknown. */
  readonly exact?: () => I32;
}

export interface ScalarOperation {
  /** `operationWord` of what the unit does. */
  readonly operation: number;
  /** The operands a, b, c: register fields, or how to read them. */
  readonly operands: readonly (FieldName | ((b: Builder, f: Fields) => F64))[];
  readonly target: FieldName;
  /** The operation to nearest even. Values it uses twice it keeps with `let`. */
  readonly native: (b: HelperCode, operands: readonly F64[]) => Native;
  /** Whether the instruction has an Rc bit. */
  readonly record: boolean;
  /** What goes into the register instead of the result's bits. */
  readonly pack?: (b: HelperCode, bits: I64) => I64;
}

/** RN is nearest, nothing is enabled, XX is set (or, on request, is not). */
export function inFastMode(b: Builder, inexact = true): I32 {
  const looked = FPSCR.ENABLES | FPSCR.RN | FPSCR.XX;
  const wanted = inexact ? FPSCR.XX : 0;
  return i32.eq(i32.and(i32.load(b.cpu, FLOAT.fpscr), i32.const(looked)), i32.const(wanted));
}

/** A scalar instruction that sets FPRF, FR and FI. */
export function scalar({ operation, operands, target, native, record, pack }: ScalarOperation): Semantics {
  return (b, f) => {
    const set = (bits: I64): void => setScalarBits(b, f[target], pack === undefined ? bits : pack(b, bits));
    const values = operands.map((operand, index) => {
      const value = b.let(typeof operand === 'string' ? b.fpr(f[operand]) : operand(b, f));
      b.poke(STORE.f64, b.cpu, SLOTS[index] as number, value);
      return value;
    });
    const { value, safe, exact } = native(b, values);
    const outcome = b.variable(i32.zero);
    const usable = b.variable(i32.and(safe, inFastMode(b)));
    if (exact !== undefined)
      b.if(i32.eqz(b.get(usable)), () => b.if(i32.and(safe, inFastMode(b, false)), () => b.set(usable, exact())));
    b.if(
      b.get(usable),
      () => {
        b.poke(STORE.i32, b.cpu, FLOAT.pending, i32.const(operation));
        set(i64.reinterpret(value));
      },
      () => {
        b.set(outcome, b.floatUnit(b.cpu, i32.const(operation)));
        b.if(i32.eqz(i32.and(b.get(outcome), i32.const(Outcome.suppressed))), () => set(unitResult.doubleword(b)));
      },
    );
    if (record) recordStatus(b, f);
    leaveIfDue(b, b.get(outcome));
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

export function setScalarBits(b: Builder, target: Register, bits: I64): void {
  b.setVsrDoubleword(target, 0, bits);
  b.setVsrDoubleword(target, 1, i64.zero);
}

/** Rc = 1: CR1 gets FX, FEX, VX and OX. They are never pending. */
export function recordStatus(b: Builder, f: Fields): void {
  b.if(b.field(f.Rc), () => b.setCrField(1, i32.shrU(i32.load(b.cpu, FLOAT.fpscr), i32.const(28))));
}

/** Brings FPSCR up to date before it is read or written as a whole. */
export function settle(b: Builder): void {
  b.if(i32.load(b.cpu, FLOAT.pending), () => {
    b.let(b.floatUnit(b.cpu, i32.zero));
  });
}

/** A compare on the fast path: FPCC is told in the record. */
export function noteCompare(b: Builder, field: I32): void {
  b.poke(STORE.byte, b.cpu, FLOAT.pendingCompare, i32.or(field, i32.const(0x80)));
}

/** Passes vector operands to the unit. */
export function pokeVector(b: Builder, slot: 0 | 1 | 2, value: V128): void {
  b.poke(STORE.i64, b.cpu, VECTOR_SLOTS[slot], i64x2.extract(value, 0));
  b.poke(STORE.i64, b.cpu, VECTOR_SLOTS[slot] + 8, i64x2.extract(value, 1));
}

export function pokeDouble(b: Builder, slot: 0 | 1, value: F64): void {
  b.poke(STORE.f64, b.cpu, VECTOR_SLOTS[slot], value);
}

export const unitResult = {
  word: (b: Builder): I32 => i32.load(b.cpu, FLOAT.result),
  doubleword: (b: Builder): I64 => i64.load(b.cpu, FLOAT.result),
  vector: (b: Builder): V128 => v128.load(b.cpu, FLOAT.result),
};

// When a native result is safe -------------------------------------------------------------------

const INFINITY = f64.const(Infinity);

/** The high word's exponent field lies from `first` to `last` (biased). */
function exponentWithin(value: F64, first: number, last: number): I32 {
  const high = i32.wrap(i64.shrU(i64.reinterpret(value), i64.const(32)));
  const offset = i32.sub(i32.and(high, i32.const(0x7ff00000)), i32.const(first * 2 ** 20));
  return i32.ltU(offset, i32.const((last + 1 - first) * 2 ** 20));
}

/** Neither NaN nor infinite. */
export const isFinite = (value: F64): I32 => f64.lt(f64.abs(value), INFINITY);

/** Finite and clearly normal: no underflow, whose test comes before rounding. */
export const isClearlyNormal = (value: F64): I32 => exponentWithin(value, 2, 2046);

/** As a single. */
export const isClearlyNormalSingle = (value: F64): I32 => exponentWithin(value, 898, 1150);

/**
 * Rounded to double, then to single, is right unless the double lies half way between two singles: then the
 * first rounding may have made it so.
 */
export function isNotHalfway(value: F64): I32 {
  const low = i32.and(i32.wrap(i64.reinterpret(value)), i32.const(0x1fffffff));
  return i32.ne(low, i32.const(0x10000000));
}

/** A double result as a single one, from a value that was rounded to double before (`twice`) or is exact. */
export function toSingle(b: HelperCode, value: F64, twice: boolean, exact: () => I32 = () => i32.one): Native {
  const single = b.let(f64.promote(f32.demote(value)));
  const normal = isClearlyNormalSingle(single);
  return {
    value: single,
    safe: twice ? i32.and(normal, isNotHalfway(value)) : normal,
    exact: () => i32.and(f64.eq(single, value), exact()),
  };
}
