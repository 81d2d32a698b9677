/** What an address space holds, counted by walking its pages: for the files that ask more than its totals. */
import { Protection } from '../../../generated/flags.ts';
import { PAGE_SIZE } from '../../../kernel/address.ts';
import type { AddressSpace } from '../../../kernel/address-space.ts';
import { frameOf } from '../../../kernel/page-entry.ts';
import type { Region } from '../../../kernel/region.ts';

/** Bytes. */
export interface Residence {
  anonymous: number;
  file: number;
  shared: number;
  /** Pages that other spaces have too, and their proportional share. */
  others: number;
  proportional: number;
}

export function emptyResidence(): Residence {
  return { anonymous: 0, file: 0, shared: 0, others: 0, proportional: 0 };
}

/** Adds what is resident of a region. */
export function addResidence(space: AddressSpace, region: Region, into: Residence): Residence {
  const { cache } = region.kind;
  const { order, allocator, table } = space;
  table.update(region.firstPage, region.endPage, (page, entry) => {
    const frame = frameOf(entry);
    const cached = cache !== undefined && cache.resident(region.offset + page - region.firstPage, order) === frame;
    const users = Math.max(1, allocator.count(frame) - (cached ? 1 : 0));
    if (!cached) into.anonymous += PAGE_SIZE;
    else if (cache.file === undefined) into.shared += PAGE_SIZE;
    else into.file += PAGE_SIZE;
    if (users > 1) into.others += PAGE_SIZE;
    into.proportional += PAGE_SIZE / users;
    return entry;
  });
  return into;
}

export function residenceOf(space: AddressSpace): Residence {
  const into = emptyResidence();
  for (const region of space.regions) addResidence(space, region, into);
  return into;
}

/** Bytes of regions by what they are for. */
export function extentOf(space: AddressSpace): { stack: number; code: number } {
  let stack = 0;
  let code = 0;
  for (const { kind, length } of space.regions) {
    if (kind.growsDown) stack += length;
    if ((kind.protection & Protection.execute) !== 0 && (kind.protection & Protection.write) === 0) code += length;
  }
  return { stack, code };
}
