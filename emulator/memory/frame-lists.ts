/**
 * The free frames of physical memory: a buddy allocator that can also take given frames, and set ranges aside.
 *
 * Free blocks of 2^order frames, aligned to their size, stand in a list for each order. A byte for each frame says
 * whether a free block begins there (1 + its order), and whether the frame is *reserved*: set aside for somebody who wants
 * neighbouring frames later. Reserved frames that nobody uses are free, but stand in lists of their own, from which
 * `take` is only asked to take when the others are empty. So a reservation steers and never withholds.
 * A free block is reserved or not as a whole, and merges with its like only.
 *
 * Free frames themselves are not written to: the host has to find memory for every page of it that is.
 * Everything lies in the machine's memory, and whoever calls holds its lock.
 */
import { FRAME_SIZE, type FrameWords, MAX_ORDER, STATUS, WORD } from './physical-layout.ts';

/** In a frame's byte: set aside. */
const RESERVED = 0x80;
const ORDER = 0x7f;

/** Blocks of a list among which the lowest is looked for. */
const LOOKED_AT = 100;

const HEADS = WORD.heads;
/** Lists of reserved blocks follow those of the others. */
const LISTS = 16;

export class FrameLists {
  readonly #memory: FrameWords;

  constructor(memory: FrameWords) {
    this.#memory = memory;
  }

  /** A block of 2^order frames out of the plain or out of the reserved lists; 0 when there is none. */
  take(order: number, reserved = false): number {
    const { i32 } = this.#memory;
    const heads = HEADS + (reserved ? LISTS : 0);
    let from = order;
    while (from <= MAX_ORDER && i32[heads + from] === 0) from++;
    if (from > MAX_ORDER) return 0;
    const block = (i32[heads + from] as number) >>> 0;
    this.#unlink(block, from);
    for (; from > order; from--) this.#link(block + sizeOf(from - 1), from - 1);
    return block;
  }

  /** Frees a block, which merges with its neighbours. */
  put(address: number, order: number): void {
    const { u8 } = this.#memory;
    const kind = (u8[STATUS + address / FRAME_SIZE] as number) & RESERVED;
    let block = address;
    let size = order;
    for (; size < MAX_ORDER; size++) {
      const buddy = (block ^ sizeOf(size)) >>> 0;
      if (u8[STATUS + buddy / FRAME_SIZE] !== (kind | (size + 1))) break;
      this.#unlink(buddy, size);
      if (buddy < block) block = buddy;
    }
    this.#link(block, size);
  }

  /** Frees a range in blocks as large as alignment allows. All of it is reserved, or nothing. */
  putRange(from: number, to: number): void {
    let at = from;
    while (at < to) {
      let order = MAX_ORDER;
      while (at % sizeOf(order) !== 0 || at + sizeOf(order) > to) order--;
      this.put(at, order);
      at += sizeOf(order);
    }
  }

  /** Frees a range of frames in use, part of which may be reserved. */
  freeRange(from: number, to: number): void {
    const { u8 } = this.#memory;
    let start = from;
    for (let at = from; at < to; ) {
      const kind = u8[STATUS + at / FRAME_SIZE] as number;
      at += FRAME_SIZE;
      if (at < to && u8[STATUS + at / FRAME_SIZE] === kind) continue;
      this.putRange(start, at);
      start = at;
    }
  }

