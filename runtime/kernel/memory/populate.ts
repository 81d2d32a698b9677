/** Brings the pages of a range in ahead of their use. */
import { Errno } from '../../generated/errors.ts';
import { Protection } from '../../generated/flags.ts';
import { PAGE_SIZE } from '../address.ts';
import type { AddressSpace } from '../address-space.ts';

/**
 * Touches every page of [start, end): for writing where a private page may be written (or where `store` asks for
 * it), else for reading. Answers 0, ENOMEM for a hole or no memory, EFAULT for what cannot be had.
 */
export function populate(space: AddressSpace, start: number, end: number, store?: boolean): number {
  let at = start;
  while (at < end) {
    const region = space.regions.find(at);
    if (region === undefined) return Errno.ENOMEM;
    const writes = store ?? (!region.kind.shared && (region.kind.protection & Protection.write) !== 0);
    const limit = Math.min(region.end, end);
    for (; at < limit; at += PAGE_SIZE) {
      if (space.frameAt(at, writes ? 1 : 0) === 0) return space.fault.cause === 'memory' ? Errno.ENOMEM : Errno.EFAULT;
    }
  }
  return 0;
}
