/** What is left of a call's timeout: all of it when the call never waited. */
import type { Timespec } from '../../generated/structs.ts';
import type { Thread } from '../../kernel/thread.ts';

/** Of Linux's personality(2): the timeout is left as it was. */
const STICKY_TIMEOUTS = 0x400_0000;

export function tellRemaining(thread: Thread, timeout: Timespec | undefined, remaining: Timespec): void {
  const { deadline } = thread.restart;
  const whole = timeout === undefined ? 0 : timeout.seconds * 1e9 + timeout.nanoseconds;
  const sticky = (thread.process.domain & STICKY_TIMEOUTS) !== 0;
  const left = deadline === undefined || sticky ? whole : Math.max(0, deadline - thread.processor.clock.now());
  remaining.seconds = Math.floor(left / 1e9);
  remaining.nanoseconds = Math.floor(left % 1e9);
}
