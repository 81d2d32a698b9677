/** Bytes of a mapped file, from the file itself: no frame is brought in. */
import type { FileFrames } from '../kernel/frame-source.ts';
import { PAGE_SIZE } from '../kernel/address.ts';

/** Pages that `readPages` takes at once. */
const MOST_PAGES = 16;

/** So many bytes from an offset; undefined when the file ends before, or cannot be read. */
export function readFile(file: FileFrames, at: number, length: number): Uint8Array<ArrayBuffer> | undefined {
  if (at + length > file.getLength()) return undefined;
  const first = Math.floor(at / PAGE_SIZE);
  const pages = Math.ceil((at + length) / PAGE_SIZE) - first;
  const bytes = new Uint8Array(pages * PAGE_SIZE);
  for (let page = 0; page < pages; page += MOST_PAGES) {
    const into = bytes.subarray(page * PAGE_SIZE, Math.min(pages, page + MOST_PAGES) * PAGE_SIZE);
    if (file.readPages(first + page, into) !== 0) return undefined;
  }
  const from = at - first * PAGE_SIZE;
  return bytes.subarray(from, from + length);
}
