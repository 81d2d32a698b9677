/**
 * Who has which port of one protocol, and who may have it too: Linux's bind buckets (inet_bind_conflict,
 * udp_lib_lport_inuse). No packet is ever looked up here; connections know each other.
 */
import type { InetAddress } from './address.ts';

/** /proc/sys/net/ipv4/ip_local_port_range. */
export const FIRST_EPHEMERAL = 32_768;
export const LAST_EPHEMERAL = 60_999;

/** A socket, a connection, or what is left of one, that has a port. */
export interface PortUser {
  readonly localAddress: InetAddress;
  readonly v6Only: boolean;
  readonly reuseAddress: boolean;
  readonly reusePort: boolean;
  readonly listening: boolean;
  /** Named by bind, not by connect. */
  readonly explicit: boolean;
  readonly user: number;
  /** The interface that it is bound to, 0 for any. */
  readonly device: number;
}

/** Whether two users of one port would get the same packets (inet_rcv_saddr_equal). */
export function overlaps(one: PortUser, other: PortUser): boolean {
  if (one.device !== 0 && other.device !== 0 && one.device !== other.device) return false;
  const a = one.localAddress;
  const b = other.localAddress;
  if (a.isAny6) return !b.isV4 || !one.v6Only;
  if (b.isAny6) return !a.isV4 || !other.v6Only;
  if (a.isV4 && b.isV4 && (a.word3 === 0 || b.word3 === 0)) return true;
  return a.equals(b);
}

/** Whether a stream socket that takes its port, or begins to listen on it, is in another's way. */
export function streamConflict(one: PortUser, other: PortUser): boolean {
  if (one.reuseAddress && other.reuseAddress && !other.listening) return false;
  if (one.reusePort && other.reusePort && one.user === other.user) return false;
  return overlaps(one, other);
}

export function datagramConflict(one: PortUser, other: PortUser): boolean {
  if (one.reuseAddress && other.reuseAddress) return false;
  if (one.reusePort && other.reusePort && one.user === other.user) return false;
  return overlaps(one, other);
}

export class PortTable<User extends PortUser> {
  readonly #ports = new Map<number, Set<User>>();
  readonly #conflict: (one: PortUser, other: PortUser) => boolean;
  readonly #random: (below: number) => number;
  #next: number;

  constructor(conflict: (one: PortUser, other: PortUser) => boolean, random: (below: number) => number) {
    this.#conflict = conflict;
    this.#random = random;
    this.#next = FIRST_EPHEMERAL + random(LAST_EPHEMERAL - FIRST_EPHEMERAL + 1);
  }

  /** Everybody who has the port. */
  at(port: number): ReadonlySet<User> | undefined {
    return this.#ports.get(port);
  }

  /** Every port in use, with its users. */
  entries(): IterableIterator<[number, Set<User>]> {
    return this.#ports.entries();
  }

  add(port: number, user: User): void {
    const users = this.#ports.get(port);
    if (users === undefined) this.#ports.set(port, new Set([user]));
    else users.add(user);
  }

  remove(port: number, user: User): void {
    const users = this.#ports.get(port);
    if (users === undefined) return;
    users.delete(user);
    if (users.size === 0) this.#ports.delete(port);
  }

  /** Whether somebody else has the port in a way that keeps this one out. */
  taken(port: number, by: User): boolean {
    const users = this.#ports.get(port);
    if (users === undefined) return false;
    for (const other of users) if (other !== by && this.#conflict(by, other)) return true;
    return false;
  }

  /** A free port for bind, which shares no port that it did not ask for; 0 when there is none. */
  freeFor(user: User, first: number, last: number): number {
    const count = last - first + 1;
    const start = this.#random(count);
    for (let i = 0; i < count; i++) {
      const port = first + ((start + i) % count);
      const users = this.#ports.get(port);
      if (users === undefined) return port;
      let free = true;
      for (const other of users) free &&= !overlaps(user, other);
      if (free) return port;
    }
    return 0;
  }

  /**
   * A port to connect from, in turn; 0 when there is none. A port that nobody bound by name serves several connections that
   * lead elsewhere: `clashes` says whether another one leads to the same place.
   */
  freeToConnect(first: number, last: number, clashes: (other: User) => boolean): number {
    const count = last - first + 1;
    if (this.#next < first || this.#next > last) this.#next = first;
    for (let i = 0; i < count; i++) {
      const port = this.#next;
      this.#next = port === last ? first : port + 1;
      const users = this.#ports.get(port);
      if (users === undefined) return port;
      let free = true;
      for (const other of users) free &&= !other.explicit && !clashes(other);
      if (free) return port;
    }
    return 0;
  }
}
