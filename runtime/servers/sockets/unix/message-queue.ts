/**
 * What waits to be received: bytes in one ring, and a record for each message (of a stream: each piece that was sent in
 * one go). Records and ring are reused, so that sending and receiving allocate nothing.
 */
import type { Lease } from '../../../kernel/lease.ts';
import type { UnixSocket } from './unix-socket.ts';

const FIRST_CAPACITY = 4096;

export class Segment {
  length = 0;
  /** What the sender is charged until it is received. */
  charge = 0;
  sender: UnixSocket | undefined;
  parcel = 0;
  /** Whether the sender's identity was taken down: somebody had asked for it by then. */
  identified = false;
  process = 0;
  user = 0;
  group = 0;
  seconds = 0;
  nanoseconds = 0;
}

export class MessageQueue {
  #ring: Uint8Array = NOTHING;
  #start = 0;
  #segments: Segment[] = [];
  #first = 0;
  #room = 0;
  /** Messages, and bytes in all of them. */
  count = 0;
  length = 0;

  /** The message so many places behind the first; it is there. */
  at(index: number): Segment {
    return this.#segments[(this.#first + index) & (this.#segments.length - 1)] as Segment;
  }

  /** Copies bytes to the end, not yet a message; how many came before a fault. */
  take(from: Lease, count: number): number {
    if (this.length + count > this.#ring.length) this.#grow(this.length + count);
    const mask = this.#ring.length - 1;
    const at = (this.#start + this.length) & mask;
    const first = Math.min(count, this.#ring.length - at);
    const done = from.take(this.#ring, at, at + first);
    this.#room = count;
    if (done < first || first === count) return done;
    return done + from.take(this.#ring, 0, count - first);
  }

  /** Makes a message of the bytes that were taken; the caller fills the record. */
  append(): Segment {
    if (this.count === this.#segments.length) this.#moreSegments();
    const segment = this.at(this.count);
    segment.length = this.#room;
    this.count++;
    this.length += this.#room;
    return segment;
  }

  /** Copies bytes to a lease; how many arrived before a fault. They stay. */
  give(into: Lease, offset: number, count: number): number {
    const at = (this.#start + offset) & (this.#ring.length - 1);
    const first = Math.min(count, this.#ring.length - at);
    const done = into.put(this.#ring, at, at + first);
    if (done < first || first === count) return done;
    return done + into.put(this.#ring, 0, count - first);
  }

  /** The first message loses bytes at its beginning. */
  consume(count: number): void {
    this.at(0).length -= count;
    this.#forward(count);
  }

  /** The first message is gone, with what is left of it. */
  shift(): void {
    const segment = this.at(0);
    this.#forward(segment.length);
    segment.sender = undefined;
    segment.parcel = 0;
    this.#first = (this.#first + 1) & (this.#segments.length - 1);
    this.count--;
  }

  /** The parcels in all messages. */
  parcels(): number[] {
    const found: number[] = [];
    for (let i = 0; i < this.count; i++) if (this.at(i).parcel !== 0) found.push(this.at(i).parcel);
    return found;
  }

  #forward(count: number): void {
    this.length -= count;
    this.#start = this.length === 0 ? 0 : (this.#start + count) & (this.#ring.length - 1);
  }

  #grow(least: number): void {
    let size = Math.max(this.#ring.length, FIRST_CAPACITY);
    while (size < least) size *= 2;
    const ring = new Uint8Array(size);
    const first = Math.min(this.length, this.#ring.length - this.#start);
    ring.set(this.#ring.subarray(this.#start, this.#start + first));
    ring.set(this.#ring.subarray(0, this.length - first), first);
    this.#ring = ring;
    this.#start = 0;
  }

  #moreSegments(): void {
    const more: Segment[] = [];
    for (let i = 0; i < this.count; i++) more.push(this.at(i));
    const size = Math.max(4, 2 * this.#segments.length);
    while (more.length < size) more.push(new Segment());
    this.#segments = more;
    this.#first = 0;
  }
}

const NOTHING = new Uint8Array(0);
