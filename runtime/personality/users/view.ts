/** Users and groups as a process sees and gives them: by the numbers of its name space. In the machine's first they are the same. */
import type { FileStatus } from '../../generated/structs.ts';
import type { GuestProcess } from '../process.ts';
import { NO_ID, outward, shown } from './user-space.ts';

/** It is no number of the space. */
export const UNKNOWN = -1;

export function seenUser({ users }: GuestProcess, user: number): number {
  return users.above === undefined ? user : shown(users.users, user);
}

export function seenGroup({ users }: GuestProcess, group: number): number {
  return users.above === undefined ? group : shown(users.groups, group);
}

/** The machine's user; NO_ID stands for itself, UNKNOWN for none. */
export function givenUser({ users }: GuestProcess, user: number): number {
  if (users.above === undefined || user === NO_ID) return user;
  const found = outward(users.users, user);
  return found === NO_ID ? UNKNOWN : found;
}

export function givenGroup({ users }: GuestProcess, group: number): number {
  if (users.above === undefined || group === NO_ID) return group;
  const found = outward(users.groups, group);
  return found === NO_ID ? UNKNOWN : found;
}

/** The status of a file with its owner as the process sees him. */
export function seenStatus<Refusal extends number>(
  process: GuestProcess,
  status: FileStatus | Refusal,
): FileStatus | Refusal {
  if (typeof status === 'number' || process.users.above === undefined) return status;
  return { ...status, owner: seenUser(process, status.owner), group: seenGroup(process, status.group) };
}
