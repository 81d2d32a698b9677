/**
 * Datagrams that wait to be read, counted as Linux counts them: with what a packet of their size takes (skb->truesize), so a
 * buffer holds as many. Records and their memory are used again.
 */
import type { InetAddress } from './address.ts';
import { ANY4 } from './address.ts';
import type { DatagramOrigin } from './udp-user.ts';

const SPARE = 256;
/** Memory of a spare record; a larger datagram gets its own. */
const KEPT = 2048;

export class Datagram {
  bytes = new Uint8Array(KEPT);
  length = 0;
  from: InetAddress = ANY4;
  fromPort = 0;
  to: InetAddress = ANY4;
  hopLimit = 0;
  trafficClass = 0;
  seconds = 0;
  nanoseconds = 0;
  /** Datagrams that were dropped before this one. */
  dropped = 0;
}

/** Records that nobody uses now. */
export class DatagramPool {
  readonly #spare: Datagram[] = [];

  take(bytes: Uint8Array, length: number, { from, fromPort, to, hopLimit, trafficClass }: DatagramOrigin): Datagram {
    const datagram = this.#spare.pop() ?? new Datagram();
    if (datagram.bytes.length < length) datagram.bytes = new Uint8Array(length);
    datagram.bytes.set(bytes.subarray(0, length));
    datagram.length = length;
    datagram.from = from;
    datagram.fromPort = fromPort;
    datagram.to = to;
    datagram.hopLimit = hopLimit;
    datagram.trafficClass = trafficClass;
    return datagram;
  }

  give(datagram: Datagram): void {
    if (this.#spare.length < SPARE && datagram.bytes.length === KEPT) this.#spare.push(datagram);
  }
}

export class DatagramQueue {
  readonly #pool: DatagramPool;
  #list: (Datagram | undefined)[] = [];
  #first = 0;
  #charged = 0;
  /** Datagrams that found no room. */
  dropped = 0;

  constructor(pool: DatagramPool) {
    this.#pool = pool;
  }

  get length(): number {
    return this.#list.length - this.#first;
  }

  /** What they are charged with. */
  get bytes(): number {
    return this.#charged;
  }

  /** The next one, which stays. */
  get first(): Datagram | undefined {
    return this.#list[this.#first];
  }

  /** Undefined: there was no room. One is always taken. */
  add(bytes: Uint8Array, length: number, origin: DatagramOrigin, buffer: number): Datagram | undefined {
    const size = packetSize(length);
    if (this.#charged > 0 && this.#charged + size > buffer) {
      this.dropped++;
      return undefined;
    }
    const datagram = this.#pool.take(bytes, length, origin);
    datagram.dropped = this.dropped;
    this.#charged += size;
    this.#list.push(datagram);
    return datagram;
  }

  /** Lets the next one go. */
  shift(): void {
    const datagram = this.#list[this.#first];
    if (datagram === undefined) return;
    this.#list[this.#first++] = undefined;
    this.#charged -= packetSize(datagram.length);
    this.#pool.give(datagram);
    if (this.#first === this.#list.length) {
      this.#list.length = 0;
      this.#first = 0;
    } else if (this.#first >= 64 && this.#first * 2 >= this.#list.length) {
      this.#list = this.#list.slice(this.#first);
      this.#first = 0;
    }
  }

  clear(): void {
    while (this.length > 0) this.shift();
  }
}

/** What Linux 6 charges for a datagram on loopback: its buffer, a power of two, and the record. */
function packetSize(length: number): number {
  if (length <= 300) return 832;
  const needed = length + 384;
  if (needed > 32_768) return Math.ceil(length / 4096) * 4096 + 2304;
  return 2 ** Math.ceil(Math.log2(needed)) + 256;
}
