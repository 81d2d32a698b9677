/** Memory.resident: which pages of a range are in memory (mincore(2)), a byte for each page of the guest. */
import { Errno } from '../../generated/errors.ts';
import { alignUp, PAGE_SIZE } from '../address.ts';
import type { AddressSpace } from '../address-space.ts';
import type { Lease } from '../lease.ts';
import { isWhole } from './edit.ts';

const CHUNK = 4096;

export function resident(space: AddressSpace, address: number, length: number, into: Lease): number {
  const { pageSize } = space;
  if (address % pageSize !== 0) return Errno.EINVAL;
  const end = address + alignUp(length, pageSize);
  if (end > space.layout.end || !isWhole(space, address, end)) return Errno.ENOMEM;
  const bytes = new Uint8Array(CHUNK);
  let filled = 0;
  for (let at = address; at < end; at += pageSize) {
    bytes[filled++] = isResident(space, at) ? 1 : 0;
    if (filled < CHUNK && at + pageSize < end) continue;
    if (into.put(bytes, 0, filled) < filled) return Errno.EFAULT;
    filled = 0;
  }
  return 0;
}

function isResident(space: AddressSpace, address: number): boolean {
  const region = space.regions.find(address);
  for (let at = address; at < address + space.pageSize; at += PAGE_SIZE) {
    if (space.table.get(at / PAGE_SIZE) !== 0) return true;
    const cache = region?.kind.cache;
    if (region !== undefined && cache?.holds(region.offset + (at - region.start) / PAGE_SIZE) === true) return true;
  }
  return false;
}
