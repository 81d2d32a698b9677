/**
 * splice(2), tee(2) and vmsplice(2): bytes between a pipe and something else through a buffer of the kernel. Nothing leaves
 * a pipe before it has arrived: what was looked at is taken out afterwards.
 */
import { Errno } from '../../generated/errors.ts';
import { FileType } from '../../generated/enums.ts';
import { Availability, NoticeEvents, OpenFlags, SendFlags } from '../../generated/flags.ts';
import { Lease } from '../../kernel/lease.ts';
import { INTERRUPTED, WOULD_BLOCK } from '../../kernel/result.ts';
import type { Thread } from '../../kernel/thread.ts';
import { cutAtLimit } from './file-limit.ts';
import { notedBytes } from '../notices/tell.ts';
import type { OpenDescription } from './open-description.ts';

/** What one round moves: the pages of a pipe of the usual size. */
const PIECE = 65_536;

/** A descriptor of splice and the offset it was given. */
export interface SpliceEnd {
  readonly description: OpenDescription | undefined;
  readonly at: number | undefined;
}

export function isPipe(description: OpenDescription): boolean {
  return description.type === FileType.fifo && description.stream !== undefined;
}

export function splice(thread: Thread, from: SpliceEnd, to: SpliceEnd, count: number, nonblock: boolean): number {
  if (count === 0) return 0;
  const source = from.description;
  const target = to.description;
  if (source === undefined || source.kind === 'path') return Errno.EBADF;
  if (target === undefined || target.kind === 'path') return Errno.EBADF;
  const sourceIsPipe = isPipe(source);
  const targetIsPipe = isPipe(target);
  if ((sourceIsPipe && from.at !== undefined) || (targetIsPipe && to.at !== undefined)) return Errno.ESPIPE;
  if (!source.readable || !target.writable) return Errno.EBADF;
  if (!sourceIsPipe && !targetIsPipe) return Errno.EINVAL;
  if (sourceIsPipe && targetIsPipe && samePipe(source, target)) return Errno.EINVAL;
  if (source.kind === 'directory') return Errno.EINVAL;
  // Event descriptors are read and written by their own calls only (no splice_read, no splice_write).
  if (source.special !== undefined || target.special !== undefined) return Errno.EINVAL;
  // An offset is for what has offsets.
  for (const end of [from, to]) {
    if (end.at === undefined) continue;
    if (end.description?.file === undefined || end.at < 0) return Errno.EINVAL;
  }
  if (!targetIsPipe && (target.flags & OpenFlags.append) !== 0) return Errno.EINVAL;
  const waits = !nonblock && !(sourceIsPipe && source.nonblocking) && !(targetIsPipe && target.nonblocking);
  return move(thread, from, to, count, waits);
}

function move(thread: Thread, from: SpliceEnd, to: SpliceEnd, count: number, waits: boolean): number {
  // Both are there: splice() has looked.
  const source = from.description as OpenDescription;
  const target = to.description as OpenDescription;
  if (isPipe(target)) {
    const blocked = roomIn(thread, target, waits);
    if (blocked !== 0) return blocked;
  }
  const buffer = new Uint8Array(Math.min(PIECE, count));
  let total = 0;
  while (total < count) {
    const wanted = Math.min(buffer.length, count - total, target.file === undefined ? spaceOf(target) : PIECE);
    const got = wanted === 0 ? WOULD_BLOCK : look(source, from.at, total, buffer.subarray(0, wanted));
    if (got <= 0) return total > 0 ? total : got === WOULD_BLOCK ? wait(thread, source, waits) : got;
    const put = give(thread, target, to.at, total, buffer.subarray(0, got));
    if (put <= 0) {
      if (total > 0) return total;
      return put === WOULD_BLOCK ? wait(thread, target, waits && !target.nonblocking) : put;
    }
    taken(source, from.at, put, buffer);
    total += put;
    if (put < got) break;
  }
  return total;
}

/** tee(2): as much of one pipe as the other has room for, and it stays there. */
export function tee(
  thread: Thread,
  source: OpenDescription | undefined,
  target: OpenDescription | undefined,
  count: number,
  nonblock: boolean,
): number {
  if (count === 0) return 0;
  if (source === undefined || source.kind === 'path') return Errno.EBADF;
  if (target === undefined || target.kind === 'path') return Errno.EBADF;
  if (!source.readable || !target.writable) return Errno.EBADF;
  if (!isPipe(source) || !isPipe(target) || samePipe(source, target)) return Errno.EINVAL;
  const waits = !nonblock && !source.nonblocking && !target.nonblocking;
  const buffer = new Uint8Array(Math.min(count, source.stream?.pending() ?? 0));
  if (buffer.length === 0) {
    const got = look(source, undefined, 0, new Uint8Array(1));
    return got === WOULD_BLOCK ? wait(thread, source, waits) : Math.min(got, 0);
  }
  const blocked = roomIn(thread, target, waits);
  if (blocked !== 0) return blocked;
  const got = look(source, undefined, 0, buffer);
  return got <= 0 ? got : give(thread, target, undefined, 0, buffer.subarray(0, got));
}

