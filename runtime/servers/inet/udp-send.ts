/** Sending datagrams (udp_sendmsg): checks in Linux's order, then to everybody who takes them. */
import { SocketFamily, SocketOption } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { Ancillary, SendFlags } from '../../generated/flags.ts';
import type { SocketMessage } from '../../generated/structs.ts';
import type { Lease } from '../../kernel/lease.ts';
import { addressOf, ANY6, BROADCAST4, type InetAddress, isBroadcast, isOwn, LOOPBACK4, LOOPBACK6 } from './address.ts';
import { LOOPBACK_INTERFACE } from './interfaces.ts';
import type { UdpSocket } from './udp-socket.ts';
import { type DatagramOrigin, UDP } from './udp-user.ts';

/** What fits into an IP packet behind its headers. */
const MOST4 = 65_507;
const MOST6 = 65_527;
/** UDP_MAX_SEGMENTS. */
const MOST_SEGMENTS = 128;

export class UdpSender {
  readonly #socket: UdpSocket;
  /** What was sent with MSG_MORE or under UDP_CORK and waits for the rest. */
  #held = new Uint8Array(0);
  #holding = false;
  #heldTo: InetAddress = LOOPBACK4;
  #heldPort = 0;
  readonly #origin: DatagramOrigin;

  constructor(socket: UdpSocket) {
    this.#socket = socket;
    this.#origin = { from: LOOPBACK4, fromPort: 0, to: LOOPBACK4, hopLimit: 64, trafficClass: 0 };
  }

