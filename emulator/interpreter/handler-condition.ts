/** Handlers: the condition register and XER, kept as bytes of the state block. */
import type { Register } from '../semantics/builder.ts';
import { STATE } from '../state.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import { type I32, type I64, memarg } from '../wasm/node.ts';
import { layoutOf, RegisterBuilder } from './handler-registers.ts';
import { scaledValue } from './word-field.ts';

export abstract class ConditionBuilder extends RegisterBuilder {
  /** The last comparison made here, by bit of its field, for a branch that is fused to it. */
  #compared: readonly I32[] | undefined;

  /** Bit `place` (LT, GT, EQ) of the field that the last comparison set. */
  protected lastCompared(place: number): I32 {
    const bit = this.#compared?.[place];
    if (bit === undefined) throw new Error('nothing was compared');
    return bit;
  }

  crField(register: Register): I32 {
    return this.let(i32.load8U(this.#fieldAddress(register), STATE.cr));
  }

  setCrField(register: Register, value: I32): void {
    this.effect([0x3a, ...memarg(0, STATE.cr)], this.#fieldAddress(register), value);
  }

  crBit(bit: Register): I32 {
    const { address, shift } = this.#bit(bit);
    return this.let(i32.and(i32.shrU(i32.load8U(address, STATE.cr), shift), i32.one));
  }

  setCrBit(bit: Register, value: I32): void {
    const { address, shift } = this.#bit(bit);
    const at = this.let(address);
    const by = this.let(shift);
    const others = i32.and(i32.load8U(at, STATE.cr), i32.xor(i32.shl(i32.one, by), i32.const(-1)));
    this.effect([0x3a, ...memarg(0, STATE.cr)], at, i32.or(others, i32.shl(value, by)));
  }

  compareSigned(target: Register, a: I64, b: I64): void {
    this.#compare(target, i64.ltS(a, b), i64.gtS(a, b), i64.eq(a, b));
  }

  compareUnsigned(target: Register, a: I64, b: I64): void {
    this.#compare(target, i64.ltU(a, b), i64.gtU(a, b), i64.eq(a, b));
  }

  record(result: I64): void {
    const value = this.let(this.bits === 32 ? i64.extend32(result) : result);
    this.compareSigned(0, value, i64.zero);
  }

  ca(): I32 {
    return this.peek8(STATE.ca);
  }

  ca32(): I32 {
    return this.peek8(STATE.ca32);
  }

  setCarry(ca: I32, ca32: I32): void {
    this.poke8(STATE.ca, ca);
    if (this.level >= 300) this.poke8(STATE.ca32, ca32);
  }

  ov(): I32 {
    return this.peek8(STATE.ov);
  }

  ov32(): I32 {
    return this.peek8(STATE.ov32);
  }

  setOverflow(ov: I32, ov32: I32): void {
    const value = this.let(ov);
    this.poke8(STATE.ov, value);
    if (this.level >= 300) this.poke8(STATE.ov32, ov32);
    this.poke8(STATE.so, i32.or(this.so(), value));
  }

  replaceOverflow(ov: I32, ov32: I32): void {
    this.poke8(STATE.ov, ov);
    if (this.level >= 300) this.poke8(STATE.ov32, ov32);
  }

  so(): I32 {
    return this.peek8(STATE.so);
  }

  xer(): I64 {
    const bit = (offset: number, at: number): I32 => i32.shl(i32.load8U(this.cpu, offset), i32.const(at));
    const word = i32.any(
      bit(STATE.so, 31),
      bit(STATE.ov, 30),
      bit(STATE.ca, 29),
      bit(STATE.ov32, 19),
      bit(STATE.ca32, 18),
      bit(STATE.stringCount, 0),
    );
    return this.let(i64.extendU(word));
  }

  setXer(value: I64): void {
    const word = this.let(i32.wrap(value));
    const bit = (at: number): I32 => i32.and(i32.shrU(word, i32.const(at)), i32.one);
    this.poke8(STATE.so, bit(31));
    this.poke8(STATE.ov, bit(30));
    this.poke8(STATE.ca, bit(29));
    if (this.level >= 300) {
      this.poke8(STATE.ov32, bit(19));
      this.poke8(STATE.ca32, bit(18));
    }
    this.poke8(STATE.stringCount, i32.and(word, i32.const(0x7f)));
  }

  /** LT=8, GT=4, EQ=2 are 2 shifted by 2, 1, 0. */
  #compare(target: Register, less: I32, greater: I32, equal: I32): void {
    this.#compared = [less, greater, equal];
    const shift = i32.or(i32.shl(less, i32.one), greater);
    this.setCrField(target, i32.or(i32.shl(i32.const(2), shift), i32.load8U(this.cpu, STATE.so)));
  }

  #fieldAddress(register: Register): I32 {
    if (typeof register === 'number') return i32.add(this.cpu, i32.const(register));
    if (register.value !== undefined) return i32.add(this.cpu, i32.const(register.value));
    return i32.add(this.cpu, scaledValue(this.word, layoutOf(register), 0));
  }

  /** The byte a CR bit is in, and its place there: bit 0 of a field is LT, the highest. */
  #bit(bit: Register): { address: I32; shift: I32 } {
    const known = typeof bit === 'number' ? bit : bit.value;
    if (known !== undefined)
      return {
        address: i32.add(this.cpu, i32.const(known >> 2)),
        shift: i32.const(3 - (known & 3)),
      };
    const number = this.field(bit as Exclude<Register, number>);
    return {
      address: i32.add(this.cpu, i32.shrU(number, i32.const(2))),
      shift: i32.xor(i32.and(number, i32.const(3)), i32.const(3)),
    };
  }
}
