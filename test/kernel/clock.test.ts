import { describe, expect, it } from 'vitest';
import type { Timespec } from '../../runtime/generated/structs.ts';
import type { HostClock } from '../../runtime/host/port.ts';
import { Clock } from '../../runtime/kernel/clock.ts';
import { Ipc } from '../../runtime/kernel/ipc.ts';

/** A host that may stand still before it tells its wall clock, as a busy one does. */
class BusyHost implements HostClock {
  now = 5_000_000_000;
  /** The wall clock is so far from the monotonic one. */
  offset = 1_000_000_000_000;
  /** Nanoseconds for each of the next readings of the wall clock. */
  readonly delays: number[] = [];

  realtime(into: Timespec): void {
    this.now += this.delays.shift() ?? 0;
    const time = this.now + this.offset;
    into.seconds = Math.floor(time / 1e9);
    into.nanoseconds = time % 1e9;
  }

  monotonic(): number {
    return this.now;
  }

  processor(): number {
    return 0;
  }
}

function wall(clock: Clock): number {
  const { seconds, nanoseconds } = clock.wallOffset;
  return seconds * 1e9 + nanoseconds;
}

describe('the wall clock that guests read', () => {
  it('does not move when the host was busy while it was read', () => {
    const host = new BusyHost();
    const clock = new Clock(host, new Ipc());
    const before = wall(clock);
    for (let turn = 0; turn < 10; turn++) {
      host.delays.push(4_000_000);
      host.now += 10_000_000;
      clock.keep(clock.now());
      expect(wall(clock)).toBe(before);
    }
  });

  it('moves when that of the host was set, by as much', () => {
    const host = new BusyHost();
    const clock = new Clock(host, new Ipc());
    const before = wall(clock);
    host.offset += 3_000_000_000;
    // Busy at first: it is read again.
    host.delays.push(0, 2_000_000, 3_000_000);
    clock.keep(clock.now());
    expect(wall(clock) - before).toBe(3_000_000_000);
    host.offset -= 10_000_000;
    clock.keep(clock.now());
    expect(wall(clock) - before).toBe(2_990_000_000);
  });

  it('is right from the start, though the host was busy then', () => {
    const host = new BusyHost();
    host.delays.push(7_000_000, 9_000_000);
    const clock = new Clock(host, new Ipc());
    const read = { seconds: 0, nanoseconds: 0 };
    clock.realtime(read);
    expect(read.seconds * 1e9 + read.nanoseconds - (host.now + host.offset)).toBeLessThan(10);
    expect(read.seconds * 1e9 + read.nanoseconds - (host.now + host.offset)).toBeGreaterThan(-10);
  });
});
