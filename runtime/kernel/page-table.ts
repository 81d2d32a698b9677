/**
 * Which frame is behind each 4 KiB page of an address space, and what may be done with it.
 *
 * An entry is a frame's address with flags in its low bits, 0 for nothing. Entries lie in leaves of 512
 * pages (2 MiB), found through a map with a small cache in front; nothing is allocated by looking.
 * Pages are numbers of folded addresses; the leaf of a page is page ÷ 512, which is a small integer for
 * every plain address.
 */
export const Entry = {
  /** Stores go ahead without asking. */
  write: 1,
  execute: 2,
  read: 4,
  /** Of a shared mapping: never copied on write. */
  shared: 8,
  /** What can be done with the page now. */
  access: 7,
} as const;

export const LEAF_PAGES = 512;
const FRAME = 0xffff_f000;
const CACHE = 64;

/** The frame's address in an entry. */
export function frameOf(entry: number): number {
  return (entry & FRAME) >>> 0;
}

/** The leaf that holds a page. */
export function leafOf(page: number): number {
  return (page - (page & (LEAF_PAGES - 1))) / LEAF_PAGES;
}

export class PageTable {
  readonly #leaves = new Map<number, Uint32Array>();
  readonly #keys = new Int32Array(CACHE);
  readonly #cached: (Uint32Array | undefined)[] = Array.from({ length: CACHE }, () => undefined);
  /** Entries that are not 0: the resident set in frames. */
  resident = 0;

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
      leaf = new Uint32Array(LEAF_PAGES);
      this.#leaves.set(key, leaf);
    }
    const index = page & (LEAF_PAGES - 1);
    const before = leaf[index] as number;
    leaf[index] = entry;
    if ((before === 0) !== (entry === 0)) this.resident += entry === 0 ? -1 : 1;
  }

  /**
   * Visits every page in [first, end) that has a frame, in no particular order of leaves; the visitor answers the
   * entry to stand there from now on.
   */
  update(first: number, end: number, visit: (page: number, entry: number) => number): void {
    const from = leafOf(first);
    const to = leafOf(end - 1);
    if (to - from <= this.#leaves.size) {
      for (let key = from; key <= to; key++) {
        const leaf = this.#leaves.get(key);
        if (leaf !== undefined) this.#updateLeaf(key, leaf, first, end, visit);
      }
    } else {
      for (const [key, leaf] of this.#leaves)
        if (key >= from && key <= to) this.#updateLeaf(key, leaf, first, end, visit);
    }
  }

  /** Like `update` for every page there is. */
  updateAll(visit: (page: number, entry: number) => number): void {
    for (const [key, leaf] of this.#leaves)
      this.#updateLeaf(key, leaf, key * LEAF_PAGES, (key + 1) * LEAF_PAGES, visit);
  }

  /**
   * Shares every page with an empty table: private ones lose their right to store in both, and each frame is told to
   * `retain`. A leaf at a time, since fork does it to thousands of pages.
   */
  shareWith(child: PageTable, retain: (frame: number) => void): void {
    for (const [key, leaf] of this.#leaves) {
      const copy = new Uint32Array(LEAF_PAGES);
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
  ): void {
    const base = key * LEAF_PAGES;
    const from = Math.max(0, first - base);
    const to = Math.min(LEAF_PAGES, end - base);
    for (let i = from; i < to; i++) {
      const entry = leaf[i] as number;
      if (entry === 0) continue;
      const next = visit(base + i, entry);
      if (next === entry) continue;
      leaf[i] = next;
      if (next === 0) this.resident--;
    }
  }
}
