/**
 * Sockets that ask whether somebody is there (net/ipv4/ping.c): datagrams are echo requests of ICMP without their IP header, and
 * what comes back are the replies to them. The identifier is the port. On loopback every request is answered at once.
 */
import { SocketFamily, SocketOption } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { Ancillary, SendFlags } from '../../generated/flags.ts';
import type { Credentials, SocketAddress, SocketMessage } from '../../generated/structs.ts';
import type { Lease } from '../../kernel/lease.ts';
import { addressOf, ANY6, bytesOf, type InetAddress, isBroadcast, isOwn, LOOPBACK4, LOOPBACK6 } from './address.ts';
import { checkName } from './check-name.ts';
import type { InetStack } from './stack.ts';
import { UdpSocket } from './udp-socket.ts';
import { ICMP, ICMP6 } from './udp-user.ts';

/** Type, code, checksum, identifier, sequence. */
const HEADER = 8;
/** Types of requests and of their replies. */
const ECHO4 = [8, 0] as const;
const ECHO6 = [128, 129] as const;

export class EchoSocket extends UdpSocket {
  constructor(stack: InetStack, family: number, credentials: Credentials) {
    super(stack, family, family === SocketFamily.inet6 ? ICMP6 : ICMP, credentials);
  }

  override sendMessage(from: Lease, about: SocketMessage, flags: number): number {
    const length = from.remaining;
    if (length > 0xffff) return Errno.EMSGSIZE;
    if (length < HEADER) return Errno.EINVAL;
    if ((flags & SendFlags.outOfBand) !== 0) return Errno.EOPNOTSUPP;
    const bytes = this.services.files.scratch;
    if (from.take(bytes, 0, length) < length) return Errno.EFAULT;
    const [request, reply] = this.v6 ? ECHO6 : ECHO4;
    if (bytes[0] !== request || bytes[1] !== 0) return Errno.EINVAL;
    const to = this.#destination(about.address);
    if (typeof to === 'number') return to;
    const bound = this.autobind();
    if (bound !== 0) return bound;
    if (isBroadcast(to) && !this.options.broadcast) return Errno.EACCES;
    if (!this.stack.loopback.up) return Errno.ENETUNREACH;
    if (!isOwn(to) && !to.isMulticast && !isBroadcast(to)) return Errno.ENETUNREACH;
    if (this.writeShut) return Errno.EPIPE;
    const error = this.takeError();
    if (error !== 0) return error;
    this.stack.carry(length);
    // Requests to many are not answered (icmp_echo_ignore_broadcasts).
    if (to.isMulticast || isBroadcast(to)) return length;
    bytes[0] = reply;
    bytes[4] = this.localPort >>> 8;
    bytes[5] = this.localPort & 0xff;
    const own = this.localAddress.isAny ? to : this.localAddress;
    setChecksum(bytes, length, to, own, this.v6);
    this.stack.carry(length);
    const tos = this.v6 ? SocketOption.ipv6TrafficClass : SocketOption.ipTypeOfService;
    const trafficClass = (about.ancillary & Ancillary.trafficClass) !== 0 ? about.trafficClass : this.ip.get(tos);
    this.deliver(bytes, length, { from: to, fromPort: 0, to: own, hopLimit: 64, trafficClass });
    return length;
  }

  /** An IPv6 socket is for IPv6 alone. */
  override checkDestination(address: SocketAddress): number {
    if (this.v6 && address.family !== SocketFamily.inet6) return Errno.EINVAL;
    return checkName(this.family, address, true, false);
  }

  protected override get leastPort(): number {
    return 0;
  }

  #destination(address: SocketAddress): InetAddress | number {
    if (address.family === SocketFamily.unspecified) return this.connected ? this.remoteAddress : Errno.EDESTADDRREQ;
    const wrong = this.checkDestination(address);
    if (wrong !== 0) return wrong;
    const to = addressOf(address);
    if (!to.isAny) return to;
    return to === ANY6 ? LOOPBACK6 : LOOPBACK4;
  }
}

/** The one's complement sum of the message; with IPv6 over addresses, length and protocol too (RFC 4443, 2.3). */
function setChecksum(bytes: Uint8Array, length: number, from: InetAddress, to: InetAddress, v6: boolean): void {
  bytes[2] = 0;
  bytes[3] = 0;
  let sum = v6 ? sumOf(bytesOf(from), 16) + sumOf(bytesOf(to), 16) + length + ICMP6 : 0;
  sum += sumOf(bytes, length);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x1_0000);
  sum = ~sum & 0xffff;
  bytes[2] = sum >>> 8;
  bytes[3] = sum & 0xff;
}

function sumOf(bytes: Uint8Array, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i += 2)
    sum += ((bytes[i] as number) << 8) | (i + 1 < length ? (bytes[i + 1] as number) : 0);
  return sum;
}
