/** fallocate(2): which modes go together, and what they do to a memory file. */
import { Errno } from '../../generated/errors.ts';
import { AllocateFlags, SealFlags } from '../../generated/flags.ts';
import type { MemoryNodes } from './memory-nodes.ts';
import type { Node } from './node.ts';

const { keepSize, punchHole, collapse, zero, insert, unshare } = AllocateFlags;
/** What moves does so by whole blocks. */
const BLOCK = 4096;

/** Whether a combination of flags means something, as Linux's vfs_fallocate says: one of them at a time, some with keepSize. */
export function modeForbids(flags: number): 0 | Errno {
  const size = flags & keepSize;
  switch (flags & ~keepSize) {
    case 0:
    case unshare:
    case zero:
      return 0;
    case punchHole:
      return size !== 0 ? 0 : Errno.EOPNOTSUPP;
    case collapse:
    case insert:
      return size === 0 ? 0 : Errno.EOPNOTSUPP;
    default:
      return Errno.EOPNOTSUPP;
  }
}

export function changeRange(tree: MemoryNodes, node: Node, flags: number, at: number, length: number): 0 | Errno {
  const moves = (flags & (collapse | insert)) !== 0;
  if (node.seals !== undefined && sealed(node, node.seals, flags, at + length)) return Errno.EPERM;
  if (moves) {
    const refused = cannotMove(node, flags, at, length);
    if (refused < 0) return refused;
  }
  const content = tree.contentOf(node);
  if (typeof content === 'number') return content;
  const { cache } = node.frames ?? { cache: undefined };
  const clears = (flags & (punchHole | zero)) !== 0;
  if (clears || moves) cache?.willRead(at, moves ? node.size : length);
  if (clears) content.clear(at, length);
  if (moves) {
    const failed = content.shift(at, length, (flags & collapse) !== 0);
    if (failed < 0) return failed;
    node.size = content.length;
    cache?.resized(node.size);
    cache?.written(at, Math.max(0, node.size - at));
  } else if ((flags & punchHole) === 0) {
    const failed = content.allocate(at, length);
    if (failed < 0) return failed;
    if ((flags & keepSize) === 0 && at + length > node.size) {
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

function cannotMove(node: Node, flags: number, at: number, length: number): 0 | Errno {
  if (at % BLOCK !== 0 || length % BLOCK !== 0) return Errno.EINVAL;
  if ((flags & collapse) !== 0) return at + length >= node.size ? Errno.EINVAL : 0;
  if (node.size + length > Number.MAX_SAFE_INTEGER) return Errno.EFBIG;
  return at >= node.size ? Errno.EINVAL : 0;
}

function sealed(node: Node, seals: number, flags: number, end: number): boolean {
  if ((flags & (punchHole | zero | collapse | insert)) !== 0) {
    if ((seals & (SealFlags.write | SealFlags.futureWrite)) !== 0) return true;
    if ((flags & collapse) !== 0 && (seals & SealFlags.shrink) !== 0) return true;
    if ((flags & insert) !== 0 && (seals & SealFlags.grow) !== 0) return true;
  }
  // As Linux has it, even when the size is to be kept.
  return (flags & punchHole) === 0 && end > node.size && (seals & SealFlags.grow) !== 0;
}
