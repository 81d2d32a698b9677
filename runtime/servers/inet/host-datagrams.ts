/** A published UDP port: each sender of the host becomes a sender on the machine's loopback, so that answers find it again. */
import type { HostDatagrams } from '../../host/port.ts';
import { type InetAddress, LOOPBACK4, LOOPBACK6 } from './address.ts';
import { FIRST_EPHEMERAL, LAST_EPHEMERAL } from './port-table.ts';
import type { InetStack } from './stack.ts';
import type { DatagramOrigin, UdpUser } from './udp-user.ts';

/** Senders that are remembered; the one that was silent longest is forgotten. */
const MOST = 512;

export class HostDatagramPeers {
  host: HostDatagrams | undefined;
  readonly #stack: InetStack;
  readonly #guestPort: number;
  readonly #peers = new Map<string, Peer>();

  constructor(stack: InetStack, guestPort: number) {
    this.#stack = stack;
    this.#guestPort = guestPort;
  }

  receive(bytes: Uint8Array, address: string, port: number): void {
    const peer = this.#peerOf(address, port);
    if (peer === undefined) return;
    for (const to of [LOOPBACK4, LOOPBACK6]) {
      const user = this.#stack.findDatagram(this.#stack.udpPorts, to, this.#guestPort, to, peer.localPort);
      if (user === undefined) continue;
      peer.localAddress = to;
      const origin = { from: to, fromPort: peer.localPort, to, hopLimit: 64, trafficClass: 0 };
      user.deliver(bytes, bytes.length, origin);
      return;
    }
  }

  close(): void {
    for (const peer of this.#peers.values()) peer.close();
    this.#peers.clear();
  }

  #peerOf(address: string, port: number): Peer | undefined {
    const key = `${address} ${port}`;
    const known = this.#peers.get(key);
    if (known !== undefined) {
      // Last in order is last heard of.
      this.#peers.delete(key);
      this.#peers.set(key, known);
      return known;
    }
    if (this.#peers.size === MOST) {
      const [oldest] = this.#peers;
      oldest?.[1].close();
      if (oldest !== undefined) this.#peers.delete(oldest[0]);
    }
    const peer = new Peer(this.#stack, (bytes) => this.host?.send(bytes, address, port));
    if (!peer.open()) return undefined;
    this.#peers.set(key, peer);
    return peer;
  }
}

class Peer implements UdpUser {
  readonly v6 = false;
  readonly v6Only = false;
  readonly reuseAddress = false;
  readonly reusePort = false;
  readonly listening = false;
  readonly explicit = false;
  readonly user = 0;
  readonly device = 0;
  readonly remoteAddress = LOOPBACK4;
  readonly remotePort = 0;
  localAddress: InetAddress = LOOPBACK4;
  localPort = 0;
  readonly #stack: InetStack;
  readonly #send: (bytes: Uint8Array) => void;

  constructor(stack: InetStack, send: (bytes: Uint8Array) => void) {
    this.#stack = stack;
    this.#send = send;
  }

  open(): boolean {
    const { udpPorts } = this.#stack;
    const port = udpPorts.freeFor(this, FIRST_EPHEMERAL, LAST_EPHEMERAL);
    if (port === 0) return false;
    this.localPort = port;
    udpPorts.add(port, this);
    return true;
  }

  close(): void {
    this.#stack.udpPorts.remove(this.localPort, this);
  }

  deliver(bytes: Uint8Array, length: number, _about: DatagramOrigin): void {
    this.#send(bytes.slice(0, length));
  }

  admits(): boolean {
    return false;
  }
}
