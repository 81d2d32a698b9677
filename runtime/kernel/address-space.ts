/**
 * The address space of a guest process: its regions, and the Memory server's methods on them.
 *
 * Each method stands in a file of its own name under `memory/`. Processes that share memory (vfork, threads)
 * share the object and count: `retain`, `release`; the last release gives every frame back.
 */
import type { Memory } from '../generated/servers/memory.ts';
import type { Order } from '../../emulator/index.ts';
import { Errno } from '../generated/errors.ts';
import { ADDRESS_END, PAGE_SIZE } from './address.ts';
import type { FrameCaches } from './frame-caches.ts';
import type { FrameSource } from './frame-source.ts';
import type { Lease } from './lease.ts';
import { advise } from './memory/advise.ts';
import { setBreak } from './memory/break.ts';
import { inherit } from './memory/fork.ts';
import { lock, lockAll } from './memory/lock.ts';
import { type MapRequest, map, mapRequest } from './memory/map.ts';
import { protect } from './memory/protect.ts';
import { remap } from './memory/remap.ts';
import { remapFile } from './memory/remap-file.ts';
import { resident } from './memory/resident.ts';
import { sync } from './memory/sync.ts';
import { removeRange, unmap } from './memory/unmap.ts';
import type { ObjectHandle } from './object-handle.ts';
import type { PageAllocator } from './page-allocator.ts';
import type { SpaceLayout, SpaceLimits } from './paged-space.ts';
import { UserMemory } from './user-memory.ts';

/** What a child needs at once: a TLB and a little for its first stores. */
const LEAST_FOR_FORK = 256 * 1024;

/** What all address spaces of a machine share. */
export interface SpaceContext {
  readonly allocator: PageAllocator;
  readonly caches: FrameCaches;
  /** The frame source behind a handle, undefined when the handle is stale. */
  source(handle: ObjectHandle): FrameSource | undefined;
}

export interface SpaceOptions {
  readonly order: Order;
  /** The guest's page size. */
  readonly pageSize: number;
  readonly layout: SpaceLayout;
  readonly limits: SpaceLimits;
}

/** Where the loader put a program's code and data: nothing depends on it but what lists of processes show. */
export interface ProgramExtent {
  readonly codeStart: number;
  readonly codeEnd: number;
  readonly dataStart: number;
  readonly dataEnd: number;
}

const NO_EXTENT: ProgramExtent = { codeStart: 0, codeEnd: 0, dataStart: 0, dataEnd: 0 };

export class AddressSpace extends UserMemory implements Memory {
  readonly context: SpaceContext;
  /** The break: where it may begin, and where it stands. */
  breakStart = 0;
  breakEnd = 0;
  extent = NO_EXTENT;
  /** Called once when the last user is gone: whoever entered the space into an object table takes it out. */
  onRelease: (() => void) | undefined;
  #users = 1;

  constructor(context: SpaceContext, options: SpaceOptions) {
    super(context.allocator, options.order, options.pageSize, options.layout, options.limits);
    this.context = context;
  }

  map(
    address: number,
    length: number,
    protection: number,
    flags: number,
    source: ObjectHandle | undefined,
    offset: number,
  ): number {
    return map(this, address, length, protection, flags, source, offset);
  }

  /** Makes a region with everything that the kernel itself may ask for. */
  mapRegion(request: MapRequest): number {
    return mapRequest(this, request);
  }

  unmap(address: number, length: number): number {
    return unmap(this, address, length);
  }

  protect(address: number, length: number, protection: number, growsDown?: boolean): number {
    return protect(this, address, length, protection, growsDown);
  }

  remap(address: number, length: number, newLength: number, flags: number, newAddress: number): number {
    return remap(this, address, length, newLength, flags, newAddress);
  }

  advise(address: number, length: number, advice: number): number {
    return advise(this, address, length, advice);
  }

  setBreak(address: number): number {
    return setBreak(this, address);
  }

  sync(address: number, length: number, flags: number): number {
    return sync(this, address, length, flags);
  }

  lock(address: number, length: number, on: boolean, onFault?: boolean): number {
    return lock(this, address, length, on, onFault);
  }

  lockAll(current: boolean, future: boolean, onFault: boolean): number {
    return lockAll(this, current, future, onFault);
  }

  remapFile(address: number, length: number, page: number): number {
    return remapFile(this, address, length, page);
  }

  resident(address: number, length: number, into: Lease): number {
    return resident(this, address, length, into);
  }

  /** A copy for a child: private pages are shared until one of both stores to them. */
  fork(limits: SpaceLimits): AddressSpace | Errno {
    if (this.physical.availableBytes < LEAST_FOR_FORK) return Errno.ENOMEM;
    const { order, pageSize, layout } = this;
    const child = new AddressSpace(this.context, { order, pageSize, layout, limits });
    child.program = this.program;
    inherit(this, child);
    return child;
  }

  /** One more process uses the space. */
  retain(): this {
    this.#users++;
    return this;
  }

  /** One process less; the last gives everything back. */
  release(): void {
    if (--this.#users > 0) return;
    this.table.empty((frame) => this.allocator.releaseLater(frame));
    this.allocator.settle();
    this.reservations.endAll();
    removeRange(this, 0, ADDRESS_END);
    for (const mmu of this.mmus) mmu.release();
    this.mmus.length = 0;
    this.onRelease?.();
  }

  /** Bytes that have frames. */
  get residentBytes(): number {
    return this.table.resident * PAGE_SIZE;
  }
}
