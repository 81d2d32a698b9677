/** What a directory of a memory tree holds: its own names, over those of a lower folder that it has not looked at yet. */
import type { FolderPlace } from './folder-pool.ts';
import { Entries } from './entries.ts';
import type { Node } from './node.ts';

export class Directory {
  readonly entries = new Entries<Node>();
  /** The folder below; undefined when there is none, or when all its names were taken over. */
  lower: FolderPlace | undefined;
  /** Names known not to be there: removed ones, and ones the lower folder lacks. Empty without a lower folder. */
  readonly absent = new Set<string>();
  /** It has no name any more: nothing can be made in it. */
  removed = false;

  constructor(lower: FolderPlace | undefined) {
    this.lower = lower;
  }

  add(name: string, node: Node): void {
    this.entries.set(name, node);
    this.absent.delete(name);
  }

  remove(name: string): void {
    this.entries.delete(name);
    if (this.lower !== undefined) this.absent.add(name);
  }
}
