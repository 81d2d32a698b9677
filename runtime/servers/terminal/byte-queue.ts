/** Bytes under way in one direction, bounded: a ring that grows until it holds `capacity`. */
const FIRST = 1024;

export class ByteQueue {
  readonly capacity: number;
  #bytes = new Uint8Array(FIRST);
  #start = 0;
  #length = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get length(): number {
    return this.#length;
  }

  get room(): number {
    return this.capacity - this.#length;
  }

  /** Takes what fits; answers how many bytes that were. */
  put(bytes: Uint8Array, start: number, end: number): number {
    const count = Math.min(end - start, this.room);
    if (this.#length + count > this.#bytes.length) this.#grow(this.#length + count);
    const size = this.#bytes.length;
    const at = (this.#start + this.#length) % size;
    const first = Math.min(count, size - at);
    this.#bytes.set(bytes.subarray(start, start + first), at);
    this.#bytes.set(bytes.subarray(start + first, start + count), 0);
    this.#length += count;
    return count;
  }

  /** Takes at most so many bytes out. */
  take(into: Uint8Array, start: number, most: number): number {
    const count = Math.min(most, this.#length);
    const size = this.#bytes.length;
    const first = Math.min(count, size - this.#start);
    into.set(this.#bytes.subarray(this.#start, this.#start + first), start);
    into.set(this.#bytes.subarray(0, count - first), start + first);
    this.#start = (this.#start + count) % size;
    this.#length -= count;
    return count;
  }

  /** Throws away the oldest bytes but not more than so many. */
  drop(most: number): void {
    const count = Math.min(most, this.#length);
    this.#start = (this.#start + count) % this.#bytes.length;
    this.#length -= count;
  }

  /** Throws away what is behind the oldest `most` bytes. */
  keep(most: number): void {
    this.#length = Math.min(this.#length, most);
  }

  clear(): void {
    this.#start = 0;
    this.#length = 0;
  }

  #grow(least: number): void {
    let size = this.#bytes.length;
    while (size < least) size *= 2;
    const bytes = new Uint8Array(size);
    const held = this.#length;
    this.take(bytes, 0, held);
    this.#bytes = bytes;
    this.#start = 0;
    this.#length = held;
  }
}
