/**
 * The clock server of a processor: the time, and watchers that are signalled at a deadline.
 *
 * Time comes from the host, or from `VirtualTime`. The event loop fires what is due; nothing here waits.
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

export class Clock implements ClockInterface {
  readonly time: HostClock;
  readonly #ipc: Ipc;
  readonly #timers = new TimerQueue();
  readonly #watchers: (ObjectHandle | undefined)[] = [];
  readonly #start: number;
  /** Told when a deadline moved to the front: the event loop may have to wait less. */
  earlier: () => void = () => {};

  constructor(time: HostClock, ipc: Ipc) {
    this.time = time;
    this.#ipc = ipc;
    this.#start = time.monotonic() - 1e9;
  }

  /** Monotonic nanoseconds since a second before the machine started. */
  now(): number {
    return this.time.monotonic() - this.#start;
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
        return timespec(this.now());
      case ClockId.monotonicCoarse: {
        const now = this.now();
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
    this.time.realtime(time);
    return time;
  }
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
