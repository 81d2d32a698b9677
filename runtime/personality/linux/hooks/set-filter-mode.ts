/** prctl(2): PR_SET_SECCOMP, which is seccomp(2) without flags. */
import { Errno } from '../../../generated/errors.ts';
import type { Call } from '../../call.ts';
import { FilterMode } from '../../filters/filters.ts';

export function setFilterMode(c: Call): number {
  const mode = c.u64(1);
  if (mode === FilterMode.strict) return c.filters.confine(c.thread);
  if (mode !== FilterMode.filter) return Errno.EINVAL;
  // struct sock_fprog: a length of 16 bits, and where the instructions are.
  const word = c.process.abi.bits / 8;
  const view = c.structIn(c.address(2), 2 * word);
  if (typeof view === 'number') return view;
  const instructions = word === 8 ? view.address(word) : view.u32(word);
  return c.filters.add(c.thread, { count: view.u16(0), instructions }, 0);
}
