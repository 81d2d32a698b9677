/** Options of UDP sockets, and those of IP that have more than a number: groups and their interface. udp(7), ip(7), ipv6(7). */
import { SocketFamily, SocketOption } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import type { SocketOptionValue } from '../../generated/structs.ts';
import { isOwn, showName, v4 } from './address.ts';
import { LOOPBACK_INTERFACE } from './interfaces.ts';
import { changesGroups } from './multicast.ts';
import type { UdpSocket } from './udp-socket.ts';

/** 0 or an error; undefined: not one of these. */
export function setUdpOption(socket: UdpSocket, option: number, value: SocketOptionValue): number | undefined {
  const { number } = value;
  switch (option) {
    case SocketOption.udpCork:
      socket.setCork(number !== 0);
      return 0;
    case SocketOption.udpSegment:
      if (number < 0 || number > 0xffff) return Errno.EINVAL;
      socket.segment = number;
      return 0;
    case SocketOption.udpReceiveOffload:
      // Datagrams never come joined; nothing that a program does with them depends on it.
      return 0;
    case SocketOption.udpEncapsulation:
      return Errno.ENOPROTOOPT;
    case SocketOption.udpNoChecksum6Send:
    case SocketOption.udpNoChecksum6Receive:
      socket.options.others.set(option, number === 0 ? 0 : 1);
      return 0;
    case SocketOption.ipv6Only:
      if (socket.family !== SocketFamily.inet6) return Errno.ENOPROTOOPT;
      if (socket.localPort !== 0) return Errno.EINVAL;
      socket.v6Only = number !== 0;
      return undefined;
    case SocketOption.ipAddMembership:
    case SocketOption.ipDropMembership:
    case SocketOption.ipAddSourceMembership:
    case SocketOption.ipDropSourceMembership:
    case SocketOption.ipBlockSource:
    case SocketOption.ipUnblockSource:
      return socket.memberships.change(option, value);
    case SocketOption.ipv6JoinGroup:
    case SocketOption.ipv6LeaveGroup:
      return socket.family === SocketFamily.inet6 ? socket.memberships.change(option, value) : Errno.ENOPROTOOPT;
    case SocketOption.ipMulticastInterface:
      if (value.interface !== 0 && value.interface !== LOOPBACK_INTERFACE) return Errno.EADDRNOTAVAIL;
      if (value.interface === 0 && value.local.word0 !== 0 && !isOwn(v4(value.local.word0))) return Errno.EADDRNOTAVAIL;
      socket.multicastSource = v4(value.local.word0);
      return 0;
    case SocketOption.ipv6MulticastInterface:
      if (socket.family !== SocketFamily.inet6) return Errno.ENOPROTOOPT;
      if (number !== 0 && number !== LOOPBACK_INTERFACE) return Errno.ENODEV;
      socket.multicastInterface6 = number;
      return 0;
    default:
      return changesGroups(option) ? socket.memberships.change(option, value) : undefined;
  }
}

/** Fills the value: 0 or an error; undefined: not one of these. */
export function getUdpOption(socket: UdpSocket, option: number, value: SocketOptionValue): number | undefined {
  switch (option) {
    case SocketOption.udpCork:
      value.number = Number(socket.cork);
      return 0;
    case SocketOption.udpSegment:
      value.number = socket.segment;
      return 0;
    case SocketOption.udpReceiveOffload:
    case SocketOption.udpEncapsulation:
      value.number = 0;
      return 0;
    case SocketOption.udpNoChecksum6Send:
    case SocketOption.udpNoChecksum6Receive:
      value.number = socket.options.others.get(option) ?? 0;
      return 0;
    case SocketOption.ipMulticastInterface:
      showName(value.local, SocketFamily.inet, socket.multicastSource, 0);
      value.address = value.local;
      return 0;
    case SocketOption.ipv6MulticastInterface:
      if (socket.family !== SocketFamily.inet6) return Errno.EOPNOTSUPP;
      value.number = socket.multicastInterface6;
      return 0;
    default:
      return undefined;
  }
}
