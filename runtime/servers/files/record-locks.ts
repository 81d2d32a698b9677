/**
 * Record locks of one file (fcntl(2)): ranges that owners hold for reading or writing. An owner is a number: a process,
 * or an open description for open file description locks. A range that ends at infinity reaches past every end.
 */
import { Errno } from '../../generated/errors.ts';
import { LockType, Whence } from '../../generated/enums.ts';
import type { FileLock } from '../../generated/structs.ts';
import { OpenFlags } from '../../generated/flags.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';
import type { LockWaits } from './lock-waits.ts';

interface Range {
  readonly owner: number;
  readonly pid: number;
  readonly type: number;
  /** First byte, and the first byte after. */
  readonly start: number;
  readonly end: number;
}

/** The bytes a request means; a negative length reaches backwards. */
export function rangeOf(lock: FileLock): { start: number; end: number } | Errno {
  let start = lock.start;
  let end = lock.length === 0 ? Number.POSITIVE_INFINITY : start + lock.length;
  if (lock.length < 0) [start, end] = [end, start];
  return start < 0 ? Errno.EINVAL : { start, end };
}

/** Whether the mode of the open does not fit the lock: reading for a read lock, writing for a write lock. */
export function lockModeForbids(type: number, flags: number): boolean {
  if (type === LockType.read) return (flags & OpenFlags.read) === 0;
  return type === LockType.write && (flags & OpenFlags.write) === 0;
}

export class RecordLocks {
  #ranges: Range[] = [];
  readonly #waits: LockWaits;

  constructor(waits: LockWaits) {
    this.#waits = waits;
  }

  /** The first lock that stands in the way, or the request as unlocked. */
  get(lock: FileLock, owner: number): FileLock | Errno {
    const range = rangeOf(lock);
    if (typeof range === 'number') return range;
    const other = this.#conflict(owner, lock.type, range.start, range.end);
    if (other === undefined) return { ...lock, type: LockType.unlock };
    const length = other.end === Number.POSITIVE_INFINITY ? 0 : other.end - other.start;
    return { type: other.type, whence: Whence.set, start: other.start, length, pid: other.pid };
  }

  set(lock: FileLock, owner: number, wait: boolean): number {
    const range = rangeOf(lock);
    if (typeof range === 'number') return range;
    const { start, end } = range;
    this.#waits.done(owner);
    if (lock.type !== LockType.unlock) {
      const other = this.#conflict(owner, lock.type, start, end);
      if (other !== undefined) {
        if (wait && this.#waits.closesCircle(owner, other.owner)) return Errno.EDEADLK;
        if (wait) this.#waits.waits(owner, other.owner);
        return WOULD_BLOCK;
      }
    }
    this.#replace(owner, lock, start, end);
    return 0;
  }

  /** Forgets everything an owner holds; tells whether that was anything. */
  drop(owner: number): boolean {
    this.#waits.done(owner);
    const before = this.#ranges.length;
    this.#ranges = this.#ranges.filter((range) => range.owner !== owner);
    return this.#ranges.length !== before;
  }

  #conflict(owner: number, type: number, start: number, end: number): Range | undefined {
    let first: Range | undefined;
    for (const range of this.#ranges) {
      if (range.owner === owner || range.end <= start || range.start >= end) continue;
      if (type === LockType.read && range.type === LockType.read) continue;
      if (first === undefined || range.start < first.start) first = range;
    }
    return first;
  }

  /** Cuts the range out of what the owner holds, puts the new lock in, and joins what touches. */
  #replace(owner: number, lock: FileLock, start: number, end: number): void {
    const kept: Range[] = [];
    let from = start;
    let to = end;
    for (const range of this.#ranges) {
      const joins = range.owner === owner && range.type === lock.type && range.end >= from && range.start <= to;
      if (range.owner !== owner || (!joins && (range.end <= start || range.start >= end))) {
        kept.push(range);
      } else if (joins) {
        from = Math.min(from, range.start);
        to = Math.max(to, range.end);
      } else {
        if (range.start < start) kept.push({ ...range, end: start });
        if (range.end > end) kept.push({ ...range, start: end });
      }
    }
    if (lock.type !== LockType.unlock) kept.push({ owner, pid: lock.pid, type: lock.type, start: from, end: to });
    this.#ranges = kept;
  }
}
