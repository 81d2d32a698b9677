/** Address spaces for tests: a small machine, no processes. */
import { type Order, PhysicalMemory } from '../../emulator/index.ts';
import { MapFlags, Protection } from '../../runtime/generated/flags.ts';
import { AddressSpace, type SpaceContext } from '../../runtime/kernel/address-space.ts';
import { FrameCaches } from '../../runtime/kernel/frame-caches.ts';
import type { FileFrames, FrameSource, MappedPages } from '../../runtime/kernel/frame-source.ts';
import { PageAllocator, type PageAllocatorOptions } from '../../runtime/kernel/page-allocator.ts';

export const NO_LIMIT = 2 ** 53;
export const RW = Protection.read | Protection.write;
export const PRIVATE = MapFlags.private | MapFlags.anonymous;
export const SHARED = MapFlags.shared | MapFlags.anonymous;
export const FIXED = MapFlags.fixed;

export const LAYOUT = {
  lowest: 0x10000,
  end: 0x8000_0000_0000,
  mappings: 0x7fff_0000_0000,
  stackTop: 0x8000_0000_0000,
};

export interface MachineOptions extends PageAllocatorOptions {
  readonly memory?: number;
}

export class TestMachine {
  readonly physical: PhysicalMemory;
  readonly allocator: PageAllocator;
  readonly caches: FrameCaches;
  readonly sources: FrameSource[] = [];
  readonly context: SpaceContext;
  readonly limits = new Map<number, number>();

  constructor(options: MachineOptions = {}) {
    this.physical = new PhysicalMemory({ maximumBytes: options.memory ?? 128 << 20 });
    this.allocator = new PageAllocator(this.physical, options);
    this.caches = new FrameCaches(this.allocator);
    this.context = {
      allocator: this.allocator,
      caches: this.caches,
      source: (handle) => this.sources[handle.index],
    };
  }

  space(order: Order = 'little', pageSize = 4096): AddressSpace {
    const limits = { current: (resource: number) => this.limits.get(resource) ?? NO_LIMIT };
    return new AddressSpace(this.context, { order, pageSize, layout: LAYOUT, limits });
  }
}

/** A file in memory that is mapped: what a file server does, as small as it can be. */
export class TestFile implements FileFrames {
  bytes: Uint8Array;
  cache: MappedPages | undefined;
  held = 0;
  reads = 0;
  failing = false;
  gone = false;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  source(writable = true): FrameSource {
    return { file: this, writable };
  }

  getLength(): number {
    return this.bytes.length;
  }

  readPages(page: number, into: Uint8Array): number {
    this.reads++;
    if (this.failing) return -5;
    into.fill(0);
    into.set(this.bytes.subarray(page * 4096, page * 4096 + into.length));
    return 0;
  }

  writePage(page: number, from: Uint8Array, length: number): number {
    this.bytes.set(from.subarray(0, length), page * 4096);
    return 0;
  }

  retain(): void {
    this.held++;
  }

  release(): void {
    this.held--;
  }

  /** write(2) */
  write(at: number, bytes: readonly number[]): void {
    this.bytes.set(bytes, at);
    this.cache?.written(at, bytes.length);
  }

  /** read(2) */
  read(at: number, length: number): number[] {
    this.cache?.willRead(at, length);
    return [...this.bytes.subarray(at, at + length)];
  }

  /** ftruncate(2) */
  resize(length: number): void {
    const next = new Uint8Array(length);
    next.set(this.bytes.subarray(0, length));
    this.bytes = next;
    this.cache?.resized(length);
  }
}

/** The byte at an address as the guest reads it, or undefined for a fault. */
export function peek(space: AddressSpace, address: number): number | undefined {
  const byte = space.readU8(address);
  return byte < 0 ? undefined : byte;
}

export function poke(space: AddressSpace, address: number, ...bytes: number[]): boolean {
  return space.copyOut(address, Uint8Array.from(bytes)) === bytes.length;
}
