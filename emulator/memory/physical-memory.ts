/**
 * The physical memory of the machine: one shared WebAssembly.Memory, handed out in frames.
 *
 * Blocks of 2^order frames of 4 KiB, aligned to their size, or given ranges of frames are taken from `FrameLists`. Its
 * state lies in the memory itself, under a lock, so that several workers may allocate from the same
 * machine. Contents of an allocated block are unspecified. Memory grows by doubling when it is
 * used up, until `maximumBytes`. Ranges can be *reserved* for somebody who will want neighbouring frames: others get
 * them only when nothing else is left.
 */
import { type Bulk, bulkOperations } from './bulk.ts';
import { FrameLists } from './frame-lists.ts';
import { FRAME_SIZE, MAX_ORDER, STATUS, WASM_PAGE, WORD } from './physical-layout.ts';

export { FRAME_SIZE, MAX_ORDER };

const INITIAL_BYTES = 64 << 20;

export interface PhysicalMemoryOptions {
  /** At most 4 GiB − 64 KiB; default 1 GiB. */
  readonly maximumBytes?: number;
  /** Attach to the memory of an existing machine (from another worker), whose `maximumBytes` must be the same. */
  readonly memory?: WebAssembly.Memory;
}

export class PhysicalMemory {
  readonly memory: WebAssembly.Memory;
  readonly maximumBytes: number;
  /** For the lists of free blocks, behind the other tables. */
  readonly links: number;
  /** A byte for each frame: 1 when it was given back once. */
  readonly #used: number;
  #u8!: Uint8Array;
  #i32!: Int32Array;
  #view!: DataView;
  #pages = 0;
  readonly #lists = new FrameLists(this);
  readonly #bulk: Bulk;

