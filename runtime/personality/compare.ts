/** kcmp(2): whether two processes share a part, or in which order the parts are. */
import { Comparison } from '../generated/enums.ts';
import { Errno } from '../generated/errors.ts';
import type { Thread } from '../kernel/thread.ts';
import type { GuestProcess } from './process.ts';

const LESS = 1;
const GREATER = 2;

export function compare(thread: Thread, pid1: number, pid2: number, what: number, fd1: number, fd2: number): number {
  const one = find(thread, pid1);
  const two = find(thread, pid2);
  if (one === undefined || two === undefined) return Errno.ESRCH;
  const { effectiveUser } = thread.process.credentials;
  if (effectiveUser !== 0 && [one, two].some(({ credentials }) => credentials.user !== effectiveUser))
    return Errno.EPERM;
  const parts = [part(one, what, fd1), part(two, what, fd2)] as const;
  if (parts.includes(undefined)) return Errno.EBADF;
  if (parts[0] === parts[1]) return 0;
  // Any order will do that stays the same.
  return one.pid < two.pid || (one === two && fd1 < fd2) ? LESS : GREATER;
}

function find(thread: Thread, id: number): GuestProcess | undefined {
  return thread.process.processes.thread(id)?.process;
}

/** Something that is the same object for those who share it. */
function part(process: GuestProcess, what: number, fd: number): unknown {
  switch (what) {
    case Comparison.file:
      return process.descriptors.table.get(fd);
    case Comparison.memory:
      return process.space;
    case Comparison.files:
      return process.descriptors;
    case Comparison.filesystem:
      return process.names;
    case Comparison.signalHandlers:
      return process.signals.handlers;
    default:
      // Nobody has an input/output context or semaphore undo list; those who have none share that.
      return 0;
  }
}
