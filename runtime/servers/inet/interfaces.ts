/** The network interfaces that programs see: loopback alone. What leaves the machine does so behind it. */
import { type InetAddress, LOOPBACK4, LOOPBACK6 } from './address.ts';

export interface InterfaceAddress {
  readonly address: InetAddress;
  readonly prefix: number;
}

export interface NetworkInterface {
  readonly index: number;
  readonly name: string;
  /** IFF_UP, IFF_LOOPBACK, IFF_RUNNING, IFF_LOWER_UP. */
  readonly flags: number;
  readonly mtu: number;
  readonly queueLength: number;
  /** ARPHRD_LOOPBACK. */
  readonly hardware: number;
  readonly addresses: readonly InterfaceAddress[];
}

export const LOOPBACK_INTERFACE = 1;
export const LOOPBACK_NAME = 'lo';

export const INTERFACES: readonly NetworkInterface[] = [
  {
    index: LOOPBACK_INTERFACE,
    name: LOOPBACK_NAME,
    flags: 0x1_0049,
    mtu: 65_536,
    queueLength: 1000,
    hardware: 772,
    addresses: [
      { address: LOOPBACK4, prefix: 8 },
      { address: LOOPBACK6, prefix: 128 },
    ],
  },
];
