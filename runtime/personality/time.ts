/** Time as the caller asks for it, as spec/servers/time.yaml promises: from the processor's clock, without a message. */
import { Clock as ClockId, IntervalTimer } from '../generated/enums.ts';
import { Errno } from '../generated/errors.ts';
import { TimerFlags } from '../generated/flags.ts';
import type { Time as TimeInterface } from '../generated/servers/time.ts';
import type { IntervalTimerValue, Timespec } from '../generated/structs.ts';
import { nanosecondsOf, timespec } from '../kernel/clock.ts';
import { INTERRUPTED_NO_RESTART } from '../kernel/result.ts';
import type { Thread } from '../kernel/thread.ts';
import { processorTime } from './processor-time.ts';

export class Time implements TimeInterface {
  get(thread: Thread, clock: number): Timespec | Errno {
    if (clock === ClockId.threadCpu) return timespec(thread.processor.scheduler.timeOf(thread));
    if (clock === ClockId.processCpu) return timespec(processorTime(thread.process));
    return thread.processor.clock.getTime(clock);
  }

  getResolution(thread: Thread, clock: number): Timespec | Errno {
    if (clock === ClockId.threadCpu || clock === ClockId.processCpu) return { seconds: 0, nanoseconds: 1 };
    return thread.processor.clock.getResolution(clock);
  }

  set(thread: Thread, clock: number, time: Timespec): number {
    if (time.seconds < 0 || time.nanoseconds >= 1e9) return Errno.EINVAL;
    return thread.processor.clock.setTime(clock, time);
  }

  sleep(thread: Thread, clock: number, flags: number, time: Timespec, remaining: Timespec): number {
    if (time.seconds < 0 || time.nanoseconds >= 1e9) return Errno.EINVAL;
    if (clock === ClockId.threadCpu) return Errno.EINVAL;
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

  /** A point of a clock on the monotonic one; -1 for a clock that cannot be slept on. */
  #monotonic(thread: Thread, clock: number, time: Timespec): number {
    if (clock === ClockId.processCpu) return -1;
    const { clock: source } = thread.processor;
    const now = source.getTime(clock);
    if (typeof now === 'number') return -1;
    return Math.max(0, source.now() + nanosecondsOf(time) - nanosecondsOf(now));
  }
}

function isTime({ seconds, nanoseconds }: Timespec): boolean {
  return seconds >= 0 && nanoseconds < 1e9;
}
