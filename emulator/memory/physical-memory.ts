/**
 * The physical memory of the machine: one shared WebAssembly.Memory, handed out in frames.
 *
 * A buddy allocator keeps blocks of 2^order frames of 4 KiB, aligned to their size. Its state
 * lives in the memory itself, under a lock, so that several workers may allocate from the same
 * machine. Contents of an allocated block are unspecified. Memory grows by doubling when it is
 * used up, until `maximumBytes`.
 *
 * Layout: 0–65535 never a frame (0: lock, 4: size in bytes ÷ 64 KiB, 8: free frames, 64…: list
 * heads), then a byte per possible frame (0, or 1 + order at the head of a free block), then frames.
 * A free block's first words are its next and previous neighbours in the list of its order.
 */
export const FRAME_SIZE = 4096;
export const MAX_ORDER = 12;

const WASM_PAGE = 65536;
const INITIAL_BYTES = 64 << 20;
const LOCK = 0;
const SIZE = 1;
const FREE_FRAMES = 2;
const HEADS = 16;
const STATUS = WASM_PAGE;

export interface PhysicalMemoryOptions {
  /** At most 4 GiB − 64 KiB; default 1 GiB. */
  readonly maximumBytes?: number;
  /** Attach to the memory of an existing machine (from another worker). */
  readonly memory?: WebAssembly.Memory;
}

export class PhysicalMemory {
  readonly memory: WebAssembly.Memory;
  readonly maximumBytes: number;
  #u8!: Uint8Array;
  #i32!: Int32Array;
  #view!: DataView;
  #pages = 0;

  constructor(options: PhysicalMemoryOptions = {}) {
    const limit = 2 ** 32 - WASM_PAGE;
    this.maximumBytes = Math.min(limit, roundUp(options.maximumBytes ?? 1 << 30, WASM_PAGE));
    if (options.memory !== undefined) {
      this.memory = options.memory;
      this.#refresh();
      return;
    }
    const initial = Math.min(INITIAL_BYTES, this.maximumBytes);
    this.memory = new WebAssembly.Memory({
      initial: initial / WASM_PAGE,
      maximum: this.maximumBytes / WASM_PAGE,
      shared: true,
    });
    this.#refresh();
    this.i32[SIZE] = initial / WASM_PAGE;
    const first = roundUp(STATUS + this.maximumBytes / FRAME_SIZE, FRAME_SIZE);
    this.#release(first, initial);
  }

  /** Bytes. Read it anew after anything that may allocate: the buffer changes when memory grows. */
  get u8(): Uint8Array {
    if (this.#i32[SIZE] !== this.#pages) this.#refresh();
    return this.#u8;
  }

  get i32(): Int32Array {
    if (this.#i32[SIZE] !== this.#pages) this.#refresh();
    return this.#i32;
  }

  get view(): DataView {
    if (this.#i32[SIZE] !== this.#pages) this.#refresh();
    return this.#view;
  }

  /** Bytes that can still be allocated, growth included. */
  get availableBytes(): number {
    const { i32 } = this;
    return (i32[FREE_FRAMES] as number) * FRAME_SIZE + (this.maximumBytes - (i32[SIZE] as number) * WASM_PAGE);
  }

  /** The address of 2^order frames, aligned to their size, or 0 when none is left. */
  allocate(order: number): number {
    this.#lock();
    let address = this.#take(order);
    while (address === 0 && this.#grow()) address = this.#take(order);
    this.#unlock();
    return address;
  }

  free(address: number, order: number): void {
    this.#lock();
    this.#put(address, order);
    this.#unlock();
  }

  #take(order: number): number {
    const { i32, u8 } = this;
    let from = order;
    while (from <= MAX_ORDER && i32[HEADS + from] === 0) from++;
    if (from > MAX_ORDER) return 0;
    const address = (i32[HEADS + from] as number) >>> 0;
    this.#unlink(address, from);
    for (; from > order; from--) this.#link(address + FRAME_SIZE * 2 ** (from - 1), from - 1);
    u8[STATUS + address / FRAME_SIZE] = 0;
    i32[FREE_FRAMES] = (i32[FREE_FRAMES] as number) - 2 ** order;
    return address;
  }

  #put(address: number, order: number): void {
    const { i32, u8 } = this;
    i32[FREE_FRAMES] = (i32[FREE_FRAMES] as number) + 2 ** order;
    let block = address;
    let size = order;
    for (; size < MAX_ORDER; size++) {
      const buddy = (block ^ (FRAME_SIZE << size)) >>> 0;
      if (u8[STATUS + buddy / FRAME_SIZE] !== size + 1) break;
      this.#unlink(buddy, size);
      block = Math.min(block, buddy);
    }
    this.#link(block, size);
  }

  #link(block: number, order: number): void {
    const { i32, u8 } = this;
    const head = (i32[HEADS + order] as number) >>> 0;
    i32[block >>> 2] = head;
    i32[(block >>> 2) + 1] = 0;
    if (head !== 0) i32[(head >>> 2) + 1] = block;
    i32[HEADS + order] = block;
    u8[STATUS + block / FRAME_SIZE] = order + 1;
  }

  #unlink(block: number, order: number): void {
    const { i32, u8 } = this;
    const next = (i32[block >>> 2] as number) >>> 0;
    const previous = (i32[(block >>> 2) + 1] as number) >>> 0;
    if (previous === 0) i32[HEADS + order] = next;
    else i32[previous >>> 2] = next;
    if (next !== 0) i32[(next >>> 2) + 1] = previous;
    u8[STATUS + block / FRAME_SIZE] = 0;
  }

  /** Gives a range to the allocator in blocks as large as alignment allows. */
  #release(from: number, to: number): void {
    let at = from;
    while (at < to) {
      let order = MAX_ORDER;
      while (at % (FRAME_SIZE << order) !== 0 || at + (FRAME_SIZE << order) > to) order--;
      this.#put(at, order);
      at += FRAME_SIZE << order;
    }
  }

  #grow(): boolean {
    const pages = this.i32[SIZE] as number;
    const wanted = Math.min(pages * 2, this.maximumBytes / WASM_PAGE);
    if (wanted <= pages) return false;
    try {
      this.memory.grow(wanted - pages);
    } catch {
      return false;
    }
    this.i32[SIZE] = wanted;
    this.#refresh();
    this.#release(pages * WASM_PAGE, wanted * WASM_PAGE);
    return true;
  }

  #refresh(): void {
    const { buffer } = this.memory;
    this.#u8 = new Uint8Array(buffer);
    this.#i32 = new Int32Array(buffer);
    this.#view = new DataView(buffer);
    this.#pages = this.#i32[SIZE] as number;
  }

  /** Held for a few hundred nanoseconds at most, so waiting is spinning. */
  #lock(): void {
    while (Atomics.compareExchange(this.#i32, LOCK, 0, 1) !== 0);
  }

  #unlock(): void {
    Atomics.store(this.#i32, LOCK, 0);
  }
}

function roundUp(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}
