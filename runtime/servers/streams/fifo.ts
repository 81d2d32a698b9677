/** Opens an end of a fifo: fifo(7). */
import { Errno } from '../../generated/errors.ts';
import { OpenFlags } from '../../generated/flags.ts';
import type { Pipe } from './pipe.ts';
import { PipeEnd, type PipeHome } from './pipe-end.ts';

export function openFifo(pipe: Pipe, flags: number, home: PipeHome): PipeEnd | Errno {
  const read = (flags & OpenFlags.read) !== 0;
  const write = (flags & OpenFlags.write) !== 0;
  const nonblock = (flags & OpenFlags.nonblock) !== 0;
  if (write && !read && nonblock && pipe.readers === 0) return Errno.ENXIO;
  const alone = read ? pipe.writers === 0 : pipe.readers === 0;
  const waits = read !== write && !nonblock && alone;
  return new PipeEnd(pipe, read, write, (flags & OpenFlags.direct) !== 0, waits, home);
}
