/** Receiving datagrams (udp_recvmsg), and errors about those that were sent. */
import { SocketFamily, SocketOption } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { Ancillary, SendFlags } from '../../generated/flags.ts';
import type { SocketMessage } from '../../generated/structs.ts';
import type { Lease } from '../../kernel/lease.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';
import { setAddress } from '../sockets/address.ts';
import { showName } from './address.ts';
import type { Datagram } from './datagram-queue.ts';
import { LOOPBACK_INTERFACE } from './interfaces.ts';
import type { UdpSocket } from './udp-socket.ts';

export function receiveDatagram(socket: UdpSocket, into: Lease, flags: number, about: SocketMessage): number {
  about.ancillary = 0;
  about.flags = 0;
  about.address.family = SocketFamily.unspecified;
  if ((flags & SendFlags.errorQueue) !== 0) return receiveError(socket, into, about);
  const error = socket.takeError();
  if (error !== 0) return error;
  const { queue } = socket;
  const datagram = queue.first;
  if (datagram === undefined) {
    return socket.readShut && (flags & SendFlags.dontWait) === 0 ? 0 : WOULD_BLOCK;
  }
  const count = Math.min(into.remaining, datagram.length);
  const done = into.put(datagram.bytes, 0, count);
  if (done < count) {
    // What could not be written is lost (skb_kill_datagram only on a bad checksum; the datagram is gone all the same).
    if ((flags & SendFlags.peek) === 0) queue.shift();
    return Errno.EFAULT;
  }
  if (count < datagram.length) about.flags |= SendFlags.truncate;
  showName(about.address, socket.family, datagram.from, datagram.fromPort);
  if (socket.ip.wantsMore) tellMore(socket, datagram, about);
  const { options } = socket;
  if (options.timestamp) {
    about.ancillary |= Ancillary.time;
    about.time.seconds = datagram.seconds;
    about.time.nanoseconds = datagram.nanoseconds;
    if (datagram.seconds === 0) socket.services.files.now(about.time);
  }
  if (options.dropCount && datagram.dropped > 0) {
    about.ancillary |= Ancillary.dropCount;
    about.dropped = datagram.dropped;
  }
  const result = (flags & SendFlags.truncate) !== 0 ? datagram.length : count;
  if ((flags & SendFlags.peek) === 0) queue.shift();
  return result;
}

/** The ancillary data that the socket asked for. */
function tellMore({ ip, family }: UdpSocket, datagram: Datagram, about: SocketMessage): void {
  const v4 = datagram.to.isV4;
  const wants = (option4: number, option6: number): boolean =>
    (v4 && ip.get(option4) !== 0) || (family === SocketFamily.inet6 && ip.get(option6) !== 0);
  if (wants(SocketOption.ipPacketInformation, SocketOption.ipv6ReceivePacketInformation)) {
    about.ancillary |= Ancillary.packetInformation;
    showName(about.local, family, datagram.to, 0);
    about.interface = LOOPBACK_INTERFACE;
  }
  if (wants(SocketOption.ipReceiveTimeToLive, SocketOption.ipv6ReceiveHopLimit)) {
    about.ancillary |= Ancillary.hopLimit;
    about.hopLimit = datagram.hopLimit;
  }
  if (wants(SocketOption.ipReceiveTypeOfService, SocketOption.ipv6ReceiveTrafficClass)) {
    about.ancillary |= Ancillary.trafficClass;
    about.trafficClass = datagram.trafficClass;
  }
}

function receiveError(socket: UdpSocket, into: Lease, about: SocketMessage): number {
  const queued = socket.errors.first;
  // Nobody waits for errors (sock_recv_errqueue).
  if (queued === undefined) return Errno.EAGAIN;
  const count = Math.min(into.remaining, queued.bytes.length);
  if (into.put(queued.bytes, 0, count) < count) return Errno.EFAULT;
  about.flags = SendFlags.errorQueue | (count < queued.bytes.length ? SendFlags.truncate : 0);
  setAddress(about.address, queued.address);
  about.ancillary |= Ancillary.error;
  const { fault } = queued;
  const { offender } = about.error;
  Object.assign(about.error, fault, { offender });
  setAddress(offender, fault.offender);
  socket.errors.shift();
  // The next error of the queue, if any, is the pending one (sock_dequeue_err_skb).
  socket.error = socket.errors.length > 0 ? Errno.ECONNREFUSED : 0;
  return count;
}
