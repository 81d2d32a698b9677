/**
 * Time that only work and waiting move, for runs that come out the same every time: a taken branch takes
 * `NANOSECONDS_PER_FUEL`, and when everybody waits, time jumps to the next deadline.
 */
import type { Timespec } from '../generated/structs.ts';
import type { HostClock } from '../host/port.ts';

export const NANOSECONDS_PER_FUEL = 2;
/** 2024-01-01 00:00:00 UTC. */
const EPOCH = 1_704_067_200;

export class VirtualTime implements HostClock {
  #now = 1_000_000_000;

  realtime(into: Timespec): void {
    into.seconds = EPOCH + Math.floor(this.#now / 1e9);
    into.nanoseconds = this.#now % 1e9;
  }

  monotonic(): number {
    return this.#now;
  }

  processor(): number {
    return this.#now;
  }

  advance(nanoseconds: number): void {
    this.#now += nanoseconds;
  }

  advanceTo(at: number): void {
    if (at > this.#now) this.#now = Math.ceil(at);
  }
}
