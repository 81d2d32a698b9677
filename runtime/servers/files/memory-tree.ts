/**
 * A tree of files in memory: tmpfs, and with a folder of the host below it an overlay, whose lower files are read where
 * they stand until they are changed. Answers that are structures are good until the next call.
 */
import { Errno } from '../../generated/errors.ts';
import { FileType } from '../../generated/enums.ts';
import { AccessMode, OpenFlags } from '../../generated/flags.ts';
import { dispatchNameTree, type NameTree } from '../../generated/servers/name-tree.ts';
import {
  type Credentials,
  emptyFileStatus,
  emptyWalk,
  type FileStatus,
  type FileSystemStatus,
  type Opened,
  type TimePair,
  type Walk,
} from '../../generated/structs.ts';
import type { HostFolder } from '../../host/port.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import { Content } from './content.ts';
import { copyUp } from './copy-up.ts';
import { Directory } from './directory.ts';
import { FolderPool } from './folder-pool.ts';
import { type Identity, toGuest } from './identity.ts';
import { Lower } from './lower.ts';
import { openNode } from './memory-open.ts';
import { copyTime, Node } from './node.ts';
import {
  groupIn,
  isOwner,
  mayAccess,
  mayGive,
  mayLink,
  modeAfterChange,
  modeIn,
  stickyForbids,
  withoutSetId,
} from './permission.ts';
import { rename } from './rename.ts';
import type { FileServices } from './services.ts';
import { Space } from './space.ts';
import { setTimes } from './times.ts';
import { walk } from './walk.ts';

export const ROOT = 1;
export const LONGEST_NAME = 255;
const MOST_LINKS = 65000;
const UNCHANGED = 2 ** 32 - 1;
const DIRECTORY_SIZE = 4096;

export interface MemoryTreeOptions {
  /** A folder of the host that shows through where nothing was written. */
  readonly lower?: HostFolder;
  readonly identity?: Identity;
  readonly readOnly?: boolean;
  /** Bytes that files may take in memory. */
  readonly capacity?: number;
  /** Permissions of the root of a tree without a lower folder. */
  readonly permissions?: number;
  /** What statfs and mount lists show. */
  readonly type?: string;
  readonly source?: string;
}

export class MemoryTree implements NameTree {
  readonly services: FileServices;
  readonly handle: ObjectHandle;
  readonly readOnly: boolean;
  readonly root: Node;
  readonly space: Space;
  readonly #options: MemoryTreeOptions;
  readonly #device: number;
  readonly #nodes = new Map<number, Node>();
  readonly #pool: FolderPool | undefined;
  readonly #status = emptyFileStatus();
  readonly #walk = emptyWalk();
  #next = ROOT;

