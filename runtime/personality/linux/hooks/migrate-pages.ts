/** migrate_pages(2): from some nodes to others, of which there is one. */
import { Errno } from '../../../generated/errors.ts';
import type { Call } from '../../call.ts';
import { mayTouch } from '../../transfer.ts';
import { readNodes } from '../memory-policy/policy.ts';

export function migratePages(c: Call): number {
  const old = readNodes(c, c.address(2), c.u64(1));
  if (old < 0) return old;
  const fresh = readNodes(c, c.address(3), c.u64(1));
  if (fresh < 0) return fresh;
  const pid = c.i32(0);
  const target = pid === 0 ? c.process : c.process.processes.all.get(pid);
  if (target === undefined) return Errno.ESRCH;
  if (!mayTouch(c.process, target)) return Errno.EPERM;
  if ((fresh & 2) !== 0 && c.process.credentials.effectiveUser !== 0) return Errno.EPERM;
  return (fresh & 1) !== 0 ? 0 : Errno.EINVAL;
}
