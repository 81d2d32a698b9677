/** fallocate(2) on a memory file, after its arguments were checked. */
import type { Errno } from '../../generated/errors.ts';
import { AllocateFlags } from '../../generated/flags.ts';
import type { MemoryNodes } from './memory-nodes.ts';
import type { Node } from './node.ts';

export function changeRange(tree: MemoryNodes, node: Node, flags: number, at: number, length: number): 0 | Errno {
  const content = tree.contentOf(node);
  if (typeof content === 'number') return content;
  const { cache } = node.frames ?? { cache: undefined };
  const clears = (flags & (AllocateFlags.punchHole | AllocateFlags.zero)) !== 0;
  if (clears) {
    cache?.willRead(at, length);
    content.clear(at, length);
  }
  if ((flags & AllocateFlags.punchHole) === 0) {
    const failed = content.allocate(at, length);
    if (failed < 0) return failed;
    if ((flags & AllocateFlags.keepSize) === 0 && at + length > node.size) {
      content.length = at + length;
      node.size = content.length;
      cache?.resized(node.size);
    }
  }
  node.blocks = content.allocated / 512;
  tree.modified(node);
  if (clears) cache?.written(at, length);
  return 0;
}
