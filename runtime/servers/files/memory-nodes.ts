/**
 * The nodes of a memory tree: finding, making, changing and freeing them. `MemoryTree` makes a NameTree of it; the files
 * beside this one work on it.
 */
import { Errno } from '../../generated/errors.ts';
import { FileType } from '../../generated/enums.ts';
import { AccessMode } from '../../generated/flags.ts';
import { type Credentials, emptyFileStatus, type FileStatus } from '../../generated/structs.ts';
import type { HostFolder } from '../../host/port.ts';
import { Content } from './content.ts';
import { copyUp } from './copy-up.ts';
import { Directory } from './directory.ts';
import { FolderPool } from './folder-pool.ts';
import { type Identity, toGuest } from './identity.ts';
import { Lower } from './lower.ts';
import { copyTime, Node } from './node.ts';
import { mayAccess, stickyForbids, withoutSetId } from './permission.ts';
import { sealsForbidLength } from './seals.ts';
import type { FileServices } from './services.ts';
import { Space } from './space.ts';

export const ROOT = 1;
export const LONGEST_NAME = 255;
const DIRECTORY_SIZE = 4096;
/** Names that a folder is known not to have, until all that it has are taken over: names of temporary files are without end. */
const MOST_ABSENT = 4096;

export interface MemoryTreeOptions {
  /** A folder of the host that shows through where nothing was written. */
  readonly lower?: HostFolder;
  readonly identity?: Identity;
  readonly readOnly?: boolean;
  /** Bytes that files may take in memory. */
  readonly capacity?: number;
  /** Permissions of the root of a tree without a lower folder. */
  readonly permissions?: number;
  /** Files that never get a name: open for writing they can be run all the same, as Linux has it. */
  readonly nameless?: boolean;
  /** What statfs and mount lists show. */
  readonly type?: string;
  readonly source?: string;
}

export class MemoryNodes {
  readonly services: FileServices;
  readonly readOnly: boolean;
  readonly root: Node;
  readonly space: Space;
  readonly options: MemoryTreeOptions;
  protected readonly device: number;
  protected readonly nodes = new Map<number, Node>();
  protected readonly pool: FolderPool | undefined;
  readonly #status = emptyFileStatus();
  #next = ROOT;

  constructor(services: FileServices, options: MemoryTreeOptions) {
    this.services = services;
    this.options = options;
    this.readOnly = options.readOnly ?? false;
    this.space = new Space(options.capacity ?? 2 ** 30);
    this.device = services.newDevice();
    this.pool = options.lower === undefined ? undefined : new FolderPool(options.lower);
    this.root = this.make(undefined, '', FileType.directory, options.permissions ?? 0o755);
    this.root.directory = new Directory(this.pool?.root);
    if (options.lower !== undefined && options.lower.status(this.#status) === 0) this.#take(this.root, this.#status);
  }

  /** The node of a number, with everything known about it. */
  find(number: number): Node | Errno {
    const node = this.nodes.get(number);
    if (node === undefined) return Errno.ENOENT;
    if (node.unread) {
      const failed = this.#read(node);
      if (failed < 0) return failed;
    }
    return node;
  }

  /** A node that has no name yet. */
  make(parent: Node | undefined, name: string, type: number, permissions: number): Node {
    const node = new Node(this.device, this.#next++, type, permissions, parent, name);
    this.services.now(node.modified);
    for (const time of [node.accessed, node.changed, node.created]) copyTime(node.modified, time);
    if (type === FileType.directory) {
      node.links = 2;
      node.size = DIRECTORY_SIZE;
    }
    this.nodes.set(node.inode, node);
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
    if (directory.lower === undefined || this.pool === undefined || directory.absent.has(name)) return undefined;
    const folder = this.pool.folder(directory.lower);
    if (typeof folder === 'number') return folder;
    const failed = folder.statusOf(name, this.#status);
    if (failed === Errno.ENOENT) {
      directory.absent.add(name);
      if (directory.absent.size > MOST_ABSENT) this.complete(parent);
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
    if (directory?.lower === undefined || this.pool === undefined) return 0;
    const folder = this.pool.folder(directory.lower);
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
    const { frames } = node;
    if (frames?.cache !== undefined && frames.gone) return frames.cache.orphaned();
    if (node.holds > 0) return;
    node.lower?.close();
    if (node.links > 0) return;
    this.nodes.delete(node.inode);
    node.content?.free();
    node.attributes?.free();
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
    if (node.seals !== undefined && sealsForbidLength(node.seals, length, node.size)) return Errno.EPERM;
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

  /** The name of a node from the root. */
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

  getOldPath(number: number): string | Errno {
    const node = this.find(number);
    if (typeof node === 'number') return node;
    let path = '';
    for (let at: Node | undefined = node; at !== undefined && at !== this.root; at = at.parent)
      path = `/${at.name}${path}`;
    return path === '' ? '/' : path;
  }

  /** Takes a lower object into the tree. */
  #adopt(parent: Node, directory: Directory, name: string, type: number): Node {
    const node = this.make(parent, name, type, 0);
    if (this.pool !== undefined && directory.lower !== undefined) {
      node.lower = new Lower(this.pool, directory.lower, name);
      if (type === FileType.directory) node.directory = new Directory(this.pool.place(directory.lower, name));
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
    toGuest(status, this.options.identity);
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
