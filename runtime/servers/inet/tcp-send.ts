/** send(2) on a connection (tcp_sendmsg). */
import { Errno } from '../../generated/errors.ts';
import { SendFlags } from '../../generated/flags.ts';
import type { Lease } from '../../kernel/lease.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';
import type { TcpEnd } from './tcp-end.ts';
import { TcpState } from './tcp-state.ts';

/** How many bytes it took; a part when there is no room for all. */
export function send(end: TcpEnd, from: Lease, flags: number): number {
  const { state } = end;
  if (state !== TcpState.established && state !== TcpState.closeWait && state !== TcpState.synReceived) {
    // A connection that is being made is waited for (sk_stream_wait_connect).
    if (state === TcpState.synSent && end.error === 0) return WOULD_BLOCK;
    if (end.error !== 0) return end.takeError();
    return Errno.EPIPE;
  }
  if (end.error !== 0 || end.writeShut) return end.takeError() || Errno.EPIPE;
  const { peer } = end;
  if (peer === undefined) return Errno.EPIPE;
  if (from.remaining === 0) return 0;
  if (refusesData(peer)) {
    // The bytes go, and RST comes back.
    const count = from.remaining;
    from.skip(count);
    peer.done();
    end.resetArrived();
    return count;
  }
  const { room } = end;
  if (room === 0) {
    end.wantsRoom = true;
    return WOULD_BLOCK;
  }
  const wanted = from.remaining;
  const count = peer.ring.fill(from, Math.min(wanted, room));
  if (count < 0) return count;
  end.stack.carry(count);
  if ((flags & SendFlags.outOfBand) !== 0 && count === wanted) {
    peer.urgent.mark(peer.ring, peer.settings.outOfBandInline);
    peer.owner?.urgent();
  }
  end.moreComes = (flags & SendFlags.more) !== 0;
  // The next send would wait, or poll asks after it.
  if (!end.writable) end.wantsRoom = true;
  peer.arrived();
  return count;
}

/** Bytes of the host for the end's peer: how many of them were taken. */
export function sendBytes(end: TcpEnd, bytes: Uint8Array, start: number): number {
  const { peer } = end;
  if (peer === undefined || end.writeShut) return bytes.length - start;
  if (refusesData(peer)) {
    peer.done();
    end.resetArrived();
    return bytes.length - start;
  }
  const count = Math.min(bytes.length - start, end.room);
  if (count < bytes.length - start) end.wantsRoom = true;
  if (count === 0) return 0;
  peer.ring.add(bytes, start, start + count);
  peer.arrived();
  return count;
}

/** A closed end, or one that said it neither sends nor reads any more, answers data with RST (RFC 1122, 4.2.2.13). */
function refusesData(peer: TcpEnd): boolean {
  return peer.orphan || (peer.state === TcpState.finWait2 && peer.readShut);
}
