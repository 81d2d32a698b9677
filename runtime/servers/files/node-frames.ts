/** The pages of a memory tree's file (FR): mappings and read(2) see the same bytes. */
import { Errno } from '../../generated/errors.ts';
import { AllocateFlags } from '../../generated/flags.ts';
import type { FileFrames, MappedPages } from '../../kernel/frame-source.ts';
import { changeRange } from './allocate.ts';
import { readHostPages } from './host-bytes.ts';
import type { MemoryNodes } from './memory-nodes.ts';
import type { Node } from './node.ts';

export class NodeFrames implements FileFrames {
  cache: MappedPages | undefined;
  readonly #tree: MemoryNodes;
  readonly #node: Node;

  constructor(tree: MemoryNodes, node: Node) {
    this.#tree = tree;
    this.#node = node;
  }

  get identity(): { device: number; inode: number; node: number } {
    const { device, inode } = this.#node;
    return { device, inode, node: inode };
  }

  get gone(): boolean {
    return this.#node.links === 0 && this.#node.holds <= (this.cache === undefined ? 0 : 1);
  }

  getLength(): number {
    return this.#node.size;
  }

  readPages(page: number, into: Uint8Array): 0 | Errno {
    const { content, lower } = this.#node;
    if (content !== undefined) {
      content.readPages(page, into);
      return 0;
    }
    const file = lower?.file() ?? Errno.EIO;
    return typeof file === 'number' ? file : readHostPages(file, page, into);
  }

  writePage(page: number, from: Uint8Array, length: number): 0 | Errno {
    const content = this.#tree.contentOf(this.#node);
    if (typeof content === 'number') return content;
    const result = content.writePage(page, from, length);
    this.#tree.modified(this.#node);
    return result;
  }

  punch(at: number, length: number): 0 | Errno {
    return changeRange(this.#tree, this.#node, AllocateFlags.punchHole | AllocateFlags.keepSize, at, length);
  }

  retain(): void {
    this.#node.holds++;
  }

  release(): void {
    this.#node.holds--;
    this.#tree.collect(this.#node);
  }
}
