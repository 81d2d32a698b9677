/** A UDP socket. udp(7). What it sends stands in the receiver's queue at once; what nobody takes comes back as an error. */
import { ShutdownHow, SocketFamily, SocketOption, SocketType } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { Availability } from '../../generated/flags.ts';
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
import { SocketObject } from '../sockets/socket-object.ts';
import {
  ANY4,
  ANY6,
  addressOf,
  type InetAddress,
  isBroadcast,
  isOwn,
  LOOPBACK4,
  LOOPBACK6,
  showName,
} from './address.ts';
import { checkName } from './check-name.ts';
import { DatagramQueue } from './datagram-queue.ts';
import { ErrorQueue } from './error-queue.ts';
import { getIpOption, IpOptions, notOurs, setIpOption } from './ip-options.ts';
import { Memberships } from './multicast.ts';
import { FIRST_EPHEMERAL, LAST_EPHEMERAL, type PortTable } from './port-table.ts';
import type { InetStack } from './stack.ts';
import { FIRST_UNPRIVILEGED } from './tcp-socket.ts';
import { getUdpOption, setUdpOption } from './udp-options.ts';
import { receiveDatagram } from './udp-receive.ts';
import { UdpSender } from './udp-send.ts';
import { type DatagramOrigin, ICMP, ICMP6, UDP_LITE, type UdpUser } from './udp-user.ts';

const { readable, writable, writeBand, hangUp, error: failed, priority, readHangUp } = Availability;

export class UdpSocket extends SocketObject implements UdpUser {
  readonly stack: InetStack;
  readonly ports: PortTable<UdpUser>;
  v6: boolean;
  v6Only = false;
  localAddress: InetAddress;
  localPort = 0;
  remoteAddress: InetAddress;
  remotePort = 0;
  connected = false;
  explicit = false;
  addressGiven = false;
  readonly user: number;
  readonly device = 0;
  readonly ip = new IpOptions();
  readonly queue: DatagramQueue;
  readonly errors = new ErrorQueue();
  readonly memberships: Memberships;
  /** UDP_SEGMENT, UDP_CORK. */
  segment = 0;
  cork = false;
  /** IP_MULTICAST_IF, IPV6_MULTICAST_IF. */
  multicastSource: InetAddress = ANY4;
  multicastInterface6 = 0;
  readonly #sender: UdpSender;
  readonly #name = emptySocketAddress();

  /** @param protocol UDP or UDP_LITE, whose ports are others */
  constructor(stack: InetStack, family: number, protocol: number, credentials: Credentials) {
    super(stack.services, family, SocketType.datagram, protocol, credentials);
    this.stack = stack;
    this.ports = portsOf(stack, protocol);
    this.v6 = family === SocketFamily.inet6;
    this.localAddress = this.v6 ? ANY6 : ANY4;
    this.remoteAddress = this.localAddress;
    this.user = credentials.effectiveUser;
    this.queue = new DatagramQueue(stack.datagrams);
    this.memberships = new Memberships(stack.groups);
    this.#sender = new UdpSender(this);
  }

  get reuseAddress(): boolean {
    return this.options.reuseAddress;
  }

  get reusePort(): boolean {
    return this.options.reusePort;
  }

  bind(address: SocketAddress, credentials: Credentials): number {
    const wrong = checkName(this.family, address, this.v6Only, true);
    if (wrong !== 0) return wrong;
    const local = addressOf(address);
    if (!this.stack.mayBind(local)) return Errno.EADDRNOTAVAIL;
    const { port } = address;
    if (port > 0 && port < this.leastPort && credentials.effectiveUser !== 0) return Errno.EACCES;
    if (this.localPort !== 0) return Errno.EINVAL;
    this.localAddress = local;
    const result = this.#takePort(port);
    if (result === 0) {
      this.explicit = port !== 0;
      this.addressGiven = !local.isAny;
    } else {
      this.localAddress = this.v6 ? ANY6 : ANY4;
    }
    return result;
  }

  connect(address: SocketAddress, _who: SocketIdentity, _credentials: Credentials): number {
    if (address.family === SocketFamily.unspecified) return this.#disconnect();
    const wrong = this.checkDestination(address);
    if (wrong !== 0) return wrong;
    const to = addressOf(address);
    const remote = to.isAny ? (this.v6 && to === ANY6 ? LOOPBACK6 : LOOPBACK4) : to;
    if (isBroadcast(remote) && !this.options.broadcast) return Errno.EACCES;
    const { loopback } = this.stack;
    if (!loopback.up || (!isOwn(remote) && !remote.isMulticast && !isBroadcast(remote))) return Errno.ENETUNREACH;
    const bound = this.autobind();
    if (bound !== 0) return bound;
    if (this.localAddress.isAny) this.localAddress = remote.isV4 ? LOOPBACK4 : LOOPBACK6;
    if (this.localAddress.isV4 !== remote.isV4) return Errno.ENETUNREACH;
    this.remoteAddress = remote;
    this.remotePort = address.port;
    this.connected = true;
    return 0;
  }

  /** Below it are ports for the superuser. */
  protected get leastPort(): number {
    return FIRST_UNPRIVILEGED;
  }

  listen(): number {
    return Errno.EOPNOTSUPP;
  }

  accept(): Opened | Errno {
    return Errno.EOPNOTSUPP;
  }

