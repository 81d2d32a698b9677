/**
 * A tree of files in memory: tmpfs, and with a folder of the host below it an overlay, whose lower files are read where
 * they stand until they are changed. Answers that are structures are good until the next call.
 */
import { Errno } from '../../generated/errors.ts';
import { FileType } from '../../generated/enums.ts';
import { AccessMode, OpenFlags, SealFlags } from '../../generated/flags.ts';
import { dispatchNameTree, type NameTree } from '../../generated/servers/name-tree.ts';
import {
  type Credentials,
  emptyWalk,
  type FileStatus,
  type FileSystemStatus,
  type Opened,
  type TimePair,
  type Walk,
} from '../../generated/structs.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import { withMode } from './access-list.ts';
import { attributeForbids, attributeIsSound, attributeKnown, Attributes } from './attributes.ts';
import { Content } from './content.ts';
import { Directory } from './directory.ts';
import { LONGEST_NAME, MemoryNodes, type MemoryTreeOptions } from './memory-nodes.ts';
import { openNode } from './memory-open.ts';
import type { Node } from './node.ts';
import { getList, isList, listNames, setList, takeLists } from './node-lists.ts';
import { groupIn, isOwner, mayGive, mayLink, modeAfterChange, modeIn, withoutSetId } from './permission.ts';
import { rename } from './rename.ts';
import type { FileServices } from './services.ts';
import { setTimes } from './times.ts';
import { walk } from './walk.ts';

const MOST_LINKS = 65000;
const UNCHANGED = 2 ** 32 - 1;

export class MemoryTree extends MemoryNodes implements NameTree {
  readonly handle: ObjectHandle;
  readonly #walk = emptyWalk();

  constructor(services: FileServices, options: MemoryTreeOptions = {}) {
    super(services, options);
    this.handle = services.ipc.table.register<NameTree>(this, dispatchNameTree);
  }

  walk(from: number, path: string, followLast: boolean, credentials: Credentials): Walk | Errno {
    this.pool?.trim();
    return walk(this, from, path, followLast, credentials, this.#walk);
  }

  hold(node: number): number {
    const held = this.nodes.get(node);
    if (held !== undefined) held.holds++;
    return 0;
  }

  release(node: number): number {
    const held = this.nodes.get(node);
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
      type: this.options.type ?? (this.pool === undefined ? 'tmpfs' : 'overlay'),
      source: this.options.source ?? 'none',
      blockSize: 4096,
      blocks,
      freeBlocks: free,
      availableBlocks: free,
      files: blocks,
      freeFiles: Math.max(0, blocks - this.nodes.size),
      identity: this.device,
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
    // The mode does not apply to the open that makes the file: open(2).
    return openNode(this, node, flags & ~OpenFlags.truncate, credentials, true);
  }

  createUnnamed(parent: number, name: string, mode: number, flags: number, credentials: Credentials): Opened | Errno {
    const directory = this.#directoryOf(parent, '');
    if (typeof directory === 'number') return directory;
    if (this.readOnly) return Errno.EROFS;
    const allowed = this.mayChange(directory, credentials);
    if (allowed < 0) return allowed;
    const node = this.#own(directory, name, FileType.regular, mode, credentials);
    node.links = 0;
    node.nameable = (flags & OpenFlags.exclusive) === 0;
    return openNode(this, node, flags & ~(OpenFlags.truncate | OpenFlags.directory), credentials, true);
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
    if (node.links === 0 && !node.nameable) return Errno.ENOENT;
    if (node.links >= MOST_LINKS) return Errno.EMLINK;
    node.links++;
    node.nameable = false;
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
    if (((node.seals ?? 0) & SealFlags.exec) !== 0 && ((node.permissions ^ mode) & 0o111) !== 0) return Errno.EPERM;
    node.permissions = modeAfterChange(node, mode, credentials);
    if (node.list !== undefined) node.list = withMode(node.list, node.permissions);
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

  getAttribute(number: number, name: string, credentials: Credentials): string | Errno {
    const node = this.find(number);
    if (typeof node === 'number') return node;
    if (isList(name)) return getList(node, name);
    const forbidden = attributeForbids(node, name, false, credentials) || attributeKnown(name);
    if (forbidden < 0) return forbidden;
    return node.attributes?.get(name) ?? Errno.ENODATA;
  }

  setAttribute(number: number, name: string, value: string, flags: number, credentials: Credentials): number {
    const node = this.#changeable(number);
    if (typeof node === 'number') return node;
    if (isList(name)) return this.#setList(node, name, value, credentials);
    const forbidden = attributeForbids(node, name, true, credentials) || attributeKnown(name);
    if (forbidden < 0) return forbidden;
    if (!attributeIsSound(name, value)) return Errno.EINVAL;
    node.attributes ??= new Attributes(this.space);
    const result = node.attributes.set(name, value, flags);
    if (result === 0) this.changed(node);
    return result;
  }

  listAttributes(number: number, credentials: Credentials): readonly string[] | Errno {
    const node = this.find(number);
    return typeof node === 'number' ? node : [...listNames(node), ...(node.attributes?.names(credentials) ?? [])];
  }

  removeAttribute(number: number, name: string, credentials: Credentials): number {
    const node = this.#changeable(number);
    if (typeof node === 'number') return node;
    if (isList(name)) return this.#setList(node, name, '', credentials);
    const forbidden = attributeForbids(node, name, true, credentials) || attributeKnown(name);
    if (forbidden < 0) return forbidden;
    const result = node.attributes?.remove(name) ?? Errno.ENODATA;
    if (result === 0) this.changed(node);
    return result;
  }

  sync(): number {
    return 0;
  }

  #setList(node: Node, name: string, value: string, credentials: Credentials): 0 | Errno {
    const result = setList(node, name, value, credentials);
    if (result === 0) this.changed(node);
    return result;
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
    const node = this.#own(parent, name, type, mode, credentials);
    if (type === FileType.directory) parent.links++;
    this.place(parent, name, node);
    return node;
  }

  /** A new node of the caller's. */
  #own(parent: Node, name: string, type: number, mode: number, credentials: Credentials): Node {
    const node = this.make(parent, name, type, modeIn(parent, type, mode & 0o7777, credentials));
    node.owner = credentials.fileUser;
    node.group = groupIn(parent, credentials);
    takeLists(node, parent);
    if (type !== FileType.regular) return node;
    node.content = new Content(this.space);
    // Files of tmpfs can be sealed, and are sealed against that unless memfd_create says otherwise.
    if (this.pool === undefined) node.seals = SealFlags.seal;
    return node;
  }
}
