/**
 * How faults are resolved: copy on write, demand-zero pages, pages of caches, growing stacks.
 *
 * Each answers the page's new entry, or the cause of a fault that stays one.
 *
 * Anonymous memory is given out in runs of 64 KiB where a region allows it, in ascending order of frames
 * for little-endian and descending for big-endian processes (whose frames are reversed inside), so that a
 * run is one linear extent.
 */
import { type AccessKind, copyFrame } from '../../emulator/index.ts';
import { Resource } from '../generated/enums.ts';
import { Errno } from '../generated/errors.ts';
import { alignDown, PAGE_SIZE } from './address.ts';
import { RUN_FRAMES } from './page-allocator.ts';
import { rightsOf } from './page-rights.ts';
import { Entry, frameOf, LEAF_PAGES, leafOf } from './page-table.ts';
import type { FaultCause, PagedSpace } from './paged-space.ts';
import type { Region } from './region.ts';

/** A page that has a frame, but not the right to store: copy on write, or the first store to a shared page. */
export function upgrade(
  space: PagedSpace,
  region: Region,
  page: number,
  entry: number,
  access: AccessKind,
): number | FaultCause {
  const rights = rightsOf(region.kind.protection);
  space.minorFaults++;
  if (access !== 1) {
    const next = (entry & ~Entry.access) | (rights & ~Entry.write) | (entry & Entry.write);
    space.table.set(page, next);
    return next;
  }
  const frame = frameOf(entry);
  if (region.kind.shared) {
    region.kind.cache?.touched(region.offset + page - region.firstPage, space.order);
    return enter(space, page, frame | rights | Entry.shared);
  }
  if (space.allocator.count(frame) === 1) return enter(space, page, frame | rights);
  const copy = space.allocator.allocate();
  if (copy === 0) return 'memory';
  copyFrame(space.physical, frame, copy);
  const result = enter(space, page, copy | rights);
  space.allocator.release(frame);
  return result;
}

function enter(space: PagedSpace, page: number, entry: number): number {
  space.table.set(page, entry >>> 0);
  space.flush(page, page + 1);
  return entry >>> 0;
}

/** A page that has no frame yet. */
export function fill(space: PagedSpace, region: Region, page: number, access: AccessKind): number | FaultCause {
  return region.kind.cache === undefined ? fillAnonymous(space, region, page) : fillCached(space, region, page, access);
}

function fillAnonymous(space: PagedSpace, region: Region, page: number): number | FaultCause {
  const rights = rightsOf(region.kind.protection);
  space.minorFaults++;
  const run = runAround(space, region, page);
  const frame = run === 0 ? space.allocator.allocateZeroed() : run;
  if (frame === 0) return 'memory';
  if (run === 0) {
    const entry = (frame | rights) >>> 0;
    space.table.set(page, entry);
    return entry;
  }
  const first = page - (page & (RUN_FRAMES - 1));
  for (let i = 0; i < RUN_FRAMES; i++) {
    const place = space.order === 'little' ? i : RUN_FRAMES - 1 - i;
    space.table.set(first + i, ((run + place * PAGE_SIZE) | rights) >>> 0);
  }
  return space.table.get(page);
}

/** A zeroed run for the aligned 64 KiB around a page, when the region has all of it and none of it has frames. */
function runAround(space: PagedSpace, region: Region, page: number): number {
  const first = page - (page & (RUN_FRAMES - 1));
  if (first < region.firstPage || first + RUN_FRAMES > region.endPage) return 0;
  const leaf = space.table.leaf(leafOf(first));
  if (leaf !== undefined) {
    const index = first & (LEAF_PAGES - 1);
    for (let i = 0; i < RUN_FRAMES; i++) if (leaf[index + i] !== 0) return 0;
  }
  const run = space.allocator.allocateRun();
  if (run !== 0) space.allocator.zeroRun(run);
  return run;
}

function fillCached(space: PagedSpace, region: Region, page: number, access: AccessKind): number | FaultCause {
  // The caller saw that the region has one.
  const cache = region.kind.cache as NonNullable<typeof region.kind.cache>;
  const cachePage = region.offset + page - region.firstPage;
  if (!cache.covers(cachePage, space.pageSize)) return 'busAddress';
  if (cache.resident(cachePage, space.order) === 0 && cache.file !== undefined) space.majorFaults++;
  else space.minorFaults++;
  const frame = cache.frame(cachePage, space.order);
  if (frame < 0) return frame === Errno.ENOMEM ? 'memory' : 'busAddress';
  if (access === 1 && !region.kind.shared) {
    const copy = space.allocator.allocate();
    if (copy === 0) return 'memory';
    copyFrame(space.physical, frame, copy);
    return enter(space, page, copy | rightsOf(region.kind.protection));
  }
  const entry = enterCached(space, region, page, frame, access);
  if (access !== 1) enterNeighbours(space, region, page);
  return entry;
}

function enterCached(space: PagedSpace, region: Region, page: number, frame: number, access: AccessKind): number {
  let rights = rightsOf(region.kind.protection);
  if (region.kind.shared) {
    // Stores to a file's page are noticed, so that it is brought back; anonymous memory needs no notice.
    if (access === 1) region.kind.cache?.touched(region.offset + page - region.firstPage, space.order);
    else if (region.kind.cache?.file !== undefined) rights &= ~Entry.write;
    rights |= Entry.shared;
  } else {
    rights &= ~Entry.write;
  }
  const entry = (frame | rights) >>> 0;
  space.allocator.retain(frame);
  space.table.set(page, entry);
  return entry;
}

/** Pages of a file around one that was read, as far as they are in memory: saves their faults. */
function enterNeighbours(space: PagedSpace, region: Region, page: number): void {
  const cache = region.kind.cache;
  if (cache?.file === undefined) return;
  const first = page - (page & (RUN_FRAMES - 1));
  const from = Math.max(first, region.firstPage);
  const to = Math.min(first + RUN_FRAMES, region.endPage);
  for (let near = from; near < to; near++) {
    const cachePage = region.offset + near - region.firstPage;
    if (space.table.get(near) !== 0 || !cache.covers(cachePage, space.pageSize)) continue;
    const frame = cache.resident(cachePage, space.order);
    if (frame !== 0) enterCached(space, region, near, frame, 0);
  }
}

/** The stack above an address, grown down to it if its limit and its neighbours allow. */
export function growStack(space: PagedSpace, address: number): Region | undefined {
  const stack = space.regions.atOrAbove(address);
  if (stack === undefined || !stack.kind.growsDown || address < space.layout.lowest) return undefined;
  const start = alignDown(address, space.pageSize);
  const growth = stack.start - start;
  if (stack.end - start > space.limits.current(Resource.stack)) return undefined;
  if (space.mappedBytes + growth > space.limits.current(Resource.addressSpace)) return undefined;
  const below = space.regions.before(stack);
  if (
    below !== undefined &&
    below.end > start - (below.kind.protection === 0 || below.kind.growsDown ? 0 : space.stackGuard)
  )
    return undefined;
  stack.start = start;
  stack.offset -= growth / PAGE_SIZE;
  space.mappedBytes += growth;
  return stack;
}
