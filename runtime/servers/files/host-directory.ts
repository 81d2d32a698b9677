/** An open directory of a host tree. Its names are read once when a listing begins, as readdir(3) allows. */
import { Errno } from '../../generated/errors.ts';
import { FileType } from '../../generated/enums.ts';
import type { DirectoryEntry, FileStatus } from '../../generated/structs.ts';
import type { HostEntry } from '../../host/port.ts';
import { DirectoryFile } from './directory-file.ts';
import { FIRST_COOKIE } from './entries.ts';
import { FileLocks } from './file-locks.ts';
import type { HostNode } from './host-node.ts';
import type { HostNodes } from './host-nodes.ts';

export class HostDirectory extends DirectoryFile {
  readonly #tree: HostNodes;
  readonly #node: HostNode;
  #listed: readonly HostEntry[] = [];

  constructor(tree: HostNodes, node: HostNode) {
    super(tree.services.ipc);
    this.#tree = tree;
    this.#node = node;
    node.holds++;
  }

  getStatus(): FileStatus | Errno {
    return this.#tree.status(this.#node);
  }

  getEntries(cookie: number, most: number): readonly DirectoryEntry[] | Errno {
    if (this.#node.gone) return Errno.ENOENT;
    if (cookie === 0 || this.#listed.length === 0) {
      const folder = this.#tree.folderOf(this.#node);
      if (typeof folder === 'number') return folder;
      const listed = folder.list();
      if (typeof listed === 'number') return listed;
      this.#listed = listed;
    }
    const entries: DirectoryEntry[] = [];
    const own = this.#tree.inodeOf(this.#node);
    const above = this.#tree.inodeOf(this.#node.parent ?? this.#node);
    if (cookie < 1) entries.push({ inode: own, cookie: 1, type: FileType.directory, name: '.' });
    if (cookie < 2 && entries.length < most) {
      entries.push({ inode: above, cookie: 2, type: FileType.directory, name: '..' });
    }
    for (let i = Math.max(0, cookie - FIRST_COOKIE + 1); i < this.#listed.length && entries.length < most; i++) {
      const name = this.#listed[i]?.name ?? '';
      const node = this.#tree.lookup(this.#node, name);
      // Removed since the listing began.
      if (node === undefined || typeof node === 'number') continue;
      entries.push({ inode: this.#tree.inodeOf(node), cookie: FIRST_COOKIE + i, type: node.type, name });
    }
    return entries;
  }

  protected locks(): FileLocks {
    return (this.#node.locks ??= new FileLocks(this.#tree.services));
  }

  protected override dropOpenLocks(owner: number): void {
    this.#node.locks?.dropOpen(owner);
  }

  protected closed(): void {
    this.#node.holds--;
    this.#tree.collect(this.#node);
  }
}
