/** When a wait on a futex ends without having been woken. */
import { Clock as ClockId } from '../generated/enums.ts';
import type { Timespec } from '../generated/structs.ts';
import { nanosecondsOf } from '../kernel/clock.ts';
import type { Thread } from '../kernel/thread.ts';

export function isTime({ seconds, nanoseconds }: Timespec): boolean {
  return seconds >= 0 && nanoseconds < 1e9;
}

/** Monotonic nanoseconds of a span, or of a point of the monotonic or of the wall clock. */
export function deadlineOf(thread: Thread, timeout: Timespec, absolute: boolean, realtime: boolean): number {
  if (!absolute) return thread.deadlineAfter(timeout);
  if (!realtime) return nanosecondsOf(timeout);
  const { clock } = thread.processor;
  const wall = clock.getTime(ClockId.realtime);
  if (typeof wall === 'number') throw new Error('the machine has no wall clock');
  const left = (timeout.seconds - wall.seconds) * 1e9 + timeout.nanoseconds - wall.nanoseconds;
  return clock.now() + left;
}
