/**
 * All frame caches of the machine: one per mapped file, kept for a while after the last mapping went.
 *
 * A program that is executed again finds its frames, and the code decoded from them, still there. Idle
 * caches are bounded and the first to go when frames run short; the oldest goes first.
 */
import { FrameCache } from './frame-cache.ts';
import type { FileFrames } from './frame-source.ts';
import { PAGE_SIZE } from './address.ts';
import { type PageAllocator, RUN_FRAMES } from './page-allocator.ts';

/** Frames (64 MiB) that idle caches may keep, and how many these may be: each keeps its file open. */
const IDLE_FRAMES = 16_384;
const IDLE_CACHES = 1024;

export class FrameCaches {
  readonly #allocator: PageAllocator;
  readonly #byFile = new Map<FileFrames, FrameCache>();
  /** In the order in which they became idle. */
  readonly #idle = new Set<FrameCache>();
  readonly #buffer = new Uint8Array(RUN_FRAMES * PAGE_SIZE);

  constructor(allocator: PageAllocator) {
    this.#allocator = allocator;
    allocator.onShortage((frames) => this.#shrink(frames));
  }

  /** Frames of files. */
  get frames(): number {
    let frames = 0;
    for (const cache of this.#byFile.values()) frames += cache.size;
    return frames;
  }

  /** The cache of a file. It is made idle again unless a region attaches to it. */
  of(file: FileFrames): FrameCache {
    let cache = this.#byFile.get(file);
    if (cache === undefined) {
      cache = new FrameCache(this.#allocator, file, {
        buffer: this.#buffer,
        idle: (idle) => this.#becameIdle(idle),
      });
      this.#byFile.set(file, cache);
    }
    this.#idle.delete(cache);
    return cache;
  }

  /** Shared anonymous memory of so many pages: it lasts as long as its mappings, or what else attaches a region to it. */
  anonymous(pages: number): FrameCache {
    return new FrameCache(
      this.#allocator,
      undefined,
      { buffer: this.#buffer, idle: (idle) => void idle.drop() },
      pages,
    );
  }

  /** Brings everything that mappings stored back to the files: at the end of a machine. */
  syncAll(): void {
    for (const cache of this.#byFile.values()) cache.sync(0, Number.MAX_SAFE_INTEGER);
  }

  #becameIdle(cache: FrameCache): void {
    // A file without a name, as databases have for their processes: nobody will map it again.
    if (cache.file?.gone === true) {
      this.#let(cache);
      return;
    }
    cache.sync(0, Number.MAX_SAFE_INTEGER);
    this.#idle.add(cache);
    let kept = 0;
    for (const idle of this.#idle) kept += idle.size;
    if (kept > IDLE_FRAMES) this.#shrink(kept - IDLE_FRAMES);
    else if (this.#idle.size > IDLE_CACHES) this.#shrink(1);
  }

  #shrink(frames: number): number {
    let freed = 0;
    for (const cache of this.#idle) {
      if (freed >= frames) break;
      freed += this.#let(cache);
    }
    return freed;
  }

  #let(cache: FrameCache): number {
    this.#idle.delete(cache);
    if (cache.file !== undefined) this.#byFile.delete(cache.file);
    return cache.drop();
  }
}
