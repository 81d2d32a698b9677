/** NETLINK_SOCK_DIAG for TCP and UDP, as `ss` asks for it. sock_diag(7). */
import { bytesOf } from '../address.ts';
import { listTcp, type ListedSocket, listUdp } from '../listing.ts';
import type { InetStack } from '../stack.ts';
import type { MessageWriter, Request } from './message-writer.ts';
import type { Answer } from './netlink-socket.ts';

const BY_FAMILY = 20;
const FLAG_MULTI = 2;
const FLAG_DUMP = 0x300;
const INET = 2;
const INET6 = 10;
const TCP = 6;
const UDP = 17;
/** struct inet_diag_req_v2. */
const REQUEST = 56;
const ENOENT = -2;
const EINVAL = -22;
const EOPNOTSUPP = -95;

export function socketDiagnosis(stack: InetStack): Answer {
  return (request, into, port) => {
    const { payload, little } = request;
    if (request.type !== BY_FAMILY) return EINVAL;
    if (payload.byteLength < 2) return EINVAL;
    const family = payload.getUint8(0);
    const protocol = payload.getUint8(1);
    if (family !== INET && family !== INET6) return ENOENT;
    if (protocol !== TCP && protocol !== UDP) return ENOENT;
    if (payload.byteLength < REQUEST) return EINVAL;
    // One socket by its names is asked for by tools that only then look closer.
    if ((request.flags & FLAG_DUMP) !== FLAG_DUMP) return EOPNOTSUPP;
    const states = payload.getUint32(4, little);
    for (const socket of protocol === TCP ? listTcp(stack) : listUdp(stack)) {
      if (socket.v6 !== (family === INET6) || (states & (1 << socket.state)) === 0) continue;
      tell(socket, request, into, port);
    }
    return 0;
  };
}

/** struct inet_diag_msg. */
function tell(socket: ListedSocket, request: Request, into: MessageWriter, port: number): void {
  into.begin(BY_FAMILY, FLAG_MULTI, request.sequence, port);
  into
    .u8(socket.v6 ? INET6 : INET)
    .u8(socket.state)
    .u8(0)
    .u8(0);
  networkPort(into, socket.localPort);
  networkPort(into, socket.remotePort);
  address(into, socket, socket.localAddress);
  address(into, socket, socket.remoteAddress);
  into.u32(0).u32(socket.inode).u32(0);
  into.u32(0).u32(socket.receiveQueue).u32(socket.sendQueue).u32(socket.user).u32(socket.inode).end();
}

function networkPort(into: MessageWriter, port: number): void {
  into.u8(port >>> 8).u8(port & 255);
}

/** Sixteen bytes: an IPv4 address takes the first four, unless the socket is one of IPv6. */
function address(into: MessageWriter, { v6 }: ListedSocket, value: ListedSocket['localAddress']): void {
  const bytes = bytesOf(value);
  if (v6 && value.isV4) {
    if (value.word3 === 0) into.zeros(16);
    else into.zeros(10).u8(255).u8(255).bytes(bytes);
    return;
  }
  into.bytes(bytes).zeros(16 - bytes.length);
}
