/** How far a file may be written: RLIMIT_FSIZE, and 2 GiB for a 32-bit program that did not ask for large files. */
import { Errno } from '../../generated/errors.ts';
import { Resource } from '../../generated/enums.ts';
import { OpenFlags } from '../../generated/flags.ts';
import type { Lease } from '../../kernel/lease.ts';
import type { Thread } from '../../kernel/thread.ts';
import type { OpenDescription } from './open-description.ts';

/** The largest offset of an open that is not for large files (MAX_NON_LFS). */
export const MOST_OF_SMALL = 2 ** 31 - 1;

/** Cuts a write at the limit; one that begins at or past it raises SIGXFSZ and is EFBIG. */
export function cutAtLimit(thread: Thread, description: OpenDescription, at: number, from: Lease): 0 | Errno {
  if (from.length === 0) return 0;
  const limit = thread.process.limits.current(Resource.fileSize);
  if (at >= limit) {
    thread.process.signals.raise(thread, 'SIGXFSZ');
    return Errno.EFBIG;
  }
  let most = limit - at;
  if (thread.process.abi.bits === 32 && (description.flags & OpenFlags.largefile) === 0) {
    if (at >= MOST_OF_SMALL) return Errno.EFBIG;
    most = Math.min(most, MOST_OF_SMALL - at);
  }
  if (from.length > most) from.shorten(most);
  return 0;
}

/** Whether a file may become so long; a limit that forbids it raises SIGXFSZ. */
export function lengthAllowed(thread: Thread, length: number, size: number): 0 | Errno {
  const limit = thread.process.limits.current(Resource.fileSize);
  if (length <= size || length <= limit || limit > Number.MAX_SAFE_INTEGER) return 0;
  thread.process.signals.raise(thread, 'SIGXFSZ');
  return Errno.EFBIG;
}
