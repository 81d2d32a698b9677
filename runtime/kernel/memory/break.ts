/**
 * Memory.setBreak: moves the end of the heap (brk(2)) and answers where it stands afterwards.
 *
 * A wish that cannot be met leaves it where it is; that is the only way in which it fails.
 */
import { Resource } from '../../generated/enums.ts';
import { MapFlags, Protection } from '../../generated/flags.ts';
import { alignUp } from '../address.ts';
import type { AddressSpace } from '../address-space.ts';
import { removeRange } from './unmap.ts';

export function setBreak(space: AddressSpace, address: number): number {
  const { pageSize } = space;
  if (address < space.breakStart || address > space.layout.end) return space.breakEnd;
  const before = alignUp(space.breakEnd, pageSize);
  const after = alignUp(address, pageSize);
  if (address - space.breakStart > space.limits.current(Resource.data)) return space.breakEnd;
  if (after < before) removeRange(space, after, before);
  if (after > before && !grow(space, before, after)) return space.breakEnd;
  space.breakEnd = address;
  return address;
}

function grow(space: AddressSpace, before: number, after: number): boolean {
  const next = space.regions.atOrAbove(before);
  // One page is kept free above the heap, and a stack keeps its guard.
  const guard = next?.kind.growsDown === true ? space.stackGuard : space.pageSize;
  if (next !== undefined && after + guard > next.start) return false;
  return (
    space.mapRegion({
      address: before,
      length: after - before,
      protection: Protection.read | Protection.write,
      flags: MapFlags.private | MapFlags.anonymous | MapFlags.fixedNoReplace,
      name: '[heap]',
    }) === before
  );
}
