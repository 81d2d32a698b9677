/** Gives the object of an event descriptor the lowest free number. */
import { FileType } from '../../generated/enums.ts';
import { DescriptorFlags, EventFlags, OpenFlags } from '../../generated/flags.ts';
import type { Thread } from '../../kernel/thread.ts';
import { type OpenStream, OpenDescription } from '../descriptors/open-description.ts';
import type { Special } from './special.ts';

/**
 * @param flags EventFlags
 * @param access how it may be used; most are open for both, whatever can be done with them
 * @returns the descriptor, or EMFILE (the object is closed then)
 */
export function install(
  thread: Thread,
  stream: OpenStream,
  special: Special,
  flags: number,
  access = OpenFlags.read | OpenFlags.write,
): number {
  const { descriptors } = thread.process;
  const status = (flags & EventFlags.nonblock) === 0 ? access : access | OpenFlags.nonblock;
  const owner = descriptors.newLockOwner();
  const description = new OpenDescription({ kind: 'stream', stream, special }, FileType.none, undefined, status, owner);
  const fd = descriptors.free(thread, 0);
  if (fd < 0) {
    description.retain().release();
    return fd;
  }
  return descriptors.table.put(
    fd,
    description,
    (flags & EventFlags.closeOnExec) === 0 ? 0 : DescriptorFlags.closeOnExec,
  );
}
