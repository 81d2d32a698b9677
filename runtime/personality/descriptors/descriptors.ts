/**
 * The descriptors of a process: which description each number refers to, and what can be asked of it. Each method is a few
 * lines here and, where there is more to it, a file of its own; see spec/servers/descriptors.yaml for what each promises.
 */
import { Errno } from '../../generated/errors.ts';
import { FileType, LockType, Resource, Whence } from '../../generated/enums.ts';
import {
  AllocateFlags,
  DescriptorFlags,
  LockFlags,
  NoticeEvents,
  OpenFlags,
  PipeFlags,
  ResolveFlags,
} from '../../generated/flags.ts';
import type { Descriptors as DescriptorsInterface } from '../../generated/servers/descriptors.ts';
import type { PipesStub } from '../../generated/servers/pipes.ts';
import type { SocketsStub } from '../../generated/servers/sockets.ts';
import type {
  DescriptorPair,
  DirectoryEntry,
  FileLock,
  FileStatus,
  FileSystemStatus,
  Opened,
  PollRequest,
  Timespec,
} from '../../generated/structs.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { Lease } from '../../kernel/lease.ts';
import { INTERRUPTED, WOULD_BLOCK } from '../../kernel/result.ts';
import type { Thread } from '../../kernel/thread.ts';
import { setOwnerOf } from '../users/set-owner.ts';
import { seenStatus } from '../users/view.ts';
import type { FdSet } from '../fd-set.ts';
import type { Mount, Place } from '../names/mount-table.ts';
import { noted, notedBytes } from '../notices/tell.ts';
import type { SignalSet } from '../signal-set.ts';
import { unshareDescriptors } from '../unshare.ts';
import type { Parcels } from '../sockets/parcels.ts';
import { getAttribute, listAttributes, removeAttribute, setAttribute } from '../names/attributes.ts';
import { copy } from './copy.ts';
import { memoryFile } from './memory-file.ts';
import { behindOf, open, openPeer } from './open.ts';
import { lengthAllowed } from './file-limit.ts';
import { OpenDescription } from './open-description.ts';
import { poll } from './poll.ts';
import { read, readAt, write, writeAt } from './read-write.ts';
import { readWith, writeWith } from './rw-flags.ts';
import { seek } from './seek.ts';
import { splice, tee, vmsplice } from './splice.ts';
import { select } from './select.ts';
import { countRead, countWrite } from './io-counts.ts';
import { DescriptorTable } from './table.ts';
import { LeaseRequests } from './lease-requests.ts';

/** The status flags that fcntl(F_SETFL) can change. */
const CHANGEABLE = OpenFlags.append | OpenFlags.nonblock | OpenFlags.direct | OpenFlags.noatime;

/** /dev/random and /dev/urandom, and the bits that they have once there were some (POOL_READY_BITS). */
const RANDOM: readonly number[] = [2 ** 20 + 8, 2 ** 20 + 9];
const ENTROPY = 256;

/** What every process of a machine shares. */
export interface DescriptorServices {
  readonly ipc: Ipc;
  readonly pipes: PipesStub;
  readonly sockets: SocketsStub;
  /** Descriptors on their way through sockets. */
  readonly parcels: Parcels;
  /** A number that no other open description has. */
  newLockOwner(): number;
  /** The tree of files without a name, mounted nowhere. */
  readonly memoryFiles: Mount;
}

export class Descriptors extends LeaseRequests implements DescriptorsInterface {
  /** Where what descriptors stand for is made. */
  services: DescriptorServices;
  /** Whether this process ever took a record lock: only then is a close told to the file. */
  #locked = false;

  constructor(services: DescriptorServices, table: DescriptorTable = new DescriptorTable()) {
    super(table);
    this.services = services;
  }

  /** The process is in another network. */
  setSockets(sockets: SocketsStub): void {
    this.services = { ...this.services, sockets };
  }

  get ipc(): Ipc {
    return this.services.ipc;
  }

  newLockOwner(): number {
    return this.services.newLockOwner();
  }

  /** The descriptors of a child process. */
  fork(): Descriptors {
    return new Descriptors(this.services, this.table.copy());
  }

