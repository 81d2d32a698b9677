/**
 * Translation of 64-bit effective addresses for one address space on one processor.
 *
 * The TLB lies in the emulator's memory, where generated code looks it up inline: 1024 entries of 32 bytes,
 * direct mapped, each with a page address for reading, for writing and for executing (−1: none),
 * what to add to the low word of an effective address to find the byte, and the decoded code of the page.
 * A miss comes here and asks the address space (`Translator`). Whoever changes a mapping flushes.
 */
import type { Order } from './access.ts';
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
export const TLB_ENTRIES = 1024;
/** Selects an entry's offset: bits 12–21 of the address xor bits 32–41, times the entry's size. */
export const TLB_MASK = (TLB_ENTRIES - 1) * TLB_ENTRY;
/** Big-endian addends are this much lower, so that an access of size s adds a constant 16 − s. */
export const BIG_BIAS = 16;

const TLB_ORDER = 3;

export class Mmu {
  readonly physical: PhysicalMemory;
  readonly order: Order;
  /** Address of the TLB. */
  readonly tlb: number;
  readonly #translator: Translator;
  #released = false;

  /** Throws when not even a TLB can be allocated; `release` gives it back. */
  constructor(physical: PhysicalMemory, translator: Translator, order: Order) {
    this.physical = physical;
    this.order = order;
    this.#translator = translator;
    this.tlb = physical.allocate(TLB_ORDER);
    if (this.tlb === 0) throw new Error('no memory left for a TLB');
    this.flush();
  }

  /** Gives the TLB's memory back; nothing may run on this Mmu afterwards. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.physical.free(this.tlb, TLB_ORDER);
  }

  get released(): boolean {
    return this.#released;
  }

  /** Forgets every translation. */
  flush(): void {
    this.physical.u8.fill(0xff, this.tlb, this.tlb + TLB_ENTRIES * TLB_ENTRY);
  }

  /** Forgets the translation of one page, whatever it is used for. */
  flushPage(hi: number, lo: number): void {
    const at = this.#entry(hi, lo);
    this.physical.u8.fill(0xff, at, at + TLB_ENTRY);
  }

  /**
   * The frame for a read or write at an address, entered into the TLB; 0 for a fault.
   * What a miss of generated code calls.
   */
  fill(hi: number, lo: number, access: 0 | 1): number {
    const answer = this.#translator.translate(hi, lo, access);
    if (answer === 0) return 0;
    const frame = (answer & -FRAME_SIZE) >>> 0;
    if (neverCached(hi, lo)) return frame;
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
  }

  #entry(hi: number, lo: number): number {
    return this.tlb + (((lo >>> 7) ^ (hi << 5)) & TLB_MASK);
  }
}

/**
 * Generated code compares the page of an access's last byte and indexes by its first. The two pages of a
 * crossing access have different entries except at one address in every 2 TiB; the second page there
 * is not entered, so that a hit always means that the access lies within one page.
 */
function neverCached(hi: number, lo: number): boolean {
  return lo >>> 12 === 0 && (hi & 0x1ff) === 0;
}
