/**
 * A copy of an address space for a child.
 *
 * Regions are copied, frames are shared. Private pages lose their right to store in both spaces; whoever
 * stores first gets a copy of the page.
 */
import type { AddressSpace } from '../address-space.ts';
import { Region } from '../region.ts';
import { addRegion } from './edit.ts';

/** Fills a new space of the same kind with what a child inherits. */
export function inherit(parent: AddressSpace, child: AddressSpace): void {
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
  parent.flushRights();
}
