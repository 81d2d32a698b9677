/**
 * Memory.map: makes a region (mmap(2)).
 *
 * Order of checks as Linux has it: length, fixed address, place, kind, limits; nothing is changed before all
 * hold. What stood in a fixed range is unmapped last.
 */
import { Resource } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { MapFlags, Protection } from '../../generated/flags.ts';
import { ADDRESS_END, alignUp, PAGE_SIZE } from '../address.ts';
import type { AddressSpace } from '../address-space.ts';
import type { FrameCache } from '../frame-cache.ts';
import type { FrameSource } from '../frame-source.ts';
import type { ObjectHandle } from '../object-handle.ts';
import { Region, type RegionKind } from '../region.ts';
import { addRegion, isData, joinAround, MOST_REGIONS } from './edit.ts';
import { lockLimit } from './lock.ts';
import { populate } from './populate.ts';
import { removeRange } from './unmap.ts';

const ALL = Protection.read | Protection.write | Protection.execute;
const LOW_END = 2 ** 31;

/** A mapping as the kernel asks for it. */
export interface MapRequest {
  readonly address: number;
  readonly length: number;
  readonly protection: number;
  readonly flags: number;
  /** Where frames come from; absent for anonymous memory. */
  readonly source?: FrameSource | undefined;
  /** Shared memory that exists already. */
  readonly cache?: FrameCache | undefined;
  /** What `protect` may give, where the cache's open said so before. */
  readonly allowed?: number;
  /** Bytes into the source. */
  readonly offset?: number;
  /** As /proc names it. */
  readonly name?: string;
}

export function map(
  space: AddressSpace,
  address: number,
  length: number,
  protection: number,
  flags: number,
  handle: ObjectHandle | undefined,
  offset: number,
): number {
  const anonymous = (flags & MapFlags.anonymous) !== 0;
  const source = anonymous || handle === undefined ? undefined : space.context.source(handle);
  if (!anonymous && source === undefined && (flags & MapFlags.guard) === 0) return Errno.EBADF;
  return mapRequest(space, { address, length, protection, flags, source, offset: anonymous ? 0 : offset });
}

export function mapRequest(space: AddressSpace, request: MapRequest): number {
  const { flags, source } = request;
  const protection = impliedRights(space, request.protection);
  const offset = request.offset ?? 0;
  const shared = (flags & (MapFlags.shared | MapFlags.sharedValidate)) !== 0;
  const guard = (flags & MapFlags.guard) !== 0;
  if (request.length <= 0 || offset % space.pageSize !== 0) return Errno.EINVAL;
  const length = alignUp(request.length, space.pageSize);
  if (length > space.layout.end) return Errno.ENOMEM;
  if (offset + length > ADDRESS_END) return Errno.EOVERFLOW;
  if (space.regions.size >= MOST_REGIONS) return Errno.ENOMEM;
  if (!guard && shared === ((flags & MapFlags.private) !== 0)) return Errno.EINVAL;
  if ((flags & MapFlags.growsDown) !== 0 && (shared || source !== undefined)) return Errno.EINVAL;
  if ((flags & (MapFlags.fixed | MapFlags.excl)) === MapFlags.excl) return Errno.EINVAL;

  const place = choosePlace(space, request.address, length, flags);
  if (place < 0) return place;

  const fixedContents = shared && source !== undefined && (!source.writable || source.sealed === true);
  if (fixedContents && (protection & Protection.write) !== 0) return source.writable ? Errno.EPERM : Errno.EACCES;
  // Shared memory of a device that is open for reading only.
  const forReading = fixedContents || (shared && (flags & MapFlags.readOnly) !== 0);
  const kind: RegionKind = {
    protection: guard ? 0 : protection & ALL,
    shared: shared && !guard,
    allowed: request.allowed ?? (forReading ? ALL & ~Protection.write : ALL),
    cache: undefined,
    growsDown: (flags & MapFlags.growsDown) !== 0,
    reserve: (flags & MapFlags.noreserve) === 0,
    locked: (flags & MapFlags.locked) !== 0 || space.lockFuture !== 'no',
    dontFork: false,
    wipeOnFork: false,
    guard,
    name: request.name ?? source?.name,
  };
  const anonymous = source === undefined && request.cache === undefined;
  const overLimit = exceedsLimits(space, place, length, kind, anonymous);
  if (overLimit !== 0) return overLimit;

  if ((flags & MapFlags.fixed) !== 0 && !space.regions.isFree(place, place + length)) {
    removeRange(space, place, place + length);
  }
  const cache = cacheFor(space, request, length, shared && !guard);
  const region = new Region(space, place, place + length, offset / PAGE_SIZE, { ...kind, cache });
  addRegion(space, region);
  joinAround(space, place, place + length);
  const brought = (flags & MapFlags.locked) !== 0 || space.lockFuture === 'now';
  if (brought || ((flags & MapFlags.populate) !== 0 && (flags & MapFlags.nonblock) === 0)) {
    populate(space, place, place + length);
  }
  return place;
}

