/** Where the frames of a file, or of shared memory, shall lie, so that its pages are few linear extents. */
import type { Order } from '../../emulator/index.ts';
import { PAGE_SIZE } from './address.ts';
import { RUN_FRAMES } from './page-allocator.ts';
import type { Reservations } from './reservations.ts';

/** Pages that are reserved together: 4 MiB. */
const PART = 1024;

/**
 * The lowest frame for pages [first, end), at most a run, of a file of so many pages; 0 when they need not be in a row with
 * others, or cannot.
 */
export function placeInFile(places: Reservations, first: number, end: number, pages: number, order: Order): number {
  const found = places.at(first) ?? reserve(places, first, pages, order);
  if (found === undefined || end > found.end) return 0;
  places.pool.used(found);
  return found.lowest(first, end);
}

function reserve(places: Reservations, first: number, pages: number, order: Order) {
  const part = first - (first % PART);
  const before = places.before(first);
  const start = Math.max(part, before?.end ?? 0);
  const length = Math.ceil(pages / RUN_FRAMES) * RUN_FRAMES;
  const end = Math.min(part + PART, length, places.after(first)?.first ?? length);
  if (first >= end || length <= RUN_FRAMES) return undefined;
  const wanted = before?.end === start ? before.continued((end - start) * PAGE_SIZE) : 0;
  const made = places.pool.make(start, end, order, wanted);
  if (made !== undefined) places.add(made);
  return made;
}
