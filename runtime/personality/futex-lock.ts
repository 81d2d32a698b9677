/**
 * Locks that inherit priority (futex(2), "Priority-inheritance futexes"): a program takes a free one itself; who finds it
 * taken waits here, and who gives it back hands it to the most urgent of those. A lock whose owner is no more goes to the
 * next with FUTEX_OWNER_DIED set.
 *
 * A thread with a lock is not made more urgent: on one processor no thread waits for ever for another's quantum.
 */
import { Errno } from '../generated/errors.ts';
import { FutexOperation } from '../generated/enums.ts';
import type { FutexRequest } from '../generated/structs.ts';
import { INTERRUPTED_RESTART } from '../kernel/result.ts';
import type { Thread } from '../kernel/thread.ts';
import { ANY_BITS, type FutexQueue, FutexWaiter, WaitFor } from './futex-table.ts';
import { deadlineOf, isTime } from './futex-time.ts';
import { FUTEX_OWNER_DIED, FUTEX_TID, FUTEX_WAITERS } from './futex-word.ts';

/** FUTEX_LOCK_PI, FUTEX_LOCK_PI2 and FUTEX_TRYLOCK_PI. The first's timeout is always by the wall clock. */
export function lock(thread: Thread, request: FutexRequest): number {
  const { operation, address, timeout } = request;
  const { futexes } = thread.process.processes;
  if (timeout !== undefined && !isTime(timeout)) return Errno.EINVAL;
  const earlier = thread.restart.data;
  if (earlier instanceof FutexWaiter && earlier.woken) return 0;
  const taken = take(thread, thread, address);
  if (taken !== Errno.EAGAIN) return taken;
  if (operation === FutexOperation.trylockPi) return Errno.EAGAIN;
  if (thread.timedOut()) return Errno.ETIMEDOUT;
  if (thread.interrupted()) return INTERRUPTED_RESTART;
  const realtime = operation === FutexOperation.lockPi || request.realtime;
  const deadline = timeout === undefined ? undefined : deadlineOf(thread, timeout, true, realtime);
  if (deadline !== undefined && deadline <= thread.processor.clock.now()) return Errno.ETIMEDOUT;
  const { space } = thread.process;
  const owner = ownerOf(thread, address);
  if (typeof owner === 'number') return owner;
  const queue = futexes.queue(space, address);
  const waiter = new FutexWaiter(thread, queue, ANY_BITS, address, WaitFor.lock);
  thread.restart.data = waiter;
  const blocked = thread.block([waiter], deadline);
  futexes.own(queue, owner);
  return blocked;
}

/**
 * Takes the lock at an address of `caller` for a thread: 0 when it was free, EAGAIN when another has it, which is then marked
 * as waited for.
 */
function take(caller: Thread, thread: Thread, address: number): number {
  const { space, processes } = caller.process;
  const word = space.readU32(address);
  if (word < 0) return Errno.EFAULT;
  const tid = word & FUTEX_TID;
  if (tid === thread.tid) return Errno.EDEADLK;
  const queue = processes.futexes.waiting(space, address);
  if (queue !== undefined && queue.waiters[0]?.waitsFor !== WaitFor.lock) return Errno.EINVAL;
  if (tid !== 0) {
    const owner = processes.thread(tid);
    // What the word says and who the kernel gave it to must be one.
    if (queue?.owner !== undefined && queue.owner !== owner) return Errno.EINVAL;
    if (space.writeU32(address, (word | FUTEX_WAITERS) >>> 0) < 0) return Errno.EFAULT;
    return owner === undefined ? Errno.ESRCH : Errno.EAGAIN;
  }
  if (queue?.owner === null && (word & FUTEX_OWNER_DIED) === 0) return Errno.EINVAL;
  const marks = (word & FUTEX_OWNER_DIED) | (queue === undefined ? 0 : FUTEX_WAITERS);
  if (space.writeU32(address, (marks | thread.tid) >>> 0) < 0) return Errno.EFAULT;
  if (queue !== undefined) processes.futexes.own(queue, thread);
  return 0;
}

function ownerOf({ process }: Thread, address: number): Thread | Errno {
  const word = process.space.readU32(address);
  return word < 0 ? Errno.EFAULT : (process.processes.thread(word & FUTEX_TID) ?? Errno.ESRCH);
}

