/**
 * Users and groups of a process (credentials(7), setuid(2), setresuid(2)). What the result would be is worked out here; the
 * process server decides whether it may be.
 */
import { Capability, isCapable, usersChanged } from './capabilities.ts';
import { Errno } from '../generated/errors.ts';
import type { Credentials } from '../generated/structs.ts';
import type { Thread } from '../kernel/thread.ts';
import { maySetGroups } from './users/maps.ts';
import { UNKNOWN } from './users/view.ts';

/** Leaves an identity as it is: (uid_t) -1. */
export const SAME = 0xffff_ffff;
/** Linux' NGROUPS_MAX. */
const MOST_GROUPS = 65_536;

/** Credentials with some members changed, if the process server allows it. */
function become(thread: Thread, change: Partial<Credentials>): number {
  const { process } = thread;
  // A number that stands for nobody in the caller's space of users.
  for (const id of Object.values(change).flat()) if (id === UNKNOWN) return Errno.EINVAL;
  const credentials = { ...process.credentials, ...change };
  const result = process.stubs.process.setCredentials(process.pid, credentials);
  if (result === 0) {
    const before = process.credentials;
    process.credentials = credentials;
    if ('effectiveUser' in change) usersChanged(process, before);
    process.limits.mayLock = credentials.effectiveUser === 0;
  }
  return result;
}

const maySetUser = ({ process }: Thread): boolean => isCapable(process, Capability.setUser);
const maySetGroup = ({ process }: Thread): boolean => isCapable(process, Capability.setGroup);

/** setuid(2): root changes all of them for good. */
export function setUser(thread: Thread, user: number): number {
  if (user === SAME || user === UNKNOWN) return Errno.EINVAL;
  const { user: real, savedUser } = thread.process.credentials;
  if (maySetUser(thread)) return become(thread, { user, effectiveUser: user, savedUser: user, fileUser: user });
  return user === real || user === savedUser ? become(thread, { effectiveUser: user, fileUser: user }) : Errno.EPERM;
}

export function setGroupId(thread: Thread, group: number): number {
  if (group === SAME || group === UNKNOWN) return Errno.EINVAL;
  const { group: real, savedGroup } = thread.process.credentials;
  if (maySetGroup(thread)) return become(thread, { group, effectiveGroup: group, savedGroup: group, fileGroup: group });
  return group === real || group === savedGroup
    ? become(thread, { effectiveGroup: group, fileGroup: group })
    : Errno.EPERM;
}

export function setUsers(thread: Thread, user: number, effective: number, saved: number): number {
  if ([user, effective, saved].includes(UNKNOWN)) return Errno.EINVAL;
  const now = thread.process.credentials;
  const pick = (wanted: number, old: number): number => (wanted === SAME ? old : wanted);
  const effectiveUser = pick(effective, now.effectiveUser);
  const next = {
    user: pick(user, now.user),
    effectiveUser,
    savedUser: pick(saved, now.savedUser),
    fileUser: effectiveUser,
  };
  const own = [now.user, now.effectiveUser, now.savedUser];
  if (!maySetUser(thread) && ![user, effective, saved].every((id) => id === SAME || own.includes(id)))
    return Errno.EPERM;
  return become(thread, next);
}

export function setGroupIds(thread: Thread, group: number, effective: number, saved: number): number {
  if ([group, effective, saved].includes(UNKNOWN)) return Errno.EINVAL;
  const now = thread.process.credentials;
  const pick = (wanted: number, old: number): number => (wanted === SAME ? old : wanted);
  const effectiveGroup = pick(effective, now.effectiveGroup);
  const next = {
    group: pick(group, now.group),
    effectiveGroup,
    savedGroup: pick(saved, now.savedGroup),
    fileGroup: effectiveGroup,
  };
  const own = [now.group, now.effectiveGroup, now.savedGroup];
  if (!maySetGroup(thread) && ![group, effective, saved].every((id) => id === SAME || own.includes(id)))
    return Errno.EPERM;
  return become(thread, next);
}

/**
 * setreuid(2): the saved user follows the effective one when the real one is set, or the effective one to something else
 * than the real one was.
 */
export function setRealEffectiveUser(thread: Thread, user: number, effective: number): number {
  if (user === UNKNOWN || effective === UNKNOWN) return Errno.EINVAL;
  const now = thread.process.credentials;
  if (!maySetUser(thread)) {
    if (user !== SAME && user !== now.user && user !== now.effectiveUser) return Errno.EPERM;
    if (![SAME, now.user, now.effectiveUser, now.savedUser].includes(effective)) return Errno.EPERM;
  }
  const effectiveUser = effective === SAME ? now.effectiveUser : effective;
  const follows = user !== SAME || (effective !== SAME && effective !== now.user);
  return become(thread, {
    user: user === SAME ? now.user : user,
    effectiveUser,
    savedUser: follows ? effectiveUser : now.savedUser,
    fileUser: effectiveUser,
  });
}

export function setRealEffectiveGroup(thread: Thread, group: number, effective: number): number {
  if (group === UNKNOWN || effective === UNKNOWN) return Errno.EINVAL;
  const now = thread.process.credentials;
  if (!maySetGroup(thread)) {
    if (group !== SAME && group !== now.group && group !== now.effectiveGroup) return Errno.EPERM;
    if (![SAME, now.group, now.effectiveGroup, now.savedGroup].includes(effective)) return Errno.EPERM;
  }
  const effectiveGroup = effective === SAME ? now.effectiveGroup : effective;
  const follows = group !== SAME || (effective !== SAME && effective !== now.group);
  return become(thread, {
    group: group === SAME ? now.group : group,
    effectiveGroup,
    savedGroup: follows ? effectiveGroup : now.savedGroup,
    fileGroup: effectiveGroup,
  });
}

/** setfsuid(2) answers the old one, whether or not it changed. */
export function setFileUser(thread: Thread, user: number): number {
  const before = thread.process.credentials.fileUser;
  if (user !== SAME) become(thread, { fileUser: user });
  return before;
}

export function setFileGroup(thread: Thread, group: number): number {
  const before = thread.process.credentials.fileGroup;
  if (group !== SAME) become(thread, { fileGroup: group });
  return before;
}

export function setGroups(thread: Thread, groups: readonly number[]): number {
  if (!maySetGroups(thread.process)) return Errno.EPERM;
  return groups.length > MOST_GROUPS ? Errno.EINVAL : become(thread, { groups: [...groups] });
}