  /** Gives an object that was opened elsewhere the number `fd` (the machine's descriptors 0 to 2), and its name if it has one. */
  install(fd: number, opened: Opened, flags: number, place?: Place): void {
    this.table.put(
      fd,
      new OpenDescription(behindOf(this.ipc, opened), opened.type, place, flags, this.newLockOwner()),
      0,
    );
  }

  /** Closes what exec closes. */
  closeOnExec(pid: number): void {
    for (const fd of this.table.numbers())
      if ((this.table.getFlags(fd) & DescriptorFlags.closeOnExec) !== 0) this.#drop(pid, fd);
  }

  /** The process is gone. */
  closeAll(pid: number): void {
    for (const fd of this.table.numbers()) this.#drop(pid, fd);
  }

  /** The lowest free number at or above `least`, or EMFILE. */
  free(thread: Thread, least: number): number {
    return this.table.free(least, thread.process.limits.current(Resource.openFiles));
  }

  /** The directory that a descriptor of an *at call names. */
  directoryOf(fd: number): Place | number {
    const description = this.table.get(fd);
    if (description === undefined) return Errno.EBADF;
    if (description.place === undefined) return Errno.ENOTDIR;
    if (description.kind === 'directory') return description.place;
    if (description.kind !== 'path') return Errno.ENOTDIR;
    const status = description.place.mount.tree.getStatus(description.place.node);
    if (typeof status === 'number') return status;
    return status.type === FileType.directory ? description.place : Errno.ENOTDIR;
  }

  /** The node behind a descriptor. */
  placeOf(fd: number): Place | number {
    const description = this.table.get(fd);
    return description === undefined ? Errno.EBADF : (description.place ?? Errno.EINVAL);
  }

  open(thread: Thread, at: number | undefined, path: string, flags: number, mode: number): number {
    return open(thread, this, at, path, flags, mode);
  }

  openWithin(
    thread: Thread,
    at: number | undefined,
    path: string,
    flags: number,
    mode: number,
    resolve: number,
  ): number {
    // What is to be made or cut is never only in a cache; everything else is there at once.
    const changes = OpenFlags.create | OpenFlags.truncate | OpenFlags.tempfile;
    if ((resolve & ResolveFlags.cached) !== 0 && (flags & changes) !== 0) return Errno.EAGAIN;
    return open(thread, this, at, path, flags, mode, resolve);
  }

  check(_thread: Thread, fd: number): number {
    const description = this.table.get(fd);
    return description === undefined || description.kind === 'path' ? Errno.EBADF : 0;
  }

  close(thread: Thread, fd: number): number {
    return this.#drop(thread.process.pid, fd);
  }

  closeRange(thread: Thread, first: number, last: number, flags: number, unshare: boolean): number {
    if (first > last) return Errno.EINVAL;
    if (unshare) {
      unshareDescriptors(thread.process);
      return thread.process.descriptors.closeRange(thread, first, last, flags, false);
    }
    for (const fd of this.table.numbers()) {
      if (fd < first || fd > last) continue;
      if (flags === 0) this.#drop(thread.process.pid, fd);
      else this.table.setFlags(fd, this.table.getFlags(fd) | flags);
    }
    return 0;
  }

  read(thread: Thread, fd: number, into: Lease): number {
    const description = this.table.get(fd);
    return description === undefined ? Errno.EBADF : countRead(thread, read(thread, description, into));
  }

  write(thread: Thread, fd: number, from: Lease): number {
    const description = this.table.get(fd);
    return description === undefined ? Errno.EBADF : countWrite(thread, write(thread, description, from));
  }

  readAt(thread: Thread, fd: number, into: Lease, at: number, flags?: number): number {
    const description = this.table.get(fd);
    if (description === undefined) return Errno.EBADF;
    const count = flags === undefined ? readAt(description, into, at) : readWith(thread, description, into, at, flags);
    return countRead(thread, count);
  }

  writeAt(thread: Thread, fd: number, from: Lease, at: number, flags?: number): number {
    const description = this.table.get(fd);
    if (description === undefined) return Errno.EBADF;
    const count =
      flags === undefined ? writeAt(thread, description, from, at) : writeWith(thread, description, from, at, flags);
    return countWrite(thread, count);
  }

  seek(_thread: Thread, fd: number, offset: number, whence: number): number {
    const description = this.table.get(fd);
    return description === undefined ? Errno.EBADF : seek(description, offset, whence);
  }

