/** Compiled code: guest memory. Where accesses go is found in region-places.ts. */
import { Exit } from '../exit.ts';
import type { AccessSize } from '../semantics/builder.ts';
import { STATE } from '../state.ts';
import { leb } from '../wasm/bytes.ts';
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
  withMemarg,
} from '../wasm/node.ts';
import { RegionPlaces } from './region-places.ts';

const LOAD = { 1: 0x31, 2: 0x33, 4: 0x35, 8: 0x29 } as const;
const LOAD_SIGNED = { 1: 0x30, 2: 0x32, 4: 0x34, 8: 0x29 } as const;
const STORE = { 1: 0x3c, 2: 0x3d, 4: 0x3e, 8: 0x37 } as const;
const ALIGN = { 1: 0, 2: 1, 4: 2, 8: 3 } as const;
const ATOMIC_LOAD = { 1: 0x14, 2: 0x15, 4: 0x16, 8: 0x11 } as const;
const COMPARE_EXCHANGE = { 1: 0x4c, 2: 0x4d, 4: 0x4e, 8: 0x49 } as const;

export abstract class RegionMemory extends RegionPlaces {
  load(size: AccessSize, address: I64, options: { readonly signed?: boolean } = {}): I64 {
    const { at, offset } = this.place(address, size, false);
    const opcode = options.signed === true ? LOAD_SIGNED[size] : LOAD[size];
    return this.let(operation('i64', withMemarg(opcode, 0, offset), at));
  }

  store(size: AccessSize, address: I64, value: I64): void {
    const { at, offset } = this.place(address, size, true);
    this.effectAt(STORE[size], 0, offset, at, value);
  }

  loadDouble(address: I64): F64 {
    return this.#load('f64', [0x2b], address, 8);
  }

  loadSingle(address: I64): F32 {
    return this.#load('f32', [0x2a], address, 4);
  }

  storeDouble(address: I64, value: F64): void {
    this.#store([0x39], address, 8, value);
  }

  storeSingle(address: I64, value: F32): void {
    this.#store([0x38], address, 4, value);
  }

  load128(address: I64): V128 {
    return this.#load('v128', [0xfd, 0], address, 16);
  }

  store128(address: I64, value: V128): void {
    this.#store([0xfd, 11], address, 16, value);
  }

  probe(address: I64, length: I32, access: 'read' | 'write'): void {
    const known = i32.known(length);
    if (known === 0) return;
    if (known !== undefined) {
      this.place(address, known, access === 'write');
      return;
    }
    this.skipPlanned();
    this.locate(this.let(this.effective(address)), length, access === 'write');
  }

  zero(address: I64, length: 128): void {
    const { at, offset } = this.place(address, length, true);
    this.effect([0xfc, 11, 0], i32.add(at, i32.const(offset)), i32.zero, i32.const(length));
  }

  requireAligned(address: I64, size: 2 | 4 | 8 | 16): void {
    this.ifRarely(i32.and(i32.wrap(address), i32.const(size - 1)), () => this.leaveHere());
  }

  loadReserve(size: AccessSize, address: I64): I64 {
    const ea = this.let(this.effective(address));
    if (size !== 1) this.requireAligned(ea, size);
    const place = this.place(ea, size, false);
    const value = this.let(operation('i64', [0xfe, ATOMIC_LOAD[size], ...memarg(ALIGN[size], place.offset)], place.at));
    this.effectAt(0x37, 3, STATE.reservationAddress, this.cpu, ea);
    this.effectAt(0x37, 3, STATE.reservationValue, this.cpu, value);
    this.#reserve(size);
    return value;
  }

  storeConditional(size: AccessSize, address: I64, value: I64): I32 {
    const ea = this.let(this.effective(address));
    if (size !== 1) this.requireAligned(ea, size);
    const { at, offset } = this.place(ea, size, true);
    const done = this.variable(i32.zero);
    const expected = this.let(i64.load(this.cpu, STATE.reservationValue));
    this.if(this.#reserved(ea, size), () => {
      const code = [0xfe, COMPARE_EXCHANGE[size], ...memarg(ALIGN[size], offset)];
      this.set(done, i64.eq(operation('i64', code, at, expected, value), expected));
    });
    this.#reserve(0);
    return this.let(this.get(done));
  }

  loadReserveQuad(address: I64): { high: I64; low: I64 } {
    const ea = this.let(this.effective(address));
    this.requireAligned(ea, 16);
    const { at, offset } = this.place(ea, 16, false);
    const low = this.let(i64.load(at, offset));
    const high = this.let(i64.load(at, offset + 8));
    this.effectAt(0x37, 3, STATE.reservationAddress, this.cpu, ea);
    this.effectAt(0x37, 3, STATE.reservationValue, this.cpu, low);
    this.effectAt(0x37, 3, STATE.reservationHigh, this.cpu, high);
    this.#reserve(16);
    return { high, low };
  }

  storeConditionalQuad(address: I64, high: I64, low: I64): I32 {
    const ea = this.let(this.effective(address));
    this.requireAligned(ea, 16);
    const { at, offset } = this.place(ea, 16, true);
    const same = i32.and(
      i64.eq(i64.load(at, offset), i64.load(this.cpu, STATE.reservationValue)),
      i64.eq(i64.load(at, offset + 8), i64.load(this.cpu, STATE.reservationHigh)),
    );
    const done = this.let(i32.and(this.#reserved(ea, 16), same));
    this.if(done, () => {
      this.effectAt(0x37, 3, offset, at, low);
      this.effectAt(0x37, 3, offset + 8, at, high);
    });
    this.#reserve(0);
    return done;
  }

  invalidateCode(address: I64): void {
    const { at, offset } = this.place(address, 1, false);
    this.effect([0x10, ...leb(this.context.function('forget'))], i32.add(at, i32.const(offset)));
  }

  /** A machine has one processor: there is nobody to order accesses for. */
  fence(): void {}

  #load<T extends ValueType>(type: T, opcode: readonly number[], address: I64, size: number): Node<T> {
    const { at, offset } = this.place(address, size, false);
    return this.let(operation(type, [...opcode, ...memarg(0, offset)], at));
  }

  #store(opcode: readonly number[], address: I64, size: number, value: Node): void {
    const { at, offset } = this.place(address, size, true);
    this.effect([...opcode, ...memarg(0, offset)], at, value);
  }

  #reserve(size: number): void {
    this.effectAt(0x36, 2, STATE.reservationValid, this.cpu, i32.const(size));
  }

  #reserved(ea: I64, size: number): I32 {
    return i32.and(
      i32.eq(i32.load(this.cpu, STATE.reservationValid), i32.const(size)),
      i64.eq(i64.load(this.cpu, STATE.reservationAddress), ea),
    );
  }

  exit(reason: Exit): void {
    if (reason === Exit.floatingPoint) throw new Error('an enabled exception is the interpreter’s');
    this.leaveHere();
  }
}
