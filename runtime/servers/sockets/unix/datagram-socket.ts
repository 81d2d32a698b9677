/** A UNIX datagram socket: unix_dgram_connect, unix_dgram_sendmsg. */
import { SocketFamily, SocketType } from '../../../generated/enums.ts';
import { Errno } from '../../../generated/errors.ts';
import { Availability, SendFlags } from '../../../generated/flags.ts';
import type { Credentials, SocketAddress, SocketMessage } from '../../../generated/structs.ts';
import type { Lease } from '../../../kernel/lease.ts';
import { WOULD_BLOCK } from '../../../kernel/result.ts';
import { admit, deliver, isFull, receivePacket } from './packet-socket.ts';
import { type UnixServices, UnixSocket } from './unix-socket.ts';

export class DatagramSocket extends UnixSocket {
  constructor(services: UnixServices, credentials: Credentials) {
    super(services, SocketType.datagram, credentials);
  }

  connect(address: SocketAddress): number {
    let other: UnixSocket | undefined;
    if (address.family !== SocketFamily.unspecified) {
      if (address.family !== SocketFamily.unix || (address.path === '' && !address.abstract)) return Errno.EINVAL;
      this.nameForIdentity();
      const found = this.find(address);
      if (typeof found === 'number') return found;
      if (!mayReceiveFrom(found, this)) return Errno.EPERM;
      other = found;
    }
    const { peer } = this;
    this.peer = other;
    this.established = other !== undefined;
    if (peer !== undefined && peer !== other) this.#disconnected(peer);
    this.tell();
    return 0;
  }

  listen(): number {
    return Errno.EOPNOTSUPP;
  }

  accept(): Errno {
    return Errno.EOPNOTSUPP;
  }

  sendMessage(from: Lease, about: SocketMessage, flags: number): number {
    if ((flags & SendFlags.outOfBand) !== 0) return Errno.EOPNOTSUPP;
    const { address } = about;
    const named = address.family !== SocketFamily.unspecified;
    if (named && address.family !== SocketFamily.unix) return Errno.EINVAL;
    if (!named && this.peer === undefined) return Errno.ENOTCONN;
    this.nameForIdentity();
    const refused = admit(this, from.remaining);
    if (refused !== 0) return refused;
    const other = named ? this.find(address) : (this.peer ?? Errno.ENOTCONN);
    if (typeof other === 'number') return other;
    if (!mayReceiveFrom(other, this)) return Errno.EPERM;
    if (other.dead) {
      this.peer = undefined;
      this.established = false;
      this.#disconnected(other);
      return Errno.ECONNREFUSED;
    }
    if (other.readShut) return Errno.EPIPE;
    if (other !== this && other.peer !== this && isFull(other)) {
      other.letWait(this);
      return WOULD_BLOCK;
    }
    return deliver(this, other, from, about);
  }

  receiveMessage(into: Lease, flags: number, about: SocketMessage): number {
    const end = this.readShut && (flags & SendFlags.dontWait) === 0;
    return receivePacket(this, into, flags, about, end ? 0 : WOULD_BLOCK);
  }

  override getAvailability(): number {
    const state = super.getAvailability();
    if (!this.roomy) return state;
    const { peer } = this;
    if (peer !== undefined && peer.peer !== this && isFull(peer)) {
      peer.letWait(this);
      return state;
    }
    return state | Availability.writable | Availability.writeBand;
  }

  override pending(): number {
    return this.queue.count === 0 ? 0 : this.queue.at(0).length;
  }

  /** Those connected to it find out when they send. */
  protected left(): void {}

  /** What another one sent is lost when the connection to it is given up; if it was connected back it hears of it. */
  #disconnected(other: UnixSocket): void {
    if (this.queue.count === 0) return;
    this.purge();
    this.tellWaiting();
    if (other.dead || other.peer !== this) return;
    other.error = Errno.ECONNRESET;
    other.tell();
  }
}

/** A connected socket takes messages of its peer alone. */
function mayReceiveFrom(other: UnixSocket, sender: UnixSocket): boolean {
  return other.peer === undefined || other.peer === sender;
}