  duplicate(thread: Thread, fd: number, least: number, flags: number): number {
    const description = this.table.get(fd);
    if (description === undefined) return Errno.EBADF;
    if (least < 0 || least >= thread.process.limits.current(Resource.openFiles)) return Errno.EINVAL;
    const free = this.free(thread, least);
    return free < 0 ? free : this.table.put(free, description, flags);
  }

  duplicateTo(thread: Thread, fd: number, to: number, flags: number, sameIsError: boolean): number {
    if (fd === to && sameIsError) return Errno.EINVAL;
    const description = this.table.get(fd);
    if (description === undefined) return Errno.EBADF;
    if (fd === to) return to;
    if (to < 0 || to >= thread.process.limits.current(Resource.openFiles)) return Errno.EBADF;
    this.#drop(thread.process.pid, to);
    return this.table.put(to, description, flags);
  }

  getDescriptorFlags(_thread: Thread, fd: number): number {
    return this.table.get(fd) === undefined ? Errno.EBADF : this.table.getFlags(fd);
  }

  setDescriptorFlags(_thread: Thread, fd: number, flags: number): number {
    if (this.table.get(fd) === undefined) return Errno.EBADF;
    this.table.setFlags(fd, flags);
    return 0;
  }

  getOpenFlags(_thread: Thread, fd: number): number {
    return this.table.get(fd)?.flags ?? Errno.EBADF;
  }

  setOpenFlags(thread: Thread, fd: number, flags: number): number {
    const description = this.table.get(fd);
    if (description === undefined || description.kind === 'path') return Errno.EBADF;
    if (((flags ^ description.flags) & OpenFlags.async) !== 0)
      this.changeAsync(thread, description, fd, (flags & OpenFlags.async) !== 0);
    description.flags = (description.flags & ~CHANGEABLE) | (flags & CHANGEABLE);
    return 0;
  }

  setNonblocking(_thread: Thread, fd: number, on: number): number {
    const description = this.table.get(fd);
    if (description === undefined || description.kind === 'path') return Errno.EBADF;
    description.flags = on !== 0 ? description.flags | OpenFlags.nonblock : description.flags & ~OpenFlags.nonblock;
    return 0;
  }

  pending(_thread: Thread, fd: number): number {
    const description = this.table.get(fd);
    if (description === undefined || description.kind === 'path') return Errno.EBADF;
    if (description.stream !== undefined) return description.stream.pending();
    if (description.file === undefined || description.kind === 'directory') return Errno.ENOTTY;
    const length = description.file.getLength();
    return length < 0 ? length : Math.max(0, length - description.position);
  }

  pipe(thread: Thread, flags: number): DescriptorPair | Errno {
    const first = this.free(thread, 0);
    if (first < 0) return first;
    const second = this.free(thread, first + 1);
    if (second < 0) return second;
    const ends = this.services.pipes.create(flags, thread.process.credentials);
    if (typeof ends === 'number') return ends;
    const slot = (flags & PipeFlags.closeOnExec) !== 0 ? DescriptorFlags.closeOnExec : 0;
    const status = (flags & PipeFlags.nonblock) !== 0 ? OpenFlags.nonblock : 0;
    // Only the writing end is said to be direct: it is what makes packets.
    const direct = (flags & PipeFlags.direct) !== 0 ? OpenFlags.direct : 0;
    const end = (opened: Opened, mode: number): OpenDescription =>
      new OpenDescription(behindOf(this.ipc, opened), opened.type, undefined, mode | status, this.newLockOwner());
    this.table.put(first, end(ends.reader, OpenFlags.read), slot);
    this.table.put(second, end(ends.writer, OpenFlags.write | direct), slot);
    return { first, second };
  }

  discard(thread: Thread, first: number, second: number): number {
    this.#drop(thread.process.pid, first);
    return this.#drop(thread.process.pid, second);
  }

  getPipeCapacity(_thread: Thread, fd: number): number {
    return this.table.get(fd)?.stream?.getCapacity() ?? Errno.EBADF;
  }

  /** The least is a page of the process. */
  setPipeCapacity({ process }: Thread, fd: number, bytes: number): number {
    return this.table.get(fd)?.stream?.setCapacity(bytes === 0 ? process.space.pageSize : bytes) ?? Errno.EBADF;
  }

