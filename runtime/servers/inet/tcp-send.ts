/** send(2) on a connection (tcp_sendmsg). */
import { Errno } from '../../generated/errors.ts';
import { SendFlags } from '../../generated/flags.ts';
import type { Lease } from '../../kernel/lease.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';
import type { TcpEnd } from './tcp-end.ts';
import { TcpHeld } from './tcp-held.ts';
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
  const more = (flags & SendFlags.more) !== 0 || end.settings.cork;
  const waits = (more && (flags & SendFlags.outOfBand) === 0) || (end.held !== undefined && end.held.length > 0);
  if (peer.refusesData && !waits) {
    // The bytes go, and RST comes back.
    const count = from.remaining;
    from.skip(count);
    peer.done();
    end.resetArrived();
    return count;
  }
  if (end.room === 0) {
    // Nothing that would make room comes behind what waits for more.
    if (waits) end.release();
    if (end.state === TcpState.close) return end.takeError() || Errno.EPIPE;
    if (end.room === 0) {
      end.wantsRoom = true;
      return WOULD_BLOCK;
    }
  }
  const { room } = end;
  if (waits) return sendWithMore(end, from, room, flags, more);
  const wanted = from.remaining;
  const count = peer.ring.fill(from, Math.min(wanted, room));
  if (count < 0) return count;
  end.stack.carry(count);
  if ((flags & SendFlags.outOfBand) !== 0 && count === wanted) {
    peer.urgent.mark(peer.ring, peer.settings.outOfBandInline);
    peer.owner?.urgent();
  }
  // The next send would wait, or poll asks after it.
  if (!end.writable) end.wantsRoom = true;
  peer.arrived();
  return count;
}

/** As `send`, where something waits for more, or is to: together with that. */
function sendWithMore(end: TcpEnd, from: Lease, room: number, flags: number, more: boolean): number {
  if ((flags & SendFlags.outOfBand) !== 0) {
    end.release();
    return send(end, from, flags);
  }
  const held = (end.held ??= new TcpHeld(end));
  const wanted = from.remaining;
  const count = held.fill(from, Math.min(wanted, room));
  if (count < 0) return count;
  end.stack.carry(count);
  if (more && count === wanted) held.wait();
  else held.sendAll();
  if (!end.writable) end.wantsRoom = true;
  return count;
}

/** Bytes of the host for the end's peer: how many of them were taken. */
export function sendBytes(end: TcpEnd, bytes: Uint8Array, start: number): number {
  const { peer } = end;
  if (peer === undefined || end.writeShut) return bytes.length - start;
  if (peer.refusesData) {
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
