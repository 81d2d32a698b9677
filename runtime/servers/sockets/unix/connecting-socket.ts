/** UNIX sockets that make connections: stream and sequenced packets. The order of checks is that of unix_stream_connect. */
import { SocketFamily } from '../../../generated/enums.ts';
import { Errno } from '../../../generated/errors.ts';
import { Availability } from '../../../generated/flags.ts';
import type { Credentials, Opened, SocketAddress, SocketIdentity } from '../../../generated/structs.ts';
import { WOULD_BLOCK } from '../../../kernel/result.ts';
import { UnixSocket } from './unix-socket.ts';

/** net.core.somaxconn. */
const MOST_PENDING = 4096;

export abstract class ConnectingSocket extends UnixSocket {
  /** Connections that nobody accepted yet. */
  #pending: ConnectingSocket[] = [];
  #backlog = 0;
  /** Who listens, which those that connect see. */
  #listener: { who: SocketIdentity; groups: readonly number[] } | undefined;

  /** A socket of the same kind, for the other end. */
  protected abstract another(credentials: Credentials): ConnectingSocket;

  connect(address: SocketAddress, who: SocketIdentity, credentials: Credentials): number {
    if (address.family !== SocketFamily.unix || (address.path === '' && !address.abstract)) return Errno.EINVAL;
    this.nameForIdentity();
    const other = this.find(address);
    if (typeof other === 'number') return other;
    if (!(other instanceof ConnectingSocket) || !other.listening || other.readShut) return Errno.ECONNREFUSED;
    if (other.#pending.length > other.#backlog) {
      other.letWait(this);
      return WOULD_BLOCK;
    }
    if (this.established) return Errno.EISCONN;
    // Once it was connected it stays so for a connect, though the other end is gone.
    if (this.listening || this.peer !== undefined) return Errno.EINVAL;
    const end = this.another(credentials);
    end.name = other.name;
    end.options.passCredentials = other.options.passCredentials;
    end.setPeerIdentity(who, credentials.groups);
    if (other.#listener !== undefined) this.setPeerIdentity(other.#listener.who, other.#listener.groups);
    end.peer = this;
    this.peer = end;
    end.established = true;
    this.established = true;
    other.#pending.push(end);
    other.tell();
    return 0;
  }

  listen(backlog: number, who: SocketIdentity, credentials: Credentials): number {
    if (this.name === undefined || this.established || this.peer !== undefined) return Errno.EINVAL;
    const most = backlog >>> 0 > MOST_PENDING ? MOST_PENDING : backlog;
    if (most > this.#backlog) this.tellWaiting();
    this.#backlog = most;
    this.listening = true;
    this.#listener = { who: { ...who }, groups: credentials.groups };
    this.setPeerIdentity(who, credentials.groups);
    return 0;
  }

  accept(): Opened | Errno {
    if (!this.listening) return Errno.EINVAL;
    const end = this.#pending.shift();
    if (end === undefined) return this.readShut ? Errno.EINVAL : WOULD_BLOCK;
    this.tellWaiting();
    return end.opened();
  }

  override getAvailability(): number {
    const state = super.getAvailability();
    return this.#pending.length > 0 ? state | Availability.readable : state;
  }

  override getParcels(): number[] {
    return [...super.getParcels(), ...this.#pending.flatMap((end) => end.getParcels())];
  }

  override pending(): number {
    return this.listening ? Errno.EINVAL : this.queue.length;
  }

  protected left(peer: UnixSocket | undefined): void {
    this.#dropPending();
    if (peer === undefined || peer.dead) return;
    // Whoever was still to read something is told that it is lost.
    if (this.queue.count > 0) peer.error = Errno.ECONNRESET;
    peer.readShut = true;
    peer.writeShut = true;
    peer.tell();
  }

  /** Those that wait to be accepted are reset. */
  #dropPending(): void {
    const pending = this.#pending;
    this.#pending = [];
    this.listening = false;
    for (const end of pending) {
      const { peer } = end;
      end.close(0);
      if (peer === undefined || peer.dead) continue;
      peer.error = Errno.ECONNRESET;
      peer.tell();
    }
  }
}
