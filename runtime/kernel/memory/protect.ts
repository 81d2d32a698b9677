/**
 * Memory.protect: changes what a range allows (mprotect(2)).
 *
 * Goes region by region: at a hole or at a region that forbids the change it stops, and what came before
 * stays changed, as on Linux.
 */
import { Resource } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { Protection } from '../../generated/flags.ts';
import { alignUp } from '../address.ts';
import type { AddressSpace } from '../address-space.ts';
import type { Region } from '../region.ts';
import { account, isData, joinAround, MOST_REGIONS, splitAt } from './edit.ts';
import { impliedRights, overcommits } from './map.ts';

const ALL = Protection.read | Protection.write | Protection.execute;

export function protect(
  space: AddressSpace,
  from: number,
  length: number,
  protection: number,
  growsDown = false,
): number {
  let address = from;
  if (address % space.pageSize !== 0) return Errno.EINVAL;
  if (length <= 0) return length === 0 ? 0 : Errno.EINVAL;
  const end = address + alignUp(length, space.pageSize);
  if (end > space.layout.end) return Errno.ENOMEM;
  if (growsDown) {
    const stack = space.regions.find(address);
    if (stack === undefined) return Errno.ENOMEM;
    if (!stack.kind.growsDown) return Errno.EINVAL;
    address = stack.start;
  }
  let at = address;
  let result = 0;
  const rights = impliedRights(space, protection) & ALL;
  while (at < end && result === 0) {
    const region = space.regions.find(at);
    if (region === undefined) {
      result = Errno.ENOMEM;
      break;
    }
    const to = Math.min(end, region.end);
    result = change(space, region, at, to, rights);
    at = to;
  }
  joinAround(space, address, at);
  return result;
}

function change(space: AddressSpace, region: Region, from: number, to: number, protection: number): number {
  const { kind } = region;
  if (kind.guard) return Errno.EACCES;
  if (kind.protection === protection) return 0;
  if ((protection & ~kind.allowed) !== 0) return Errno.EACCES;
  const next = { ...kind, protection };
  if (isData(next) && !isData(kind)) {
    const tooMuch = space.dataBytes + (to - from) > space.limits.current(Resource.data);
    if (tooMuch || overcommits(space, to - from, next)) return Errno.ENOMEM;
  }
  const cuts = (from > region.start ? 1 : 0) + (to < region.end ? 1 : 0);
  if (space.regions.size + cuts > MOST_REGIONS) return Errno.ENOMEM;
  splitAt(space, from);
  splitAt(space, to);
  const part = space.regions.find(from) as Region;
  account(space, part, -1);
  part.kind.protection = protection;
  account(space, part, 1);
  space.protectPages(part, part.firstPage, part.endPage);
  return 0;
}
