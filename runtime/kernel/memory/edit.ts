/** Cutting, joining and accounting of regions: what every change of an address space is made of. */
import { Protection } from '../../generated/flags.ts';
import { PAGE_SIZE } from '../address.ts';
import { Region, type RegionKind } from '../region.ts';
import type { AddressSpace } from '../address-space.ts';

/** Regions that a process may have (vm.max_map_count). */
export const MOST_REGIONS = 65_530;

/** Whether a region counts as data: private memory that can be written. */
export function isData(kind: RegionKind): boolean {
  return !kind.shared && !kind.growsDown && !kind.guard && (kind.protection & Protection.write) !== 0;
}

/** Puts a new region in and accounts for it. */
export function addRegion(space: AddressSpace, region: Region): void {
  space.regions.insert(region);
  region.kind.cache?.attach(region);
  account(space, region, 1);
}

/** Takes a region out; its frames stay in the page table. */
export function removeRegion(space: AddressSpace, region: Region): void {
  space.regions.remove(region);
  account(space, region, -1);
  region.kind.cache?.detach(region);
}

/** Adds a region's figures to the space's, or takes them off. */
export function account(space: AddressSpace, region: Region, sign: 1 | -1): void {
  if (region.kind.guard) return;
  space.mappedBytes += sign * region.length;
  if (space.mappedBytes > space.peakMapped) space.peakMapped = space.mappedBytes;
  if (isData(region.kind)) space.dataBytes += sign * region.length;
  if (region.kind.locked) space.lockedBytes += sign * region.length;
}

/** Cuts the region that crosses an address in two there. */
export function splitAt(space: AddressSpace, address: number): void {
  const region = space.regions.find(address);
  if (region === undefined || region.start === address) return;
  const upper = new Region(space, address, region.end, region.offset + (address - region.start) / PAGE_SIZE, {
    ...region.kind,
  });
  region.end = address;
  space.regions.insert(upper);
  region.kind.cache?.attach(upper);
}

/** The regions of a range after cutting at its ends, so that each lies within. */
export function carve(space: AddressSpace, start: number, end: number): Region[] {
  splitAt(space, start);
  splitAt(space, end);
  return space.regions.within(start, end);
}

/** Joins neighbours that became alike in and around a range. */
export function joinAround(space: AddressSpace, start: number, end: number): void {
  let region = space.regions.atOrAbove(Math.max(0, start - 1));
  while (region !== undefined && region.start <= end) {
    const next = space.regions.after(region);
    if (next === undefined) return;
    if (region.continues(next)) {
      space.regions.remove(next);
      region.end = next.end;
      next.kind.cache?.detach(next);
    } else {
      region = next;
    }
  }
}

/** Whether [start, end) is mapped without a hole. */
export function isWhole(space: AddressSpace, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    const region = space.regions.find(at);
    if (region === undefined || region.kind.guard) return false;
    at = region.end;
  }
  return true;
}
