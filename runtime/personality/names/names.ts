/**
 * Names as one process sees them: its root, working directory and umask over the shared mount table. Every method resolves
 * here and asks the tree that holds the object; see spec/servers/names.yaml for what each promises.
 */
import { Errno } from '../../generated/errors.ts';
import { FileType } from '../../generated/enums.ts';
import {
  AccessMode,
  FileAttributes,
  NameFlags,
  NoticeEvents,
  OpenFlags,
  RenameFlags,
  ResolveFlags,
} from '../../generated/flags.ts';
import type { FileStatus, FileSystemStatus, PlacedStatus, TimePair } from '../../generated/structs.ts';
import type { Names as NamesInterface } from '../../generated/servers/names.ts';
import type { Lease } from '../../kernel/lease.ts';
import type { Thread } from '../../kernel/thread.ts';
import { seenStatus } from '../users/view.ts';
import { setOwnerOf } from '../users/set-owner.ts';
import { Capability, isCapable } from '../capabilities.ts';
import { lengthAllowed } from '../descriptors/file-limit.ts';
import { getAttribute, listAttributes, modeBelow, removeAttribute, setAttribute } from './attributes.ts';
import { isLastName, noted, noteLinked, noteMade, noteRemoved, noteRenamed } from '../notices/tell.ts';
import { type MountTable, type Place, ROOT_NODE } from './mount-table.ts';
import { type Last, nameOf, resolve, type NameSpace, type Resolved } from './resolve.ts';

/** A name under which something is to be made or removed. */
interface Entry {
  readonly parent: Place;
  readonly name: string;
}

export class Names implements NamesInterface {
  /** Replaced when the process begins a name space or joins one. */
  mounts: MountTable;
  root: Place;
  directory: Place;
  umask: number;

  constructor(mounts: MountTable, root: Place, directory: Place, umask: number) {
    this.mounts = mounts;
    this.root = root;
    this.directory = directory;
    this.umask = umask;
    mounts.users++;
    root.mount.tree.hold(root.node);
    directory.mount.tree.hold(directory.node);
  }

  /** The names of a child process. */
  fork(): Names {
    return new Names(this.mounts, this.root, this.directory, this.umask);
  }

  /** The process is gone. */
  close(): void {
    this.root.mount.tree.release(this.root.node);
    this.directory.mount.tree.release(this.directory.node);
    this.mounts.leave();
  }

  setRoot(place: Place): void {
    place.mount.tree.hold(place.node);
    this.root.mount.tree.release(this.root.node);
    this.root = place;
  }

  setDirectory(place: Place): void {
    place.mount.tree.hold(place.node);
    this.directory.mount.tree.release(this.directory.node);
    this.directory = place;
  }

  /** Goes into another name space; root and working directory are still to be set. */
  enterTable(table: MountTable): void {
    const before = this.mounts;
    this.mounts = table;
    table.users++;
    before.leave();
  }

  /** Where a relative name of a call begins. */
  start(thread: Thread, at: number | undefined, path: string, within = 0): Place | number {
    if (at === undefined || (path.startsWith('/') && (within & ResolveFlags.inRoot) === 0)) return this.directory;
    return thread.process.descriptors.directoryOf(at);
  }

  /** Resolves a name of a call. */
  find(thread: Thread, at: number | undefined, path: string, last: Last, within = 0): Resolved | number {
    // An empty name is none, whatever it were relative to.
    if (path === '') return Errno.ENOENT;
    const start = this.start(thread, at, path, within);
    if (typeof start === 'number') return start;
    const space = this.#space(thread);
    return resolve(within === 0 ? space : { ...space, within }, start, path, last);
  }

  /** The object of a name; with emptyPath and an empty name the descriptor's own. */
  place(thread: Thread, at: number | undefined, path: string, flags: number, follow: boolean): Place | number {
    if (path === '' && (flags & NameFlags.emptyPath) !== 0)
      return at === undefined ? this.directory : thread.process.descriptors.placeOf(at);
    const found = this.find(thread, at, path, follow ? 'follow' : 'keep');
    if (typeof found === 'number') return found;
    return found.place ?? Errno.ENOENT;
  }

  getStatus(thread: Thread, at: number | undefined, path: string, flags: number): FileStatus | number {
    if (path === '' && (flags & NameFlags.emptyPath) !== 0 && at !== undefined)
      return thread.process.descriptors.getStatus(thread, at);
    const place = this.place(thread, at, path, flags, (flags & NameFlags.nofollow) === 0);
    return typeof place === 'number' ? place : seenStatus(thread.process, place.mount.tree.getStatus(place.node));
  }

