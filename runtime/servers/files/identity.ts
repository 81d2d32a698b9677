/**
 * How users of the host appear in the guest: the host user who runs k42 is one user of the guest, so that its files are
 * the guest's own. Others keep their numbers.
 */
import type { FileStatus } from '../../generated/structs.ts';

export interface Identity {
  readonly hostUser: number;
  readonly hostGroup: number;
  readonly user: number;
  readonly group: number;
}

function swap(id: number, one: number, other: number): number {
  if (id === one) return other;
  return id === other ? one : id;
}

export function toGuest(status: FileStatus, identity: Identity | undefined): void {
  if (identity === undefined) return;
  status.owner = swap(status.owner, identity.hostUser, identity.user);
  status.group = swap(status.group, identity.hostGroup, identity.group);
}

export function hostUser(user: number, identity: Identity | undefined): number {
  return identity === undefined ? user : swap(user, identity.hostUser, identity.user);
}

export function hostGroup(group: number, identity: Identity | undefined): number {
  return identity === undefined ? group : swap(group, identity.hostGroup, identity.group);
}
