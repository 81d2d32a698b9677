/** Time, timers and signals of the Node process. */
import { readFileSync } from 'node:fs';
import type { Timespec } from '../../generated/structs.ts';
import type { HostClock, HostEvents, HostTimer } from '../port.ts';

/** How far the computed wall clock may be from Date.now before it is set again: the wall clock was stepped. */
const TOLERANCE_MS = 2;

export class NodeClock implements HostClock {
  /** Taken from `process` once: that is a global with a getter. */
  readonly #hrtime = process.hrtime;
  /** Seconds are counted from here: so nanoseconds are exact whatever the host's clock has come to. */
  readonly #start = this.#hrtime()[0];
  /** Wall-clock milliseconds at monotonic time 0: gives nanoseconds where Date gives milliseconds. */
  #base = Date.now() - this.monotonic() / 1e6;

  realtime(into: Timespec): void {
    const before = this.monotonic();
    let now = this.#base + before / 1e6;
    const date = Date.now();
    // The process may have stood still between the two readings: then they say nothing.
    const apart = now < date - TOLERANCE_MS || now > date + TOLERANCE_MS;
    if (apart && this.monotonic() - before < TOLERANCE_MS * 1e6) {
      this.#base += date - now;
      now = date;
    }
    const seconds = Math.floor(now / 1000);
    into.seconds = seconds;
    into.nanoseconds = Math.floor((now - seconds * 1000) * 1e6);
  }

  /** In half the time of performance.now. */
  monotonic(): number {
    const hrtime = this.#hrtime;
    const time = hrtime();
    return (time[0] - this.#start) * 1e9 + time[1];
  }

  processor(): number {
    const { user, system } = process.cpuUsage();
    return (user + system) * 1000;
  }
}

export class NodeEvents implements HostEvents {
  /** Nobody ever changes it: waiting for that is sleeping. */
  readonly #never = new Int32Array(new SharedArrayBuffer(4));

  defer(callback: () => void): void {
    setImmediate(callback);
  }

  after(milliseconds: number, callback: () => void): HostTimer {
    const timer = setTimeout(callback, milliseconds);
    return { cancel: () => clearTimeout(timer) };
  }

  pause(milliseconds: number): void {
    Atomics.wait(this.#never, 0, 0, milliseconds);
  }

  onSignal(name: string, callback: () => void): () => void {
    const listener = (): void => callback();
    process.on(name, listener);
    return () => {
      process.off(name, listener);
    };
  }

  /** As Linux tells it: our process group, and the one in the foreground of our terminal. */
  inForeground(): boolean {
    try {
      const status = readFileSync('/proc/self/stat', 'latin1');
      // Behind the name, which may hold anything: state, parent, group, session, terminal, its foreground group.
      const [, , group, , , foreground] = status.slice(status.lastIndexOf(')') + 2).split(' ');
      return group === foreground;
    } catch {
      return false;
    }
  }
}
