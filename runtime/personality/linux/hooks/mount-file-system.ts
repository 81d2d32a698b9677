/** mount(2): its flags had a number in their upper half once, which is left out when it is there. */
import { Errno } from '../../../generated/errors.ts';
import { decodeMountFlags, decodeMountRequest } from '../../../generated/linux/flags.ts';
import type { Call } from '../../call.ts';

const MAGIC = 0xc0ed_0000;
const MAGIC_MASK = 0xffff_0000;
const NO_USER = 0x8000_0000;
const PAGE = 4096;

export function mountFileSystem(c: Call): number {
  const type = text(c, 2, Errno.EINVAL);
  if (typeof type === 'number') return type;
  const source = text(c, 0, Errno.EINVAL);
  if (typeof source === 'number') return source;
  const data = text(c, 4, Errno.EINVAL);
  if (typeof data === 'number') return data;
  const target = c.path(1);
  if (typeof target === 'number') return target;
  const given = c.u32(3);
  const flags = (given & MAGIC_MASK) >>> 0 === MAGIC ? given & ~MAGIC_MASK : given;
  if ((flags & NO_USER) !== 0) return Errno.EINVAL;
  return c.mounting.mount(
    c.thread,
    source,
    target,
    type,
    decodeMountRequest(flags),
    decodeMountFlags(flags),
    data ?? '',
  );
}

function text(c: Call, index: number, tooLong: Errno): string | undefined | Errno {
  const address = c.address(index);
  return address === 0 ? undefined : c.string(address, PAGE, tooLong);
}
