/** Ancillary data of Linux (cmsg(3)): items of a header and data, aligned to a register. */
import { SocketFamily } from '../../../generated/enums.ts';
import { Errno } from '../../../generated/errors.ts';
import { Ancillary } from '../../../generated/flags.ts';
import type { SocketMessage } from '../../../generated/structs.ts';
import type { StructView } from '../../../kernel/struct-view.ts';
import type { ControlWriter, OutgoingControl } from '../../sockets/socket-abi.ts';
import type { SocketClient } from '../../sockets/socket-client.ts';
import { networkU32, readInet6Address, setNetworkU32, writeAddress, writeInet6Address } from './addresses.ts';

const SOL_SOCKET = 1;
const IPPROTO_IP = 0;
const IPPROTO_TCP = 6;
const IPPROTO_UDP = 17;
const IPPROTO_IPV6 = 41;

const SCM_RIGHTS = 1;
const SCM_CREDENTIALS = 2;
const SO_TIMESTAMP_OLD = 29;
const SO_TIMESTAMPNS_OLD = 35;
const SO_RXQ_OVFL = 40;
const SO_TIMESTAMP_NEW = 63;
const SO_TIMESTAMPNS_NEW = 64;
const IP_TOS = 1;
const IP_TTL = 2;
const IP_PKTINFO = 8;
const IP_RECVERR = 11;
const IP_ORIGDSTADDR = 20;
const IPV6_RECVERR = 25;
const IPV6_PKTINFO = 50;
const IPV6_HOPLIMIT = 52;
const IPV6_TCLASS = 67;
const IPV6_ORIGDSTADDR = 74;
const TCP_INQ = 36;
const UDP_SEGMENT = 103;
const UDP_GRO = 104;

/** struct ucred, struct in_pktinfo, struct in6_pktinfo, struct sock_extended_err. */
const CREDENTIALS = 12;
const PACKET4 = 12;
const PACKET6 = 20;
const FAULT = 16;

/** Reads the ancillary data of a send: 0, EINVAL, EPERM. */
export function readControl(
  view: StructView,
  length: number,
  client: SocketClient,
  about: SocketMessage,
  into: OutgoingControl,
  word: number,
): number {
  const header = word + 8;
  for (let at = 0; at + header <= length; ) {
    const size = word === 8 ? view.u64(at) : view.u32(at);
    if (size < header || size > length - at) return Errno.EINVAL;
    const level = view.s32(at + word);
    const type = view.s32(at + word + 4);
    const result = readItem(view, at + header, size - header, level, type, client, about, into);
    if (result < 0) return result;
    at += align(size, word);
  }
  return 0;
}

function readItem(
  view: StructView,
  at: number,
  size: number,
  level: number,
  type: number,
  client: SocketClient,
  about: SocketMessage,
  into: OutgoingControl,
): number {
  const { family } = client;
  if (level === SOL_SOCKET) return readSocketItem(view, at, size, type, family, about, into);
  // Other levels concern UNIX sockets not at all (__scm_send).
  if (family === SocketFamily.inet && level === IPPROTO_IP) return readIpItem(view, at, size, type, about);
  if (family === SocketFamily.inet6 && level === IPPROTO_IPV6) return readIpv6Item(view, at, size, type, about);
  if (level === IPPROTO_UDP && type === UDP_SEGMENT && family !== SocketFamily.unix) {
    if (size !== 2) return Errno.EINVAL;
    about.ancillary |= Ancillary.segmentSize;
    about.segment = view.u16(at);
  }
  return 0;
}

function readSocketItem(
  view: StructView,
  at: number,
  size: number,
  type: number,
  family: number,
  about: SocketMessage,
  into: OutgoingControl,
): number {
  if (type === SCM_RIGHTS) {
    // sock_cmsg_send passes over what only UNIX sockets can carry; netlink refuses it.
    if (family !== SocketFamily.unix) return family === SocketFamily.netlink ? Errno.EINVAL : 0;
    about.ancillary |= Ancillary.rights;
    for (let i = 0; i < Math.floor(size / 4); i++) into.descriptors.push(view.s32(at + 4 * i));
    return 0;
  }
  if (type === SCM_CREDENTIALS) {
    if (family !== SocketFamily.unix && family !== SocketFamily.netlink) return 0;
    if (size !== CREDENTIALS) return Errno.EINVAL;
    about.ancillary |= Ancillary.credentials;
    about.sender.process = view.s32(at);
    about.sender.user = view.u32(at + 4);
    about.sender.group = view.u32(at + 8);
    return 0;
  }
  return Errno.EINVAL;
}

