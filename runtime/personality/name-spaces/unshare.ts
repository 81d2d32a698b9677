/** unshare(2): what a process shared is its own from here on. */
import { Errno } from '../../generated/errors.ts';
import { CloneFlags } from '../../generated/flags.ts';
import type { Thread } from '../../kernel/thread.ts';
import type { GuestProcess } from '../process.ts';
import { unshareDescriptors } from '../unshare.ts';
import { UseCount } from '../use-count.ts';
import { begin, mayBegin, NEW_SPACES } from './begin.ts';

export function unshare({ process }: Thread, asked: number): number {
  let flags = asked;
  // One thing brings others with it (ksys_unshare).
  if ((flags & CloneFlags.newUsers) !== 0) flags |= CloneFlags.thread | CloneFlags.filesystem;
  if ((flags & CloneFlags.memory) !== 0) flags |= CloneFlags.signalHandlers;
  if ((flags & CloneFlags.signalHandlers) !== 0) flags |= CloneFlags.thread;
  if ((flags & CloneFlags.newMounts) !== 0) flags |= CloneFlags.filesystem;
  if ((flags & CloneFlags.thread) !== 0 && process.threads.length > 1) return Errno.EINVAL;
  if ((flags & CloneFlags.signalHandlers) !== 0 && sharesHandlers(process)) return Errno.EINVAL;
  if ((flags & CloneFlags.memory) !== 0 && process.uses.space.shared) return Errno.EINVAL;
  const refused = mayBegin(process, flags);
  if (refused !== 0) return refused;
  if ((flags & CloneFlags.filesystem) !== 0) unshareNames(process);
  if ((flags & CloneFlags.files) !== 0) unshareDescriptors(process);
  if ((flags & NEW_SPACES) !== 0) begin(process, flags);
  return 0;
}

function sharesHandlers(process: GuestProcess): boolean {
  const { handlers } = process.signals;
  for (const other of process.processes.all.values())
    if (other !== process && other.signals.handlers === handlers) return true;
  return false;
}

export function unshareNames(process: GuestProcess): void {
  const { uses } = process;
  if (!uses.names.shared) return;
  process.names = process.names.fork();
  uses.names.leave();
  uses.names = new UseCount();
}
