/**
 * A piece of the caller's memory, lent to a server for the time of one call.
 *
 * The server moves bytes with `put` (to the caller) or `take` (from the caller); both go on from where
 * the last one stopped, across all segments of an iovec, and answer how many bytes went through before
 * a fault. A server that got 0 of n > 0 bytes through answers EFAULT; a part is a success with the part.
 *
 * Lease objects are reused: nothing is allocated per call, and none may be kept after the call.
 */

import type { Order } from '../../emulator/index.ts';

/** Memory that can be copied from and to, up to the first fault. An address space is one. */
export interface LeaseMemory {
  /** How numbers lie in it. */
  readonly order: Order;
  /** Copies bytes[start..end) to memory at an address; answers how many arrived. */
  copyOut(address: number, bytes: Uint8Array, start: number, end: number): number;
  /** Copies from memory at an address into bytes[start..end); answers how many arrived. */
  copyIn(address: number, bytes: Uint8Array, start: number, end: number): number;
}

/** Memory of the kernel itself: addresses are indices. */
class PlainMemory implements LeaseMemory {
  readonly order = 'little';
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  copyOut(address: number, bytes: Uint8Array, start: number, end: number): number {
    const count = Math.max(0, Math.min(end - start, this.bytes.length - address));
    this.bytes.set(bytes.subarray(start, start + count), address);
    return count;
  }

  copyIn(address: number, bytes: Uint8Array, start: number, end: number): number {
    const count = Math.max(0, Math.min(end - start, this.bytes.length - address));
    bytes.set(this.bytes.subarray(address, address + count), start);
    return count;
  }
}

const NO_MEMORY: LeaseMemory = { order: 'little', copyOut: () => 0, copyIn: () => 0 };

export class Lease {
  #memory: LeaseMemory = NO_MEMORY;
  #addresses: number[] = [];
  #lengths: number[] = [];
  #segments = 0;
  #segment = 0;
  #within = 0;
  #moved = 0;
  #faulted = false;
  /** A 64-bit number on its way, once there was one. */
  #wide: DataView | undefined;
  #bytes: Uint8Array | undefined;

  /** Bytes lent in all. */
  length = 0;

  /** A lease over plain bytes: for the kernel's own reads and for tests. */
  static over(bytes: Uint8Array): Lease {
    return new Lease().reset(new PlainMemory(bytes)).add(0, bytes.length);
  }

  /** A lease over one piece of memory. */
  static of(memory: LeaseMemory, address: number, length: number): Lease {
    return new Lease().reset(memory).add(address, length);
  }

  /** Makes the object a lease without segments over this memory. */
  reset(memory: LeaseMemory): this {
    this.#memory = memory;
    this.#segments = 0;
    this.length = 0;
    return this.rewind();
  }

  /** Adds a segment; one of 0 bytes counts for nothing. */
  add(address: number, length: number): this {
    if (length > 0) {
      this.#addresses[this.#segments] = address;
      this.#lengths[this.#segments] = length;
      this.#segments++;
      this.length += length;
    }
    return this;
  }

  /** Lends only the first bytes. */
  shorten(length: number): this {
    let left = length;
    let kept = 0;
    while (kept < this.#segments && left > 0) {
      const whole = this.#lengths[kept] as number;
      this.#lengths[kept] = Math.min(whole, left);
      left -= Math.min(whole, left);
      kept++;
    }
    this.#segments = kept;
    this.length = length - left;
    return this;
  }

  /** Stands at the first byte again. */
  rewind(): this {
    this.#segment = 0;
    this.#within = 0;
    this.#moved = 0;
    this.#faulted = false;
    return this;
  }

  /** Passes over bytes that went through in an earlier try of the same call. */
  skip(count: number): this {
    let left = count;
    while (left > 0 && this.#segment < this.#segments) {
      const rest = (this.#lengths[this.#segment] as number) - this.#within;
      const step = rest < left ? rest : left;
      left -= step;
      if (step === rest) {
        this.#segment++;
        this.#within = 0;
      } else {
        this.#within += step;
      }
    }
    this.#moved += count - left;
    return this;
  }

  /** Bytes that went through so far. */
  get moved(): number {
    return this.#moved;
  }

  /** Bytes that are still to go. */
  get remaining(): number {
    return this.length - this.#moved;
  }

  /** Whether a fault stopped it: nothing goes through any more. */
  get faulted(): boolean {
    return this.#faulted;
  }

  /** Copies bytes[start..end) to the caller, at most what remains; answers how many arrived before a fault. */
  put(bytes: Uint8Array, start = 0, end = bytes.length): number {
    return this.#move(bytes, start, end, true);
  }

  /** Copies from the caller into bytes[start..end), at most what remains; answers how many arrived before a fault. */
  take(bytes: Uint8Array, start = 0, end = bytes.length): number {
    return this.#move(bytes, start, end, false);
  }

  /** Copies a 64-bit number to the caller, in the order of its memory; answers how many bytes arrived. */
  putWide(high: number, low: number): number {
    const little = this.#memory.order === 'little';
    const view = (this.#wide ??= new DataView(new ArrayBuffer(8)));
    this.#bytes ??= new Uint8Array(view.buffer);
    view.setUint32(0, little ? low : high, little);
    view.setUint32(4, little ? high : low, little);
    return this.#move(this.#bytes, 0, 8, true);
  }

  /** Takes a 64-bit number in the order of the caller's memory: `high` and `low`. False when not all of it could be read. */
  takeWide(into: { high: number; low: number }): boolean {
    const view = (this.#wide ??= new DataView(new ArrayBuffer(8)));
    this.#bytes ??= new Uint8Array(view.buffer);
    if (this.#move(this.#bytes, 0, 8, false) < 8) return false;
    const little = this.#memory.order === 'little';
    into.high = view.getUint32(little ? 4 : 0, little);
    into.low = view.getUint32(little ? 0 : 4, little);
    return true;
  }

  #move(bytes: Uint8Array, start: number, end: number, out: boolean): number {
    let at = start;
    while (at < end && !this.#faulted && this.#segment < this.#segments) {
      // Indices below #segments are always set.
      const address = (this.#addresses[this.#segment] as number) + this.#within;
      const left = (this.#lengths[this.#segment] as number) - this.#within;
      const count = left < end - at ? left : end - at;
      const done = out
        ? this.#memory.copyOut(address, bytes, at, at + count)
        : this.#memory.copyIn(address, bytes, at, at + count);
      at += done;
      if (done < count) this.#faulted = true;
      if (done === left) {
        this.#segment++;
        this.#within = 0;
      } else {
        this.#within += done;
      }
    }
    this.#moved += at - start;
    return at - start;
  }
}
