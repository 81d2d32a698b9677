/** Handlers: floating point by way of the record and the unit's operands, which are in the state block. */
import { FPSCR } from '../float/fpscr.ts';
import { FLOAT } from '../float/layout.ts';
import type { Helper, Register } from '../semantics/builder.ts';
import { multiplyAdd, multiplyAddDoubles } from '../semantics/float-fused.ts';
import { isFastMode } from '../semantics/float-mode.ts';
import { multiplyAddSingles } from '../semantics/vector-fused.ts';
import { f64 } from '../wasm/float.ts';
import { i32 } from '../wasm/i32.ts';
import { type F32, type F64, type I32, memarg, type Node, type V128, type ValueType } from '../wasm/node.ts';
import { MemoryBuilder } from './handler-memory.ts';

/** Where the record keeps operands a, b, c. */
const SLOTS = [FLOAT.a, FLOAT.b, FLOAT.c] as const;
const VECTOR_SLOTS = [FLOAT.vectorA, FLOAT.vectorB, FLOAT.vectorC] as const;

export abstract class FloatBuilder extends MemoryBuilder {
  readonly fuses = false;

  abstract call<T extends ValueType>(helper: Helper<T>, ...operands: Node[]): Node<T>;

  floatMode(inexact: boolean): I32 {
    return isFastMode(i32.load(this.cpu, FLOAT.fpscr), inexact);
  }

  noteFloat(operation: number, operands: readonly F64[]): void {
    this.#record(operands);
    this.effect([0x36, ...memarg(2, FLOAT.pending)], this.cpu, i32.const(operation));
  }

  noteFloatCompare(field: I32): void {
    this.effect([0x3a, ...memarg(0, FLOAT.pendingCompare)], this.cpu, i32.or(field, i32.const(0x80)));
  }

  compareFloat(target: Register, a: F64, b: F64): void {
    const less = i32.shl(f64.lt(a, b), i32.const(3));
    const greater = i32.shl(f64.gt(a, b), i32.const(2));
    const equal = i32.shl(f64.eq(a, b), i32.const(1));
    const ordered = this.let(i32.any(less, greater, equal));
    const field = this.let(i32.or(ordered, i32.eqz(ordered)));
    this.setCrField(target, field);
    this.noteFloatCompare(field);
  }

  isSingle(): boolean {
    return false;
  }

  noteSingle(): void {}

  single(): undefined {
    return undefined;
  }

  setSingle(register: Register, value: F32, wide: F64 = f64.promote(value)): void {
    this.setFpr(register, wide);
  }

  floatScalar(operation: number, operands: readonly F64[]): I32 {
    // An operation that VE or ZE suppresses leaves FPRF as the one before made it.
    const suppresses = i32.and(i32.load(this.cpu, FLOAT.fpscr), i32.const(FPSCR.VE | FPSCR.ZE));
    this.if(suppresses, () => this.floatSettle());
    this.#record(operands);
    return this.#unit(operation);
  }

  floatAside(operation: number, operands: readonly (F64 | V128)[]): I32 {
    operands.forEach((operand, index) => {
      const slot = VECTOR_SLOTS[index] as number;
      if (operand.type === 'f64') this.effect([0x39, ...memarg(3, slot)], this.cpu, operand);
      else this.effect([0xfd, 11, ...memarg(3, slot)], this.cpu, operand);
    });
    return this.#unit(operation);
  }

  floatSettle(): void {
    this.if(i32.load(this.cpu, FLOAT.pending), () => this.#unit(0));
  }

  fusedMultiplyAdd(a: F64, c: F64, b: F64): F64 {
    return this.call(multiplyAdd, a, c, b);
  }

  fusedMultiplyAddVector(lanes: 'f64x2' | 'f32x4', a: V128, c: V128, b: V128): V128 {
    return this.call(lanes === 'f64x2' ? multiplyAddDoubles : multiplyAddSingles, a, c, b);
  }

  #record(operands: readonly F64[]): void {
    operands.forEach((operand, index) => {
      this.effect([0x39, ...memarg(3, SLOTS[index] as number)], this.cpu, operand);
    });
  }

  #unit(operation: number): I32 {
    return this.let(this.runtime.call('i32', 'floatUnit', this.cpu, i32.const(operation)));
  }
}
