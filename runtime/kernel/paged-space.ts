/**
 * The lowest part of an address space: pages, faults, and the emulator's questions.
 *
 * `translate` answers the emulator at every TLB miss. A page that has a frame with the right asked is one
 * look into the page table; anything else is a fault, resolved in `page-faults.ts`. What cannot be resolved leaves
 * its cause in `fault`.
 */
import { type AccessKind, Mmu, type Order, type PhysicalMemory, type Translator } from '../../emulator/index.ts';
import { Protection } from '../generated/flags.ts';
import { fold, highWord, lowWord, NEVER_MAPPED, PAGE_SIZE } from './address.ts';
import type { PageAllocator } from './page-allocator.ts';
import { Entry, frameOf, leafOf, LEAF_PAGES, PageTable } from './page-table.ts';
import { fill, growStack, upgrade } from './page-faults.ts';
import { allows, rightsOf } from './page-rights.ts';
import type { Region } from './region.ts';
import { RegionList } from './region-list.ts';

/** Where things may lie in an address space (folded addresses). */
export interface SpaceLayout {
  /** Width of the process's addresses; absent: 64. */
  readonly bits?: 32 | 64;
  /** Nothing is mapped below. */
  readonly lowest: number;
  /** First address that is not the process's. */
  readonly end: number;
  /** Mappings without a wished address are placed below this, from the top down. */
  readonly mappings: number;
  /** The stack ends here. */
  readonly stackTop: number;
}

/** The process's resource limits, asked by number of `Resource`; infinity is 2^53. */
export interface SpaceLimits {
  current(resource: number): number;
}

/** Why an access failed: no region (SEGV_MAPERR), not allowed (SEGV_ACCERR), past the end of a file or unreadable (SIGBUS), no memory left (the process is killed). */
export type FaultCause = 'mapError' | 'accessError' | 'busAddress' | 'memory';

export interface SpaceFault {
  cause: FaultCause;
  /** Folded; the exact words stand in `hi` and `lo`. */
  address: number;
  hi: number;
  lo: number;
  access: AccessKind;
}

/** Guest pages that are kept free below a stack. */
const STACK_GUARD_PAGES = 256;
/** Above this many pages, a whole TLB is flushed instead of single pages. */
const FLUSH_ALL = 48;

/** High words from here on belong to folded addresses: their leaves are numbered the long way. */
const HIGH_FOLDED = 2 ** 20;

/** What an entry must allow for each kind of access. */
const NEEDED = [Entry.read, Entry.write, Entry.execute] as const;

export class PagedSpace implements Translator {
  readonly physical: PhysicalMemory;
  readonly allocator: PageAllocator;
  readonly order: Order;
  /** The guest's page size: a multiple of 4096. */
  readonly pageSize: number;
  readonly layout: SpaceLayout;
  /** Asked at every change; exec and fork give a process's own. */
  limits: SpaceLimits;
  readonly regions = new RegionList();
  readonly table = new PageTable();
  /** The TLBs of processors that run this space. */
  readonly mmus: Mmu[] = [];
  /** Cause of the last failed access. */
  readonly fault: SpaceFault = { cause: 'mapError', address: 0, hi: 0, lo: 0, access: 0 };
  /** Bytes in regions, and in private writable ones. */
  mappedBytes = 0;
  dataBytes = 0;
  lockedBytes = 0;
  /** Faults that needed no reading, and those that did. */
  minorFaults = 0;
  majorFaults = 0;
  peakResident = 0;

  constructor(allocator: PageAllocator, order: Order, pageSize: number, layout: SpaceLayout, limits: SpaceLimits) {
    this.allocator = allocator;
    this.physical = allocator.physical;
    this.order = order;
    this.pageSize = pageSize;
    this.layout = layout;
    this.limits = limits;
  }

  /** The TLB of this space on the processor; a machine has one processor. */
  get mmu(): Mmu {
    let mmu = this.mmus[0];
    if (mmu === undefined) {
      mmu = new Mmu(this.physical, this, this.order, this.layout.bits);
      this.mmus.push(mmu);
    }
    return mmu;
  }

  /** The emulator's question at a TLB miss. Allocates nothing in JavaScript when the page has its frame. */
  translate(hi: number, lo: number, access: AccessKind): number {
    const key = hi >>> 20 === 0 ? (hi << 11) | (lo >>> 21) : leafOf(fold(hi, lo) / PAGE_SIZE);
    const leaf = this.table.leaf(key);
    if (leaf !== undefined) {
      const entry = leaf[(lo >>> 12) & (LEAF_PAGES - 1)] as number;
      if ((entry & (NEEDED[access] as number)) !== 0) {
        if (access === 2) this.allocator.executed(frameOf(entry));
        return (entry & 0xffff_f003) >>> 0;
      }
    }
    const entry = this.#resolve(fold(hi, lo), access);
    if (entry === 0) {
      this.fault.hi = hi;
      this.fault.lo = lo;
      return 0;
    }
    if (access === 2) this.allocator.executed(frameOf(entry));
    return (entry & 0xffff_f003) >>> 0;
  }

