/** The family netlink and its protocols. */
import { SocketType } from '../../../generated/enums.ts';
import { Errno } from '../../../generated/errors.ts';
import type { Credentials, SocketIdentity } from '../../../generated/structs.ts';
import type { Family } from '../../sockets/family.ts';
import type { SocketObject } from '../../sockets/socket-object.ts';
import type { InetStack } from '../stack.ts';
import { type Answer, NetlinkPorts, NetlinkSocket } from './netlink-socket.ts';
import { routeAnswers } from './route.ts';
import { socketDiagnosis } from './socket-diagnosis.ts';

const ROUTE = 0;
const SOCKET_DIAGNOSIS = 4;
/** Tells of devices that come and go; none ever does. */
const DEVICE_EVENTS = 15;
const EOPNOTSUPP = -95;

export class NetlinkFamily implements Family {
  readonly #stack: InetStack;
  readonly #protocols: ReadonlyMap<number, { readonly answer: (user: number) => Answer; readonly ports: NetlinkPorts }>;

  constructor(stack: InetStack) {
    this.#stack = stack;
    const diagnosis = socketDiagnosis(stack);
    const answers: readonly (readonly [number, (user: number) => Answer])[] = [
      [ROUTE, (user) => routeAnswers(stack, user)],
      [SOCKET_DIAGNOSIS, () => diagnosis],
      [DEVICE_EVENTS, () => () => EOPNOTSUPP],
    ];
    this.#protocols = new Map(
      answers.map(([protocol, answer]) => [protocol, { answer, ports: new NetlinkPorts() }] as const),
    );
  }

  create(type: number, protocol: number, credentials: Credentials): SocketObject | Errno {
    if (type !== SocketType.raw && type !== SocketType.datagram) return Errno.ESOCKTNOSUPPORT;
    const found = this.#protocols.get(protocol);
    if (found === undefined) return Errno.EPROTONOSUPPORT;
    return new NetlinkSocket(
      this.#stack.services,
      type,
      protocol,
      credentials,
      found.ports,
      found.answer(credentials.effectiveUser),
    );
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
