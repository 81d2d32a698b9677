/**
 * A region of an address space: a range of addresses with one protection and one source of frames.
 *
 * Ranges are whole pages of the guest's size. A region without a cache is private anonymous memory.
 */
import { PAGE_SIZE } from './address.ts';
import type { FrameCache } from './frame-cache.ts';
import type { PagedSpace } from './paged-space.ts';

/** What is the same for every part of a region that is split. */
export interface RegionKind {
  /** Bits of Protection. */
  protection: number;
  /** Stores are seen by everybody who maps the same; otherwise pages are copied on write. */
  readonly shared: boolean;
  /** Bits of Protection that `protect` may give. */
  readonly allowed: number;
  readonly cache: FrameCache | undefined;
  /** Grows to lower addresses when the page below is touched. */
  readonly growsDown: boolean;
  /** Counted against the data limit. */
  readonly reserve: boolean;
  locked: boolean;
  dontFork: boolean;
  wipeOnFork: boolean;
  /** A range that is kept free: every access faults and it is never counted. */
  readonly guard: boolean;
  /** As /proc shows it: a path, `[heap]`, `[stack]`. */
  readonly name: string | undefined;
}

export class Region {
  readonly space: PagedSpace;
  start: number;
  end: number;
  /** The page of the cache that is seen at `start`. */
  offset: number;
  readonly kind: RegionKind;

  constructor(space: PagedSpace, start: number, end: number, offset: number, kind: RegionKind) {
    this.space = space;
    this.start = start;
    this.end = end;
    this.offset = offset;
    this.kind = kind;
  }

  get firstPage(): number {
    return this.start / PAGE_SIZE;
  }

  get endPage(): number {
    return this.end / PAGE_SIZE;
  }

  get length(): number {
    return this.end - this.start;
  }

  /** Whether another region that begins where this one ends could be the same region. */
  continues(next: Region): boolean {
    const a = this.kind;
    const b = next.kind;
    return (
      this.end === next.start &&
      a.protection === b.protection &&
      a.shared === b.shared &&
      a.allowed === b.allowed &&
      a.cache === b.cache &&
      !a.growsDown &&
      !b.growsDown &&
      a.reserve === b.reserve &&
      a.locked === b.locked &&
      a.dontFork === b.dontFork &&
      a.wipeOnFork === b.wipeOnFork &&
      a.guard === b.guard &&
      a.name === b.name &&
      (a.cache === undefined || this.offset + this.length / PAGE_SIZE === next.offset)
    );
  }
}