  send(from: Lease, about: SocketMessage, flags: number): number {
    const socket = this.#socket;
    const { address } = about;
    const length = from.remaining;
    if (length > 0xffff) return Errno.EMSGSIZE;
    if ((flags & SendFlags.outOfBand) !== 0) return Errno.EOPNOTSUPP;
    let to = socket.remoteAddress;
    let port = socket.remotePort;
    if (address.family !== SocketFamily.unspecified && !this.#holding) {
      const wrong = socket.checkDestination(address);
      if (wrong !== 0) return wrong;
      to = addressOf(address);
      port = address.port;
    } else if (!socket.connected && !this.#holding) {
      return Errno.EDESTADDRREQ;
    }
    if (port === 0 && !this.#holding) return Errno.EINVAL;
    if (to.isAny) to = socket.v6 && to === ANY6 ? LOOPBACK6 : LOOPBACK4;
    const bound = socket.autobind();
    if (bound !== 0) return bound;
    const reach = this.#reach(to);
    if (reach !== 0) return reach;
    const more = (flags & SendFlags.more) !== 0 || socket.cork;
    const segment = (about.ancillary & Ancillary.segmentSize) !== 0 ? about.segment : socket.segment;
    const most = to.isV4 ? MOST4 : MOST6;
    if (length + this.#held.length > most) return Errno.EMSGSIZE;
    const source = this.#source(to, about);
    if (typeof source === 'number') return source;
    if (socket.writeShut) return Errno.EPIPE;
    const error = socket.takeError();
    if (error !== 0) return error;
    const bytes = socket.services.files.scratch;
    const held = this.#held.length;
    bytes.set(this.#held);
    if (from.take(bytes, held, held + length) < length) return Errno.EFAULT;
    if (more) {
      if (!this.#holding) {
        this.#heldTo = to;
        this.#heldPort = port;
      }
      this.#holding = true;
      this.#held = bytes.slice(0, held + length);
      return length;
    }
    if (this.#holding) {
      to = this.#heldTo;
      port = this.#heldPort;
      this.#release();
    }
    this.#fill(source, to, about);
    const total = held + length;
    if (segment === 0 || total <= segment) {
      this.#deliver(bytes, total, to, port);
      return length;
    }
    if (Math.ceil(total / segment) > MOST_SEGMENTS) return Errno.EINVAL;
    for (let at = 0; at < total; at += segment) {
      const piece = bytes.slice(at, Math.min(total, at + segment));
      this.#deliver(piece, piece.length, to, port);
    }
    return length;
  }

  /** UDP_CORK is off again: what waits goes. */
  flush(): void {
    if (!this.#holding) return;
    const held = this.#held;
    const to = this.#heldTo;
    const port = this.#heldPort;
    this.#release();
    const source = this.#socket.localAddress;
    this.#origin.from = source.isAny ? (to.isV4 ? LOOPBACK4 : LOOPBACK6) : source;
    this.#origin.fromPort = this.#socket.localPort;
    this.#origin.to = to;
    this.#deliver(held, held.length, to, port);
  }

  #release(): void {
    this.#held = this.#held.slice(0, 0);
    this.#holding = false;
  }

  /** Whether there is a way to an address, and leave to use it. */
  #reach(to: InetAddress): number {
    if (!this.#socket.stack.loopback.up) return Errno.ENETUNREACH;
    if (isOwn(to) || to.isMulticast) return 0;
    if (!isBroadcast(to) || to.equals(BROADCAST4)) return Errno.ENETUNREACH;
    return this.#socket.options.broadcast ? 0 : Errno.EACCES;
  }

  /** The address that the datagram comes from: the message's own choice, the bound one, or loopback's. */
  #source(to: InetAddress, about: SocketMessage): InetAddress | Errno {
    const { localAddress } = this.#socket;
    if ((about.ancillary & Ancillary.packetInformation) !== 0) {
      if (about.interface !== 0 && about.interface !== LOOPBACK_INTERFACE) return Errno.ENODEV;
      if (about.local.family !== SocketFamily.unspecified) {
        const chosen = addressOf(about.local);
        if (!chosen.isAny) return isOwn(chosen) && chosen.isV4 === to.isV4 ? chosen : Errno.EINVAL;
      }
    }
    if (localAddress.isAny || localAddress.isMulticast || isBroadcast(localAddress)) {
      return to.isV4 ? LOOPBACK4 : LOOPBACK6;
    }
    return localAddress.isV4 === to.isV4 ? localAddress : Errno.ENETUNREACH;
  }

  #fill(source: InetAddress, to: InetAddress, about: SocketMessage): void {
    const { ip, localPort } = this.#socket;
    const origin = this.#origin;
    const { ancillary } = about;
    const v4 = to.isV4;
    origin.from = source;
    origin.fromPort = localPort;
    origin.to = to;
    const usual = to.isMulticast
      ? v4
        ? SocketOption.ipMulticastTimeToLive
        : SocketOption.ipv6MulticastHops
      : v4
        ? SocketOption.ipTimeToLive
        : SocketOption.ipv6HopLimit;
    origin.hopLimit = (ancillary & Ancillary.hopLimit) !== 0 && about.hopLimit >= 0 ? about.hopLimit : ip.get(usual);
    const tos = v4 ? SocketOption.ipTypeOfService : SocketOption.ipv6TrafficClass;
    const given = (ancillary & Ancillary.trafficClass) !== 0 && about.trafficClass >= 0;
    origin.trafficClass = given ? about.trafficClass : ip.get(tos);
  }

  #deliver(bytes: Uint8Array, length: number, to: InetAddress, port: number): void {
    const socket = this.#socket;
    const { stack } = socket;
    const origin = this.#origin;
    stack.carry(length);
    if (to.isMulticast || isBroadcast(to)) {
      const loop = to.isV4 ? SocketOption.ipMulticastLoop : SocketOption.ipv6MulticastLoop;
      if (!to.isMulticast || socket.ip.get(loop) !== 0) stack.deliverToAll(socket.ports, bytes, length, origin, port);
      return;
    }
    const receiver = stack.findDatagram(socket.ports, to, port, origin.from, origin.fromPort);
    if (receiver !== undefined) receiver.deliver(bytes, length, origin);
    else if (socket.protocol !== UDP || stack.wayOut?.send(socket, to, port, bytes, length) !== true) {
      socket.refused(bytes, length, to, port);
    }
  }
}
