/** Bytes between a host file and a lease, through the machine's scratch buffer. */
import { Errno } from '../../generated/errors.ts';
import type { HostFile } from '../../host/port.ts';
import type { Lease } from '../../kernel/lease.ts';

const PAGE = 4096;

/** Reads at an offset until the lease is full or the file ends. `at` undefined is the host's own offset. */
export function readHost(file: HostFile, at: number | undefined, into: Lease, scratch: Uint8Array): number {
  let total = 0;
  while (into.remaining > 0) {
    const wanted = Math.min(into.remaining, scratch.length);
    const count = file.read(at === undefined ? undefined : at + total, scratch, 0, wanted);
    if (count < 0) return total > 0 ? total : count;
    const done = into.put(scratch, 0, count);
    total += done;
    if (done < count) return total > 0 ? total : Errno.EFAULT;
    if (count < wanted) break;
  }
  return total;
}

/** Fills whole pages of a mapping; what lies past the end of the file becomes zero. */
export function readHostPages(file: HostFile, page: number, into: Uint8Array): 0 | Errno {
  let done = 0;
  while (done < into.length) {
    const count = file.read(page * PAGE + done, into, done, into.length);
    if (count < 0) return Errno.EIO;
    if (count === 0) break;
    done += count;
  }
  into.fill(0, done);
  return 0;
}

/**
 * Writes all of the lease with `write`, which takes bytes and tells how many it took. Afterwards the lease stands where
 * writing stopped, so that a caller can go on from there.
 */
export function writeHost(
  from: Lease,
  scratch: Uint8Array,
  write: (bytes: Uint8Array, count: number, done: number) => number,
): number {
  let total = 0;
  while (from.remaining > 0) {
    const start = from.moved;
    const wanted = Math.min(from.remaining, scratch.length);
    const count = from.take(scratch, 0, wanted);
    if (count === 0) return total > 0 ? total : Errno.EFAULT;
    const done = write(scratch, count, total);
    if (done < count) from.rewind().skip(start + Math.max(0, done));
    if (done < 0) return total > 0 ? total : done;
    total += done;
    if (done < count || count < wanted) break;
  }
  return total;
}
