/** futex_waitv(2): waits on several words at once; answers which one was woken. */
import { Clock as ClockId } from '../generated/enums.ts';
import { Errno } from '../generated/errors.ts';
import type { FutexWait, Timespec } from '../generated/structs.ts';
import { INTERRUPTED } from '../kernel/result.ts';
import type { Thread } from '../kernel/thread.ts';
import { ANY_BITS, FutexWaiter } from './futex-table.ts';
import { deadlineOf, isTime } from './futex-time.ts';

class Waiters {
  readonly list: readonly FutexWaiter[];

  constructor(list: readonly FutexWaiter[]) {
    this.list = list;
  }
}

export function waitForMany(
  thread: Thread,
  words: readonly FutexWait[],
  timeout: Timespec | undefined,
  clock: number,
): number {
  const { space, processes } = thread.process;
  const earlier = thread.restart.data;
  if (earlier instanceof Waiters) {
    const woken = earlier.list.findIndex((one) => one.woken);
    if (woken >= 0) return woken;
  }
  if (timeout !== undefined && (!isTime(timeout) || (clock !== ClockId.monotonic && clock !== ClockId.realtime)))
    return Errno.EINVAL;
  if (words.some(({ address }) => address % 4 !== 0)) return Errno.EINVAL;
  if (thread.timedOut()) return Errno.ETIMEDOUT;
  if (thread.interrupted()) return INTERRUPTED;
  for (const { address, value } of words) {
    const now = space.readU32(address);
    if (now < 0) return Errno.EFAULT;
    if (now !== value) return Errno.EAGAIN;
  }
  const deadline = timeout === undefined ? undefined : deadlineOf(thread, timeout, true, clock === ClockId.realtime);
  if (deadline !== undefined && deadline <= thread.processor.clock.now()) return Errno.ETIMEDOUT;
  const list = words.map(({ address }) => new FutexWaiter(thread, processes.futexes.queue(space, address), ANY_BITS));
  thread.restart.data = new Waiters(list);
  return thread.block(list, deadline);
}