  getPlacedStatus(thread: Thread, at: number | undefined, path: string, flags: number): PlacedStatus | number {
    let place: Place | undefined;
    let status: FileStatus | number;
    if (path === '' && (flags & NameFlags.emptyPath) !== 0 && at !== undefined) {
      const { descriptors } = thread.process;
      place = descriptors.table.get(at)?.place;
      status = descriptors.getStatus(thread, at);
    } else {
      const found = this.place(thread, at, path, flags, (flags & NameFlags.nofollow) === 0);
      if (typeof found === 'number') return found;
      place = found;
      status = seenStatus(thread.process, found.mount.tree.getStatus(found.node));
    }
    if (typeof status === 'number') return status;
    const attributes = place !== undefined && place.node === place.mount.root ? FileAttributes.mountRoot : 0;
    return { status, mount: place?.mount.number ?? 0, attributes };
  }

  getFileSystemStatus(thread: Thread, path: string): FileSystemStatus | number {
    const place = this.place(thread, undefined, path, 0, true);
    return typeof place === 'number' ? place : place.mount.tree.getFileSystemStatus(place.node);
  }

  getDeviceStatus({ process }: Thread, device: number): FileSystemStatus | number {
    const mount = process.names.mounts.ofDevice(device);
    return mount === undefined ? Errno.EINVAL : mount.tree.getFileSystemStatus(mount.root);
  }

  access(thread: Thread, at: number | undefined, path: string, mode: number, flags: number): number {
    const place = this.place(thread, at, path, flags, (flags & NameFlags.nofollow) === 0);
    if (typeof place === 'number') return place;
    const own = thread.process.credentials;
    const real = own.user === own.fileUser && own.group === own.fileGroup;
    const asked =
      real || (flags & NameFlags.effective) !== 0 ? own : { ...own, fileUser: own.user, fileGroup: own.group };
    return place.mount.tree.access(place.node, mode, asked);
  }

  changeDirectory(thread: Thread, path: string): number {
    const place = this.place(thread, undefined, path, 0, true);
    return typeof place === 'number' ? place : this.#enter(thread, place);
  }

  changeDirectoryTo(thread: Thread, fd: number): number {
    const place = thread.process.descriptors.directoryOf(fd);
    return typeof place === 'number' ? place : this.#enter(thread, place);
  }

  changeRoot(thread: Thread, path: string): number {
    const place = this.place(thread, undefined, path, 0, true);
    if (typeof place === 'number') return place;
    const usable = this.#searchable(thread, place);
    if (usable < 0) return usable;
    if (!isCapable(thread.process, Capability.changeRoot)) return Errno.EPERM;
    this.setRoot(place);
    return 0;
  }

  getWorkingDirectory(_thread: Thread): string | number {
    const name = nameOf(this.root, this.directory);
    if (name !== Errno.ENOENT) return name;
    // It was removed; or it is there, but the root is elsewhere.
    const whole = nameOf({ mount: this.mounts.root, node: ROOT_NODE }, this.directory);
    return typeof whole === 'number' ? whole : `(unreachable)${whole}`;
  }

  setUmask(_thread: Thread, mask: number): number {
    const before = this.umask;
    this.umask = mask & 0o777;
    return before;
  }

  makeDirectory(thread: Thread, at: number | undefined, path: string, mode: number): number {
    const entry = this.#newEntry(thread, at, path, true);
    if (typeof entry === 'number') return entry;
    const { parent, name } = entry;
    const permissions = modeBelow(parent, mode & 0o1777, this.umask);
    const { credentials } = thread.process;
    return noteMade(parent, name, true, parent.mount.tree.makeDirectory(parent.node, name, permissions, credentials));
  }

  makeNode(thread: Thread, at: number | undefined, path: string, type: number, mode: number, device: number): number {
    const entry = this.#newEntry(thread, at, path, false);
    if (typeof entry === 'number') return entry;
    const { parent, name } = entry;
    const permissions = modeBelow(parent, mode & 0o7777, this.umask);
    const { credentials } = thread.process;
    const { tree } = parent.mount;
    return noteMade(parent, name, false, tree.makeNode(parent.node, name, type, permissions, device, credentials));
  }

  makeLink(
    thread: Thread,
    at: number | undefined,
    path: string,
    newAt: number | undefined,
    newPath: string,
    flags: number,
  ): number {
    const place = this.place(thread, at, path, flags, (flags & NameFlags.follow) !== 0);
    // What has no name, as a pipe, is on no file system that one could be made on.
    const nameless = place === Errno.EINVAL;
    if (typeof place === 'number' && !nameless) return place;
    const entry = this.#newEntry(thread, newAt, newPath, false);
    if (typeof entry === 'number') return entry;
    if (typeof place === 'number') return Errno.EXDEV;
    if (entry.parent.mount !== place.mount) return Errno.EXDEV;
    const { parent, name } = entry;
    const result = place.mount.tree.makeLink(place.node, parent.node, name, thread.process.credentials);
    return noteLinked(place, parent, name, result);
  }

