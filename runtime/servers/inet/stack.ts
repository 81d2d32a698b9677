/** What all internet sockets of a machine share: who has which port, who listens, and the ways out of the machine. */
import { Errno } from '../../generated/errors.ts';
import { Loopback } from './loopback.ts';
import type { SocketServices } from '../sockets/services.ts';
import { ANY4, ANY6, type InetAddress, isBroadcast, isOwn, LOOPBACK4, LOOPBACK6 } from './address.ts';
import { RingPool } from './byte-ring.ts';
import { DatagramPool } from './datagram-queue.ts';
import { Groups } from './multicast.ts';
import {
  datagramConflict,
  FIRST_EPHEMERAL,
  LAST_EPHEMERAL,
  PortTable,
  type PortUser,
  streamConflict,
} from './port-table.ts';
import type { TcpEnd } from './tcp-end.ts';
import { TcpListener } from './tcp-listener.ts';
import { TcpState } from './tcp-state.ts';
import type { TcpUser } from './tcp-user.ts';
import { TimeWait, TimeWaitEntry } from './time-wait.ts';
import type { DatagramOrigin, UdpUser } from './udp-user.ts';

/** Where connections and datagrams go that nobody in the machine takes. */
export interface WayOut {
  /** Begins a connection to the host for an end; false: not there. */
  connect(end: TcpEnd): boolean;
  /** A datagram to the host; false: not there. */
  send(from: UdpUser, to: InetAddress, port: number, bytes: Uint8Array, length: number): boolean;
  /** A socket of the machine is closed. */
  forget(user: UdpUser): void;
}

export class InetStack {
  readonly services: SocketServices;
  readonly rings = new RingPool();
  readonly tcpPorts: PortTable<TcpUser>;
  readonly udpPorts: PortTable<UdpUser>;
  readonly udpLitePorts: PortTable<UdpUser>;
  /** Identifiers of echo requests. */
  readonly echoPorts: PortTable<UdpUser>;
  readonly timeWait: TimeWait;
  readonly datagrams = new DatagramPool();
  readonly groups = new Groups();
  readonly loopback: Loopback;
  wayOut: WayOut | undefined;
  /** What went over loopback. */
  readonly carried = { bytes: 0, packets: 0 };
  readonly #listeners = new Map<number, TcpEnd[]>();
  #seed: number;

  constructor(services: SocketServices, loopback = new Loopback()) {
    this.services = services;
    this.loopback = loopback;
    this.#seed = (services.timers.now() % 0x7fff_ffff) | 1;
    const random = (below: number): number => this.random(below);
    this.tcpPorts = new PortTable<TcpUser>(streamConflict, random);
    this.udpPorts = new PortTable<UdpUser>(datagramConflict, random);
    this.udpLitePorts = new PortTable<UdpUser>(datagramConflict, random);
    this.echoPorts = new PortTable<UdpUser>(datagramConflict, random);
    this.timeWait = new TimeWait(this.tcpPorts, () => this.now());
  }

  /** Monotonic nanoseconds. */
  now(): number {
    return this.services.timers.now();
  }

  /** A send put so much on its way. */
  carry(bytes: number): void {
    this.carried.bytes += bytes;
    this.carried.packets++;
  }

  /** A number for choices that nobody need be unable to guess. */
  random(below: number): number {
    let seed = this.#seed;
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    this.#seed = seed;
    return (seed >>> 0) % below;
  }

  /** Whether a socket may be bound to an address: one of the machine's, any, a broadcast address or a group. */
  mayBind(address: InetAddress): boolean {
    if (this.loopback.fresh) return true;
    return address.isAny || this.reaches(address) || address.isMulticast || isBroadcast(address);
  }

  /** Whether there is a way to an address: the machine's own are all there are. */
  reaches(address: InetAddress): boolean {
    return this.loopback.up && isOwn(address);
  }

  /** Gives an end the port that it asks for, or a free one: 0 or an error. */
  bindTcp(end: TcpEnd, port: number): number {
    this.timeWait.expire();
    const chosen = port === 0 ? this.tcpPorts.freeFor(end, FIRST_EPHEMERAL, LAST_EPHEMERAL) : port;
    if (chosen === 0 || this.tcpPorts.taken(chosen, end)) return Errno.EADDRINUSE;
    this.tcpPorts.add(chosen, end);
    end.localPort = chosen;
    end.explicit = port !== 0;
    return 0;
  }

  /** An end has its port no more; the number stays for getsockname. */
  releasePort(end: TcpEnd): void {
    if (end.localPort !== 0) this.tcpPorts.remove(end.localPort, end);
  }

  /** Begins to listen: 0, or EADDRINUSE when another one listens there. */
  listen(end: TcpEnd, backlog: number): number {
    if (this.tcpPorts.taken(end.localPort, end)) return Errno.EADDRINUSE;
    end.state = TcpState.listen;
    end.listener = new TcpListener(end, backlog);
    const others = this.#listeners.get(end.localPort);
    if (others === undefined) this.#listeners.set(end.localPort, [end]);
    else others.push(end);
    return 0;
  }

