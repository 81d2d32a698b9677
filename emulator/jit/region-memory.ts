/**
 * Compiled code: guest memory.
 *
 * One check covers a group of accesses (groups.ts). Within a loop the check compares with the extent that
 * accesses through this base register found in the last run of the region, which is in locals; otherwise with the TLB.
 * What misses an extent looks into the TLB; what misses the TLB asks `locate` (emulator/interpreter/locate.ts), but in a loop leaves
 * the region for the interpreter: a call, even one that is seldom made, would make V8 keep the loop's values in memory. For the
 * same reason the locals of an extent do not change while the region runs. A miss takes fuel instead, so that
 * the region soon begins anew.
 */
import { Exit } from '../exit.ts';
import {
  BIG_BIAS,
  EXTENT,
  EXTENTS,
  RECORD,
  RECORD_AREAS,
  RECORD_GROUP,
  RECORDS,
  RECORDS_USED,
  TLB,
  TLB_MASK,
} from '../memory/mmu.ts';
import type { AccessSize } from '../semantics/builder.ts';
import { remembered } from '../interpreter/locate.ts';
import { STATE } from '../state.ts';
import { leb } from '../wasm/bytes.ts';
import type { Variable } from '../wasm/code.ts';
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
  withIndex,
  withMemarg,
} from '../wasm/node.ts';
import type { Group, Planned } from './groups.ts';
import { RegionCondition } from './region-condition.ts';

const LOAD = { 1: 0x31, 2: 0x33, 4: 0x35, 8: 0x29 } as const;
const LOAD_SIGNED = { 1: 0x30, 2: 0x32, 4: 0x34, 8: 0x29 } as const;
const STORE = { 1: 0x3c, 2: 0x3d, 4: 0x3e, 8: 0x37 } as const;
const ALIGN = { 1: 0, 2: 1, 4: 2, 8: 3 } as const;
const ATOMIC_LOAD = { 1: 0x14, 2: 0x15, 4: 0x16, 8: 0x11 } as const;
const COMPARE_EXCHANGE = { 1: 0x4c, 2: 0x4d, 4: 0x4e, 8: 0x49 } as const;

const PAGE_MASK = i64.const(-4096);
const ENTRY_MASK = i32.const(TLB_MASK);

/** Fuel that a miss of an extent takes until the region is left. */
const MISS = 300;

/** A record of the Mmu: its number, and the span that its limit allows for. */
interface ExtentRecord {
  readonly number: number;
  readonly span: number;
  readonly write: boolean;
}

/** What a record held when a loop began. */
interface Extent {
  readonly record: ExtentRecord;
  readonly first: Variable<'i64'>;
  readonly addend: Variable<'i32'>;
  readonly limit: Variable<'i64'>;
}

/** The stack pointer's accesses have one record in all regions, the first for long spans; stacks can be written. */
const STACK = 1;
const STACK_SPAN = 512;
/** r2, r13 and the registers that calls preserve stay what they are for long, and share a record in a region. */
const LASTING = (1 << 2) | (1 << 13) | (-1 << 14);

/** Names an extent in `RegionContext.extents`. */
export function extentKey(slot: number, write: boolean): string {
  return `${slot}${write ? 'w' : 'r'}`;
}

/** Where an access goes: an address and a constant to add to it. */
interface Place {
  readonly at: I32;
  readonly offset: number;
}

export abstract class RegionMemory extends RegionCondition {
  /** In a loop without calls. */
  byExtents = false;
  #plan: readonly Planned[] = [];
  #next = 0;
  readonly #extents = new Map<string, Extent>();
  /** Numbers of records by area and by what they are for. */
  readonly #records = new Map<string, number>();
  /** What the check of a group found: its lowest byte in little-endian, its end in big-endian order. */
  #found = new Map<Group, Variable<'i32'>>();

  /** Leaves before the instruction at hand. */
  abstract leaveHere(): void;

