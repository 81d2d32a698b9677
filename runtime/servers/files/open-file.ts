/** What every open file answers alike, whatever tree it is of: its handle, its locks, its frames, its end. */
import { Errno } from '../../generated/errors.ts';
import { OpenFlags } from '../../generated/flags.ts';
import { dispatchFile, type File } from '../../generated/servers/file.ts';
import type {
  Credentials,
  DirectoryEntry,
  FileLock,
  FileStatus,
  Opened,
  WriteResult,
} from '../../generated/structs.ts';
import type { FileFrames, FrameSource } from '../../kernel/frame-source.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { Lease } from '../../kernel/lease.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import type { FileLocks } from './file-locks.ts';
import { lockModeForbids } from './record-locks.ts';

export abstract class OpenFile implements File {
  readonly handle: ObjectHandle;
  /** OpenFlags of the open. */
  protected readonly flags: number;
  readonly #ipc: Ipc;
  #source: ObjectHandle | undefined;

  constructor(ipc: Ipc, flags: number) {
    this.#ipc = ipc;
    this.flags = flags;
    this.handle = ipc.table.register<File>(this, dispatchFile);
  }

  abstract read(at: number, into: Lease): number;
  abstract write(at: number, from: Lease): number;
  abstract append(from: Lease): WriteResult | Errno;
  abstract getStatus(): FileStatus | Errno;
  abstract getLength(): number;
  abstract setLength(length: number): number;
  abstract allocate(flags: number, at: number, length: number): number;
  abstract seekData(at: number, whence: number): number;
  abstract sync(): number;
  /** The locks of the file behind this and other opens. */
  protected abstract locks(): FileLocks;
  /** The pages of the file; undefined for what cannot be mapped. */
  protected abstract frames(): FileFrames | undefined;
  /** How messages and /proc name it. */
  protected abstract name(): string;
  protected abstract closed(): void;

  protected get readable(): boolean {
    return (this.flags & (OpenFlags.read | OpenFlags.exec)) !== 0;
  }

  protected get writable(): boolean {
    return (this.flags & OpenFlags.write) !== 0;
  }

  getEntries(_cookie: number, _most: number): readonly DirectoryEntry[] | Errno {
    return Errno.ENOTDIR;
  }

  getLock(lock: FileLock, owner: number): FileLock | Errno {
    return this.locks().getRecord(lock, owner);
  }

  setLock(lock: FileLock, owner: number, wait: boolean): number {
    if (lockModeForbids(lock.type, this.flags)) return Errno.EBADF;
    return this.locks().setRecord(lock, owner, wait);
  }

  setOpenLock(kind: number, owner: number): number {
    return this.locks().setOpen(kind, owner);
  }

  dropLocks(owner: number): number {
    this.locks().dropRecords(owner);
    return 0;
  }

  getSeals(): number {
    return Errno.EINVAL;
  }

  setSeals(_seals: number): number {
    return Errno.EINVAL;
  }

  addSeals(_seals: number): number {
    return this.writable ? Errno.EINVAL : Errno.EPERM;
  }

  /** Whether a shared mapping of it may no longer be stored to. */
  protected get sealed(): boolean {
    return false;
  }

  getFrames(shared: boolean, write: boolean): ObjectHandle | Errno {
    if (!this.readable || (shared && write && !this.writable)) return Errno.EACCES;
    const file = this.frames();
    if (file === undefined) return Errno.ENODEV;
    if (this.#source === undefined) {
      const source = new OpenFrames(file, this.writable, this.name(), () => this.sealed);
      this.#source = this.#ipc.table.register(source, noMessages);
    }
    return this.#source;
  }

  reopen(_flags: number, _credentials: Credentials): Opened | Errno {
    return Errno.ENXIO;
  }

  describe(): string {
    return this.name();
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
    if (this.#source !== undefined) this.#ipc.table.remove(this.#source);
    this.dropOpenLocks(owner);
    this.closed();
    return 0;
  }

  /** Overridden where asking for the locks would make them. */
  protected dropOpenLocks(owner: number): void {
    this.locks().dropOpen(owner);
  }
}

/** What an open lets the kernel map. */
class OpenFrames implements FrameSource {
  readonly file: FileFrames;
  readonly writable: boolean;
  readonly name: string;
  readonly #isSealed: () => boolean;

  constructor(file: FileFrames, writable: boolean, name: string, isSealed: () => boolean) {
    this.file = file;
    this.writable = writable;
    this.name = name;
    this.#isSealed = isSealed;
  }

  get sealed(): boolean {
    return this.#isSealed();
  }
}

function noMessages(): never {
  throw new Error('a frame source is used by the kernel that holds it, not by messages');
}
