/** Who may use an object of System V IPC: ipcperms and ipcctl_obtain_check of Linux. */
import type { Credentials, IpcPermissions } from '../../generated/structs.ts';

export const READ = 0o444;
export const WRITE = 0o222;
export const EXECUTE = 0o111;

/** Whether the rights that a mode asks for, of whatever class, are there for the caller's class. Root may all. */
export function mayUse(object: IpcPermissions, wanted: number, credentials: Credentials): boolean {
  const { effectiveUser, effectiveGroup, groups } = credentials;
  if (effectiveUser === 0) return true;
  const asked = (wanted >> 6) | (wanted >> 3) | wanted;
  const isMember = (group: number): boolean => effectiveGroup === group || groups.includes(group);
  let granted = object.mode;
  if (effectiveUser === object.creatorUser || effectiveUser === object.user) granted >>= 6;
  else if (isMember(object.creatorGroup) || isMember(object.group)) granted >>= 3;
  return (asked & ~granted & 7) === 0;
}

export function isOwner(object: IpcPermissions, { effectiveUser }: Credentials): boolean {
  return effectiveUser === 0 || effectiveUser === object.creatorUser || effectiveUser === object.user;
}

/** Of a new object. */
export function permissionsOf(key: number, mode: number, credentials: Credentials): IpcPermissions {
  const { effectiveUser, effectiveGroup } = credentials;
  return {
    key,
    user: effectiveUser,
    group: effectiveGroup,
    creatorUser: effectiveUser,
    creatorGroup: effectiveGroup,
    mode: mode & 0o777,
    sequence: 0,
  };
}

/** IPC_SET: owner, group and mode bits. */
export function setPermissions(object: IpcPermissions, to: IpcPermissions): void {
  object.user = to.user;
  object.group = to.group;
  object.mode = (object.mode & ~0o777) | (to.mode & 0o777);
}
