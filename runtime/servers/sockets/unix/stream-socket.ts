/** A UNIX stream socket: bytes in pieces, each with what was sent along. unix_stream_sendmsg, unix_stream_read_generic. */
import { SocketFamily, SocketType } from '../../../generated/enums.ts';
import { Errno } from '../../../generated/errors.ts';
import { Ancillary, Availability, SendFlags } from '../../../generated/flags.ts';
import type { Credentials, SocketMessage } from '../../../generated/structs.ts';
import type { Lease } from '../../../kernel/lease.ts';
import { WOULD_BLOCK } from '../../../kernel/result.ts';
import { LONGEST_PIECE, streamCharge } from './charge.ts';
import { ConnectingSocket } from './connecting-socket.ts';
import type { Segment } from './message-queue.ts';
import { tellSender, type UnixServices } from './unix-socket.ts';

export class StreamSocket extends ConnectingSocket {
  constructor(services: UnixServices, credentials: Credentials) {
    super(services, SocketType.stream, credentials);
  }

  sendMessage(from: Lease, about: SocketMessage, flags: number): number {
    if ((flags & SendFlags.outOfBand) !== 0) return Errno.EOPNOTSUPP;
    if (about.address.family !== SocketFamily.unspecified) return this.established ? Errno.EISCONN : Errno.EOPNOTSUPP;
    const { peer } = this;
    if (peer === undefined) return Errno.ENOTCONN;
    if (this.writeShut) return Errno.EPIPE;
    if (from.remaining === 0) {
      // Nothing is sent, so what comes with it goes nowhere.
      if (about.parcel !== 0) this.services.parcels.release(about.parcel);
      return 0;
    }
    const { sendBuffer } = this.options;
    const longest = Math.min(LONGEST_PIECE, (sendBuffer >> 1) - 64);
    let sent = 0;
    let failed = 0;
    while (from.remaining > 0) {
      if (this.error !== 0) {
        failed = this.takeError();
        break;
      }
      if (this.charge >= sendBuffer) {
        failed = WOULD_BLOCK;
        break;
      }
      const size = from.remaining < longest ? from.remaining : longest;
      if (peer.queue.take(from, size) < size) {
        failed = Errno.EFAULT;
        break;
      }
      const segment = peer.enqueue(this, about, streamCharge(size));
      if (sent > 0) segment.parcel = 0;
      sent += size;
    }
    if (sent === 0) return failed;
    peer.tell();
    return sent;
  }

  receiveMessage(into: Lease, flags: number, about: SocketMessage): number {
    about.flags = 0;
    about.ancillary = 0;
    about.parcel = 0;
    about.address.family = SocketFamily.unspecified;
    if (this.peer === undefined || this.listening) return Errno.EINVAL;
    if ((flags & SendFlags.outOfBand) !== 0) return Errno.EINVAL;
    if (this.#tooFew(into.remaining, flags)) return this.#nothing();
    const peek = (flags & SendFlags.peek) !== 0;
    return peek ? this.#peek(into, about) : this.#take(into, about);
  }

  override getAvailability(): number {
    const state = super.getAvailability();
    return this.roomy ? state | Availability.writable | Availability.writeBand : state;
  }

  protected another(credentials: Credentials): StreamSocket {
    return new StreamSocket(this.services, credentials);
  }

  /** Whether there is less than the caller waits for (SO_RCVLOWAT). */
  #tooFew(wanted: number, flags: number): boolean {
    const { length } = this.queue;
    if (length === 0) return wanted > 0 || this.queue.count === 0;
    if (length >= this.options.receiveLowWater || length >= wanted) return false;
    return !this.readShut && (flags & SendFlags.dontWait) === 0;
  }

  #nothing(): number {
    if (this.queue.length > 0) return WOULD_BLOCK;
    if (this.error !== 0) return this.takeError();
    return this.readShut ? 0 : WOULD_BLOCK;
  }

  #take(into: Lease, about: SocketMessage): number {
    const { queue } = this;
    let copied = 0;
    let first: Segment | undefined;
    while (queue.count > 0) {
      const segment = queue.at(0);
      if (first !== undefined && this.#fromAnother(segment, about)) break;
      if (first === undefined) this.#begin(segment, about);
      first = segment;
      const wanted = Math.min(segment.length, into.remaining);
      if (queue.give(into, 0, wanted) < wanted) return copied > 0 ? copied : Errno.EFAULT;
      copied += wanted;
      const { parcel } = segment;
      about.parcel = parcel;
      segment.parcel = 0;
      if (wanted < segment.length) {
        queue.consume(wanted);
        break;
      }
      this.dequeue();
      if (parcel !== 0 || into.remaining === 0) break;
    }
    return copied;
  }

  #peek(into: Lease, about: SocketMessage): number {
    const { queue, options } = this;
    let copied = 0;
    let at = 0;
    let skip = Math.max(0, options.peekOffset);
    for (let i = 0; i < queue.count && into.remaining > 0; i++) {
      const segment = queue.at(i);
      if (skip >= segment.length) {
        skip -= segment.length;
        at += segment.length;
        continue;
      }
      if (copied > 0 && this.#fromAnother(segment, about)) break;
      if (copied === 0) this.#begin(segment, about);
      const wanted = Math.min(segment.length - skip, into.remaining);
      if (queue.give(into, at + skip, wanted) < wanted) return copied > 0 ? copied : Errno.EFAULT;
      copied += wanted;
      at += segment.length;
      skip = 0;
      about.parcel = segment.parcel;
      if (segment.parcel !== 0) break;
    }
    if (options.peekOffset >= 0) options.peekOffset += copied;
    return copied;
  }

  /** The first piece of a receive says from whom it is. */
  #begin(segment: Segment, about: SocketMessage): void {
    tellSender(segment, about);
    if (!this.options.passCredentials) return;
    about.ancillary |= Ancillary.credentials;
    this.identify(segment, about);
  }

  /** Pieces of several senders are not mixed when somebody wants to know who they are. */
  #fromAnother(segment: Segment, about: SocketMessage): boolean {
    if (!this.options.passCredentials) return false;
    const { sender } = about;
    if (!segment.identified) return sender.process !== 0;
    return segment.process !== sender.process || segment.user !== sender.user || segment.group !== sender.group;
  }
}
