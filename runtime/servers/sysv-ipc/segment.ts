/**
 * A shared memory segment: a file without a name whose pages are mapped (FR). Who maps it is counted by its mappings, so that
 * fork, exec, exit and munmap need not tell.
 */
import { emptySegmentStatus, type SegmentStatus } from '../../generated/structs.ts';
import type { FileFrames, FrameSource, MappedPages } from '../../kernel/frame-source.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import { Content } from '../files/content.ts';
import type { Space } from '../files/space.ts';
import type { Identified } from './identifiers.ts';

/** Whole pages of every page size, so that what is stored behind the last byte stays too. */
const PAGES = 65_536;

/** What a segment asks of its server. */
export interface SegmentOwner {
  readonly ipc: Ipc;
  /** The process that runs now. */
  current(): number;
  /** Seconds of the wall clock. */
  now(): number;
  /** Nobody maps it any more. */
  left(segment: Segment): void;
}

export class Segment implements FileFrames, Identified {
  readonly detachable = true;
  id = 0;
  readonly status: SegmentStatus = emptySegmentStatus();
  cache: MappedPages | undefined;
  readonly readable: ObjectHandle;
  readonly writable: ObjectHandle;
  readonly #content: Content;
  readonly #owner: SegmentOwner;
  #gone = false;

  constructor(owner: SegmentOwner, space: Space, size: number) {
    this.#owner = owner;
    this.#content = new Content(space);
    this.#content.length = Math.ceil(size / PAGES) * PAGES;
    this.status.size = size;
    const { table } = owner.ipc;
    const source = (writable: boolean): FrameSource => ({ file: this, writable, name: `/SYSV (deleted)` });
    this.readable = table.register(source(false), noCalls);
    this.writable = table.register(source(true), noCalls);
  }

  get permissions(): SegmentStatus['permissions'] {
    return this.status.permissions;
  }

  /** Pages of 4 KiB. */
  get pages(): number {
    return Math.ceil(this.status.size / 4096);
  }

  get gone(): boolean {
    return this.#gone;
  }

  getLength(): number {
    return this.#gone ? 0 : this.#content.length;
  }

  readPages(page: number, into: Uint8Array): number {
    this.#content.readPages(page, into);
    return 0;
  }

  writePage(page: number, from: Uint8Array, length: number): number {
    return this.#content.writePage(page, from, length);
  }

  retain(): void {}

  release(): void {}

  mapped(): void {
    this.status.attachments++;
    this.status.attached = this.#owner.now();
    this.status.last = this.#owner.current();
  }

  unmapped(): void {
    this.status.attachments--;
    this.status.detached = this.#owner.now();
    this.status.last = this.#owner.current();
    if (this.status.attachments === 0) this.#owner.left(this);
  }

  /** It is removed and nobody maps it: its memory goes back. */
  destroy(): void {
    this.#gone = true;
    this.cache?.orphaned();
    this.#content.free();
    this.#owner.ipc.table.remove(this.readable);
    this.#owner.ipc.table.remove(this.writable);
  }
}

/** A frame source is looked up by its handle and never called. */
function noCalls(): void {
  throw new Error('a frame source has no methods');
}
