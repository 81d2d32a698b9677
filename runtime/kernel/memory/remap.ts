/**
 * Memory.remap: grows, shrinks or moves a region (mremap(2)). Pages move by their entries, never by copying.
 */
import { Resource } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { RemapFlags } from '../../generated/flags.ts';
import { alignUp, PAGE_SIZE } from '../address.ts';
import type { AddressSpace } from '../address-space.ts';
import { Region } from '../region.ts';
import { account, addRegion, carve, isData, joinAround, MOST_REGIONS, removeRegion } from './edit.ts';
import { lockLimit } from './lock.ts';
import { overcommits } from './map.ts';
import { populate } from './populate.ts';
import { removeRange } from './unmap.ts';

export function remap(
  space: AddressSpace,
  address: number,
  length: number,
  newLength: number,
  flags: number,
  newAddress: number,
): number {
  const { pageSize } = space;
  const fixed = (flags & RemapFlags.fixed) !== 0;
  const mayMove = (flags & RemapFlags.mayMove) !== 0;
  const dontUnmap = (flags & RemapFlags.dontUnmap) !== 0;
  if (address % pageSize !== 0 || length < 0 || newLength <= 0) return Errno.EINVAL;
  if ((fixed || dontUnmap) && !mayMove) return Errno.EINVAL;
  let oldSize = alignUp(length, pageSize);
  const newSize = alignUp(newLength, pageSize);
  if (dontUnmap && oldSize !== newSize) return Errno.EINVAL;
  if (fixed) {
    const outside = newAddress % pageSize !== 0 || newAddress + newSize > space.layout.end;
    const overlaps = address < newAddress + newSize && newAddress < address + oldSize;
    if (outside || overlaps) return Errno.EINVAL;
    if (newAddress < space.layout.lowest) return Errno.EPERM;
  }

  const region = space.regions.find(address);
  if (region === undefined) return Errno.EFAULT;
  // Length 0 makes a second mapping of shared memory.
  if (oldSize === 0 && !region.kind.shared) return Errno.EINVAL;

  // Shrinking, or staying, asks nothing of the regions on the way.
  if (!fixed && !dontUnmap && oldSize !== 0 && newSize <= oldSize) {
    if (newSize < oldSize) removeRange(space, address + newSize, address + oldSize);
    return address;
  }
  if (address + Math.min(oldSize, newSize) > region.end) return Errno.EFAULT;
  if (oldSize > newSize) {
    // What is cut off goes, whatever it belongs to.
    removeRange(space, address + newSize, address + oldSize);
    oldSize = newSize;
  }
  const error = growthError(space, region, newSize - oldSize);
  if (error !== 0) return error;

  const end = address + oldSize;
  if (!fixed && !dontUnmap && oldSize !== 0 && end === region.end && roomAfter(space, region, newSize - oldSize)) {
    account(space, region, -1);
    region.end = address + newSize;
    account(space, region, 1);
    joinAround(space, address, region.end);
    if (region.kind.locked) populate(space, end, address + newSize);
    return address;
  }
  if (!mayMove) return Errno.ENOMEM;
  return move(space, address, oldSize, newSize, fixed ? newAddress : undefined, dontUnmap);
}

function growthError(space: AddressSpace, region: Region, growth: number): number {
  if (growth <= 0) return 0;
  const { kind } = region;
  const { limits } = space;
  if (kind.locked && space.lockedBytes + growth > lockLimit(space)) return Errno.EAGAIN;
  if (space.mappedBytes + growth > limits.current(Resource.addressSpace)) return Errno.ENOMEM;
  if (isData(kind) && space.dataBytes + growth > limits.current(Resource.data)) return Errno.ENOMEM;
  return overcommits(space, growth, kind) ? Errno.ENOMEM : 0;
}

function roomAfter(space: AddressSpace, region: Region, growth: number): boolean {
  const next = space.regions.after(region);
  const limit = next === undefined ? space.layout.end : next.start - (next.kind.growsDown ? space.stackGuard : 0);
  return region.end + growth <= limit;
}

function move(
  space: AddressSpace,
  address: number,
  oldSize: number,
  newSize: number,
  wanted: number | undefined,
  dontUnmap: boolean,
): number {
  if (space.regions.size + 3 > MOST_REGIONS) return Errno.ENOMEM;
  const { layout, pageSize } = space;
  const target =
    wanted ??
    space.regions.highestGap(newSize, layout.lowest, layout.mappings, pageSize, space.stackGuard) ??
    space.regions.lowestGap(newSize, layout.lowest, layout.end, pageSize, space.stackGuard);
  if (target === undefined) return Errno.ENOMEM;
  if (wanted !== undefined) removeRange(space, target, target + newSize);
  // A fixed target may have lain in the same region, which is another object then, or gone (a copy onto itself).
  const source = space.regions.find(address);
  if (source === undefined) return Errno.EFAULT;
  const offset = source.offset + (address - source.start) / PAGE_SIZE;
  const moved = new Region(space, target, target + newSize, offset, { ...source.kind });
  addRegion(space, moved);

  const kept = Math.min(oldSize, newSize);
  movePages(space, address / PAGE_SIZE, (address + kept) / PAGE_SIZE, target / PAGE_SIZE);
  if (oldSize !== 0 && !dontUnmap) {
    for (const part of carve(space, address, address + oldSize)) {
      space.dropPages(part.firstPage, part.endPage);
      removeRegion(space, part);
    }
    space.endReservations(address / PAGE_SIZE, (address + oldSize) / PAGE_SIZE);
  }
  if (moved.kind.locked) populate(space, target, target + newSize);
  joinAround(space, target, target + newSize);
  return target;
}

function movePages(space: AddressSpace, first: number, end: number, target: number): void {
  const entries: [page: number, entry: number][] = [];
  const stale = space.reach(first, end);
  space.table.update(first, end, (page, entry) => {
    entries.push([page, entry]);
    return 0;
  });
  for (const [page, entry] of entries) space.table.set(target + (page - first), entry);
  if (entries.length > 0) space.flushReach(first, end, stale);
}
