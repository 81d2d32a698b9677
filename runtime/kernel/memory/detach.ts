/**
 * Takes out what was attached at an address (shmdt(2)): the mapping of a segment that begins there, with all pieces of it
 * that are left.
 */
import { Errno } from '../../generated/errors.ts';
import { PAGE_SIZE } from '../address.ts';
import type { AddressSpace } from '../address-space.ts';
import { removeRange } from './unmap.ts';

export function detach(space: AddressSpace, address: number): number {
  if (address % space.pageSize !== 0) return Errno.EINVAL;
  let file: object | undefined;
  for (const region of [...space.regions]) {
    const mapped = region.kind.cache?.file;
    if (mapped?.detachable !== true || (file !== undefined && file !== mapped)) continue;
    if (region.start - address !== region.offset * PAGE_SIZE) continue;
    file = mapped;
    removeRange(space, region.start, region.end);
  }
  return file === undefined ? Errno.EINVAL : 0;
}
