/**
 * A folder of the host as a tree of the guest: a bind, writable or not. Every operation goes through the host port's
 * folders, which cannot name anything outside; symbolic links are followed by the client, in the guest's names.
 * Answers that are structures are good until the next call.
 */
import { Errno } from '../../generated/errors.ts';
import { FileType, ObjectKind } from '../../generated/enums.ts';
import { OpenFlags, RenameFlags } from '../../generated/flags.ts';
import { dispatchNameTree, type NameTree } from '../../generated/servers/name-tree.ts';
import {
  type Credentials,
  emptyFileStatus,
  emptyTimespec,
  emptyWalk,
  type FileStatus,
  type FileSystemStatus,
  type Opened,
  type TimePair,
  type Timespec,
  type Walk,
} from '../../generated/structs.ts';
import type { HostFolder } from '../../host/port.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import { attributeForbids } from './attributes.ts';
import { CountedFile } from './counted-file.ts';
import { HostOpenFile } from './host-file.ts';
import type { HostNode } from './host-node.ts';
import { HostNodes, type HostTreeOptions } from './host-nodes.ts';
import { openHostNode, setHostLength } from './host-open.ts';
import { hostWalk } from './host-walk.ts';
import { hostGroup, hostUser } from './identity.ts';
import { LONGEST_NAME } from './memory-nodes.ts';
import { copyTime } from './node.ts';
import { groupIn, isOwner, mayGive, mayLink, modeAfterChange, modeIn } from './permission.ts';
import type { FileServices } from './services.ts';
import { mayTouch } from './times.ts';

const UNCHANGED = 2 ** 32 - 1;

export class HostTree extends HostNodes implements NameTree {
  readonly handle: ObjectHandle;
  readonly #walk = emptyWalk();

  constructor(services: FileServices, options: HostTreeOptions) {
    super(services, options);
    this.handle = services.ipc.table.register<NameTree>(this, dispatchNameTree);
  }

  walk(from: number, path: string, followLast: boolean, credentials: Credentials): Walk | Errno {
    this.pool.trim();
    return hostWalk(this, from, path, followLast, credentials, this.#walk);
  }

  hold(number: number): number {
    const node = this.find(number);
    if (node !== undefined) node.holds++;
    return 0;
  }

  release(number: number): number {
    const node = this.find(number);
    if (node === undefined) return 0;
    node.holds--;
    this.collect(node);
    return 0;
  }

  getStatus(number: number): FileStatus | Errno {
    const node = this.find(number);
    return node === undefined ? Errno.ENOENT : this.status(node);
  }

  getFileSystemStatus(_number: number): FileSystemStatus | Errno {
    const host = { blockSize: 0, blocks: 0, freeBlocks: 0, availableBlocks: 0, files: 0, freeFiles: 0 };
    const failed = this.options.folder.fileSystem(host);
    if (failed < 0) return failed;
    const source = this.options.source ?? 'host';
    return { ...host, type: 'bind', source, identity: this.device, nameLength: LONGEST_NAME, readOnly: this.readOnly };
  }

  access(number: number, mode: number, credentials: Credentials): number {
    const status = this.getStatus(number);
    return typeof status === 'number' ? status : this.permits(status, mode, credentials);
  }

  open(number: number, flags: number, credentials: Credentials): Opened | Errno {
    const node = this.find(number);
    return node === undefined ? Errno.ENOENT : openHostNode(this, node, flags, credentials);
  }

  create(parent: number, name: string, mode: number, flags: number, credentials: Credentials): Opened | Errno {
    const directory = this.#directoryOf(parent, name);
    if (typeof directory === 'number') return directory;
    const existing = this.lookup(directory, name);
    if (typeof existing === 'number') return existing;
    if (existing !== undefined) {
      if ((flags & OpenFlags.exclusive) !== 0) return Errno.EEXIST;
      return existing.isDirectory ? Errno.EISDIR : openHostNode(this, existing, flags, credentials);
    }
    const mine = this.#mayAdd(directory, FileType.regular, mode, credentials);
    if (typeof mine === 'number') return mine;
    const folder = this.folderOf(directory);
    if (typeof folder === 'number') return folder;
    const asked = (flags & (OpenFlags.read | OpenFlags.write)) | OpenFlags.create | OpenFlags.exclusive;
    const file = folder.open(name, asked, mine.mode);
    if (typeof file === 'number') return file;
    const node = this.#added(directory, folder, name, mine);
    if (typeof node === 'number') {
      file.close();
      return node;
    }
    const open = new HostOpenFile(this, node, new CountedFile(file, flags & (OpenFlags.read | OpenFlags.write)), flags);
    return { object: open.handle, kind: ObjectKind.file, type: node.type, node: node.number, availability: 0 };
  }

  /** Node makes no file without a name that could get one later; programs then make one with a name. */
  createUnnamed(): Opened | Errno {
    return Errno.EOPNOTSUPP;
  }

  makeDirectory(parent: number, name: string, mode: number, credentials: Credentials): number {
    return this.#make(parent, name, FileType.directory, mode, credentials, (folder, own) =>
      folder.makeFolder(name, own),
    );
  }