  getStatus({ process }: Thread, fd: number): FileStatus | Errno {
    const description = this.table.get(fd);
    if (description === undefined) return Errno.EBADF;
    const { file, stream, place } = description;
    if (file !== undefined) return seenStatus(process, file.getStatus());
    if (place !== undefined) return seenStatus(process, place.mount.tree.getStatus(place.node));
    return seenStatus(process, stream?.getStatus() ?? Errno.EBADF);
  }

  getFileSystemStatus(_thread: Thread, fd: number): FileSystemStatus | Errno {
    const place = this.placeOf(fd);
    if (typeof place === 'number') return place === Errno.EINVAL ? Errno.ENOSYS : place;
    return place.mount.tree.getFileSystemStatus(place.node);
  }

  getEntries(_thread: Thread, fd: number, most: number): readonly DirectoryEntry[] | Errno {
    const description = this.table.get(fd);
    if (description === undefined || description.kind === 'path') return Errno.EBADF;
    if (description.kind !== 'directory' || description.file === undefined) return Errno.ENOTDIR;
    const entries = description.file.getEntries(description.position, most);
    if (typeof entries !== 'number') notedBytes(description, NoticeEvents.access, 1);
    return entries;
  }

  taken(_thread: Thread, fd: number, cookie: number): number {
    const description = this.table.get(fd);
    if (description === undefined) return Errno.EBADF;
    description.position = cookie;
    return 0;
  }

  setLength(thread: Thread, fd: number, length: number): number {
    const description = this.table.get(fd);
    if (description === undefined || description.kind === 'path') return Errno.EBADF;
    if (length < 0) return Errno.EINVAL;
    if (description.kind !== 'file' || !description.writable) return Errno.EINVAL;
    const { file } = description;
    if (file === undefined) return Errno.EINVAL;
    const allowed = lengthAllowed(thread, length, file.getLength());
    return allowed < 0 ? allowed : noted(description.place, NoticeEvents.modify, file.setLength(length));
  }

  allocate(thread: Thread, fd: number, flags: number, at: number, length: number): number {
    const description = this.table.get(fd);
    if (description === undefined || description.kind === 'path') return Errno.EBADF;
    if (at < 0 || length <= 0) return Errno.EINVAL;
    if (!description.writable) return Errno.EBADF;
    if (description.kind === 'directory') return Errno.EISDIR;
    if (description.kind !== 'file') return description.type === FileType.fifo ? Errno.ESPIPE : Errno.ENODEV;
    const { file } = description;
    if (file === undefined) return Errno.ENODEV;
    const grows = (flags & (AllocateFlags.keepSize | AllocateFlags.punchHole | AllocateFlags.collapse)) === 0;
    const size = grows ? file.getLength() : 0;
    const end = (flags & AllocateFlags.insert) !== 0 ? size + length : at + length;
    const allowed = grows ? lengthAllowed(thread, end, size) : 0;
    return allowed < 0 ? allowed : noted(description.place, NoticeEvents.modify, file.allocate(flags, at, length));
  }

  setMode(thread: Thread, fd: number, mode: number): number {
    const description = this.table.get(fd);
    if (description === undefined || description.kind === 'path') return Errno.EBADF;
    const { place, stream } = description;
    const { credentials } = thread.process;
    if (place === undefined) return stream?.setMode(mode & 0o7777, credentials) ?? Errno.EINVAL;
    return noted(place, NoticeEvents.attributes, place.mount.tree.setMode(place.node, mode & 0o7777, credentials));
  }

  setOwner(thread: Thread, fd: number, owner: number, group: number): number {
    const description = this.table.get(fd);
    if (description === undefined || description.kind === 'path') return Errno.EBADF;
    const { place, stream } = description;
    const { process } = thread;
    const { credentials } = process;
    if (place === undefined) return stream?.setOwner(owner, group, credentials) ?? Errno.EINVAL;
    return noted(place, NoticeEvents.attributes, setOwnerOf(process, place, owner, group));
  }

  sync(_thread: Thread, fd: number, _dataOnly: boolean): number {
    const description = this.table.get(fd);
    if (description === undefined || description.kind === 'path') return Errno.EBADF;
    return description.file?.sync() ?? Errno.EINVAL;
  }

