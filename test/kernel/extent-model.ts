/**
 * Random sequences of calls on an address space and its children, and what must hold after each: extents are what
 * the page table says, translations in a TLB hold for all of their extents, pages have the contents stored, and
 * at the end every frame is back.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Order } from '../../emulator/memory/access.ts';
import { BIG_BIAS, EXTENT, EXTENTS, type Mmu, TLB, TLB_ENTRIES, TLB_ENTRY } from '../../emulator/memory/mmu.ts';
import { Advice } from '../../runtime/generated/enums.ts';
import { Protection, RemapFlags } from '../../runtime/generated/flags.ts';
import type { AddressSpace } from '../../runtime/kernel/address-space.ts';
import { frameOf } from '../../runtime/kernel/page-entry.ts';
import { FIXED, PRIVATE, RW, TestMachine } from './make-space.ts';

const BASE = 0x4000_0000;
/** Pages that the sequences are about: six leaves, begun in the middle of one. */
const FIRST = BASE / 4096 + 250;
const PAGES = 2600;
const ACCESS = 7;

const page = fc.oneof(fc.integer({ min: 0, max: PAGES - 1 }), fc.integer({ min: 500, max: 560 }));
const few = fc.integer({ min: 1, max: 40 });
const many = fc.integer({ min: 1, max: PAGES });
const count = fc.oneof(few, many);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('map' as const), page, count }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unmap' as const), page, count }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('protect' as const),
      page,
      count,
      protection: fc.constantFrom(0, Protection.read, RW),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), page, count }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move' as const), page, count: few, to: page }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('touch' as const), page, store: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('walk' as const), page, count, back: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fork' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('exit' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('swap' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A space with what its pages should hold; pages that are not there read as zero where they may be read. */
interface Process {
  readonly space: AddressSpace;
  readonly stored: Map<number, number>;
}

const address = (number: number) => (FIRST + number) * 4096;

class Run {
  readonly machine: TestMachine;
  readonly before: number;
  processes: Process[];
  stamp = 1;

  constructor(order: Order, memory: number) {
    this.machine = new TestMachine({ memory });
    this.before = this.machine.physical.availableBytes;
    const space = this.machine.space(order);
    space.map(address(0), PAGES * 4096, RW, PRIVATE | FIXED, undefined, 0);
    this.processes = [{ space, stored: new Map() }];
  }

  apply(s: Step): void {
    const [{ space, stored }] = this.processes as [Process];
    const length = 'count' in s ? Math.min(s.count, PAGES - s.page) : 0;
    if (s.do === 'map') {
      space.map(address(s.page), length * 4096, RW, PRIVATE | FIXED, undefined, 0);
      for (let i = s.page; i < s.page + length; i++) stored.delete(i);
    } else if (s.do === 'unmap') {
      space.unmap(address(s.page), length * 4096);
      for (let i = s.page; i < s.page + length; i++) stored.delete(i);
    } else if (s.do === 'protect') {
      space.protect(address(s.page), length * 4096, s.protection);
    } else if (s.do === 'drop') {
      space.advise(address(s.page), length * 4096, Advice.dontNeed);
      for (let i = s.page; i < s.page + length; i++) stored.delete(i);
    } else if (s.do === 'move') {
      this.#move(space, stored, s.page, Math.min(length, PAGES - s.to), s.to);
    } else if (s.do === 'touch') {
      this.#touch(s.page, s.store);
    } else if (s.do === 'walk') {
      for (let i = 0; i < length; i++) this.#touch(s.page + (s.back ? length - 1 - i : i), true);
    } else if (s.do === 'fork') {
      if (this.processes.length > 3) return;
      const child = space.fork(space.limits);
      if (typeof child === 'number') return;
      this.processes.push({ space: child, stored: new Map(stored) });
    } else if (s.do === 'exit') {
      if (this.processes.length > 1) this.processes.pop()?.space.release();
    } else {
      this.processes.push(this.processes.shift() as Process);
    }
  }

  #move(space: AddressSpace, stored: Map<number, number>, from: number, length: number, to: number): void {
    const flags = RemapFlags.mayMove | RemapFlags.fixed;
    if (space.remap(address(from), length * 4096, length * 4096, flags, address(to)) < 0) return;
    const values = Array.from({ length }, (_, i) => stored.get(from + i));
    for (let i = 0; i < length; i++) stored.delete(from + i);
    for (const [i, value] of values.entries())
      if (value === undefined) stored.delete(to + i);
      else stored.set(to + i, value);
  }

  /** What a guest's access does: fill the TLB, then go to memory. */
  #touch(number: number, store: boolean): void {
    const [{ space, stored }] = this.processes as [Process];
    const at = address(number);
    const frame = space.mmu.fill(0, at, store ? 1 : 0);
    if (frame === 0) return;
    const word = this.machine.physical.i32;
    assert.equal(word[frame >>> 2], stored.get(number) ?? 0, `page ${number}`);
    if (!store) return;
    word[frame >>> 2] = this.stamp;
    stored.set(number, this.stamp++);
  }

  check(): void {
    for (const { space } of this.processes) {
      checkNeighbours(space);
      for (const mmu of space.mmus) checkTlb(space, mmu);
    }
  }

  end(): void {
    for (const { space } of this.processes) space.release();
    assert.equal(this.machine.allocator.used, 0);
    assert.equal(this.machine.allocator.reservations.size, 0);
    assert.equal(this.machine.physical.unreservedBytes, this.before);
    assert.equal(this.machine.physical.availableBytes, this.before);
  }
}

