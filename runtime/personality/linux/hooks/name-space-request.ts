/** ioctl on a name space's file: its kind, its owner, and those it belongs to (ioctl_ns(2), fs/nsfs.c). */
import { WalkOutcome } from '../../../generated/enums.ts';
import { Errno } from '../../../generated/errors.ts';
import { OpenFlags } from '../../../generated/flags.ts';
import { ROOT_USER } from '../../../servers/files/root-user.ts';
import type { Call } from '../../call.ts';
import { openPlace } from '../../descriptors/open.ts';
import { NAME_SPACE_FILES, spaceBehind } from '../../name-spaces/files.ts';
import { ownerOf, TYPES } from '../../name-spaces/spaces.ts';
import { ROOT_NODE } from '../../names/mount-table.ts';
import type { UserSpace } from '../../users/user-space.ts';
import { seenUser } from '../../users/view.ts';

const GET_USERNS = 0x2000b701;
const GET_PARENT = 0x2000b702;
const GET_NSTYPE = 0x2000b703;

export function nameSpaceRequest(c: Call): number {
  const place = c.descriptors.table.get(c.i32(0))?.place;
  if (place?.mount.type !== NAME_SPACE_FILES) return c.descriptors.check(c.thread, c.i32(0)) || Errno.ENOTTY;
  const space = spaceBehind(c.thread, place);
  if (space === undefined) return Errno.EINVAL;
  switch (c.u32(1)) {
    case GET_NSTYPE:
      return TYPES[space.kind] ?? Errno.EINVAL;
    case GET_USERNS: {
      const { users } = c.process.processes.spaces;
      const owner = 'space' in space ? ownerOf(space, users) : users;
      return openUsers(c, owner);
    }
    case GET_PARENT:
      if (space.kind === 'user') return openUsers(c, space.space.above);
      return space.kind === 'pid' ? Errno.EPERM : Errno.EINVAL;
    default: {
      if (space.kind !== 'user') return Errno.EINVAL;
      const view = c.structFor(4);
      view.setU32(0, seenUser(c.process, space.space.owner));
      return c.structOut(c.address(2), view);
    }
  }
}

/** A space of users that the caller is in or above. */
function openUsers(c: Call, space: UserSpace | undefined): number {
  if (space?.isWithin(c.process.users) !== true) return Errno.EPERM;
  const mount = c.descriptors.table.get(c.i32(0))?.place?.mount;
  const found = mount?.tree.walk(ROOT_NODE, `user:[${space.number}]`, false, ROOT_USER) ?? Errno.EPERM;
  if (mount === undefined || typeof found === 'number' || found.outcome !== WalkOutcome.found) return Errno.EPERM;
  return openPlace(c.thread, c.descriptors, { mount, node: found.node }, OpenFlags.read | OpenFlags.closeOnExec);
}
