/**
 * How far pages go on: extents of an address space's pages that have frames in a row and the same rights.
 *
 * Asked at every fill of the TLB, so the last extents found are kept. One is found by looking at pages on both
 * sides, and grows when it is asked for again and pages were added behind its ends: a walk over an array looks at every
 * page once. The page table tells of pages that changed; pages added to it change no extent.
 */
import { Entry, LEAF_PAGES, leafOf } from './page-entry.ts';

/** Pages told in one direction at most. */
const MOST = 2 ** 14;
const SLOTS = 16;
/** Pages looked at in one direction for one question: the next question goes on. */
const LOOK = 2048;
/** What pages of an extent have in common, but for their place. */
const SAME = (0xffff_f000 | Entry.access) >>> 0;
const NOTHING = -1;

/** What of a page table is asked here. */
export interface Leaves {
  leaf(key: number): Uint32Array | undefined;
  get(page: number): number;
}

export class Extents {
  readonly #table: Leaves;
  /** From a page's frame to the next page's. */
  readonly #step: number;
  /** Pages [first, end) of each; first is `NOTHING` in a free slot. One buffer for all: every process has them. */
  readonly #first = new Float64Array(3 * SLOTS).fill(NOTHING);
  readonly #end = this.#first.subarray(SLOTS, 2 * SLOTS);
  /** The state of the table at which each was as large as it can be. */
  readonly #grown = this.#first.subarray(2 * SLOTS);
  /** Counts changes of the table. */
  #state = 1;
  #last = 0;
  #next = 0;

  constructor(table: Leaves, step: number) {
    this.#table = table;
    this.#step = step;
  }

  /** Pages before and after one that has a frame: before × 2^15 + after, each at most 2^14. 0 for a page without a frame. */
  around(page: number): number {
    let slot = this.#find(page);
    if (slot < 0) {
      if (this.#table.get(page) === 0) return 0;
      slot = this.#take();
      this.#first[slot] = page;
      this.#end[slot] = page + 1;
      this.#grown[slot] = 0;
    }
    this.#last = slot;
    if (this.#grown[slot] !== this.#state) this.#grow(slot, page);
    const before = page - (this.#first[slot] as number);
    const after = (this.#end[slot] as number) - 1 - page;
    return (before < MOST ? before : MOST) * 2 ** 15 + (after < MOST ? after : MOST);
  }

  /** Pages were added to the table. */
  added(): void {
    this.#state++;
  }

  /** Pages of a page's extent, itself included, 0 when it has no frame. */
  extent(page: number): number {
    const around = this.around(page);
    return around === 0 && this.#table.get(page) === 0 ? 0 : Math.floor(around / 2 ** 15) + (around % 2 ** 15) + 1;
  }

  /** Pages [first, end), which had frames, have not any more, or others, or other rights. */
  changed(first: number, end: number): void {
    this.#state++;
    for (let slot = 0; slot < SLOTS; slot++) {
      const from = this.#first[slot] as number;
      const to = this.#end[slot] as number;
      if (to <= first || from >= end) continue;
      // The larger part that is left goes on.
      if (first - from >= to - end) this.#end[slot] = first;
      else this.#first[slot] = end;
      if ((this.#first[slot] as number) >= (this.#end[slot] as number)) this.#free(slot);
    }
  }

  clear(): void {
    this.#first.fill(NOTHING);
  }

  #find(page: number): number {
    const last = this.#last;
    if (page >= (this.#first[last] as number) && page < (this.#end[last] as number)) return last;
    for (let slot = 0; slot < SLOTS; slot++)
      if (page >= (this.#first[slot] as number) && page < (this.#end[slot] as number)) return slot;
    return -1;
  }

  #take(): number {
    this.#next = (this.#next + 1) % SLOTS;
    if (this.#next === this.#last) this.#next = (this.#next + 1) % SLOTS;
    return this.#next;
  }

  #free(slot: number): void {
    this.#first[slot] = NOTHING;
    this.#end[slot] = NOTHING;
  }

  #grow(slot: number, page: number): void {
    const first = this.#first[slot] as number;
    const end = this.#end[slot] as number;
    const down = page - first < MOST;
    const up = end - page <= MOST;
    if (down) this.#growDown(slot);
    if (up) this.#growUp(slot);
    // What grew may grow further: not everything was looked at.
    if (down && up && this.#first[slot] === first && this.#end[slot] === end) this.#grown[slot] = this.#state;
  }

  #growUp(slot: number): void {
    const table = this.#table;
    let end = this.#end[slot] as number;
    let expected = this.#entry(end - 1) + this.#step;
    if (this.#entry(end) !== expected) return;
    let other = this.#beginsAfter(end);
    let until = end + LOOK;
    while (end < until) {
      const leaf = table.leaf(leafOf(end));
      if (leaf === undefined) break;
      const start = end;
      let index = end & (LEAF_PAGES - 1);
      const stop = end + Math.min(LEAF_PAGES - index, until - end);
      const meet = other < 0 ? stop : Math.min(stop, this.#first[other] as number);
      while (end < meet && ((leaf[index] as number) & SAME) >>> 0 === expected) {
        end++;
        index++;
        expected += this.#step;
      }
      if (end < meet) break;
      if (other >= 0 && end === this.#first[other]) {
        // An extent that is known already: it belongs to this one, or nothing behind here does.
        if (this.#entry(end) !== expected) break;
        const length = (this.#end[other] as number) - end;
        end += length;
        until += length;
        expected += this.#step * length;
        this.#free(other);
        other = this.#beginsAfter(end);
      } else if (end === start) break;
    }
    this.#end[slot] = end;
  }

  #growDown(slot: number): void {
    const table = this.#table;
    let first = this.#first[slot] as number;
    let expected = this.#entry(first) - this.#step;
    if (this.#entry(first - 1) !== expected) return;
    let other = this.#endsBefore(first);
    let until = first - LOOK;
    while (first > until) {
      const leaf = table.leaf(leafOf(first - 1));
      if (leaf === undefined) break;
      const start = first;
      let index = (first - 1) & (LEAF_PAGES - 1);
      const stop = first - Math.min(index + 1, first - until);
      const meet = other < 0 ? stop : Math.max(stop, this.#end[other] as number);
      while (first > meet && ((leaf[index] as number) & SAME) >>> 0 === expected) {
        first--;
        index--;
        expected -= this.#step;
      }
      if (first > meet) break;
      if (other >= 0 && first === this.#end[other]) {
        if (this.#entry(first - 1) !== expected) break;
        const length = first - (this.#first[other] as number);
        first -= length;
        until -= length;
        expected -= this.#step * length;
        this.#free(other);
        other = this.#endsBefore(first);
      } else if (first === start) break;
    }
    this.#first[slot] = first;
  }

  #entry(page: number): number {
    return (this.#table.get(page) & SAME) >>> 0;
  }

  /** The slot whose extent begins next at or after a page. */
  #beginsAfter(page: number): number {
    let found = -1;
    let nearest = Number.POSITIVE_INFINITY;
    for (let slot = 0; slot < SLOTS; slot++) {
      const first = this.#first[slot] as number;
      if (first < page || first >= nearest) continue;
      nearest = first;
      found = slot;
    }
    return found;
  }

  #endsBefore(page: number): number {
    let found = -1;
    let nearest = NOTHING;
    for (let slot = 0; slot < SLOTS; slot++) {
      const end = this.#end[slot] as number;
      if (end > page || end <= nearest) continue;
      nearest = end;
      found = slot;
    }
    return found;
  }
}
