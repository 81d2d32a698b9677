/**
 * The lowest part of an address space: pages, faults, and the emulator's questions.
 *
 * `translate` answers the emulator at every TLB miss. A page that has a frame with the right asked is one
 * look into the page table; anything else is a fault, resolved in `page-faults.ts`. What cannot be resolved leaves
 * its cause in `fault`.
 */
import {
  type AccessKind,
  Mmu,
  type Order,
  type PhysicalMemory,
  TLB_ENTRIES,
  type Translator,
} from '../../emulator/index.ts';
import { Protection } from '../generated/flags.ts';
import { fold, highWord, isNeverMapped, lowWord, PAGE_SIZE } from './address.ts';
import type { PageAllocator } from './page-allocator.ts';
import { Entry, frameOf, leafOf, LEAF_PAGES } from './page-entry.ts';
import { PageTable } from './page-table.ts';
import { fill, growStack, upgrade } from './page-faults.ts';
import { allows, rightsOf } from './page-rights.ts';
import type { Region } from './region.ts';
import { RegionList } from './region-list.ts';
import { Reservations } from './reservations.ts';

/** Where things may lie in an address space (folded addresses). */
export interface SpaceLayout {
  /** Width of the process's addresses; absent: 64. */
  readonly bits?: 32 | 64;
  /** Whatever may be read may be executed (Linux: READ_IMPLIES_EXEC). */
  readonly readImpliesExecute?: boolean;
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
  /** Locked memory has no limit (CAP_IPC_LOCK). */
  readonly mayLock?: boolean;
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
/** Pages whose translations may reach into changed ones are counted up to here and within a leaf; beyond, all are forgotten. */
const FAR = 16;

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
  readonly table: PageTable;
  /** See `Mmu.program`. */
  program: string | undefined;
  /** Frames set aside for pages that are not touched yet. */
  readonly reservations: Reservations;
  /** The TLBs of processors that run this space. */
  readonly mmus: Mmu[] = [];
  /** Cause of the last failed access. */
  readonly fault: SpaceFault = { cause: 'mapError', address: 0, hi: 0, lo: 0, access: 0 };
  /** Bytes in regions, and in private writable ones. */
  mappedBytes = 0;
  dataBytes = 0;
  lockedBytes = 0;
  /** What is mapped from now on is locked (mlockall), and brought in at once or not. */
  lockFuture: 'no' | 'now' | 'onFault' = 'no';
  /** Faults that needed no reading, and those that did. */
  minorFaults = 0;
  majorFaults = 0;
  peakResident = 0;
  peakMapped = 0;

  constructor(allocator: PageAllocator, order: Order, pageSize: number, layout: SpaceLayout, limits: SpaceLimits) {
    this.allocator = allocator;
    this.physical = allocator.physical;
    this.order = order;
    this.table = new PageTable(order === 'little' ? PAGE_SIZE : -PAGE_SIZE, allocator.spareLeaves);
    this.reservations = new Reservations(allocator.reservations);
    this.pageSize = pageSize;
    this.layout = layout;
    this.limits = limits;
  }

