/**
 * Where the frames of anonymous memory shall lie, so that its pages are few linear extents.
 *
 * The first touch in a region reserves frames for all of it, or for the part around the page; what will probably grow
 * (the heap, the stack, an arena that is opened bit by bit) gets more than it has now. The next reservation
 * of neighbouring pages follows on in memory if that is free.
 */
import { PAGE_SIZE } from './address.ts';
import { RUN_FRAMES } from './page-allocator.ts';
import { frameOf } from './page-entry.ts';
import type { PagedSpace } from './paged-space.ts';
import type { Region } from './region.ts';
import type { Reservation } from './reservation.ts';

/** Reserved at least for what grows: 4 MiB. */
const LEAST_AHEAD = 1024;
/** Parts of a region that is larger than the machine: it will be touched here and there only. */
const SPARSE_PAGES = 512;

/** The reservation that a page of private anonymous memory belongs to, made if need be; undefined when it is not worth it, or there is no room. */
export function reservationFor(space: PagedSpace, region: Region, page: number): Reservation | undefined {
  const { reservations } = space;
  const found = reservations.at(page);
  if (found !== undefined) {
    reservations.pool.used(found);
    return found;
  }
  const most = region.endPage - region.firstPage > space.allocator.limit ? SPARSE_PAGES : reservations.pool.most;
  const before = reservations.before(page)?.end ?? 0;
  const after = reservations.after(page)?.first ?? Number.MAX_SAFE_INTEGER;
  let first = Math.max(floor(lowEnd(space, region), RUN_FRAMES), before);
  let end = Math.min(floor(highEnd(space, region) + RUN_FRAMES - 1, RUN_FRAMES), after);
  // Less and less, until there is such room.
  for (let size = most; end - first > RUN_FRAMES; size = previousPower(end - first)) {
    if (end - first > size) {
      const base = floor(page, size);
      first = Math.max(first, base);
      end = Math.min(end, base + size);
    }
    const made = reservations.pool.make(first, end, space.order, wanted(space, first, end));
    if (made === undefined) continue;
    reservations.add(made);
    return made;
  }
  return undefined;
}

/** A frame for one page: in its reservation, or any; 0 when there is none. Unspecified contents. */
export function frameFor(space: PagedSpace, page: number): number {
  const { allocator } = space;
  const place = space.reservations.at(page)?.lowest(page, page + 1) ?? 0;
  if (place !== 0 && allocator.count(place) === 0 && allocator.takeAt(place, 1)) return place;
  return allocator.allocate();
}

/** The same for a page without reservation: so that it continues a neighbour's frame, or any. */
export function frameBeside(space: PagedSpace, page: number): number {
  const { allocator, table } = space;
  const step = space.order === 'little' ? PAGE_SIZE : -PAGE_SIZE;
  const below = frameOf(table.get(page - 1)) + step;
  if (below > PAGE_SIZE && allocator.count(below) === 0 && allocator.takePlain(below)) return below;
  const above = frameOf(table.get(page + 1)) - step;
  if (above > PAGE_SIZE && allocator.count(above) === 0 && allocator.takePlain(above)) return above;
  return allocator.allocate();
}

function lowEnd(space: PagedSpace, region: Region): number {
  if (!region.kind.growsDown) return region.firstPage;
  const below = space.regions.before(region)?.endPage ?? 0;
  return Math.max(below, region.firstPage - ahead(space, region));
}

function highEnd(space: PagedSpace, region: Region): number {
  const next = space.regions.after(region);
  const wish = region.endPage + ahead(space, region);
  if (region.kind.name === '[heap]') return Math.min(wish, next?.firstPage ?? wish);
  const opens = next !== undefined && next.start === region.end && next.kind.protection === 0;
  return opens && next.kind.cache === undefined && !next.kind.guard ? Math.min(wish, next.endPage) : region.endPage;
}

/** Pages reserved for a region's growth: what has grown will grow further. */
function ahead(space: PagedSpace, region: Region): number {
  const size = region.endPage - region.firstPage;
  return Math.max(size, Math.min(space.reservations.pool.ahead, Math.max(LEAST_AHEAD, 4 * size)));
}

/** Where a reservation would continue its neighbours: its lowest frame, 0 when nothing is known. */
function wanted(space: PagedSpace, first: number, end: number): number {
  const { reservations, table } = space;
  const little = space.order === 'little';
  const size = (end - first) * PAGE_SIZE;
  const before = reservations.before(first);
  const last = before?.end === first ? before.lowest(first - 1, first) : frameOf(table.get(first - 1));
  if (last !== 0) return little ? last + PAGE_SIZE : last - size;
  const after = reservations.after(first);
  const next = after?.first === end ? after.lowest(end, end + 1) : frameOf(table.get(end));
  if (next !== 0) return little ? next - size : next + PAGE_SIZE;
  return 0;
}

function floor(page: number, unit: number): number {
  return page - (page % unit);
}

/** The largest power of two that is less than a number. */
function previousPower(value: number): number {
  return 2 ** (Math.ceil(Math.log2(value)) - 1);
}
