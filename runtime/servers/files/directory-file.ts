/** What every open directory answers, whatever tree it is of. */
import { Errno } from '../../generated/errors.ts';
import type { File } from '../../generated/servers/file.ts';
import { dispatchFile } from '../../generated/servers/file.ts';
import type { DirectoryEntry, FileLock, FileStatus, WriteResult } from '../../generated/structs.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { Lease } from '../../kernel/lease.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import type { FileLocks } from './file-locks.ts';

/** A directory as an open object: everything about bytes is refused, locks work. */
export abstract class DirectoryFile implements File {
  readonly handle: ObjectHandle;
  readonly #ipc: Ipc;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
    this.handle = ipc.table.register<File>(this, dispatchFile);
  }

  abstract getStatus(): FileStatus | Errno;
  abstract getEntries(cookie: number, most: number): readonly DirectoryEntry[] | Errno;
  protected abstract locks(): FileLocks;
  protected abstract closed(): void;

  read(_at: number, _into: Lease): number {
    return Errno.EISDIR;
  }

  write(_at: number, _from: Lease): number {
    return Errno.EBADF;
  }

  append(_from: Lease): WriteResult | Errno {
    return Errno.EBADF;
  }

  getLength(): number {
    const status = this.getStatus();
    return typeof status === 'number' ? status : status.size;
  }

  setLength(_length: number): number {
    return Errno.EINVAL;
  }

  allocate(_flags: number, _at: number, _length: number): number {
    return Errno.EBADF;
  }

  seekData(_at: number, _whence: number): number {
    return Errno.EINVAL;
  }

  sync(): number {
    return 0;
  }

  getLock(lock: FileLock, owner: number): FileLock | Errno {
    return this.locks().getRecord(lock, owner);
  }

  setLock(lock: FileLock, owner: number, wait: boolean): number {
    return this.locks().setRecord(lock, owner, wait);
  }

  setOpenLock(kind: number, owner: number): number {
    return this.locks().setOpen(kind, owner);
  }

  dropLocks(owner: number): number {
    this.locks().dropRecords(owner);
    return 0;
  }

  getFrames(_shared: boolean, _write: boolean): ObjectHandle | Errno {
    return Errno.ENODEV;
  }

  subscribe(watcher: ObjectHandle): number {
    this.locks().subscribe(watcher);
    return 0;
  }

  unsubscribe(watcher: ObjectHandle): number {
    this.locks().unsubscribe(watcher);
    return 0;
  }

  close(owner: number): number {
    if (!this.#ipc.table.remove(this.handle)) return 0;
    this.locks().dropOpen(owner);
    this.closed();
    return 0;
  }
}
