/** chown(2) by the numbers of the caller's space of users. */
import { Errno } from '../../generated/errors.ts';
import type { Place } from '../names/mount-table.ts';
import type { GuestProcess } from '../process.ts';
import { givenGroup, givenUser, UNKNOWN } from './view.ts';

export function setOwnerOf(process: GuestProcess, { mount, node }: Place, owner: number, group: number): number {
  const user = givenUser(process, owner);
  const ofGroup = givenGroup(process, group);
  if (user === UNKNOWN || ofGroup === UNKNOWN) return Errno.EINVAL;
  return mount.tree.setOwner(node, user, ofGroup, process.credentials);
}