  makeSymlink(thread: Thread, target: string, at: number | undefined, path: string): number {
    if (target === '') return Errno.ENOENT;
    const entry = this.#newEntry(thread, at, path, false);
    if (typeof entry === 'number') return entry;
    const { credentials } = thread.process;
    const { parent, name } = entry;
    return noteMade(parent, name, false, parent.mount.tree.makeSymlink(parent.node, name, target, credentials));
  }

  readSymlink(thread: Thread, at: number | undefined, path: string): string | number {
    const place = this.place(thread, at, path, at === undefined ? 0 : NameFlags.emptyPath, false);
    const result = typeof place === 'number' ? place : place.mount.tree.readSymlink(place.node);
    // A descriptor that is no link has no name to be read (readlinkat(2) with an empty name).
    return path === '' && result === Errno.EINVAL ? Errno.ENOENT : result;
  }

  unlink(thread: Thread, at: number | undefined, path: string, flags: number): number {
    const directory = (flags & NameFlags.removeDirectory) !== 0;
    const found = this.find(thread, at, path, 'entry');
    if (typeof found === 'number') return found;
    const { parent, name, place } = found;
    if (name === '' || name === '.' || name === '..') {
      if (!directory) return Errno.EISDIR;
      return name === '' ? Errno.EBUSY : name === '.' ? Errno.EINVAL : Errno.ENOTEMPTY;
    }
    // A mount that may not be changed says so first.
    if (place === undefined) return parent.mount.readOnly ? Errno.EROFS : Errno.ENOENT;
    if (place.mount !== parent.mount)
      return !directory && found.type === FileType.directory ? Errno.EISDIR : Errno.EBUSY;
    const { tree } = parent.mount;
    const { credentials } = thread.process;
    const last = isLastName(place);
    if (directory) return noteRemoved(found, place, last, tree.removeDirectory(parent.node, name, credentials));
    if (found.directory) return found.type === FileType.directory ? Errno.EISDIR : Errno.ENOTDIR;
    return noteRemoved(found, place, last, tree.unlink(parent.node, name, credentials));
  }

  rename(
    thread: Thread,
    at: number | undefined,
    path: string,
    newAt: number | undefined,
    newPath: string,
    flags: number,
  ): number {
    // Linux looks at both directories before it looks the last names up, the old one first.
    const from = this.find(thread, at, path, 'entry');
    if (typeof from === 'number' && from !== Errno.ENAMETOOLONG) return from;
    const to = this.find(thread, newAt, newPath, 'entry');
    if (typeof to === 'number' && to !== Errno.ENAMETOOLONG) return to;
    if (typeof from !== 'number' && isNoEntry(from.name)) return Errno.EBUSY;
    if (typeof to !== 'number' && isNoEntry(to.name))
      return (flags & RenameFlags.noReplace) !== 0 ? Errno.EEXIST : Errno.EBUSY;
    if (typeof from === 'number') return from;
    if (typeof to === 'number') return from.place === undefined ? Errno.ENOENT : to;
    if (from.parent.mount !== to.parent.mount) return Errno.EXDEV;
    if (from.parent.mount.readOnly) return Errno.EROFS;
    if (from.place === undefined) return Errno.ENOENT;
    if (to.place === undefined && (flags & RenameFlags.exchange) !== 0) return Errno.ENOENT;
    if (to.place !== undefined && (flags & RenameFlags.noReplace) !== 0) return Errno.EEXIST;
    if (from.place.mount !== from.parent.mount) return Errno.EBUSY;
    if (to.place !== undefined && to.place.mount !== to.parent.mount) return Errno.EBUSY;
    // A slash behind a name says that it is a directory: of an exchange each for itself, else the old one for both.
    const exchange = (flags & RenameFlags.exchange) !== 0;
    if (exchange && to.directory && to.type !== FileType.directory) return Errno.ENOTDIR;
    if (from.type !== FileType.directory && (from.directory || (!exchange && to.directory))) return Errno.ENOTDIR;
    const { credentials } = thread.process;
    const { tree } = from.parent.mount;
    const last = isLastName(to.place);
    const result = tree.rename(from.parent.node, from.name, to.parent.node, to.name, flags, credentials);
    return noteRenamed(from, to, exchange, last, this.mounts, result);
  }

  setMode(thread: Thread, at: number | undefined, path: string, mode: number, flags: number): number {
    const place = this.place(thread, at, path, flags, (flags & NameFlags.nofollow) === 0);
    if (typeof place === 'number') return place;
    const result = place.mount.tree.setMode(place.node, mode & 0o7777, thread.process.credentials);
    return noted(place, NoticeEvents.attributes, result);
  }