/** vmsplice(2): the caller's memory into a pipe, or what is in a pipe into the caller's memory. */
export function vmsplice(
  thread: Thread,
  description: OpenDescription | undefined,
  memory: Lease,
  nonblock: boolean,
): number {
  if (description === undefined || !isPipe(description)) return Errno.EBADF;
  const { stream } = description;
  if (stream === undefined) return Errno.EBADF;
  if (memory.length === 0) return 0;
  // Here O_NONBLOCK says nothing.
  const waits = !nonblock;
  if (!description.writable) {
    const count = stream.receive(memory, 0);
    return count === WOULD_BLOCK ? wait(thread, description, waits) : count;
  }
  const blocked = roomIn(thread, description, waits);
  if (blocked !== 0) return blocked;
  const count = stream.send(memory, 0);
  return count === WOULD_BLOCK ? wait(thread, description, waits) : count;
}

/** Whether two descriptions are ends of one pipe. */
function samePipe(one: OpenDescription, other: OpenDescription): boolean {
  const first = one.stream?.getStatus();
  if (first === undefined || typeof first === 'number') return false;
  const { device, inode } = first;
  const second = other.stream?.getStatus();
  return second !== undefined && typeof second !== 'number' && second.device === device && second.inode === inode;
}

/** 0 when a pipe takes something now; else what the call answers. A pipe that nobody reads is broken. */
function roomIn(thread: Thread, pipe: OpenDescription, waits: boolean): number {
  const state = pipe.stream?.getAvailability() ?? 0;
  if ((state & Availability.error) !== 0) {
    thread.process.signals.raise(thread, 'SIGPIPE');
    return Errno.EPIPE;
  }
  return (state & Availability.writable) !== 0 ? 0 : wait(thread, pipe, waits);
}

/** Bytes that a stream may be asked to take: of a pipe no more than it has room for, so that nothing has to be put back. */
function spaceOf(target: OpenDescription): number {
  const { stream } = target;
  if (stream === undefined || !isPipe(target)) return PIECE;
  if ((stream.getAvailability() & Availability.writable) === 0) return 0;
  return Math.max(1, stream.getCapacity() - stream.pending());
}

function wait(thread: Thread, description: OpenDescription, waits: boolean): number {
  if (!waits) return Errno.EAGAIN;
  if (thread.interrupted()) return INTERRUPTED;
  const { stream } = description;
  if (stream === undefined) throw new Error('only a stream has nothing to give yet');
  return thread.block([stream]);
}

/** Reads without taking out of a pipe; from anything else what is read is gone. */
function look(source: OpenDescription, at: number | undefined, done: number, into: Uint8Array): number {
  const lease = Lease.over(into);
  if (source.file !== undefined) {
    const position = at === undefined ? source.position : at + done;
    return notedBytes(source, NoticeEvents.access, source.file.read(position, lease));
  }
  return source.stream?.receive(lease, isPipe(source) ? SendFlags.peek : SendFlags.dontWait) ?? Errno.EINVAL;
}

/** What was looked at has arrived. */
function taken(source: OpenDescription, at: number | undefined, count: number, scratch: Uint8Array): void {
  if (source.file !== undefined) {
    if (at === undefined) source.position += count;
  } else if (isPipe(source)) {
    source.stream?.receive(Lease.over(scratch.subarray(0, count)), 0);
  }
}

function give(
  thread: Thread,
  target: OpenDescription,
  at: number | undefined,
  done: number,
  bytes: Uint8Array,
): number {
  const lease = Lease.over(bytes);
  if (target.file === undefined) {
    const count = target.stream?.send(lease, 0) ?? Errno.EINVAL;
    if (count === Errno.EPIPE) thread.process.signals.raise(thread, 'SIGPIPE');
    return count;
  }
  const position = at === undefined ? target.position : at + done;
  const allowed = cutAtLimit(thread, target, position, lease);
  if (allowed < 0) return allowed;
  const count = notedBytes(target, NoticeEvents.modify, target.file.write(position, lease));
  if (at === undefined && count > 0) target.position += count;
  return count;
}
