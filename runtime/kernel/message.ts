/**
 * The bytes of one call between processors: a cursor that first writes arguments, then reads them on
 * the other side, then the same for the answer.
 *
 * Numbers travel as 64-bit floats, which keep every value of the interfaces exact (they stop at 2^53).
 * A lease travels as a token: whoever carries the message says what lends and borrows leases.
 */
import { Lease } from './lease.ts';
import type { ObjectHandle } from './object-handle.ts';

/** Lends leases for the time of one call: encoding gives a token, decoding finds the memory behind it. */
export interface LeaseCarrier {
  lend(lease: Lease): number;
  borrow(token: number): Lease;
}

export class Message {
  bytes: Uint8Array;
  #view: DataView;
  #at = 0;
  #end = 0;
  #carrier: LeaseCarrier;

  constructor(carrier: LeaseCarrier, capacity = 256) {
    this.bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.bytes.buffer);
    this.#carrier = carrier;
  }

  /** Number of bytes written. */
  get length(): number {
    return this.#end;
  }

  /** Empties the message and starts to write. */
  clear(): void {
    this.#at = 0;
    this.#end = 0;
  }

  /** Goes back to the start to read what was written. */
  rewind(): void {
    this.#at = 0;
  }

  /** Takes over the bytes of another message and stands at their start: what a transport does. */
  receive(bytes: Uint8Array): void {
    this.clear();
    this.#room(bytes.length);
    this.bytes.set(bytes);
    this.#end = bytes.length;
  }

  putNumber(value: number): void {
    this.#room(8);
    this.#view.setFloat64(this.#at, value);
    this.#wrote(8);
  }

  getNumber(): number {
    this.#need(8);
    const value = this.#view.getFloat64(this.#at);
    this.#at += 8;
    return value;
  }

  putBoolean(value: boolean): void {
    this.#room(1);
    this.bytes[this.#at] = value ? 1 : 0;
    this.#wrote(1);
  }

  getBoolean(): boolean {
    this.#need(1);
    return this.bytes[this.#at++] !== 0;
  }

  /** Text is bytes, one character each. */
  putText(text: string): void {
    this.putNumber(text.length);
    this.#room(text.length);
    for (let i = 0; i < text.length; i++) this.bytes[this.#at + i] = text.charCodeAt(i);
    this.#wrote(text.length);
  }

  getText(): string {
    const length = this.getNumber();
    this.#need(length);
    let text = '';
    for (let i = 0; i < length; i++) text += String.fromCharCode(this.bytes[this.#at + i] ?? 0);
    this.#at += length;
    return text;
  }

  putBytes(source: Uint8Array): void {
    this.putNumber(source.length);
    this.#room(source.length);
    this.bytes.set(source, this.#at);
    this.#wrote(source.length);
  }

  getBytes(): Uint8Array {
    const length = this.getNumber();
    this.#need(length);
    const result = this.bytes.slice(this.#at, this.#at + length);
    this.#at += length;
    return result;
  }

  putHandle(handle: ObjectHandle): void {
    this.putNumber(handle.comm);
    this.putNumber(handle.index);
    this.putNumber(handle.sequence);
  }

  getHandle(): ObjectHandle {
    return { comm: this.getNumber(), index: this.getNumber(), sequence: this.getNumber() };
  }

  putLease(lease: Lease): void {
    this.putNumber(this.#carrier.lend(lease));
  }

  getLease(): Lease {
    return this.#carrier.borrow(this.getNumber());
  }

  #room(more: number): void {
    const needed = this.#at + more;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    larger.set(this.bytes);
    this.bytes = larger;
    this.#view = new DataView(larger.buffer);
  }

  #wrote(count: number): void {
    this.#at += count;
    if (this.#at > this.#end) this.#end = this.#at;
  }

  #need(count: number): void {
    if (!(count >= 0 && this.#at + count <= this.#end))
      throw new Error(`message ends at byte ${this.#end}, ${count} more wanted at ${this.#at}`);
  }
}
