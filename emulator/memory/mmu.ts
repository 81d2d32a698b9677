/**
 * Translation of 64-bit effective addresses for one address space on one processor.
 *
 * The TLB lies in the emulator's memory, where generated code looks it up inline: 2048 entries of 32 bytes,
 * direct mapped, each with a page address for reading, for writing and for executing (−1: none),
 * what to add to the low word of an effective address to find the byte, and the decoded code of the page.
 * A miss comes here and asks the address space (`Translator`). Whoever changes a mapping flushes.
 */
import type { Order } from './access.ts';
import { HandedOut } from './handed-out.ts';
import { FRAME_SIZE, type PhysicalMemory } from './physical-memory.ts';

export type AccessKind = 0 | 1 | 2;

/** The address space's side. */
export interface Translator {
  /**
   * The frame behind an effective address: its physical address | 1 if stores need not ask again |
   * 2 if it may be executed; 0 if the access is not allowed or the page is not there (the
   * translator keeps the cause). It may allocate, read a file, copy on write.
   */
  translate(hi: number, lo: number, access: AccessKind): number;
  /**
   * How far the page of an address, which has a frame, goes on in both directions: pages before and after it with the same
   * rights and with frames that continue its own (ascending for little-endian, descending for big-endian
   * spaces). Answers before × 2^15 + after, each at most 2^14. Compiled code keeps such extents in registers.
   */
  neighbours?(hi: number, lo: number): number;
}

/** Offsets within an entry. `read` and `write` share `addend`; `execute` and `code` stand alone. */
export const TLB = { read: 0, write: 8, execute: 16, addend: 24, code: 28 } as const;
export const TLB_ENTRY = 32;
export const TLB_ENTRIES = 2048;
/** Selects an entry's offset: bits 12–22 of the address, times the entry's size. */
export const TLB_MASK = (TLB_ENTRIES - 1) * TLB_ENTRY;
/** Big-endian addends are this much lower, so that an access of size s adds a constant 16 − s. */
export const BIG_BIAS = 16;
/**
 * Behind the TLB: for every entry with a page to read or write, the extent that the page lies in: {first address i64,
 * bytes i64}. The entry's addend and rights hold for all of it. An extent stands at half its entry's offset.
 */
export const EXTENTS = TLB_ENTRIES * TLB_ENTRY;
export const EXTENT = { first: 0, bytes: 8 } as const;
/**
 * Then the jump cache: compiled code by effective address: {pc i64, table slot i32, its own number i32}, indexed by bits 2–13 of pc, or else, when another
 * one is there, by these ^ bits 14–25.
 */
export const JUMPS = EXTENTS + TLB_ENTRIES * 16;
export const JUMP = { pc: 0, slot: 8, number: 12 } as const;
export const JUMP_ENTRY = 16;
export const JUMP_MASK = 4095 * JUMP_ENTRY;
/**
 * Then records: extents that accesses of compiled code found last, two in each: first addresses i64, limits i64, addends i32. An access to
 * an address less than `limit` behind `first` lies in the extent. Whoever finds one there may use it; so the records are
 * divided by what they allow (`RECORD_AREAS`), and all are forgotten by a flush.
 */
export const RECORDS = JUMPS + JUMP_MASK + JUMP_ENTRY;
export const RECORD = { first: 0, limit: 8, first2: 16, limit2: 24, addend: 32, addend2: 36, bytes: 64 } as const;
/** As many as there is room for behind the rest: places in the code that share one send each other to look again. */
export const RECORD_COUNT = 1472;
/** Records for spans of so many bytes at most, for reading or writing: the first one's number, and how many. Nothing has records for more. */
export const RECORD_AREAS = [
  { span: 8, write: false, first: 0, count: 704 },
  { span: 8, write: true, first: 704, count: 256 },
  { span: 64, write: false, first: 960, count: 224 },
  { span: 64, write: true, first: 1184, count: 160 },
  { span: 512, write: false, first: 1344, count: 64 },
  { span: 512, write: true, first: 1408, count: 64 },
] as const;
/** i32: which records were written since the last flush, a bit for each `RECORD_GROUP` of them. */
export const RECORDS_USED = RECORDS + RECORD.bytes * RECORD_COUNT;
/** i32: counts flushes. Compiled code that kept something looks at it after system calls. */
export const EPOCH = RECORDS_USED + 4;
export const RECORD_GROUP = 64;

const ORDER = 6;

/** Where in the jump cache compiled code for an address is, by the address's low word, in bytes. */
export function jumpPlace(lo: number): number {
  return (lo << 2) & JUMP_MASK;
}

/** And where it is when it is not there. */
export function secondJumpPlace(lo: number): number {
  return ((lo ^ (lo >>> 12)) << 2) & JUMP_MASK;
}