  /** The frame behind an address for an access of the kernel, as the guest itself would have it; 0 for a fault. */
  frameAt(address: number, access: AccessKind): number {
    const hi = address * 2 ** -32;
    const lo = address | 0;
    const key = hi < HIGH_FOLDED ? ((hi | 0) << 11) | (lo >>> 21) : leafOf(Math.floor(address / PAGE_SIZE));
    const leaf = this.table.leaf(key);
    if (leaf !== undefined) {
      const entry = leaf[(lo >>> 12) & (LEAF_PAGES - 1)] as number;
      if ((entry & (NEEDED[access] as number)) !== 0) return frameOf(entry);
    }
    const resolved = this.#resolve(address, access);
    if (resolved !== 0) return frameOf(resolved);
    this.fault.hi = highWord(address);
    this.fault.lo = lowWord(address);
    return 0;
  }

  /** Whether a mapping can store to a page of its cache without asking. */
  storesTo(region: Region, cachePage: number): boolean {
    const page = region.firstPage + (cachePage - region.offset);
    return page >= region.firstPage && page < region.endPage && (this.table.get(page) & Entry.write) !== 0;
  }

  /** Takes the frames of pages [first, end) away; a later access finds what the region's source has. */
  dropPages(first: number, end: number): void {
    let any = false;
    this.table.update(first, end, (_page, entry) => {
      this.allocator.release(frameOf(entry));
      any = true;
      return 0;
    });
    if (!any) return;
    this.flush(first, end);
    if (end - first > LEAF_PAGES) this.table.trim(first, end);
  }

  /** Takes the frames of a region away that show pages [first, end) of its cache. */
  dropCached(region: Region, first: number, end = Number.MAX_SAFE_INTEGER): void {
    const from = Math.max(region.firstPage, region.firstPage + (first - region.offset));
    const to = Math.min(region.endPage, region.firstPage + (end - region.offset));
    if (from < to) this.dropPages(from, to);
  }

  /** Makes entries of pages [first, end) of a region agree with its protection. */
  protectPages(region: Region, first: number, end: number): void {
    const rights = rightsOf(region.kind.protection);
    const mayStore = (region.kind.protection & Protection.write) !== 0;
    this.table.update(first, end, (_page, entry) => {
      // A right to store comes back by a fault, which knows whether the frame is the process's own.
      const store = mayStore ? entry & Entry.write : 0;
      return (entry & ~Entry.access) | (rights & ~Entry.write) | store;
    });
    this.flush(first, end);
  }

  /** Forgets translations of pages [first, end) in every TLB. */
  flush(first: number, end: number): void {
    for (const mmu of this.mmus) {
      if (end - first > FLUSH_ALL) {
        mmu.flush();
      } else {
        for (let page = first; page < end; page++) mmu.flushPage(highWord(page * PAGE_SIZE), lowWord(page * PAGE_SIZE));
      }
    }
  }

  flushAll(): void {
    for (const mmu of this.mmus) mmu.flush();
  }

  /** Bytes below a stack that stay free. */
  get stackGuard(): number {
    return STACK_GUARD_PAGES * this.pageSize;
  }

  /** Entry of the page after the fault was resolved, or 0 with the cause in `fault`. */
  #resolve(address: number, access: AccessKind): number {
    if (address === NEVER_MAPPED) return this.#fail('mapError', address, access);
    const region = this.regions.find(address) ?? growStack(this, address);
    if (region === undefined) return this.#fail('mapError', address, access);
    if (!allows(region.kind.protection, access) || region.kind.guard) return this.#fail('accessError', address, access);
    const page = (address - (address & (PAGE_SIZE - 1))) / PAGE_SIZE;
    const entry = this.table.get(page);
    const result = entry === 0 ? fill(this, region, page, access) : upgrade(this, region, page, entry, access);
    if (typeof result === 'string') return this.#fail(result, address, access);
    if (this.table.resident > this.peakResident) this.peakResident = this.table.resident;
    return result;
  }

  #fail(cause: FaultCause, address: number, access: AccessKind): 0 {
    const { fault } = this;
    fault.cause = cause;
    fault.address = address;
    fault.access = access;
    return 0;
  }
}
