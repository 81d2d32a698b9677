/** Brings a lower file's bytes into memory, before they are changed for the first time. */
import { Errno } from '../../generated/errors.ts';
import { Lease } from '../../kernel/lease.ts';
import { Content } from './content.ts';
import type { Node } from './node.ts';
import type { Space } from './space.ts';

export function copyUp(node: Node, space: Space, scratch: Uint8Array): Content | Errno {
  const content = new Content(space);
  const file = node.lower?.file() ?? Errno.EIO;
  if (typeof file === 'number') return file;
  for (let at = 0; at < node.size; ) {
    const count = file.read(at, scratch, 0, Math.min(scratch.length, node.size - at));
    const failed = count < 0 ? Errno.EIO : count === 0 ? 0 : content.write(at, Lease.over(scratch.subarray(0, count)));
    if (failed < 0) {
      content.free();
      return failed;
    }
    // The lower file became shorter: what it lacks is zero.
    if (count === 0) break;
    at += count;
  }
  content.resize(node.size);
  return content;
}
