/** fcntl's leases, and its signals of directories: who may have one, and of what. */
import { FileType, LockType } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { NoticeEvents } from '../../generated/flags.ts';
import type { Thread } from '../../kernel/thread.ts';
import { DirectoryNotices } from '../notices/directory-notices.ts';
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

  /** F_NOTIFY (fcntl_dirnotify). A name that moves comes or goes. */
  noticeDirectory(thread: Thread, fd: number, events: number): number {
    const description = this.table.get(fd);
    if (description === undefined || description.kind === 'path') return Errno.EBADF;
    const { place } = description;
    if ((events & ~NoticeEvents.again) === 0) {
      description.directoryNotices?.forget(this);
      return 0;
    }
    if (description.kind !== 'directory' || place === undefined) return Errno.ENOTDIR;
    let wanted = events;
    if ((events & NoticeEvents.create) !== 0) wanted |= NoticeEvents.movedTo;
    if ((events & NoticeEvents.remove) !== 0) wanted |= NoticeEvents.movedFrom;
    this.ownSignals(thread, description);
    description.directoryNotices ??= new DirectoryNotices(description);
    description.directoryNotices.add(this, place, fd, wanted);
    return 0;
  }
}
