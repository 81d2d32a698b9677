/** Time as the caller asks for it, as spec/servers/time.yaml promises: from the processor's clock, without a message. */
import { Clock as ClockId, IntervalTimer, Resource, TimerNotice } from '../generated/enums.ts';
import { Errno } from '../generated/errors.ts';
import { TimerFlags } from '../generated/flags.ts';
import type { Time as TimeInterface } from '../generated/servers/time.ts';
import { Signal } from '../generated/signals.ts';
import type { ClockState, IntervalTimerValue, TimerEvent, Timespec } from '../generated/structs.ts';
import { nanosecondsOf, timespec } from '../kernel/clock.ts';
import { INTERRUPTED_NO_RESTART } from '../kernel/result.ts';
import type { Thread } from '../kernel/thread.ts';
import { type CpuClock, cpuClockOf, isCpuClock, readClock } from './clocks.ts';

/** Clocks that no timer runs by; the alarm clocks need a right. */
const UNTIMED: ReadonlySet<number> = new Set([
  ClockId.monotonicRaw,
  ClockId.realtimeCoarse,
  ClockId.monotonicCoarse,
  ClockId.realtimeAlarm,
  ClockId.boottimeAlarm,
]);

/** STA_UNSYNC, and NTP_PHASE_LIMIT, MAXFREQ and so on of linux/timex.h. */
const UNKEPT = {
  status: 0x40,
  maximumError: 16_000_000,
  estimatedError: 16_000_000,
  constant: 2,
  precision: 1,
  tolerance: 32_768_000,
  tick: 10_000,
};

export class Time implements TimeInterface {
  get(thread: Thread, clock: number): Timespec | Errno {
    if (!isCpuClock(clock)) return thread.processor.clock.getTime(clock);
    const meant = cpuClockOf(thread, clock);
    if (typeof meant === 'number') return meant;
    const time = readClock(thread.process, meant);
    return time === undefined ? Errno.EINVAL : timespec(time);
  }

  getResolution(thread: Thread, clock: number): Timespec | Errno {
    if (!isCpuClock(clock)) return thread.processor.clock.getResolution(clock);
    const meant = cpuClockOf(thread, clock);
    return typeof meant === 'number' ? meant : { seconds: 0, nanoseconds: 1 };
  }

  set(thread: Thread, clock: number, time: Timespec): number {
    if (time.seconds < 0 || time.nanoseconds >= 1e9) return Errno.EINVAL;
    return isCpuClock(clock) ? Errno.EPERM : thread.processor.clock.setTime(clock, time);
  }

  sleep(thread: Thread, clock: number, flags: number, time: Timespec, remaining: Timespec): number {
    if (time.seconds < 0 || time.nanoseconds >= 1e9) return Errno.EINVAL;
    // To sleep by a processor's time is not supported.
    if (isCpuClock(clock)) return clock === ClockId.processCpu ? Errno.EOPNOTSUPP : Errno.EINVAL;
    const now = thread.processor.clock.now();
    const absolute = (flags & TimerFlags.absolute) !== 0;
    const deadline = absolute ? this.#monotonic(thread, clock, time) : thread.deadlineAfter(time);
    if (deadline < 0) return Errno.EOPNOTSUPP;
    if (deadline <= now) return 0;
    if (!thread.interrupted()) return thread.block([], deadline);
    if (!absolute) Object.assign(remaining, timespec(deadline - now));
    return INTERRUPTED_NO_RESTART;
  }

  getInterval({ process }: Thread, timer: number): IntervalTimerValue {
    return process.timers.get(timer);
  }

  setInterval({ process }: Thread, timer: number, value?: IntervalTimerValue): IntervalTimerValue | Errno {
    if (value !== undefined && !(isTime(value.interval) && isTime(value.value))) return Errno.EINVAL;
    const before = process.timers.get(timer);
    process.timers.set(timer, value);
    return before;
  }

  alarm({ process }: Thread, seconds: number): number {
    const { value } = process.timers.get(IntervalTimer.real);
    process.timers.set(IntervalTimer.real, {
      interval: { seconds: 0, nanoseconds: 0 },
      value: { seconds, nanoseconds: 0 },
    });
    // alarm(2) of Linux: rounded to the nearest second, but never down to 0.
    const rounded = value.seconds + (value.nanoseconds >= 500_000_000 ? 1 : 0);
    return rounded === 0 && value.nanoseconds > 0 ? 1 : rounded;
  }

  createTimer(thread: Thread, clock: number, event?: TimerEvent): number {
    const { process } = thread;
    const { signals, posixTimers, limits } = process;
    if (event !== undefined && event.notice !== TimerNotice.none && signals.nativeOf(event.signal) === 0)
      return Errno.EINVAL;
    let meant: number | CpuClock = clock;
    if (isCpuClock(clock)) {
      const one = cpuClockOf(thread, clock);
      if (typeof one === 'number') return one;
      meant = one;
    } else if (UNTIMED.has(clock)) return Errno.EOPNOTSUPP;
    if (posixTimers.size >= limits.current(Resource.pendingSignals)) return Errno.EAGAIN;
    return posixTimers.create(meant, event, Signal.SIGALRM);
  }

  setTimer({ process }: Thread, timer: number, flags: number, value: IntervalTimerValue): IntervalTimerValue | Errno {
    return process.posixTimers.set(timer, value, (flags & TimerFlags.absolute) !== 0);
  }

  getTimer({ process }: Thread, timer: number): IntervalTimerValue | Errno {
    return process.posixTimers.get(timer);
  }

  getOverrun({ process }: Thread, timer: number): number {
    return process.posixTimers.overrun(timer);
  }

  removeTimer({ process }: Thread, timer: number): number {
    return process.posixTimers.remove(timer);
  }

  /** adjtimex(2): what Linux says where nobody has ever kept the clock. */
  adjust(thread: Thread, clock: number, { modes }: ClockState): ClockState | Errno {
    if (clock !== ClockId.realtime) return Errno.EOPNOTSUPP;
    if (modes !== 0 && modes !== ASKS_ADJUSTMENT) return Errno.EPERM;
    const time = thread.processor.clock.getTime(ClockId.realtime);
    if (typeof time === 'number') return time;
    return { ...UNKEPT, modes, time };
  }

  /** A point of a clock on the monotonic one; -1 for a clock that cannot be slept on. */
  #monotonic(thread: Thread, clock: number, time: Timespec): number {
    if (isCpuClock(clock)) return -1;
    const { clock: source } = thread.processor;
    const now = source.getTime(clock);
    if (typeof now === 'number') return -1;
    return Math.max(0, source.now() + nanosecondsOf(time) - nanosecondsOf(now));
  }
}

/** ADJ_OFFSET_SS_READ: what of an adjustment by adjtime(3) is left; nobody could make one. */
const ASKS_ADJUSTMENT = 0xa001;

function isTime({ seconds, nanoseconds }: Timespec): boolean {
  return seconds >= 0 && nanoseconds < 1e9;
}
