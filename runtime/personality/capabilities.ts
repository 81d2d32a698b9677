/**
 * Capabilities of a process, as capget(2) tells them: all of them for user 0, none for others; a set that was given up stays so
 * until users change. They are told only: what a process may do follows from its users.
 */
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

export function capabilitiesOf(process: GuestProcess): CapabilitySets {
  const { user, effectiveUser, savedUser } = process.credentials;
  const kept = process.capabilities;
  // Whoever changes users begins anew.
  if (kept !== undefined && kept.credentials === process.credentials) return kept.sets;
  return {
    effective: effectiveUser === 0 ? ALL : NONE,
    permitted: user === 0 || effectiveUser === 0 || savedUser === 0 ? ALL : NONE,
    inheritable: NONE,
  };
}

/** Whether every capability of one set is in another. */
export function isWithin(one: Words, other: Words): boolean {
  return (one[0] & ~other[0]) === 0 && (one[1] & ~other[1]) === 0;
}

export function union(one: Words, other: Words): Words {
  return [(one[0] | other[0]) >>> 0, (one[1] | other[1]) >>> 0];
}
