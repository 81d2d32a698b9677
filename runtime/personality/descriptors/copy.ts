/** sendfile(2) and copy_file_range(2): bytes from one description to another through a buffer of the kernel. */
import { Errno } from '../../generated/errors.ts';
import { FileType } from '../../generated/enums.ts';
import { Availability, NoticeEvents, OpenFlags } from '../../generated/flags.ts';
import { Lease } from '../../kernel/lease.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';
import type { Thread } from '../../kernel/thread.ts';
import { notedBytes } from '../notices/tell.ts';
import type { OpenDescription } from './open-description.ts';
import { waitFor } from './read-write.ts';

const PIECE = 65_536;

/**
 * @param to absent: no such descriptor, which sendfile looks at after the source
 * @param toAt where in the target; absent: its own offset, which moves
 * @param fromAt likewise for the source
 * @param regularOnly both must be regular files (copy_file_range)
 * @returns bytes copied
 */
export function copy(
  thread: Thread,
  to: OpenDescription | undefined,
  toAt: number | undefined,
  from: OpenDescription | undefined,
  fromAt: number | undefined,
  asked: number,
  regularOnly: boolean,
): number {
  let count = asked;
  if (from === undefined || from.kind === 'path') return Errno.EBADF;
  if (regularOnly && (to === undefined || to.kind === 'path')) return Errno.EBADF;
  const refused = regularOnly ? notARange(to, toAt, from, fromAt, count) : notSent(to, from, fromAt);
  if (refused < 0 || to === undefined) return refused || Errno.EBADF;
  const cannotBeRead = from.file === undefined || from.type === FileType.directory;
  const { restart } = thread;
  if (to.type === FileType.fifo && to.stream !== undefined) {
    // Linux asks a pipe for room before it looks at the source, even to copy nothing.
    const state = to.stream.getAvailability();
    if ((state & Availability.error) !== 0) {
      thread.process.signals.raise(thread, 'SIGPIPE');
      return restart.progress > 0 ? restart.progress : Errno.EPIPE;
    }
    if ((count === 0 || cannotBeRead) && (state & Availability.writable) === 0) return waitFor(thread, to);
  }
  if (cannotBeRead && count > 0) return Errno.EINVAL;
  // Nothing from a pipe into a pipe is fine; into a file a pipe is no source at all.
  if (from.file === undefined && to.type !== FileType.fifo) return Errno.EINVAL;
  if (from.file === undefined || count === 0) return 0;
  // What the copy itself adds to the file is not copied again.
  if (regularOnly) count = Math.min(count, Math.max(0, from.file.getLength() - (fromAt ?? from.position)));
  const buffer = new Uint8Array(Math.min(PIECE, count));
  while (restart.progress < count) {
    const sourceAt = fromAt === undefined ? from.position : fromAt + restart.progress;
    const wanted = Math.min(buffer.length, count - restart.progress);
    const read = from.file.read(sourceAt, Lease.over(buffer.subarray(0, wanted)));
    const got = notedBytes(from, NoticeEvents.access, read);
    if (got <= 0) return restart.progress > 0 ? restart.progress : got;
    const put = give(to, toAt === undefined ? undefined : toAt + restart.progress, buffer.subarray(0, got));
    if (put === WOULD_BLOCK && restart.progress > 0 && (to.nonblocking || thread.interrupted())) break;
    if (put === WOULD_BLOCK) return waitFor(thread, to);
    if (put === Errno.EPIPE) thread.process.signals.raise(thread, 'SIGPIPE');
    if (put < 0) return restart.progress > 0 ? restart.progress : put;
    if (fromAt === undefined) from.position = sourceAt + put;
    restart.progress += put;
    if (put === 0) break;
  }
  return restart.progress;
}

/** What copy_file_range refuses, in Linux's order (generic_copy_file_checks). */
function notARange(
  to: OpenDescription | undefined,
  toAt: number | undefined,
  from: OpenDescription,
  fromAt: number | undefined,
  count: number,
): number {
  if (to === undefined) return Errno.EBADF;
  if (from.type === FileType.directory || to.type === FileType.directory) return Errno.EISDIR;
  if (from.type !== FileType.regular || to.type !== FileType.regular) return Errno.EINVAL;
  if (!from.readable || !to.writable || (to.flags & OpenFlags.append) !== 0) return Errno.EBADF;
  // A negative offset is a large one here: the range wraps around.
  for (const at of [fromAt, toAt]) if (at !== undefined && at < 0 && count >= -at) return Errno.EOVERFLOW;
  if ((toAt ?? 0) < 0 || (fromAt ?? 0) < 0) return Errno.EINVAL;
  return overlaps(to, toAt ?? to.position, from, fromAt ?? from.position, count) ? Errno.EINVAL : 0;
}

/** Whether both are the same file and what there is to copy would be written over. */
function overlaps(to: OpenDescription, toAt: number, from: OpenDescription, fromAt: number, count: number): boolean {
  if (from.place === undefined || to.place?.node !== from.place.node || to.place.mount !== from.place.mount)
    return false;
  const there = Math.min(count, Math.max(0, (from.file?.getLength() ?? 0) - fromAt));
  return toAt + there > fromAt && toAt < fromAt + there;
}

/** What sendfile refuses, in Linux's order (do_sendfile). */
function notSent(to: OpenDescription | undefined, from: OpenDescription, fromAt: number | undefined): number {
  if (!from.readable) return Errno.EBADF;
  if (fromAt !== undefined && from.file === undefined && !from.ignoresOffsets) return Errno.ESPIPE;
  if ((fromAt ?? 0) < 0) return Errno.EINVAL;
  if (to === undefined || to.kind === 'path' || !to.writable) return Errno.EBADF;
  // Only a pipe takes it when it was opened for appending.
  if (to.type !== FileType.fifo && (to.flags & OpenFlags.append) !== 0) return Errno.EINVAL;
  return 0;
}

function give(to: OpenDescription, at: number | undefined, bytes: Uint8Array): number {
  const lease = Lease.over(bytes);
  if (to.file === undefined) return to.stream?.send(lease, 0) ?? Errno.EBADF;
  const count = notedBytes(to, NoticeEvents.modify, to.file.write(at ?? to.position, lease));
  if (at === undefined && count > 0) to.position += count;
  return count;
}
