/** What is left of a call's timeout: all of it when the call never waited. */
import type { Timespec } from '../../generated/structs.ts';
import type { Thread } from '../../kernel/thread.ts';

export function tellRemaining(thread: Thread, timeout: Timespec | undefined, remaining: Timespec): void {
  const { deadline } = thread.restart;
  const whole = timeout === undefined ? 0 : timeout.seconds * 1e9 + timeout.nanoseconds;
  const left = deadline === undefined ? whole : Math.max(0, deadline - thread.processor.clock.now());
  remaining.seconds = Math.floor(left / 1e9);
  remaining.nanoseconds = Math.floor(left % 1e9);
}
