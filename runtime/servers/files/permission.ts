/** Who may do what with a file: the mode bits, as path_resolution(7) and the rules of unlink(2) and chmod(2) say. */
import { FileType } from '../../generated/enums.ts';
import { AccessMode } from '../../generated/flags.ts';
import type { Credentials, FileStatus } from '../../generated/structs.ts';
import { type AccessList, listAllows } from './access-list.ts';

export const SET_USER = 0o4000;
export const SET_GROUP = 0o2000;
export const STICKY = 0o1000;
const GROUP_EXECUTE = 0o010;
const ANY_EXECUTE = 0o111;

/** A file that may have a list of who else may use it. */
type Listed = FileStatus & { readonly list?: AccessList | undefined };

const GROUP_BITS = 0o070;

/** Bits of a mode, the same as those of AccessMode. */
type Access = number;

export function isMember(credentials: Credentials, group: number): boolean {
  return credentials.fileGroup === group || credentials.groups.includes(group);
}

/** Whether the credentials may use a file so (bits of AccessMode). User 0 may all, but execute only what somebody may. */
export function mayAccess(status: Listed, mode: Access, credentials: Credentials): boolean {
  const { permissions } = status;
  if (credentials.fileUser === 0) {
    if ((mode & AccessMode.execute) === 0 || status.type === FileType.directory) return true;
    return (permissions & ANY_EXECUTE) !== 0;
  }
  let granted = permissions;
  if (status.owner === credentials.fileUser) granted = permissions >> 6;
  else if (status.list !== undefined && (permissions & GROUP_BITS) !== 0)
    return listAllows(status.list, status.group, mode & 7, credentials);
  else if (isMember(credentials, status.group)) granted = permissions >> 3;
  return (mode & ~granted & 7) === 0;
}

export function isOwner(status: FileStatus, credentials: Credentials): boolean {
  return credentials.fileUser === 0 || credentials.fileUser === status.owner;
}

/** Whether a sticky directory keeps the credentials from removing an entry of it. */
export function stickyForbids(directory: FileStatus, entry: FileStatus, credentials: Credentials): boolean {
  if ((directory.permissions & STICKY) === 0) return false;
  return !isOwner(directory, credentials) && !isOwner(entry, credentials);
}

/** The mode of a new entry: a set-group directory hands its bit to directories and takes it from outsiders' programs. */
export function modeIn(directory: FileStatus, type: number, mode: number, credentials: Credentials): number {
  if ((directory.permissions & SET_GROUP) === 0) return mode;
  if (type === FileType.directory) return mode | SET_GROUP;
  const program = SET_GROUP | GROUP_EXECUTE;
  if ((mode & program) !== program || credentials.fileUser === 0 || isMember(credentials, directory.group)) return mode;
  return mode & ~SET_GROUP;
}

/** The group of a new entry. */
export function groupIn(directory: FileStatus, credentials: Credentials): number {
  return (directory.permissions & SET_GROUP) !== 0 ? directory.group : credentials.fileGroup;
}

/** The mode that chmod leaves: an outsider's file loses the set-group bit. */
export function modeAfterChange(status: FileStatus, mode: number, credentials: Credentials): number {
  const kept = mode & 0o7777;
  if (credentials.fileUser === 0 || isMember(credentials, status.group)) return kept;
  return kept & ~SET_GROUP;
}

/** Whether chown is allowed: user 0 may all, an owner may give the file to a group of its own. 2^32-1 changes nothing. */
export function mayGive(status: FileStatus, owner: number, group: number, credentials: Credentials): boolean {
  const unchanged = 2 ** 32 - 1;
  if (credentials.fileUser === 0) return true;
  if (credentials.fileUser !== status.owner) return owner === unchanged && group === unchanged;
  if (owner !== unchanged && owner !== status.owner) return false;
  return group === unchanged || group === status.group || isMember(credentials, group);
}

/** The mode after the contents or the owner changed: a program loses its set-id bits (write(2), chown(2)). */
export function withoutSetId(permissions: number): number {
  const kept = permissions & ~SET_USER;
  return (kept & GROUP_EXECUTE) !== 0 ? kept & ~SET_GROUP : kept;
}

/** Whether a hard link may be made (Linux's protected_hardlinks): one's own file, or a plain one to read and write. */
export function mayLink(status: FileStatus, credentials: Credentials): boolean {
  if (isOwner(status, credentials)) return true;
  if (status.type !== FileType.regular || (status.permissions & SET_USER) !== 0) return false;
  const program = SET_GROUP | GROUP_EXECUTE;
  if ((status.permissions & program) === program) return false;
  return mayAccess(status, AccessMode.read | AccessMode.write, credentials);
}