  removeListener(end: TcpEnd): void {
    const list = this.#listeners.get(end.localPort);
    const index = list?.indexOf(end) ?? -1;
    if (index >= 0) list?.splice(index, 1);
    if (list?.length === 0) this.#listeners.delete(end.localPort);
  }

  /** Who takes connections to an address; of several that share it, one by the ports (SO_REUSEPORT). */
  findListener(address: InetAddress, port: number, fromPort: number): TcpEnd | undefined {
    const list = this.#listeners.get(port);
    if (list === undefined) return undefined;
    let best: TcpEnd | undefined;
    let score = 0;
    let alike = 0;
    for (const end of list) {
      const value = matches(end, address);
      if (value === 0 || value < score) continue;
      alike = value > score ? 1 : alike + 1;
      // Of equals, each takes its share: the n-th one replaces with chance 1/n, by the number of the port.
      if (value > score || (Math.imul(fromPort, 0x9e37_79b1) >>> 8) % alike === 0) best = end;
      score = value;
    }
    return best;
  }

  /** Begins a connection: the end becomes connected, waits for room, or has an error that it tells; answers why not even that. */
  connect(end: TcpEnd, to: InetAddress, port: number): number {
    this.timeWait.expire();
    const remote = to.isAny ? (end.v6 && to === ANY6 ? LOOPBACK6 : LOOPBACK4) : to;
    if (!this.reaches(remote)) return Errno.ENETUNREACH;
    const local = end.localAddress.isAny ? (remote.isV4 ? LOOPBACK4 : LOOPBACK6) : end.localAddress;
    if (local.isV4 !== remote.isV4) return Errno.ENETUNREACH;
    const clashes = (other: TcpUser): boolean =>
      other !== end &&
      other.remotePort === port &&
      other.remoteAddress.equals(remote) &&
      other.localAddress.equals(local) &&
      (other instanceof TimeWaitEntry ? !this.timeWait.mayReuse(other) : other.state !== TcpState.close);
    if (end.localPort === 0 || this.tcpPorts.at(end.localPort)?.has(end) !== true) {
      const free = this.tcpPorts.freeToConnect(FIRST_EPHEMERAL, LAST_EPHEMERAL, clashes);
      if (free === 0) return Errno.EADDRNOTAVAIL;
      end.localPort = free;
      this.tcpPorts.add(free, end);
    } else {
      for (const other of this.tcpPorts.at(end.localPort) ?? []) if (clashes(other)) return Errno.EADDRNOTAVAIL;
    }
    end.localAddress = local;
    end.remoteAddress = remote;
    end.remotePort = port;
    end.readShut = false;
    end.writeShut = false;
    end.finished = false;
    end.error = 0;
    end.state = TcpState.synSent;
    const listener = this.findListener(remote, port, end.localPort)?.listener;
    if (listener !== undefined) listener.arrive(end);
    else if (end.localPort === port && local.equals(remote)) end.join(end);
    else if (this.wayOut?.connect(end) !== true) end.resetArrived();
    return 0;
  }

  /** Who gets datagrams to an address; best match first wins. */
  findDatagram(
    ports: PortTable<UdpUser>,
    address: InetAddress,
    port: number,
    from: InetAddress,
    fromPort: number,
  ): UdpUser | undefined {
    const users = ports.at(port);
    if (users === undefined) return undefined;
    let best: UdpUser | undefined;
    let score = 0;
    let alike = 0;
    for (const user of users) {
      let value = matches(user, address);
      if (value === 0) continue;
      if (user.remotePort !== 0) {
        if (user.remotePort !== fromPort || !user.remoteAddress.equals(from)) continue;
        value += 8;
      }
      if (value < score) continue;
      alike = value > score ? 1 : alike + 1;
      if (value > score || (user.reusePort && (Math.imul(fromPort, 0x9e37_79b1) >>> 8) % alike === 0)) best = user;
      // Sockets that share a port without SO_REUSEPORT: the last one bound gets it, as on Linux.
      else if (!user.reusePort) best = user;
      score = value;
    }
    return best;
  }

  /** A datagram to a broadcast address or a group, for each socket that has the port and is bound to no other address. */
  deliverToAll(
    ports: PortTable<UdpUser>,
    bytes: Uint8Array,
    length: number,
    origin: DatagramOrigin,
    port: number,
  ): void {
    const { to, from, fromPort } = origin;
    const group = to.isMulticast;
    if (group && !this.groups.has(to)) return;
    for (const user of ports.at(port) ?? []) {
      if (matches(user, to) === 0) continue;
      if (user.remotePort !== 0 && (user.remotePort !== fromPort || !user.remoteAddress.equals(from))) continue;
      if (!group || user.admits(to, from)) user.deliver(bytes, length, origin);
    }
  }
}

/** How well a bound socket fits a destination; 0 not at all (compute_score). */
function matches(user: PortUser & { readonly v6: boolean }, address: InetAddress): number {
  const own = user.localAddress;
  if (own.equals(address)) return user.v6 ? 6 : 7;
  if (own === ANY4 || (own.isV4 && own.word3 === 0)) return address.isV4 ? (user.v6 ? 3 : 4) : 0;
  if (!own.isAny6) return 0;
  return address.isV4 ? (user.v6Only ? 0 : 2) : 3;
}
