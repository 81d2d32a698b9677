/** What /proc/net shows of sockets. */
import { SocketType } from '../generated/enums.ts';
import type { LocalSocketView, NetworkView, SocketView } from '../personality/linux/proc/context.ts';
import { bytesOf, type InetAddress } from '../servers/inet/address.ts';
import { type ListedSocket, listTcp, listUdp } from '../servers/inet/listing.ts';
import type { InetStack } from '../servers/inet/stack.ts';
import { TcpState } from '../servers/inet/tcp-state.ts';

/** What the family of local sockets tells of each. */
export interface LocalSockets {
  listing(): Iterable<ListedLocal>;
}

interface ListedLocal {
  readonly inode: number;
  /** Of SocketType. */
  readonly type: number;
  readonly listening: boolean;
  readonly connected: boolean;
  readonly path: string | undefined;
}

/** SS_UNCONNECTED, SS_CONNECTED. */
const UNCONNECTED = 1;
const CONNECTED = 3;
const TYPES: Readonly<Record<number, number>> = {
  [SocketType.stream]: 1,
  [SocketType.datagram]: 2,
  [SocketType.sequencedPacket]: 5,
};

export function networkView(stack: InetStack, local?: LocalSockets): NetworkView {
  return {
    tcp: (family) => ofFamily(listTcp(stack), family),
    udp: (family) => ofFamily(listUdp(stack), family),
    raw: () => [],
    local: () => [...(local?.listing() ?? [])].map(shownLocal),
    up: () => stack.loopback.up,
    loopback: () => stack.carried,
  };
}

function ofFamily(list: readonly ListedSocket[], family: 4 | 6): SocketView[] {
  return list.filter(({ v6 }) => v6 === (family === 6)).map(shown);
}

function shown(socket: ListedSocket): SocketView {
  const { v6, state, localAddress, remoteAddress } = socket;
  return {
    inode: socket.inode,
    owner: socket.user,
    local: shownAddress(localAddress, v6),
    localPort: socket.localPort,
    remote: shownAddress(remoteAddress, v6),
    remotePort: socket.remotePort,
    state,
    sendQueue: state === TcpState.listen ? 0 : socket.sendQueue,
    receiveQueue: socket.receiveQueue,
    references: 1,
  };
}

/** Four bytes or sixteen: a socket of IPv6 shows IPv4 addresses mapped, and none as zeros. */
function shownAddress(address: InetAddress, v6: boolean): Uint8Array {
  if (!v6) return bytesOf(address).subarray(-4);
  const bytes = new Uint8Array(16);
  if (!address.isAny) bytes.set(bytesOf(address), 16 - bytesOf(address).length);
  if (!address.isAny && address.isV4) bytes.fill(0xff, 10, 12);
  return bytes;
}

function shownLocal({ inode, type, listening, connected, path }: ListedLocal): LocalSocketView {
  const state = connected ? CONNECTED : UNCONNECTED;
  const references = connected ? 3 : 2;
  return { inode, type: TYPES[type] ?? 0, listening, state, references, ...(path === undefined ? {} : { path }) };
}
