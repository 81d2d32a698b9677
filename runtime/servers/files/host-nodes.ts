/**
 * The nodes of a host tree: what the host has, known by the host's own identity, and what the guest's users may do with
 * it. `HostTree` makes a NameTree of it; the files beside this one work on it.
 */
import { Errno } from '../../generated/errors.ts';
import { FileType } from '../../generated/enums.ts';
import { AccessMode } from '../../generated/flags.ts';
import { type Credentials, emptyFileStatus, type FileStatus } from '../../generated/structs.ts';
import type { HostFolder, HostFolderState } from '../../host/port.ts';
import { FolderPool } from './folder-pool.ts';
import { HostNode } from './host-node.ts';
import { type Identity, toGuest } from './identity.ts';
import { KeptFiles } from './kept-files.ts';
import { KnownNames } from './known-names.ts';
import { ROOT } from './memory-nodes.ts';
import { mayAccess, stickyForbids } from './permission.ts';
import type { Timers } from '../terminal/read-timer.ts';
import type { FileServices } from './services.ts';
import { Specials } from './specials.ts';

export interface HostTreeOptions {
  readonly folder: HostFolder;
  readonly readOnly?: boolean;
  readonly identity?: Identity;
  readonly source?: string;
  /** With these, files that are read again and again stay open for a while (`KeptFiles`). */
  readonly timers?: Timers;
}

export class HostNodes {
  readonly services: FileServices;
  readonly readOnly: boolean;
  readonly root: HostNode;
  readonly kept: KeptFiles | undefined;
  protected readonly options: HostTreeOptions;
  protected readonly device: number;
  protected readonly pool: FolderPool;
  protected readonly specials = new Specials();
  readonly #nodes = new Map<number, HostNode>();
  /** By host device and inode. */
  readonly #known = new Map<number, Map<number, HostNode>>();
  readonly #status = emptyFileStatus();
  readonly #other = emptyFileStatus();
  readonly #searched = emptyFileStatus();
  readonly #state: HostFolderState = { permissions: 0, owner: 0, group: 0, modified: 0, changed: 0, settled: false };
  #next = ROOT;

  constructor(services: FileServices, options: HostTreeOptions) {
    this.services = services;
    this.options = options;
    this.readOnly = options.readOnly ?? false;
    this.kept = options.timers === undefined ? undefined : new KeptFiles(options.timers);
    this.device = services.newDevice();
    this.pool = new FolderPool(options.folder);
    const { device, inode } = this.pool.root;
    this.root = this.know(device, inode, FileType.directory, undefined, '');
    this.root.place = this.pool.root;
  }

  find(number: number): HostNode | undefined {
    return this.#nodes.get(number);
  }

  /** The host folder of a directory node; it stays open until the next walk. */
  folderOf(node: HostNode): HostFolder | Errno {
    return node.place === undefined ? Errno.ENOTDIR : this.pool.folder(node.place);
  }

