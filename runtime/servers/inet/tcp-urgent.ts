/**
 * Urgent data as Linux has it: one byte of the stream with a mark, kept beside the stream unless SO_OOBINLINE. Positions
 * are counted from the beginning of the stream. tcp(7), tcp_check_urg and tcp_recv_urg of net/ipv4/tcp*.c.
 */
import { Errno } from '../../generated/errors.ts';
import { SendFlags } from '../../generated/flags.ts';
import type { Lease } from '../../kernel/lease.ts';
import type { ByteRing } from './byte-ring.ts';

const Urgent = { none: 0, there: 1, read: 2 } as const;

export class TcpUrgent {
  #state: number = Urgent.none;
  /** Where the urgent byte stands in the stream. */
  #at = 0;
  #byte: Uint8Array | undefined;

  /** Whether there is a mark in the stream at or behind what was read. */
  get marked(): boolean {
    return this.#state !== Urgent.none;
  }

  /** Whether the byte can be fetched: POLLPRI. */
  get pending(): boolean {
    return this.#state === Urgent.there;
  }

  /** The last byte that went into the ring is urgent. */
  mark(ring: ByteRing, inline: boolean): void {
    // One that the reader stands at and did not fetch is lost; it is no part of the stream.
    const lost = this.#state !== Urgent.none && this.#at === ring.consumed && !inline;
    if (lost && ring.length > 1) ring.skip(1);
    this.#at = ring.written - 1;
    this.#state = Urgent.there;
    this.#byte ??= new Uint8Array(1);
    this.#byte[0] = ring.at(ring.length - 1);
  }

  /** Whether the next byte to read is the urgent one (SIOCATMARK). */
  atMark(ring: ByteRing): boolean {
    return this.#state !== Urgent.none && this.#at === ring.consumed;
  }

  /** Whether the next byte to read is urgent and not part of the stream. */
  hides(ring: ByteRing, inline: boolean): boolean {
    return !inline && this.atMark(ring);
  }

  /** How many bytes stand before the mark; all of them when there is none. */
  before(ring: ByteRing): number {
    const distance = this.#at - ring.consumed;
    return this.#state === Urgent.none || distance <= 0 || distance >= ring.length ? ring.length : distance;
  }

  /** Bytes were read: a mark that lies behind is over. */
  passed(ring: ByteRing): void {
    if (this.#state !== Urgent.none && ring.consumed > this.#at) this.#state = Urgent.none;
  }

  /** MSG_OOB: 1, 0 for a lease without room, or an error. `ended`: nothing more can come. */
  receive(into: Lease, flags: number, inline: boolean, closed: boolean, ended: boolean): number {
    if (inline || this.#state === Urgent.none || this.#state === Urgent.read) return Errno.EINVAL;
    if (closed) return Errno.ENOTCONN;
    if (this.#state !== Urgent.there) return ended ? 0 : Errno.EAGAIN;
    if ((flags & SendFlags.peek) === 0) this.#state = Urgent.read;
    if (into.remaining === 0 || this.#byte === undefined) return 0;
    return into.put(this.#byte, 0, 1) === 1 ? 1 : Errno.EFAULT;
  }
}
