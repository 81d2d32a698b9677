/** How much of a region a core file has (vma_dump_size, with the usual coredump_filter: private and shared memory, ELF headers). */
import { Protection } from '../../../generated/flags.ts';
import type { AddressSpace } from '../../../kernel/address-space.ts';
import { PAGE_SIZE } from '../../../kernel/address.ts';
import type { Region } from '../../../kernel/region.ts';
import { addResidence, emptyResidence } from '../proc/space-figures.ts';

const ELF = 0x7f45_4c46;

/** Bytes from its start. */
export function dumpedLength(space: AddressSpace, region: Region): number {
  const { kind, length } = region;
  if (kind.guard) return 0;
  if (kind.shared) return kind.cache?.file === undefined ? length : 0;
  if (addResidence(space, region, emptyResidence()).anonymous > 0) return length;
  const readable = (kind.protection & Protection.read) !== 0;
  if (kind.cache === undefined || region.offset !== 0 || !readable) return 0;
  const first = new Uint8Array(4);
  if (space.copyIn(region.start, first) < 4) return 0;
  const [a = 0, b = 0, c = 0, d = 0] = first;
  return ((a << 24) | (b << 16) | (c << 8) | d) === ELF ? Math.min(length, space.pageSize) : 0;
}

/** Whether a page was ever touched: of memory without a file the others are holes. */
export function isTouched(space: AddressSpace, region: Region, address: number): boolean {
  if (region.kind.cache !== undefined) return true;
  let touched = false;
  const page = address / PAGE_SIZE;
  space.table.update(page, page + 1, (_page, entry) => {
    touched = true;
    return entry;
  });
  return touched;
}
