/** fcntl's leases: who may have one, and of what. */
import { FileType, LockType } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import type { Thread } from '../../kernel/thread.ts';
import { SignalRequests } from './signal-requests.ts';

export abstract class LeaseRequests extends SignalRequests {
  /** F_SETLEASE (generic_setlease). */
  setLease(thread: Thread, fd: number, type: number): number {
    const description = this.table.get(fd);
    if (description === undefined || description.kind === 'path') return Errno.EBADF;
    const { credentials, processes } = thread.process;
    const status = (description.file ?? description.stream)?.getStatus() ?? Errno.EINVAL;
    if (typeof status === 'number') return status;
    if (credentials.fileUser !== status.owner && credentials.effectiveUser !== 0) return Errno.EACCES;
    if (status.type !== FileType.regular) return Errno.EINVAL;
    const { leases } = processes;
    if (type === LockType.unlock) return leases.giveUp(description) ? 0 : Errno.EAGAIN;
    const result = leases.take(description, type, fd);
    if (result === 0) this.ownSignals(thread, description);
    return result;
  }

  /** F_GETLEASE; a LockType. */
  getLease(thread: Thread, fd: number): number {
    const description = this.table.get(fd);
    if (description === undefined || description.kind === 'path') return Errno.EBADF;
    return thread.process.processes.leases.get(description);
  }
}
