/** recv(2) on a connection (tcp_recvmsg). */
import { Errno } from '../../generated/errors.ts';
import { SendFlags } from '../../generated/flags.ts';
import type { Lease } from '../../kernel/lease.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';
import type { TcpEnd } from './tcp-end.ts';
import { TcpState } from './tcp-state.ts';

/** How many bytes, 0 at the end of the stream, or an error. */
export function receive(end: TcpEnd, into: Lease, flags: number, lowWater: number): number {
  if (end.state === TcpState.listen) return Errno.ENOTCONN;
  if ((flags & SendFlags.outOfBand) !== 0) return receiveUrgent(end, into, flags);
  const { ring, urgent } = end;
  const { outOfBandInline } = end.settings;
  const wanted = into.remaining;
  // An urgent byte that stands next is no part of the stream.
  const hidden = urgent.hides(ring, outOfBandInline) ? 1 : 0;
  const there = (hidden > 0 ? ring.length : urgent.before(ring)) - hidden;
  const peek = (flags & SendFlags.peek) !== 0;
  if (there > 0 && wanted > 0) {
    if (there < Math.min(wanted, lowWater) && (flags & SendFlags.dontWait) === 0 && mayGrow(end, there)) {
      return WOULD_BLOCK;
    }
    const count = Math.min(there, wanted);
    // MSG_TRUNC throws bytes away without looking at them (tcp(7)).
    const done = (flags & SendFlags.truncate) !== 0 ? count : ring.peek(into, hidden, count);
    if (done === 0) return Errno.EFAULT;
    if (!peek) {
      ring.skip(hidden + done);
      if (urgent.marked) urgent.passed(ring);
      end.taken();
    }
    return done;
  }
  if (hidden > 0 && there === 0 && !peek) {
    // A read passes over the urgent byte, whether it was fetched or not.
    ring.skip(hidden);
    urgent.passed(ring);
  }
  if (there > 0) return 0;
  return nothing(end);
}

/** What a read answers when no data is there. */
function nothing(end: TcpEnd): number {
  if (end.finished) return 0;
  if (end.error !== 0) return end.takeError();
  if (end.readShut) return 0;
  if (end.state === TcpState.close) return Errno.ENOTCONN;
  return WOULD_BLOCK;
}

function receiveUrgent(end: TcpEnd, into: Lease, flags: number): number {
  const closed = end.state === TcpState.close;
  return end.urgent.receive(into, flags, end.settings.outOfBandInline, closed && !end.finished, closed || end.readShut);
}

/** Whether it makes sense to wait for more than is there. */
function mayGrow(end: TcpEnd, there: number): boolean {
  return !end.readShut && end.error === 0 && there === end.ring.length && there < end.window;
}

/** Bytes that a read would give now, up to urgent data (SIOCINQ). */
export function pendingBytes(end: TcpEnd): number {
  const { ring, urgent } = end;
  if (end.state === TcpState.listen) return Errno.EINVAL;
  if (end.state === TcpState.synSent) return 0;
  if (!urgent.marked || end.settings.outOfBandInline) return ring.length;
  return urgent.atMark(ring) ? 0 : urgent.before(ring);
}
