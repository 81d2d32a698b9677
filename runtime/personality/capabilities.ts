/**
 * Capabilities of a process, as capget(2) tells them: all of them for user 0, none for others; a set that was given up stays so
 * until a program is executed. Most are told only: what a process may do follows from its users, but for changing users and groups.
 */
import { ProcessControl } from '../generated/enums.ts';
import { ProcessRights } from '../generated/flags.ts';
import type { Credentials } from '../generated/structs.ts';
import type { GuestProcess } from './process.ts';

/** CAP_LAST_CAP is 40: what the low and the high word of a full set hold. */
const ALL: Words = [0xffff_ffff, 0x1ff];
const NONE: Words = [0, 0];

export type Words = readonly [low: number, high: number];

export interface CapabilitySets {
  readonly effective: Words;
  readonly permitted: Words;
  readonly inheritable: Words;
}

/** Bits of a set (linux/capability.h) that decide something here. */
export const Capability = { setGroup: 6, setUser: 7, administrator: 21 } as const;

export function capabilitiesOf({ credentials, capabilities }: GuestProcess): CapabilitySets {
  return capabilities ?? usualCapabilities(credentials);
}

/** What follows from the users alone. */
export function usualCapabilities({ user, effectiveUser, savedUser }: Credentials): CapabilitySets {
  return {
    effective: effectiveUser === 0 ? ALL : NONE,
    permitted: user === 0 || effectiveUser === 0 || savedUser === 0 ? ALL : NONE,
    inheritable: NONE,
  };
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
  const sets = process.capabilities ?? usualCapabilities(before);
  let { effective, permitted } = sets;
  const { inheritable } = sets;
  if (isSomeRoot(before) && !isSomeRoot(now) && !keeps) permitted = NONE;
  if (permitted === NONE || (before.effectiveUser === 0 && now.effectiveUser !== 0)) effective = NONE;
  if (before.effectiveUser !== 0 && now.effectiveUser === 0) effective = permitted;
  setCapabilities(process, { effective, permitted, inheritable });
}

function isSomeRoot({ user, effectiveUser, savedUser }: Credentials): boolean {
  return user === 0 || effectiveUser === 0 || savedUser === 0;
}

/** Whether every capability of one set is in another. */
export function isWithin(one: Words, other: Words): boolean {
  return (one[0] & ~other[0]) === 0 && (one[1] & ~other[1]) === 0;
}

export function union(one: Words, other: Words): Words {
  return [(one[0] | other[0]) >>> 0, (one[1] | other[1]) >>> 0];
}
