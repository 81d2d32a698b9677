/** setns(2): a process goes into a space that it has a file of (validate_ns, …_install of Linux). */
import { Errno } from '../../generated/errors.ts';
import type { Thread } from '../../kernel/thread.ts';
import { ALL_CAPABILITIES, Capability, isCapable, isCapableIn, setCapabilities } from '../capabilities.ts';
import type { MountTable } from '../names/mount-table.ts';
import type { UserSpace } from '../users/user-space.ts';
import { type GroundSpace, type Spaces, TYPES } from './spaces.ts';
import { spaceBehind } from './files.ts';

export function join(thread: Thread, fd: number, type: number): number {
  const { descriptors } = thread.process;
  const description = descriptors.table.get(fd);
  if (description === undefined) return Errno.EBADF;
  const space = spaceBehind(thread, description.place);
  if (space === undefined) return Errno.EINVAL;
  if (type !== 0 && type !== TYPES[space.kind]) return Errno.EINVAL;
  switch (space.kind) {
    case 'mnt':
      return joinMounts(thread, space.space);
    case 'user':
      return joinUsers(thread, space.space);
    case 'uts':
    case 'ipc':
    case 'net':
      return joinGround(thread, space.kind, space.space);
    default:
      return isCapable(thread.process, Capability.administrator) ? 0 : Errno.EPERM;
  }
}

function joinMounts({ process }: Thread, table: MountTable): number {
  const { administrator, changeRoot } = Capability;
  if (table.users === 0) return Errno.EINVAL;
  if (!isCapableIn(process, table.owner, administrator)) return Errno.EPERM;
  if (!isCapable(process, changeRoot) || !isCapable(process, administrator)) return Errno.EPERM;
  if (process.uses.names.shared) return Errno.EINVAL;
  const { names } = process;
  names.enterTable(table);
  const root = table.over(table.root, table.root.root);
  names.setRoot(root);
  names.setDirectory(root);
  return 0;
}

function joinUsers({ process }: Thread, space: UserSpace): number {
  if (space === process.users || process.threads.length > 1 || process.uses.names.shared) return Errno.EINVAL;
  if (!isCapableIn(process, space, Capability.administrator)) return Errno.EPERM;
  process.users = space;
  setCapabilities(process, ALL_CAPABILITIES);
  return 0;
}

function joinGround({ process }: Thread, kind: keyof Spaces, space: GroundSpace): number {
  const { administrator } = Capability;
  if (!isCapableIn(process, space.owner, administrator) || !isCapable(process, administrator)) return Errno.EPERM;
  process.enter(kind, space);
  return 0;
}
