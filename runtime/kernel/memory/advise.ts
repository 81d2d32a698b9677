/**
 * Memory.advise: what the process says about a range (madvise(2)).
 *
 * Advice that changes contents or forking is followed exactly; advice about reading ahead, huge pages or
 * dumps changes nothing here and succeeds where Linux has it succeed.
 */
import { Advice } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { alignUp, PAGE_SIZE } from '../address.ts';
import type { AddressSpace } from '../address-space.ts';
import type { Region } from '../region.ts';
import { carve, isWhole, joinAround } from './edit.ts';
import { populate } from './populate.ts';

type Follow = (space: AddressSpace, region: Region, start: number, end: number) => number;

const nothing: Follow = () => 0;

const follow: { readonly [advice: number]: Follow | undefined } = {
  [Advice.normal]: nothing,
  [Advice.random]: nothing,
  [Advice.sequential]: nothing,
  [Advice.hugePage]: nothing,
  [Advice.noHugePage]: nothing,
  [Advice.mergeable]: nothing,
  [Advice.unmergeable]: nothing,
  [Advice.dontDump]: nothing,
  [Advice.doDump]: nothing,
  [Advice.cold]: (_space, region) => (region.kind.locked ? Errno.EINVAL : 0),
  [Advice.pageOut]: (_space, region) => (region.kind.locked ? Errno.EINVAL : 0),
  [Advice.noSync]: nothing,
  [Advice.autoSync]: nothing,
  [Advice.noCore]: nothing,
  [Advice.core]: nothing,
  [Advice.protect]: nothing,
  [Advice.noReuse]: nothing,
  [Advice.willNeed]: (space, region, start, end) => {
    if (region.kind.cache?.file !== undefined && region.kind.protection !== 0) populate(space, start, end, false);
    return 0;
  },
  [Advice.dontNeed]: (space, region, start, end) => (region.kind.locked ? Errno.EINVAL : drop(space, start, end)),
  [Advice.dontNeedLocked]: (space, _region, start, end) => drop(space, start, end),
  // Pages may be taken at any time until they are stored to; they are taken at once.
  [Advice.free]: (space, region, start, end) => {
    const anonymous = region.kind.cache === undefined;
    return anonymous && !region.kind.locked ? drop(space, start, end) : Errno.EINVAL;
  },
  [Advice.remove]: (_space, region, start, end) => {
    const { cache } = region.kind;
    if (region.kind.locked || cache === undefined) return Errno.EINVAL;
    if (!region.kind.shared || (region.kind.allowed & 2) === 0) return Errno.EACCES;
    const first = region.offset + (start - region.start) / PAGE_SIZE;
    if (cache.file !== undefined) return cache.file.punch?.(first * PAGE_SIZE, end - start) ?? Errno.EOPNOTSUPP;
    cache.punch(first, first + (end - start) / PAGE_SIZE);
    return 0;
  },
  [Advice.dontFork]: (_space, region) => {
    region.kind.dontFork = true;
    return 0;
  },
  [Advice.doFork]: (_space, region) => {
    region.kind.dontFork = false;
    return 0;
  },
  [Advice.wipeOnFork]: (_space, region) => {
    if (region.kind.cache !== undefined || region.kind.shared) return Errno.EINVAL;
    region.kind.wipeOnFork = true;
    return 0;
  },
  [Advice.keepOnFork]: (_space, region) => {
    region.kind.wipeOnFork = false;
    return 0;
  },
};

export function advise(space: AddressSpace, address: number, length: number, advice: number): number {
  if (advice === Advice.hwPoison || advice === Advice.softOffline) return Errno.EPERM;
  const populates = advice === Advice.populateRead || advice === Advice.populateWrite;
  const step = follow[advice];
  if (step === undefined && !populates) return Errno.EINVAL;
  if (address % space.pageSize !== 0 || length < 0) return Errno.EINVAL;
  const end = address + alignUp(length, space.pageSize);
  if (end > space.layout.end) return Errno.EINVAL;
  if (end === address) return 0;
  if (populates) return populate(space, address, end, advice === Advice.populateWrite);
  const whole = isWhole(space, address, end);
  for (const region of step === nothing ? [] : carve(space, address, end)) {
    const result = step?.(space, region, region.start, region.end) ?? 0;
    if (result !== 0) {
      joinAround(space, address, end);
      return result;
    }
  }
  joinAround(space, address, end);
  // A hole is told at the end; what is mapped was advised all the same.
  return whole ? 0 : Errno.ENOMEM;
}

function drop(space: AddressSpace, start: number, end: number): number {
  space.dropPages(start / PAGE_SIZE, end / PAGE_SIZE);
  return 0;
}
