/** io_destroy(2). */
import { Errno } from '../../../generated/errors.ts';
import type { Call } from '../../call.ts';

export function endRequests(c: Call): number {
  const address = c.address(0);
  const context = c.process.requests.get(address);
  if (context === undefined) return Errno.EINVAL;
  c.process.requests.delete(address);
  context.end();
  c.spaceCalls.unmap(c.thread, address, c.space.pageSize);
  return 0;
}
