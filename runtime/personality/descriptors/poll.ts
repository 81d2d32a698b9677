/** poll(2) and what is built on it: availability is asked of the streams, files are always ready. */
import { Errno } from '../../generated/errors.ts';
import { PollEvents } from '../../generated/flags.ts';
import type { PollRequest, Timespec } from '../../generated/structs.ts';
import { INTERRUPTED_NO_RESTART } from '../../kernel/result.ts';
import type { Thread } from '../../kernel/thread.ts';
import { ALWAYS_READY, ALWAYS_REPORTED, pollEventsOf } from '../../kernel/poll-events.ts';
import type { SignalSet } from '../signal-set.ts';
import type { DescriptorTable } from './table.ts';
import type { OpenDescription } from './open-description.ts';

/** Reported whether asked for or not. */
const ALWAYS = ALWAYS_REPORTED | PollEvents.invalid;

/** The poll events of a description now. */
export function eventsOf(description: OpenDescription): number {
  const { stream } = description;
  if (stream === undefined) return description.kind === 'path' ? PollEvents.invalid : ALWAYS_READY;
  return pollEventsOf(stream.getAvailability());
}

/** Fills in the results; how many requests have one. */
export function poll(
  thread: Thread,
  table: DescriptorTable,
  requests: readonly PollRequest[],
  timeout: Timespec | undefined,
  mask: SignalSet | undefined,
): number {
  let ready = 0;
  const sources = [];
  for (const request of requests) {
    request.result = 0;
    if (request.fd < 0) continue;
    const description = table.get(request.fd);
    request.result = description === undefined ? PollEvents.invalid : eventsOf(description) & (request.events | ALWAYS);
    if (request.result !== 0) ready++;
    else if (description?.stream !== undefined) sources.push(description.stream);
  }
  if (ready > 0) return ready;
  const none = timeout !== undefined && timeout.seconds === 0 && timeout.nanoseconds === 0;
  if (none || thread.timedOut()) return 0;
  if (timeout !== undefined && (timeout.seconds < 0 || timeout.nanoseconds > 999_999_999)) return Errno.EINVAL;
  if (mask !== undefined) thread.process.signals.maskUntilReturn(thread, mask);
  if (thread.interrupted()) return INTERRUPTED_NO_RESTART;
  return thread.block(sources, timeout === undefined ? undefined : thread.deadlineAfter(timeout));
}
