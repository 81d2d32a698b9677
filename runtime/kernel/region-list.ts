/**
 * The regions of an address space, ordered by address and never overlapping.
 *
 * Looking an address up is a binary search with the last answer tried first.
 */
import type { Region } from './region.ts';

export class RegionList {
  readonly #regions: Region[] = [];
  #last: Region | undefined;

  get size(): number {
    return this.#regions.length;
  }

  [Symbol.iterator](): IterableIterator<Region> {
    return this.#regions[Symbol.iterator]();
  }

  /** The region that holds an address. */
  find(address: number): Region | undefined {
    const last = this.#last;
    if (last !== undefined && address >= last.start && address < last.end) return last;
    const region = this.#regions[this.#indexAfter(address) - 1];
    if (region === undefined || address >= region.end) return undefined;
    this.#last = region;
    return region;
  }

  /** The first region that ends above an address: it holds it, or lies above. */
  atOrAbove(address: number): Region | undefined {
    const index = this.#indexAfter(address);
    const below = this.#regions[index - 1];
    return below !== undefined && below.end > address ? below : this.#regions[index];
  }

  /** The region that comes right below one of the list. */
  before(region: Region): Region | undefined {
    return this.#regions[this.#indexAfter(region.start) - 2];
  }

  after(region: Region): Region | undefined {
    return this.#regions[this.#indexAfter(region.start)];
  }

  /** Whether no region has a byte in [start, end). */
  isFree(start: number, end: number): boolean {
    const next = this.atOrAbove(start);
    return next === undefined || next.start >= end;
  }

  /** The regions that have a byte in [start, end). */
  within(start: number, end: number): Region[] {
    const result: Region[] = [];
    let index = this.#indexAfter(start);
    const below = this.#regions[index - 1];
    if (below !== undefined && below.end > start) index--;
    for (; index < this.#regions.length; index++) {
      const region = this.#regions[index];
      if (region === undefined || region.start >= end) break;
      result.push(region);
    }
    return result;
  }

  insert(region: Region): void {
    this.#regions.splice(this.#indexAfter(region.start), 0, region);
  }

  remove(region: Region): void {
    this.#regions.splice(this.#indexAfter(region.start) - 1, 1);
    if (this.#last === region) this.#last = undefined;
  }

  clear(): void {
    this.#regions.length = 0;
    this.#last = undefined;
  }

  /** The highest free range of a length within [low, high), aligned to `unit`; undefined when there is none. */
  highestGap(length: number, low: number, high: number, unit: number, guard: number): number | undefined {
    let top = high;
    for (let i = this.#indexAfter(high) - 1; i >= 0; i--) {
      const region = this.#regions[i] as Region;
      const bottom = Math.max(region.end, low);
      const at = fit(bottom, top, length, unit);
      if (at !== undefined) return at;
      top = Math.min(top, region.kind.growsDown ? region.start - guard : region.start);
      if (top < low) return undefined;
    }
    return fit(low, top, length, unit);
  }

  /** The lowest free range of a length within [low, high). */
  lowestGap(length: number, low: number, high: number, unit: number, guard: number): number | undefined {
    let bottom = low;
    for (let i = 0; i < this.#regions.length; i++) {
      const region = this.#regions[i] as Region;
      if (region.end <= bottom) continue;
      const top = Math.min(high, region.kind.growsDown ? region.start - guard : region.start);
      const at = Math.ceil(bottom / unit) * unit;
      if (at + length <= top) return at;
      bottom = region.end;
      if (bottom >= high) return undefined;
    }
    const at = Math.ceil(bottom / unit) * unit;
    return at + length <= high ? at : undefined;
  }

  /** Index of the first region that starts above an address. */
  #indexAfter(address: number): number {
    let low = 0;
    let high = this.#regions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#regions[middle] as Region).start <= address) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function fit(bottom: number, top: number, length: number, unit: number): number | undefined {
  const at = Math.floor((top - length) / unit) * unit;
  return at >= bottom ? at : undefined;
}
