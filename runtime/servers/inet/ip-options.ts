/**
 * Options of IPv4 and IPv6, by a table: what a value may be, what it is at first, and which sockets have it. ip(7), ipv6(7),
 * do_ip_setsockopt and do_ipv6_setsockopt of Linux. What acts on datagrams is read from here by `udp-socket.ts`.
 */
import { SocketFamily, SocketOption, SocketType } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import type { Credentials, SocketOptionValue } from '../../generated/structs.ts';
import { LOOPBACK_NAME } from './interfaces.ts';
import type { SocketObject } from '../sockets/socket-object.ts';

interface Rule {
  readonly v6: boolean;
  /** Absent: 0. */
  readonly usual?: number;
  /** Absent: a switch, which any number but 0 turns on. */
  readonly least?: number;
  readonly most?: number;
  /** What a value outside of these is. */
  readonly otherwise?: number;
  /** -1 means the usual value. */
  readonly resets?: true;
  /** Not of streams. */
  readonly datagram?: true;
  readonly privileged?: true;
}

const V4: Rule = { v6: false };
const V6: Rule = { v6: true };
const INT_MAX = 0x7fff_ffff;

/** Options without a rule are not options of IP. */
const RULES: ReadonlyMap<number, Rule> = new Map<number, Rule>([
  [SocketOption.ipTypeOfService, { v6: false, least: -INT_MAX - 1, most: INT_MAX }],
  [SocketOption.ipTimeToLive, { v6: false, usual: 64, least: 1, most: 255, resets: true }],
  [SocketOption.ipReceiveOptions, V4],
  [SocketOption.ipReturnOptions, V4],
  [SocketOption.ipReceiveTimeToLive, V4],
  [SocketOption.ipReceiveTypeOfService, V4],
  [SocketOption.ipPacketInformation, V4],
  [SocketOption.ipPathMtuDiscovery, { v6: false, usual: 1, least: 0, most: 5 }],
  [SocketOption.ipReceiveErrors, V4],
  [SocketOption.ipFreeBind, V4],
  [SocketOption.ipTransparent, { v6: false, privileged: true }],
  [SocketOption.ipBindAddressNoPort, V4],
  [SocketOption.ipMinimumTimeToLive, { v6: false, least: 0, most: 255 }],
  [SocketOption.ipReceiveOriginalDestination, V4],
  [SocketOption.ipMulticastTimeToLive, { v6: false, usual: 1, least: 0, most: 255, resets: true, datagram: true }],
  [SocketOption.ipMulticastLoop, { v6: false, usual: 1 }],
  [SocketOption.ipMulticastAll, { v6: false, usual: 1, least: 0, most: 1 }],
  [SocketOption.ipUnicastInterface, { v6: false, least: 0, most: INT_MAX }],
  [SocketOption.ipv6Only, V6],
  [SocketOption.ipv6HopLimit, { v6: true, usual: 64, least: 0, most: 255, resets: true }],
  [SocketOption.ipv6ReceiveHopLimit, V6],
  [SocketOption.ipv6TrafficClass, { v6: true, least: 0, most: 255, resets: true }],
  [SocketOption.ipv6ReceiveTrafficClass, V6],
  [SocketOption.ipv6ReceivePacketInformation, V6],
  [SocketOption.ipv6PathMtuDiscovery, { v6: true, usual: 1, least: 0, most: 5 }],
  [SocketOption.ipv6ReceivePathMtu, V6],
  [SocketOption.ipv6DontFragment, V6],
  [SocketOption.ipv6ReceiveErrors, V6],
  [SocketOption.ipv6MulticastHops, { v6: true, usual: 1, least: 0, most: 255, resets: true, datagram: true }],
  [SocketOption.ipv6MulticastLoop, { v6: true, usual: 1, least: 0, most: 1 }],
  [SocketOption.ipv6MulticastAll, { v6: true, usual: 1, least: 0, most: 1 }],
  [SocketOption.ipv6UnicastInterface, { v6: true, least: 0, most: INT_MAX }],
  [SocketOption.ipv6FlowLabelSend, V6],
  [SocketOption.ipv6AutoFlowLabel, { v6: true, usual: 1 }],
  [SocketOption.ipv6Transparent, { v6: true, privileged: true }],
  [SocketOption.ipv6FreeBind, V6],
  [SocketOption.ipv6ReceiveOriginalDestination, V6],
]);

/** Options that the table does not decide, by whether they are IPv6's. */
const OTHERS: ReadonlyMap<number, boolean> = new Map([
  [SocketOption.bindToDevice, false],
  [SocketOption.ipHeaderIncluded, false],
  [SocketOption.ipOptions, false],
  [SocketOption.ipPathMtu, false],
  [SocketOption.ipMulticastInterface, false],
  [SocketOption.ipLocalPortRange, false],
  [SocketOption.ipv6PathMtu, true],
  [SocketOption.ipv6MulticastInterface, true],
  [SocketOption.ipv6Checksum, true],
  [SocketOption.ipv6AddressForm, true],
  [SocketOption.ipv6RoutingHeader, true],
]);

/** MTU of the loopback interface. */
export const MTU = 65_536;

export class IpOptions {
  /** What is not as usual. */
  values = new Map<number, number>();
  /** Which ancillary data a receiver wants: whether any at all, so that the plain way asks once. */
  wantsMore = false;
  /** IP_LOCAL_PORT_RANGE; 0 as usual. */
  /** SO_BINDTODEVICE: there is one interface only, so it changes nothing. */
  device = '';
  firstPort = 0;
  lastPort = 0;

