/**
 * A copy of an address space for a child.
 *
 * Regions are copied, frames are shared. Private pages lose their right to store in both spaces; whoever
 * stores first gets a copy of the page.
 */
import { Errno } from '../../generated/errors.ts';
import { AddressSpace } from '../address-space.ts';
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
  const { allocator } = parent;
  parent.table.shareWith(child.table, (frame) => allocator.retain(frame));
  for (const region of parent.regions) {
    const { kind } = region;
    // Locks are not inherited.
    const copy = new Region(child, region.start, region.end, region.offset, { ...kind, locked: false });
    if (kind.dontFork || kind.wipeOnFork) child.dropPages(region.firstPage, region.endPage);
    if (!kind.dontFork) addRegion(child, copy);
  }
  parent.flushAll();
  return child;
}
