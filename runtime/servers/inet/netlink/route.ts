/**
 * NETLINK_ROUTE: what there is of interfaces, addresses and routes, as getifaddrs, `ip` and language runtimes ask for it.
 * rtnetlink(7); the answers are those of Linux 6 in a network name space with loopback alone.
 */
import { bytesOf, InetAddress, isOwn, v4 } from '../address.ts';
import { LOOPBACK_INTERFACE, type NetworkInterface } from '../interfaces.ts';
import type { Loopback } from '../loopback.ts';
import type { InetStack } from '../stack.ts';
import { attributeOf, type MessageWriter, type Request } from './message-writer.ts';
import type { Answer } from './netlink-socket.ts';

/** Message types: each kind has a new, delete, get and set form, in this order. */
const NEW_LINK = 16;
const NEW_ADDRESS = 20;
const NEW_ROUTE = 24;
const NEW_RULE = 32;
const LAST_TYPE = 123;
const NEW = 0;
const GET = 2;
const SET = 3;
const FLAG_MULTI = 2;
const FLAG_DUMP = 0x300;

/** Address families by Linux's numbers. */
const INET = 2;
const INET6 = 10;
const PACKET = 17;
/** Errors as netlink carries them. */
const EPERM = -1;
const EEXIST = -17;
const ENODEV = -19;
const EINVAL = -22;
const EOPNOTSUPP = -95;
const ENETUNREACH = -101;

const SCOPE_HOST = 254;
const SCOPE_LINK = 253;
const TABLE_LOCAL = 255;
const TABLE_MAIN = 254;
const TABLE_DEFAULT = 253;
const FOREVER = 0xffff_ffff;
/** Hundredths of a second since the start, when loopback came up. */
const STAMP = 0;

/** What a socket of a user is answered. */
export function routeAnswers({ loopback }: InetStack, user: number): Answer {
  return (request, into, port) => {
    const kind = request.type - (request.type % 4);
    if (request.type > LAST_TYPE) return EOPNOTSUPP;
    if (request.type % 4 !== GET) return loopback.mayChange(user) ? change(loopback, kind, request) : EPERM;
    const dump = (request.flags & FLAG_DUMP) === FLAG_DUMP;
    const family = request.payload.byteLength > 0 ? request.payload.getUint8(0) : 0;
    switch (kind) {
      case NEW_LINK:
        return links(loopback.interfaces, request, into, port, dump);
      case NEW_ADDRESS:
        if (!dump) return EOPNOTSUPP;
        for (const one of loopback.interfaces) addresses(one, family, request, into, port);
        return 0;
      case NEW_ROUTE:
        if (!loopback.up) return dump ? 0 : ENETUNREACH;
        return dump ? routes(family, request, into, port) : routeTo(family, request, into, port);
      case NEW_RULE:
        return dump ? rules(family, request, into, port) : EOPNOTSUPP;
      default:
        // Neighbours, queues and the rest: there are none.
        return dump ? 0 : EOPNOTSUPP;
    }
  };
}

/** The interface goes up or down; its addresses come and go with that. */
function change(loopback: Loopback, kind: number, { type, payload, little, ...rest }: Request): number {
  const form = type % 4;
  if (kind === NEW_LINK && (form === NEW || form === SET)) {
    if (payload.byteLength < 16) return EINVAL;
    const index = payload.getInt32(4, little);
    const flags = payload.getUint32(8, little);
    const mask = payload.getUint32(12, little);
    const named = attributeOf({ type, payload, little, ...rest }, 16, 3);
    const name = named === undefined ? '' : String.fromCharCode(...named).replace(/\0.*$/s, '');
    const found = loopback.interfaces.find((one) => (index > 0 ? one.index === index : one.name === name));
    if (found === undefined) return ENODEV;
    if (flags === 0 && mask === 0) return 0;
    const next = mask === 0 ? flags : (flags & mask) | (found.flags & ~mask);
    return loopback.setFlags(found.index, next) ? 0 : ENODEV;
  }
  if (kind !== NEW_ADDRESS || form !== NEW) return EOPNOTSUPP;
  if (payload.byteLength < 8) return EINVAL;
  const wanted = attributeOf({ type, payload, little, ...rest }, 8, 1);
  if (payload.getInt32(4, little) !== LOOPBACK_INTERFACE) return ENODEV;
  if (wanted === undefined) return EINVAL;
  // What it gets when it goes up; there are no others.
  if (!isOwn(addressFrom(wanted))) return EOPNOTSUPP;
  return loopback.up ? EEXIST : 0;
}

