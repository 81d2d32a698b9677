/** ioctl on a name space's file: its kind, its owner, and those it belongs to (ioctl_ns(2), fs/nsfs.c). There is one of each kind. */
import { WalkOutcome } from '../../../generated/enums.ts';
import { Errno } from '../../../generated/errors.ts';
import { OpenFlags } from '../../../generated/flags.ts';
import type { Call } from '../../call.ts';
import { openPlace } from '../../descriptors/open.ts';
import { ROOT_NODE } from '../../names/mount-table.ts';
import { NAME_SPACE_FILES } from '../proc/name-spaces.ts';

const GET_USERNS = 0x2000b701;
const GET_PARENT = 0x2000b702;
const GET_NSTYPE = 0x2000b703;
/** CLONE_NEW… of each kind. */
const TYPES: Readonly<Record<string, number>> = {
  time: 0x80,
  mnt: 0x2_0000,
  cgroup: 0x200_0000,
  uts: 0x400_0000,
  ipc: 0x800_0000,
  user: 0x1000_0000,
  pid: 0x2000_0000,
  net: 0x4000_0000,
};

export function nameSpaceRequest(c: Call): number {
  const place = c.descriptors.table.get(c.i32(0))?.place;
  if (place?.mount.type !== NAME_SPACE_FILES) return c.descriptors.check(c.thread, c.i32(0)) || Errno.ENOTTY;
  const { mount } = place;
  const path = mount.tree.getPath(place.node);
  const kind = typeof path === 'string' ? path.slice(1) : '';
  switch (c.u32(1)) {
    case GET_NSTYPE:
      return TYPES[kind] ?? Errno.EINVAL;
    case GET_USERNS: {
      // The first one belongs to none.
      if (kind === 'user') return Errno.EPERM;
      const found = mount.tree.walk(ROOT_NODE, 'user', false, c.process.credentials);
      if (typeof found === 'number' || found.outcome !== WalkOutcome.found) return Errno.EPERM;
      return openPlace(c.thread, c.descriptors, { mount, node: found.node }, OpenFlags.read | OpenFlags.closeOnExec);
    }
    case GET_PARENT:
      return kind === 'user' || kind === 'pid' ? Errno.EPERM : Errno.EINVAL;
    default:
      if (kind !== 'user') return Errno.EINVAL;
      return c.structOut(c.address(2), c.structFor(4));
  }
}