export class Mmu {
  readonly physical: PhysicalMemory;
  readonly order: Order;
  /** Width of effective addresses: in 32-bit mode (MSR.SF = 0) the high word of an address is never looked at. */
  readonly bits: 32 | 64;
  /** Address of the TLB. */
  readonly tlb: number;
  /** Numbers of the pages that compiled code in the jump cache was made from. */
  readonly codePages = new Set<number>();
  /**
   * Whether extents are asked for; otherwise each is one page, which spares an interpreter the question. May be set at any time
   * (and `flush` called, so that what is there becomes larger), but not taken back.
   */
  extents = true;
  /** Under what name translations of its code are kept for later runs; absent: they are not. */
  program: string | undefined;
  readonly #translator: Translator;
  /** Pages that entries stand for, with their extents. */
  readonly #handedOut = new HandedOut();
  #released = false;

  /** Throws when not even a TLB can be allocated; `release` gives it back. */
  constructor(physical: PhysicalMemory, translator: Translator, order: Order, bits: 32 | 64 = 64) {
    this.physical = physical;
    this.order = order;
    this.bits = bits;
    this.#translator = translator;
    this.tlb = physical.allocate(ORDER);
    if (this.tlb === 0) throw new Error('no memory left for a TLB');
    physical.fill(this.tlb + RECORDS, 0, EPOCH + 4 - RECORDS);
    this.flush();
  }

  /** Gives the TLB's memory back; nothing may run on this Mmu afterwards. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.physical.free(this.tlb, ORDER);
  }

  get released(): boolean {
    return this.#released;
  }

  /** Forgets every translation. */
  flush(): void {
    this.flushJumps();
    this.flushRights();
  }

  /** Forgets what every page allows; each has the frame that it had, so that compiled code stays where it is. */
  flushRights(): void {
    this.physical.fill(this.tlb, 0xff, EXTENTS);
    this.#forgetRecords();
    this.#handedOut.clear();
    this.#changed();
  }

  /** Whether anybody may have a translation of these pages, by its own entry or by the extent of another. */
  knows(hi: number, lo: number, pages: number): boolean {
    const first = pageNumber(hi, lo);
    return this.#handedOut.has(first, first + pages) || (this.codePages.size > 0 && this.#runsFrom(first, pages));
  }

  /** Nobody has translations of these pages any more: they were flushed, and so was everything whose extent reaches into them. */
  forgot(hi: number, lo: number, pages: number): void {
    const first = pageNumber(hi, lo);
    this.#handedOut.remove(first, first + pages);
  }

  /** Forgets the translation of one page, whatever it is used for. */
  flushPage(hi: number, lo: number): void {
    this.flushPages(hi, lo, 1);
  }

  /** Forgets the translations of so many pages from one on. Extents that reach into them from outside stay: the caller knows how far. */
  flushPages(hi: number, lo: number, pages: number): void {
    const from = this.#entry(hi, lo);
    const bytes = Math.min(pages, TLB_ENTRIES) * TLB_ENTRY;
    const end = this.tlb + EXTENTS;
    const straight = Math.min(bytes, end - from);
    this.physical.fill(from, 0xff, straight);
    if (bytes > straight) this.physical.fill(this.tlb, 0xff, bytes - straight);
    this.#forgetRecords();
    if (this.codePages.size > 0 && this.#runsFrom(pageNumber(hi, lo), pages)) this.flushJumps();
    this.#changed();
  }

  #forgetRecords(): void {
    const { i32 } = this.physical;
    const at = (this.tlb + RECORDS_USED) >>> 2;
    for (let used = i32[at] as number; used !== 0; used &= used - 1) {
      const group = 31 - Math.clz32(used & -used);
      const bytes = RECORD_GROUP * RECORD.bytes;
      this.physical.fill(this.tlb + RECORDS + group * bytes, 0, bytes);
    }
    i32[at] = 0;
  }

