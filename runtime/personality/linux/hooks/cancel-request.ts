/** io_cancel(2): every request is done when it was submitted, so there is none to cancel. */
import { Errno } from '../../../generated/errors.ts';
import type { Call } from '../../call.ts';

export function cancelRequest(c: Call): number {
  const key = c.structIn(c.address(1), 16);
  if (typeof key === 'number') return key;
  return Errno.EINVAL;
}