function links(
  interfaces: readonly NetworkInterface[],
  request: Request,
  into: MessageWriter,
  port: number,
  dump: boolean,
): number {
  if (dump) {
    for (const one of interfaces) link(one, FLAG_MULTI, request, into, port);
    return 0;
  }
  const { payload, little } = request;
  if (payload.byteLength < 16) return EINVAL;
  const index = payload.getInt32(4, little);
  const named = attributeOf(request, 16, 3);
  const name = named === undefined ? undefined : String.fromCharCode(...named).replace(/\0.*$/s, '');
  const found = interfaces.find((one) => (index > 0 ? one.index === index : one.name === name));
  if (found === undefined) return index > 0 || name !== undefined ? ENODEV : EINVAL;
  link(found, 0, request, into, port);
  return 0;
}

function link(one: NetworkInterface, flags: number, request: Request, into: MessageWriter, port: number): void {
  into.begin(NEW_LINK, flags, request.sequence, port);
  into.u8(0).u8(0).u16(one.hardware).u32(one.index).u32(one.flags).u32(0);
  into
    .attributeText(3, one.name) // IFLA_IFNAME
    .attributeU32(13, one.queueLength) // TXQLEN
    .attributeU8(16, (one.flags & 1) === 0 ? 2 : 0) // OPERSTATE: down, unknown
    .attributeU8(17, 0) // LINKMODE
    .attributeU32(4, one.mtu) // MTU
    .attributeU32(50, 0) // MIN_MTU
    .attributeU32(51, 0) // MAX_MTU
    .attributeU32(27, 0) // GROUP
    .attributeU32(30, 0) // PROMISCUITY
    .attributeU32(31, 1) // NUM_TX_QUEUES
    .attributeU32(40, 65_535) // GSO_MAX_SEGS
    .attributeU32(41, 65_536) // GSO_MAX_SIZE
    .attributeU32(32, 1) // NUM_RX_QUEUES
    .attributeU8(33, 1) // CARRIER
    .attributeU32(35, 0) // CARRIER_CHANGES
    .attributeU8(39, 0) // PROTO_DOWN
    .attributeZeros(1, 6) // ADDRESS
    .attributeZeros(2, 6) // BROADCAST
    .attributeZeros(23, 192) // STATS64
    .attributeZeros(7, 96) // STATS
    .attributeText(6, (one.flags & 1) === 0 ? 'noop' : 'noqueue') // QDISC
    .end();
}

function addresses(one: NetworkInterface, family: number, request: Request, into: MessageWriter, port: number): void {
  for (const { address, prefix } of one.addresses) {
    const own = address.isV4 ? INET : INET6;
    if (family !== 0 && family !== own) continue;
    into.begin(NEW_ADDRESS, FLAG_MULTI, request.sequence, port);
    // IFA_F_PERMANENT.
    into.u8(own).u8(prefix).u8(0x80).u8(SCOPE_HOST).u32(one.index);
    into.attributeBytes(1, bytesOf(address)); // IFA_ADDRESS
    if (address.isV4) into.attributeBytes(2, bytesOf(address)).attributeText(3, one.name); // LOCAL, LABEL
    into.attributeU32(8, 0x80); // FLAGS
    cacheInfo(into);
    if (!address.isV4) into.attributeU8(11, 1); // IFA_PROTO: the kernel's loopback
    into.end();
  }
}

/** IFA_CACHEINFO: valid for ever. */
function cacheInfo(into: MessageWriter): void {
  into.u16(20).u16(6).u32(FOREVER).u32(FOREVER).u32(STAMP).u32(STAMP);
}

