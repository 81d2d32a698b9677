/** poll(2) and what is built on it: availability is asked of the streams, files are always ready. */
import { Errno } from '../../generated/errors.ts';
import { Resource } from '../../generated/enums.ts';
import { PollEvents } from '../../generated/flags.ts';
import type { PollRequest, Timespec } from '../../generated/structs.ts';
import { INTERRUPTED_NO_RESTART } from '../../kernel/result.ts';
import type { Thread, Waitable } from '../../kernel/thread.ts';
import { ALWAYS_READY, ALWAYS_REPORTED, pollEventsOf } from '../../kernel/poll-events.ts';
import type { SignalSet } from '../signal-set.ts';
import { tellRemaining } from './remaining.ts';
import type { DescriptorTable } from './table.ts';
import type { OpenDescription } from './open-description.ts';

/** Reported whether asked for or not. */
const ALWAYS = ALWAYS_REPORTED | PollEvents.invalid;

/** The poll events of a description now. */
export function eventsOf(thread: Thread, description: OpenDescription): number {
  const { stream, special } = description;
  if (stream === undefined) return description.kind === 'path' ? PollEvents.invalid : ALWAYS_READY;
  return pollEventsOf(special?.availability?.(thread) ?? stream.getAvailability());
}

/** What tells of a change of it. */
export function sourceOf(thread: Thread, { stream, special }: OpenDescription): Waitable | undefined {
  return special?.of?.(thread.process) ?? stream;
}

/**
 * Fills in the results; how many requests have one.
 * @param remaining filled with what is left of the timeout
 */
export function poll(
  thread: Thread,
  table: DescriptorTable,
  requests: readonly PollRequest[],
  timeout: Timespec | undefined,
  mask: SignalSet | undefined,
  remaining: Timespec,
): number {
  if (timeout !== undefined && (timeout.seconds < 0 || timeout.nanoseconds > 999_999_999)) return Errno.EINVAL;
  if (requests.length > thread.process.limits.current(Resource.openFiles)) return Errno.EINVAL;
  let ready = 0;
  for (const request of requests) {
    request.result = 0;
    if (request.fd < 0) continue;
    const description = table.get(request.fd);
    request.result =
      description === undefined ? PollEvents.invalid : eventsOf(thread, description) & (request.events | ALWAYS);
    if (request.result !== 0) ready++;
  }
  const none = timeout !== undefined && timeout.seconds === 0 && timeout.nanoseconds === 0;
  if (ready === 0 && !none && !thread.timedOut()) {
    if (mask !== undefined) thread.process.signals.maskUntilReturn(thread, mask);
    if (thread.interrupted()) return INTERRUPTED_NO_RESTART;
    return thread.block(
      sourcesOf(thread, table, requests),
      timeout === undefined ? undefined : thread.deadlineAfter(timeout),
    );
  }
  tellRemaining(thread, timeout, remaining);
  return ready;
}

function sourcesOf(thread: Thread, table: DescriptorTable, requests: readonly PollRequest[]): Waitable[] {
  const sources: Waitable[] = [];
  for (const { fd } of requests) {
    const description = table.get(fd);
    const source = description === undefined ? undefined : sourceOf(thread, description);
    if (source !== undefined) sources.push(source);
  }
  return sources;
}
