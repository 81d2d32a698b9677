/**
 * Compiled code: where memory accesses go.
 *
 * One check covers a group of accesses (groups.ts). It compares with an extent in a record of the Mmu (`RECORDS`); what it has not
 * asks `remember` (emulator/interpreter/locate.ts). In a loop without calls it compares with what a record held when the loop began,
 * which is in locals. What misses that looks into the TLB, and what misses the TLB leaves the region for the interpreter: a call, even
 * one that is seldom made, would make V8 keep the loop's values in memory. For the same reason the locals of an extent do not
 * change while the loop runs. A miss takes fuel instead, so that the region soon begins anew.
 */
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
import { remembered } from '../interpreter/locate.ts';
import { STATE } from '../state.ts';
import type { Variable } from '../wasm/code.ts';
import { i32 } from '../wasm/i32.ts';
import { i64 } from '../wasm/i64.ts';
import { type I32, type I64, operation, type ValueType, withIndex } from '../wasm/node.ts';
import type { Group, Planned } from './groups.ts';
import { RegionCondition } from './region-condition.ts';

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
/**
 * What a region reaches from one register, or from what was computed from that alone, has one record: fewer records are more often in
 * the host's cache. (With one for each check of a register that does not last, sqlite took a twelfth more time.)
 */
const REGISTERS = 32;

/** Names an extent in `RegionContext.extents`. */
export function extentKey(slot: number, write: boolean): string {
  return `${slot}${write ? 'w' : 'r'}`;
}

/** Where an access goes: an address and a constant to add to it. */
interface Place {
  readonly at: I32;
  readonly offset: number;
}

export abstract class RegionPlaces extends RegionCondition {
  /** In a loop without calls. */
  byExtents = false;
  #plan: readonly Planned[] = [];
  #next = 0;
  readonly #extents = new Map<string, Extent>();
  /** Numbers of records by area and by what they are for. */
  readonly #records = new Map<string, number>();
  /** What the check of a group found: its lowest byte in little-endian, its end in big-endian order. */
  readonly #found = new Map<Group, Variable<'i32'>>();

  /** Leaves before the instruction at hand. */
  abstract leaveHere(): void;

  protected planInstruction(plan: readonly Planned[]): void {
    this.#plan = plan;
    this.#next = 0;
  }

  /** Passes over an access of which nothing is planned. */
  protected skipPlanned(): void {
    this.#next++;
  }

  protected effective(address: I64): I64 {
    return this.bits === 32 ? i64.low32(address) : address;
  }

  /** Where the next access of the instruction goes, after making sure that it may. */
  protected place(address: I64, size: number, write: boolean): Place {
    const planned = this.#plan[this.#next++];
    if (planned === undefined || planned.size !== size || planned.write !== write)
      throw new Error('an access was not planned');
    const { group, offset, leads } = planned;
    if (group === undefined) {
      const ea = this.let(this.effective(address));
      return this.#whole(this.#check(ea, size, write, planned.slot), ea, size);
    }
    const span = group.hi - group.lo;
    const from = offset - group.lo;
    let found = this.#found.get(group);
    // A block that both arms of a branch lead to is built for each of them.
    if (leads) {
      const first = this.let(this.effective(i64.add(address, i64.const(-from))));
      const place = this.#whole(this.#check(first, span, group.write, planned.slot), first, span);
      // Big-endian places are found by their end.
      const whole = this.order === 'little' ? place.at : i32.add(place.at, i32.const(place.offset));
      // The only access of its group needs no local that lasts.
      if (group.uses === 1) return place;
      if (found === undefined) {
        found = this.keep(whole);
        this.#found.set(group, found);
      } else this.set(found, whole);
    }
    if (found === undefined) throw new Error('an access was not checked');
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
    const name = slot >= 0 && slot < REGISTERS ? slot : -1 - this.#records.size;
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
      this.locate(ea, i32.const(size), write);
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

  protected locate(ea: I64, size: I32, write: boolean): void {
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
}
