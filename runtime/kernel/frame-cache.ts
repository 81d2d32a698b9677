/**
 * FCM: the frames of one file or shared memory object, for all mappings of it.
 *
 * Frames of a file are filled 64 KiB at a time from its FrameSource, in a row as far as they are reserved, and each counts the cache as a user, so a
 * private mapping can tell that a frame is not its own. A file may have frames in both byte orders; each
 * is coherent with read(2) and write(2), and among mappings of its own order. Stores through shared mappings of
 * *different* orders meet only when a page is brought back (read, msync, last unmap).
 */
import type { Order } from '../../emulator/index.ts';
import { Errno } from '../generated/errors.ts';
import { Protection } from '../generated/flags.ts';
import { PAGE_SIZE } from './address.ts';
import { placeInFile } from './file-placement.ts';
import { copyFromFrame, copyToFrame } from './frame-copy.ts';
import type { FileFrames, MappedPages } from './frame-source.ts';
import { RUN_FRAMES, type PageAllocator } from './page-allocator.ts';
import type { Region } from './region.ts';
import { Reservations } from './reservations.ts';

const ORDERS: readonly Order[] = ['little', 'big'];

/** What all caches of a machine have in common. */
export interface FrameCacheOwner {
  /** `RUN_FRAMES` pages. */
  readonly buffer: Uint8Array;
  /** Told when the last mapping goes. */
  idle(cache: FrameCache): void;
}

export class FrameCache implements MappedPages {
  /** Undefined: anonymous memory, whose only place is here. */
  readonly file: FileFrames | undefined;
  /** The regions that map it. */
  readonly regions = new Set<Region>();
  readonly #allocator: PageAllocator;
  /** Page of the file to frame address ÷ 4096. */
  readonly #frames = { little: new Map<number, number>(), big: new Map<number, number>() };
  /** Frames in a row for the file's pages. */
  readonly #places: { readonly little: Reservations; readonly big: Reservations };
  /** Pages that a shared mapping may store to. */
  readonly #dirty = { little: new Set<number>(), big: new Set<number>() };
  /** A run of pages on their way: one for all caches, used between two calls only. */
  readonly #buffer: Uint8Array;
  readonly #owner: FrameCacheOwner;

  /** Pages of anonymous memory; it never grows. */
  readonly #pages: number;

  constructor(
    allocator: PageAllocator,
    file: FileFrames | undefined,
    owner: FrameCacheOwner,
    pages = Number.POSITIVE_INFINITY,
  ) {
    this.#allocator = allocator;
    this.#places = { little: new Reservations(allocator.reservations), big: new Reservations(allocator.reservations) };
    this.file = file;
    this.#owner = owner;
    this.#buffer = owner.buffer;
    this.#pages = pages;
    if (file !== undefined) {
      file.retain();
      file.cache = this;
    }
  }

  /** Frames held. */
  get size(): number {
    return this.#frames.little.size + this.#frames.big.size;
  }

  get storable(): boolean {
    for (const { kind } of this.regions) if (kind.shared && (kind.allowed & Protection.write) !== 0) return true;
    return false;
  }

  attach(region: Region): void {
    this.regions.add(region);
    this.file?.mapped?.();
  }

  detach(region: Region): void {
    this.regions.delete(region);
    if (this.regions.size === 0) this.#owner.idle(this);
    this.file?.unmapped?.();
  }

  /** Whether a page exists for a mapping whose own pages are `unit` bytes: the last one may be partly past the end. */
  covers(page: number, unit: number): boolean {
    if (this.file === undefined) return page < this.#pages;
    return page * PAGE_SIZE < Math.ceil(this.file.getLength() / unit) * unit;
  }