function readIpItem(view: StructView, at: number, size: number, type: number, about: SocketMessage): number {
  switch (type) {
    case IP_PKTINFO:
      if (size !== PACKET4) return Errno.EINVAL;
      about.ancillary |= Ancillary.packetInformation;
      about.interface = view.u32(at);
      about.local.family = SocketFamily.inet;
      about.local.word0 = networkU32(view, at + 4);
      return 0;
    case IP_TTL:
      if (size !== 4 || view.s32(at) < 1 || view.s32(at) > 255) return Errno.EINVAL;
      about.ancillary |= Ancillary.hopLimit;
      about.hopLimit = view.s32(at);
      return 0;
    case IP_TOS:
      if (size !== 4 && size !== 1) return Errno.EINVAL;
      about.trafficClass = size === 4 ? view.s32(at) : view.u8(at);
      if (about.trafficClass < 0 || about.trafficClass > 255) return Errno.EINVAL;
      about.ancillary |= Ancillary.trafficClass;
      return 0;
    default:
      return Errno.EINVAL;
  }
}

function readIpv6Item(view: StructView, at: number, size: number, type: number, about: SocketMessage): number {
  switch (type) {
    case IPV6_PKTINFO:
      if (size < PACKET6) return Errno.EINVAL;
      about.ancillary |= Ancillary.packetInformation;
      about.local.family = SocketFamily.inet6;
      readInet6Address(view, at, about.local);
      about.interface = view.u32(at + 16);
      return 0;
    case IPV6_HOPLIMIT:
      if (size !== 4 || view.s32(at) < -1 || view.s32(at) > 255) return Errno.EINVAL;
      about.ancillary |= Ancillary.hopLimit;
      about.hopLimit = view.s32(at);
      return 0;
    case IPV6_TCLASS:
      if (size !== 4 || view.s32(at) < -1 || view.s32(at) > 255) return Errno.EINVAL;
      about.ancillary |= Ancillary.trafficClass;
      about.trafficClass = view.s32(at);
      return 0;
    default:
      return Errno.EINVAL;
  }
}

function align(size: number, word: number): number {
  return Math.ceil(size / word) * word;
}

/** Writes the ancillary data of a receive (put_cmsg): what does not fit is cut and said to be. */
export class LinuxControlWriter implements ControlWriter {
  readonly #view: StructView;
  readonly #room: number;
  readonly #word: number;
  readonly #header: number;
  length = 0;
  truncated = false;

  constructor(view: StructView, room: number, word: number) {
    this.#view = view;
    this.#room = room;
    this.#word = word;
    this.#header = word + 8;
  }

