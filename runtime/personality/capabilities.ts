/**
 * Capabilities of a process, as capget(2) tells them: all of them for user 0, none for others; a set that was given up stays so
 * until a program is executed. Most are told only: what a process may do follows from its users, but for changing users and groups.
 */
import { ProcessControl } from '../generated/enums.ts';
import { Errno } from '../generated/errors.ts';
import { ProcessRights } from '../generated/flags.ts';
import type { Credentials } from '../generated/structs.ts';
import type { GuestProcess } from './process.ts';
import { outward, type UserSpace } from './users/user-space.ts';

/** CAP_LAST_CAP is 40: what the low and the high word of a full set hold. */
export const ALL: Words = [0xffff_ffff, 0x1ff];
const LAST = 40;
const NONE: Words = [0, 0];

export type Words = readonly [low: number, high: number];

export interface CapabilitySets {
  readonly effective: Words;
  readonly permitted: Words;
  readonly inheritable: Words;
}

/** Bits of a set (linux/capability.h) that decide something here. */
export const Capability = {
  setGroup: 6,
  setUser: 7,
  setCapabilities: 8,
  network: 12,
  changeRoot: 18,
  administrator: 21,
} as const;

/** Of who begins a space of users. */
export const ALL_CAPABILITIES: CapabilitySets = { effective: ALL, permitted: ALL, inheritable: NONE };

export function capabilitiesOf(process: GuestProcess): CapabilitySets {
  return process.capabilities ?? usualCapabilities(process.credentials, rootOf(process));
}

/** The user that is 0 to the process. */
function rootOf({ users }: GuestProcess): number {
  return users.above === undefined ? 0 : outward(users.users, 0);
}

/** What follows from the users alone. */
export function usualCapabilities({ user, effectiveUser, savedUser }: Credentials, root = 0): CapabilitySets {
  return {
    effective: effectiveUser === root ? ALL : NONE,
    permitted: user === root || effectiveUser === root || savedUser === root ? ALL : NONE,
    inheritable: NONE,
  };
}

/** Whether a process has a right over what belongs to a space of users; undefined is the machine's first (cap_capable). */
export function isCapableIn(process: GuestProcess, space: UserSpace | undefined, capability: number): boolean {
  const own = process.users;
  for (let at = space ?? process.processes.spaces.users; ; ) {
    if (at === own) return isCapable(process, capability);
    // Who made a space has every right over it from the one above.
    if (at.above === own && at.owner === process.credentials.effectiveUser) return true;
    if (at.above === undefined || at.level <= own.level) return false;
    at = at.above;
  }
}

/** Whether a capability is in the effective set; all that are asked for are in the first word. */
export function isCapable(process: GuestProcess, capability: number): boolean {
  return (capabilitiesOf(process).effective[0] & (1 << capability)) !== 0;
}

/** Gives a process other sets, or those that follow from its users. */
export function setCapabilities(process: GuestProcess, sets: CapabilitySets | undefined): void {
  if (process.capabilities === undefined && sets === undefined) return;
  process.capabilities = sets;
  let rights = sets === undefined ? 0 : ProcessRights.explicit;
  if (sets !== undefined && isCapable(process, Capability.setUser)) rights |= ProcessRights.setUser;
  if (sets !== undefined && isCapable(process, Capability.setGroup)) rights |= ProcessRights.setGroup;
  process.stubs.process.setRights(process.pid, rights);
}

/** The users of a process were others before (cap_emulate_setxuid): who is root no more loses all, unless it wants to keep them. */
export function usersChanged(process: GuestProcess, before: Credentials): void {
  const keeps = process.controls.get(ProcessControl.keepCapabilities) !== 0;
  if (process.capabilities === undefined && !keeps) return;
  const now = process.credentials;
  const root = rootOf(process);
  const sets = process.capabilities ?? usualCapabilities(before, root);
  let { effective, permitted } = sets;
  const { inheritable } = sets;
  if (isSome(root, before) && !isSome(root, now) && !keeps) permitted = NONE;
  if (permitted === NONE || (before.effectiveUser === root && now.effectiveUser !== root)) effective = NONE;
  if (before.effectiveUser !== root && now.effectiveUser === root) effective = permitted;
  setCapabilities(process, { effective, permitted, inheritable });
}

function isSome(root: number, { user, effectiveUser, savedUser }: Credentials): boolean {
  return user === root || effectiveUser === root || savedUser === root;
}

/** Whether every capability of one set is in another. */
export function isWithin(one: Words, other: Words): boolean {
  return (one[0] & ~other[0]) === 0 && (one[1] & ~other[1]) === 0;
}

export function union(one: Words, other: Words): Words {
  return [(one[0] | other[0]) >>> 0, (one[1] | other[1]) >>> 0];
}

/**
 * A program begins: what follows from its users, of what the process has not given up for good. Who gets no new privileges has
 * at most what it had.
 */
export function beginCapabilities(process: GuestProcess, nothingNew: boolean): void {
  const { bounding, capabilities } = process;
  const had = nothingNew ? capabilities?.permitted : undefined;
  if (bounding === ALL && had === undefined) return setCapabilities(process, undefined);
  const { effective, permitted, inheritable } = usualCapabilities(process.credentials, rootOf(process));
  const within = (set: Words): Words => common(common(set, bounding), had ?? ALL);
  setCapabilities(process, { effective: within(effective), permitted: within(permitted), inheritable });
}

function common(one: Words, other: Words): Words {
  return [(one[0] & other[0]) >>> 0, one[1] & other[1]];
}

/** Whether a program of the process may have a capability. */
export function mayGain({ bounding }: GuestProcess, capability: number): boolean {
  const word = capability < 32 ? bounding[0] : bounding[1];
  return (word & (1 << (capability % 32))) !== 0;
}

/** PR_CAPBSET_DROP: no program of the process has it from now on. */
export function giveUp(process: GuestProcess, capability: number): number {
  if (!isCapable(process, Capability.setCapabilities)) return Errno.EPERM;
  if (capability > LAST) return Errno.EINVAL;
  const [low, high] = process.bounding;
  const bit = 1 << (capability % 32);
  process.bounding = capability < 32 ? [(low & ~bit) >>> 0, high] : [low, high & ~bit];
  return 0;
}