  setOwner(thread: Thread, at: number | undefined, path: string, owner: number, group: number, flags: number): number {
    const place = this.place(thread, at, path, flags, (flags & NameFlags.nofollow) === 0);
    if (typeof place === 'number') return place;
    const { process } = thread;
    const result = setOwnerOf(process, place, owner, group);
    return noted(place, NoticeEvents.attributes, result);
  }

  setTimes(
    thread: Thread,
    at: number | undefined,
    path: string | undefined,
    times: TimePair | undefined,
    flags: number,
  ): number {
    const place =
      path === undefined
        ? at === undefined
          ? Errno.EFAULT
          : thread.process.descriptors.placeOf(at)
        : this.place(thread, at, path, flags, (flags & NameFlags.nofollow) === 0);
    if (typeof place === 'number') return place;
    const result = place.mount.tree.setTimes(place.node, times ?? NOW, thread.process.credentials);
    return noted(place, NoticeEvents.attributes, result);
  }

  setLength(thread: Thread, path: string, length: number): number {
    if (length < 0) return Errno.EINVAL;
    const place = this.place(thread, undefined, path, 0, true);
    if (typeof place === 'number') return place;
    const { tree } = place.mount;
    const status = tree.getStatus(place.node);
    if (typeof status === 'number') return status;
    if (status.type === FileType.regular) {
      const allowed = lengthAllowed(thread, length, status.size);
      if (allowed < 0) return allowed;
    }
    const { leases } = thread.process.processes;
    const kept = leases.none ? 0 : leases.break(thread, place, OpenFlags.write, AccessMode.write);
    if (kept !== 0) return kept;
    return noted(place, NoticeEvents.modify, tree.setLength(place.node, length, thread.process.credentials));
  }

  getAttribute(thread: Thread, at: number | undefined, path: string, flags: number, name: string, into: Lease): number {
    const place = this.place(thread, at, path, flags, (flags & NameFlags.nofollow) === 0);
    return typeof place === 'number' ? place : getAttribute(place, name, into, thread.process.credentials);
  }

  setAttribute(
    thread: Thread,
    at: number | undefined,
    path: string,
    flags: number,
    name: string,
    from: Lease,
    how: number,
  ): number {
    const place = this.place(thread, at, path, flags, (flags & NameFlags.nofollow) === 0);
    if (typeof place === 'number') return place;
    return noted(place, NoticeEvents.attributes, setAttribute(place, name, from, how, thread.process.credentials));
  }

  listAttributes(thread: Thread, at: number | undefined, path: string, flags: number, into: Lease): number {
    const place = this.place(thread, at, path, flags, (flags & NameFlags.nofollow) === 0);
    return typeof place === 'number' ? place : listAttributes(place, into, thread.process.credentials);
  }

  removeAttribute(thread: Thread, at: number | undefined, path: string, flags: number, name: string): number {
    const place = this.place(thread, at, path, flags, (flags & NameFlags.nofollow) === 0);
    if (typeof place === 'number') return place;
    return noted(place, NoticeEvents.attributes, removeAttribute(place, name, thread.process.credentials));
  }

  sync(_thread: Thread): number {
    for (const { tree } of this.mounts.mounts) tree.sync();
    return 0;
  }

  #space(thread: Thread): NameSpace {
    return { mounts: this.mounts, root: this.root, credentials: thread.process.credentials };
  }

  /** The name under which something new is to stand. */
  #newEntry(thread: Thread, at: number | undefined, path: string, directory: boolean): Entry | number {
    const found = this.find(thread, at, path, 'entry');
    if (typeof found === 'number') return found;
    if (found.place !== undefined) return Errno.EEXIST;
    if (found.directory && !directory) return Errno.ENOENT;
    return found;
  }

  #searchable(thread: Thread, place: Place): number {
    const { tree } = place.mount;
    const status = tree.getStatus(place.node);
    if (typeof status === 'number') return status;
    if (status.type !== FileType.directory) return Errno.ENOTDIR;
    return tree.access(place.node, AccessMode.execute, thread.process.credentials);
  }

  #enter(thread: Thread, place: Place): number {
    const usable = this.#searchable(thread, place);
    if (usable < 0) return usable;
    this.setDirectory(place);
    return 0;
  }
}

/** What ends a path without naming an entry of its directory. */
function isNoEntry(name: string): boolean {
  return name === '' || name === '.' || name === '..';
}

const TIME_NOW = { omit: false, now: true, time: { seconds: 0, nanoseconds: 0 } };
const NOW: TimePair = { accessed: TIME_NOW, modified: TIME_NOW };
