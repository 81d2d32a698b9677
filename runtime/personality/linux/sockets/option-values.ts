/** How the values of socket options lie in memory on Linux. Most are an int. */
import { SocketFamily, SocketOption } from '../../../generated/enums.ts';
import { Errno } from '../../../generated/errors.ts';
import { nativeErrno } from '../../../generated/linux/errno.ts';
import { encodeSocketDomain, encodeSocketKind } from '../../../generated/linux/flags.ts';
import type { SocketOptionValue } from '../../../generated/structs.ts';
import { StructView } from '../../../kernel/struct-view.ts';
import { networkU32, readAddress, readInet6Address, writeAddress } from './addresses.ts';

/** The names whose times have 64 bits everywhere. */
const WIDE: ReadonlySet<number> = new Set([63, 64, 66, 67]);
const LONGEST_NAME = 16;
const AF_INET = 2;
/** Bytes of struct sockaddr_storage. */
const STORAGE = 128;

/** 0 or an error. */
export function readOption(
  option: number,
  name: number,
  view: StructView,
  length: number,
  into: SocketOptionValue,
  word: number,
): number {
  switch (option) {
    case SocketOption.linger:
      if (length < 8) return Errno.EINVAL;
      into.number = view.s32(0) !== 0 ? 1 : 0;
      into.seconds = view.s32(4);
      return 0;
    case SocketOption.receiveTimeout:
    case SocketOption.sendTimeout:
      return readSpan(view, length, into, word === 8 || WIDE.has(name));
    case SocketOption.timestamp:
    case SocketOption.timestampNanoseconds:
      if (length < 4) return Errno.EINVAL;
      into.number = view.s32(0);
      into.seconds = WIDE.has(name) ? 1 : 0;
      return 0;
    case SocketOption.ipv6AddressForm:
      if (length < 4) return Errno.EINVAL;
      into.number = view.s32(0) === AF_INET ? SocketFamily.inet : SocketFamily.unknown;
      return 0;
    case SocketOption.ipv6RoutingHeader:
      into.number = length;
      return 0;
    case SocketOption.bindToDevice:
    case SocketOption.tcpCongestion:
    case SocketOption.tcpUpperProtocol:
      into.text = view.text(0, Math.min(length, LONGEST_NAME));
      return 0;
    case SocketOption.ipAddMembership:
    case SocketOption.ipDropMembership:
    case SocketOption.ipMulticastInterface:
      return readMembership(option, view, length, into);
    case SocketOption.ipAddSourceMembership:
    case SocketOption.ipDropSourceMembership:
    case SocketOption.ipBlockSource:
    case SocketOption.ipUnblockSource:
      if (length < 12) return Errno.EINVAL;
      setInet(into.address, networkU32(view, 0));
      setInet(into.local, networkU32(view, 4));
      setInet(into.source, networkU32(view, 8));
      return 0;
    case SocketOption.groupJoin:
    case SocketOption.groupLeave:
      return readGroup(view, length, into, word, false);
    case SocketOption.groupJoinSource:
    case SocketOption.groupLeaveSource:
    case SocketOption.groupBlockSource:
    case SocketOption.groupUnblockSource:
      return readGroup(view, length, into, word, true);
    case SocketOption.ipv6JoinGroup:
    case SocketOption.ipv6LeaveGroup:
      if (length < 20) return Errno.EINVAL;
      into.address.family = SocketFamily.inet6;
      readInet6Address(view, 0, into.address);
      into.interface = view.u32(16);
      return 0;
    default:
      return readNumber(option, view, length, into);
  }
}

function readNumber(option: number, view: StructView, length: number, into: SocketOptionValue): number {
  // Options of IP may be a byte.
  if (length >= 4) into.number = view.s32(0);
  else if (length >= 1 && option >= SocketOption.ipTypeOfService && option < SocketOption.ipv6Only)
    into.number = view.u8(0);
  else return Errno.EINVAL;
  return 0;
}

function readSpan(view: StructView, length: number, into: SocketOptionValue, wide: boolean): number {
  if (length < (wide ? 16 : 8)) return Errno.EINVAL;
  into.time.seconds = wide ? view.s64(0) : view.s32(0);
  into.time.nanoseconds = (wide ? view.s64(8) : view.s32(4)) * 1000;
  return 0;
}

function readMembership(option: number, view: StructView, length: number, into: SocketOptionValue): number {
  if (option === SocketOption.ipMulticastInterface && length < 8) {
    if (length < 4) return Errno.EINVAL;
    setInet(into.local, networkU32(view, 0));
    return 0;
  }
  if (length < 8) return Errno.EINVAL;
  setInet(into.address, networkU32(view, 0));
  setInet(into.local, networkU32(view, 4));
  into.interface = length >= 12 ? view.u32(8) : 0;
  return 0;
}

