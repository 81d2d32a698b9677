/**
 * What was sent with MSG_MORE or under TCP_CORK: it waits at the sender for what belongs to it, at most for a fifth of a second and until
 * it fills half of the window. Made for those who ask for it; as Linux 6.18 does it over loopback (tcp_push, forced_push, and the timer
 * of tcp_check_probe_timer).
 */
import type { Lease } from '../../kernel/lease.ts';
import { ByteRing } from './byte-ring.ts';
import type { TcpEnd } from './tcp-end.ts';
import { SEGMENT4, SEGMENT6 } from './tcp-segment.ts';

/** Milliseconds (TCP_RTO_MIN). */
const LONGEST = 200;

export class TcpHeld {
  readonly #end: TcpEnd;
  readonly #ring: ByteRing;
  #timer: { cancel(): void } | undefined;

  constructor(end: TcpEnd) {
    this.#end = end;
    this.#ring = new ByteRing(end.stack.rings);
  }

  get length(): number {
    return this.#ring.length;
  }

  /** Takes up to `count` bytes from a lease; how many, or EFAULT. */
  fill(from: Lease, count: number): number {
    return this.#ring.fill(from, count);
  }

  /** More is to come: what is enough goes all the same. */
  wait(): void {
    if (this.#ring.length >= this.#most) return this.sendAll();
    this.#timer ??= this.#end.stack.services.timers.after(LONGEST, () => {
      this.#timer = undefined;
      this.sendAll();
    });
  }

  sendAll(): void {
    const end = this.#end;
    const { peer } = end;
    const ring = this.#ring;
    if (ring.length === 0 || peer === undefined) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (peer.refusesData) {
      this.drop();
      peer.done();
      end.resetArrived();
      return;
    }
    while (ring.length > 0) {
      const piece = ring.front(ring.length);
      peer.ring.add(piece, 0, piece.length);
      ring.skip(piece.length);
    }
    peer.arrived();
  }

  /** The connection is over: nobody will get it. */
  drop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#ring.release();
  }

  get #most(): number {
    const { localAddress, peer } = this.#end;
    const segment = localAddress.isV4 ? SEGMENT4 : SEGMENT6;
    return Math.min(segment, peer?.window ?? segment) >>> 1;
  }
}
