/**
 * A port that leads back to the same processor, through bytes all the same.
 *
 * Every call is encoded, its bytes copied, decoded, made, and the answer goes the same way back: what
 * works through it works between processors, since nothing but values, handles and lease tokens passes.
 */
import type { Lease } from './lease.ts';
import { Message, type LeaseCarrier } from './message.ts';
import type { Port } from './ipc.ts';
import type { ObjectHandle } from './object-handle.ts';
import type { ObjectTable } from './object-table.ts';
import { Errno } from '../generated/errors.ts';

export class LoopbackPort implements Port, LeaseCarrier {
  readonly #table: ObjectTable;
  readonly #idle: Message[] = [];
  readonly #lent = new Map<number, Lease>();
  #nextToken = 1;

  constructor(table: ObjectTable) {
    this.#table = table;
  }

  open(): Message {
    const message = this.#idle.pop() ?? new Message(this);
    message.clear();
    return message;
  }

  call(target: ObjectHandle, method: number, message: Message): void {
    const far = this.open();
    far.receive(message.bytes.slice(0, message.length));
    const entry = this.#table.entry(target);
    if (entry === undefined) {
      this.#lent.clear();
      far.clear();
      far.putNumber(Errno.ESTALE);
    } else {
      entry.dispatch(entry.object, method, far);
    }
    message.receive(far.bytes.slice(0, far.length));
    this.done(far);
  }

  send(target: ObjectHandle, method: number, message: Message): void {
    this.call(target, method, message);
    this.done(message);
  }

  done(message: Message): void {
    this.#idle.push(message);
  }

  lend(lease: Lease): number {
    const token = this.#nextToken++;
    this.#lent.set(token, lease);
    return token;
  }

  /** A lease is decoded once, before the object is called. */
  borrow(token: number): Lease {
    const lease = this.#lent.get(token);
    if (lease === undefined) throw new Error(`lease ${token} is not lent`);
    this.#lent.delete(token);
    return lease;
  }
}
