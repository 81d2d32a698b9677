/**
 * Builds handlers: fields read from the instruction word, registers read from the state block.
 *
 * Every read of a register goes into a local at once, so that a node stays true whatever is
 * written later.
 */
import type { Field, Register, SpecialRegister } from '../semantics/builder.ts';
import { STATE } from '../state.ts';
import { Code } from '../wasm/code.ts';
import { f64 } from '../wasm/float.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import { type F64, type I32, type I64, memarg, operation, type V128 } from '../wasm/node.ts';
import { HANDLER, type RuntimeFunctions } from './runtime-functions.ts';
import { fieldValue, scaledValue, WordField } from './word-field.ts';

const SPECIAL: Readonly<Record<SpecialRegister, number>> = {
  tar: STATE.tar,
  vrsave: STATE.vrsave,
  dscr: STATE.dscr,
  ppr: STATE.ppr,
  amr: STATE.amr,
  sprg3: STATE.sprg3,
};

export abstract class RegisterBuilder extends Code {
  readonly level: 207 | 300;
  readonly runtime: RuntimeFunctions;
  readonly cpu: I32;
  readonly ip: I32;
  readonly fuel: I32;
  /** Where the instruction at hand stands relative to `ip`: 8 for the second of a fused pair. */
  protected at = 0;
  protected word: I32 = i32.zero;

  constructor(runtime: RuntimeFunctions, level: 207 | 300) {
    super(HANDLER);
    this.runtime = runtime;
    this.level = level;
    this.cpu = this.parameter('i32', 0);
    this.ip = this.parameter('i32', 1);
    this.fuel = this.parameter('i32', 2);
  }

  get order() {
    return this.runtime.order;
  }

  get bits() {
    return this.runtime.bits;
  }

  field(field: Field): I32 {
    if (field.value !== undefined) return i32.const(field.value);
    return this.let(fieldValue(this.word, layoutOf(field)));
  }

  immediate(field: Field): I64 {
    if (field.value !== undefined) return i64.const(field.value);
    const { pieces, scale, signed } = layoutOf(field);
    const [piece] = pieces;
    if (piece?.shift === scale && piece.shift + piece.width === 16 && pieces.length === 1) {
      // The low halfword of the entry is the field (and `scale` bits that are not).
      const half = signed ? i64.load16S(this.ip, this.at + 4) : i64.load16U(this.ip, this.at + 4);
      return this.let(i64.and(half, i64.const(-1 << scale)));
    }
    const value = fieldValue(this.word, layoutOf(field));
    return this.let(signed ? i64.extendS(value) : i64.extendU(value));
  }

  is(field: Field, value: number): I32 {
    if (field.value === undefined && field.nonZero && value === 0) return i32.zero;
    return i32.eq(this.field(field), i32.const(value));
  }

  gpr(register: Register, plus = 0): I64 {
    const { address, offset } = this.#place(register, 3, STATE.gpr + 8 * plus);
    return this.let(i64.load(address, offset));
  }

  setGpr(register: Register, value: I64, plus = 0): void {
    const { address, offset } = this.#place(register, 3, STATE.gpr + 8 * plus);
    this.effect([0x37, ...memarg(3, offset)], address, value);
  }

  gprOrZero(field: Field): I64 {
    if (field.value === 0) return i64.zero;
    if (field.value !== undefined || field.nonZero) return this.gpr(field);
    return this.let(i64.select(this.field(field), this.gpr(field), i64.zero));
  }

  gprAt(index: I32): I64 {
    return this.let(i64.load(i32.add(this.cpu, i32.shl(index, i32.const(3))), STATE.gpr));
  }

  setGprAt(index: I32, value: I64): void {
    const address = i32.add(this.cpu, i32.shl(index, i32.const(3)));
    this.effect([0x37, ...memarg(3, STATE.gpr)], address, value);
  }

  fpr(register: Register): F64 {
    const { address, offset } = this.#place(register, 4, STATE.vsr + 8);
    return this.let(f64.load(address, offset));
  }

  setFpr(register: Register, value: F64): void {
    const { address, offset } = this.#place(register, 4, STATE.vsr + 8);
    this.effect([0x39, ...memarg(3, offset)], address, value);
  }