/** Asks about every page, in an order that is not the pages' own, and compares with looking at each. */
function checkNeighbours(space: AddressSpace): void {
  const little = space.order === 'little';
  const same = (page: number, next: number) => {
    const [a, b] = [space.table.get(page), space.table.get(next)];
    const step = (next - page) * (little ? 4096 : -4096);
    return b !== 0 && (a & ACCESS) === (b & ACCESS) && frameOf(a) + step === frameOf(b);
  };
  const begins: number[] = [];
  for (let i = -1; i <= PAGES; i++)
    begins[i] = space.table.get(FIRST + i - 1) !== 0 && same(FIRST + i - 1, FIRST + i) ? (begins[i - 1] as number) : i;
  const ends: number[] = [];
  for (let i = PAGES; i >= 0; i--)
    ends[i] = space.table.get(FIRST + i) !== 0 && same(FIRST + i, FIRST + i + 1) ? (ends[i + 1] as number) : i;
  for (let i = 0; i < PAGES; i++) {
    const number = (i * 1009) % PAGES;
    const there = space.table.get(FIRST + number) !== 0;
    // An answer may stop short once, where much must be looked at; the next one goes on.
    for (let tries = 0; tries < 2; tries++) {
      const around = space.neighbours(0, address(number));
      const [before, after] = [Math.floor(around / 2 ** 15), around % 2 ** 15];
      const full = there ? [number - (begins[number] as number), (ends[number] as number) - number] : [0, 0];
      const fits =
        tries === 0
          ? before <= (full[0] as number) && after <= (full[1] as number)
          : before === full[0] && after === full[1];
      if (!fits) assert.fail(`page ${number}: ${before} and ${after} pages around, not ${full.join()}`);
    }
  }
}

/** Every translation holds for each page of its extent: the same frame in the page table, and no right too many. */
function checkTlb(space: AddressSpace, mmu: Mmu): void {
  // For each page, how far frames go on from it, and how far they can be read and written.
  const reach = new Int32Array(PAGES + 1);
  const readable = new Int32Array(PAGES + 1);
  const writable = new Int32Array(PAGES + 1);
  const step = space.order === 'little' ? 4096 : -4096;
  for (let i = PAGES - 1; i >= 0; i--) {
    const entry = space.table.get(FIRST + i);
    if (entry === 0) continue;
    const goesOn = frameOf(space.table.get(FIRST + i + 1)) === frameOf(entry) + step;
    reach[i] = goesOn ? (reach[i + 1] as number) + 1 : 1;
    readable[i] = (entry & 4) === 0 ? 0 : (readable[i + 1] as number) + 1;
    writable[i] = (entry & 1) === 0 ? 0 : (writable[i + 1] as number) + 1;
  }
  const { i32 } = mmu.physical;
  for (let entry = 0; entry < TLB_ENTRIES; entry++) {
    const at = (mmu.tlb + entry * TLB_ENTRY) >>> 2;
    if (i32[at + TLB.read / 4] === -1) continue;
    const addend = i32[at + TLB.addend / 4] as number;
    const extent = (mmu.tlb + EXTENTS + entry * (TLB_ENTRY / 2)) >>> 2;
    const lo = i32[extent + EXTENT.first / 4] as number;
    const pages = (i32[extent + EXTENT.bytes / 4] as number) / 4096;
    const first = lo / 4096 - FIRST;
    const frame = space.order === 'little' ? lo + addend : addend - 4096 + BIG_BIAS - lo;
    assert.equal(frameOf(space.table.get(FIRST + first)), frame >>> 0, `page ${first}`);
    const allowed = i32[at + TLB.write / 4] === -1 ? readable : writable;
    assert(
      pages <= (reach[first] as number) && pages <= (allowed[first] as number),
      `pages ${first} and ${pages} more`,
    );
  }
}

/** In a machine of so many bytes: with little, memory runs out and reservations fail. */
export function compareExtents(order: Order, memory: number, runs: number): void {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (sequence) => {
      const run = new Run(order, memory);
      for (const s of sequence) {
        run.apply(s);
        for (const { space } of run.processes) for (const mmu of space.mmus) checkTlb(space, mmu);
      }
      run.check();
      run.end();
    }),
    { numRuns: runs },
  );
}
