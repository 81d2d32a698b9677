/** open_by_handle_at(2): for user 0 only, since a handle leads past every directory. */
import { Errno } from '../../../generated/errors.ts';
import { decodeOpenFlags } from '../../../generated/linux/flags.ts';
import type { Call } from '../../call.ts';
import { openPlace } from '../../descriptors/open.ts';
import { readHandle } from './file-handle.ts';

export function openByHandle(c: Call): number {
  const mount = c.directory(0);
  if (mount !== undefined && c.descriptors.table.get(mount) === undefined) return Errno.EBADF;
  const place = readHandle(c, c.address(1));
  if (place === Errno.EINVAL || place === Errno.EFAULT) return place;
  if (c.process.credentials.effectiveUser !== 0) return Errno.EPERM;
  return typeof place === 'number' ? place : openPlace(c.thread, c.descriptors, place, decodeOpenFlags(c.u32(2)));
}