/** Rights with those that come with them in this space. */
export function impliedRights({ layout }: AddressSpace, protection: number): number {
  const implies = layout.readImpliesExecute === true && (protection & Protection.read) !== 0;
  return implies ? protection | Protection.execute : protection;
}

function cacheFor(space: AddressSpace, request: MapRequest, length: number, shared: boolean): FrameCache | undefined {
  if (request.cache !== undefined) return request.cache;
  if (request.source !== undefined) return space.context.caches.of(request.source.file);
  return shared ? space.context.caches.anonymous(length / PAGE_SIZE) : undefined;
}

/** The address of the new region, or why there is none. */
function choosePlace(space: AddressSpace, wish: number, length: number, flags: number): number {
  const { layout, pageSize, regions } = space;
  if ((flags & (MapFlags.fixed | MapFlags.fixedNoReplace)) !== 0) {
    if (wish % pageSize !== 0) return Errno.EINVAL;
    if (!isUserRange(space, wish, length)) return Errno.ENOMEM;
    if (wish < layout.lowest) return Errno.EPERM;
    const taken = !regions.isFree(wish, wish + length);
    if (taken && (flags & MapFlags.fixedNoReplace) !== 0) return Errno.EEXIST;
    if (taken && (flags & MapFlags.excl) !== 0) return Errno.ENOMEM;
    return wish;
  }
  const low = Math.max(layout.lowest, pageSize);
  const high = (flags & MapFlags.low32) === 0 ? layout.mappings : Math.min(layout.mappings, LOW_END);
  if (wish !== 0) {
    const at = alignUp(Math.max(wish, low), pageSize);
    const top = (flags & MapFlags.low32) === 0 ? layout.end : LOW_END;
    if (isUserRange(space, at, length) && at + length <= top && isFree(space, at, length)) return at;
  }
  return (
    regions.highestGap(length, low, high, pageSize, space.stackGuard) ??
    regions.lowestGap(length, low, (flags & MapFlags.low32) === 0 ? layout.end : LOW_END, pageSize, space.stackGuard) ??
    Errno.ENOMEM
  );
}

/** Whether a range lies in the process's part; a high user region (AIX) counts as one. */
function isUserRange(space: AddressSpace, start: number, length: number): boolean {
  return start >= 0 && start + length <= space.layout.end;
}

function isFree(space: AddressSpace, start: number, length: number): boolean {
  const next = space.regions.atOrAbove(start);
  return next === undefined || start + length <= next.start - (next.kind.growsDown ? space.stackGuard : 0);
}

/** ENOMEM over the limits of address space and data, or for more than the machine could ever have; EAGAIN for locking. */
function exceedsLimits(
  space: AddressSpace,
  place: number,
  length: number,
  kind: RegionKind,
  anonymous: boolean,
): number {
  if (kind.guard) return 0;
  let replaced = 0;
  if (!space.regions.isFree(place, place + length)) {
    for (const region of space.regions.within(place, place + length)) {
      replaced += Math.min(region.end, place + length) - Math.max(region.start, place);
    }
  }
  const { limits } = space;
  if (kind.locked && space.lockedBytes - replaced + length > lockLimit(space)) return Errno.EAGAIN;
  if (space.mappedBytes - replaced + length > limits.current(Resource.addressSpace)) return Errno.ENOMEM;
  if (isData(kind) && space.dataBytes + length > limits.current(Resource.data)) return Errno.ENOMEM;
  return (!kind.shared || anonymous) && overcommits(space, length, kind) ? Errno.ENOMEM : 0;
}

/** Heuristic overcommit: only what can never be had is refused. */
export function overcommits(space: AddressSpace, length: number, kind: RegionKind): boolean {
  const accountable = kind.reserve && (isData(kind) || (kind.shared && kind.cache === undefined));
  return accountable && length / PAGE_SIZE > space.allocator.limit;
}
