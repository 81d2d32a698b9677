/**
 * The bytes of a regular file in memory: chunks of 64 KiB where something was written, nothing where there is a hole.
 * A chunk may be shorter than 64 KiB (a small file's is); what it lacks reads as zero. Bytes past the length are zero.
 */
import { Errno } from '../../generated/errors.ts';
import { Lease } from '../../kernel/lease.ts';
import type { Space } from './space.ts';

export const CHUNK = 65536;
const PAGE = 4096;
const ZEROES: Uint8Array = new Uint8Array(CHUNK);

export class Content {
  length = 0;
  /** Bytes that the chunks take. */
  allocated = 0;
  readonly #chunks = new Map<number, Uint8Array>();
  readonly #space: Space;
  /** The chunk used last: most accesses go to one place. */
  #lastIndex = -1;
  #last: Uint8Array | undefined;

  constructor(space: Space) {
    this.#space = space;
  }

  /** Copies to the lease from an offset below the length; EFAULT when nothing arrived. */
  read(at: number, into: Lease): number {
    let left = Math.min(into.remaining, this.length - at);
    if (left <= 0) return 0;
    let position = at;
    while (left > 0) {
      const index = Math.floor(position / CHUNK);
      const within = position - index * CHUNK;
      const chunk = this.#chunk(index);
      let source = ZEROES;
      let start = within;
      let count = Math.min(left, CHUNK - within);
      if (chunk !== undefined && within < chunk.length) {
        source = chunk;
        count = Math.min(count, chunk.length - within);
      } else {
        start = 0;
      }
      const done = into.put(source, start, start + count);
      position += done;
      left -= done;
      if (done < count) return position > at ? position - at : Errno.EFAULT;
    }
    return position - at;
  }

  /** Copies from the lease to an offset; a part when memory or the lease ends, ENOSPC or EFAULT when nothing went. */
  write(at: number, from: Lease): number {
    let left = Math.min(from.remaining, Number.MAX_SAFE_INTEGER - at);
    if (left <= 0) return from.remaining > 0 ? Errno.EFBIG : 0;
    let position = at;
    let failure: number = Errno.EFAULT;
    while (left > 0) {
      const index = Math.floor(position / CHUNK);
      const within = position - index * CHUNK;
      const count = Math.min(left, CHUNK - within);
      const chunk = this.#room(index, within + count);
      if (chunk === undefined) {
        failure = Errno.ENOSPC;
        break;
      }
      const done = from.take(chunk, within, within + count);
      position += done;
      left -= done;
      if (done < count) break;
    }
    if (position === at) return left > 0 ? failure : 0;
    if (position > this.length) this.length = position;
    return position - at;
  }

