import { describe, expect, it } from 'vitest';
import { dispatchWatcher, type Watcher } from '../../runtime/generated/servers/watcher.ts';
import type { HostClock, HostEvents, HostTimer } from '../../runtime/host/port.ts';
import { Clock } from '../../runtime/kernel/clock.ts';
import { EventLoop } from '../../runtime/kernel/event-loop.ts';
import { Ipc } from '../../runtime/kernel/ipc.ts';
import { Scheduler } from '../../runtime/kernel/scheduler.ts';

/** A host whose timers are `late` milliseconds late, and which sleeps exactly when it can. */
class TestHost implements HostEvents, HostClock {
  readonly asked: string[] = [];
  #now = 0;
  #queue: { readonly at: number; readonly callback: () => void }[] = [];
  readonly pause?: (milliseconds: number) => void;

  constructor(late: number, exact: boolean) {
    this.late = late;
    if (!exact) return;
    this.pause = (milliseconds) => {
      this.asked.push(`pause ${milliseconds.toFixed(2)}`);
      this.#now += milliseconds * 1e6;
    };
  }

  readonly late: number;

  realtime(): void {}

  monotonic(): number {
    return this.#now;
  }

  processor(): number {
    return 0;
  }

  defer(callback: () => void): void {
    this.#queue.push({ at: this.#now, callback });
  }

  after(milliseconds: number, callback: () => void): HostTimer {
    this.asked.push(`after ${milliseconds}`);
    const entry = { at: this.#now + (milliseconds + this.late) * 1e6, callback };
    this.#queue.push(entry);
    return { cancel: () => (this.#queue = this.#queue.filter((one) => one !== entry)) };
  }

  onSignal(): () => void {
    return () => {};
  }

  /** Whether nothing is to be called now. */
  get quiet(): boolean {
    return this.#queue.every(({ at }) => at > this.#now);
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds * 1e6;
  }

  /** Until nothing is asked for any more, or for ever. */
  run(done: () => boolean): void {
    while (!done()) {
      const [next] = this.#queue.sort((a, b) => a.at - b.at);
      if (next === undefined) return;
      this.#queue.shift();
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
  }
}

/** When a watcher is told whose deadline is so many milliseconds away. */
function toldAt(host: TestHost, milliseconds: number): number {
  const ipc = new Ipc();
  const clock = new Clock(host, ipc);
  const scheduler = new Scheduler(clock, () => 0);
  const loop = new EventLoop(host, clock, scheduler, (error) => {
    throw error;
  });
  let told: number | undefined;
  const begun = clock.now();
  const watcher: Watcher = {
    signal: () => {
      told = (clock.now() - begun) / 1e6;
      loop.leave();
      return 0;
    },
  };
  clock.arm(ipc.table.register<Watcher>(watcher, dispatchWatcher), begun + milliseconds * 1e6);
  loop.enter();
  host.run(() => told !== undefined);
  return told ?? Infinity;
}

describe('a deadline', () => {
  it('is met exactly where the host can sleep, though its timers are late', () => {
    const host = new TestHost(0.7, true);
    expect(toldAt(host, 5.9)).toBeCloseTo(5.9, 6);
    expect(host.asked).toEqual(['after 5', 'pause 0.20']);
  });

  it('of less than a millisecond asks for no timer', () => {
    const host = new TestHost(0.7, true);
    expect(toldAt(host, 0.25)).toBeCloseTo(0.25, 6);
    expect(host.asked).toEqual(['pause 0.25']);
  });

  it('is never met too early', () => {
    expect(toldAt(new TestHost(0, true), 3)).toBeGreaterThanOrEqual(3);
    expect(toldAt(new TestHost(0.3, false), 2.5)).toBeGreaterThanOrEqual(2.5);
  });

  it('waits for the next timer of a host that cannot sleep', () => {
    const host = new TestHost(0.25, false);
    expect(toldAt(host, 2.5)).toBeCloseTo(3.25, 6);
    expect(host.asked).toEqual(['after 3']);
  });
});

describe('waiting again and again', () => {
  /** A machine that waits for deadlines so many milliseconds away, each armed 5 ms after the one before. */
  function waiting(host: TestHost, ...deadlines: readonly number[]): { readonly told: number[] } {
    const ipc = new Ipc();
    const clock = new Clock(host, ipc);
    const loop = new EventLoop(host, clock, new Scheduler(clock, () => 0), (error) => {
      throw error;
    });
    const told: number[] = [];
    const begun = clock.now();
    loop.enter();
    for (const milliseconds of deadlines) {
      host.run(() => host.quiet);
      host.pass(5);
      const watcher: Watcher = { signal: () => told.push((clock.now() - begun) / 1e6) };
      clock.arm(ipc.table.register<Watcher>(watcher, dispatchWatcher), clock.now() + milliseconds * 1e6);
    }
    host.run(() => told.length === deadlines.length);
    return { told };
  }

  it('asks the host for a timer only when something is due earlier', () => {
    const host = new TestHost(0, true);
    expect(waiting(host, 60_000, 70_000, 80_000, 60_000).told).toEqual([60_005, 60_020, 70_010, 80_015]);
    // While nothing is due, for the first deadline, for each that is next, and when nothing is due any more.
    const forever = `after ${2 ** 31 - 1}`;
    expect(host.asked).toEqual([forever, 'after 60000', 'after 15', 'after 9990', 'after 10005', forever]);
  });

  it('is not late for what is due earlier', () => {
    const host = new TestHost(0, true);
    expect(waiting(host, 60_000, 20, 10).told).toEqual([25, 30, 60_005]);
  });
});
