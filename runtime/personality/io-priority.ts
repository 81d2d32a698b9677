/** ioprio_set(2): a class in the high bits and a level. Kept and told; nothing waits for a disk here. */
import { IoPriorityWho } from '../generated/enums.ts';
import { Errno } from '../generated/errors.ts';
import type { Thread } from '../kernel/thread.ts';
import type { GuestProcess } from './process.ts';

const CLASS_SHIFT = 13;
const LEVELS = 8;
const Class = { none: 0, realtime: 1, bestEffort: 2, idle: 3 } as const;
/** What a thread without one has: best effort, in the middle. */
const DEFAULT = (Class.bestEffort << CLASS_SHIFT) | 4;

function targets(thread: Thread, who: number, id: number): GuestProcess[] {
  const { process } = thread;
  const { processes } = process;
  if (who === IoPriorityWho.process) {
    const one = id === 0 ? process : processes.thread(id)?.process;
    return one === undefined ? [] : [one];
  }
  const all = [...processes.all.values()];
  if (who === IoPriorityWho.user) {
    const user = id === 0 ? process.credentials.user : id;
    return all.filter(({ credentials }) => credentials.user === user);
  }
  const group = process.stubs.process.getGroup(id === 0 ? process.pid : id);
  return all.filter(({ pid, stubs }) => stubs.process.getGroup(pid) === (id === 0 ? group : id));
}

export function getIoPriority(thread: Thread, who: number, id: number): number {
  const found = targets(thread, who, id);
  if (found.length === 0) return Errno.ESRCH;
  if (who === IoPriorityWho.process) return found[0]?.ioPriority ?? 0;
  // The most urgent of them: a lower number.
  return Math.min(...found.map(({ ioPriority }) => ioPriority || DEFAULT));
}

export function setIoPriority(thread: Thread, who: number, id: number, priority: number): number {
  const level = priority & ((1 << CLASS_SHIFT) - 1);
  const root = thread.process.credentials.effectiveUser === 0;
  switch (priority >>> CLASS_SHIFT) {
    case Class.realtime:
      if (!root) return Errno.EPERM;
      if (level >= LEVELS) return Errno.EINVAL;
      break;
    case Class.bestEffort:
      if (level >= LEVELS) return Errno.EINVAL;
      break;
    case Class.idle:
      break;
    case Class.none:
      if (level !== 0) return Errno.EINVAL;
      break;
    default:
      return Errno.EINVAL;
  }
  const found = targets(thread, who, id);
  if (found.length === 0) return Errno.ESRCH;
  const { user, effectiveUser } = thread.process.credentials;
  for (const one of found) {
    if (!root && one.credentials.user !== effectiveUser && one.credentials.user !== user) return Errno.EPERM;
    one.ioPriority = priority;
  }
  return 0;
}