  /** The frame of a page if it is here already, 0 otherwise. */
  resident(page: number, order: Order): number {
    return (this.#frames[order].get(page) ?? 0) * PAGE_SIZE;
  }

  /** Whether a page is here in any order. */
  holds(page: number): boolean {
    return this.#frames.little.has(page) || this.#frames.big.has(page);
  }

  /** The frame of a page, brought in if need be; ENOMEM, or the file's error. The caller counts itself. */
  frame(page: number, order: Order): number {
    const found = this.resident(page, order);
    if (found !== 0) return found;
    return this.file === undefined ? this.#anonymous(page, order) : this.#bring(this.file, page, order);
  }

  /** A shared mapping is about to store to a page. */
  touched(page: number, order: Order): void {
    if (this.file !== undefined) this.#dirty[order].add(page);
  }

  willRead(at: number, length: number): void {
    this.sync(Math.floor(at / PAGE_SIZE), Math.ceil((at + length) / PAGE_SIZE));
  }

  written(at: number, length: number): void {
    const first = Math.floor(at / PAGE_SIZE);
    const end = Math.ceil((at + length) / PAGE_SIZE);
    for (const order of ORDERS)
      this.#eachResident(order, first, end, (page, frame) => this.#refill(page, frame, order, at, at + length));
  }

  resized(length: number): void {
    // What a mapping stored before the end is not the file's yet; what comes behind it is gone.
    const over = length % PAGE_SIZE;
    if (over !== 0) this.written(length, PAGE_SIZE - over);
    const end = Math.ceil(length / PAGE_SIZE);
    for (const region of this.regions) region.space.dropCached(region, end);
    for (const order of ORDERS)
      this.#eachResident(order, end, Number.MAX_SAFE_INTEGER, (page) => this.#forget(page, order));
  }

  orphaned(): void {
    if (this.regions.size === 0) this.#owner.idle(this);
  }

  /** Brings stores of shared mappings in pages [first, end) back to the file. */
  sync(first: number, end: number): number {
    let result = 0;
    for (const order of ORDERS) {
      for (const page of this.#dirty[order]) {
        if (page < first || page >= end) continue;
        const error = this.#bringBack(page, order);
        if (error !== 0) result = error;
      }
    }
    return result;
  }

  /** Makes a hole: pages [first, end) of anonymous memory read as zero. */
  punch(first: number, end: number): void {
    for (const region of this.regions) region.space.dropCached(region, first, end);
    for (const order of ORDERS) this.#eachResident(order, first, end, (page) => this.#forget(page, order));
  }

  /** Lets every frame go; what mappings stored was brought back before. */
  drop(): number {
    const count = this.size;
    for (const order of ORDERS) {
      for (const frame of this.#frames[order].values()) this.#allocator.releaseLater(frame * PAGE_SIZE);
      this.#allocator.settle();
      this.#places[order].endAll();
      this.#frames[order].clear();
      this.#dirty[order].clear();
    }
    if (this.file !== undefined) {
      this.file.cache = undefined;
      this.file.release();
    }
    return count;
  }

  #anonymous(page: number, order: Order): number {
    const place = placeInFile(this.#places[order], page, page + 1, this.#pages, order);
    const taken = place !== 0 && this.#allocator.takeAt(place, 1);
    const frame = taken ? place : this.#allocator.allocate();
    if (frame === 0) return Errno.ENOMEM;
    this.#allocator.zero(frame, 1);
    const other = order === 'little' ? 'big' : 'little';
    const from = this.resident(page, other);
    if (from !== 0) {
      copyFromFrame(this.#allocator.physical, from, other, 0, this.#buffer, 0, PAGE_SIZE);
      copyToFrame(this.#allocator.physical, frame, order, 0, this.#buffer, 0, PAGE_SIZE);
    }
    this.#frames[order].set(page, frame / PAGE_SIZE);
    return frame;
  }

  /** Reads the 64 KiB around a page; pages that are here already stay as they are. */
  #bring(file: FileFrames, page: number, order: Order): number {
    const start = page - (page % RUN_FRAMES);
    this.sync(start, start + RUN_FRAMES);
    const pages = Math.min(RUN_FRAMES, Math.max(page - start + 1, Math.ceil(file.getLength() / PAGE_SIZE) - start));
    const bytes = this.#buffer.subarray(0, pages * PAGE_SIZE);
    const error = file.readPages(start, bytes);
    if (error !== 0) return error;
    const run = this.#wholeRun(start, order) ? this.#run(start, file, order) : 0;
    for (let i = 0; i < pages; i++) {
      if (this.#frames[order].has(start + i)) continue;
      // Descending for big-endian, so that a byte's place is linear over the whole run.
      const place = order === 'little' ? i : RUN_FRAMES - 1 - i;
      const frame = run === 0 ? this.#allocator.allocate() : run + place * PAGE_SIZE;
      if (frame === 0) {
        if (start + i <= page) return Errno.ENOMEM;
        break;
      }
      copyToFrame(this.#allocator.physical, frame, order, 0, bytes, i * PAGE_SIZE, PAGE_SIZE);
      this.#frames[order].set(start + i, frame / PAGE_SIZE);
    }
    if (run !== 0) {
      for (let i = pages; i < RUN_FRAMES; i++) {
        this.#allocator.release(run + (order === 'little' ? i : RUN_FRAMES - 1 - i) * PAGE_SIZE);
      }
    }
    return this.resident(page, order);
  }

  /** Frames for a whole run: where its pages shall lie, or anywhere. */
  #run(start: number, file: FileFrames, order: Order): number {
    const pages = Math.ceil(file.getLength() / PAGE_SIZE);
    const place = placeInFile(this.#places[order], start, start + RUN_FRAMES, pages, order);
    return place !== 0 && this.#allocator.takeAt(place, RUN_FRAMES) ? place : this.#allocator.allocateRun();
  }

  #wholeRun(start: number, order: Order): boolean {
    for (let i = 0; i < RUN_FRAMES; i++) if (this.#frames[order].has(start + i)) return false;
    return true;
  }

  #bringBack(page: number, order: Order): number {
    const frame = this.resident(page, order);
    const length = Math.min(PAGE_SIZE, (this.file?.getLength() ?? 0) - page * PAGE_SIZE);
    if (!this.#stillStored(page, order)) this.#dirty[order].delete(page);
    if (frame === 0 || length <= 0 || this.file === undefined) return 0;
    const bytes = this.#buffer.subarray(0, PAGE_SIZE);
    copyFromFrame(this.#allocator.physical, frame, order, 0, bytes, 0, PAGE_SIZE);
    return this.file.writePage(page, bytes, length);
  }

  /** Whether a mapping can still store to the page without asking. */
  #stillStored(page: number, order: Order): boolean {
    for (const region of this.regions) {
      if (region.kind.shared && region.space.order === order && region.space.storesTo(region, page)) return true;
    }
    return false;
  }

  /** Takes the file's bytes from `from` to `to` into a page, and no others: those may be stores not brought back yet. */
  #refill(page: number, frame: number, order: Order, from: number, to: number): void {
    const bytes = this.#buffer.subarray(0, PAGE_SIZE);
    if (this.file === undefined || this.file.readPages(page, bytes) !== 0) return;
    const start = Math.max(0, from - page * PAGE_SIZE);
    const end = Math.min(PAGE_SIZE, to - page * PAGE_SIZE);
    this.#allocator.rewritten(frame);
    copyToFrame(this.#allocator.physical, frame, order, start, bytes, start, end - start);
  }

  #forget(page: number, order: Order): void {
    this.#allocator.release(this.resident(page, order));
    this.#frames[order].delete(page);
    this.#dirty[order].delete(page);
  }

  #eachResident(order: Order, first: number, end: number, visit: (page: number, frame: number) => void): void {
    const frames = this.#frames[order];
    if (end - first <= frames.size) {
      for (let page = first; page < end; page++) {
        const frame = frames.get(page);
        if (frame !== undefined) visit(page, frame * PAGE_SIZE);
      }
    } else {
      for (const [page, frame] of frames) if (page >= first && page < end) visit(page, frame * PAGE_SIZE);
    }
  }
}