  getName(): SocketAddress {
    showName(this.#name, this.family, this.localAddress, this.localPort);
    return this.#name;
  }

  getPeer(): SocketAddress | Errno {
    if (!this.connected) return Errno.ENOTCONN;
    showName(this.#name, this.family, this.remoteAddress, this.remotePort);
    return this.#name;
  }

  shutdown(how: number): number {
    if (how !== ShutdownHow.write) this.readShut = true;
    if (how !== ShutdownHow.read) this.writeShut = true;
    this.tell();
    return this.connected ? 0 : Errno.ENOTCONN;
  }

  sendMessage(from: Lease, about: SocketMessage, flags: number): number {
    return this.#sender.send(from, about, flags);
  }

  receiveMessage(into: Lease, flags: number, about: SocketMessage): number {
    return receiveDatagram(this, into, flags, about);
  }

  /** A datagram comes; it is dropped when there is no room. */
  deliver(bytes: Uint8Array, length: number, about: DatagramOrigin): void {
    const datagram = this.queue.add(bytes, length, about, this.options.receiveBuffer);
    if (datagram === undefined) return;
    if (this.options.timestamp) this.services.files.now(datagram);
    this.tell();
  }

  /** What was sent found nobody: a connected socket is told, and one that asked for errors (__udp4_lib_err). */
  refused(bytes: Uint8Array, length: number, to: InetAddress, port: number): void {
    const asked = this.ip.get(to.isV4 ? SocketOption.ipReceiveErrors : SocketOption.ipv6ReceiveErrors) !== 0;
    if (asked) this.errors.unreachable(bytes, length, this.family, to, port);
    else if (!this.connected) return;
    this.error = Errno.ECONNREFUSED;
    this.tell();
  }

  setCork(on: boolean): void {
    this.cork = on;
    if (!on) this.#sender.flush();
  }

  /** Whether a datagram to a group is for this socket. */
  admits(group: InetAddress, from: InetAddress): boolean {
    const all = group.isV4 ? SocketOption.ipMulticastAll : SocketOption.ipv6MulticastAll;
    return this.memberships.admits(group, from, this.ip.get(all) !== 0);
  }

  /** As datagram_poll of net/core/datagram.c. */
  getAvailability(): number {
    let now = writable | writeBand;
    if (this.error !== 0 || this.errors.length > 0) now |= failed;
    if (this.errors.length > 0 && (this.options.others.get(SocketOption.selectErrorQueue) ?? 0) !== 0) now |= priority;
    if (this.readShut) now |= readable | readHangUp;
    if (this.readShut && this.writeShut) now |= hangUp;
    if (this.queue.length > 0) now |= readable;
    return now;
  }

  /** The length of the next datagram (FIONREAD). */
  override pending(): number {
    return this.queue.first?.length ?? 0;
  }

  override outputPending(): number {
    return 0;
  }

  /** 0 or what is wrong with a destination, before it is looked for. */
  checkDestination(address: SocketAddress): number {
    if (this.v6 && address.family === SocketFamily.inet) return this.v6Only ? Errno.EAFNOSUPPORT : 0;
    return checkName(this.family, address, this.v6Only, false);
  }

  /** A port of its own before the first datagram goes: 0 or an error. */
  autobind(): number {
    return this.localPort === 0 ? this.#takePort(0) : 0;
  }

  override becomeV4(): boolean {
    if (this.v6Only || !this.remoteAddress.isV4) return false;
    this.family = SocketFamily.inet;
    this.v6 = false;
    if (this.localAddress === ANY6) this.localAddress = ANY4;
    return true;
  }

  protected override setOwnOption(
    option: number,
    value: SocketOptionValue,
    credentials: Credentials,
  ): number | undefined {
    return setUdpOption(this, option, value) ?? setIpOption(this, this.ip, option, value, credentials);
  }

  protected override getOwnOption(option: number, value: SocketOptionValue): number | undefined {
    return getUdpOption(this, option, value) ?? getIpOption(this, this.ip, option, value) ?? notOurs(option);
  }

  protected override closed(): void {
    this.#releasePort();
    this.stack.wayOut?.forget(this);
    this.queue.clear();
    this.memberships.leaveAll();
  }

  #takePort(port: number): number {
    const { ports } = this;
    const first = this.ip.firstPort || FIRST_EPHEMERAL;
    const last = this.ip.lastPort || LAST_EPHEMERAL;
    const chosen = port === 0 ? ports.freeFor(this, first, last) : port;
    if (chosen === 0) return port === 0 ? Errno.EAGAIN : Errno.EADDRINUSE;
    if (ports.taken(chosen, this)) return Errno.EADDRINUSE;
    ports.add(chosen, this);
    this.localPort = chosen;
    return 0;
  }

  #releasePort(): void {
    if (this.localPort !== 0) this.ports.remove(this.localPort, this);
    this.localPort = 0;
  }

  /** connect to no family (udp_disconnect). */
  #disconnect(): number {
    this.connected = false;
    this.remoteAddress = this.v6 ? ANY6 : ANY4;
    this.remotePort = 0;
    if (!this.addressGiven) this.localAddress = this.v6 ? ANY6 : ANY4;
    if (!this.explicit) this.#releasePort();
    return 0;
  }
}

function portsOf(stack: InetStack, protocol: number): PortTable<UdpUser> {
  switch (protocol) {
    case UDP_LITE:
      return stack.udpLitePorts;
    case ICMP:
    case ICMP6:
      return stack.echoPorts;
    default:
      return stack.udpPorts;
  }
}
