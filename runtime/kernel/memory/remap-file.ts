/** Memory.remapFile: shows another part of a shared mapping's file (remap_file_pages(2)), by a mapping over it. */
import { Errno } from '../../generated/errors.ts';
import { MapFlags } from '../../generated/flags.ts';
import { alignDown, PAGE_SIZE } from '../address.ts';
import type { AddressSpace } from '../address-space.ts';
import { mapRequest } from './map.ts';

export function remapFile(space: AddressSpace, address: number, length: number, page: number): number {
  const { pageSize } = space;
  const start = alignDown(address, pageSize);
  const size = alignDown(length, pageSize);
  const offset = page * pageSize;
  if (size <= 0 || start + size > space.layout.end || offset + size > Number.MAX_SAFE_INTEGER) return Errno.EINVAL;
  const region = space.regions.find(start);
  const { cache } = region?.kind ?? {};
  if (region === undefined || cache === undefined || !region.kind.shared) return Errno.EINVAL;
  // What follows must show the same, up to the end of the range.
  for (let at = region; at.end < start + size; ) {
    const next = space.regions.after(at);
    if (next === undefined || next.start !== at.end || next.kind.cache !== cache) return Errno.EINVAL;
    if (next.kind.protection !== region.kind.protection) return Errno.EINVAL;
    at = next;
  }
  const { protection, allowed, locked, name } = region.kind;
  const result = mapRequest(space, {
    address: start,
    length: size,
    protection,
    allowed,
    flags: MapFlags.shared | MapFlags.fixed | (locked ? MapFlags.locked : 0),
    cache,
    offset: offset - (offset % PAGE_SIZE),
    ...(name === undefined ? {} : { name }),
  });
  return result < 0 ? result : 0;
}
