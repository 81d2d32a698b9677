/** A TCP socket: what programs do with an end of a connection, or with a listener. tcp(7). */
import { ShutdownHow, SocketFamily, SocketOption, SocketType } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { Availability, SendFlags } from '../../generated/flags.ts';
import {
  type Credentials,
  emptySocketAddress,
  type Opened,
  type SocketAddress,
  type SocketIdentity,
  type SocketMessage,
  type SocketOptionValue,
} from '../../generated/structs.ts';
import type { Lease } from '../../kernel/lease.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';
import { SocketObject } from '../sockets/socket-object.ts';
import { ANY4, ANY6, addressOf, showName } from './address.ts';
import { checkName } from './check-name.ts';
import { getIpOption, IpOptions, notOurs, setIpOption } from './ip-options.ts';
import type { InetStack } from './stack.ts';
import { TcpEnd, type TcpOwner } from './tcp-end.ts';
import { getTcpOption, setTcpOption } from './tcp-options.ts';
import { pendingBytes, receive } from './tcp-receive.ts';
import { send } from './tcp-send.ts';
import { Memberships } from './multicast.ts';
import { TcpState } from './tcp-state.ts';

/** IPPROTO_TCP. */
export const TCP = 6;
/** Ports below are for the privileged (net.ipv4.ip_unprivileged_port_start). */
export const FIRST_UNPRIVILEGED = 1024;
/** net.core.somaxconn. */
const MOST_BACKLOG = 4096;
/** Half of the most that a receive buffer grows to (net.ipv4.tcp_rmem). */
const MOST_LOW_WATER = 3_145_728;
const { readable, writable, hangUp, error: failed, priority, readHangUp } = Availability;

/** Where the calls of connect stand: the connection may be made before the program asks (struct socket's state). */
const Phase = { unconnected: 0, connecting: 1, connected: 2 } as const;

export class TcpSocket extends SocketObject implements TcpOwner {
  readonly stack: InetStack;
  end: TcpEnd;
  readonly ip: IpOptions;
  readonly #credentials: Credentials;
  readonly #name = emptySocketAddress();
  #phase: number = Phase.unconnected;
  /** Still told as its port when it has given that back. */
  #formerPort = 0;
  #memberships: Memberships | undefined;

  constructor(stack: InetStack, family: number, credentials: Credentials, accepted?: TcpEnd) {
    super(stack.services, family, SocketType.stream, TCP, credentials);
    this.stack = stack;
    this.#credentials = credentials;
    this.ip = new IpOptions();
    this.end = accepted ?? new TcpEnd(stack);
    this.end.inode = this.status.inode;
    this.end.owner = this;
    if (accepted === undefined) {
      this.end.v6 = family === SocketFamily.inet6;
      this.end.localAddress = this.end.v6 ? ANY6 : ANY4;
      this.end.remoteAddress = this.end.localAddress;
      this.end.user = credentials.effectiveUser;
    } else {
      this.#phase = Phase.connected;
    }
  }

  /** Groups that it joined: its own, not those of connections that it accepts. */
  get memberships(): Memberships {
    this.#memberships ??= new Memberships(this.stack.groups);
    return this.#memberships;
  }

  changed(): void {
    this.tell();
  }

  urgent(): void {
    this.tell(priority | readable);
  }

  bind(address: SocketAddress, credentials: Credentials): number {
    const { end } = this;
    const wrong = checkName(this.family, address, end.v6Only, true);
    if (wrong !== 0) return wrong;
    const local = addressOf(address);
    if (!this.stack.mayBind(local)) return Errno.EADDRNOTAVAIL;
    const { port } = address;
    if (port > 0 && port < FIRST_UNPRIVILEGED && credentials.effectiveUser !== 0) return Errno.EACCES;
    if (end.state !== TcpState.close || end.localPort !== 0) return Errno.EINVAL;
    end.localAddress = local;
    const result = this.stack.bindTcp(end, port);
    if (result === 0) end.addressGiven = !local.isAny;
    else end.localAddress = end.v6 ? ANY6 : ANY4;
    return result;
  }

