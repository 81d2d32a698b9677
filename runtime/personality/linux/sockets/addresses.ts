/** Socket addresses of Linux. Ports and IP addresses are in network order, everything else in the process's. */
import { SocketFamily } from '../../../generated/enums.ts';
import { Errno } from '../../../generated/errors.ts';
import { decodeSocketDomain, encodeSocketDomain } from '../../../generated/linux/flags.ts';
import type { SocketAddress } from '../../../generated/structs.ts';
import type { StructView } from '../../../kernel/struct-view.ts';

/** struct sockaddr_storage. */
export const LONGEST_ADDRESS = 128;
const FAMILY_BYTES = 2;
/** Bytes of sun_path. */
const LONGEST_PATH = 108;
const INET = 16;
const INET6 = 28;
/** Without the interface, as the first definition had it (SIN6_LEN_RFC2133). */
const SHORT_INET6 = 24;
const NETLINK = 12;
const PACKET = 20;

/** 0 or an error. What becomes of a family that nobody knows is the socket's affair. */
export function readAddress(view: StructView, length: number, into: SocketAddress): number {
  if (length < FAMILY_BYTES) return Errno.EINVAL;
  const family = decodeSocketDomain(view.u16(0));
  into.family = family < 0 ? SocketFamily.unknown : family;
  switch (into.family) {
    case SocketFamily.unix:
      return readUnix(view, length, into);
    case SocketFamily.inet:
      if (length < INET) return Errno.EINVAL;
      into.port = networkU16(view, 2);
      into.word0 = networkU32(view, 4);
      return 0;
    case SocketFamily.inet6:
      if (length < SHORT_INET6) return Errno.EINVAL;
      into.port = networkU16(view, 2);
      into.flow = networkU32(view, 4);
      readInet6Address(view, 8, into);
      into.scope = length < INET6 ? 0 : view.u32(24);
      return 0;
    case SocketFamily.netlink:
      if (length < NETLINK) return Errno.EINVAL;
      into.process = view.u32(4);
      into.groups = view.u32(8);
      return 0;
    default:
      return 0;
  }
}

function readUnix(view: StructView, length: number, into: SocketAddress): number {
  if (length > FAMILY_BYTES + LONGEST_PATH) return Errno.EINVAL;
  into.abstract = length > FAMILY_BYTES && view.u8(FAMILY_BYTES) === 0;
  into.device = 0;
  into.inode = 0;
  let path = '';
  for (let i = FAMILY_BYTES + (into.abstract ? 1 : 0); i < length; i++) {
    const byte = view.u8(i);
    if (byte === 0 && !into.abstract) break;
    path += String.fromCharCode(byte);
  }
  into.path = path;
  return 0;
}

/** The bytes that the address takes; 0 for none. */
export function writeAddress(view: StructView, at: number, from: SocketAddress): number {
  view.setU16(at, encodeSocketDomain(from.family));
  switch (from.family) {
    case SocketFamily.unix: {
      if (from.path === '' && !from.abstract) return FAMILY_BYTES;
      const start = at + FAMILY_BYTES + (from.abstract ? 1 : 0);
      for (let i = 0; i < from.path.length; i++) view.setU8(start + i, from.path.charCodeAt(i));
      // A path has its NUL, which may lie past the structure; an abstract name began with one.
      return FAMILY_BYTES + from.path.length + 1;
    }
    case SocketFamily.inet:
      setNetworkU16(view, at + 2, from.port);
      setNetworkU32(view, at + 4, from.word0);
      return INET;
    case SocketFamily.inet6:
      setNetworkU16(view, at + 2, from.port);
      setNetworkU32(view, at + 4, from.flow);
      writeInet6Address(view, at + 8, from);
      view.setU32(at + 24, from.scope);
      return INET6;
    case SocketFamily.netlink:
      view.setU32(at + 4, from.process);
      view.setU32(at + 8, from.groups);
      return NETLINK;
    case SocketFamily.packet:
      return PACKET;
    default:
      return FAMILY_BYTES;
  }
}

export function readInet6Address(view: StructView, at: number, into: SocketAddress): void {
  into.word0 = networkU32(view, at);
  into.word1 = networkU32(view, at + 4);
  into.word2 = networkU32(view, at + 8);
  into.word3 = networkU32(view, at + 12);
}

export function writeInet6Address(view: StructView, at: number, from: SocketAddress): void {
  setNetworkU32(view, at, from.word0);
  setNetworkU32(view, at + 4, from.word1);
  setNetworkU32(view, at + 8, from.word2);
  setNetworkU32(view, at + 12, from.word3);
}

function networkU16(view: StructView, at: number): number {
  return view.u8(at) * 256 + view.u8(at + 1);
}

export function networkU32(view: StructView, at: number): number {
  return networkU16(view, at) * 65_536 + networkU16(view, at + 2);
}

function setNetworkU16(view: StructView, at: number, value: number): void {
  view.setU8(at, value >>> 8);
  view.setU8(at + 1, value);
}

export function setNetworkU32(view: StructView, at: number, value: number): void {
  setNetworkU16(view, at, value >>> 16);
  setNetworkU16(view, at + 2, value & 0xffff);
}
