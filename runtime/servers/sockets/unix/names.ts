/** The names that UNIX sockets of a machine are bound to: nodes of file systems, and abstract ones by type. unix(7). */
import type { SocketAddress } from '../../../generated/structs.ts';
import type { UnixSocket } from './unix-socket.ts';

/** Autobind gives five hexadecimal digits. */
const AUTOMATIC_NAMES = 0x10_0000;

export class UnixNames {
  readonly #sockets = new Map<string, UnixSocket>();
  #automatic = 0;

  find(address: SocketAddress, type: number): UnixSocket | undefined {
    return this.#sockets.get(keyOf(address, type));
  }

  /** False when the name is taken. */
  add(address: SocketAddress, socket: UnixSocket): boolean {
    const key = keyOf(address, socket.type);
    if (address.abstract && this.#sockets.has(key)) return false;
    this.#sockets.set(key, socket);
    return true;
  }

  remove(address: SocketAddress, socket: UnixSocket): void {
    const key = keyOf(address, socket.type);
    if (this.#sockets.get(key) === socket) this.#sockets.delete(key);
  }

  /** Makes an address an abstract one that nobody has; false when there is none left. */
  choose(address: SocketAddress, type: number): boolean {
    address.abstract = true;
    for (let tries = 0; tries < AUTOMATIC_NAMES; tries++) {
      this.#automatic = (this.#automatic + 1) % AUTOMATIC_NAMES;
      address.path = this.#automatic.toString(16).padStart(5, '0');
      if (this.find(address, type) === undefined) return true;
    }
    return false;
  }
}

function keyOf(address: SocketAddress, type: number): string {
  return address.abstract ? `${type}@${address.path}` : `${address.device}:${address.inode}`;
}
