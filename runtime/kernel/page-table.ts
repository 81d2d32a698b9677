/**
 * Which frame is behind each 4 KiB page of an address space, and what may be done with it.
 *
 * Leaves of entries are found through a map with a small cache in front; nothing is allocated by looking.
 */
import { Extents } from './extents.ts';
import { Entry, frameOf, LEAF_PAGES, leafOf } from './page-entry.ts';

export { Entry, frameOf } from './page-entry.ts';

const CACHE = 64;
/** Copied for each table: made anew, it would take as long as all the rest of one. */
const NONE: readonly (Uint32Array | undefined)[] = Array.from({ length: CACHE }, () => undefined);
/** Leaves kept for the next tables: 1 MiB. */
const MOST_SPARE = 512;

export class PageTable {
  readonly #leaves = new Map<number, Uint32Array>();
  readonly #keys = new Int32Array(CACHE);
  readonly #cached = NONE.slice();
  readonly #spare: Uint32Array[];
  /** Entries that are not 0: the resident set in frames. */
  resident = 0;
  /** Which pages go on to which. */
  readonly extents: Extents;

  /**
   * `step`: from a frame to the one that continues it at higher addresses. `spare`: leaves without any page that tables of the
   * machine leave to each other: processes come and go, and memory of the engine's costs more than all that is done with it.
   */
  constructor(step: number, spare: Uint32Array[] = []) {
    this.#spare = spare;
    this.extents = new Extents(this, step);
  }

  /** What the table itself takes. */
  get bytes(): number {
    return this.#leaves.size * LEAF_PAGES * 4;
  }

  /** The leaf with this number, undefined when none of its pages has a frame. */
  leaf(key: number): Uint32Array | undefined {
    const low = key | 0;
    const slot = (low ^ (low >>> 8)) & (CACHE - 1);
    const cached = this.#cached[slot];
    if (cached !== undefined && this.#keys[slot] === low) return cached;
    const leaf = this.#leaves.get(key);
    if (leaf !== undefined) {
      this.#keys[slot] = low;
      this.#cached[slot] = leaf;
    }
    return leaf;
  }

  get(page: number): number {
    const leaf = this.leaf(leafOf(page));
    return leaf === undefined ? 0 : (leaf[page & (LEAF_PAGES - 1)] as number);
  }

  set(page: number, entry: number): void {
    const key = leafOf(page);
    let leaf = this.leaf(key);
    if (leaf === undefined) {
      if (entry === 0) return;
      leaf = this.#spare.pop() ?? new Uint32Array(LEAF_PAGES);
      this.#leaves.set(key, leaf);
    }
    const index = page & (LEAF_PAGES - 1);
    const before = leaf[index] as number;
    leaf[index] = entry;
    if (before === 0) {
      if (entry === 0) return;
      this.resident++;
      this.extents.added();
    } else if (entry !== before) {
      if (entry === 0) this.resident--;
      this.extents.changed(page, page + 1);
    }
  }

  /** Enters pages [first, end), none of which has a frame, the first with `entry` and each with a frame `step` on. */
  setRun(first: number, end: number, entry: number, step: number): void {
    let next = entry;
    this.extents.added();
    for (let page = first; page < end; ) {
      this.set(page, next >>> 0);
      next += step;
      page++;
      const leaf = this.leaf(leafOf(page - 1)) as Uint32Array;
      const start = page & (LEAF_PAGES - 1);
      if (start === 0) continue;
      const count = Math.min(LEAF_PAGES - start, end - page);
      for (let i = 0; i < count; i++) {
        leaf[start + i] = next;
        next += step;
      }
      page += count;
      this.resident += count;
    }
  }

  /** The end of the pages without frames from a page on, at most `end`. */
  emptyUp(page: number, end: number): number {
    let at = page;
    while (at < end) {
      const leaf = this.leaf(leafOf(at));
      const index = at & (LEAF_PAGES - 1);
      const stop = Math.min(end, at + LEAF_PAGES - index);
      if (leaf === undefined) at = stop;
      else for (let i = index; at < stop; i++, at++) if (leaf[i] !== 0) return at;
    }
    return at;
  }

  /** The first of the pages without frames before a page, at least `first`. */
  emptyDown(page: number, first: number): number {
    let at = page;
    while (at > first && this.get(at - 1) === 0) at--;
    return at;
  }

  /**
   * Visits every page in [first, end) that has a frame, in no particular order of leaves; the visitor answers the
   * entry to stand there from now on. Answers whether any entry changed.
   */
  update(first: number, end: number, visit: (page: number, entry: number) => number): boolean {
    const from = leafOf(first);
    const to = leafOf(end - 1);
    let changed = false;
    if (to - from <= this.#leaves.size) {
      for (let key = from; key <= to; key++) {
        const leaf = this.#leaves.get(key);
        if (leaf !== undefined && this.#updateLeaf(key, leaf, first, end, visit)) changed = true;
      }
    } else {
      for (const [key, leaf] of this.#leaves)
        if (key >= from && key <= to && this.#updateLeaf(key, leaf, first, end, visit)) changed = true;
    }
    if (changed) this.extents.changed(first, end);
    return changed;
  }

  /** Takes every page away, each frame told to `release`, and the leaves too. */
  empty(release: (frame: number) => void): void {
    this.extents.clear();
    for (const leaf of this.#leaves.values()) {
      for (let i = 0; i < LEAF_PAGES; i++) {
        const entry = leaf[i] as number;
        if (entry === 0) continue;
        release(frameOf(entry));
        leaf[i] = 0;
      }
      if (this.#spare.length < MOST_SPARE) this.#spare.push(leaf);
    }
    this.#leaves.clear();
    this.#cached.fill(undefined);
    this.resident = 0;
  }

  /**
   * Shares every page with an empty table: private ones lose their right to store in both, and each frame is told to
   * `retain`. A leaf at a time, since fork does it to thousands of pages.
   */
  shareWith(child: PageTable, retain: (frame: number) => void): void {
    this.extents.clear();
    for (const [key, leaf] of this.#leaves) {
      const copy = this.#spare.pop() ?? new Uint32Array(LEAF_PAGES);
      for (let i = 0; i < LEAF_PAGES; i++) {
        const entry = leaf[i] as number;
        if (entry === 0) continue;
        const kept = (entry & Entry.shared) === 0 ? entry & ~Entry.write : entry;
        leaf[i] = kept;
        copy[i] = kept;
        retain(frameOf(entry));
      }
      child.#leaves.set(key, copy);
    }
    child.resident = this.resident;
  }

  /** Drops the leaves that lie whole in [first, end), none of whose pages has a frame any more. */
  trim(first: number, end: number): void {
    const from = leafOf(first + LEAF_PAGES - 1);
    const to = leafOf(end);
    if (to - from <= this.#leaves.size) {
      for (let key = from; key < to; key++) this.#leaves.delete(key);
    } else {
      for (const key of this.#leaves.keys()) if (key >= from && key < to) this.#leaves.delete(key);
    }
    this.#cached.fill(undefined);
  }

  #updateLeaf(
    key: number,
    leaf: Uint32Array,
    first: number,
    end: number,
    visit: (page: number, entry: number) => number,
  ): boolean {
    const base = key * LEAF_PAGES;
    const from = Math.max(0, first - base);
    const to = Math.min(LEAF_PAGES, end - base);
    let changed = false;
    for (let i = from; i < to; i++) {
      const entry = leaf[i] as number;
      if (entry === 0) continue;
      const next = visit(base + i, entry);
      if (next === entry) continue;
      leaf[i] = next;
      changed = true;
      if (next === 0) this.resident--;
    }
    return changed;
  }
}
