/**
 * Handlers: guest memory. The TLB is looked up inline; what misses it, crosses a page or faults
 * goes through the module's slow functions, which ask the host.
 */
import { Exit } from '../exit.ts';
import { BIG_BIAS, TLB } from '../memory/mmu.ts';
import type { AccessSize } from '../semantics/builder.ts';
import { STATE } from '../state.ts';
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
import { ConditionBuilder } from './handler-condition.ts';
import { high, tlbEntry } from './block.ts';

const LOAD = { 1: 0x31, 2: 0x33, 4: 0x35, 8: 0x29 } as const;
const LOAD_SIGNED = { 1: 0x30, 2: 0x32, 4: 0x34, 8: 0x29 } as const;
const STORE = { 1: 0x3c, 2: 0x3d, 4: 0x3e, 8: 0x37 } as const;
const ALIGN = { 1: 0, 2: 1, 4: 2, 8: 3 } as const;
const ATOMIC_LOAD = { 1: 0x14, 2: 0x15, 4: 0x16, 8: 0x11 } as const;
const COMPARE_EXCHANGE = { 1: 0x4c, 2: 0x4d, 4: 0x4e, 8: 0x49 } as const;

export abstract class MemoryBuilder extends ConditionBuilder {
  abstract exit(reason: Exit): void;

