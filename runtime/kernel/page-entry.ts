/**
 * What stands in a page table for one 4 KiB page: a frame's address with flags in its low bits, 0 for nothing.
 *
 * Entries lie in leaves of 512 pages (2 MiB). Pages are numbers of folded addresses; the leaf of a page is page ÷ 512,
 * which is a small integer for every plain address.
 */
export const Entry = {
  /** Stores go ahead without asking. */
  write: 1,
  execute: 2,
  read: 4,
  /** Of a shared mapping: never copied on write. */
  shared: 8,
  /** What can be done with the page now. */
  access: 7,
} as const;

export const LEAF_PAGES = 512;
const FRAME = 0xffff_f000;

/** The frame's address in an entry. */
export function frameOf(entry: number): number {
  return (entry & FRAME) >>> 0;
}

/** The leaf that holds a page. */
export function leafOf(page: number): number {
  return (page - (page & (LEAF_PAGES - 1))) / LEAF_PAGES;
}