/** FUTEX_UNLOCK_PI: only who has it may. */
export function unlock(thread: Thread, address: number): number {
  const { space, processes } = thread.process;
  const word = space.readU32(address);
  if (word < 0) return Errno.EFAULT;
  if ((word & FUTEX_TID) !== thread.tid) return Errno.EPERM;
  const queue = processes.futexes.waiting(space, address);
  if (queue === undefined) return space.writeU32(address, 0) < 0 ? Errno.EFAULT : 0;
  if (queue.waiters[0]?.waitsFor !== WaitFor.lock || queue.owner !== thread) return Errno.EINVAL;
  handOver(queue, 0);
  return 0;
}

/** The next waiter has the lock: its word says so. */
function handOver(queue: FutexQueue, marks: number): void {
  const [next] = queue.waiters;
  if (next === undefined) return;
  const { process } = next.thread;
  process.space.writeU32(next.address, (FUTEX_WAITERS | marks | next.thread.tid) >>> 0);
  // Others may wait for it still; who waited last takes the queue with it.
  process.processes.futexes.own(queue, next.thread);
  next.wake();
}

/** A thread is over: the locks that it had go to those who wait for them. */
export function releaseLocks(thread: Thread): void {
  for (const queue of thread.process.processes.futexes.ownedBy(thread)) {
    queue.owner = null;
    handOver(queue, FUTEX_OWNER_DIED);
  }
}

/** FUTEX_WAIT_REQUEUE_PI: waits on one futex until FUTEX_CMP_REQUEUE_PI gives it the lock that is another. */
export function waitForLock(thread: Thread, request: FutexRequest): number {
  const { space, processes } = thread.process;
  const { address, address2, timeout } = request;
  if (address2 % 4 !== 0 || address === address2) return Errno.EINVAL;
  if (timeout !== undefined && !isTime(timeout)) return Errno.EINVAL;
  const earlier = thread.restart.data;
  if (earlier instanceof FutexWaiter) {
    if (earlier.woken) return 0;
    if (thread.timedOut()) return Errno.ETIMEDOUT;
    // Moved to the lock already: the word it waited on is another one now.
    if (earlier.waitsFor === WaitFor.lock) return Errno.EAGAIN;
    if (thread.interrupted()) return INTERRUPTED_RESTART;
  }
  const now = space.readU32(address);
  if (now < 0) return Errno.EFAULT;
  if (now !== request.value >>> 0) return Errno.EAGAIN;
  if (thread.interrupted()) return INTERRUPTED_RESTART;
  const deadline = timeout === undefined ? undefined : deadlineOf(thread, timeout, true, request.realtime);
  if (deadline !== undefined && deadline <= thread.processor.clock.now()) return Errno.ETIMEDOUT;
  const queue = processes.futexes.queue(space, address);
  const waiter = new FutexWaiter(thread, queue, ANY_BITS, address, WaitFor.requeue, address2);
  thread.restart.data = waiter;
  return thread.block([waiter], deadline);
}

/** FUTEX_CMP_REQUEUE_PI: gives the lock to the first waiter if it is free, and has the others wait for it. */
export function requeueToLock(thread: Thread, request: FutexRequest): number {
  const { space, processes } = thread.process;
  const { futexes } = processes;
  const { address, address2, value, value2, value3 } = request;
  if (address2 % 4 !== 0 || address === address2 || value !== 1 || (value2 | 0) < 0) return Errno.EINVAL;
  const now = space.readU32(address);
  if (now < 0 || space.readU32(address2) < 0) return Errno.EFAULT;
  if (now !== value3 >>> 0) return Errno.EAGAIN;
  const waiters = [...(futexes.waiting(space, address)?.waiters ?? [])];
  const [first] = waiters;
  if (first === undefined) return 0;
  const meant = ({ waitsFor, thread: one, target }: FutexWaiter): boolean =>
    waitsFor === WaitFor.requeue && futexes.same(one.process.space, target, space, address2);
  if (!meant(first)) return Errno.EINVAL;
  const taken = take(thread, first.thread, address2);
  if (taken < 0 && taken !== Errno.EAGAIN) return taken;
  let count = 0;
  if (taken === 0) {
    // Others follow: they are waited for.
    const rest = waiters.length > 1 && value2 > 0 ? FUTEX_WAITERS : 0;
    space.writeU32(address2, (space.readU32(address2) | rest) >>> 0);
    first.wake();
    count++;
  }
  const owner = taken === 0 ? first.thread : ownerOf(thread, address2);
  if (typeof owner === 'number') return owner;
  for (const waiter of waiters.slice(count, value2 + 1)) {
    if (!meant(waiter)) return Errno.EINVAL;
    waiter.waitsFor = WaitFor.lock;
    futexes.move(waiter, futexes.queue(space, address2), waiter.target);
    futexes.own(waiter.queue, owner);
    count++;
  }
  return count;
}
