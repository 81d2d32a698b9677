/**
 * Internet addresses: four words in host order, most significant first. An IPv4 address is kept as IPv6 shows it
 * (::ffff:a.b.c.d), so both families meet in one form (RFC 4291, 2.5.5.2). Addresses do not change.
 */
import { SocketFamily } from '../../generated/enums.ts';
import type { SocketAddress } from '../../generated/structs.ts';

const MAPPED = 0xffff;

export class InetAddress {
  readonly word0: number;
  readonly word1: number;
  readonly word2: number;
  readonly word3: number;

  constructor(word0: number, word1: number, word2: number, word3: number) {
    this.word0 = word0;
    this.word1 = word1;
    this.word2 = word2;
    this.word3 = word3;
  }

  /** Whether it is an IPv4 address. */
  get isV4(): boolean {
    return this.word2 === MAPPED && this.word1 === 0 && this.word0 === 0;
  }

  /** Whether it stands for every address of its family. */
  get isAny(): boolean {
    return this.word3 === 0 && (this.word2 === 0 || this.word2 === MAPPED) && this.word1 === 0 && this.word0 === 0;
  }

  /** :: itself, which takes IPv4 in too unless its socket says otherwise. */
  get isAny6(): boolean {
    return this.word3 === 0 && this.word2 === 0 && this.word1 === 0 && this.word0 === 0;
  }

  get isMulticast(): boolean {
    return this.isV4 ? this.word3 >>> 28 === 0xe : this.word0 >>> 24 === 0xff;
  }

  equals(other: InetAddress): boolean {
    return (
      this.word3 === other.word3 &&
      this.word2 === other.word2 &&
      this.word1 === other.word1 &&
      this.word0 === other.word0
    );
  }

  toString(): string {
    if (!this.isV4) return [this.word0, this.word1, this.word2, this.word3].map(hex).join(':');
    const address = this.word3;
    return [address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255].join('.');
  }
}

/** An IPv4 address from its 32 bits. */
export function v4(address: number): InetAddress {
  return address === LOOPBACK4.word3 ? LOOPBACK4 : address === 0 ? ANY4 : new InetAddress(0, 0, MAPPED, address);
}

export const ANY4 = new InetAddress(0, 0, MAPPED, 0);
export const ANY6 = new InetAddress(0, 0, 0, 0);
export const LOOPBACK4 = new InetAddress(0, 0, MAPPED, 0x7f00_0001);
export const LOOPBACK6 = new InetAddress(0, 0, 0, 1);
export const BROADCAST4 = new InetAddress(0, 0, MAPPED, 0xffff_ffff);

/** The address of a name of family inet or inet6. */
export function addressOf({ family, word0, word1, word2, word3 }: SocketAddress): InetAddress {
  if (family === SocketFamily.inet) return v4(word0);
  if (word0 === 0 && word1 === 0) {
    if (word2 === MAPPED) return v4(word3);
    if (word2 === 0 && word3 === 0) return ANY6;
    if (word2 === 0 && word3 === 1) return LOOPBACK6;
  }
  return new InetAddress(word0, word1, word2, word3);
}

/** Whether an address is one of this machine: 127.0.0.0/8 without its ends, ::1. */
export function isOwn(address: InetAddress): boolean {
  if (!address.isV4) return address.equals(LOOPBACK6);
  return address.word3 >>> 24 === 127 && address.word3 !== 0x7fff_ffff;
}

/** 127.255.255.255 and 255.255.255.255. */
export function isBroadcast(address: InetAddress): boolean {
  return address.isV4 && (address.word3 === 0x7fff_ffff || address.equals(BROADCAST4));
}

/** An address in network order, 4 or 16 bytes. */
export function bytesOf({ isV4, word0, word1, word2, word3 }: InetAddress): Uint8Array {
  const words = isV4 ? [word3] : [word0, word1, word2, word3];
  return Uint8Array.from(words.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]));
}

/** Writes a name as a socket of that family shows it; the other members become empty. */
export function showName(into: SocketAddress, family: number, address: InetAddress, port: number, scope = 0): void {
  into.family = family;
  into.path = '';
  into.abstract = false;
  into.device = 0;
  into.inode = 0;
  into.port = port;
  into.flow = 0;
  into.scope = scope;
  const inet = family === SocketFamily.inet;
  // What a v6 socket has of IPv4 is shown mapped, but no address at all is ::.
  const none = !inet && address === ANY4;
  into.word0 = inet ? address.word3 : address.word0;
  into.word1 = inet ? 0 : address.word1;
  into.word2 = inet || none ? 0 : address.word2;
  into.word3 = inet ? 0 : address.word3;
}

function hex(word: number): string {
  return `${(word >>> 16).toString(16)}:${(word & 0xffff).toString(16)}`;
}