/** struct group_req and group_source_req: an interface, and one or two of struct sockaddr_storage. */
function readGroup(view: StructView, length: number, into: SocketOptionValue, word: number, source: boolean): number {
  if (length < word + STORAGE * (source ? 2 : 1)) return Errno.EINVAL;
  into.interface = view.u32(0);
  const wrong = readGroupAddress(view, word, into.address);
  return wrong !== 0 || !source ? wrong : readGroupAddress(view, word + STORAGE, into.source);
}

function readGroupAddress(view: StructView, at: number, into: SocketOptionValue['address']): number {
  const bytes = StructView.over(view.bytes.subarray(at, at + STORAGE), view.order);
  const error = readAddress(bytes, STORAGE, into);
  if (error !== 0) return error;
  return into.family === SocketFamily.inet || into.family === SocketFamily.inet6 ? 0 : Errno.EADDRNOTAVAIL;
}

function setInet(into: SocketOptionValue['address'], address: number): void {
  into.family = SocketFamily.inet;
  into.word0 = address;
}

/** Writes a value: its bytes, or an error. */
export function writeOption(
  option: number,
  name: number,
  view: StructView,
  room: number,
  from: SocketOptionValue,
  word: number,
): number {
  switch (option) {
    case SocketOption.linger:
      view.setU32(0, from.number);
      view.setU32(4, from.seconds);
      return 8;
    case SocketOption.receiveTimeout:
    case SocketOption.sendTimeout:
      return writeSpan(view, from, word === 8 || WIDE.has(name));
    case SocketOption.peerCredentials:
      view.setU32(0, from.number);
      view.setU32(4, from.numbers[0] ?? 0);
      view.setU32(8, from.numbers[1] ?? 0);
      return 12;
    case SocketOption.peerGroups:
    case SocketOption.netlinkListMemberships:
    case SocketOption.memoryInformation:
      if (option === SocketOption.peerGroups && room < from.numbers.length * 4) return Errno.ERANGE;
      from.numbers.forEach((number, i) => view.setU32(4 * i, number));
      return 4 * from.numbers.length;
    case SocketOption.cookie:
      if (room < 8) return Errno.EINVAL;
      view.setU64(0, from.number);
      return 8;
    case SocketOption.peerName: {
      const length = writeAddress(view, 0, from.address);
      return length < room ? Errno.EINVAL : length;
    }
    case SocketOption.bindToDevice:
      if (from.text === '') return 0;
      if (room < LONGEST_NAME) return Errno.EINVAL;
      view.setText(0, LONGEST_NAME, from.text);
      return from.text.length + 1;
    case SocketOption.ipv6RoutingHeader:
    case SocketOption.ipOptions:
      // No packet has any.
      return 0;
    case SocketOption.tcpCongestion:
    case SocketOption.tcpUpperProtocol:
      view.setText(0, LONGEST_NAME, from.text);
      return LONGEST_NAME;
    case SocketOption.tcpInformation:
      return writeTcpInformation(view, from.numbers);
    case SocketOption.ipMulticastInterface:
      writeAddressWord(view, from);
      return 4;
    default:
      view.setU32(0, numberOf(option, from.number));
      return isByte(option, room, from.number) ? byteOf(view, from.number) : 4;
  }
}

/** Numbers that have another meaning in the model. */
function numberOf(option: number, number: number): number {
  if (option === SocketOption.type) return encodeSocketKind(number);
  if (option === SocketOption.domain) return encodeSocketDomain(number);
  if (option === SocketOption.error) return number === 0 ? 0 : nativeErrno(-number);
  return number;
}

/** Options of IP are told as a byte to who has room for no more (do_ip_getsockopt). */
function isByte(option: number, room: number, number: number): boolean {
  if (option < SocketOption.ipTypeOfService || option >= SocketOption.ipv6Only) return false;
  return room > 0 && room < 4 && number >= 0 && number <= 255;
}

function byteOf(view: StructView, number: number): number {
  view.setU8(0, number);
  return 1;
}

function writeAddressWord(view: StructView, { local }: SocketOptionValue): void {
  for (let i = 0; i < 4; i++) view.setU8(i, local.word0 >>> (24 - 8 * i));
}

function writeSpan(view: StructView, { time }: SocketOptionValue, wide: boolean): number {
  const microseconds = Math.floor(time.nanoseconds / 1000);
  if (wide) {
    view.setU64(0, time.seconds);
    view.setU64(8, microseconds);
    return 16;
  }
  view.setU32(0, time.seconds);
  view.setU32(4, microseconds);
  return 8;
}

/** struct tcp_info: bytes, words and double words as they follow each other in linux/tcp.h. */
const TCP_INFORMATION = `${'b'.repeat(8)}${'w'.repeat(24)}dddd${'w'.repeat(6)}ddddwwdd${'w'.repeat(6)}`;

function writeTcpInformation(view: StructView, numbers: readonly number[]): number {
  let at = 0;
  numbers.forEach((number, i) => {
    const kind = TCP_INFORMATION[i];
    if (kind === 'b') view.setU8(at++, number);
    else if (kind === 'w') {
      view.setU32(at, number);
      at += 4;
    } else if (kind === 'd') {
      view.setU64(at, number);
      at += 8;
    }
  });
  return at;
}
