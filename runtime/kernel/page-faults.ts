/**
 * How faults are resolved: copy on write, demand-zero pages, pages of caches, growing stacks.
 *
 * Each answers the page's new entry, or the cause of a fault that stays one.
 *
 * Anonymous memory is given out in runs: 64 KiB around the first touch, and behind memory that is there already as much
 * again, up to 2 MiB, so that a walk over a large array faults seldom. Where the frames lie is page-placement.ts's.
 */
import { type AccessKind, copyFrame } from '../../emulator/index.ts';
import { Resource } from '../generated/enums.ts';
import { Errno } from '../generated/errors.ts';
import { alignDown, PAGE_SIZE } from './address.ts';
import { RUN_FRAMES } from './page-allocator.ts';
import { Entry, frameOf } from './page-entry.ts';
import { frameBeside, frameFor, reservationFor } from './page-placement.ts';
import { rightsOf } from './page-rights.ts';
import type { FaultCause, PagedSpace } from './paged-space.ts';
import type { Region } from './region.ts';
import type { Reservation } from './reservation.ts';

/** The longest run: 2 MiB. */
const MOST_RUN = 512;
/** Runs longer than 64 KiB only while so many of them could still be had. */
const PLENTY = 8;

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
    // Nothing that was handed out is wrong: it only allows less.
    space.table.set(page, (frame | rights | Entry.shared) >>> 0);
    return space.table.get(page);
  }
  if (space.allocator.count(frame) === 1) return own(space, region, page, rights);
  if (region.kind.cache === undefined && copyRun(space, region, page, rights)) return space.table.get(page);
  const copy = frameFor(space, page);
  if (copy === 0) return 'memory';
  copyFrame(space.physical, frame, copy);
  const result = enter(space, page, copy | rights);
  space.allocator.release(frame);
  return result;
}

/** A page and those around it that are the process's own again, since whoever shared them has gone: they can be stored to. */
function own(space: PagedSpace, region: Region, page: number, rights: number): number {
  const { allocator, table } = space;
  const run = page - (page % RUN_FRAMES);
  table.update(Math.max(run, region.firstPage), Math.min(run + RUN_FRAMES, region.endPage), (_near, entry) =>
    allocator.count(frameOf(entry)) === 1 ? (frameOf(entry) | rights) >>> 0 : entry,
  );
  return table.get(page);
}

/**
 * Copies the aligned 64 KiB around a page when all of them are shared, into frames in a row: what a child has of its own stays
 * linear, and the next pages need no fault. False when that is not so.
 */
function copyRun(space: PagedSpace, region: Region, page: number, rights: number): boolean {
  const { allocator, table, physical } = space;
  const first = page - (page % RUN_FRAMES);
  const end = first + RUN_FRAMES;
  if (first < region.firstPage || end > region.endPage) return false;
  for (let near = first; near < end; near++) {
    const entry = table.get(near);
    if (entry === 0 || allocator.count(frameOf(entry)) === 1) return false;
  }
  const run = allocator.allocateRun();
  if (run === 0) return false;
  const stale = space.reach(first, end);
  const little = space.order === 'little';
  for (let near = first; near < end; near++) {
    const frame = frameOf(table.get(near));
    const copy = run + (little ? near - first : end - 1 - near) * PAGE_SIZE;
    copyFrame(physical, frame, copy);
    table.set(near, (copy | rights) >>> 0);
    allocator.release(frame);
  }
  space.flushReach(first, end, stale);
  return true;
}

/** Enters a page that may have had another frame. */
function enter(space: PagedSpace, page: number, entry: number): number {
  const stale = space.reach(page, page + 1);
  space.table.set(page, entry >>> 0);
  space.flushReach(page, page + 1, stale);
  return entry >>> 0;
}

/** A page that has no frame yet. */
export function fill(space: PagedSpace, region: Region, page: number, access: AccessKind): number | FaultCause {
  return region.kind.cache === undefined ? fillAnonymous(space, region, page) : fillCached(space, region, page, access);
}

