/** How threads are scheduled: sched(7), sched_setscheduler(2), sched_setattr(2). */
import { PriorityWho, Resource, SchedulingPolicy } from '../generated/enums.ts';
import { Errno } from '../generated/errors.ts';
import type { Scheduling, Timespec } from '../generated/structs.ts';
import { timespec } from '../kernel/clock.ts';
import type { Thread } from '../kernel/thread.ts';
import { NO_LIMIT } from './limits.ts';

/** The structure as Linux 5.3 made it. */
const SIZE = 56;
const FIRST_SIZE = 48;
/** The first process is the kernel's own: it has no thread. */
const INIT = 1;
/** Real-time priorities go from 1 to so much. */
const MOST_URGENT = 99;
/** Leaves the nice value as it is: none is so great. */
export const SAME_NICE = 128;
/** RR_TIMESLICE, and what other threads are given. */
const ROUND_ROBIN = 100_000_000;
const SLICE = 4_000_000;

function isRealtime(policy: number): boolean {
  return policy === SchedulingPolicy.fifo || policy === SchedulingPolicy.roundRobin;
}

function find(thread: Thread, pid: number): Thread | Errno {
  return pid === 0 ? thread : (thread.process.processes.thread(pid) ?? Errno.ESRCH);
}

export function getScheduling(caller: Thread, pid: number, size: number): Scheduling | Errno {
  if (pid === INIT)
    return { size: SIZE, policy: 0, resetOnFork: false, nice: 0, priority: 0, runtime: 0, deadline: 0, period: 0 };
  const thread = find(caller, pid);
  if (typeof thread === 'number') return thread;
  const { policy, priority, resetOnFork } = thread.scheduling;
  const { process } = thread;
  const nice = 20 - process.stubs.process.getPriority(process.pid, PriorityWho.process, process.pid);
  const known = Math.min(size, SIZE);
  return { size: known, policy, resetOnFork, nice, priority, runtime: 0, deadline: 0, period: 0 };
}

export function setScheduling(caller: Thread, pid: number, wanted: Scheduling): number {
  if (pid === INIT) return Errno.EPERM;
  const thread = find(caller, pid);
  if (typeof thread === 'number') return thread;
  const { policy, priority } = wanted;
  if (wanted.size !== 0 && wanted.size < FIRST_SIZE) return Errno.E2BIG;
  if (policy === SchedulingPolicy.deadline) return wanted.runtime === 0 ? Errno.EINVAL : Errno.EPERM;
  if (isRealtime(policy) ? priority < 1 || priority > MOST_URGENT : priority !== 0) return Errno.EINVAL;
  const refused = mayNot(caller, thread, wanted);
  if (refused !== 0) return refused;
  const { scheduling, process } = thread;
  if (wanted.nice !== SAME_NICE && !isRealtime(policy)) {
    const { stubs, pid: own } = caller.process;
    const result = stubs.process.setPriority(own, PriorityWho.process, process.pid, wanted.nice);
    if (result < 0) return result === Errno.EACCES ? Errno.EPERM : result;
  }
  scheduling.policy = policy;
  scheduling.priority = priority;
  scheduling.resetOnFork = wanted.resetOnFork;
  scheduling.urgency = isRealtime(policy) ? priority : 0;
  return 0;
}

export function setSchedulingPriority(caller: Thread, pid: number, priority: number): number {
  const now = getScheduling(caller, pid, SIZE);
  return typeof now === 'number' ? now : setScheduling(caller, pid, { ...now, priority, nice: SAME_NICE });
}

/** Another user's thread is not changed; real-time needs the right or RLIMIT_RTPRIO. */
function mayNot(caller: Thread, thread: Thread, wanted: Scheduling): number {
  const { effectiveUser } = caller.process.credentials;
  if (effectiveUser === 0) return 0;
  const { user, effectiveUser: owner } = thread.process.credentials;
  if (effectiveUser !== user && effectiveUser !== owner) return Errno.EPERM;
  const { policy, priority, resetOnFork } = thread.scheduling;
  if (isRealtime(wanted.policy)) {
    const limit = thread.process.limits.current(Resource.realtimePriority);
    if (wanted.policy !== policy && limit === 0) return Errno.EPERM;
    if (wanted.priority > priority && wanted.priority > Math.min(limit, NO_LIMIT)) return Errno.EPERM;
  }
  return resetOnFork && !wanted.resetOnFork ? Errno.EPERM : 0;
}

export function getTimeSlice(caller: Thread, pid: number): Timespec | Errno {
  const thread = find(caller, pid);
  if (typeof thread === 'number') return thread;
  const { policy } = thread.scheduling;
  if (policy === SchedulingPolicy.fifo) return timespec(0);
  return timespec(policy === SchedulingPolicy.roundRobin ? ROUND_ROBIN : SLICE);
}

/** A new thread is scheduled as its maker, unless that one asked for it to start anew (SCHED_RESET_ON_FORK). */
export function inheritScheduling(maker: Thread, child: Thread): void {
  const { policy, priority, resetOnFork, urgency } = maker.scheduling;
  if (resetOnFork && isRealtime(policy)) return;
  Object.assign(child.scheduling, { policy, priority, urgency, resetOnFork: false });
}
