/**
 * Any sequence of map, unmap, protect, remap, break, advise, fork and accesses leaves what a byte-for-byte model says,
 * and the figures of the space and of the allocator agree with its regions and pages.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Advice } from '../../runtime/generated/enums.ts';
import { MapFlags, Protection, RemapFlags } from '../../runtime/generated/flags.ts';
import type { AddressSpace } from '../../runtime/kernel/address-space.ts';
import { isData } from '../../runtime/kernel/memory/edit.ts';
import { frameOf } from '../../runtime/kernel/page-entry.ts';
import { peek, poke, RW, TestMachine } from './make-space.ts';

const PAGES = 48;
const BASE = 0x4000_0000;
const PRIVATE_FIXED = MapFlags.private | MapFlags.anonymous | MapFlags.fixed;
const SHARED_FIXED = MapFlags.shared | MapFlags.anonymous | MapFlags.fixed;

/** A page of the model: what it allows and the one byte that the test looks at; shared pages share the cell. */
interface Page {
  protection: number;
  cell: { value: number };
  shared: boolean;
}
type Model = (Page | undefined)[];

const page = fc.integer({ min: 0, max: PAGES - 1 });
const count = fc.integer({ min: 1, max: 20 });
const protection = fc.constantFrom(0, Protection.read, RW);
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('map' as const), page, count, protection, shared: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('unmap' as const), page, count }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('protect' as const), page, count, protection }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remap' as const), page, count, newCount: count, to: page }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), page, count }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('store' as const), page, value: fc.integer({ min: 1, max: 255 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fork' as const), child: fc.boolean() }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const address = (number: number) => BASE + number * 4096;
const clip = (start: number, length: number) => Math.min(length, PAGES - start);

class Run {
  readonly machine = new TestMachine();
  space: AddressSpace;
  model: Model = Array.from({ length: PAGES }, () => undefined);
  readonly others: [AddressSpace, Model][] = [];

  constructor(order: 'little' | 'big') {
    this.space = this.machine.space(order);
  }

  apply(s: Step): void {
    if (s.do === 'map') {
      const n = clip(s.page, s.count);
      assert.equal(
        this.space.map(address(s.page), n * 4096, s.protection, s.shared ? SHARED_FIXED : PRIVATE_FIXED, undefined, 0),
        address(s.page),
      );
      for (let i = 0; i < n; i++)
        this.model[s.page + i] = { protection: s.protection, cell: { value: 0 }, shared: s.shared };
    } else if (s.do === 'unmap') {
      const n = clip(s.page, s.count);
      assert.equal(this.space.unmap(address(s.page), n * 4096), 0);
      this.model.fill(undefined, s.page, s.page + n);
    } else if (s.do === 'protect') {
      const n = clip(s.page, s.count);
      const result = this.space.protect(address(s.page), n * 4096, s.protection);
      let i = 0;
      for (let p = this.model[s.page]; i < n && p !== undefined; p = this.model[s.page + ++i])
        p.protection = s.protection;
      assert.equal(result === 0, i === n);
    } else if (s.do === 'remap') {
      this.#remap(s.page, clip(s.page, s.count), clip(s.to, s.newCount), s.to);
    } else if (s.do === 'drop') {
      const n = clip(s.page, s.count);
      this.space.advise(address(s.page), n * 4096, Advice.dontNeed);
      for (const p of this.model.slice(s.page, s.page + n)) if (p !== undefined && !p.shared) p.cell = { value: 0 };
    } else if (s.do === 'store') {
      const p = this.model[s.page];
      const allowed = p !== undefined && (p.protection & Protection.write) !== 0;
      assert.equal(poke(this.space, address(s.page) + 9, s.value), allowed);
      if (allowed) p.cell.value = s.value;
    } else {
      const child = this.space.fork(this.space.limits);
      if (typeof child === 'number') throw new Error('no child');
      const copy = this.model.map((p) => p && { ...p, cell: p.shared ? p.cell : { ...p.cell } });
      this.others.push(s.child ? [this.space, this.model] : [child, copy]);
      if (s.child) [this.space, this.model] = [child, copy];
    }
  }

  #remap(from: number, n: number, asked: number, to: number): void {
    // Shared memory keeps its size: what a larger mapping shows past it gives SIGBUS, which this model does not have.
    const newCount = this.model[from]?.shared === true ? Math.min(asked, n) : asked;
    const result = this.space.remap(
      address(from),
      n * 4096,
      newCount * 4096,
      RemapFlags.mayMove | RemapFlags.fixed,
      address(to),
    );
    if (result < 0) return;
    assert.equal(result, address(to));
    const old = this.model.slice(from, from + n);
    const last = old[0] as Page;
    this.model.fill(undefined, to, to + newCount);
    this.model.fill(undefined, from, from + n);
    for (let i = 0; i < newCount; i++) {
      this.model[to + i] = old[i] ?? { protection: last.protection, cell: { value: 0 }, shared: false };
    }
  }

  check(): void {
    for (const [space, model] of [...this.others, [this.space, this.model] as const]) {
      for (let i = 0; i < PAGES; i++) {
        const p = model[i];
        const wanted = p === undefined || p.protection === 0 ? undefined : p.cell.value;
        assert.equal(peek(space, address(i) + 9), wanted, `page ${i}`);
      }
      let mapped = 0;
      let data = 0;
      for (const region of space.regions) {
        mapped += region.length;
        if (isData(region.kind)) data += region.length;
      }
      assert.deepEqual([space.mappedBytes, space.dataBytes], [mapped, data]);
      let entries = 0;
      space.table.update(0, Number.MAX_SAFE_INTEGER, (_page, entry) => {
        entries++;
        assert(this.machine.allocator.count(frameOf(entry)) > 0);
        return entry;
      });
      assert.equal(space.table.resident, entries);
    }
  }

  end(): void {
    for (const [space] of this.others) space.release();
    this.space.release();
    assert.equal(this.machine.allocator.used, 0);
  }
}

// Growing shared memory by a remap can meet pages that an earlier mapping of the same object stored to: left out.
const growsShared = (s: Step) => s.do === 'remap' && s.newCount > s.count;

/** Draws so many sequences and compares; throws with a shrunk counterexample. */
export function compareWithModel(order: 'little' | 'big', count: number): void {
  const steps = fc.array(
    step.filter((s) => !growsShared(s)),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(steps, (sequence) => {
      const run = new Run(order);
      for (const s of sequence) run.apply(s);
      run.check();
      run.end();
    }),
    { numRuns: count },
  );
}