  load(size: AccessSize, address: I64, options: { readonly signed?: boolean } = {}): I64 {
    const ea = this.#effective(address);
    const signed = options.signed === true;
    const opcode = signed ? LOAD_SIGNED[size] : LOAD[size];
    return this.#read('i64', ea, size, [opcode], () => {
      const value = this.runtime.call('i64', 'slowLoad', this.cpu, ea, i32.const(size));
      if (!signed) return value;
      return size === 1 ? i64.extend8(value) : size === 2 ? i64.extend16(value) : i64.extend32(value);
    });
  }

  loadDouble(address: I64): F64 {
    const ea = this.#effective(address);
    const slow = (): F64 => f64.reinterpret(this.runtime.call('i64', 'slowLoad', this.cpu, ea, i32.const(8)));
    return this.#read('f64', ea, 8, [0x2b], slow);
  }

  loadSingle(address: I64): F32 {
    const ea = this.#effective(address);
    const slow = (): F32 => f32.reinterpret(i32.wrap(this.runtime.call('i64', 'slowLoad', this.cpu, ea, i32.const(4))));
    return this.#read('f32', ea, 4, [0x2a], slow);
  }

  storeDouble(address: I64, value: F64): void {
    const ea = this.#effective(address);
    this.#write(ea, 8, [0x39], value, () =>
      this.runtime.run(this, 'slowStore', this.cpu, ea, i64.reinterpret(value), i32.const(8)),
    );
  }

  storeSingle(address: I64, value: F32): void {
    const ea = this.#effective(address);
    this.#write(ea, 4, [0x38], value, () =>
      this.runtime.run(this, 'slowStore', this.cpu, ea, i64.extendU(i32.reinterpret(value)), i32.const(4)),
    );
  }

  load128(address: I64): V128 {
    const ea = this.#effective(address);
    return this.#read('v128', ea, 16, [0xfd, 0], () => this.runtime.call('v128', 'slowLoad128', this.cpu, ea));
  }

  store(size: AccessSize, address: I64, value: I64): void {
    const ea = this.#effective(address);
    this.#write(ea, size, [STORE[size]], value, () =>
      this.runtime.run(this, 'slowStore', this.cpu, ea, value, i32.const(size)),
    );
  }

  store128(address: I64, value: V128): void {
    const ea = this.#effective(address);
    this.#write(ea, 16, [0xfd, 11], value, () => this.runtime.run(this, 'slowStore128', this.cpu, ea, value));
  }

  probe(address: I64, length: I32, access: 'read' | 'write'): void {
    const ea = this.#effective(address);
    const write = i32.const(access === 'write' ? 1 : 0);
    const allowed = this.runtime.call('i32', 'probe', this.cpu, high(ea), i32.wrap(ea), length, write);
    this.if(i32.eqz(allowed), () => this.exit(Exit.fault));
  }

  zero(address: I64, length: 128): void {
    const at = this.#aligned(this.#effective(address), length, 1);
    this.effect([0xfc, 11, 0], at, i32.zero, i32.const(length));
  }

  requireAligned(address: I64, size: 2 | 4 | 8 | 16): void {
    const low = i32.and(i32.wrap(address), i32.const(size - 1));
    this.if(low, () => {
      this.poke64(STATE.faultAddress, this.#effective(address));
      this.exit(Exit.alignment);
    });
  }

  loadReserve(size: AccessSize, address: I64): I64 {
    const ea = this.#effective(address);
    if (size !== 1) this.requireAligned(ea, size);
    const at = this.#aligned(ea, size, 0);
    const value = this.let(operation('i64', [0xfe, ATOMIC_LOAD[size], ...memarg(ALIGN[size], 0)], at));
    this.poke64(STATE.reservationAddress, ea);
    this.poke64(STATE.reservationValue, value);
    this.#reserve(size);
    return value;
  }

  storeConditional(size: AccessSize, address: I64, value: I64): I32 {
    const ea = this.#effective(address);
    if (size !== 1) this.requireAligned(ea, size);
    const done = this.variable(i32.zero);
    this.if(this.#reserved(ea, size), () => {
      const at = this.#aligned(ea, size, 1);
      const expected = this.peek64(STATE.reservationValue);
      const seen = operation('i64', [0xfe, COMPARE_EXCHANGE[size], ...memarg(ALIGN[size], 0)], at, expected, value);
      this.set(done, i64.eq(seen, expected));
    });
    this.#reserve(0);
    return this.let(this.get(done));
  }

  /**
   * WebAssembly has no 128-bit atomics: the quadword forms are exact on one processor, and between
   * processors only against stores that change either half before the compare.
   */
  loadReserveQuad(address: I64): { high: I64; low: I64 } {
    const ea = this.#effective(address);
    this.requireAligned(ea, 16);
    const at = this.#aligned(ea, 16, 0);
    const low = this.let(i64.load(at, 0));
    const top = this.let(i64.load(at, 8));
    this.poke64(STATE.reservationAddress, ea);
    this.poke64(STATE.reservationValue, low);
    this.poke64(STATE.reservationHigh, top);
    this.#reserve(16);
    return { high: top, low };
  }

  storeConditionalQuad(address: I64, top: I64, low: I64): I32 {
    const ea = this.#effective(address);
    this.requireAligned(ea, 16);
    const done = this.variable(i32.zero);
    this.if(this.#reserved(ea, 16), () => {
      const at = this.#aligned(ea, 16, 1);
      const same = i32.and(
        i64.eq(i64.load(at, 0), this.peek64(STATE.reservationValue)),
        i64.eq(i64.load(at, 8), this.peek64(STATE.reservationHigh)),
      );
      this.set(done, same);
      this.if(this.get(done), () => {
        this.effect([0x37, ...memarg(3, 0)], at, low);
        this.effect([0x37, ...memarg(3, 8)], at, top);
      });
    });
    this.#reserve(0);
    return this.let(this.get(done));
  }

  invalidateCode(address: I64): void {
    const at = this.#aligned(this.#effective(i64.and(address, i64.const(-128))), 128, 0);
    this.runtime.run(this, 'forget', at);
  }

  fence(): void {
    this.effect([0xfe, 3, 0]);
  }

  #reserve(size: number): void {
    this.effect([0x36, ...memarg(2, STATE.reservationValid)], this.cpu, i32.const(size));
  }

  #reserved(ea: I64, size: number): I32 {
    return i32.and(
      i32.eq(i32.load(this.cpu, STATE.reservationValid), i32.const(size)),
      i64.eq(this.peek64(STATE.reservationAddress), ea),
    );
  }

  /** In 32-bit mode the word, extended at each use, so that the TLB is looked up with words alone. */
  #effective(address: I64): I64 {
    return this.bits === 32 ? i64.extendU(this.let(i32.wrap(address))) : this.let(address);
  }

  /** The TLB entry for an access has the page of its last byte. Wrapping around misses: page 0 has another entry. */
  #hit(entry: I32, ea: I64, size: number, kind: 'read' | 'write'): I32 {
    if (this.bits === 32) {
      const page = i32.and(i32.add(i32.wrap(ea), i32.const(size - 1)), i32.const(-4096));
      return i32.eq(i32.load(entry, TLB[kind]), page);
    }
    const last = i64.and(i64.add(ea, i64.const(size - 1)), i64.const(-4096));
    return i64.eq(i64.load(entry, TLB[kind]), last);
  }

  /** The byte an access starts at, and the constant that a big-endian one still adds. */
  #found(entry: I32, ea: I64, size: number): { at: I32; offset: number } {
    const addend = i32.load(entry, TLB.addend);
    if (this.order === 'little') return { at: i32.add(addend, i32.wrap(ea)), offset: 0 };
    return { at: i32.sub(addend, i32.wrap(ea)), offset: BIG_BIAS - size };
  }

  #read<T extends ValueType>(type: T, ea: I64, size: number, opcode: readonly number[], slow: () => Node<T>): Node<T> {
    const entry = this.let(tlbEntry(this.cpu, ea));
    const { at, offset } = this.#found(entry, ea, size);
    const value = this.unset(type);
    this.if(
      this.#hit(entry, ea, size, 'read'),
      () => this.set(value, operation(type, [...opcode, ...memarg(0, offset)], at)),
      () => {
        this.set(value, slow());
        this.#leaveOnFault();
      },
    );
    return this.settled(value);
  }

  #write(ea: I64, size: number, opcode: readonly number[], value: Node, slow: () => void): void {
    const entry = this.let(tlbEntry(this.cpu, ea));
    const { at, offset } = this.#found(entry, ea, size);
    this.if(
      this.#hit(entry, ea, size, 'write'),
      () => this.effect([...opcode, ...memarg(0, offset)], at, value),
      () => {
        slow();
        this.#leaveOnFault();
      },
    );
  }

  /** Where an aligned block lies that is accessed as a whole. */
  #aligned(ea: I64, size: number, write: 0 | 1): I32 {
    const entry = this.let(tlbEntry(this.cpu, ea));
    const { at, offset } = this.#found(entry, ea, size);
    const place = this.unset('i32');
    this.if(
      this.#hit(entry, ea, size, write === 1 ? 'write' : 'read'),
      () => this.set(place, i32.add(at, i32.const(offset))),
      () => {
        const found = this.runtime.call(
          'i32',
          'access',
          this.cpu,
          high(ea),
          i32.wrap(ea),
          i32.const(size),
          i32.const(write),
        );
        this.set(place, found);
        this.if(i32.eqz(this.get(place)), () => this.exit(Exit.fault));
      },
    );
    return this.settled(place);
  }

  #leaveOnFault(): void {
    this.if(i32.load(this.cpu, STATE.memoryFault), () => this.exit(Exit.fault));
  }
}
