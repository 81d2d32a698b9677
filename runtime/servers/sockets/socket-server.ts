/** Makes sockets: each family plugs in here. */
import { Errno } from '../../generated/errors.ts';
import { dispatchSockets, type Sockets } from '../../generated/servers/sockets.ts';
import type { Credentials, NetworkInterface, Opened, SocketIdentity, SocketPair } from '../../generated/structs.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import type { Family } from './family.ts';

/** The interfaces that sockets see. */
export interface Interfaces {
  described(): readonly NetworkInterface[];
  /** False: there is no such interface. */
  setFlags(index: number, flags: number): boolean;
}

export class SocketServer implements Sockets {
  readonly handle: ObjectHandle;
  readonly #families = new Map<number, Family>();

  readonly #interfaces: Interfaces | undefined;

  constructor(ipc: Ipc, interfaces?: Interfaces) {
    this.#interfaces = interfaces;
    this.handle = ipc.table.register<Sockets>(this, dispatchSockets);
  }

  /** @param family of SocketFamily */
  register(family: number, server: Family): void {
    this.#families.set(family, server);
  }

  getInterfaces(): readonly NetworkInterface[] {
    return this.#interfaces?.described() ?? [];
  }

  setInterface(index: number, flags: number): number {
    return this.#interfaces?.setFlags(index, flags) === true ? 0 : Errno.ENODEV;
  }

  create(family: number, type: number, protocol: number, credentials: Credentials): Opened | Errno {
    const socket = this.#families.get(family)?.create(type, protocol, credentials) ?? Errno.EAFNOSUPPORT;
    return typeof socket === 'number' ? socket : socket.opened();
  }

  createPair(
    family: number,
    type: number,
    protocol: number,
    who: SocketIdentity,
    credentials: Credentials,
  ): SocketPair | Errno {
    const pair = this.#families.get(family)?.createPair(type, protocol, who, credentials) ?? Errno.EAFNOSUPPORT;
    return typeof pair === 'number' ? pair : { first: pair[0].opened(), second: pair[1].opened() };
  }
}