  constructor(services: FileServices, options: MemoryTreeOptions = {}) {
    this.services = services;
    this.#options = options;
    this.readOnly = options.readOnly ?? false;
    this.space = new Space(options.capacity ?? 2 ** 30);
    this.#device = services.newDevice();
    this.#pool = options.lower === undefined ? undefined : new FolderPool(options.lower);
    this.root = this.make(undefined, '', FileType.directory, options.permissions ?? 0o755);
    this.root.directory = new Directory(this.#pool?.root);
    if (options.lower !== undefined && options.lower.status(this.#status) === 0) this.#take(this.root, this.#status);
    this.handle = services.ipc.table.register<NameTree>(this, dispatchNameTree);
  }

  walk(from: number, path: string, followLast: boolean, credentials: Credentials): Walk | Errno {
    this.#pool?.trim();
    return walk(this, from, path, followLast, credentials, this.#walk);
  }

  hold(node: number): number {
    const held = this.#nodes.get(node);
    if (held !== undefined) held.holds++;
    return 0;
  }

  release(node: number): number {
    const held = this.#nodes.get(node);
    if (held === undefined) return 0;
    held.holds--;
    this.collect(held);
    return 0;
  }

  getStatus(node: number): FileStatus | Errno {
    return this.find(node);
  }

  getFileSystemStatus(_node: number): FileSystemStatus | Errno {
    const blocks = Math.floor(this.space.capacity / 4096);
    const free = Math.floor((this.space.capacity - this.space.used) / 4096);
    return {
      type: this.#options.type ?? (this.#pool === undefined ? 'tmpfs' : 'overlay'),
      source: this.#options.source ?? 'none',
      blockSize: 4096,
      blocks,
      freeBlocks: free,
      availableBlocks: free,
      files: blocks,
      freeFiles: Math.max(0, blocks - this.#nodes.size),
      identity: this.#device,
      nameLength: LONGEST_NAME,
      readOnly: this.readOnly,
    };
  }

  access(number: number, mode: number, credentials: Credentials): number {
    const node = this.find(number);
    if (typeof node === 'number') return node;
    return this.permits(node, mode, credentials);
  }

  open(number: number, flags: number, credentials: Credentials): Opened | Errno {
    const node = this.find(number);
    return typeof node === 'number' ? node : openNode(this, node, flags, credentials);
  }

  create(parent: number, name: string, mode: number, flags: number, credentials: Credentials): Opened | Errno {
    const directory = this.#directoryOf(parent, name);
    if (typeof directory === 'number') return directory;
    const existing = this.lookup(directory, name);
    if (typeof existing === 'number') return existing;
    if (existing !== undefined) {
      if ((flags & OpenFlags.exclusive) !== 0) return Errno.EEXIST;
      if (existing.isDirectory) return Errno.EISDIR;
      return openNode(this, existing, flags, credentials);
    }
    const node = this.#enter(directory, name, FileType.regular, mode, credentials);
    if (typeof node === 'number') return node;
    node.content = new Content(this.space);
    // The mode does not apply to the open that makes the file: open(2).
    return openNode(this, node, flags & ~OpenFlags.truncate, undefined);
  }

  makeDirectory(parent: number, name: string, mode: number, credentials: Credentials): number {
    const node = this.#makeNew(parent, name, FileType.directory, mode, credentials);
    if (typeof node === 'number') return node;
    node.directory = new Directory(undefined);
    return 0;
  }

  makeNode(parent: number, name: string, type: number, mode: number, device: number, credentials: Credentials): number {
    if (type === FileType.directory || type === FileType.symlink || type === FileType.none) return Errno.EINVAL;
    if ((type === FileType.character || type === FileType.block) && credentials.fileUser !== 0) {
      const directory = this.#directoryOf(parent, name);
      if (typeof directory === 'number') return directory;
      return this.lookup(directory, name) === undefined ? Errno.EPERM : Errno.EEXIST;
    }
    const node = this.#makeNew(parent, name, type, mode, credentials);
    if (typeof node === 'number') return node;
    if (type === FileType.regular) node.content = new Content(this.space);
    if (type === FileType.character || type === FileType.block) node.rdev = device;
    return 0;
  }

  makeLink(number: number, parent: number, name: string, credentials: Credentials): number {
    const node = this.find(number);
    if (typeof node === 'number') return node;
    const directory = this.#directoryOf(parent, name);
    if (typeof directory === 'number') return directory;
    const existing = this.lookup(directory, name);
    if (typeof existing === 'number') return existing;
    if (existing !== undefined) return Errno.EEXIST;
    if (this.readOnly) return Errno.EROFS;
    if (!mayLink(node, credentials)) return Errno.EPERM;
    const allowed = this.mayChange(directory, credentials);
    if (allowed < 0) return allowed;
    if (node.isDirectory) return Errno.EPERM;
    if (node.links === 0) return Errno.ENOENT;
    if (node.links >= MOST_LINKS) return Errno.EMLINK;
    node.links++;
    this.changed(node);
    this.place(directory, name, node);
    return 0;
  }

  makeSymlink(parent: number, name: string, target: string, credentials: Credentials): number {
    if (target === '') return Errno.ENOENT;
    const node = this.#makeNew(parent, name, FileType.symlink, 0o777, credentials);
    if (typeof node === 'number') return node;
    node.target = target;
    node.size = target.length;
    return 0;
  }

  readSymlink(number: number): string | Errno {
    const node = this.find(number);
    if (typeof node === 'number') return node;
    if (node.type !== FileType.symlink) return Errno.EINVAL;
    this.touch(node);
    return this.targetOf(node);
  }

  unlink(parent: number, name: string, credentials: Credentials): number {
    const directory = this.#directoryOf(parent, name);
    if (typeof directory === 'number') return directory;
    if (this.readOnly) return Errno.EROFS;
    const node = this.lookup(directory, name);
    if (typeof node === 'number') return node;
    if (node === undefined) return Errno.ENOENT;
    const allowed = this.mayRemove(directory, node, credentials);
    if (allowed < 0) return allowed;
    if (node.isDirectory) return Errno.EISDIR;
    this.displace(directory, name, node);
    return 0;
  }

  removeDirectory(parent: number, name: string, credentials: Credentials): number {
    if (name === '.') return Errno.EINVAL;
    if (name === '..') return Errno.ENOTEMPTY;
    const directory = this.#directoryOf(parent, name);
    if (typeof directory === 'number') return directory;
    if (this.readOnly) return Errno.EROFS;
    const node = this.lookup(directory, name);
    if (typeof node === 'number') return node;
    if (node === undefined) return Errno.ENOENT;
    const allowed = this.mayRemove(directory, node, credentials);
    if (allowed < 0) return allowed;
    if (node.directory === undefined) return Errno.ENOTDIR;
    const empty = this.isEmpty(node);
    if (empty !== true) return empty === false ? Errno.ENOTEMPTY : empty;
    this.displace(directory, name, node);
    return 0;
  }

  rename(
    parent: number,
    name: string,
    newParent: number,
    newName: string,
    flags: number,
    credentials: Credentials,
  ): number {
    const from = this.#directoryOf(parent, name);
    if (typeof from === 'number') return from;
    // The length of the new name is looked at after the old one was found.
    const to = this.#directoryOf(newParent, '');
    if (typeof to === 'number') return to;
    return rename(this, { directory: from, name }, { directory: to, name: newName }, flags, credentials);
  }

  setMode(number: number, mode: number, credentials: Credentials): number {
    const node = this.#changeable(number);
    if (typeof node === 'number') return node;
    if (node.type === FileType.symlink) return Errno.EOPNOTSUPP;
    if (!isOwner(node, credentials)) return Errno.EPERM;
    node.permissions = modeAfterChange(node, mode, credentials);
    this.changed(node);
    return 0;
  }

  setOwner(number: number, owner: number, group: number, credentials: Credentials): number {
    const node = this.#changeable(number);
    if (typeof node === 'number') return node;
    if (!mayGive(node, owner, group, credentials)) return Errno.EPERM;
    if (owner !== UNCHANGED) node.owner = owner;
    if (group !== UNCHANGED) node.group = group;
    if (!node.isDirectory) node.permissions = withoutSetId(node.permissions);
    this.changed(node);
    return 0;
  }

  setTimes(number: number, times: TimePair, credentials: Credentials): number {
    const node = this.#changeable(number);
    return typeof node === 'number' ? node : setTimes(this, node, times, credentials);
  }

  setLength(number: number, length: number, credentials: Credentials): number {
    const node = this.find(number);
    if (typeof node === 'number') return node;
    if (node.isDirectory) return Errno.EISDIR;
    if (node.type !== FileType.regular) return Errno.EINVAL;
    const allowed = this.permits(node, AccessMode.write, credentials);
    if (allowed < 0) return allowed;
    if (node.programs > 0) return Errno.ETXTBSY;
    return this.resize(node, length, credentials.fileUser !== 0);
  }

  getPath(number: number): string | Errno {
    const node = this.find(number);
    if (typeof node === 'number') return node;
    if (node === this.root) return '/';
    let path = '';
    for (let at = node; at !== this.root; ) {
      const { parent } = at;
      if (parent?.directory?.entries.get(at.name) !== at) return Errno.ENOENT;
      path = `/${at.name}${path}`;
      at = parent;
    }
    return path;
  }

  sync(): number {
    return 0;
  }

  // What the files beside this one use.

  /** The node of a number, with everything known about it. */
  find(number: number): Node | Errno {
    const node = this.#nodes.get(number);
    if (node === undefined) return Errno.ENOENT;
    if (node.unread) {
      const failed = this.#read(node);
      if (failed < 0) return failed;
    }
    return node;
  }

  /** A node that has no name yet. */
  make(parent: Node | undefined, name: string, type: number, permissions: number): Node {
    const node = new Node(this.#device, this.#next++, type, permissions, parent, name);
    this.services.now(node.modified);
    for (const time of [node.accessed, node.changed, node.created]) copyTime(node.modified, time);
    if (type === FileType.directory) {
      node.links = 2;
      node.size = DIRECTORY_SIZE;
    }
    this.#nodes.set(node.inode, node);
    return node;
  }

  /** The node of a name in a directory; undefined when there is none. */
  lookup(parent: Node, name: string): Node | Errno | undefined {
    const { directory } = parent;
    if (directory === undefined) return Errno.ENOTDIR;
    const known = directory.entries.get(name);
    if (known !== undefined) {
      if (known.unread) {
        const failed = this.#read(known);
        if (failed < 0) return failed;
      }
      return known;
    }
    if (directory.lower === undefined || this.#pool === undefined || directory.absent.has(name)) return undefined;
    const folder = this.#pool.folder(directory.lower);
    if (typeof folder === 'number') return folder;
    const failed = folder.statusOf(name, this.#status);
    if (failed === Errno.ENOENT) {
      directory.absent.add(name);
      return undefined;
    }
    if (failed < 0) return failed;
    const node = this.#adopt(parent, directory, name, this.#status.type);
    this.#take(node, this.#status);
    return node;
  }

  /** Takes over all names of the lower folder, so that the directory is known whole. */
  complete(parent: Node): 0 | Errno {
    const { directory } = parent;
    if (directory?.lower === undefined || this.#pool === undefined) return 0;
    const folder = this.#pool.folder(directory.lower);
    if (typeof folder === 'number') return folder;
    const listed = folder.list();
    if (typeof listed === 'number') return listed;
    for (const { name, type } of listed) {
      if (directory.absent.has(name) || directory.entries.get(name) !== undefined) continue;
      if (type === FileType.none) {
        const found = this.lookup(parent, name);
        if (typeof found === 'number') return found;
        continue;
      }
      this.#adopt(parent, directory, name, type).unread = true;
    }
    directory.lower = undefined;
    directory.absent.clear();
    return 0;
  }

  isEmpty(node: Node): boolean | Errno {
    if (node.directory === undefined) return false;
    if (node.directory.entries.count > 0) return false;
    const failed = this.complete(node);
    return failed < 0 ? failed : node.directory.entries.count === 0;
  }

  /** Whether the mode bits and the tree allow this use. */
  permits(node: Node, mode: number, credentials: Credentials): 0 | Errno {
    if ((mode & AccessMode.write) !== 0 && this.readOnly) {
      const { type } = node;
      if (type === FileType.regular || type === FileType.directory || type === FileType.symlink) return Errno.EROFS;
    }
    return mayAccess(node, mode, credentials) ? 0 : Errno.EACCES;
  }

  /** Whether names may be added to a directory. */
  mayChange(directory: Node, credentials: Credentials): 0 | Errno {
    if (directory.directory?.removed === true) return Errno.ENOENT;
    return mayAccess(directory, AccessMode.write | AccessMode.execute, credentials) ? 0 : Errno.EACCES;
  }

  /** Whether a name may be taken from a directory. */
  mayRemove(directory: Node, node: Node, credentials: Credentials): 0 | Errno {
    if (!mayAccess(directory, AccessMode.write | AccessMode.execute, credentials)) return Errno.EACCES;
    return stickyForbids(directory, node, credentials) ? Errno.EPERM : 0;
  }

  /** Gives a node a name. */
  place(parent: Node, name: string, node: Node): void {
    parent.directory?.add(name, node);
    node.parent = parent;
    node.name = name;
    this.modified(parent);
  }

  /** Takes a name away, and with the last one the node. */
  displace(parent: Node, name: string, node: Node): void {
    parent.directory?.remove(name);
    if (node.directory !== undefined) {
      node.links = 0;
      node.directory.removed = true;
      parent.links--;
    } else {
      node.links--;
    }
    this.changed(node);
    this.modified(parent);
    this.collect(node);
  }

  /** Frees what neither a name nor a hold keeps. */
  collect(node: Node): void {
    if (node.holds > 0) return;
    node.lower?.close();
    if (node.links > 0) return;
    this.#nodes.delete(node.inode);
    node.content?.free();
  }

  /** The contents changed. */
  modified(node: Node): void {
    this.services.now(node.modified);
    copyTime(node.modified, node.changed);
    node.accessStale = true;
  }

  /** Mode, owner, links or times changed. */
  changed(node: Node): void {
    this.services.now(node.changed);
    node.accessStale = true;
  }

  /** Something was read: relatime, as Linux mounts by default. */
  touch(node: Node): void {
    if (!node.accessStale || this.readOnly) return;
    node.accessStale = false;
    this.services.now(node.accessed);
  }

  /** A regular file's bytes in memory, copied up from the lower folder when they are not there yet. */
  contentOf(node: Node): Content | Errno {
    if (node.content !== undefined) return node.content;
    const content = copyUp(node, this.space, this.services.scratch);
    if (typeof content === 'number') return content;
    node.content = content;
    node.blocks = content.allocated / 512;
    node.lower?.close();
    return content;
  }

  /** Sets the length of a regular file; `strip` when the change takes set-id bits away. */
  resize(node: Node, length: number, strip: boolean): 0 | Errno {
    if (length > Number.MAX_SAFE_INTEGER) return Errno.EFBIG;
    if (node.content === undefined && length === 0) {
      node.content = new Content(this.space);
      node.lower?.close();
    }
    const content = this.contentOf(node);
    if (typeof content === 'number') return content;
    const before = node.size;
    content.resize(length);
    node.size = length;
    node.blocks = content.allocated / 512;
    if (strip) node.permissions = withoutSetId(node.permissions);
    if (before !== length) this.modified(node);
    node.frames?.cache?.resized(length);
    return 0;
  }

  targetOf(node: Node): string | Errno {
    if (node.target !== undefined) return node.target;
    const target = node.lower?.readSymlink() ?? Errno.EIO;
    if (typeof target === 'string') node.target = target;
    return target;
  }

  #directoryOf(number: number, name: string): Node | Errno {
    const node = this.find(number);
    if (typeof node === 'number') return node;
    if (!node.isDirectory) return Errno.ENOTDIR;
    if (node.directory?.removed === true) return Errno.ENOENT;
    return name.length > LONGEST_NAME ? Errno.ENAMETOOLONG : node;
  }

  /** A changeable node for chmod, chown and utimensat. */
  #changeable(number: number): Node | Errno {
    const node = this.find(number);
    return typeof node !== 'number' && this.readOnly ? Errno.EROFS : node;
  }

  #makeNew(parent: number, name: string, type: number, mode: number, credentials: Credentials): Node | Errno {
    const directory = this.#directoryOf(parent, name);
    if (typeof directory === 'number') return directory;
    const existing = this.lookup(directory, name);
    if (typeof existing === 'number') return existing;
    if (existing !== undefined) return Errno.EEXIST;
    return this.#enter(directory, name, type, mode, credentials);
  }

  /** A new node under a name that is free. */
  #enter(parent: Node, name: string, type: number, mode: number, credentials: Credentials): Node | Errno {
    if (this.readOnly) return Errno.EROFS;
    const allowed = this.mayChange(parent, credentials);
    if (allowed < 0) return allowed;
    const node = this.make(parent, name, type, modeIn(parent, type, mode & 0o7777, credentials));
    node.owner = credentials.fileUser;
    node.group = groupIn(parent, credentials);
    if (type === FileType.directory) parent.links++;
    this.place(parent, name, node);
    return node;
  }

  /** Takes a lower object into the tree. */
  #adopt(parent: Node, directory: Directory, name: string, type: number): Node {
    const node = this.make(parent, name, type, 0);
    if (this.#pool !== undefined && directory.lower !== undefined) {
      node.lower = new Lower(this.#pool, directory.lower, name);
      if (type === FileType.directory) node.directory = new Directory(this.#pool.place(directory.lower, name));
    }
    directory.entries.set(name, node);
    return node;
  }

  #read(node: Node): 0 | Errno {
    const failed = node.lower?.status(this.#status) ?? Errno.EIO;
    if (failed < 0) return failed;
    this.#take(node, this.#status);
    return 0;
  }

  #take(node: Node, status: FileStatus): void {
    toGuest(status, this.#options.identity);
    node.unread = false;
    node.permissions = status.permissions;
    node.owner = status.owner;
    node.group = status.group;
    node.rdev = status.rdev;
    node.size = status.size;
    node.blocks = status.blocks;
    // Names of one lower file are separate files here, as in an overlay that was not given an index.
    node.links = node.isDirectory ? Math.max(2, status.links) : 1;
    copyTime(status.accessed, node.accessed);
    copyTime(status.modified, node.modified);
    copyTime(status.changed, node.changed);
    copyTime(status.created, node.created);
  }
}
