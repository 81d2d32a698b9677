/**
 * The clock server of a processor: the time, and watchers that are signalled at a deadline.
 *
 * Time comes from the host, or from `VirtualTime`. The event loop fires what is due; nothing here waits.
 *
 * What guests read is counted in ticks of the time base, as on Linux: a program that reads the time base, one that asks
 * the kernel and one that reads the clock in its own address space (the vDSO) see one time. The wall clock is a distance
 * from it, which changes only when the host's wall clock is set.
 */
import { Errno } from '../generated/errors.ts';
import { Clock as ClockId } from '../generated/enums.ts';
import { type Clock as ClockInterface } from '../generated/servers/clock.ts';
import type { Watcher } from '../generated/servers/watcher.ts';
import type { Timespec } from '../generated/structs.ts';
import type { HostClock } from '../host/port.ts';
import type { Ipc } from './ipc.ts';
import type { ObjectHandle } from './object-handle.ts';
import { TimerQueue } from './timer-queue.ts';

/** A tick of the coarse clocks (CONFIG_HZ 250). */
const COARSE = 4_000_000;
/** What the time base counts in a nanosecond (512 MHz): 64 ticks are 125 ns. */
export const TICKS_PER_NANOSECOND = 0.512;
/** The host's wall clock is set when it is so far from where it should be. */
const TOLERANCE = 50_000;
/** How often both clocks are read until nothing came between. */
const TRIES = 8;

export class Clock implements ClockInterface {
  readonly time: HostClock;
  readonly #ipc: Ipc;
  readonly #timers = new TimerQueue();
  readonly #watchers: (ObjectHandle | undefined)[] = [];
  readonly #start: number;
  /** Told when a deadline moved to the front: the event loop may have to wait less. */
  earlier: () => void = () => {};
  /** Told at each turn of the event loop, and whether the wall clock was set: who shows the time to guests in memory. */
  readonly keepers: ((now: number, set: boolean) => void)[] = [];
  readonly #wall = { seconds: 0, nanoseconds: 0 };
  readonly #read = { seconds: 0, nanoseconds: 0 };

  constructor(time: HostClock, ipc: Ipc) {
    this.time = time;
    this.#ipc = ipc;
    this.#start = time.monotonic() - 1e9;
    this.#setWall();
  }

  /** Monotonic nanoseconds since a second before the machine started. */
  now(): number {
    return this.time.monotonic() - this.#start;
  }

  /** The time base: ticks since a second before the machine started. Never behind `now`. */
  ticks(): number {
    return Math.ceil(this.now() * TICKS_PER_NANOSECOND);
  }

  /** The monotonic clock as guests read it. */
  read(): number {
    return nanosecondsOfTicks(this.ticks());
  }

  /** The wall clock as guests read it. */
  realtime(into: Timespec): void {
    const now = this.read();
    const seconds = Math.floor(now / 1e9);
    const nanoseconds = now - seconds * 1e9 + this.#wall.nanoseconds;
    const carry = nanoseconds >= 1e9 ? 1 : 0;
    into.seconds = seconds + this.#wall.seconds + carry;
    into.nanoseconds = nanoseconds - carry * 1e9;
  }

  /** The wall clock minus the monotonic one. */
  get wallOffset(): Timespec {
    return this.#wall;
  }

  /** Before guests run: the host's wall clock may have been set, and what shows the time in memory is brought up to date. */
  keep(now: number): void {
    const set = this.#wallMoved(now);
    if (set) this.#setWall();
    for (const keeper of this.keepers) keeper(now, set);
  }

  /** The earliest deadline, Infinity when there is none. */
  get next(): number {
    return this.#timers.earliest;
  }

  getTime(clock: number): Timespec | Errno {
    switch (clock) {
      case ClockId.realtime:
      case ClockId.realtimeAlarm:
      case ClockId.tai:
        return this.#realtime();
      case ClockId.realtimeCoarse: {
        const time = this.#realtime();
        time.nanoseconds -= time.nanoseconds % COARSE;
        return time;
      }
      case ClockId.monotonic:
      case ClockId.monotonicRaw:
      case ClockId.boottime:
      case ClockId.boottimeAlarm:
        return timespec(this.read());
      case ClockId.monotonicCoarse: {
        const now = this.read();
        return timespec(now - (now % COARSE));
      }
      default:
        return Errno.EINVAL;
    }
  }

  getResolution(clock: number): Timespec | Errno {
    const time = this.getTime(clock);
    if (typeof time === 'number') return time;
    const coarse = clock === ClockId.realtimeCoarse || clock === ClockId.monotonicCoarse;
    return { seconds: 0, nanoseconds: coarse ? COARSE : 1 };
  }

  setTime(clock: number, _time: Timespec): number {
    return clock === ClockId.realtime ? Errno.EPERM : Errno.EINVAL;
  }

  arm(watcher: ObjectHandle, at: number): number {
    const before = this.#timers.earliest;
    this.#watchers[watcher.index] = watcher;
    this.#timers.arm(watcher.index, at);
    if (this.#timers.earliest < before) this.earlier();
    return 0;
  }

  disarm(watcher: ObjectHandle): number {
    this.#timers.disarm(watcher.index);
    return 0;
  }

  /** Signals every watcher whose time has come. */
  fire(): void {
    if (this.#timers.earliest === Infinity) return;
    const now = this.now();
    for (;;) {
      const index = this.#timers.take(now);
      if (index === undefined) return;
      const watcher = this.#watchers[index];
      this.#watchers[index] = undefined;
      // Watchers of the clock are objects of its own processor: each processor has its clock.
      if (watcher !== undefined) (this.#ipc.table.resolve(watcher) as Watcher | undefined)?.signal(0, 0);
    }
  }

  #realtime(): Timespec {
    const time = { seconds: 0, nanoseconds: 0 };
    this.realtime(time);
    return time;
  }

  /** The host may have been busy between the two readings: the wall clock is known to be one of a range then. */
  #wallMoved(now: number): boolean {
    const read = this.#read;
    this.time.realtime(read);
    const took = this.now() - now;
    const away = (read.seconds - this.#wall.seconds) * 1e9 + read.nanoseconds - this.#wall.nanoseconds - now;
    return away > TOLERANCE + took || away < -TOLERANCE;
  }

  #setWall(): void {
    const read = this.#read;
    let now = this.now();
    for (let left = TRIES; left > 0; left--) {
      this.time.realtime(read);
      const after = this.now();
      if (after - now <= TOLERANCE) break;
      now = after;
    }
    const seconds = Math.floor(now / 1e9);
    const nanoseconds = read.nanoseconds - (now - seconds * 1e9);
    const borrow = nanoseconds < 0 ? 1 : 0;
    this.#wall.seconds = read.seconds - seconds - borrow;
    this.#wall.nanoseconds = Math.floor(nanoseconds) + borrow * 1e9;
  }
}

/** Exact as long as ticks are, which is for half a year. */
export function nanosecondsOfTicks(ticks: number): number {
  const rest = ticks % 64;
  return ((ticks - rest) / 64) * 125 + Math.floor((rest * 125) / 64);
}

/** Nanoseconds as a Timespec. */
export function timespec(nanoseconds: number): Timespec {
  const seconds = Math.floor(nanoseconds / 1e9);
  return { seconds, nanoseconds: Math.floor(nanoseconds - seconds * 1e9) };
}

/** A Timespec as nanoseconds. */
export function nanosecondsOf(time: Timespec): number {
  return time.seconds * 1e9 + time.nanoseconds;
}
