/** epoll_wait(2) and its relatives. */
import { Errno } from '../../generated/errors.ts';
import type { ReadyEvent, Timespec } from '../../generated/structs.ts';
import type { Thread } from '../../kernel/thread.ts';
import type { SignalSet } from '../signal-set.ts';
import { QueueDescriptor } from './queue-descriptor.ts';

const NONE: readonly ReadyEvent[] = [];

export function wait(
  thread: Thread,
  fd: number,
  most: number,
  timeout: Timespec | undefined,
  mask: SignalSet | undefined,
): readonly ReadyEvent[] | Errno {
  const description = thread.process.descriptors.table.get(fd);
  if (description === undefined || description.kind === 'path') return Errno.EBADF;
  const queue = description.special;
  if (!(queue instanceof QueueDescriptor)) return Errno.EINVAL;
  const ready = queue.stub.take(most);
  if (typeof ready === 'number' || ready.length > 0) return ready;
  if (timeout !== undefined && timeout.seconds === 0 && timeout.nanoseconds === 0) return NONE;
  if (thread.timedOut()) return NONE;
  if (mask !== undefined) thread.process.signals.maskUntilReturn(thread, mask);
  // Never made again, whether a handler runs or not (signal(7)).
  if (thread.interrupted()) return Errno.EINTR;
  return thread.block([queue], timeout === undefined ? undefined : thread.deadlineAfter(timeout));
}