  get(option: number): number {
    return this.values.get(option) ?? RULES.get(option)?.usual ?? 0;
  }

  set(option: number, value: number): void {
    this.values.set(option, value);
    this.wantsMore = WANTS.some((one) => this.get(one) !== 0);
  }

  /** An accepted socket's begin as its listener's. */
  copyFrom(other: IpOptions): void {
    if (other.values.size > 0) this.values = new Map(other.values);
    this.wantsMore = other.wantsMore;
  }
}

const WANTS = [
  SocketOption.ipReceiveTimeToLive,
  SocketOption.ipReceiveTypeOfService,
  SocketOption.ipPacketInformation,
  SocketOption.ipReceiveOriginalDestination,
  SocketOption.ipv6ReceiveHopLimit,
  SocketOption.ipv6ReceiveTrafficClass,
  SocketOption.ipv6ReceivePacketInformation,
  SocketOption.ipv6ReceiveOriginalDestination,
] as const;

/** Asking for an option of a protocol that the socket does not have; undefined: one of every socket. */
export function notOurs(option: number): number | undefined {
  return option >= SocketOption.ipTypeOfService ? Errno.EOPNOTSUPP : undefined;
}

/** 0 or an error; undefined: not an option of IP. */
export function setIpOption(
  socket: SocketObject,
  options: IpOptions,
  option: number,
  value: SocketOptionValue,
  credentials: Credentials,
): number | undefined {
  const rule = RULES.get(option);
  if (rule === undefined) return setOther(socket, options, option, value);
  if (rule.v6 && socket.family !== SocketFamily.inet6) return Errno.ENOPROTOOPT;
  if (rule.datagram === true && socket.type === SocketType.stream) return rule.v6 ? Errno.ENOPROTOOPT : Errno.EINVAL;
  let { number } = value;
  if (rule.privileged === true && number !== 0 && credentials.effectiveUser !== 0) return Errno.EPERM;
  if (rule.resets === true && number === -1) number = rule.usual ?? 0;
  else if (rule.least === undefined) number = number === 0 ? 0 : 1;
  else if (number < rule.least || number > (rule.most ?? INT_MAX)) return Errno.EINVAL;
  // The two lowest bits of a stream's type of service are its congestion control's.
  if (option === SocketOption.ipTypeOfService) number &= socket.type === SocketType.stream ? 0xfc : 0xff;
  options.set(option, number);
  return 0;
}

/** Fills the value: 0 or an error; undefined: not an option of IP. */
export function getIpOption(
  socket: SocketObject,
  options: IpOptions,
  option: number,
  value: SocketOptionValue,
): number | undefined {
  const v6 = RULES.get(option)?.v6 ?? OTHERS.get(option);
  if (v6 === undefined) return undefined;
  if (v6 && socket.family !== SocketFamily.inet6) return Errno.EOPNOTSUPP;
  switch (option) {
    case SocketOption.ipPathMtu:
    case SocketOption.ipv6PathMtu:
      if (typeof socket.getPeer() === 'number') return Errno.ENOTCONN;
      value.number = MTU;
      return 0;
    case SocketOption.bindToDevice:
      value.text = options.device;
      return 0;
    case SocketOption.ipOptions:
      value.text = '';
      return 0;
    case SocketOption.ipv6RoutingHeader:
      value.text = '';
      return 0;
    case SocketOption.ipLocalPortRange:
      value.number = options.lastPort * 65_536 + options.firstPort;
      return 0;
    default:
      value.number = options.get(option);
      return 0;
  }
}

function setOther(
  socket: SocketObject,
  options: IpOptions,
  option: number,
  value: SocketOptionValue,
): number | undefined {
  const v6 = OTHERS.get(option);
  if (v6 === undefined) return undefined;
  if (v6 && socket.family !== SocketFamily.inet6) return Errno.ENOPROTOOPT;
  switch (option) {
    case SocketOption.bindToDevice: {
      const name = value.text.replace(/\0.*$/s, '');
      if (name !== '' && name !== LOOPBACK_NAME) return Errno.ENODEV;
      options.device = name;
      return 0;
    }
    case SocketOption.ipv6RoutingHeader:
      // By its length: none may be set, any would have to travel in packets.
      return value.number === 0 ? 0 : Errno.EINVAL;
    case SocketOption.ipOptions:
      // None may be cleared; any would have to travel in packets.
      return value.text.length === 0 ? 0 : Errno.EINVAL;
    case SocketOption.ipLocalPortRange: {
      const first = value.number % 65_536;
      const last = Math.floor(value.number / 65_536);
      if (first !== 0 && last !== 0 && first > last) return Errno.EINVAL;
      options.firstPort = first;
      options.lastPort = last;
      return 0;
    }
    case SocketOption.ipv6AddressForm:
      return value.number === SocketFamily.inet ? becomeV4(socket) : Errno.EINVAL;
    case SocketOption.ipv6PathMtu:
      return value.number === 0 || (value.number >= 1280 && value.number <= MTU) ? 0 : Errno.EINVAL;
    default:
      return Errno.ENOPROTOOPT;
  }
}

/** A socket whose connection is one of IPv4 all the same is a socket of that from now on. */
function becomeV4(socket: SocketObject): number {
  if (typeof socket.getPeer() === 'number') return Errno.ENOTCONN;
  return socket.becomeV4() ? 0 : Errno.EADDRNOTAVAIL;
}
