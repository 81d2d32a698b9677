/**
 * What is left of connections that this side ended first: for a minute their port is taken for a socket that does not reuse
 * addresses. A connection of loopback may take the same ports again after a second (net.ipv4.tcp_tw_reuse = 2).
 */
import type { InetAddress } from './address.ts';
import type { PortTable } from './port-table.ts';
import type { TcpEnd } from './tcp-end.ts';
import { TcpState } from './tcp-state.ts';
import type { TcpUser } from './tcp-user.ts';

/** TCP_TIMEWAIT_LEN, and when ports may be used again, in nanoseconds. */
const LENGTH = 60e9;
const REUSE = 1e9;
/** No more are kept (Linux: tcp_max_tw_buckets, by memory). */
const MOST = 16_384;

export class TimeWaitEntry implements TcpUser {
  readonly state = TcpState.timeWait;
  readonly listening = false;
  readonly explicit = false;
  readonly localAddress: InetAddress;
  readonly localPort: number;
  readonly remoteAddress: InetAddress;
  readonly remotePort: number;
  readonly v6: boolean;
  readonly v6Only: boolean;
  readonly reuseAddress: boolean;
  readonly reusePort: boolean;
  readonly user: number;
  readonly device: number;
  /** When it began, in nanoseconds. */
  readonly since: number;

  constructor(end: TcpEnd, now: number) {
    this.localAddress = end.localAddress;
    this.localPort = end.localPort;
    this.remoteAddress = end.remoteAddress;
    this.remotePort = end.remotePort;
    this.v6 = end.v6;
    this.v6Only = end.v6Only;
    this.reuseAddress = end.reuseAddress;
    this.reusePort = end.reusePort;
    this.user = end.user;
    this.device = end.device;
    this.since = now;
  }
}

export class TimeWait {
  readonly #ports: PortTable<TcpUser>;
  readonly #now: () => number;
  /** A ring: the oldest at `#first`. */
  readonly #entries: (TimeWaitEntry | undefined)[] = [];
  #first = 0;
  #count = 0;

  constructor(ports: PortTable<TcpUser>, now: () => number) {
    this.#ports = ports;
    this.#now = now;
  }

  enter(end: TcpEnd): void {
    const now = this.#now();
    this.expire(now);
    if (this.#count === MOST) this.#drop();
    const entry = new TimeWaitEntry(end, now);
    this.#entries[(this.#first + this.#count) % MOST] = entry;
    this.#count++;
    this.#ports.add(entry.localPort, entry);
  }

  /** Lets the old ones go: asked whenever ports are looked at, so no timer runs for them. */
  expire(now: number = this.#now()): void {
    while (this.#count > 0) {
      const entry = this.#entries[this.#first];
      if (entry !== undefined && now - entry.since < LENGTH) return;
      this.#drop();
    }
  }

  /** Whether a new connection may take the ports of an old one. */
  mayReuse(entry: TimeWaitEntry): boolean {
    return this.#now() - entry.since >= REUSE;
  }

  #drop(): void {
    const entry = this.#entries[this.#first];
    this.#entries[this.#first] = undefined;
    this.#first = (this.#first + 1) % MOST;
    this.#count--;
    if (entry !== undefined) this.#ports.remove(entry.localPort, entry);
  }
}
