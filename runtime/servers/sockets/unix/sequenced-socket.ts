/** A UNIX socket of sequenced packets: connections whose messages keep their limits. */
import { SocketType } from '../../../generated/enums.ts';
import { Errno } from '../../../generated/errors.ts';
import { Availability, SendFlags } from '../../../generated/flags.ts';
import type { Credentials, SocketMessage } from '../../../generated/structs.ts';
import type { Lease } from '../../../kernel/lease.ts';
import { WOULD_BLOCK } from '../../../kernel/result.ts';
import { ConnectingSocket } from './connecting-socket.ts';
import { admit, deliver, receivePacket } from './packet-socket.ts';
import type { UnixServices } from './unix-socket.ts';

export class SequencedSocket extends ConnectingSocket {
  constructor(services: UnixServices, credentials: Credentials) {
    super(services, SocketType.sequencedPacket, credentials);
  }

  sendMessage(from: Lease, about: SocketMessage, flags: number): number {
    if (this.error !== 0) return this.takeError();
    const { peer } = this;
    if (!this.established || peer === undefined) return Errno.ENOTCONN;
    if ((flags & SendFlags.outOfBand) !== 0) return Errno.EOPNOTSUPP;
    // An address is looked at by nobody.
    const refused = admit(this, from.remaining);
    if (refused !== 0) return refused;
    return peer.dead || peer.readShut ? Errno.EPIPE : deliver(this, peer, from, about);
  }

  receiveMessage(into: Lease, flags: number, about: SocketMessage): number {
    if (!this.established) return Errno.ENOTCONN;
    return receivePacket(this, into, flags, about, this.readShut ? 0 : WOULD_BLOCK);
  }

  override getAvailability(): number {
    const state = super.getAvailability();
    return this.roomy ? state | Availability.writable | Availability.writeBand : state;
  }

  protected another(credentials: Credentials): SequencedSocket {
    return new SequencedSocket(this.services, credentials);
  }
}
