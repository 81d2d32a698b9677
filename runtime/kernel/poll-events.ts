/** What poll(2), select(2) and epoll(7) report of an availability. */
import { Availability, PollEvents } from '../generated/flags.ts';

const READ = PollEvents.in | PollEvents.readNormal;
const WRITE = PollEvents.out | PollEvents.writeNormal;
const NORMAL = PollEvents.readNormal | PollEvents.writeNormal;

/** Reported whether asked for or not. */
export const ALWAYS_REPORTED = PollEvents.error | PollEvents.hangUp;

/** Of a regular file or directory. */
export const ALWAYS_READY = READ | WRITE;

export function pollEventsOf(state: number): number {
  let events = 0;
  if ((state & Availability.readable) !== 0) events |= READ;
  if ((state & Availability.writable) !== 0) events |= WRITE;
  if ((state & Availability.writeBand) !== 0) events |= PollEvents.writeBand;
  if ((state & Availability.hangUp) !== 0) events |= PollEvents.hangUp;
  if ((state & Availability.error) !== 0) events |= PollEvents.error;
  if ((state & Availability.priority) !== 0) events |= PollEvents.priority;
  if ((state & Availability.readHangUp) !== 0) events |= PollEvents.readHangUp;
  return (state & Availability.plain) === 0 ? events : events & ~NORMAL;
}