function fillAnonymous(space: PagedSpace, region: Region, page: number): number | FaultCause {
  space.minorFaults++;
  const reservation = reservationFor(space, region, page);
  const filled = reservation === undefined ? fillRun(space, region, page) : fillPart(space, region, page, reservation);
  if (filled) return space.table.get(page);
  const frame = reservation === undefined ? frameBeside(space, page) : frameFor(space, page);
  if (frame === 0) return 'memory';
  space.allocator.zero(frame, 1);
  space.table.set(page, (frame | rightsOf(region.kind.protection)) >>> 0);
  return space.table.get(page);
}

/** Pages around one, out of their reservation. */
function fillPart(space: PagedSpace, region: Region, page: number, reservation: Reservation): boolean {
  const { allocator, table } = space;
  const lowest = Math.max(region.firstPage, reservation.first);
  const highest = Math.min(region.endPage, reservation.end);
  const before = page > lowest ? table.extents.extent(page - 1) : 0;
  const after = before === 0 && page + 1 < highest ? table.extents.extent(page + 1) : 0;
  const length = Math.min(MOST_RUN, 2 ** Math.floor(Math.log2(Math.max(before, after, RUN_FRAMES))));
  const long = length > RUN_FRAMES && allocator.used + PLENTY * length <= allocator.limit;
  if (long && before > 0) {
    const end = table.emptyUp(page, Math.min(highest, page + length));
    if (take(space, region, page, end, reservation)) return true;
  } else if (long) {
    const first = table.emptyDown(page, Math.max(lowest, page + 1 - length));
    if (take(space, region, first, page + 1, reservation)) return true;
  }
  const run = page - (page % RUN_FRAMES);
  const first = table.emptyDown(page, Math.max(lowest, run));
  const end = table.emptyUp(page, Math.min(highest, run + RUN_FRAMES));
  return take(space, region, first, end, reservation);
}

function take(space: PagedSpace, region: Region, first: number, end: number, reservation: Reservation): boolean {
  const lowest = reservation.lowest(first, end);
  if (!space.allocator.takeAt(lowest, end - first)) return false;
  enterRun(space, region, first, end, lowest);
  return true;
}

/** The aligned 64 KiB around a page, when the region has all of it and none of it has frames. */
function fillRun(space: PagedSpace, region: Region, page: number): boolean {
  const first = page - (page % RUN_FRAMES);
  const end = first + RUN_FRAMES;
  if (first < region.firstPage || end > region.endPage || space.table.emptyUp(first, end) < end) return false;
  const run = space.allocator.allocateRun();
  if (run === 0) return false;
  enterRun(space, region, first, end, run);
  return true;
}

/** Neighbouring frames, the lowest of which is given, as zeroes behind pages [first, end). */
function enterRun(space: PagedSpace, region: Region, first: number, end: number, lowest: number): void {
  const rights = rightsOf(region.kind.protection);
  space.allocator.zero(lowest, end - first);
  if (space.order === 'little') space.table.setRun(first, end, lowest | rights, PAGE_SIZE);
  else space.table.setRun(first, end, (lowest + (end - first - 1) * PAGE_SIZE) | rights, -PAGE_SIZE);
}

function fillCached(space: PagedSpace, region: Region, page: number, access: AccessKind): number | FaultCause {
  // The caller saw that the region has one.
  const cache = region.kind.cache as NonNullable<typeof region.kind.cache>;
  const cachePage = region.offset + page - region.firstPage;
  let frame = cache.resident(cachePage, space.order);
  if (frame === 0) {
    if (!cache.covers(cachePage, space.pageSize)) return 'busAddress';
    if (cache.file === undefined) space.minorFaults++;
    else space.majorFaults++;
    frame = cache.frame(cachePage, space.order);
  } else {
    // The file was not asked for its length, which costs a call of the host: what the guest cuts off is not here any more.
    space.minorFaults++;
  }
  if (frame < 0) return frame === Errno.ENOMEM ? 'memory' : 'busAddress';
  if (access === 1 && !region.kind.shared) {
    const copy = region.length > RUN_FRAMES * PAGE_SIZE ? frameBeside(space, page) : space.allocator.allocate();
    if (copy === 0) return 'memory';
    copyFrame(space.physical, frame, copy);
    space.table.set(page, (copy | rightsOf(region.kind.protection)) >>> 0);
    return space.table.get(page);
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
    if (space.table.get(near) !== 0) continue;
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