  makeNode(
    parent: number,
    name: string,
    type: number,
    mode: number,
    _device: number,
    credentials: Credentials,
  ): number {
    if (type === FileType.directory || type === FileType.symlink || type === FileType.none) return Errno.EINVAL;
    return this.#make(parent, name, type, mode, credentials, (folder, own) => {
      // Devices are the machine's, and stand in /dev.
      if (type === FileType.character || type === FileType.block) return Errno.EPERM;
      const file = folder.open(name, OpenFlags.write | OpenFlags.create | OpenFlags.exclusive, own);
      if (typeof file === 'number') return file;
      file.close();
      if (type === FileType.regular) return 0;
      const failed = folder.statusOf(name, this.found);
      if (failed === 0) this.specials.add(this.found.device, this.found.inode, type);
      return failed;
    });
  }

  makeSymlink(parent: number, name: string, target: string, credentials: Credentials): number {
    if (target === '') return Errno.ENOENT;
    return this.#make(parent, name, FileType.symlink, 0o777, credentials, (folder) => folder.makeSymlink(name, target));
  }

  makeLink(number: number, parent: number, name: string, credentials: Credentials): number {
    const node = this.find(number);
    if (node === undefined) return Errno.ENOENT;
    const directory = this.#directoryOf(parent, name);
    if (typeof directory === 'number') return directory;
    const existing = this.lookup(directory, name);
    if (typeof existing === 'number') return existing;
    if (existing !== undefined) return Errno.EEXIST;
    if (this.readOnly) return Errno.EROFS;
    const status = this.status(node);
    if (typeof status === 'number') return status;
    if (!mayLink(status, credentials)) return Errno.EPERM;
    const allowed = this.mayChange(directory, credentials);
    if (allowed < 0) return allowed;
    if (node.isDirectory) return Errno.EPERM;
    const from = this.parentFolder(node);
    if (typeof from === 'number') return from;
    const to = this.folderOf(directory);
    return typeof to === 'number' ? to : from.makeLink(node.name, to, name);
  }

  readSymlink(number: number): string | Errno {
    const node = this.find(number);
    if (node === undefined) return Errno.ENOENT;
    return node.type === FileType.symlink ? this.targetOf(node) : Errno.EINVAL;
  }

  unlink(parent: number, name: string, credentials: Credentials): number {
    const found = this.#removable(parent, name, credentials);
    if (typeof found === 'number') return found;
    const { directory, node } = found;
    if (node.isDirectory) return Errno.EISDIR;
    const folder = this.folderOf(directory);
    if (typeof folder === 'number') return folder;
    const last = this.found.links <= 1;
    const failed = folder.remove(name);
    if (failed === 0 && last) this.lose(node);
    return failed;
  }

  removeDirectory(parent: number, name: string, credentials: Credentials): number {
    if (name === '.') return Errno.EINVAL;
    if (name === '..') return Errno.ENOTEMPTY;
    const found = this.#removable(parent, name, credentials);
    if (typeof found === 'number') return found;
    const { directory, node } = found;
    if (!node.isDirectory) return Errno.ENOTDIR;
    const folder = this.folderOf(directory);
    if (typeof folder === 'number') return folder;
    const failed = folder.removeFolder(name);
    if (failed === 0) this.lose(node);
    return failed;
  }

  rename(
    parent: number,
    name: string,
    newParent: number,
    newName: string,
    flags: number,
    credentials: Credentials,
  ): number {
    // Node has no renameat2: replacing is all it does. noReplace is looked at here, and an exchange is three renames.
    const exchange = (flags & RenameFlags.exchange) !== 0;
    if ((flags & RenameFlags.whiteout) !== 0) return Errno.EINVAL;
    const to = this.#directoryOf(newParent, '');
    if (typeof to === 'number') return to;
    const found = this.#removable(parent, name, credentials);
    if (typeof found === 'number') return found;
    const { directory: from, node } = found;
    if (newName.length > LONGEST_NAME) return Errno.ENAMETOOLONG;
    const target = this.lookup(to, newName);
    if (typeof target === 'number') return target;
    if (target !== undefined && (flags & RenameFlags.noReplace) !== 0) return Errno.EEXIST;
    if (target === undefined && exchange) return Errno.ENOENT;
    if (node === target) return 0;
    const lastTarget = target !== undefined && (this.found.links <= 1 || target.isDirectory);
    const allowed =
      target === undefined ? this.mayChange(to, credentials) : this.mayRemove(to, this.found, credentials);
    if (allowed < 0) return allowed;
    const source = this.folderOf(from);
    if (typeof source === 'number') return source;
    const folder = this.folderOf(to);
    if (typeof folder === 'number') return folder;
    if (exchange && target !== undefined) {
      const failed = exchangeNames(source, name, folder, newName);
      if (failed < 0) return failed;
      this.move(node, to, newName);
      this.move(target, from, name);
      return 0;
    }
    const failed = source.rename(name, folder, newName);
    if (failed < 0) return failed;
    if (target !== undefined && lastTarget) this.lose(target);
    this.move(node, to, newName);
    return 0;
  }

  setMode(number: number, mode: number, credentials: Credentials): number {
    const found = this.#owned(number, credentials);
    if (typeof found === 'number') return found;
    const { node, status } = found;
    if (node.type === FileType.symlink) return Errno.EOPNOTSUPP;
    const wanted = modeAfterChange(status, mode, credentials);
    if (node.isDirectory) return this.#onFolder(node, (folder) => folder.setOwnMode(wanted));
    return this.#onNode(node, (folder) => folder.setMode(node.name, wanted));
  }

  setOwner(number: number, owner: number, group: number, credentials: Credentials): number {
    const node = this.find(number);
    if (node === undefined) return Errno.ENOENT;
    if (this.readOnly) return Errno.EROFS;
    const status = this.status(node);
    if (typeof status === 'number') return status;
    if (!mayGive(status, owner, group, credentials)) return Errno.EPERM;
    const { identity } = this.options;
    const user = owner === UNCHANGED ? owner : hostUser(owner, identity);
    const team = group === UNCHANGED ? group : hostGroup(group, identity);
    if (node.isDirectory) return this.#onFolder(node, (folder) => folder.setOwnOwner(user, team));
    return this.#onNode(node, (folder) => folder.setOwner(node.name, user, team));
  }

  setTimes(number: number, times: TimePair, credentials: Credentials): number {
    const node = this.find(number);
    if (node === undefined) return Errno.ENOENT;
    if (this.readOnly) return Errno.EROFS;
    if (times.accessed.omit && times.modified.omit) return 0;
    const status = this.status(node);
    if (typeof status === 'number') return status;
    const allowed = mayTouch(status, times, credentials);
    if (allowed < 0) return allowed;
    const now = emptyTimespec();
    this.services.now(now);
    const accessed = chosen(times.accessed, status.accessed, now);
    const modified = chosen(times.modified, status.modified, now);
    if (node.isDirectory) return this.#onFolder(node, (folder) => folder.setOwnTimes(accessed, modified));
    return this.#onNode(node, (folder) => folder.setTimes(node.name, accessed, modified));
  }

  setLength(number: number, length: number, credentials: Credentials): number {
    const node = this.find(number);
    if (node === undefined) return Errno.ENOENT;
    if (node.isDirectory) return Errno.EISDIR;
    if (node.type !== FileType.regular) return Errno.EINVAL;
    return setHostLength(this, node, length, credentials);
  }

  /** Node reaches no extended attributes: a file system without them answers so. */
  getAttribute(number: number, name: string, credentials: Credentials): string | Errno {
    return this.#noAttribute(number, name, false, credentials) || Errno.EOPNOTSUPP;
  }

  setAttribute(number: number, name: string, _value: string, _flags: number, credentials: Credentials): number {
    return this.#noAttribute(number, name, true, credentials) || Errno.EOPNOTSUPP;
  }

  listAttributes(number: number): readonly string[] | Errno {
    return this.find(number) === undefined ? Errno.ENOENT : [];
  }

  removeAttribute(number: number, name: string, credentials: Credentials): number {
    return this.#noAttribute(number, name, true, credentials) || Errno.EOPNOTSUPP;
  }

  #noAttribute(number: number, name: string, write: boolean, credentials: Credentials): 0 | Errno {
    if (write && this.readOnly) return Errno.EROFS;
    const status = this.getStatus(number);
    return typeof status === 'number' ? status : attributeForbids(status, name, write, credentials);
  }

  sync(): number {
    return 0;
  }

  #onNode(node: HostNode, call: (folder: HostFolder) => 0 | Errno): 0 | Errno {
    const folder = this.parentFolder(node);
    return typeof folder === 'number' ? folder : call(folder);
  }

  #onFolder(node: HostNode, call: (folder: HostFolder) => 0 | Errno): 0 | Errno {
    const folder = this.folderOf(node);
    return typeof folder === 'number' ? folder : call(folder);
  }

  #directoryOf(number: number, name: string): HostNode | Errno {
    const node = this.find(number);
    if (node === undefined || node.gone) return Errno.ENOENT;
    if (!node.isDirectory) return Errno.ENOTDIR;
    return name.length > LONGEST_NAME ? Errno.ENAMETOOLONG : node;
  }

  #removable(parent: number, name: string, credentials: Credentials): { directory: HostNode; node: HostNode } | Errno {
    const directory = this.#directoryOf(parent, name);
    if (typeof directory === 'number') return directory;
    if (this.readOnly) return Errno.EROFS;
    const node = this.lookup(directory, name);
    if (node === undefined) return Errno.ENOENT;
    if (typeof node === 'number') return node;
    const allowed = this.mayRemove(directory, this.found, credentials);
    return allowed < 0 ? (allowed as Errno) : { directory, node };
  }

  #owned(number: number, credentials: Credentials): { node: HostNode; status: FileStatus } | Errno {
    const node = this.find(number);
    if (node === undefined) return Errno.ENOENT;
    if (this.readOnly) return Errno.EROFS;
    const status = this.status(node);
    if (typeof status === 'number') return status;
    return isOwner(status, credentials) ? { node, status } : Errno.EPERM;
  }

  /** What a new entry will be, or why it may not be made. */
  #mayAdd(directory: HostNode, type: number, mode: number, credentials: Credentials): New | Errno {
    if (this.readOnly) return Errno.EROFS;
    const allowed = this.mayChange(directory, credentials);
    if (allowed < 0) return allowed as Errno;
    const { identity } = this.options;
    return {
      mode: modeIn(this.foundDirectory, type, mode & 0o7777, credentials),
      owner: hostUser(credentials.fileUser, identity),
      group: hostGroup(groupIn(this.foundDirectory, credentials), identity),
    };
  }

  #make(
    parent: number,
    name: string,
    type: number,
    mode: number,
    credentials: Credentials,
    make: (folder: HostFolder, mode: number) => 0 | Errno,
  ): number {
    const directory = this.#directoryOf(parent, name);
    if (typeof directory === 'number') return directory;
    const existing = this.lookup(directory, name);
    if (typeof existing === 'number') return existing;
    if (existing !== undefined) return Errno.EEXIST;
    const mine = this.#mayAdd(directory, type, mode, credentials);
    if (typeof mine === 'number') return mine;
    const folder = this.folderOf(directory);
    if (typeof folder === 'number') return folder;
    const failed = make(folder, mine.mode);
    if (failed < 0) return failed;
    const node = this.#added(directory, folder, name, mine);
    return typeof node === 'number' ? node : 0;
  }

  /** Gives a new entry to the guest's user where the host lets us. */
  #added(directory: HostNode, folder: HostFolder, name: string, mine: New): HostNode | Errno {
    const failed = folder.statusOf(name, this.found);
    if (failed < 0) return failed as Errno;
    this.specials.show(this.found);
    const { device, inode, type, owner, group } = this.found;
    if (owner !== mine.owner || group !== mine.group) {
      const given = folder.setOwner(name, mine.owner, mine.group);
      if (given === 0 && type !== FileType.symlink && (mine.mode & 0o6000) !== 0) folder.setMode(name, mine.mode);
    }
    return this.know(device, inode, type, directory, name);
  }
}

/** Lets two names stand for each other's objects; a third name stands in between, and all goes back when a step fails. */
function exchangeNames(one: HostFolder, name: string, other: HostFolder, otherName: string): 0 | Errno {
  let between = '';
  for (let i = 0; between === ''; i++) {
    const status = one.statusOf(`.k42-exchange-${i}`, emptyFileStatus());
    if (status === Errno.ENOENT) between = `.k42-exchange-${i}`;
    else if (status < 0) return status;
  }
  let failed = one.rename(name, one, between);
  if (failed < 0) return failed;
  failed = other.rename(otherName, one, name);
  if (failed < 0) {
    one.rename(between, one, name);
    return failed;
  }
  failed = one.rename(between, other, otherName);
  if (failed < 0) {
    one.rename(name, other, otherName);
    one.rename(between, one, name);
  }
  return failed;
}

interface New {
  readonly mode: number;
  readonly owner: number;
  readonly group: number;
}

function chosen(change: TimePair['accessed'], before: Timespec, now: Timespec): Timespec {
  const time = emptyTimespec();
  copyTime(change.omit ? before : change.now ? now : change.time, time);
  return time;
}