  /** The node of a name, as the host has it now; its status stands in the answer of `status`. */
  lookup(directory: HostNode, name: string): HostNode | Errno | undefined {
    const folder = this.folderOf(directory);
    if (typeof folder === 'number') return folder;
    const failed = folder.statusOf(name, this.#status);
    if (failed === Errno.ENOENT) return undefined;
    if (failed < 0) return failed;
    const { device, inode } = this.#status;
    this.shown(this.#status);
    return this.know(device, inode, this.#status.type, directory, name);
  }

  /** Asks the host for what `maySearch` and `step` need to know of a directory. */
  look(directory: HostNode): 0 | Errno {
    const folder = this.folderOf(directory);
    if (typeof folder === 'number') return folder;
    const state = this.#state;
    const failed = folder.state(state);
    if (failed < 0) return failed;
    (directory.names ??= new KnownNames()).check(state);
    return 0;
  }

  /** Whether names may be looked up in the directory that was looked at. */
  maySearch(credentials: Credentials): boolean {
    const status = this.#searched;
    status.type = FileType.directory;
    status.permissions = this.#state.permissions;
    status.owner = this.#state.owner;
    status.group = this.#state.group;
    toGuest(status, this.options.identity);
    return mayAccess(status, AccessMode.execute, credentials);
  }

  /** As `lookup` in the directory that was looked at; says nothing of the status. */
  step(directory: HostNode, name: string): HostNode | Errno | undefined {
    const { names } = directory;
    const known = names?.get(name);
    if (known === undefined && names !== undefined) return undefined;
    if (known) {
      this.move(known, directory, name);
      return known;
    }
    const node = this.lookup(directory, name);
    if (typeof node === 'number' || !this.#state.settled) return node;
    // What stands for a fifo or socket is one only as long as it is empty.
    if (node === undefined || isPlain(node.type)) names?.set(name, node);
    return node;
  }

  /** What lookup found out about the object it answered. */
  get found(): FileStatus {
    return this.#status;
  }

  status(node: HostNode): FileStatus | Errno {
    const status = this.#status;
    let failed: 0 | Errno;
    if (node.isDirectory) {
      const folder = this.folderOf(node);
      failed = typeof folder === 'number' ? folder : folder.status(status);
    } else {
      // Asking an open file costs the host less than looking its name up.
      const kept = node.gone ? undefined : this.kept?.of(node);
      if (kept?.status(status) === 0) return this.shown(status);
      const folder = node.gone ? Errno.ENOENT : this.parentFolder(node);
      failed = typeof folder === 'number' ? folder : folder.statusOf(node.name, status);
      // The name may stand for something else by now; an open still reaches the object.
      if (failed < 0 || status.inode !== node.hostInode) failed = node.file?.file.status(status) ?? Errno.ENOENT;
    }
    return failed < 0 ? (failed as Errno) : this.shown(status);
  }

  /** A host status as the guest sees it. */
  shown(status: FileStatus): FileStatus {
    toGuest(status, this.options.identity);
    this.specials.show(status);
    // Another file system of the host within the bind is another device to the guest.
    const other = status.device !== this.root.hostDevice;
    status.device = other ? this.device * 2 ** 20 + (status.device % 2 ** 20) : this.device;
    return status;
  }

  inodeOf(node: HostNode): number {
    return node.hostInode;
  }

  targetOf(node: HostNode): string | Errno {
    const folder = this.parentFolder(node);
    return typeof folder === 'number' ? folder : folder.readSymlink(node.name);
  }

  collect(node: HostNode): void {
    if (!node.gone || node.holds > 0) return;
    this.#nodes.delete(node.number);
    if (node.frames === undefined) return;
    node.frames.gone = true;
    node.frames.cache?.orphaned();
  }

  know(device: number, inode: number, type: number, parent: HostNode | undefined, name: string): HostNode {
    let inodes = this.#known.get(device);
    if (inodes === undefined) this.#known.set(device, (inodes = new Map()));
    const known = inodes.get(inode);
    if (known !== undefined && known.type === type && !known.gone) {
      if (parent !== undefined) this.move(known, parent, name);
      return known;
    }
    const node = new HostNode(this.#next++, device, inode, type, parent, name);
    if (type === FileType.directory && parent?.place !== undefined) node.place = this.pool.place(parent.place, name);
    inodes.set(inode, node);
    this.#nodes.set(node.number, node);
    return node;
  }

  move(node: HostNode, parent: HostNode, name: string): void {
    if (node === this.root) return;
    node.parent = parent;
    node.name = name;
    if (node.place === undefined) return;
    node.place.parent = parent.place;
    node.place.name = name;
  }

  /** The object has no name any more. */
  lose(node: HostNode): void {
    node.gone = true;
    this.kept?.drop(node);
    this.specials.forget(node.hostDevice, node.hostInode);
    const inodes = this.#known.get(node.hostDevice);
    if (inodes?.get(node.hostInode) === node) inodes.delete(node.hostInode);
    if (node.place !== undefined && node.holds === 0) this.pool.forget(node.place);
    this.collect(node);
  }

  parentFolder(node: HostNode): HostFolder | Errno {
    return node.parent === undefined ? Errno.ENOENT : this.folderOf(node.parent);
  }

  /** What mayChange found out about the directory. */
  get foundDirectory(): FileStatus {
    return this.#other;
  }

  getPath(number: number): string | Errno {
    let node = this.#nodes.get(number);
    if (node === undefined) return Errno.ENOENT;
    if (node === this.root) return '/';
    let path = '';
    while (node !== undefined && node !== this.root) {
      if (node.gone) return Errno.ENOENT;
      path = `/${node.name}${path}`;
      node = node.parent;
    }
    return path;
  }

  getOldPath(number: number): string | Errno {
    let node = this.#nodes.get(number);
    if (node === undefined) return Errno.ENOENT;
    let path = '';
    while (node !== undefined && node !== this.root) {
      path = `/${node.name}${path}`;
      node = node.parent;
    }
    return path === '' ? '/' : path;
  }

  permits(status: FileStatus, mode: number, credentials: Credentials): 0 | Errno {
    if ((mode & AccessMode.write) !== 0 && this.readOnly) {
      const { type } = status;
      if (type === FileType.regular || type === FileType.directory || type === FileType.symlink) return Errno.EROFS;
    }
    return mayAccess(status, mode, credentials) ? 0 : Errno.EACCES;
  }

  /** Whether names may be added to or taken from a directory. */
  mayChange(directory: HostNode, credentials: Credentials): 0 | Errno {
    const folder = this.folderOf(directory);
    if (typeof folder === 'number') return folder;
    const failed = folder.status(this.#other);
    if (failed < 0) return failed;
    this.shown(this.#other);
    return mayAccess(this.#other, AccessMode.write | AccessMode.execute, credentials) ? 0 : Errno.EACCES;
  }

  /** As mayChange, for an entry with this status. */
  mayRemove(directory: HostNode, entry: FileStatus, credentials: Credentials): 0 | Errno {
    const allowed = this.mayChange(directory, credentials);
    if (allowed < 0) return allowed;
    return stickyForbids(this.#other, entry, credentials) ? Errno.EPERM : 0;
  }
}

function isPlain(type: number): boolean {
  return type === FileType.regular || type === FileType.directory || type === FileType.symlink;
}
