/** Memory.sync: brings what shared mappings stored back to their files (msync(2)). */
import { Errno } from '../../generated/errors.ts';
import { MsyncFlags } from '../../generated/flags.ts';
import { alignUp, PAGE_SIZE } from '../address.ts';
import type { AddressSpace } from '../address-space.ts';
import { isWhole } from './edit.ts';

export function sync(space: AddressSpace, address: number, length: number, flags: number): number {
  if (address % space.pageSize !== 0) return Errno.EINVAL;
  if ((flags & MsyncFlags.async) !== 0 && (flags & MsyncFlags.sync) !== 0) return Errno.EINVAL;
  const end = address + alignUp(length, space.pageSize);
  if (end > space.layout.end) return Errno.ENOMEM;
  let result = 0;
  for (const region of space.regions.within(address, end)) {
    if ((flags & MsyncFlags.invalidate) !== 0 && region.kind.locked) return Errno.EBUSY;
    if (!region.kind.shared || (flags & MsyncFlags.sync) === 0) continue;
    const from = Math.max(address, region.start);
    const to = Math.min(end, region.end);
    const first = region.offset + (from - region.start) / PAGE_SIZE;
    const error = region.kind.cache?.sync(first, first + (to - from) / PAGE_SIZE) ?? 0;
    if (error !== 0) result = error;
  }
  if (result !== 0) return result;
  return isWhole(space, address, end) ? 0 : Errno.ENOMEM;
}
