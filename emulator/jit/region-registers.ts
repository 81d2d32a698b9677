/** Compiled code: the register part of the Builder interface. */
import type { Field, Register, SpecialRegister } from '../semantics/builder.ts';
import { STATE } from '../state.ts';
import { f64 } from '../wasm/float.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import { type F64, type I32, type I64, memarg, type V128 } from '../wasm/node.ts';
import { f64x2, i64x2 } from '../wasm/simd.ts';
import { RegionState } from './region-state.ts';
import { RESOURCE } from './resources.ts';

const SPECIAL: Readonly<Record<SpecialRegister, number>> = {
  tar: STATE.tar,
  vrsave: STATE.vrsave,
  dscr: STATE.dscr,
  ppr: STATE.ppr,
  amr: STATE.amr,
  sprg3: STATE.sprg3,
};

export abstract class RegionRegisters extends RegionState {
  field(field: Field): I32 {
    return i32.const(known(field));
  }

  immediate(field: Field): I64 {
    return i64.const(known(field));
  }

  is(field: Field, value: number): I32 {
    return i32.const(+(field.value === value));
  }

  gpr(register: Register, plus = 0): I64 {
    return this.register('i64', RESOURCE.gpr + known(register) + plus);
  }

  setGpr(register: Register, value: I64, plus = 0): void {
    this.setRegister(RESOURCE.gpr + known(register) + plus, value);
  }

  gprOrZero(field: Field): I64 {
    return field.value === 0 ? i64.zero : this.gpr(field);
  }

  gprAt(index: I32): I64 {
    return this.gpr(i32.known(index) as number);
  }

  setGprAt(index: I32, value: I64): void {
    this.setGpr(i32.known(index) as number, value);
  }

  fpr(register: Register): F64 {
    const n = RESOURCE.vsr + known(register);
    if (!this.context.vectors.has(n)) return this.register('f64', n);
    return f64x2.extract(this.register('v128', n), 1);
  }

  setFpr(register: Register, value: F64): void {
    const n = RESOURCE.vsr + known(register);
    if (!this.context.vectors.has(n)) this.setRegister(n, value);
    else this.setRegister(n, this.let(f64x2.replace(this.register('v128', n), 1, value)));
  }

  fprBits(register: Register, plus = 0): I64 {
    return this.vsrDoubleword(known(register) + plus, 0);
  }

  setFprBits(register: Register, bits: I64, plus = 0): void {
    this.setVsrDoubleword(known(register) + plus, 0, bits);
  }

  vsr(register: Register): V128 {
    const n = RESOURCE.vsr + known(register);
    if (this.context.vectors.has(n)) return this.register('v128', n);
    return this.let(f64x2.replace(i64x2.splat(this.register('i64', n, 1)), 1, this.register('f64', n)));
  }

  setVsr(register: Register, value: V128): void {
    const n = RESOURCE.vsr + known(register);
    if (this.context.vectors.has(n)) return this.setRegister(n, value);
    const whole = this.let(value);
    this.setRegister(n, f64x2.extract(whole, 1));
    this.setRegister(n, i64x2.extract(whole, 0), 1);
  }

  vr(register: Register): V128 {
    return this.vsr(known(register) + 32);
  }

  setVr(register: Register, value: V128): void {
    this.setVsr(known(register) + 32, value);
  }

  vsrDoubleword(register: Register, element: 0 | 1): I64 {
    const n = RESOURCE.vsr + known(register);
    if (this.context.vectors.has(n)) return i64x2.extract(this.register('v128', n), element === 0 ? 1 : 0);
    return element === 0 ? i64.reinterpret(this.register('f64', n)) : this.register('i64', n, 1);
  }

  setVsrDoubleword(register: Register, element: 0 | 1, value: I64): void {
    const n = RESOURCE.vsr + known(register);
    if (this.context.vectors.has(n)) {
      const lane = element === 0 ? 1 : 0;
      const whole = this.register('v128', n);
      // Zeros come from a vector register without a detour.
      const zero = i64.known(value) === 0n;
      const replaced = zero ? f64x2.replace(whole, lane, f64.const(0)) : i64x2.replace(whole, lane, value);
      this.setRegister(n, this.let(replaced));
    } else if (element === 0) this.setRegister(n, f64.reinterpret(value));
    else this.setRegister(n, value, 1);
  }

  vscr(): I32 {
    return this.let(i32.load(this.cpu, STATE.vscr));
  }

  setVscr(value: I32): void {
    this.effect([0x36, ...memarg(2, STATE.vscr)], this.cpu, value);
  }

  lr(): I64 {
    return this.register('i64', RESOURCE.lr);
  }

  setLr(value: I64): void {
    this.setRegister(RESOURCE.lr, value);
  }

  ctr(): I64 {
    return this.register('i64', RESOURCE.ctr);
  }

  setCtr(value: I64): void {
    this.setRegister(RESOURCE.ctr, value);
  }

  special(register: SpecialRegister): I64 {
    const at = SPECIAL[register];
    return this.let(register === 'vrsave' ? i64.load32U(this.cpu, at) : i64.load(this.cpu, at));
  }

  setSpecial(register: SpecialRegister, value: I64): void {
    const opcode =
      register === 'vrsave' ? [0x3e, ...memarg(2, SPECIAL[register])] : [0x37, ...memarg(3, SPECIAL[register])];
    this.effect(opcode, this.cpu, value);
  }
}

/** A register's number, a field's value. */
export function known(register: Register): number {
  return typeof register === 'number' ? register : (register.value as number);
}