  #runsFrom(first: number, pages: number): boolean {
    if (pages < this.codePages.size) {
      for (let page = first; page < first + pages; page++) if (this.codePages.has(page)) return true;
      return false;
    }
    for (const page of this.codePages) if (page >= first && page < first + pages) return true;
    return false;
  }

  /** Forgets where compiled code is. */
  flushJumps(): void {
    this.physical.fill(this.tlb + JUMPS, 0xff, JUMP_MASK + JUMP_ENTRY);
    this.codePages.clear();
  }

  /** Code that was compiled does not hold any more. */
  codeChanged(): void {
    this.flushJumps();
    this.#changed();
  }

  /** Compiled code for `pc` is in this slot; it was checked that it holds in this space. `number`: what the code of its module knows it by. */
  setJump(hi: number, lo: number, slot: number, number: number): void {
    const { i32 } = this.physical;
    let at = this.#jump(jumpPlace(lo));
    const taken = (i32[at] as number) >= 0 || (i32[at + 1] as number) >= 0;
    if (taken && (i32[at] !== lo || i32[at + 1] !== hi)) at = this.#jump(secondJumpPlace(lo));
    i32[at] = lo;
    i32[at + 1] = hi;
    i32[at + 2] = slot;
    i32[at + 3] = number;
  }

  /** The compiled code for `pc` is replaced. */
  forgetJump(hi: number, lo: number): void {
    const { i32 } = this.physical;
    for (const at of [this.#jump(jumpPlace(lo)), this.#jump(secondJumpPlace(lo))])
      if (i32[at] === lo && i32[at + 1] === hi) i32.fill(-1, at, at + 4);
  }

  #jump(place: number): number {
    return (this.tlb + JUMPS + place) >>> 2;
  }

  /** The count of flushes. */
  get epoch(): number {
    return this.physical.i32[(this.tlb + EPOCH) >>> 2] as number;
  }

  /** Code was changed or a mapping went: who kept something must look again. */
  #changed(): void {
    const { i32 } = this.physical;
    const at = (this.tlb + EPOCH) >>> 2;
    i32[at] = ((i32[at] as number) + 1) | 0;
  }

  /**
   * The frame for a read or write at an address, entered into the TLB; 0 for a fault.
   * What a miss of generated code calls.
   */
  fill(hi: number, lo: number, access: 0 | 1): number {
    const answer = this.#translator.translate(hi, lo, access);
    if (answer === 0) return 0;
    const frame = (answer & -FRAME_SIZE) >>> 0;
    const { i32 } = this.physical;
    const at = this.#entry(hi, lo) >>> 2;
    const page = lo & -FRAME_SIZE;
    const writable = access === 1 || (answer & 1) !== 0;
    i32[at + TLB.read / 4] = page;
    i32[at + TLB.read / 4 + 1] = hi;
    i32[at + TLB.write / 4] = writable ? page : -1;
    i32[at + TLB.write / 4 + 1] = writable ? hi : -1;
    // Writing may have given the page a frame of its own: its code must be looked for there.
    if (access === 1 && i32[at + TLB.execute / 4] === page && i32[at + TLB.execute / 4 + 1] === hi) {
      i32[at + TLB.execute / 4] = -1;
    }
    i32[at + TLB.addend / 4] = this.order === 'little' ? frame - page : frame + FRAME_SIZE - BIG_BIAS + page;
    this.#setExtent(hi, page, at);
    return frame;
  }

  /** The frame to execute at an address, or 0. Its decoded code is entered with `setCode`. */
  fetch(hi: number, lo: number): number {
    const answer = this.#translator.translate(hi, lo, 2);
    return (answer & -FRAME_SIZE) >>> 0;
  }

  setCode(hi: number, lo: number, code: number): void {
    const { i32 } = this.physical;
    const at = this.#entry(hi, lo) >>> 2;
    i32[at + TLB.execute / 4] = lo & -FRAME_SIZE;
    i32[at + TLB.execute / 4 + 1] = hi;
    i32[at + TLB.code / 4] = code;
    const number = pageNumber(hi, lo);
    this.#handedOut.add(number, number + 1);
  }

  #setExtent(hi: number, page: number, entry: number): void {
    const around = this.extents ? (this.#translator.neighbours?.(hi, page) ?? 0) : 0;
    const before = around >>> 15;
    const pages = before + 1 + (around & 0x7fff);
    const { i32 } = this.physical;
    const at = ((this.tlb + EXTENTS) >>> 2) + ((entry - (this.tlb >>> 2)) >>> 1);
    const lo = page - before * FRAME_SIZE;
    i32[at] = lo;
    // `page` is signed: one borrow from the high word when its unsigned value is less than what is taken off.
    i32[at + 1] = page >>> 0 < before * FRAME_SIZE ? hi - 1 : hi;
    i32[at + 2] = pages * FRAME_SIZE;
    i32[at + 3] = 0;
    const first = pageNumber(hi, page) - before;
    this.#handedOut.add(first, first + pages);
  }

  /**
   * The entry of an address. The two pages of a crossing access have different entries, so that an entry found by an access's
   * first byte that has the page of its last byte means that the access lies within one page.
   */
  #entry(_hi: number, lo: number): number {
    return this.tlb + ((lo >>> 7) & TLB_MASK);
  }
}

/** A page's number as a Number: exact for 52 bits. */
export function pageNumber(hi: number, lo: number): number {
  return (hi >>> 0) * 1048576 + (lo >>> 12);
}
