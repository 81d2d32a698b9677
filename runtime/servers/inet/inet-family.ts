/** The families inet and inet6: which types and protocols they have (inet_create of net/ipv4/af_inet.c). */
import { SocketFamily, SocketType } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import type { Credentials, SocketIdentity } from '../../generated/structs.ts';
import type { Family } from '../sockets/family.ts';
import type { SocketObject } from '../sockets/socket-object.ts';
import { EchoSocket } from './echo-socket.ts';
import type { InetStack } from './stack.ts';
import { TCP, TcpSocket } from './tcp-socket.ts';
import { UdpSocket } from './udp-socket.ts';
import { ICMP, ICMP6, UDP, UDP_LITE } from './udp-user.ts';

const MOST_PROTOCOL = 262;

/** Sockets on a device itself need a privilege that no guest has. */
export const PACKETS: Family = { create: () => Errno.EPERM, createPair: () => Errno.EPERM };

export class InetFamily implements Family {
  readonly #stack: InetStack;
  readonly #family: number;

  /** @param family SocketFamily.inet or inet6 */
  constructor(stack: InetStack, family: number) {
    this.#stack = stack;
    this.#family = family;
  }

  create(type: number, protocol: number, credentials: Credentials): SocketObject | Errno {
    if (protocol < 0 || protocol > MOST_PROTOCOL) return Errno.EINVAL;
    switch (type) {
      case SocketType.stream:
        if (protocol !== 0 && protocol !== TCP) return Errno.EPROTONOSUPPORT;
        return new TcpSocket(this.#stack, this.#family, credentials);
      case SocketType.datagram:
        // Anybody may ask, as where systemd has widened net.ipv4.ping_group_range.
        if (protocol === (this.#family === SocketFamily.inet6 ? ICMP6 : ICMP))
          return new EchoSocket(this.#stack, this.#family, credentials);
        if (protocol !== 0 && protocol !== UDP && protocol !== UDP_LITE) return Errno.EPROTONOSUPPORT;
        return new UdpSocket(this.#stack, this.#family, protocol || UDP, credentials);
      case SocketType.raw:
        // There are no packets; programs learn that it needs a privilege, as in a container.
        return protocol === 0 ? Errno.EPROTONOSUPPORT : Errno.EPERM;
      default:
        return Errno.ESOCKTNOSUPPORT;
    }
  }

  createPair(
    type: number,
    protocol: number,
    _who: SocketIdentity,
    credentials: Credentials,
  ): readonly [SocketObject, SocketObject] | Errno {
    const one = this.create(type, protocol, credentials);
    if (typeof one === 'number') return one;
    one.close(0);
    return Errno.EOPNOTSUPP;
  }
}
