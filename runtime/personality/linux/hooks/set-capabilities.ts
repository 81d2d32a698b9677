/** capset(2): gives capabilities up, of the caller only. */
import { Errno } from '../../../generated/errors.ts';
import type { Call } from '../../call.ts';
import { capabilitiesOf, isWithin, setCapabilities as setSets, union, type Words } from '../../capabilities.ts';
import { wordsOf } from './tell-capabilities.ts';

export function setCapabilities(c: Call): number {
  const words = wordsOf(c);
  if (words < 0) return words;
  const header = c.structIn(c.address(0), 8);
  if (typeof header === 'number') return header;
  const pid = header.s32(4);
  if (pid !== 0 && pid !== c.thread.tid && pid !== c.process.pid) return Errno.EPERM;
  const data = c.structIn(c.address(1), 12 * words);
  if (typeof data === 'number') return data;
  // What no capability has a bit for is left out.
  const read = (at: number): Words => [data.u32(at), words > 1 ? data.u32(at + 12) & 0x1ff : 0];
  const next = { effective: read(0), permitted: read(4), inheritable: read(8) };
  const now = capabilitiesOf(c.process);
  if (!isWithin(next.inheritable, union(now.inheritable, now.permitted))) return Errno.EPERM;
  if (!isWithin(next.permitted, now.permitted) || !isWithin(next.effective, next.permitted)) return Errno.EPERM;
  setSets(c.process, next);
  return 0;
}