  /** The TLB of this space on the processor; a machine has one processor. */
  get mmu(): Mmu {
    let mmu = this.mmus[0];
    if (mmu === undefined) {
      mmu = new Mmu(this.physical, this, this.order, this.layout.bits);
      mmu.program = this.program;
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
        if (access === 2) this.#executed(frameOf(entry), hi, lo);
        return (entry & 0xffff_f003) >>> 0;
      }
    }
    const entry = this.#resolve(fold(hi, lo), access);
    if (entry === 0) {
      this.fault.hi = hi;
      this.fault.lo = lo;
      return 0;
    }
    if (access === 2) this.#executed(frameOf(entry), hi, lo);
    return (entry & 0xffff_f003) >>> 0;
  }

  /** The text of a file is only read; everything else that is executed may be stored to by some way. */
  #executed(frame: number, hi: number, lo: number): void {
    if (!this.allocator.executed(frame)) return;
    const kind = this.regions.find(fold(hi, lo))?.kind;
    if (kind === undefined) return;
    const text = kind.cache !== undefined && !kind.shared && (kind.protection & Protection.write) === 0;
    if (!text) this.allocator.watchCode(frame);
  }

  /** See Translator. */
  neighbours(hi: number, lo: number): number {
    const page = hi >>> 20 === 0 ? hi * 2 ** 20 + (lo >>> 12) : Math.floor(fold(hi, lo) / PAGE_SIZE);
    const around = this.table.extents.around(page);
    if (around === 0 || hi >>> 20 === 0) return around;
    // Folded addresses follow on where effective addresses do not: at multiples of 2^44.
    const place = page % 2 ** 32;
    const before = Math.min(Math.floor(around / 2 ** 15), place);
    return before * 2 ** 15 + Math.min(around % 2 ** 15, 2 ** 32 - 1 - place);
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
    const stale = this.reach(first, end);
    const any = this.table.update(first, end, (_page, entry) => {
      this.allocator.releaseLater(frameOf(entry));
      return 0;
    });
    this.allocator.settle();
    if (!any) return;
    this.flushReach(first, end, stale);
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
    const stale = this.reach(first, end);
    const any = this.table.update(first, end, (_page, entry) => {
      // A right to store comes back by a fault, which knows whether the frame is the process's own.
      const store = mayStore ? entry & Entry.write : 0;
      return (entry & ~Entry.access) | (rights & ~Entry.write) | store;
    });
    if (any) this.flushReach(first, end, stale);
  }

  /** Ends reservations for pages [first, end) that no region can use any more. */
  endReservations(first: number, end: number): void {
    this.reservations.endWithin(
      first,
      end,
      (reservation) => this.regions.within(reservation.first * PAGE_SIZE, reservation.end * PAGE_SIZE).length > 0,
    );
  }

  /**
   * How far translations around pages [first, end) may hold for these too, since they were handed out with their extents.
   * Asked before the pages change, for `flushReach`.
   */
  reach(first: number, end: number): number {
    if (!this.mmus.some((mmu) => mmu.extents)) return 0;
    return this.#linear(first, -1) * 2 ** 10 + this.#linear(end - 1, 1);
  }

  /** Forgets translations of pages [first, end), which have changed, and of those that reached into them. */
  flushReach(first: number, end: number, reach: number): void {
    const before = reach >>> 10;
    const after = reach & 0x3ff;
    // Neighbouring pages have different entries: so many are all of them.
    const far = before > FAR || after > FAR;
    const from = (far ? first : first - before) * PAGE_SIZE;
    const pages = far ? Math.max(end - first, TLB_ENTRIES) : end + after - first + before;
    const changed = first * PAGE_SIZE;
    const [hi, lo] = [highWord(changed), lowWord(changed)];
    for (const mmu of this.mmus) {
      // Nothing is forgotten for what only the kernel touched: compiled code keeps what it knows of other pages.
      if (!mmu.knows(hi, lo, end - first)) continue;
      mmu.flushPages(highWord(from), lowWord(from), pages);
      mmu.forgot(hi, lo, end - first);
    }
  }

  /** Forgets translations of pages [first, end) in every TLB. */
  flush(first: number, end: number): void {
    const address = first * PAGE_SIZE;
    for (const mmu of this.mmus) mmu.flushPages(highWord(address), lowWord(address), end - first);
  }

  /** Pages allow less than before, but none has another frame. */
  flushRights(): void {
    for (const mmu of this.mmus) mmu.flushRights();
  }

  /** Bytes below a stack that stay free. */
  get stackGuard(): number {
    return STACK_GUARD_PAGES * this.pageSize;
  }

  /** Entry of the page after the fault was resolved, or 0 with the cause in `fault`. */
  #resolve(address: number, access: AccessKind): number {
    if (isNeverMapped(address)) return this.#fail('mapError', address, access);
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

  /** How many pages go on from one in a direction by their frames, whatever their rights; more than `FAR` when it is not known. */
  #linear(page: number, direction: 1 | -1): number {
    const leaf = this.table.leaf(leafOf(page));
    if (leaf === undefined) return 0;
    const step = this.order === 'little' ? direction * PAGE_SIZE : -direction * PAGE_SIZE;
    let index = page & (LEAF_PAGES - 1);
    let frame = frameOf(leaf[index] as number);
    if (frame === 0) return 0;
    for (let count = 0; count <= FAR; count++) {
      index += direction;
      frame += step;
      // At a leaf's end it is not worth another look.
      if ((index & (LEAF_PAGES - 1)) !== index) return FAR + 1;
      if (frameOf(leaf[index] as number) !== frame) return count;
    }
    return FAR + 1;
  }

  #fail(cause: FaultCause, address: number, access: AccessKind): 0 {
    const { fault } = this;
    fault.cause = cause;
    fault.address = address;
    fault.access = access;
    return 0;
  }
}