  descriptorRoom(): number {
    return Math.max(0, Math.floor((this.#room - this.length - this.#header) / 4));
  }

  putDescriptors(descriptors: readonly number[]): void {
    const at = this.#put(SOL_SOCKET, SCM_RIGHTS, descriptors.length * 4);
    descriptors.forEach((fd, i) => this.#set32(at, i, fd));
  }

  putMessage(client: SocketClient, about: SocketMessage): void {
    const { ancillary } = about;
    if (ancillary === 0) return;
    if ((ancillary & Ancillary.dropCount) !== 0) this.#number(SOL_SOCKET, SO_RXQ_OVFL, about.dropped);
    if ((ancillary & Ancillary.time) !== 0) this.#time(client, about);
    if ((ancillary & Ancillary.credentials) !== 0) {
      const at = this.#put(SOL_SOCKET, SCM_CREDENTIALS, CREDENTIALS);
      this.#set32(at, 0, about.sender.process);
      this.#set32(at, 1, about.sender.user);
      this.#set32(at, 2, about.sender.group);
    }
    if ((ancillary & Ancillary.queueLength) !== 0) this.#number(IPPROTO_TCP, TCP_INQ, about.queued);
    if ((ancillary & Ancillary.segmentSize) !== 0) this.#number(IPPROTO_UDP, UDP_GRO, about.segment);
    if (client.family === SocketFamily.inet) this.#ip(about);
    if (client.family === SocketFamily.inet6) this.#ipv6(about);
  }

  #ip(about: SocketMessage): void {
    const { ancillary, local } = about;
    if ((ancillary & Ancillary.packetInformation) !== 0) {
      const at = this.#put(IPPROTO_IP, IP_PKTINFO, PACKET4);
      this.#set32(at, 0, about.interface);
      this.#network(at, 4, local.word0);
      this.#network(at, 8, local.word0);
    }
    if ((ancillary & Ancillary.hopLimit) !== 0) this.#number(IPPROTO_IP, IP_TTL, about.hopLimit);
    if ((ancillary & Ancillary.trafficClass) !== 0) {
      const at = this.#put(IPPROTO_IP, IP_TOS, 1);
      if (at + 1 <= this.#room) this.#view.setU8(at, about.trafficClass);
    }
    if ((ancillary & Ancillary.originalDestination) !== 0) this.#address(IPPROTO_IP, IP_ORIGDSTADDR, about);
    if ((ancillary & Ancillary.error) !== 0) this.#fault(IPPROTO_IP, IP_RECVERR, about, 16);
  }

  #ipv6(about: SocketMessage): void {
    const { ancillary, local } = about;
    if ((ancillary & Ancillary.packetInformation) !== 0) {
      const at = this.#put(IPPROTO_IPV6, IPV6_PKTINFO, PACKET6);
      if (at + PACKET6 <= this.#room) writeInet6Address(this.#view, at, local);
      this.#set32(at, 4, about.interface);
    }
    if ((ancillary & Ancillary.hopLimit) !== 0) this.#number(IPPROTO_IPV6, IPV6_HOPLIMIT, about.hopLimit);
    if ((ancillary & Ancillary.trafficClass) !== 0) this.#number(IPPROTO_IPV6, IPV6_TCLASS, about.trafficClass);
    if ((ancillary & Ancillary.originalDestination) !== 0) this.#address(IPPROTO_IPV6, IPV6_ORIGDSTADDR, about);
    if ((ancillary & Ancillary.error) !== 0) this.#fault(IPPROTO_IPV6, IPV6_RECVERR, about, 28);
  }

  #time(client: SocketClient, about: SocketMessage): void {
    const { time } = about;
    // Which of the two stamps was asked for shows in the message: microseconds are whole then.
    const nanoseconds = client.nanosecondStamps;
    const part = nanoseconds ? time.nanoseconds : Math.floor(time.nanoseconds / 1000);
    if (this.#word === 4 && !client.wideStamps) {
      const at = this.#put(SOL_SOCKET, nanoseconds ? SO_TIMESTAMPNS_OLD : SO_TIMESTAMP_OLD, 8);
      this.#set32(at, 0, time.seconds);
      this.#set32(at, 1, part);
      return;
    }
    const wide = nanoseconds ? SO_TIMESTAMPNS_NEW : SO_TIMESTAMP_NEW;
    const usual = nanoseconds ? SO_TIMESTAMPNS_OLD : SO_TIMESTAMP_OLD;
    const at = this.#put(SOL_SOCKET, client.wideStamps ? wide : usual, 16);
    if (at + 16 > this.#room) return;
    this.#view.setU64(at, time.seconds);
    this.#view.setU64(at + 8, part);
  }

  #number(level: number, type: number, value: number): void {
    this.#set32(this.#put(level, type, 4), 0, value);
  }

  #address(level: number, type: number, about: SocketMessage): void {
    const size = about.local.family === SocketFamily.inet6 ? 28 : 16;
    const at = this.#put(level, type, size);
    if (at + size <= this.#room) writeAddress(this.#view, at, about.local);
  }

  #fault(level: number, type: number, about: SocketMessage, addressSize: number): void {
    const { error } = about;
    const at = this.#put(level, type, FAULT + addressSize);
    if (at + FAULT + addressSize > this.#room) return;
    this.#set32(at, 0, error.error);
    this.#view.setU8(at + 4, error.origin);
    this.#view.setU8(at + 5, error.type);
    this.#view.setU8(at + 6, error.code);
    this.#set32(at, 2, error.information);
    this.#set32(at, 3, error.data);
    writeAddress(this.#view, at + FAULT, error.offender);
  }

  /** Begins an item: where its data goes. Data past the room is not written. */
  #put(level: number, type: number, size: number): number {
    const left = this.#room - this.length;
    if (left < this.#header) {
      this.truncated = true;
      return this.#room;
    }
    const at = this.length;
    const whole = this.#header + size;
    const told = Math.min(whole, left);
    if (told < whole) this.truncated = true;
    if (this.#word === 8) this.#view.setU64(at, told);
    else this.#view.setU32(at, told);
    this.#view.setU32(at + this.#word, level);
    this.#view.setU32(at + this.#word + 4, type);
    this.length += Math.min(align(whole, this.#word), left);
    return at + this.#header;
  }

  #set32(at: number, index: number, value: number): void {
    if (at + 4 * index + 4 <= this.#room) this.#view.setU32(at + 4 * index, value);
  }

  #network(at: number, offset: number, value: number): void {
    if (at + offset + 4 <= this.#room) setNetworkU32(this.#view, at + offset, value);
  }
}
