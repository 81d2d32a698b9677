/**
 * A copy of an address space for a child.
 *
 * Regions are copied, frames are shared. Private pages lose their right to store in both spaces; whoever
 * stores first gets a copy of the page.
 */
import { Errno } from '../../generated/errors.ts';
import { AddressSpace } from '../address-space.ts';
import { PAGE_SIZE } from '../address.ts';
import { Entry, frameOf } from '../page-table.ts';
import type { SpaceLimits } from '../paged-space.ts';
import { Region } from '../region.ts';
import { addRegion } from './edit.ts';

/** What a child needs at once: a TLB and a little for its first stores. */
const LEAST_BYTES = 256 * 1024;

export function fork(parent: AddressSpace, limits: SpaceLimits): AddressSpace | Errno {
  if (parent.physical.availableBytes < LEAST_BYTES) return Errno.ENOMEM;
  const child = new AddressSpace(parent.context, {
    order: parent.order,
    pageSize: parent.pageSize,
    layout: parent.layout,
    limits,
  });
  child.breakStart = parent.breakStart;
  child.breakEnd = parent.breakEnd;
  let partial = false;
  for (const region of parent.regions) {
    if (region.kind.wipeOnFork || region.kind.dontFork) partial = true;
    // Locks are not inherited.
    if (!region.kind.dontFork)
      addRegion(child, new Region(child, region.start, region.end, region.offset, { ...region.kind, locked: false }));
  }
  const { allocator, table } = parent;
  table.updateAll((page, entry) => {
    if (partial && !inherits(parent, page)) return entry;
    const kept = (entry & Entry.shared) === 0 ? (entry & ~Entry.write) >>> 0 : entry;
    allocator.retain(frameOf(entry));
    child.table.set(page, kept);
    return kept;
  });
  parent.flushAll();
  return child;
}

function inherits(parent: AddressSpace, page: number): boolean {
  const region = parent.regions.find(page * PAGE_SIZE);
  return region !== undefined && !region.kind.dontFork && !region.kind.wipeOnFork;
}
