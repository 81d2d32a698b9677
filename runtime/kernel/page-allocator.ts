/**
 * Hands out frames with a count of their users.
 *
 * The counts lie in the machine's memory, so that all processors see the same. A frame whose count falls to
 * 0 goes back to the buddy allocator, after the decoded code of it was forgotten. Frames given out count 1.
 * `limit` is what the machine may use for guests (`--memory`); when it is reached, holders of frames that
 * can be had again (caches of files that nobody maps) are asked to let some go. What is reserved (reservation.ts) is
 * not in use: it counts when it is taken.
 */
import { FRAME_SIZE, type PhysicalMemory } from '../../emulator/index.ts';
import { ReservationPool } from './reservation.ts';

/** Set in a count when the frame was executed: somebody may hold decoded code of it. */
const CODE = 0x4000_0000;
const COUNT = 0x3fff_ffff;

/** Frames of one run, so that a run is 64 KiB. */
export const RUN_ORDER = 4;
export const RUN_FRAMES = 1 << RUN_ORDER;

/** What guests cannot have: room for TLBs, thread states and decoded code. A sixteenth of the memory, 2 MiB at least. */
const RESERVE_PART = 16;
const LEAST_RESERVE = 2 << 20;

export interface PageAllocatorOptions {
  /** Bytes that guests may use in frames; at most, and by default, what the memory can grow to less a reserve. */
  readonly limit?: number;
  /** Drops what was decoded of a frame (`Interpreter.forgetCode`). */
  readonly forgetCode?: (frame: number, freed: boolean) => void;
}

export class PageAllocator {
  readonly physical: PhysicalMemory;
  /** In frames. */
  readonly limit: number;
  readonly reservations: ReservationPool;
  /** Leaves of page tables that are in none (page-table.ts). */
  readonly spareLeaves: Uint32Array[] = [];
  /** A page for whoever moves bytes just now; nobody keeps anything in it. */
  readonly page = new Uint8Array(FRAME_SIZE);
  /** May be set after the interpreter exists. */
  forgetCode: (frame: number, freed: boolean) => void;
  /** A frame that programs can store to is about to be executed (`Interpreter.watchCode`). */
  watchCode: (frame: number) => void = () => undefined;
  #used = 0;
  #peak = 0;
  readonly #counts: number;
  /** Frames that were released one after the other and are freed together. */
  #releasedFirst = 0;
  #releasedEnd = 0;
  readonly #reclaimers: ((frames: number) => number)[] = [];

  constructor(physical: PhysicalMemory, options: PageAllocatorOptions = {}) {
    this.physical = physical;
    this.forgetCode = options.forgetCode ?? (() => undefined);
    const bytes = (physical.maximumBytes / FRAME_SIZE) * 4;
    const order = Math.max(0, Math.ceil(Math.log2(bytes / FRAME_SIZE)));
    const counts = physical.allocate(order);
    if (counts === 0) throw new Error('the memory is too small for its own table of frames');
    this.#counts = counts >>> 2;
    physical.clear(counts, 1 << order);
    const available = physical.availableBytes;
    const most = available - Math.max(LEAST_RESERVE, available / RESERVE_PART);
    this.limit = Math.floor(Math.min(options.limit ?? most, most) / FRAME_SIZE);
    this.reservations = new ReservationPool(physical);
  }

  /** Frames in use by guests and caches. */
  get used(): number {
    return this.#used;
  }

  /** The most that were ever in use. */
  get peak(): number {
    return this.#peak;
  }

  /** Registers somebody who can let frames go when there are none left; answers how many went. */
  onShortage(reclaim: (frames: number) => number): void {
    this.#reclaimers.push(reclaim);
  }

  /** A frame with unspecified contents, or 0. */
  allocate(): number {
    return this.#allocate(0);
  }

  /** `RUN_FRAMES` neighbouring frames with unspecified contents, aligned, each with a count of its own; or 0. */
  allocateRun(): number {
    return this.#allocate(RUN_ORDER);
  }

  /** Takes neighbouring frames from an address on, if all of them are free and the limit allows; each counts 1. */
  takeAt(address: number, frames: number): boolean {
    return this.#takeAt(address, frames, false);
  }

