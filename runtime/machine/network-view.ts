/** Sockets of the machine as /proc/net shows them. */
import type { LocalSocketView, NetworkView, SocketView } from '../personality/linux/proc/context.ts';
import type { InetAddress } from '../servers/inet/address.ts';
import { type ListedSocket, listTcp, listUdp } from '../servers/inet/listing.ts';
import type { InetStack } from '../servers/inet/stack.ts';

export class MachineNetworkView implements NetworkView {
  readonly #inet: InetStack;

  constructor(inet: InetStack) {
    this.#inet = inet;
  }

  tcp(family: 4 | 6): Iterable<SocketView> {
    return shown(listTcp(this.#inet), family);
  }

  udp(family: 4 | 6): Iterable<SocketView> {
    return shown(listUdp(this.#inet), family);
  }

  raw(_family: 4 | 6): Iterable<SocketView> {
    return [];
  }

  local(): Iterable<LocalSocketView> {
    return [];
  }

  loopback(): { bytes: number; packets: number } {
    return { bytes: 0, packets: 0 };
  }
}

function shown(sockets: readonly ListedSocket[], family: 4 | 6): SocketView[] {
  return sockets
    .filter(({ v6 }) => v6 === (family === 6))
    .map((socket) => ({
      inode: socket.inode,
      owner: socket.user,
      local: bytesOf(socket.localAddress, family),
      localPort: socket.localPort,
      remote: bytesOf(socket.remoteAddress, family),
      remotePort: socket.remotePort,
      state: socket.state,
      sendQueue: socket.sendQueue,
      receiveQueue: socket.receiveQueue,
      references: 1,
    }));
}

/** In the order in which it travels. */
function bytesOf({ word0, word1, word2, word3 }: InetAddress, family: 4 | 6): Uint8Array {
  const words = family === 4 ? [word3] : [word0, word1, word2, word3];
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  words.forEach((word, i) => view.setUint32(i * 4, word >>> 0));
  return bytes;
}
