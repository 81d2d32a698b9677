/** sendfile(2) and copy_file_range(2): bytes from one description to another through a buffer of the kernel. */
import { Errno } from '../../generated/errors.ts';
import { FileType } from '../../generated/enums.ts';
import { OpenFlags } from '../../generated/flags.ts';
import { Lease } from '../../kernel/lease.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';
import type { Thread } from '../../kernel/thread.ts';
import type { OpenDescription } from './open-description.ts';
import { waitFor } from './read-write.ts';

const PIECE = 65_536;

/**
 * @param toAt where in the target; absent: its own offset, which moves
 * @param fromAt likewise for the source
 * @param regularOnly both must be regular files (copy_file_range)
 * @returns bytes copied
 */
export function copy(
  thread: Thread,
  to: OpenDescription,
  toAt: number | undefined,
  from: OpenDescription,
  fromAt: number | undefined,
  count: number,
  regularOnly: boolean,
): number {
  if (!from.readable || !to.writable) return Errno.EBADF;
  if (from.file === undefined) return Errno.EINVAL;
  if (from.type === FileType.directory || to.type === FileType.directory) return Errno.EISDIR;
  if (regularOnly && (from.type !== FileType.regular || to.type !== FileType.regular)) return Errno.EINVAL;
  if ((to.flags & OpenFlags.append) !== 0) return regularOnly ? Errno.EBADF : Errno.EINVAL;
  if ((toAt ?? 0) < 0 || (fromAt ?? 0) < 0) return Errno.EINVAL;
  const { restart } = thread;
  const buffer = new Uint8Array(Math.min(PIECE, count));
  while (restart.progress < count) {
    const sourceAt = fromAt === undefined ? from.position : fromAt + restart.progress;
    const wanted = Math.min(buffer.length, count - restart.progress);
    const got = from.file.read(sourceAt, Lease.over(buffer.subarray(0, wanted)));
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

function give(to: OpenDescription, at: number | undefined, bytes: Uint8Array): number {
  const lease = Lease.over(bytes);
  if (to.file === undefined) return to.stream?.send(lease, 0) ?? Errno.EBADF;
  const count = to.file.write(at ?? to.position, lease);
  if (at === undefined && count > 0) to.position += count;
  return count;
}
