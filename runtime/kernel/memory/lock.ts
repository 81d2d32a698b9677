/**
 * Memory.lock: keeps a range in memory (mlock(2)), or no longer. Frames never leave here, so what remains of it is
 * that the pages are brought in, the limit holds, and msync's invalidate is refused.
 */
import { Resource } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { alignDown, alignUp } from '../address.ts';
import type { AddressSpace } from '../address-space.ts';
import { account, carve, isWhole, joinAround } from './edit.ts';
import { populate } from './populate.ts';

/** Most bytes that may be locked. */
export function lockLimit({ limits }: AddressSpace): number {
  return limits.mayLock === true ? Number.POSITIVE_INFINITY : limits.current(Resource.lockedMemory);
}

export function lock(space: AddressSpace, address: number, length: number, on: boolean, onFault = false): number {
  const start = alignDown(address, space.pageSize);
  const end = alignUp(address + length, space.pageSize);
  if (end < start) return Errno.EINVAL;
  if (start === end) return 0;
  if (end > space.layout.end) return Errno.ENOMEM;
  if (on) {
    let more = 0;
    for (const region of space.regions.within(start, end)) {
      if (!region.kind.locked) more += Math.min(region.end, end) - Math.max(region.start, start);
    }
    const limit = lockLimit(space);
    if (limit === 0) return Errno.EPERM;
    if (space.lockedBytes + more > limit) return Errno.ENOMEM;
  }
  const whole = isWhole(space, start, end);
  for (const region of carve(space, start, end)) {
    account(space, region, -1);
    region.kind.locked = on;
    account(space, region, 1);
  }
  joinAround(space, start, end);
  if (!whole) return Errno.ENOMEM;
  if (!on || onFault) return 0;
  const error = populate(space, start, end);
  return error === Errno.EFAULT ? Errno.ENOMEM : error;
}

/** mlockall(2) and munlockall(2). */
export function lockAll(space: AddressSpace, current: boolean, future: boolean, onFault: boolean): number {
  const on = current || future;
  if (on) {
    const limit = lockLimit(space);
    if (limit === 0) return Errno.EPERM;
    if (current && space.mappedBytes > limit) return Errno.ENOMEM;
  }
  space.lockFuture = future ? (onFault ? 'onFault' : 'now') : 'no';
  if (on && !current) return 0;
  for (const region of [...space.regions]) {
    if (region.kind.guard) continue;
    account(space, region, -1);
    region.kind.locked = on;
    account(space, region, 1);
    if (on && !onFault) populate(space, region.start, region.end);
  }
  joinAround(space, 0, space.layout.end);
  return 0;
}
