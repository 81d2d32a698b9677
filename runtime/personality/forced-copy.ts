/**
 * Copies although the protection of a private region forbids it (FOLL_FORCE): a debugger sets its break points in code. A
 * page that is only forbidden is allowed for as long as it takes. They answer how many bytes were reached.
 */
import { Protection } from '../generated/flags.ts';
import { alignDown } from '../kernel/address.ts';
import type { AddressSpace } from '../kernel/address-space.ts';

export function readForced(space: AddressSpace, address: number, bytes: Uint8Array, length = bytes.length): number {
  return forced(space, address, length, Protection.read, (from, to) => space.copyIn(address + from, bytes, from, to));
}

export function writeForced(space: AddressSpace, address: number, bytes: Uint8Array, length = bytes.length): number {
  return forced(space, address, length, Protection.write, (from, to) => space.copyOut(address + from, bytes, from, to));
}

function forced(
  space: AddressSpace,
  address: number,
  length: number,
  right: number,
  copy: (from: number, to: number) => number,
): number {
  let done = copy(0, length);
  while (done < length) {
    const at = address + done;
    const region = space.regions.find(at);
    if (region === undefined || region.kind.guard || (region.kind.protection & right) !== 0) break;
    if (region.kind.shared && right === Protection.write) break;
    const page = alignDown(at, space.pageSize);
    const { protection } = region.kind;
    if (space.protect(page, space.pageSize, protection | Protection.read | right) < 0) break;
    const count = copy(done, Math.min(length, page + space.pageSize - address));
    space.protect(page, space.pageSize, protection);
    done += count;
    if (count === 0) break;
  }
  return done;
}