  readAhead(_thread: Thread, fd: number, _at: number, _length: number): number {
    const description = this.table.get(fd);
    if (description?.readable !== true || description.kind === 'path') return Errno.EBADF;
    return description.type === FileType.regular ? 0 : Errno.EINVAL;
  }

  getBlockSize(thread: Thread, fd: number): number {
    if (this.table.get(fd)?.kind === 'path') return Errno.EBADF;
    const status = this.getStatus(thread, fd);
    return typeof status === 'number' ? status : status.blockSize;
  }

  getEntropy(thread: Thread, fd: number): number {
    const status = this.table.get(fd)?.kind === 'path' ? Errno.EBADF : this.getStatus(thread, fd);
    if (typeof status === 'number') return status;
    return status.type === FileType.character && RANDOM.includes(status.rdev) ? ENTROPY : Errno.ENOTTY;
  }

  advise(_thread: Thread, fd: number, _at: number, length: number, _advice: number): number {
    const description = this.table.get(fd);
    if (description === undefined || description.kind === 'path') return Errno.EBADF;
    if (description.type === FileType.fifo) return Errno.ESPIPE;
    return length < 0 ? Errno.EINVAL : 0;
  }

  copy(
    thread: Thread,
    to: number,
    toAt: number | undefined,
    from: number,
    fromAt: number | undefined,
    count: number,
    regularOnly: boolean,
  ): number {
    return copy(thread, this.table.get(to), toAt, this.table.get(from), fromAt, count, regularOnly);
  }

  splice(
    thread: Thread,
    from: number,
    fromAt: number | undefined,
    to: number,
    toAt: number | undefined,
    count: number,
    nonblock: boolean,
  ): number {
    const source = { description: this.table.get(from), at: fromAt };
    return splice(thread, source, { description: this.table.get(to), at: toAt }, count, nonblock);
  }

  tee(thread: Thread, from: number, to: number, count: number, nonblock: boolean): number {
    return tee(thread, this.table.get(from), this.table.get(to), count, nonblock);
  }

  vmsplice(thread: Thread, fd: number, memory: Lease, nonblock: boolean): number {
    return vmsplice(thread, this.table.get(fd), memory, nonblock);
  }

  getAttribute(thread: Thread, fd: number, name: string, into: Lease): number {
    const place = this.#attributed(fd, name, false);
    return typeof place === 'number' ? place : getAttribute(place, name, into, thread.process.credentials);
  }

  setAttribute(thread: Thread, fd: number, name: string, from: Lease, how: number): number {
    const place = this.#attributed(fd, name, true);
    if (typeof place === 'number') return place;
    return noted(place, NoticeEvents.attributes, setAttribute(place, name, from, how, thread.process.credentials));
  }

  listAttributes(thread: Thread, fd: number, into: Lease): number {
    const description = this.table.get(fd);
    if (description === undefined || description.kind === 'path') return Errno.EBADF;
    const { place } = description;
    return place === undefined ? 0 : listAttributes(place, into, thread.process.credentials);
  }

  removeAttribute(thread: Thread, fd: number, name: string): number {
    const place = this.#attributed(fd, name, true);
    if (typeof place === 'number') return place;
    return noted(place, NoticeEvents.attributes, removeAttribute(place, name, thread.process.credentials));
  }

  memoryFile(thread: Thread, name: string, flags: number, sealable: boolean, executable: boolean): number {
    return memoryFile(thread, this, this.services.memoryFiles, name, flags, sealable, executable);
  }

  getSeals(_thread: Thread, fd: number): number {
    const description = this.table.get(fd);
    if (description === undefined || description.kind === 'path') return Errno.EBADF;
    return description.file?.getSeals() ?? Errno.EINVAL;
  }

  addSeals(_thread: Thread, fd: number, seals: number): number {
    const description = this.table.get(fd);
    if (description === undefined || description.kind === 'path') return Errno.EBADF;
    if (!description.writable) return Errno.EPERM;
    return description.file?.addSeals(seals) ?? Errno.EINVAL;
  }

