/**
 * eventfd(2): a 64-bit counter. A write adds to it and waits while it would reach its greatest value; a read takes all of it,
 * or one when it is a semaphore.
 */
import { Errno } from '../../generated/errors.ts';
import { Availability } from '../../generated/flags.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { Lease } from '../../kernel/lease.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';
import { EventObject, type NamelessNode } from './event-object.ts';

const BYTES = 8;
const WORD = 2 ** 32;
const ALL = 0xffff_ffff;

export class EventCounter extends EventObject {
  /** The value, in two unsigned words: it may be more than a number holds. */
  #high = 0;
  #low: number;
  readonly #semaphore: boolean;
  readonly #given = { high: 0, low: 0 };

  constructor(ipc: Ipc, node: NamelessNode, count: number, semaphore: boolean) {
    super(ipc, node, 'eventfd');
    this.#low = count;
    this.#semaphore = semaphore;
  }

  override receive(into: Lease, _flags: number): number {
    if (into.remaining < BYTES) return Errno.EINVAL;
    const high = this.#high;
    const low = this.#low;
    if (high === 0 && low === 0) return WOULD_BLOCK;
    if (this.#semaphore) {
      this.#low = low === 0 ? ALL : low - 1;
      if (low === 0) this.#high = high - 1;
    } else {
      this.#high = 0;
      this.#low = 0;
    }
    this.tell(Availability.writable);
    const done = this.#semaphore ? into.putWide(0, 1) : into.putWide(high, low);
    return done < BYTES ? Errno.EFAULT : BYTES;
  }

  override send(from: Lease, _flags: number): number {
    if (from.remaining < BYTES) return Errno.EINVAL;
    const given = this.#given;
    if (!from.takeWide(given)) return Errno.EFAULT;
    if (given.high === ALL && given.low === ALL) return Errno.EINVAL;
    const low = this.#low + given.low;
    const high = this.#high + given.high + (low >= WORD ? 1 : 0);
    if (high > ALL || (high === ALL && low % WORD === ALL)) return WOULD_BLOCK;
    this.#high = high;
    this.#low = low % WORD;
    // Eight bytes are looked at, however many there are.
    from.skip(from.remaining);
    this.tell(Availability.readable);
    return BYTES;
  }

  getAvailability(): number {
    const readable = this.#high !== 0 || this.#low !== 0;
    // Full is one below the greatest value.
    const full = this.#high === ALL && this.#low === ALL - 1;
    return Availability.plain | (readable ? Availability.readable : 0) | (full ? 0 : Availability.writable);
  }
}