  connect(address: SocketAddress, _who: SocketIdentity, _credentials: Credentials): number {
    if (address.family === SocketFamily.unspecified) return this.#disconnect(true);
    const { end } = this;
    if (this.#phase === Phase.connected) return Errno.EISCONN;
    if (this.#phase === Phase.unconnected) {
      if (end.state !== TcpState.close) return Errno.EISCONN;
      const wrong = checkName(this.family, address, end.v6Only, false);
      if (wrong !== 0) return wrong;
      const result = this.stack.connect(end, addressOf(address), address.port);
      if (result !== 0) return result;
      this.#phase = Phase.connecting;
      // The program is told on its next call, as where packets need a moment.
      return Errno.EINPROGRESS;
    }
    if (end.state === TcpState.synSent) return Errno.EALREADY;
    if (end.state === TcpState.close) {
      const error = end.takeError() || Errno.ECONNABORTED;
      this.#disconnect(false);
      return error;
    }
    this.#phase = Phase.connected;
    return 0;
  }

  listen(backlog: number, _who: SocketIdentity, _credentials: Credentials): number {
    const { end } = this;
    if (this.#phase !== Phase.unconnected) return Errno.EINVAL;
    const most = backlog < 0 || backlog > MOST_BACKLOG ? MOST_BACKLOG : backlog;
    if (end.listener !== undefined) {
      end.listener.backlog = most;
      return 0;
    }
    if (end.state !== TcpState.close) return Errno.EINVAL;
    if (end.localPort === 0) {
      const bound = this.stack.bindTcp(end, 0);
      if (bound !== 0) return bound;
    }
    const result = this.stack.listen(end, most);
    this.listening = result === 0;
    end.readShut = false;
    end.writeShut = false;
    return result;
  }

  accept(): Opened | Errno {
    const { listener } = this.end;
    if (listener === undefined) return Errno.EINVAL;
    const child = listener.accept();
    if (child === undefined) return WOULD_BLOCK as Errno;
    const socket = new TcpSocket(this.stack, this.family, this.#credentials, child);
    socket.inherit(this);
    return socket.opened();
  }

  getName(): SocketAddress {
    const { end } = this;
    showName(this.#name, this.family, end.localAddress, end.localPort || this.#formerPort);
    return this.#name;
  }

  getPeer(): SocketAddress | Errno {
    const { end } = this;
    if (end.state === TcpState.close || end.state === TcpState.synSent || end.remotePort === 0) return Errno.ENOTCONN;
    showName(this.#name, this.family, end.remoteAddress, end.remotePort);
    return this.#name;
  }

  shutdown(how: number): number {
    const { end } = this;
    switch (end.state) {
      case TcpState.close:
        if (how !== ShutdownHow.write) end.readShut = true;
        if (how !== ShutdownHow.read) end.writeShut = true;
        this.tell();
        return Errno.ENOTCONN;
      case TcpState.listen:
        if (how !== ShutdownHow.write) this.#stopListening();
        return 0;
      case TcpState.synSent:
        // The connection is given up, as at a disconnect (inet_shutdown).
        this.#disconnect(true);
        this.#phase = Phase.unconnected;
        this.tell();
        return 0;
    }
    if (how !== ShutdownHow.write) end.readShut = true;
    if (how !== ShutdownHow.read && !end.writeShut) end.finish();
    this.tell();
    return 0;
  }

  sendMessage(from: Lease, about: SocketMessage, flags: number): number {
    if ((flags & SendFlags.fastOpen) !== 0) return Errno.EOPNOTSUPP;
    // An address is not looked at on a stream, but the caller's record must not stay.
    about.parcel = 0;
    return send(this.end, from, flags);
  }

  override send(from: Lease, flags: number): number {
    return send(this.end, from, flags);
  }

  receiveMessage(into: Lease, flags: number, about: SocketMessage): number {
    about.flags = (flags & SendFlags.outOfBand) !== 0 ? SendFlags.outOfBand : 0;
    about.address.family = SocketFamily.unspecified;
    return this.receive(into, flags);
  }

  override receive(into: Lease, flags: number): number {
    // Nobody waits for errors: no kernel of TCP here has any.
    if ((flags & SendFlags.errorQueue) !== 0) return Errno.EAGAIN;
    return receive(this.end, into, flags, this.options.receiveLowWater);
  }

  /** As tcp_poll of net/ipv4/tcp.c. */
  getAvailability(): number {
    const { end } = this;
    const { state } = end;
    if (state === TcpState.listen) return (end.listener?.ready ?? 0) > 0 ? readable : 0;
    let now = 0;
    if (state === TcpState.close || (end.readShut && end.writeShut)) now |= hangUp;
    if (end.readShut) now |= readable | readHangUp;
    if (state !== TcpState.synSent) {
      const { ring, urgent } = end;
      const target = this.options.receiveLowWater + (urgent.hides(ring, this.options.outOfBandInline) ? 1 : 0);
      if (ring.length > 0 && (ring.length >= target || ring.length >= end.window)) now |= readable;
      if (end.writeShut || state === TcpState.close || end.writable) now |= writable;
      else end.wantsRoom = true;
      if (urgent.pending) now |= priority;
    }
    if (end.error !== 0) now |= failed;
    return now;
  }

  override pending(): number {
    return pendingBytes(this.end);
  }

  /** Buffers are the connection's. */
  override setOption(option: number, value: SocketOptionValue, credentials: Credentials): number {
    const result = super.setOption(option, value, credentials);
    if (result !== 0) return result;
    const { settings } = this.end;
    if (option === SocketOption.sendBuffer || option === SocketOption.sendBufferForce) {
      settings.sendBuffer = this.options.sendBuffer;
      settings.sendBufferLocked = true;
      this.tell();
    } else if (option === SocketOption.receiveBuffer || option === SocketOption.receiveBufferForce) {
      settings.receiveBuffer = this.options.receiveBuffer;
      this.end.taken();
    } else if (option === SocketOption.receiveLowWater) {
      // The buffer grows to hold so much (tcp_set_rcvlowat).
      this.options.receiveLowWater = Math.min(this.options.receiveLowWater, MOST_LOW_WATER);
      settings.receiveBuffer = Math.max(settings.receiveBuffer, this.options.receiveLowWater * 2);
      this.tell();
    }
    return 0;
  }

  override outputPending(): number {
    const { end } = this;
    return end.state === TcpState.listen ? Errno.EINVAL : end.unsent;
  }

  override atMark(): boolean | Errno {
    return this.end.urgent.atMark(this.end.ring);
  }

  override takeError(): number {
    return this.end.takeError();
  }

  /** An accepted socket begins with what was set at its listener. */
  inherit(from: TcpSocket): void {
    this.options.copyFrom(from.options);
    this.ip.copyFrom(from.ip);
  }

  override becomeV4(): boolean {
    const { end } = this;
    if (end.v6Only || !end.remoteAddress.isV4) return false;
    this.family = SocketFamily.inet;
    end.v6 = false;
    return true;
  }

  protected override setOwnOption(
    option: number,
    value: SocketOptionValue,
    credentials: Credentials,
  ): number | undefined {
    return setTcpOption(this, option, value) ?? setIpOption(this, this.ip, option, value, credentials);
  }

  protected override getOwnOption(option: number, value: SocketOptionValue): number | undefined {
    return getTcpOption(this, option, value) ?? getIpOption(this, this.ip, option, value) ?? notOurs(option);
  }

  protected override closed(): void {
    this.#memberships?.leaveAll();
    this.end.close();
  }

  #stopListening(): void {
    const { end } = this;
    end.listener?.stop();
    end.listener = undefined;
    end.state = TcpState.close;
    this.listening = false;
    if (!end.explicit) this.stack.releasePort(end);
    this.tell();
  }

  /** connect to no family: the socket is as it was before it was connected (tcp_disconnect). */
  #disconnect(tellsReset: boolean): number {
    const { end } = this;
    this.#phase = Phase.unconnected;
    if (end.state === TcpState.listen) {
      this.#stopListening();
      return 0;
    }
    const was = end.state;
    if (was !== TcpState.close) end.reset();
    if (was !== TcpState.close && tellsReset) end.error = Errno.ECONNRESET;
    if (!end.addressGiven) end.localAddress = end.v6 ? ANY6 : ANY4;
    // A port that bind did not name is given back: the socket may be bound.
    if (!end.explicit && end.localPort !== 0) {
      this.stack.releasePort(end);
      this.#formerPort = end.localPort;
      end.localPort = 0;
    }
    end.remoteAddress = end.v6 ? ANY6 : ANY4;
    end.remotePort = 0;
    end.readShut = false;
    end.writeShut = false;
    end.finished = false;
    if (end.ring.length > 0) end.ring.skip(end.ring.length);
    return 0;
  }
}
