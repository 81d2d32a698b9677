/** Open files and directories of a virtual tree. */
import { FileType } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import type { DirectoryEntry, FileStatus, WriteResult } from '../../generated/structs.ts';
import type { Lease } from '../../kernel/lease.ts';
import { DirectoryFile } from '../files/directory-file.ts';
import { FileLocks } from '../files/file-locks.ts';
import { OpenFile } from '../files/open-file.ts';
import type { VirtualContent } from './entity.ts';
import type { VirtualNode } from './node.ts';
import type { VirtualTree } from './virtual-tree.ts';

export class OpenVirtualFile extends OpenFile {
  readonly #tree: VirtualTree;
  readonly #node: VirtualNode;
  readonly #content: VirtualContent;

  constructor(tree: VirtualTree, node: VirtualNode, content: VirtualContent, flags: number) {
    super(tree.services.ipc, flags);
    this.#tree = tree;
    this.#node = node;
    this.#content = content;
    node.holds++;
  }

  read(at: number, into: Lease): number {
    return this.readable ? this.#content.read(at, into) : Errno.EBADF;
  }

  write(at: number, from: Lease): number {
    return this.writable ? this.#content.write(at, from) : Errno.EBADF;
  }

  append(from: Lease): WriteResult | Errno {
    const count = this.write(0, from);
    return count < 0 ? (count as Errno) : { count, position: 0 };
  }

  getStatus(): FileStatus {
    return this.#node.status;
  }

  getLength(): number {
    return this.#node.status.size;
  }

  setLength(): number {
    return this.writable ? 0 : Errno.EINVAL;
  }

  allocate(): number {
    return Errno.EOPNOTSUPP;
  }

  seekData(): number {
    return Errno.EINVAL;
  }

  sync(): number {
    return Errno.EINVAL;
  }

  protected locks(): FileLocks {
    return (this.#node.locks ??= new FileLocks(this.#tree.services));
  }

  protected override dropOpenLocks(owner: number): void {
    this.#node.locks?.dropOpen(owner);
  }

  protected frames(): undefined {
    return undefined;
  }

  protected name(): string {
    return this.#node.name;
  }

  protected closed(): void {
    this.#content.close?.();
    this.#tree.letGo(this.#node);
  }
}

/** Where entries begin behind `.` and `..`. */
const FIRST_COOKIE = 3;

export class OpenVirtualDirectory extends DirectoryFile {
  readonly #tree: VirtualTree;
  readonly #node: VirtualNode;

  constructor(tree: VirtualTree, node: VirtualNode) {
    super(tree.services.ipc);
    this.#tree = tree;
    this.#node = node;
    node.holds++;
  }

  getStatus(): FileStatus {
    return this.#node.status;
  }

  getEntries(cookie: number, most: number): readonly DirectoryEntry[] | Errno {
    const node = this.#node;
    const { entity } = node;
    if (entity.kind !== 'directory' || !node.alive) return Errno.ENOENT;
    const listed = entity.list();
    if (typeof listed === 'number') return listed;
    const entries: DirectoryEntry[] = [];
    if (cookie < 1) entries.push({ inode: node.number, cookie: 1, type: FileType.directory, name: '.' });
    if (cookie < 2)
      entries.push({ inode: (node.parent ?? node).number, cookie: 2, type: FileType.directory, name: '..' });
    for (let i = 0; i < listed.length && entries.length < most; i++) {
      const one = listed[i];
      if (one === undefined) break;
      const next = one.cookie ?? i + FIRST_COOKIE;
      if (next <= cookie) continue;
      const child = this.#tree.child(node, one.name);
      // What ended since the list was made is left out.
      if (child === undefined || typeof child === 'number') continue;
      entries.push({ inode: child.number, cookie: next, type: one.type, name: one.name });
    }
    return entries.length > most ? entries.slice(0, most) : entries;
  }

  protected locks(): FileLocks {
    return (this.#node.locks ??= new FileLocks(this.#tree.services));
  }

  protected override dropOpenLocks(owner: number): void {
    this.#node.locks?.dropOpen(owner);
  }

  protected closed(): void {
    this.#tree.letGo(this.#node);
  }
}