/** The entries of the local table: there is no way to anywhere else. */
function routes(family: number, request: Request, into: MessageWriter, port: number): number {
  const local = v4(0x7f00_0001);
  if (family === 0 || family === INET) {
    v4Route(into, request, port, v4(0x7f00_0000), 8, SCOPE_HOST, 2, local);
    v4Route(into, request, port, local, 32, SCOPE_HOST, 2, local);
    v4Route(into, request, port, v4(0x7fff_ffff), 32, SCOPE_LINK, 3, local);
  }
  if (family === 0 || family === INET6) {
    into.begin(NEW_ROUTE, FLAG_MULTI, request.sequence, port);
    into.u8(INET6).u8(128).u8(0).u8(0).u8(TABLE_LOCAL).u8(2).u8(0).u8(2).u32(0);
    into.attributeU32(15, TABLE_LOCAL).attributeBytes(1, bytesOf(new InetAddress(0, 0, 0, 1)));
    into.attributeU32(6, 0).attributeU32(4, 1).attributeZeros(12, 32).attributeU8(20, 0).end();
  }
  return 0;
}

function v4Route(
  into: MessageWriter,
  request: Request,
  port: number,
  to: InetAddress,
  prefix: number,
  scope: number,
  type: number,
  source: InetAddress,
): void {
  into.begin(NEW_ROUTE, FLAG_MULTI, request.sequence, port);
  // RTPROT_KERNEL.
  into.u8(INET).u8(prefix).u8(0).u8(0).u8(TABLE_LOCAL).u8(2).u8(scope).u8(type).u32(0);
  into.attributeU32(15, TABLE_LOCAL).attributeBytes(1, bytesOf(to)); // RTA_TABLE, DST
  into.attributeBytes(7, bytesOf(source)).attributeU32(4, 1).end(); // PREFSRC, OIF
}

/** `ip route get`: the way to one address. */
function routeTo(family: number, request: Request, into: MessageWriter, port: number): number {
  const wanted = attributeOf(request, 12, 1);
  if (wanted === undefined || wanted.length !== (family === INET6 ? 16 : 4)) return EINVAL;
  const to = addressFrom(wanted);
  if (!isOwn(to)) return ENETUNREACH;
  into.begin(NEW_ROUTE, 0, request.sequence, port);
  const v6 = family === INET6;
  // RTM_F_CLONED, RTCF_LOCAL.
  into
    .u8(family)
    .u8(v6 ? 128 : 32)
    .u8(0)
    .u8(0)
    .u8(TABLE_MAIN)
    .u8(v6 ? 2 : 0)
    .u8(0)
    .u8(2);
  into.u32(v6 ? 0x200 : 0x8000_0200);
  into
    .attributeU32(15, v6 ? TABLE_LOCAL : TABLE_MAIN)
    .attributeBytes(1, wanted)
    .attributeU32(4, 1);
  into.attributeBytes(7, v6 ? wanted : bytesOf(v4(0x7f00_0001))).end();
  return 0;
}

function rules(family: number, request: Request, into: MessageWriter, port: number): number {
  const all: readonly (readonly [number, number, number])[] = [
    [INET, TABLE_LOCAL, 0],
    [INET, TABLE_MAIN, 32_766],
    [INET, TABLE_DEFAULT, 32_767],
    [INET6, TABLE_LOCAL, 0],
    [INET6, TABLE_MAIN, 32_766],
  ];
  for (const [own, table, priority] of all) {
    if (family !== 0 && family !== own) continue;
    into.begin(NEW_RULE, FLAG_MULTI, request.sequence, port);
    into.u8(own).u8(0).u8(0).u8(0).u8(table).u8(0).u8(0).u8(1).u32(0);
    into.attributeU32(15, table).attributeU32(14, FOREVER).attributeU8(21, 2); // TABLE, SUPPRESS_PREFIXLEN, PROTOCOL
    if (priority > 0) into.attributeU32(6, priority);
    into.end();
  }
  return family === PACKET ? EOPNOTSUPP : 0;
}

function addressFrom(bytes: Uint8Array): InetAddress {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length === 4) return v4(view.getUint32(0));
  return new InetAddress(view.getUint32(0), view.getUint32(4), view.getUint32(8), view.getUint32(12));
}
