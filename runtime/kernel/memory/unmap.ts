/** Memory.unmap: takes a range out of the address space (munmap(2)). A range without regions is no error. */
import { Errno } from '../../generated/errors.ts';
import { alignUp, PAGE_SIZE } from '../address.ts';
import type { AddressSpace } from '../address-space.ts';
import { carve, MOST_REGIONS, removeRegion } from './edit.ts';

export function unmap(space: AddressSpace, address: number, length: number): number {
  if (address % space.pageSize !== 0 || length <= 0) return Errno.EINVAL;
  const end = address + alignUp(length, space.pageSize);
  if (end > space.layout.end) return Errno.EINVAL;
  const around = space.regions.find(address);
  const cutsInTwo = around !== undefined && around.start < address && around.end > end;
  if (cutsInTwo && space.regions.size >= MOST_REGIONS) return Errno.ENOMEM;
  removeRange(space, address, end);
  return 0;
}

/** Unmaps what there is in [start, end). */
export function removeRange(space: AddressSpace, start: number, end: number): void {
  const regions = carve(space, start, end);
  for (const region of regions) {
    // Frames go first: a cache that loses its last region must see that nobody stores to it any more.
    space.dropPages(region.firstPage, region.endPage);
    removeRegion(space, region);
  }
  if (regions.length > 0) space.endReservations(start / PAGE_SIZE, end / PAGE_SIZE);
}
