/**
 * The list of locks that a thread holds, walked when it ends (get_robust_list(2)): each is marked FUTEX_OWNER_DIED and
 * one waiter is woken.
 */
import type { Thread } from '../kernel/thread.ts';
import { FUTEX_OWNER_DIED, FUTEX_TID, FUTEX_WAITERS } from './futex-word.ts';

/** The list may be circular or wrong: Linux's ROBUST_LIST_LIMIT. */
const LIMIT = 2048;

/** struct robust_list_head: the first entry, the offset from an entry to its futex, an entry being locked. */
export function releaseRobustFutexes(thread: Thread): void {
  const { process, robustList: head } = thread;
  const { abi } = process;
  const size = abi.bits / 8;
  const underWay = pointer(thread, head + 2 * size);
  const distance = signedLong(thread, head + size);
  if (distance === undefined) return;
  let entry = pointer(thread, head);
  for (let count = 0; entry !== undefined && entry.address !== head && count < LIMIT; count++) {
    const next = pointer(thread, entry.address);
    if (entry.address !== underWay?.address) markDead(thread, entry.address + distance, entry.priority);
    entry = next;
  }
  if (underWay !== undefined && underWay.address !== 0)
    markDead(thread, underWay.address + distance, underWay.priority, true);
}

/** From an entry to its futex, which may be far away: the address spaces that k42 makes are narrower than 2^53. */
function signedLong(thread: Thread, at: number): number | undefined {
  const { space, abi } = thread.process;
  const [high, low] = abi.order === 'big' ? [at, at + 4] : [at + 4, at];
  if (abi.bits === 32) {
    const word = space.readU32(at);
    return word < 0 ? undefined : word | 0;
  }
  const hi = space.readU32(high);
  const lo = space.readU32(low);
  return hi < 0 || lo < 0 ? undefined : (hi | 0) * 2 ** 32 + lo;
}

/** An entry's address; bit 0 says that the futex inherits priority. */
function pointer(thread: Thread, at: number): { address: number; priority: boolean } | undefined {
  const { space, abi } = thread.process;
  const value = abi.bits === 32 ? space.readU32(at) : space.readU64(at);
  if (value < 0) return undefined;
  const priority = value % 2 === 1;
  return { address: priority ? value - 1 : value, priority };
}

/** `underWay`: the thread was about to take or to give it back. */
function markDead(thread: Thread, address: number, priority: boolean, underWay = false): void {
  const { space, processes } = thread.process;
  if (address % 4 !== 0) return;
  const value = space.readU32(address);
  if (value < 0) return;
  if (underWay && !priority && value === 0) {
    // Given back, and died before the call that wakes the next.
    processes.futexes.wake(space, address, 1);
    return;
  }
  if ((value & FUTEX_TID) !== thread.tid) return;
  if (space.writeU32(address, ((value & FUTEX_WAITERS) | FUTEX_OWNER_DIED) >>> 0) < 0) return;
  if ((value & FUTEX_WAITERS) !== 0 && !priority) processes.futexes.wake(space, address, 1);
}