  constructor(options: PhysicalMemoryOptions = {}) {
    const limit = 2 ** 32 - WASM_PAGE;
    this.maximumBytes = Math.min(limit, roundUp(options.maximumBytes ?? 1 << 30, WASM_PAGE));
    const frames = this.maximumBytes / FRAME_SIZE;
    this.#used = STATUS + frames;
    this.links = (this.#used + frames) / 4;
    if (options.memory !== undefined) {
      this.memory = options.memory;
      this.#bulk = bulkOperations(this.memory);
      this.#refresh();
      return;
    }
    const initial = Math.min(INITIAL_BYTES, this.maximumBytes);
    this.memory = new WebAssembly.Memory({
      initial: initial / WASM_PAGE,
      maximum: this.maximumBytes / WASM_PAGE,
      shared: true,
    });
    this.#bulk = bulkOperations(this.memory);
    this.#refresh();
    this.i32[WORD.size] = initial / WASM_PAGE;
    const first = roundUp(4 * this.links + 8 * frames, FRAME_SIZE);
    this.#lists.putRange(first, initial);
  }

  /** Bytes. Read it anew after anything that may allocate: the buffer changes when memory grows. */
  get u8(): Uint8Array {
    if (this.#i32[WORD.size] !== this.#pages) this.#refresh();
    return this.#u8;
  }

  get i32(): Int32Array {
    if (this.#i32[WORD.size] !== this.#pages) this.#refresh();
    return this.#i32;
  }

  get view(): DataView {
    if (this.#i32[WORD.size] !== this.#pages) this.#refresh();
    return this.#view;
  }

  /** Bytes that can still be allocated, growth included. */
  get availableBytes(): number {
    const { i32 } = this;
    return (i32[WORD.free] as number) * FRAME_SIZE + (this.maximumBytes - (i32[WORD.size] as number) * WASM_PAGE);
  }

  /** What of it is not reserved. */
  get unreservedBytes(): number {
    return this.availableBytes - (this.i32[WORD.reserved] as number) * FRAME_SIZE;
  }

  /** What somebody has. */
  get usedBytes(): number {
    return this.maximumBytes - this.availableBytes;
  }

  /** Bytes that the memory has when it grew as far as it can, but not beyond a limit. */
  grown(limit: number): number {
    let bytes = (this.i32[WORD.size] as number) * WASM_PAGE;
    while (bytes < this.maximumBytes && this.#next(bytes) <= limit) bytes = this.#next(bytes);
    return bytes;
  }

  /** The address of 2^order frames, aligned to their size, or 0 when none is left. */
  allocate(order: number): number {
    this.#lock();
    let address = this.#lists.take(order);
    while (address === 0 && this.#grow()) address = this.#lists.take(order);
    if (address === 0) address = this.#lists.take(order, true);
    this.#unlock();
    return address;
  }

  free(address: number, order: number): void {
    this.#lock();
    this.fill(this.#used + address / FRAME_SIZE, 1, 1 << order);
    this.#lists.put(address, order);
    this.#unlock();
  }

  /** Takes so many frames from an address on, if every one of them is free; `plain`: and not reserved. */
  allocateAt(address: number, frames: number, plain = false): boolean {
    const end = address + frames * FRAME_SIZE;
    this.#lock();
    const free = this.#isFrame(address, end) && this.#lists.isFree(address, end, plain);
    if (free) this.#lists.takeRange(address, end);
    this.#unlock();
    return free;
  }

  /** Frees so many neighbouring frames. */
  freeRange(address: number, frames: number): void {
    this.#lock();
    this.fill(this.#used + address / FRAME_SIZE, 1, frames);
    this.#lists.freeRange(address, address + frames * FRAME_SIZE);
    this.#unlock();
  }

  /**
   * Sets so many free neighbouring frames aside and answers their address, 0 when there is no such room: those at
   * `wanted` if they can be had, else anywhere: low or, `fromTop`, high. `unreserve` ends it, whoever uses them then.
   * Memory grows for it, but not beyond a limit.
   */
  reserve(frames: number, wanted: number, fromTop: boolean, limit = this.maximumBytes): number {
    const bytes = frames * FRAME_SIZE;
    this.#lock();
    const end = wanted + bytes;
    // Memory grows for who wants what lies right behind it.
    if (wanted > 0 && end > this.#bytes && end <= limit && wanted <= this.#bytes) this.#grow(limit);
    let address = 0;
    if (wanted > 0 && this.#isFrame(wanted, end) && this.#lists.isFree(wanted, end, true)) address = wanted;
    else address = this.#lists.findRoom(frames, fromTop);
    while (address === 0 && this.#grow(limit)) address = this.#lists.findRoom(frames, fromTop);
    if (address !== 0) this.#lists.reserve(address, address + bytes);
    this.#unlock();
    return address;
  }

  unreserve(address: number, frames: number): void {
    this.#lock();
    this.#lists.unreserve(address, address + frames * FRAME_SIZE);
    this.#unlock();
  }

  /**
   * Makes frames zero that were just taken. Those that nobody had before are zero already, and the host need not find memory
   * for them until they are touched, which is most of the cost of a new page.
   */
  clear(address: number, frames: number): void {
    const { u8 } = this;
    const end = address + frames * FRAME_SIZE;
    let start = address;
    for (let at = address; at < end; at += FRAME_SIZE) {
      if (u8[this.#used + at / FRAME_SIZE] !== 0) continue;
      if (start < at) this.fill(start, 0, at - start);
      start = at + FRAME_SIZE;
    }
    if (start < end) this.fill(start, 0, end - start);
  }

  /** Makes `length` bytes from an address on the same. */
  fill(address: number, value: number, length: number): void {
    this.#bulk.fill(address, value, length);
  }

  copy(to: number, from: number, length: number): void {
    this.#bulk.copy(to, from, length);
  }

  get #bytes(): number {
    return (this.i32[WORD.size] as number) * WASM_PAGE;
  }

  #isFrame(from: number, to: number): boolean {
    return from >= WASM_PAGE && to <= this.#bytes;
  }

  #next(bytes: number): number {
    return Math.min(bytes * 2, this.maximumBytes);
  }

  #grow(limit = this.maximumBytes): boolean {
    const pages = this.i32[WORD.size] as number;
    const next = this.#next(pages * WASM_PAGE);
    const wanted = next / WASM_PAGE;
    if (wanted <= pages || next > limit) return false;
    try {
      this.memory.grow(wanted - pages);
    } catch {
      return false;
    }
    this.i32[WORD.size] = wanted;
    this.#refresh();
    this.#lists.putRange(pages * WASM_PAGE, wanted * WASM_PAGE);
    return true;
  }

  #refresh(): void {
    const { buffer } = this.memory;
    this.#u8 = new Uint8Array(buffer);
    this.#i32 = new Int32Array(buffer);
    this.#view = new DataView(buffer);
    this.#pages = this.#i32[WORD.size] as number;
  }

  /** Held for a microsecond, a few for reservations, so waiting is spinning. */
  #lock(): void {
    while (Atomics.compareExchange(this.#i32, WORD.lock, 0, 1) !== 0);
  }

  #unlock(): void {
    Atomics.store(this.#i32, WORD.lock, 0);
  }
}

function roundUp(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}
