/** UNIX sockets of messages: datagrams and sequenced packets share how they are sent and received (unix_dgram_sendmsg). */
import { SocketFamily } from '../../../generated/enums.ts';
import { Errno } from '../../../generated/errors.ts';
import { Ancillary, SendFlags } from '../../../generated/flags.ts';
import type { SocketMessage } from '../../../generated/structs.ts';
import type { Lease } from '../../../kernel/lease.ts';
import { WOULD_BLOCK } from '../../../kernel/result.ts';
import { datagramCharge } from './charge.ts';
import type { Segment } from './message-queue.ts';
import { tellSender, type UnixSocket } from './unix-socket.ts';

/** net.unix.max_dgram_qlen: messages that a socket takes from others than the one that it is connected to. */
const MOST_MESSAGES = 10;
/** What a message must leave of the sender's buffer. */
const RESERVED = 32;

/** Whether others than its peer find a queue full. */
export function isFull(socket: UnixSocket): boolean {
  return socket.queue.count > MOST_MESSAGES;
}

/** What one message may be refused for before it is known where it goes; 0 when there is room. */
export function admit(socket: UnixSocket, length: number): number {
  if (length > socket.options.sendBuffer - RESERVED) return Errno.EMSGSIZE;
  if (socket.error !== 0) return socket.takeError();
  if (socket.writeShut) return Errno.EPIPE;
  return socket.charge >= socket.options.sendBuffer ? WOULD_BLOCK : 0;
}

/** Puts a message into the queue of another socket, whole. */
export function deliver(sender: UnixSocket, to: UnixSocket, from: Lease, about: SocketMessage): number {
  const length = from.remaining;
  if (to.queue.take(from, length) < length) return Errno.EFAULT;
  to.enqueue(sender, about, datagramCharge(length));
  to.tell();
  return length;
}

/** Receives the first message of a queue; the caller has looked that there is one, or says why there is none. */
export function receivePacket(
  socket: UnixSocket,
  into: Lease,
  flags: number,
  about: SocketMessage,
  none: number,
): number {
  const { queue, options } = socket;
  const peek = (flags & SendFlags.peek) !== 0;
  about.flags = 0;
  about.ancillary = 0;
  about.parcel = 0;
  about.address.family = SocketFamily.unspecified;
  if ((flags & SendFlags.outOfBand) !== 0) return Errno.EOPNOTSUPP;
  if (socket.error !== 0) return socket.takeError();
  let index = 0;
  let at = 0;
  let skip = peek ? Math.max(0, options.peekOffset) : 0;
  // An offset of peeks passes over whole messages (SO_PEEK_OFF).
  while (skip > 0 && index < queue.count && skip >= queue.at(index).length) {
    skip -= queue.at(index).length;
    at += queue.at(index).length;
    index++;
  }
  if (index >= queue.count) return none;
  const segment = queue.at(index);
  const length = segment.length - skip;
  const wanted = Math.min(length, into.remaining);
  tellSender(segment, about);
  const given = queue.give(into, at + skip, wanted);
  if (given === wanted) {
    if (wanted < length) about.flags |= SendFlags.truncate;
    describe(socket, segment, about);
    about.parcel = segment.parcel;
  }
  if (peek && options.peekOffset >= 0 && given === wanted) options.peekOffset += wanted;
  if (!peek) {
    const { parcel } = segment;
    socket.dequeue();
    socket.tellWaiting();
    // A message whose bytes could not be given is lost all the same.
    if (given < wanted && parcel !== 0) socket.services.parcels.release(parcel);
  }
  if (given < wanted) return Errno.EFAULT;
  return (flags & SendFlags.truncate) !== 0 ? length : wanted;
}

function describe(socket: UnixSocket, segment: Segment, about: SocketMessage): void {
  const { options } = socket;
  if (options.timestamp) {
    about.ancillary |= Ancillary.time;
    about.time.seconds = segment.seconds;
    about.time.nanoseconds = segment.nanoseconds;
  }
  if (!options.passCredentials) return;
  about.ancillary |= Ancillary.credentials;
  socket.identify(segment, about);
}
