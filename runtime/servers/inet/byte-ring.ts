/**
 * Bytes on their way through a connection: a ring that grows as far as it must and gives its memory back when it is
 * empty and large. Nothing is allocated on the plain way; rings of one machine share their spare memory.
 */
import { Errno } from '../../generated/errors.ts';
import type { Lease } from '../../kernel/lease.ts';

/** The least capacity; all capacities are powers of two. */
const LEAST = 4096;
/** A larger ring lets its memory go when it runs empty, and takes it back when bytes come. */
const KEPT = 65_536;
/** Spare memory of one capacity, in pieces, and of all larger ones together, in bytes. */
const SPARE = 64;
const MOST_LARGE = 2 ** 24;
const NOTHING = new Uint8Array(0);

/** Memory of rings that are not used now, by capacity. */
export class RingPool {
  readonly #spare = new Map<number, Uint8Array[]>();
  #large = 0;

  take(capacity: number): Uint8Array {
    return this.spare(capacity) ?? new Uint8Array(capacity);
  }

  /** Memory that is there already. */
  spare(capacity: number): Uint8Array | undefined {
    const bytes = this.#spare.get(capacity)?.pop();
    if (bytes !== undefined && capacity > KEPT) this.#large -= capacity;
    return bytes;
  }

  give(bytes: Uint8Array): void {
    const { length } = bytes;
    if (length < LEAST || (length > KEPT && this.#large + length > MOST_LARGE)) return;
    const list = this.#spare.get(length);
    if (list === undefined) this.#spare.set(length, [bytes]);
    else if (list.length < SPARE) list.push(bytes);
    else return;
    if (length > KEPT) this.#large += length;
  }
}

export class ByteRing {
  readonly #pool: RingPool;
  #bytes: Uint8Array = NOTHING;
  #start = 0;
  /** The capacity that it had last: who sends much once does so again. */
  #usual = LEAST;
  /** Bytes in it. */
  length = 0;
  /** Bytes that went in and came out since the beginning. */
  written = 0;
  consumed = 0;

  constructor(pool: RingPool) {
    this.#pool = pool;
  }

  /** Takes up to `count` bytes from a lease; how many before a fault, EFAULT when none of them could be read. */
  fill(from: Lease, count: number): number {
    this.#reserve(count);
    const capacity = this.#bytes.length;
    let done = 0;
    while (done < count) {
      const at = (this.#start + this.length) & (capacity - 1);
      const piece = Math.min(count - done, capacity - at);
      const got = from.take(this.#bytes, at, at + piece);
      this.length += got;
      done += got;
      if (got < piece) break;
    }
    this.written += done;
    return done === 0 && count > 0 ? Errno.EFAULT : done;
  }

  /** Puts bytes[start..end) in. */
  add(bytes: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    const capacity = this.#bytes.length;
    let from = start;
    while (from < end) {
      const at = (this.#start + this.length) & (capacity - 1);
      const piece = Math.min(end - from, capacity - at);
      this.#bytes.set(bytes.subarray(from, from + piece), at);
      this.length += piece;
      from += piece;
    }
    this.written += end - start;
  }

  /** Gives `count` bytes to a lease, from `offset` on, and leaves them here; how many arrived before a fault. */
  peek(into: Lease, offset: number, count: number): number {
    let done = 0;
    while (done < count) {
      const at = (this.#start + offset + done) & (this.#bytes.length - 1);
      const piece = Math.min(count - done, this.#bytes.length - at);
      const got = into.put(this.#bytes, at, at + piece);
      done += got;
      if (got < piece) break;
    }
    return done;
  }

  /** The byte at an offset. */
  at(offset: number): number {
    return this.#bytes[(this.#start + offset) & (this.#bytes.length - 1)] ?? 0;
  }

  /** The first bytes in one piece, as a view that is good until the ring is touched. */
  front(most: number): Uint8Array {
    const count = Math.min(most, this.length, this.#bytes.length - this.#start);
    return this.#bytes.subarray(this.#start, this.#start + count);
  }

  /** Lets the first bytes go. */
  skip(count: number): void {
    this.length -= count;
    this.consumed += count;
    this.#start = this.length === 0 ? 0 : (this.#start + count) & (this.#bytes.length - 1);
    if (this.length === 0 && this.#bytes.length > KEPT) {
      this.#pool.give(this.#bytes);
      this.#bytes = NOTHING;
    }
  }

  /** All its bytes are out, and their memory is somebody else's. */
  leave(): void {
    this.consumed += this.length;
    this.length = 0;
    this.#start = 0;
    this.#bytes = NOTHING;
  }

  /** Nothing goes in or out any more. */
  release(): void {
    this.#pool.give(this.#bytes);
    this.#bytes = NOTHING;
    this.#start = 0;
    this.length = 0;
  }

  #reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.#bytes.length) return;
    if (this.#bytes.length === 0 && this.#usual >= needed) {
      this.#bytes = this.#pool.spare(this.#usual) ?? NOTHING;
      if (this.#bytes.length > 0) return;
    }
    let capacity = Math.max(LEAST, this.#bytes.length);
    while (capacity < needed) capacity *= 2;
    this.#usual = capacity;
    const bytes = this.#pool.take(capacity);
    const first = Math.min(this.length, this.#bytes.length - this.#start);
    bytes.set(this.#bytes.subarray(this.#start, this.#start + first));
    bytes.set(this.#bytes.subarray(0, this.length - first), first);
    this.#pool.give(this.#bytes);
    this.#bytes = bytes;
    this.#start = 0;
  }
}
