/** An open directory of a memory tree. */
import { Errno } from '../../generated/errors.ts';
import { FileType } from '../../generated/enums.ts';
import type { DirectoryEntry, FileStatus } from '../../generated/structs.ts';
import { DirectoryFile } from './directory-file.ts';
import { FileLocks } from './file-locks.ts';
import type { MemoryNodes } from './memory-nodes.ts';
import type { Node } from './node.ts';

export class MemoryDirectory extends DirectoryFile {
  readonly #tree: MemoryNodes;
  readonly #node: Node;

  constructor(tree: MemoryNodes, node: Node) {
    super(tree.services.ipc);
    this.#tree = tree;
    this.#node = node;
    node.holds++;
  }

  getStatus(): FileStatus {
    return this.#node;
  }

  getEntries(cookie: number, most: number): readonly DirectoryEntry[] | Errno {
    const { directory } = this.#node;
    if (directory === undefined || directory.removed) return Errno.ENOENT;
    const failed = this.#tree.complete(this.#node);
    if (failed < 0) return failed;
    this.#tree.touch(this.#node);
    const entries: DirectoryEntry[] = [];
    const above = this.#node.parent ?? this.#node;
    if (cookie < 1) entries.push({ inode: this.#node.inode, cookie: 1, type: FileType.directory, name: '.' });
    if (cookie < 2) entries.push({ inode: above.inode, cookie: 2, type: FileType.directory, name: '..' });
    for (const { name, node, cookie: next } of directory.entries.after(cookie, most - entries.length)) {
      entries.push({ inode: node.inode, cookie: next, type: node.type, name });
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
    this.#node.holds--;
    this.#tree.collect(this.#node);
  }
}
