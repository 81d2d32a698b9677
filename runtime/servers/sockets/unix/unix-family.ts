/** UNIX-domain sockets as a family: unix_create, unix_socketpair. */
import { SocketType } from '../../../generated/enums.ts';
import { Errno } from '../../../generated/errors.ts';
import type { Credentials, SocketIdentity } from '../../../generated/structs.ts';
import type { Family } from '../family.ts';
import type { SocketServices } from '../services.ts';
import { DatagramSocket } from './datagram-socket.ts';
import { UnixNames } from './names.ts';
import { SequencedSocket } from './sequenced-socket.ts';
import { StreamSocket } from './stream-socket.ts';
import type { UnixServices, UnixSocket } from './unix-socket.ts';

/** PF_UNIX: the only protocol number besides 0. */
const UNIX_PROTOCOL = 1;

export interface UnixListing {
  readonly inode: number;
  /** Of SocketType. */
  readonly type: number;
  readonly listening: boolean;
  readonly connected: boolean;
  /** An abstract name begins with NUL; none: not bound. */
  readonly path: string | undefined;
}

export class UnixFamily implements Family {
  readonly #services: UnixServices;

  constructor(services: SocketServices) {
    this.#services = { ...services, names: new UnixNames(), open: new Set() };
  }

  /** Every open socket, as lists of a machine's sockets show them. */
  *listing(): Generator<UnixListing> {
    for (const socket of this.#services.open) {
      const { name } = socket;
      yield {
        inode: socket.status.inode,
        type: socket.type,
        listening: socket.listening,
        connected: socket.established,
        path: name === undefined ? undefined : (name.abstract ? '\0' : '') + name.path,
      };
    }
  }

  create(type: number, protocol: number, credentials: Credentials): UnixSocket | Errno {
    if (protocol !== 0 && protocol !== UNIX_PROTOCOL) return Errno.EPROTONOSUPPORT;
    switch (type) {
      case SocketType.stream:
        return new StreamSocket(this.#services, credentials);
      case SocketType.datagram:
      case SocketType.raw:
        return new DatagramSocket(this.#services, credentials);
      case SocketType.sequencedPacket:
        return new SequencedSocket(this.#services, credentials);
      default:
        return Errno.ESOCKTNOSUPPORT;
    }
  }

  createPair(
    type: number,
    protocol: number,
    who: SocketIdentity,
    credentials: Credentials,
  ): readonly [UnixSocket, UnixSocket] | Errno {
    const first = this.create(type, protocol, credentials);
    if (typeof first === 'number') return first;
    const second = this.create(type, protocol, credentials);
    if (typeof second === 'number') return second;
    first.peer = second;
    second.peer = first;
    for (const end of [first, second]) {
      end.established = true;
      end.setPeerIdentity(who, credentials.groups);
    }
    return [first, second];
  }
}
