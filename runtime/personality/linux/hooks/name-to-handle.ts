/** name_to_handle_at(2). */
import { Errno } from '../../../generated/errors.ts';
import { NameFlags } from '../../../generated/flags.ts';
import type { Call } from '../../call.ts';
import { writeHandle } from './file-handle.ts';

const SYMLINK_FOLLOW = 0x400;
const EMPTY_PATH = 0x1000;

export function nameToHandle(c: Call): number {
  const flags = c.u32(4);
  if ((flags & ~(SYMLINK_FOLLOW | EMPTY_PATH)) !== 0) return Errno.EINVAL;
  const path = c.path(1);
  if (typeof path === 'number') return path;
  const empty = (flags & EMPTY_PATH) !== 0 ? NameFlags.emptyPath : 0;
  const place = c.names.place(c.thread, c.directory(0), path, empty, (flags & SYMLINK_FOLLOW) !== 0);
  if (typeof place === 'number') return place;
  const written = writeHandle(c, c.address(2), place);
  if (written < 0 && written !== Errno.EOVERFLOW) return written;
  const out = c.structFor(4);
  out.setU32(0, place.mount.number);
  return c.structOut(c.address(3), out) || written;
}
