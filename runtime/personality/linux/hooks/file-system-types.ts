/** sysfs(2): the types of file systems by name and by number (fs/filesystems.c). */
import { Errno } from '../../../generated/errors.ts';
import type { Call } from '../../call.ts';
import { FILE_SYSTEMS } from '../file-systems.ts';

const INDEX = 1;
const NAME = 2;
const COUNT = 3;

export function fileSystemTypes(c: Call): number {
  switch (c.i32(0)) {
    case INDEX: {
      const name = c.path(1);
      if (typeof name === 'number') return name;
      const index = FILE_SYSTEMS.findIndex((one) => one === name);
      return index < 0 ? Errno.EINVAL : index;
    }
    case NAME: {
      const name = FILE_SYSTEMS[c.u32(1)];
      if (name === undefined) return Errno.EINVAL;
      const out = c.structFor(name.length + 1);
      for (let i = 0; i < name.length; i++) out.setU8(i, name.charCodeAt(i));
      return c.structOut(c.address(2), out);
    }
    case COUNT:
      return FILE_SYSTEMS.length;
    default:
      return Errno.EINVAL;
  }
}