  /** Shortens, or lengthens with a hole. */
  resize(length: number): void {
    if (length < this.length) {
      const first = Math.floor(length / CHUNK);
      for (const index of this.#chunks.keys()) if (index > first) this.#drop(index);
      const within = length - first * CHUNK;
      if (within === 0) this.#drop(first);
      else this.#chunks.get(first)?.fill(0, within);
    }
    this.length = length;
  }

  /** Makes room for a range without changing what is read. */
  allocate(at: number, length: number): 0 | Errno {
    const end = at + length;
    if (length > this.#space.capacity) return Errno.ENOSPC;
    for (let position = at; position < end; ) {
      const index = Math.floor(position / CHUNK);
      const until = Math.min(end, (index + 1) * CHUNK);
      if (this.#room(index, until - index * CHUNK) === undefined) return Errno.ENOSPC;
      position = until;
    }
    return 0;
  }

  /** Makes a range read as zero, and frees the chunks that lie in it whole. */
  clear(at: number, length: number): void {
    const end = Math.min(at + length, this.length);
    // Over the chunks that exist: the range may be one long hole.
    for (const [index, chunk] of this.#chunks) {
      const start = index * CHUNK;
      if (start >= end || start + chunk.length <= at) continue;
      if (at <= start && end >= start + chunk.length) this.#drop(index);
      else chunk.fill(0, Math.max(0, at - start), Math.min(chunk.length, end - start));
    }
  }

  /** Takes `length` bytes out at `at`, or puts so many zeroes in there: what follows moves. Both are within the file. */
  shift(at: number, length: number, take: boolean): 0 | Errno {
    if (at % CHUNK === 0 && length % CHUNK === 0) {
      this.#shiftWhole(at / CHUNK, length / CHUNK, take);
      return 0;
    }
    const from = take ? at + length : at;
    const by = take ? -length : length;
    const end = this.length;
    const moved: { at: number; bytes: Uint8Array }[] = [];
    for (const [index, chunk] of this.#chunks) {
      const start = Math.max(from, index * CHUNK);
      const stop = Math.min(end, index * CHUNK + chunk.length);
      if (start < stop) moved.push({ at: start, bytes: chunk.slice(start - index * CHUNK, stop - index * CHUNK) });
    }
    if (!take && !this.#space.holds(moved.length * CHUNK)) return Errno.ENOSPC;
    this.resize(at);
    for (const { at: old, bytes } of moved) this.write(old + by, Lease.over(bytes));
    this.length = end + by;
    return 0;
  }

  /** Whole chunks move by getting other numbers. */
  #shiftWhole(at: number, count: number, take: boolean): void {
    if (take) for (let index = at; index < at + count; index++) this.#drop(index);
    const moved = [...this.#chunks].filter(([index]) => index >= at);
    for (const [index] of moved) this.#chunks.delete(index);
    for (const [index, chunk] of moved) this.#chunks.set(take ? index - count : index + count, chunk);
    this.#lastIndex = -1;
    this.#last = undefined;
    this.length += (take ? -count : count) * CHUNK;
  }

  /** The first byte at or after `at` that a chunk holds; the length when there is none. */
  nextData(at: number): number {
    let best = this.length;
    // Few chunks, perhaps far apart: looking at each costs less than walking the hole between them.
    for (const [index, chunk] of this.#chunks) {
      const start = index * CHUNK;
      if (start + chunk.length > at) best = Math.min(best, Math.max(start, at));
    }
    return best;
  }

  /** The first byte at or after `at` that no chunk holds; the length when there is none. */
  nextHole(at: number): number {
    let position = at;
    while (position < this.length) {
      const index = Math.floor(position / CHUNK);
      const end = index * CHUNK + (this.#chunks.get(index)?.length ?? 0);
      if (position >= end) return position;
      position = end;
    }
    return this.length;
  }

  /** Fills whole pages for a mapping; holes and what lies past the end become zero. */
  readPages(page: number, into: Uint8Array): void {
    for (let done = 0; done < into.length; ) {
      const at = page * PAGE + done;
      const index = Math.floor(at / CHUNK);
      const within = at - index * CHUNK;
      const wanted = Math.min(into.length - done, CHUNK - within);
      const chunk = this.#chunks.get(index);
      const count = chunk === undefined ? 0 : Math.max(0, Math.min(wanted, chunk.length - within));
      if (chunk !== undefined && count > 0) into.set(chunk.subarray(within, within + count), done);
      into.fill(0, done + count, done + wanted);
      done += wanted;
    }
  }

  /** Takes a page back from a mapping; the length stays. */
  writePage(page: number, from: Uint8Array, length: number): 0 | Errno {
    const at = page * PAGE;
    const count = Math.min(length, PAGE, this.length - at);
    if (count <= 0) return 0;
    const index = Math.floor(at / CHUNK);
    const within = at - index * CHUNK;
    const chunk = this.#room(index, within + count);
    if (chunk === undefined) return Errno.ENOSPC;
    chunk.set(from.subarray(0, count), within);
    return 0;
  }

  /** Gives all memory back. */
  free(): void {
    for (const index of this.#chunks.keys()) this.#drop(index);
    this.length = 0;
  }

  #chunk(index: number): Uint8Array | undefined {
    if (index === this.#lastIndex) return this.#last;
    this.#lastIndex = index;
    this.#last = this.#chunks.get(index);
    return this.#last;
  }

  /** The chunk, at least so long; undefined when the tree is full. */
  #room(index: number, length: number): Uint8Array | undefined {
    const chunk = this.#chunk(index);
    const had = chunk?.length ?? 0;
    if (chunk !== undefined && length <= had) return chunk;
    const wanted = Math.min(CHUNK, Math.max(Math.ceil(length / PAGE) * PAGE, had * 2));
    if (!this.#space.take(wanted - had)) return undefined;
    const larger = new Uint8Array(wanted);
    if (chunk !== undefined) larger.set(chunk);
    this.allocated += wanted - had;
    this.#chunks.set(index, larger);
    this.#last = larger;
    return larger;
  }

  #drop(index: number): void {
    const chunk = this.#chunks.get(index);
    if (chunk === undefined) return;
    this.#space.give(chunk.length);
    this.allocated -= chunk.length;
    this.#chunks.delete(index);
    if (index === this.#lastIndex) this.#last = undefined;
  }
}