  fprBits(register: Register, plus = 0): I64 {
    const { address, offset } = this.#place(register, 4, STATE.vsr + 8 + 16 * plus);
    return this.let(i64.load(address, offset));
  }

  setFprBits(register: Register, bits: I64, plus = 0): void {
    const { address, offset } = this.#place(register, 4, STATE.vsr + 8 + 16 * plus);
    this.effect([0x37, ...memarg(3, offset)], address, bits);
  }

  vsr(register: Register): V128 {
    const { address, offset } = this.#place(register, 4, STATE.vsr);
    return this.let(operation('v128', [0xfd, 0, ...memarg(4, offset)], address));
  }

  setVsr(register: Register, value: V128): void {
    const { address, offset } = this.#place(register, 4, STATE.vsr);
    this.effect([0xfd, 11, ...memarg(4, offset)], address, value);
  }

  vr(register: Register): V128 {
    const { address, offset } = this.#place(register, 4, STATE.vsr + 32 * 16);
    return this.let(operation('v128', [0xfd, 0, ...memarg(4, offset)], address));
  }

  setVr(register: Register, value: V128): void {
    const { address, offset } = this.#place(register, 4, STATE.vsr + 32 * 16);
    this.effect([0xfd, 11, ...memarg(4, offset)], address, value);
  }

  vsrDoubleword(register: Register, element: 0 | 1): I64 {
    const { address, offset } = this.#place(register, 4, STATE.vsr + 8 * (1 - element));
    return this.let(i64.load(address, offset));
  }

  setVsrDoubleword(register: Register, element: 0 | 1, value: I64): void {
    const { address, offset } = this.#place(register, 4, STATE.vsr + 8 * (1 - element));
    this.effect([0x37, ...memarg(3, offset)], address, value);
  }

  fpscr(): I64 {
    return this.peek64(STATE.fpscr);
  }

  setFpscr(value: I64): void {
    this.poke64(STATE.fpscr, value);
  }

  vscr(): I32 {
    return this.let(i32.load(this.cpu, STATE.vscr));
  }

  setVscr(value: I32): void {
    this.effect([0x36, ...memarg(2, STATE.vscr)], this.cpu, value);
  }

  lr(): I64 {
    return this.peek64(STATE.lr);
  }

  setLr(value: I64): void {
    this.poke64(STATE.lr, value);
  }

  ctr(): I64 {
    return this.peek64(STATE.ctr);
  }

  setCtr(value: I64): void {
    this.poke64(STATE.ctr, value);
  }

  special(register: SpecialRegister): I64 {
    if (register === 'vrsave') return this.let(i64.load32U(this.cpu, STATE.vrsave));
    return this.peek64(SPECIAL[register]);
  }

  setSpecial(register: SpecialRegister, value: I64): void {
    if (register === 'vrsave') this.effect([0x3e, ...memarg(2, STATE.vrsave)], this.cpu, value);
    else this.poke64(SPECIAL[register], value);
  }

  protected peek64(offset: number): I64 {
    return this.let(i64.load(this.cpu, offset));
  }

  protected poke64(offset: number, value: I64): void {
    this.effect([0x37, ...memarg(3, offset)], this.cpu, value);
  }

  protected peek8(offset: number): I32 {
    return this.let(i32.load8U(this.cpu, offset));
  }

  protected poke8(offset: number, value: I32): void {
    this.effect([0x3a, ...memarg(0, offset)], this.cpu, value);
  }

  /** Where register `register` of a file lies whose entries are 2^scale bytes and start at `base`. */
  #place(register: Register, scale: number, base: number): { address: I32; offset: number } {
    const number = typeof register === 'number' ? register : register.value;
    if (number !== undefined) return { address: this.cpu, offset: base + (number << scale) };
    const index = scaledValue(this.word, layoutOf(register as Field), scale);
    return { address: i32.add(this.cpu, index), offset: base };
  }
}

/** The layout behind a field of a handler. */
export function layoutOf(field: Field) {
  if (!(field instanceof WordField)) throw new Error(`${field.name} is not a field of the word`);
  return field.layout;
}
