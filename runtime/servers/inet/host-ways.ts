/** The ways between a machine and its host: ports of the host that lead into it, and ports of the host that it reaches. */
import { Errno } from '../../generated/errors.ts';
import type { HostDatagrams, HostListener, HostNetwork } from '../../host/port.ts';
import { type InetAddress, LOOPBACK4, LOOPBACK6 } from './address.ts';
import { HostBridge } from './host-bridge.ts';
import { HostDatagramPeers } from './host-datagrams.ts';
import type { InetStack, WayOut } from './stack.ts';
import { TcpEnd } from './tcp-end.ts';
import { TcpState } from './tcp-state.ts';
import type { UdpUser } from './udp-user.ts';

/** The host's own loopback. */
const HOST = '127.0.0.1';

/** A port of the host that leads to one of the machine. */
export interface Published {
  /** Address of the host; default 127.0.0.1. */
  readonly address?: string;
  /** 0: one of the host's choice. */
  readonly hostPort: number;
  readonly guestPort: number;
  /** Default tcp. */
  readonly protocol?: 'tcp' | 'udp';
}

/** A port of the host's loopback that programs reach at their own. */
export interface Connected {
  readonly guestPort: number;
  readonly hostPort: number;
  readonly protocol?: 'tcp' | 'udp';
}

/** What reached which port: told to whoever asked for port 0. */
export interface PublishedPort extends Published {
  readonly hostPort: number;
}

export class HostWays implements WayOut {
  readonly #stack: InetStack;
  readonly #network: HostNetwork;
  /** Undefined: every port of the host's loopback. */
  readonly #connects: readonly Connected[] | undefined;
  readonly #open: (HostListener | HostDatagrams)[] = [];
  readonly #peers: HostDatagramPeers[] = [];
  /** Datagram sockets of the host for those of the machine. */
  readonly #out = new Map<UdpUser, Map<number, Promise<HostDatagrams | Errno>>>();

  constructor(stack: InetStack, network: HostNetwork, connects: readonly Connected[] | undefined) {
    this.#stack = stack;
    this.#network = network;
    this.#connects = connects;
  }

  /** Opens a port of the host: what it became, or why not. */
  async publish(one: Published): Promise<PublishedPort | Errno> {
    const { address = HOST, hostPort, guestPort, protocol } = one;
    if (protocol === 'udp') {
      const peers = new HostDatagramPeers(this.#stack, guestPort);
      const opened = await this.#network.datagrams(address, hostPort, (bytes, from, port) =>
        peers.receive(bytes, from, port),
      );
      if (typeof opened === 'number') return opened;
      peers.host = opened;
      this.#peers.push(peers);
      this.#open.push(opened);
      return { ...one, hostPort: opened.port };
    }
    const stack = this.#stack;
    const opened = await this.#network.listen(address, hostPort, (connection) => {
      const end = new TcpEnd(stack);
      const bridge = new HostBridge(end, connection);
      const to = stack.findListener(LOOPBACK4, guestPort, 0) === undefined ? LOOPBACK6 : LOOPBACK4;
      const listening = stack.findListener(to, guestPort, 0) !== undefined;
      if (!listening || stack.connect(end, to, guestPort) !== 0) connection.reset();
      else bridge.start();
    });
    if (typeof opened === 'number') return opened;
    this.#open.push(opened);
    return { ...one, hostPort: opened.port };
  }

  connect(end: TcpEnd): boolean {
    const hostPort = this.#portOf(end.remotePort, 'tcp');
    if (hostPort === undefined) return false;
    const far = new TcpEnd(this.#stack);
    far.localAddress = end.remoteAddress;
    far.localPort = end.remotePort;
    far.remoteAddress = end.localAddress;
    far.remotePort = end.localPort;
    const connection = this.#network.connect(HOST, hostPort);
    const bridge = new HostBridge(far, connection, () => {
      if (end.state !== TcpState.synSent) return;
      end.queuedAt = undefined;
      end.join(far);
      far.state = TcpState.established;
      end.owner?.changed();
    });
    bridge.notMade = (error) => {
      end.queuedAt = undefined;
      if (end.state === TcpState.synSent) end.fail(error);
    };
    end.queuedAt = bridge;
    bridge.start();
    return true;
  }

  send(from: UdpUser, to: InetAddress, port: number, bytes: Uint8Array, length: number): boolean {
    const hostPort = this.#portOf(port, 'udp');
    if (hostPort === undefined) return false;
    let sockets = this.#out.get(from);
    if (sockets === undefined) this.#out.set(from, (sockets = new Map()));
    let socket = sockets.get(port);
    if (socket === undefined) {
      socket = this.#network.datagrams(HOST, 0, (answer, _address, fromPort) => {
        if (fromPort !== hostPort) return;
        const origin = { from: to, fromPort: port, to: from.localAddress, hopLimit: 64, trafficClass: 0 };
        from.deliver(answer, answer.length, origin);
      });
      sockets.set(port, socket);
    }
    const copy = bytes.slice(0, length);
    void socket.then((opened) => typeof opened !== 'number' && opened.send(copy, HOST, hostPort));
    return true;
  }

  forget(user: UdpUser): void {
    for (const socket of this.#out.get(user)?.values() ?? [])
      void socket.then((opened) => typeof opened !== 'number' && opened.close());
    this.#out.delete(user);
  }

  /** Closes the host's ports; connections that are open go on. */
  close(): void {
    for (const one of this.#open.splice(0)) one.close();
    for (const peers of this.#peers.splice(0)) peers.close();
  }

  #portOf(guestPort: number, protocol: 'tcp' | 'udp'): number | undefined {
    if (this.#connects === undefined) return guestPort;
    return this.#connects.find((one) => one.guestPort === guestPort && (one.protocol ?? 'tcp') === protocol)?.hostPort;
  }
}
