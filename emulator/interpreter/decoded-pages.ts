/**
 * Decoded code: for a frame that is executed, 1024 entries of {handler, instruction word}, an entry
 * that goes on to the next page, and the frame's address.
 *
 * Kept by frame, byte order and width of addresses (each has handlers of its own), shared by all processes of this processor. An entry is filled when it is first
 * executed; forgetting resets entries in place, so that code that is running notices. When
 * there are too many pages, all are dropped and the TLBs that point to them flushed.
 */
import type { Mmu } from '../memory/mmu.ts';
import { FRAME_SIZE, type PhysicalMemory } from '../memory/physical-memory.ts';
import { BRANCH_BITS, BRANCH_MASK } from './fused-branch.ts';
import { COUNTS_AT, DECODED_PAGE, ENTRY_SIZE, FRAME_AT, PAGE_BYTES } from './layout.ts';
import { DECODE_HANDLER, NEXT_PAGE_HANDLER } from './select.ts';

/** Seven pages fit into 64 KiB. */
const CHUNK_ORDER = 4;
const PAGES_PER_CHUNK = Math.floor((FRAME_SIZE << CHUNK_ORDER) / PAGE_BYTES);
/** The handler of an entry that was reset, all of whose bytes are `DECODE_HANDLER`. */
const UNDECODED = DECODE_HANDLER * 0x01010101;
/** Entries of one instruction cache block. */
const BLOCK = 128;

/** Decoded pages by frame. */
type ByWidth = Record<32 | 64, Map<number, number>>;

/** Whether the interpreter has executed the instruction at a place of a decoded page, as far as is known: what was forgotten was not. */
export function wasExecuted({ i32 }: PhysicalMemory, page: number, lo: number): boolean {
  const place = lo & (FRAME_SIZE - 4);
  const at = (page + place * (ENTRY_SIZE / 4)) >>> 2;
  if (i32[at] !== UNDECODED) return true;
  // The second instruction of a fused pair.
  return place !== 0 && ((i32[at + 1] as number) & BRANCH_MASK) === BRANCH_BITS && i32[at - 2] !== UNDECODED;
}

export class DecodedPages {
  readonly #physical: PhysicalMemory;
  readonly #limit: number;
  readonly #little: ByWidth = { 32: new Map(), 64: new Map() };
  readonly #big: ByWidth = { 32: new Map(), 64: new Map() };
  readonly #free: number[] = [];
  readonly #users = new Set<Mmu>();
  #pages = 0;

  /** `limit`: decoded pages kept at most; 8 KiB each. */
  constructor(physical: PhysicalMemory, limit = 4096) {
    this.#physical = physical;
    this.#limit = limit;
  }

  /** The decoded page of a frame, for entering into this Mmu's TLB; 0 when memory is used up. */
  of(frame: number, mmu: Mmu): number {
    // Spaces that are gone would be kept for ever.
    if (!this.#users.has(mmu)) for (const user of this.#users) if (user.released) this.#users.delete(user);
    this.#users.add(mmu);
    const pages = (mmu.order === 'little' ? this.#little : this.#big)[mmu.bits];
    const known = pages.get(frame);
    if (known !== undefined) return known;
    const page = this.#allocate();
    if (page === 0) return 0;
    // Dropping everything emptied the set.
    this.#users.add(mmu);
    pages.set(frame, page);
    this.#reset(page, 0, FRAME_SIZE);
    const { i32, u8 } = this.#physical;
    u8.fill(0, page + COUNTS_AT, page + PAGE_BYTES);
    i32[(page + DECODED_PAGE) >>> 2] = NEXT_PAGE_HANDLER;
    i32[(page + FRAME_AT) >>> 2] = frame;
    return page;
  }

  /** The decoded page of a frame; 0 when there is none. */
  find(frame: number, { order, bits }: Pick<Mmu, 'order' | 'bits'>): number {
    return (order === 'little' ? this.#little : this.#big)[bits].get(frame) ?? 0;
  }

  /** Forgets what was decoded of a whole frame. */
  forgetFrame(frame: number): void {
    for (const pages of this.#all) {
      const page = pages.get(frame);
      if (page !== undefined) this.#reset(page, 0, FRAME_SIZE);
    }
  }

  /** Forgets the cache block that a physical address is in. */
  forgetBlock(address: number): void {
    const frame = (address & -FRAME_SIZE) >>> 0;
    const offset = address & (FRAME_SIZE - BLOCK);
    for (const bits of [32, 64] as const) {
      const little = this.#little[bits].get(frame);
      if (little !== undefined) this.#reset(little, offset, BLOCK);
      const big = this.#big[bits].get(frame);
      if (big !== undefined) this.#reset(big, FRAME_SIZE - BLOCK - offset, BLOCK);
    }
  }

  get #all(): Map<number, number>[] {
    return [this.#little[32], this.#little[64], this.#big[32], this.#big[64]];
  }

  #reset(page: number, offset: number, length: number): void {
    // The entry before may be a fused pair that has the block's first instruction in it.
    const from = Math.max(0, offset * 2 - ENTRY_SIZE);
    this.#physical.u8.fill(DECODE_HANDLER, page + from, page + (offset + length) * 2);
  }

  #allocate(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#pages < this.#limit) {
      const chunk = this.#physical.allocate(CHUNK_ORDER);
      if (chunk !== 0) {
        for (let i = 0; i < PAGES_PER_CHUNK; i++) this.#free.push(chunk + i * PAGE_BYTES);
        this.#pages += PAGES_PER_CHUNK;
        return this.#free.pop() as number;
      }
    }
    this.#dropAll();
    return this.#free.pop() ?? 0;
  }

  #dropAll(): void {
    for (const mmu of this.#users) if (!mmu.released) mmu.flush();
    this.#users.clear();
    for (const pages of this.#all) {
      this.#free.push(...pages.values());
      pages.clear();
    }
  }
}