  getLock(thread: Thread, fd: number, lock: FileLock, openLock: boolean): FileLock | Errno {
    const description = this.table.get(fd);
    if (description === undefined || description.kind === 'path') return Errno.EBADF;
    const absolute = this.#absolute(description, lock);
    if (typeof absolute === 'number') return absolute;
    if (lock.type === LockType.unlock) return Errno.EINVAL;
    const found = description.file?.getLock(absolute, this.#owner(thread, description, openLock)) ?? Errno.EINVAL;
    // With nothing in the way only the type says so; the range stays as it was asked.
    return typeof found !== 'number' && found.type === LockType.unlock ? { ...lock, type: LockType.unlock } : found;
  }

  setLock(thread: Thread, fd: number, lock: FileLock, wait: boolean, openLock: boolean): number {
    const description = this.table.get(fd);
    if (description === undefined || description.kind === 'path') return Errno.EBADF;
    const { file } = description;
    if (file === undefined) return Errno.EINVAL;
    const absolute = this.#absolute(description, lock);
    if (typeof absolute === 'number') return absolute;
    this.#locked ||= !openLock;
    // F_GETLK tells who holds a lock; one of an open belongs to no process (fcntl_locking(2)).
    const held = { ...absolute, pid: openLock ? -1 : thread.process.pid };
    const result = file.setLock(held, this.#owner(thread, description, openLock), wait);
    if (result !== WOULD_BLOCK) return result;
    if (!wait) return Errno.EAGAIN;
    return thread.interrupted() ? INTERRUPTED : thread.block([file]);
  }

  lockOpen(thread: Thread, fd: number, operation: number): number {
    const description = this.table.get(fd);
    if (description === undefined || description.kind === 'path') return Errno.EBADF;
    const { file } = description;
    if (file === undefined) return Errno.EBADF;
    const result = file.setOpenLock(operation & ~LockFlags.nonblock, description.lockOwner);
    if (result !== WOULD_BLOCK) return result;
    if ((operation & LockFlags.nonblock) !== 0) return Errno.EAGAIN;
    return thread.interrupted() ? INTERRUPTED : thread.block([file]);
  }

  poll(
    thread: Thread,
    requests: readonly PollRequest[],
    timeout: Timespec | undefined,
    mask: SignalSet | undefined,
    remaining: Timespec,
  ): number {
    return poll(thread, this.table, requests, timeout, mask, remaining);
  }

  select(
    thread: Thread,
    count: number,
    readers: FdSet | undefined,
    writers: FdSet | undefined,
    except: FdSet | undefined,
    timeout: Timespec | undefined,
    mask: SignalSet | undefined,
    remaining: Timespec,
  ): number {
    return select(thread, this.table, count, [readers, writers, except], timeout, mask, remaining);
  }

  openPeer(thread: Thread, fd: number, flags: number): number {
    return openPeer(thread, this, this.table.get(fd), flags);
  }

  #drop(pid: number, fd: number): number {
    const description = this.table.take(fd);
    if (description === undefined) return Errno.EBADF;
    // POSIX: closing any descriptor of a file drops the process's record locks on it.
    if (this.#locked) description.file?.dropLocks(pid);
    description.directoryNotices?.forget(this);
    description.release();
    return 0;
  }

  /** The place whose attributes a descriptor names; what has no name has no attributes either. */
  #attributed(fd: number, name: string, write: boolean): Place | number {
    const description = this.table.get(fd);
    if (description === undefined || description.kind === 'path') return Errno.EBADF;
    if (description.place !== undefined) return description.place;
    if (name === '') return Errno.ERANGE;
    if (name.startsWith('user.')) return write ? Errno.EPERM : Errno.ENODATA;
    return Errno.EOPNOTSUPP;
  }

  #owner(thread: Thread, description: OpenDescription, openLock: boolean): number {
    return openLock ? description.lockOwner : thread.process.pid;
  }

  /** A lock's range counted from the start of the file. */
  #absolute(description: OpenDescription, lock: FileLock): FileLock | number {
    let base = 0;
    if (lock.whence === Whence.current) base = description.position;
    else if (lock.whence === Whence.end) base = description.file?.getLength() ?? 0;
    if (base < 0) return base;
    const at = base + lock.start;
    const start = lock.length < 0 ? at + lock.length : at;
    if (start < 0) return Errno.EINVAL;
    return { ...lock, whence: Whence.set, start, length: Math.abs(lock.length) };
  }
}