  /** Whether every frame of a range is free; `plain`: and none of them reserved. */
  isFree(from: number, to: number, plain: boolean): boolean {
    let at = from;
    while (at < to) {
      const order = this.#orderAt(at);
      if (order < 0) return false;
      const block = startOf(at, order);
      if (plain && ((this.#memory.u8[STATUS + block / FRAME_SIZE] as number) & RESERVED) !== 0) return false;
      at = block + sizeOf(order);
    }
    return true;
  }

  /** Takes a range whose frames are all free. */
  takeRange(from: number, to: number): void {
    this.#cut(from);
    this.#cut(to);
    for (let at = from; at < to; ) {
      const order = this.#headAt(at);
      this.#unlink(at, order);
      at += sizeOf(order);
    }
  }

  /** Sets a range aside whose frames are all free and plain. */
  reserve(from: number, to: number): void {
    this.takeRange(from, to);
    this.#mark(from, to, RESERVED);
    this.putRange(from, to);
  }

  /** A range is plain again: what is free of it can be had by everybody. */
  unreserve(from: number, to: number): void {
    const { u8 } = this.#memory;
    this.#cut(from);
    this.#cut(to);
    for (let at = from; at < to; ) {
      const order = this.#headAt(at);
      if (order < 0) {
        u8[STATUS + at / FRAME_SIZE] = 0;
        at += FRAME_SIZE;
        continue;
      }
      const end = at + sizeOf(order);
      this.#unlink(at, order);
      this.#mark(at, end, 0);
      this.put(at, order);
      at = end;
    }
  }

  /**
   * A plain range of so many frames, out of the lowest of the smallest blocks, so that places which were touched before are used
   * again; or out of neighbouring largest blocks; 0 when there is none.
   */
  findRoom(frames: number, fromTop: boolean): number {
    const bytes = frames * FRAME_SIZE;
    if (bytes > sizeOf(MAX_ORDER)) return this.#findBlocks(bytes, fromTop);
    const { i32 } = this.#memory;
    let order = 0;
    while (sizeOf(order) < bytes || i32[HEADS + order] === 0) if (++order > MAX_ORDER) return 0;
    let block = (i32[HEADS + order] as number) >>> 0;
    let at = block;
    for (let n = 0; n < LOOKED_AT && at !== 0; n++) {
      if (at < block) block = at;
      at = (i32[this.#linksOf(at)] as number) >>> 0;
    }
    return fromTop ? block + sizeOf(order) - bytes : block;
  }

  #findBlocks(bytes: number, fromTop: boolean): number {
    const { i32, u8 } = this.#memory;
    const size = sizeOf(MAX_ORDER);
    const blocks = Math.floor(((i32[WORD.size] as number) * 65_536) / size);
    let run = 0;
    for (let i = 0; i < blocks; i++) {
      const at = (fromTop ? blocks - 1 - i : i) * size;
      run = u8[STATUS + at / FRAME_SIZE] === MAX_ORDER + 1 ? run + size : 0;
      if (run < bytes) continue;
      return fromTop ? at + run - bytes : at + size - run;
    }
    return 0;
  }

  /** Order of the free block that begins at an address, negative when none does. */
  #headAt(address: number): number {
    return ((this.#memory.u8[STATUS + address / FRAME_SIZE] as number) & ORDER) - 1;
  }

  /** Order of the free block that holds an address, negative when the frame is in use. */
  #orderAt(address: number): number {
    const { u8 } = this.#memory;
    for (let order = 0; order <= MAX_ORDER; order++) {
      if (((u8[STATUS + startOf(address, order) / FRAME_SIZE] as number) & ORDER) === order + 1) return order;
    }
    return -1;
  }

  /** Splits the free block around an address, if there is one, so that a block begins there. */
  #cut(address: number): void {
    // The end of memory is in no block.
    if (address >= (this.#memory.i32[WORD.size] as number) * 65_536) return;
    let order = this.#orderAt(address);
    if (order < 0) return;
    let block = startOf(address, order);
    if (block === address) return;
    this.#unlink(block, order);
    while (block !== address) {
      order--;
      const middle = block + sizeOf(order);
      if (address < middle) {
        this.#link(middle, order);
      } else {
        this.#link(block, order);
        block = middle;
      }
    }
    this.#link(block, order);
  }

  #mark(from: number, to: number, kind: number): void {
    this.#memory.fill(STATUS + from / FRAME_SIZE, kind, (to - from) / FRAME_SIZE);
  }

  #link(block: number, order: number): void {
    const { i32, u8 } = this.#memory;
    const kind = (u8[STATUS + block / FRAME_SIZE] as number) & RESERVED;
    const list = HEADS + order + (kind === 0 ? 0 : LISTS);
    const head = (i32[list] as number) >>> 0;
    const at = this.#linksOf(block);
    i32[at] = head;
    i32[at + 1] = 0;
    if (head !== 0) i32[this.#linksOf(head) + 1] = block;
    i32[list] = block;
    u8[STATUS + block / FRAME_SIZE] = kind | (order + 1);
    this.#count(kind, 2 ** order);
  }

  #unlink(block: number, order: number): void {
    const { i32, u8 } = this.#memory;
    const kind = (u8[STATUS + block / FRAME_SIZE] as number) & RESERVED;
    const at = this.#linksOf(block);
    const next = (i32[at] as number) >>> 0;
    const previous = (i32[at + 1] as number) >>> 0;
    if (previous === 0) i32[HEADS + order + (kind === 0 ? 0 : LISTS)] = next;
    else i32[this.#linksOf(previous)] = next;
    if (next !== 0) i32[this.#linksOf(next) + 1] = previous;
    u8[STATUS + block / FRAME_SIZE] = kind;
    this.#count(kind, -(2 ** order));
  }

  /** Index of a block's next and previous in its list. */
  #linksOf(block: number): number {
    return this.#memory.links + (block >>> 11);
  }

  #count(kind: number, frames: number): void {
    const { i32 } = this.#memory;
    i32[WORD.free] = (i32[WORD.free] as number) + frames;
    if (kind !== 0) i32[WORD.reserved] = (i32[WORD.reserved] as number) + frames;
  }
}

function sizeOf(order: number): number {
  return FRAME_SIZE << order;
}

function startOf(address: number, order: number): number {
  return (address & -sizeOf(order)) >>> 0;
}
