/** futex(2): wait, wake, requeue and wake-op here; locks that inherit priority in futex-lock.ts. */
import { Errno } from '../generated/errors.ts';
import { FutexOperation } from '../generated/enums.ts';
import type { FutexRequest } from '../generated/structs.ts';
import { INTERRUPTED, INTERRUPTED_NO_RESTART } from '../kernel/result.ts';
import type { Thread } from '../kernel/thread.ts';
import { lock, requeueToLock, unlock, waitForLock } from './futex-lock.ts';
import { ANY_BITS, FutexWaiter } from './futex-table.ts';
import { deadlineOf, isTime } from './futex-time.ts';

export function futex(thread: Thread, request: FutexRequest): number {
  const { address, value, value2, value3 } = request;
  const { space, processes } = thread.process;
  const { futexes } = processes;
  if (address % 4 !== 0) return Errno.EINVAL;
  switch (request.operation) {
    case FutexOperation.wait:
      return wait(thread, request, ANY_BITS, false);
    case FutexOperation.waitBitset:
      return value3 === 0 ? Errno.EINVAL : wait(thread, request, value3, true);
    case FutexOperation.wake:
      return readable(thread, address) ? futexes.wake(space, address, atLeastOne(value)) : Errno.EFAULT;
    case FutexOperation.wakeBitset:
      if (value3 === 0) return Errno.EINVAL;
      return readable(thread, address) ? futexes.wake(space, address, atLeastOne(value), value3) : Errno.EFAULT;
    case FutexOperation.requeue:
    case FutexOperation.compareRequeue: {
      if ((value | 0) < 0 || (value2 | 0) < 0) return Errno.EINVAL;
      const now = space.readU32(address);
      if (now < 0 || !readable(thread, request.address2)) return Errno.EFAULT;
      const compares = request.operation === FutexOperation.compareRequeue;
      if (compares && now !== value3 >>> 0) return Errno.EAGAIN;
      const woken = futexes.wake(space, address, value);
      if (woken < 0) return woken;
      const moved = futexes.requeue(space, address, request.address2, value2);
      return compares && moved > 0 ? woken + moved : moved < 0 ? moved : woken;
    }
    case FutexOperation.wakeOperation:
      return wakeOperation(thread, request);
    case FutexOperation.lockPi:
    case FutexOperation.lockPi2:
    case FutexOperation.trylockPi:
      return lock(thread, request);
    case FutexOperation.unlockPi:
      return unlock(thread, address);
    case FutexOperation.waitRequeuePi:
      return value3 === 0 ? Errno.EINVAL : waitForLock(thread, request);
    case FutexOperation.compareRequeuePi:
      return requeueToLock(thread, request);
    default:
      return Errno.ENOSYS;
  }
}

/** Linux wakes one even when asked for none. */
function atLeastOne(count: number): number {
  return Math.max(1, count | 0);
}

function readable(thread: Thread, address: number): boolean {
  return thread.process.space.readU32(address) >= 0;
}

/** The bitset form's timeout is a point in time, of the clock that the request names. */
function wait(thread: Thread, request: FutexRequest, bits: number, absolute: boolean): number {
  const { space, processes } = thread.process;
  const { futexes } = processes;
  const earlier = thread.restart.data;
  if (earlier instanceof FutexWaiter && earlier.woken) return 0;
  const { timeout } = request;
  if (timeout !== undefined && !isTime(timeout)) return Errno.EINVAL;
  if (thread.timedOut()) return Errno.ETIMEDOUT;
  if (thread.interrupted()) return timeout === undefined ? INTERRUPTED : INTERRUPTED_NO_RESTART;
  const now = space.readU32(request.address);
  if (now < 0) return Errno.EFAULT;
  if (now !== request.value >>> 0) return Errno.EAGAIN;
  const deadline = timeout === undefined ? undefined : deadlineOf(thread, timeout, absolute, request.realtime);
  if (deadline !== undefined && deadline <= thread.processor.clock.now()) return Errno.ETIMEDOUT;
  const waiter = new FutexWaiter(thread, futexes.queue(space, request.address), bits);
  thread.restart.data = waiter;
  return thread.block([waiter], deadline);
}

/** FUTEX_WAKE_OP: changes the second word and wakes on it too when its old value compares. */
function wakeOperation(thread: Thread, request: FutexRequest): number {
  const { space, processes } = thread.process;
  const { futexes } = processes;
  const encoded = request.value3;
  const operation = (encoded >>> 28) & 7;
  const comparison = (encoded >>> 24) & 15;
  const shift = (encoded & 0x8000_0000) !== 0;
  const operand = (encoded << 8) >> 20;
  const argument = shift ? 1 << (operand & 31) : operand;
  const compared = (encoded << 20) >> 20;
  if (operation > 4 || comparison > 5) return Errno.ENOSYS;
  const old = space.readU32(request.address2);
  if (old < 0) return Errno.EFAULT;
  const changed = [argument, old + argument, old | argument, old & ~argument, old ^ argument][operation] ?? old;
  if (space.writeU32(request.address2, changed) < 0) return Errno.EFAULT;
  const signed = old | 0;
  const holds = [
    signed === compared,
    signed !== compared,
    signed < compared,
    signed <= compared,
    signed > compared,
    signed >= compared,
  ][comparison];
  const woken = futexes.wake(space, request.address, atLeastOne(request.value));
  if (woken < 0 || holds !== true) return woken;
  const more = futexes.wake(space, request.address2, atLeastOne(request.value2));
  return more < 0 ? more : woken + more;
}
