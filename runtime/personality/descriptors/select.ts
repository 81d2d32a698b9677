/** select(2) in terms of the events of poll: readable, writable or exceptional, as Linux maps them. */
import { Errno } from '../../generated/errors.ts';
import { PollEvents } from '../../generated/flags.ts';
import type { Timespec } from '../../generated/structs.ts';
import { INTERRUPTED_NO_RESTART } from '../../kernel/result.ts';
import type { Thread } from '../../kernel/thread.ts';
import { addFd, hasFd, type FdSet } from '../fd-set.ts';
import type { SignalSet } from '../signal-set.ts';
import { eventsOf } from './poll.ts';
import type { DescriptorTable } from './table.ts';

const READ = PollEvents.in | PollEvents.readNormal | PollEvents.hangUp | PollEvents.error;
const WRITE = PollEvents.out | PollEvents.writeNormal | PollEvents.error;
const EXCEPT = PollEvents.priority;

/**
 * @param sets the three sets; each is asked and then holds the ready ones
 * @param remaining filled with what is left of the timeout
 * @returns how many bits are set in all three
 */
export function select(
  thread: Thread,
  table: DescriptorTable,
  count: number,
  sets: readonly [FdSet | undefined, FdSet | undefined, FdSet | undefined],
  timeout: Timespec | undefined,
  mask: SignalSet | undefined,
  remaining: Timespec,
): number {
  if (count < 0) return Errno.EINVAL;
  // A timeval may hold more than a million microseconds, which Linux adds up (kern_select).
  if (timeout !== undefined && (timeout.seconds < 0 || timeout.nanoseconds < 0)) return Errno.EINVAL;
  const [read, write, except] = sets;
  const found = [read, write, except].map((set) => (set === undefined ? undefined : new Uint32Array(set.length)));
  const asked = [READ, WRITE, EXCEPT];
  const sources = [];
  let ready = 0;
  for (let fd = 0; fd < count; fd++) {
    if (!sets.some((set) => set !== undefined && hasFd(set, fd))) continue;
    const description = table.get(fd);
    if (description === undefined) return Errno.EBADF;
    const events = eventsOf(description);
    for (let i = 0; i < 3; i++) {
      const set = sets[i];
      const result = found[i];
      if (set === undefined || result === undefined || !hasFd(set, fd)) continue;
      if ((events & (asked[i] ?? 0)) === 0) continue;
      addFd(result, fd);
      ready++;
    }
    if (description.stream !== undefined) sources.push(description.stream);
  }
  const none = timeout !== undefined && timeout.seconds === 0 && timeout.nanoseconds === 0;
  if (ready === 0 && !none && !thread.timedOut()) {
    if (mask !== undefined) thread.process.signals.maskUntilReturn(thread, mask);
    if (thread.interrupted()) return INTERRUPTED_NO_RESTART;
    return thread.block(sources, timeout === undefined ? undefined : thread.deadlineAfter(timeout));
  }
  tell(thread, timeout, remaining);
  for (let i = 0; i < 3; i++) {
    const result = found[i];
    if (result !== undefined) sets[i]?.set(result);
  }
  return ready;
}

/** What is left of the call's timeout: all of it when the call never waited. */
function tell(thread: Thread, timeout: Timespec | undefined, remaining: Timespec): void {
  const { deadline } = thread.restart;
  const whole = timeout === undefined ? 0 : timeout.seconds * 1e9 + timeout.nanoseconds;
  const left = deadline === undefined ? whole : Math.max(0, deadline - thread.processor.clock.now());
  remaining.seconds = Math.floor(left / 1e9);
  remaining.nanoseconds = Math.floor(left % 1e9);
}