  protected planInstruction(plan: readonly Planned[]): void {
    this.#plan = plan;
    this.#next = 0;
  }

  /** A new block: nothing is known of where accesses go. */
  protected forgetPlaces(): void {
    this.#found = new Map();
  }

  load(size: AccessSize, address: I64, options: { readonly signed?: boolean } = {}): I64 {
    const { at, offset } = this.#place(address, size, false);
    const opcode = options.signed === true ? LOAD_SIGNED[size] : LOAD[size];
    return this.let(operation('i64', withMemarg(opcode, 0, offset), at));
  }

  store(size: AccessSize, address: I64, value: I64): void {
    const { at, offset } = this.#place(address, size, true);
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
      this.#place(address, known, access === 'write');
      return;
    }
    this.#next++;
    this.#locate(this.let(this.effective(address)), length, access === 'write');
  }

  zero(address: I64, length: 128): void {
    const { at, offset } = this.#place(address, length, true);
    this.effect([0xfc, 11, 0], i32.add(at, i32.const(offset)), i32.zero, i32.const(length));
  }

  requireAligned(address: I64, size: 2 | 4 | 8 | 16): void {
    this.ifRarely(i32.and(i32.wrap(address), i32.const(size - 1)), () => this.leaveHere());
  }

  loadReserve(size: AccessSize, address: I64): I64 {
    const ea = this.let(this.effective(address));
    if (size !== 1) this.requireAligned(ea, size);
    const place = this.#place(ea, size, false);
    const value = this.let(operation('i64', [0xfe, ATOMIC_LOAD[size], ...memarg(ALIGN[size], place.offset)], place.at));
    this.effectAt(0x37, 3, STATE.reservationAddress, this.cpu, ea);
    this.effectAt(0x37, 3, STATE.reservationValue, this.cpu, value);
    this.#reserve(size);
    return value;
  }

  storeConditional(size: AccessSize, address: I64, value: I64): I32 {
    const ea = this.let(this.effective(address));
    if (size !== 1) this.requireAligned(ea, size);
    const { at, offset } = this.#place(ea, size, true);
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
    const { at, offset } = this.#place(ea, 16, false);
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
    const { at, offset } = this.#place(ea, 16, true);
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
    const { at, offset } = this.#place(address, 1, false);
    this.effect([0x10, ...leb(this.context.function('forget'))], i32.add(at, i32.const(offset)));
  }

  /** A machine has one processor: there is nobody to order accesses for. */
  fence(): void {}

  protected effective(address: I64): I64 {
    return this.bits === 32 ? i64.low32(address) : address;
  }

  #load<T extends ValueType>(type: T, opcode: readonly number[], address: I64, size: number): Node<T> {
    const { at, offset } = this.#place(address, size, false);
    return this.let(operation(type, [...opcode, ...memarg(0, offset)], at));
  }

  #store(opcode: readonly number[], address: I64, size: number, value: Node): void {
    const { at, offset } = this.#place(address, size, true);
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

  /** Where the next access of the instruction goes, after making sure that it may. */
  #place(address: I64, size: number, write: boolean): Place {
    const planned = this.#plan[this.#next++];
    if (planned === undefined || planned.size !== size || planned.write !== write)
      throw new Error('an access was not planned');
    const { group, offset } = planned;
    if (group === undefined) {
      const ea = this.let(this.effective(address));
      return this.#whole(this.#check(ea, size, write, planned.slot), ea, size);
    }
    const span = group.hi - group.lo;
    const from = offset - group.lo;
    let found = this.#found.get(group);
    if (found === undefined) {
      const first = this.let(this.effective(i64.add(address, i64.const(-from))));
      const place = this.#whole(this.#check(first, span, group.write, planned.slot), first, span);
      // Big-endian places are found by their end.
      const whole = this.order === 'little' ? place.at : i32.add(place.at, i32.const(place.offset));
      // The only access of its group needs no local that lasts.
      if (span === size) return place;
      found = this.keep(whole);
      this.#found.set(group, found);
    }
    const at = this.get(found);
    return { at, offset: this.order === 'little' ? from : span - from - size };
  }

  /** Where `size` bytes are, by the addend that was found for them. */
  #whole(addend: I32, ea: I64, size: number): Place {
    if (this.order === 'little') return { at: this.let(i32.add(addend, i32.wrap(ea))), offset: 0 };
    if (size <= BIG_BIAS) return { at: this.let(i32.sub(addend, i32.wrap(ea))), offset: BIG_BIAS - size };
    return { at: this.let(i32.sub(i32.sub(addend, i32.const(size - BIG_BIAS)), i32.wrap(ea))), offset: 0 };
  }

  /** The addend for `size` bytes from an address, which are checked. */
  #check(ea: I64, size: number, write: boolean, slot: number): I32 {
    if (this.byExtents) {
      const extent = this.#extents.get(extentKey(slot, write));
      const fits = extent !== undefined && size <= extent.record.span;
      return fits ? this.#byExtent(ea, size, extent) : this.#byTlb(ea, size, write);
    }
    const record = this.#recordOf(slot, size, write);
    return record === undefined ? this.#byTlb(ea, size, write) : this.#byRecord(ea, size, record);
  }

  /** The record for accesses of a slot; undefined for a span that none allows for. */
  #recordOf(slot: number, size: number, write: boolean): ExtentRecord | undefined {
    const [wanted, writes] = slot === STACK ? [Math.max(STACK_SPAN, size), true] : [size, write];
    const area = RECORD_AREAS.find((each) => each.write === writes && wanted <= each.span);
    if (area === undefined) return undefined;
    const { span, first, count } = area;
    if (slot === STACK) return { number: first, span, write: true };
    const name = slot >= 0 && slot < 32 && (LASTING & (1 << slot)) !== 0 ? slot : -1 - this.#records.size;
    const key = `${first} ${name}`;
    let number = this.#records.get(key);
    if (number === undefined) {
      number = first + ((this.#firstRecord + this.#records.size) % count);
      this.#records.set(key, number);
    }
    return { number, span, write };
  }

  /** Where this region's records begin in each area. */
  get #firstRecord(): number {
    return Math.imul(Number(BigInt.asIntN(32, this.context.root >> 2n)), 0x9e3779b1) >>> 16;
  }

  #byRecord(ea: I64, size: number, { number, span, write }: ExtentRecord): I32 {
    const at = RECORDS + number * RECORD.bytes;
    const addend = this.variable(i32.load(this.tlb, at + RECORD.addend));
    this.ifRarely(this.#beyond(ea, at + RECORD.first, at + RECORD.limit), () => {
      this.set(addend, i32.load(this.tlb, at + RECORD.addend2));
      this.ifRarely(this.#beyond(ea, at + RECORD.first2, at + RECORD.limit2), () => {
        const what = i32.const(remembered(number, span, write, size));
        const found = operation('i32', withIndex(0x10, this.context.function('remember')), this.cpu, ea, what);
        this.ifRarely(i32.eqz(found), () => this.leaveHere());
        this.set(addend, i32.load(this.tlb, at + RECORD.addend));
      });
    });
    return this.settled(addend);
  }

  #beyond(ea: I64, first: number, limit: number): I32 {
    return i64.geU(i64.sub(ea, i64.load(this.tlb, first)), i64.load(this.tlb, limit));
  }

  #byTlb(ea: I64, size: number, write: boolean): I32 {
    const entry = this.#entry(ea);
    const addend = this.variable(i32.load(entry, TLB.addend));
    this.ifRarely(this.#misses(entry, ea, size, write), () => {
      this.#locate(ea, i32.const(size), write);
      this.set(addend, i32.load(this.cpu, STATE.extentAddend));
    });
    return this.settled(addend);
  }

  #entry(ea: I64): I32 {
    const index = i32.and(i32.shrU(i32.wrap(ea), i32.const(7)), ENTRY_MASK);
    return this.let(i32.add(this.tlb, index));
  }

  /** An entry found by the first byte has the page of the last one, or not. */
  #misses(entry: I32, ea: I64, size: number, write: boolean): I32 {
    const page = i64.and(i64.add(ea, i64.const(size - 1)), PAGE_MASK);
    return i64.ne(i64.load(entry, write ? TLB.write : TLB.read), page);
  }

  #byExtent(ea: I64, size: number, extent: Extent): I32 {
    const addend = this.variable(this.get(extent.addend));
    const within = i64.ltU(i64.sub(ea, this.get(extent.first)), this.get(extent.limit));
    this.ifRarely(i32.eqz(within), () => {
      // In place, since a call would cost the loop its registers.
      const entry = this.#entry(ea);
      this.ifRarely(this.#misses(entry, ea, size, extent.record.write), () => this.leaveHere());
      this.set(addend, i32.load(entry, TLB.addend));
      // For the region's next run.
      this.#remember(extent.record, entry, this.get(addend));
      if (this.fuel === undefined) return;
      this.set(this.fuel, i32.sub(this.get(this.fuel), i32.const(MISS)));
      const back = i32.add(i32.load(this.cpu, STATE.fuelBack), i32.const(MISS));
      this.effectAt(0x36, 2, STATE.fuelBack, this.cpu, back);
    });
    return this.settled(addend);
  }

  #remember({ number, span }: ExtentRecord, entry: I32, addend: I32): void {
    const { tlb } = this;
    const from = this.let(i32.add(tlb, i32.shrU(i32.sub(entry, tlb), i32.one)));
    const at = RECORDS + number * RECORD.bytes;
    const bytes = i64.load(from, EXTENTS + EXTENT.bytes);
    this.effectAt(0x37, 3, at + RECORD.first, tlb, i64.load(from, EXTENTS + EXTENT.first));
    // An extent is a page at least, and no span is as long.
    this.effectAt(0x37, 3, at + RECORD.limit, tlb, i64.sub(bytes, i64.const(span - 1)));
    this.effectAt(0x36, 2, at + RECORD.addend, tlb, addend);
    const used = i32.or(i32.load(tlb, RECORDS_USED), i32.const(1 << Math.floor(number / RECORD_GROUP)));
    this.effectAt(0x36, 2, RECORDS_USED, tlb, used);
  }

  /** Before a loop: takes the extents that were found last. */
  loadExtents(head: number): void {
    for (const [key, { slot, span, write, loops }] of this.context.extents) {
      if (!loops.has(head)) continue;
      const record = this.#recordOf(slot, span, write);
      if (record === undefined) continue;
      let extent = this.#extents.get(key);
      if (extent === undefined) {
        extent = { record, first: this.lasting('i64'), addend: this.lasting('i32'), limit: this.lasting('i64') };
        this.#extents.set(key, extent);
      }
      const at = RECORDS + extent.record.number * RECORD.bytes;
      // Loads, not computations: these V8 would move into the loops that need them.
      this.set(extent.first, i64.load(this.tlb, at + RECORD.first));
      this.set(extent.addend, i32.load(this.tlb, at + RECORD.addend));
      this.set(extent.limit, i64.load(this.tlb, at + RECORD.limit));
    }
  }

  /** A local that is 0 at first and stays for the whole region. */
  protected lasting<T extends ValueType>(type: T): Variable<T> {
    return { type, index: this.permanent(type) };
  }

  #locate(ea: I64, size: I32, write: boolean): void {
    const found = operation(
      'i32',
      withIndex(0x10, this.context.function('locate')),
      this.cpu,
      ea,
      size,
      i32.const(write ? 1 : 0),
    );
    this.ifRarely(i32.eqz(found), () => this.leaveHere());
  }

  exit(reason: Exit): void {
    if (reason === Exit.floatingPoint) throw new Error('an enabled exception is the interpreter’s');
    this.leaveHere();
  }
}
