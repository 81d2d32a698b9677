/**
 * Compiled code: floating point. The record of the last operation and the mode are locals, so that the fast path
 * touches no memory. With an exception enabled the unit's instructions are the interpreter's.
 */
import { FPSCR } from '../float/fpscr.ts';
import { FLOAT } from '../float/layout.ts';
import type { Helper, Register } from '../semantics/builder.ts';
import { multiplyAdd, multiplyAddDoubles } from '../semantics/float-fused.ts';
import { isFastMode } from '../semantics/float-mode.ts';
import { multiplyAddSingles } from '../semantics/vector-fused.ts';
import { leb } from '../wasm/bytes.ts';
import { f32, f64 } from '../wasm/float.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import {
  type F32,
  type F64,
  type I32,
  type I64,
  memarg,
  type Node,
  operation,
  type V128,
  type ValueType,
} from '../wasm/node.ts';
import { f64x2 } from '../wasm/simd.ts';
import { RegionMemory } from './region-memory.ts';
import { COMPARED, RECORD, SINGLE } from './region-state.ts';
import { known } from './region-registers.ts';
import { RESOURCE, ResourceSet } from './resources.ts';

const VECTOR_SLOTS = [FLOAT.vectorA, FLOAT.vectorB, FLOAT.vectorC] as const;
const SLOTS = [FLOAT.a, FLOAT.b, FLOAT.c] as const;
const OPERANDS = [RECORD.a, RECORD.b, RECORD.c] as const;
const RELAXED_MADD = { f32x4: 0x105, f64x2: 0x107 } as const;

export abstract class RegionFloat extends RegionMemory {
  /** What is known before this instruction: see singles.ts. */
  singles = new ResourceSet();

  abstract call<T extends ValueType>(helper: Helper<T>, ...operands: Node[]): Node<T>;

  fpscr(): I64 {
    return this.let(i64.load(this.cpu, FLOAT.fpscr));
  }

  setFpscr(value: I64): void {
    this.effect([0x37, ...memarg(3, FLOAT.fpscr)], this.cpu, value);
    this.#refreshMode();
  }

  floatMode(inexact: boolean): I32 {
    if (inexact) return this.get(this.variableOf(RESOURCE.mode)) as I32;
    return isFastMode(i32.load(this.cpu, FLOAT.fpscr), false);
  }

  noteFloat(operation: number, operands: readonly F64[]): void {
    this.#setRecord(RECORD.operation, i32.const(operation));
    this.#setRecord(RECORD.compare, i32.zero);
    operands.forEach((operand, index) => this.#setRecord(OPERANDS[index] as number, operand));
  }

  noteFloatCompare(field: I32): void {
    this.#setRecord(RECORD.compare, i32.or(field, i32.const(0x80)));
  }

  protected override noteCompared(x: F64, y: F64): void {
    this.#setRecord(RECORD.compare, i32.const(COMPARED));
    this.#setRecord(RECORD.x, x);
    this.#setRecord(RECORD.y, y);
  }

  floatScalar(what: number, operands: readonly F64[]): I32 {
    this.#leaveWhenEnabled();
    operands.forEach((operand, index) => this.effect([0x39, ...memarg(3, SLOTS[index] as number)], this.cpu, operand));
    this.#unit(what);
    this.#setRecord(RECORD.operation, i32.zero);
    this.#setRecord(RECORD.compare, i32.zero);
    return i32.zero;
  }

  floatAside(what: number, operands: readonly (F64 | V128)[]): I32 {
    this.#leaveWhenEnabled();
    this.storeRecord();
    operands.forEach((operand, index) => {
      const slot = VECTOR_SLOTS[index] as number;
      if (operand.type === 'f64') this.effect([0x39, ...memarg(3, slot)], this.cpu, operand);
      else this.effect([0xfd, 11, ...memarg(3, slot)], this.cpu, operand);
    });
    this.#unit(what);
    this.loadRegister(RESOURCE.record);
    return i32.zero;
  }

  leaveUnless(likely: I32, otherwise?: () => I32): void {
    this.ifRarely(i32.eqz(likely), () => {
      if (otherwise === undefined) this.leaveHere();
      else this.if(i32.eqz(otherwise()), () => this.leaveHere());
    });
  }

  floatSettle(): void {
    this.storeRecord();
    this.if(i32.load(this.cpu, FLOAT.pending), () => this.#unit(0));
    this.loadRegister(RESOURCE.record);
  }

  isSingle(register: Register): boolean {
    return this.singles.has(RESOURCE.vsr + known(register));
  }

  /** The known single is in a local of its own: see singles.ts. */
  single(register: Register): F32 | undefined {
    const n = RESOURCE.vsr + known(register);
    if (!this.singles.has(n) || this.context.vectors.has(n)) return undefined;
    return this.let(this.get(this.variableOf(n, SINGLE)) as F32);
  }

  noteSingle(register: Register, ...sources: readonly Register[]): void {
    const n = RESOURCE.vsr + known(register);
    if (sources.length === 0 && this.singles.has(n)) return;
    if (sources.some((source) => !this.isSingle(source))) return;
    this.#setSingle(n, f32.demote(this.fpr(register)));
  }

  setSingle(register: Register, value: F32, wide: F64 = f64.promote(value)): void {
    this.setFpr(register, wide);
    this.#setSingle(RESOURCE.vsr + known(register), value);
  }

  get fuses(): boolean {
    return this.context.fused;
  }

  /** At once: it says nothing new of the register. */
  #setSingle(resource: number, value: F32): void {
    if (!this.context.vectors.has(resource)) this.set(this.variableOf(resource, SINGLE), value);
  }

  fusedMultiplyAdd(a: F64, c: F64, b: F64): F64 {
    if (!this.context.fused) return this.call(multiplyAdd, a, c, b);
    const [x, y, z] = [f64x2.splat(a), f64x2.splat(c), f64x2.splat(b)];
    return f64x2.extract(operation('v128', [0xfd, ...leb(RELAXED_MADD.f64x2)], x, y, z), 0);
  }

  fusedMultiplyAddVector(lanes: 'f64x2' | 'f32x4', a: V128, c: V128, b: V128): V128 {
    if (!this.context.fused) return this.call(lanes === 'f64x2' ? multiplyAddDoubles : multiplyAddSingles, a, c, b);
    return operation('v128', [0xfd, ...leb(RELAXED_MADD[lanes])], a, c, b);
  }

  protected override currentMode(): I32 {
    return isFastMode(i32.load(this.cpu, FLOAT.fpscr), true);
  }

  /** Whether an exception is due would have to be known after the instruction: the interpreter is for that. */
  #leaveWhenEnabled(): void {
    this.ifRarely(i32.and(i32.load(this.cpu, FLOAT.fpscr), i32.const(FPSCR.ENABLES)), () => this.leaveHere());
  }

  #unit(what: number): void {
    this.let(operation('i32', [0x10, ...leb(this.context.function('floatUnit'))], this.cpu, i32.const(what)));
    this.#refreshMode();
  }

  #refreshMode(): void {
    this.set(this.variableOf(RESOURCE.mode), this.currentMode());
  }

  /** At once: the record is no operand of any instruction. */
  #setRecord(part: number, value: Node): void {
    this.set(this.variableOf(RESOURCE.record, part), value);
    this.dirty.add(RESOURCE.record);
  }
}
