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

export function lock(space: AddressSpace, address: number, length: number, on: boolean): number {
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
    const limit = space.limits.current(Resource.lockedMemory);
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
  if (!on) return 0;
  const error = populate(space, start, end);
  return error === Errno.EFAULT ? Errno.ENOMEM : error;
}
