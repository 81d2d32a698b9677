/** preadv2(2) and pwritev2(2): what their flags change about one read or write. */
import { Errno } from '../../generated/errors.ts';
import { OpenFlags, SendFlags } from '../../generated/flags.ts';
import type { Lease } from '../../kernel/lease.ts';
import type { Thread } from '../../kernel/thread.ts';
import type { OpenDescription } from './open-description.ts';
import { read, readAt, write, writeAt } from './read-write.ts';

/** The description's own offset. */
const OWN = -1;

export function readWith(thread: Thread, description: OpenDescription, into: Lease, at: number, flags: number): number {
  return flagged(description, (flags & SendFlags.nowait) !== 0 ? OpenFlags.nonblock : 0, () =>
    at === OWN ? read(thread, description, into) : readAt(description, into, at),
  );
}

export function writeWith(
  thread: Thread,
  description: OpenDescription,
  from: Lease,
  at: number,
  flags: number,
): number {
  let extra = 0;
  if ((flags & SendFlags.nowait) !== 0) extra |= OpenFlags.nonblock;
  if ((flags & SendFlags.append) !== 0) extra |= OpenFlags.append;
  if ((flags & (SendFlags.dsync | SendFlags.sync)) !== 0) extra |= OpenFlags.dsync;
  return flagged(description, extra, () =>
    at === OWN ? write(thread, description, from) : writeAt(thread, description, from, at),
  );
}

/** Does something as if the description had further flags: nobody else can look at it meanwhile. */
function flagged(description: OpenDescription, extra: number, act: () => number): number {
  if (description.kind === 'path') return Errno.EBADF;
  const { flags } = description;
  description.flags |= extra;
  const result = act();
  description.flags = flags;
  return result;
}
