/** Compiled code: the condition register and XER. */
import type { CarrySource, Register } from '../semantics/builder.ts';
import { STATE } from '../state.ts';
import { f64 } from '../wasm/float.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import { type F64, type I32, type I64, memarg } from '../wasm/node.ts';
import { known, RegionRegisters } from './region-registers.ts';
import { RESOURCE } from './resources.ts';

export abstract class RegionCondition extends RegionRegisters {
  /** FPCC is that of these numbers. */
  protected abstract noteCompared(x: F64, y: F64): void;

  crField(register: Register): I32 {
    return this.let(this.fieldValue(RESOURCE.cr + known(register)));
  }

  setCrField(register: Register, value: I32): void {
    this.defer(RESOURCE.cr + known(register), { kind: 'value', value });
  }

  crBit(bit: Register): I32 {
    const n = known(bit);
    const resource = RESOURCE.cr + (n >> 2);
    const place = n & 3;
    const lazy = this.lazy.get(resource);
    if (lazy?.kind === 'bits') return lazy.bits[place] as I32;
    if (place === 3 && (lazy?.kind === 'signed' || lazy?.kind === 'unsigned')) return this.flag(RESOURCE.so);
    if (lazy?.kind === 'signed') {
      const { a, b } = lazy;
      return place === 0 ? i64.ltS(a, b) : place === 1 ? i64.gtS(a, b) : i64.eq(a, b);
    }
    if (lazy?.kind === 'unsigned') {
      const { a, b } = lazy;
      return place === 0 ? i64.ltU(a, b) : place === 1 ? i64.gtU(a, b) : i64.eq(a, b);
    }
    return i32.and(i32.shrU(this.fieldValue(resource), i32.const(3 - place)), i32.one);
  }

  setCrBit(bit: Register, value: I32): void {
    const n = known(bit);
    const resource = RESOURCE.cr + (n >> 2);
    const bits = [0, 1, 2, 3].map((place) =>
      place === (n & 3) ? value : this.let(this.crBit((n & ~3) | place)),
    ) as unknown as [I32, I32, I32, I32];
    this.defer(resource, { kind: 'bits', bits });
  }

  compareSigned(target: Register, a: I64, b: I64): void {
    this.#compare('signed', target, a, b);
  }

  compareUnsigned(target: Register, a: I64, b: I64): void {
    this.#compare('unsigned', target, a, b);
  }

  record(result: I64): void {
    const value = this.bits === 32 ? i64.extend32(result) : result;
    this.compareSigned(0, value, i64.zero);
  }

  compareFloat(target: Register, a: F64, b: F64): void {
    const [x, y] = [this.let(a), this.let(b)];
    // With a NaN the region was left.
    const [less, greater] = [f64.lt(x, y), f64.gt(x, y)];
    const bits = [less, greater, i32.eqz(i32.or(less, greater)), i32.zero] as const;
    this.defer(RESOURCE.cr + known(target), { kind: 'bits', bits });
    this.noteCompared(x, y);
  }

  ca(): I32 {
    return this.flag(RESOURCE.ca);
  }

  ca32(): I32 {
    return this.flag(RESOURCE.ca32);
  }

  setCarry(ca: I32, ca32: I32, of?: CarrySource): void {
    this.defer(RESOURCE.ca, { kind: 'flag', value: ca, of, pair: of });
    this.defer(RESOURCE.ca32, { kind: 'flag', value: ca32, pair: of });
  }

  ov(): I32 {
    return this.flag(RESOURCE.ov);
  }

  ov32(): I32 {
    return this.flag(RESOURCE.ov32);
  }

  setOverflow(ov: I32, ov32: I32): void {
    const value = this.let(ov);
    this.replaceOverflow(value, ov32);
    // What was compared keeps the SO of its time.
    for (let n: number = RESOURCE.cr; n < RESOURCE.lr; n++) this.#freeze(n);
    this.#setFlag(RESOURCE.so, this.let(i32.or(this.so(), value)));
  }

  replaceOverflow(ov: I32, ov32: I32): void {
    this.#setFlag(RESOURCE.ov, ov);
    this.#setFlag(RESOURCE.ov32, ov32);
  }

  so(): I32 {
    return this.flag(RESOURCE.so);
  }

  xer(): I64 {
    const word = i32.any(
      i32.shl(this.so(), i32.const(31)),
      i32.shl(this.ov(), i32.const(30)),
      i32.shl(this.ca(), i32.const(29)),
      i32.shl(this.ov32(), i32.const(19)),
      i32.shl(this.ca32(), i32.const(18)),
      i32.load8U(this.cpu, STATE.stringCount),
    );
    return this.let(i64.extendU(word));
  }

  setXer(value: I64): void {
    const word = this.let(i32.wrap(value));
    const bit = (at: number): I32 => this.let(i32.and(i32.shrU(word, i32.const(at)), i32.one));
    for (let n: number = RESOURCE.cr; n < RESOURCE.lr; n++) this.#freeze(n);
    this.#setFlag(RESOURCE.so, bit(31));
    this.#setFlag(RESOURCE.ov, bit(30));
    this.#setFlag(RESOURCE.ca, bit(29));
    this.#setFlag(RESOURCE.ov32, bit(19));
    this.#setFlag(RESOURCE.ca32, bit(18));
    this.effect([0x3a, ...memarg(0, STATE.stringCount)], this.cpu, i32.and(word, i32.const(0x7f)));
  }

  #setFlag(resource: number, value: I32): void {
    this.defer(resource, { kind: 'flag', value });
  }

  /** A field whose SO bit is not computed yet gets it now, because SO changes. */
  #freeze(resource: number): void {
    if (!this.dirty.has(resource)) return;
    this.lazy.set(resource, { kind: 'value', value: this.let(this.fieldValue(resource)) });
  }

  #compare(kind: 'signed' | 'unsigned', target: Register, a: I64, b: I64): void {
    this.defer(RESOURCE.cr + known(target), { kind, a, b });
  }
}
