/** lseek(2): answered here; only the end of a file and its holes are asked of the server. */
import { Errno } from '../../generated/errors.ts';
import { Whence } from '../../generated/enums.ts';
import type { OpenDescription } from './open-description.ts';

/** Largest file offset (2^63 − 1 on Linux) as a number that arithmetic stays exact below. */
const FURTHEST = Number.MAX_SAFE_INTEGER;

export function seek(description: OpenDescription, offset: number, whence: number): number {
  const { file } = description;
  if (description.kind === 'path') return Errno.EBADF;
  if (file === undefined) return description.seekIsNothing ? 0 : Errno.ESPIPE;
  let base = 0;
  if (whence === Whence.current) base = description.position;
  else if (whence === Whence.end) {
    base = file.getLength();
    if (base < 0) return base;
  } else if (whence === Whence.data || whence === Whence.hole) {
    if (offset < 0) return Errno.ENXIO;
    const found = file.seekData(offset, whence);
    if (found >= 0) description.position = found;
    return found;
  } else if (whence !== Whence.set) return Errno.EINVAL;
  const position = base + offset;
  if (position < 0) return Errno.EINVAL;
  if (position > FURTHEST) return Errno.EOVERFLOW;
  description.position = position;
  return position;
}
