/** Reading and writing: a file at an offset the client knows, a stream until it would block. */
import { Errno } from '../../generated/errors.ts';
import { TerminalUse } from '../../generated/enums.ts';
import { NoticeEvents, OpenFlags, SendFlags } from '../../generated/flags.ts';
import type { WriteResult } from '../../generated/structs.ts';
import type { Lease } from '../../kernel/lease.ts';
import { INTERRUPTED, WOULD_BLOCK } from '../../kernel/result.ts';
import type { Thread } from '../../kernel/thread.ts';
import { cutAtLimit } from './file-limit.ts';
import { notedBytes } from '../notices/tell.ts';
import type { OpenDescription } from './open-description.ts';
import { admit } from './terminal.ts';

const SYNCED = OpenFlags.sync | OpenFlags.dsync;

/** read(2). */
export function read(thread: Thread, description: OpenDescription, into: Lease): number {
  if (!description.readable) return Errno.EBADF;
  const { file, stream } = description;
  if (file !== undefined) {
    const count = file.read(description.position, into);
    if (count > 0) description.position += count;
    return notedBytes(description, NoticeEvents.access, count);
  }
  if (stream === undefined) return Errno.EBADF;
  if (description.terminal !== undefined) {
    const allowed = admit(thread, description.terminal, TerminalUse.read);
    if (allowed !== 0) return allowed;
  }
  if (description.special?.read !== undefined) return description.special.read(thread, into, description.nonblocking);
  const count = stream.receive(into, description.nonblocking ? SendFlags.dontWait : 0);
  return count === WOULD_BLOCK ? waitFor(thread, description) : count;
}

/** write(2): a blocking stream takes all of it, in as many pieces as it needs. */
export function write(thread: Thread, description: OpenDescription, from: Lease): number {
  if (!description.writable) return Errno.EBADF;
  const { file, stream } = description;
  if (file !== undefined) return writeFile(thread, description, from);
  if (stream === undefined) return Errno.EBADF;
  const { restart } = thread;
  if (description.terminal !== undefined && restart.progress === 0) {
    const allowed = admit(thread, description.terminal, TerminalUse.write);
    if (allowed !== 0) return allowed;
  }
  from.skip(restart.progress);
  for (;;) {
    const count = stream.send(from, 0);
    if (count >= 0) {
      restart.progress += count;
      if (from.remaining === 0 || from.faulted) return restart.progress;
      if (count > 0) continue;
      return restart.progress;
    }
    if (count === WOULD_BLOCK) {
      if (restart.progress > 0 && (description.nonblocking || thread.interrupted())) return restart.progress;
      return waitFor(thread, description);
    }
    if (count === Errno.EPIPE) thread.process.signals.raise(thread, 'SIGPIPE');
    return restart.progress > 0 ? restart.progress : count;
  }
}

function writeFile(thread: Thread, description: OpenDescription, from: Lease): number {
  const { file } = description;
  if (file === undefined) return Errno.EBADF;
  let count: number;
  if ((description.flags & OpenFlags.append) !== 0) {
    const result = append(thread, description, from);
    if (typeof result === 'number') return result;
    description.position = result.position + result.count;
    count = result.count;
  } else {
    const allowed = cutAtLimit(thread, description, description.position, from);
    if (allowed < 0) return allowed;
    count = file.write(description.position, from);
    if (count > 0) description.position += count;
  }
  notedBytes(description, NoticeEvents.modify, count);
  return count > 0 && (description.flags & SYNCED) !== 0 ? synced(description, count) : count;
}

function append(thread: Thread, description: OpenDescription, from: Lease): WriteResult | number {
  const { file } = description;
  const end = file?.getLength() ?? Errno.EBADF;
  if (end < 0) return end;
  const allowed = cutAtLimit(thread, description, end, from);
  return allowed < 0 ? allowed : (file?.append(from) ?? Errno.EBADF);
}

/** O_SYNC and O_DSYNC: what was written is out before the call returns. */
function synced(description: OpenDescription, count: number): number {
  const result = description.file?.sync() ?? 0;
  return result < 0 ? result : count;
}

/** pread(2). */
export function readAt(description: OpenDescription, into: Lease, at: number): number {
  if (at < 0) return Errno.EINVAL;
  if (description.stream !== undefined && !description.ignoresOffsets) return Errno.ESPIPE;
  if (!description.readable) return Errno.EBADF;
  if (description.file !== undefined)
    return notedBytes(description, NoticeEvents.access, description.file.read(at, into));
  return description.stream?.receive(into, 0) ?? Errno.EBADF;
}

/** pwrite(2); Linux appends to a file opened so, whatever the offset. */
export function writeAt(thread: Thread, description: OpenDescription, from: Lease, at: number): number {
  if (at < 0) return Errno.EINVAL;
  if (description.stream !== undefined && !description.ignoresOffsets) return Errno.ESPIPE;
  if (!description.writable) return Errno.EBADF;
  const { file } = description;
  if (file === undefined) return description.stream?.send(from, 0) ?? Errno.EBADF;
  let count: number;
  if ((description.flags & OpenFlags.append) !== 0) {
    const result = append(thread, description, from);
    count = typeof result === 'number' ? result : result.count;
  } else {
    const allowed = cutAtLimit(thread, description, at, from);
    if (allowed < 0) return allowed;
    count = file.write(at, from);
  }
  notedBytes(description, NoticeEvents.modify, count);
  return count > 0 && (description.flags & SYNCED) !== 0 ? synced(description, count) : count;
}

/** Parks the thread until the stream changes; a descriptor that does not block answers EAGAIN. */
export function waitFor(thread: Thread, description: OpenDescription): number {
  if (description.nonblocking) return Errno.EAGAIN;
  if (thread.interrupted()) return INTERRUPTED;
  const source = description.stream ?? description.file;
  if (source === undefined) throw new Error('a path-only descriptor cannot block');
  return thread.block([source]);
}
