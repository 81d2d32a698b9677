/** A UDP port's user. */
import type { InetAddress } from './address.ts';
import type { PortUser } from './port-table.ts';

/** IPPROTO_UDP and IPPROTO_UDPLITE, which differs in its checksums alone: on loopback in nothing. */
export const UDP = 17;
export const UDP_LITE = 136;
/** IPPROTO_ICMP and IPPROTO_ICMPV6: echo requests alone. */
export const ICMP = 1;
export const ICMP6 = 58;

export interface UdpUser extends PortUser {
  readonly v6: boolean;
  readonly localPort: number;
  /** The default destination; port 0: none. */
  readonly remoteAddress: InetAddress;
  readonly remotePort: number;
  /** Takes a datagram, or drops it when there is no room. */
  deliver(bytes: Uint8Array, length: number, about: DatagramOrigin): void;
  /** Whether a datagram to a group is for this one. */
  admits(group: InetAddress, from: InetAddress): boolean;
}

/** Where a datagram comes from and how; the receiver copies what it keeps. */
export interface DatagramOrigin {
  from: InetAddress;
  fromPort: number;
  to: InetAddress;
  hopLimit: number;
  trafficClass: number;
}