  /** Takes one frame at an address if it is free and nobody's reservation. */
  takePlain(address: number): boolean {
    return this.#takeAt(address, 1, true);
  }

  /** Makes frames zero that were just taken. */
  zero(frame: number, frames: number): void {
    this.physical.clear(frame, frames);
  }

  /** Counts one more user. */
  retain(frame: number): void {
    const { i32 } = this.physical;
    const at = this.#counts + (frame >>> 12);
    i32[at] = (i32[at] as number) + 1;
  }

  /** Counts one user less; the last one frees the frame. */
  release(frame: number): void {
    const { i32 } = this.physical;
    const at = this.#counts + (frame >>> 12);
    const count = (i32[at] as number) - 1;
    if ((count & COUNT) !== 0) {
      i32[at] = count;
      return;
    }
    i32[at] = 0;
    this.#used--;
    if ((count & CODE) !== 0) this.forgetCode(frame, true);
    this.physical.free(frame, 0);
  }

  /** Like `release`, for many frames: neighbours are freed together, at the latest when `settle` is called. */
  releaseLater(frame: number): void {
    const { i32 } = this.physical;
    const at = this.#counts + (frame >>> 12);
    const count = (i32[at] as number) - 1;
    if ((count & COUNT) !== 0) {
      i32[at] = count;
      return;
    }
    i32[at] = 0;
    this.#used--;
    if ((count & CODE) !== 0) this.forgetCode(frame, true);
    if (frame === this.#releasedEnd) {
      this.#releasedEnd += FRAME_SIZE;
    } else if (frame + FRAME_SIZE === this.#releasedFirst) {
      this.#releasedFirst = frame;
    } else {
      this.settle();
      this.#releasedFirst = frame;
      this.#releasedEnd = frame + FRAME_SIZE;
    }
  }

  settle(): void {
    const frames = (this.#releasedEnd - this.#releasedFirst) / FRAME_SIZE;
    if (frames > 0) this.physical.freeRange(this.#releasedFirst, frames);
    this.#releasedFirst = 0;
    this.#releasedEnd = 0;
  }

  count(frame: number): number {
    return (this.physical.i32[this.#counts + (frame >>> 12)] as number) & COUNT;
  }

  /** The frame is about to be executed: somebody will decode it. Answers whether that is new. */
  executed(frame: number): boolean {
    const { i32 } = this.physical;
    const at = this.#counts + (frame >>> 12);
    const count = i32[at] as number;
    if ((count & CODE) !== 0) return false;
    i32[at] = count | CODE;
    return true;
  }

  /** The kernel is about to change the frame's contents: what was decoded of them is forgotten. */
  rewritten(frame: number): void {
    const { i32 } = this.physical;
    const at = this.#counts + (frame >>> 12);
    const count = i32[at] as number;
    if ((count & CODE) === 0) return;
    i32[at] = count & ~CODE;
    this.forgetCode(frame, false);
  }

  #allocate(order: number): number {
    const frames = 1 << order;
    if (this.#used + frames > this.limit && !this.#reclaim(frames)) return 0;
    let frame = this.physical.allocate(order);
    if (frame === 0) {
      if (!this.#reclaim(frames)) return 0;
      frame = this.physical.allocate(order);
      if (frame === 0) return 0;
    }
    this.#taken(frame, frames);
    return frame;
  }

  #takeAt(address: number, frames: number, plain: boolean): boolean {
    if (this.#used + frames > this.limit && !this.#reclaim(frames)) return false;
    if (!this.physical.allocateAt(address, frames, plain)) return false;
    this.#taken(address, frames);
    return true;
  }

  #taken(frame: number, frames: number): void {
    this.#used += frames;
    if (this.#used > this.#peak) this.#peak = this.#used;
    const { i32 } = this.physical;
    const at = this.#counts + (frame >>> 12);
    for (let i = 0; i < frames; i++) i32[at + i] = 1;
  }

  #reclaim(frames: number): boolean {
    let missing = frames;
    for (const reclaim of this.#reclaimers) {
      missing -= reclaim(missing);
      if (missing <= 0) break;
    }
    return missing < frames && this.#used + frames <= this.limit;
  }
}
