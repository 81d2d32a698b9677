/**
 * A name space of users (user_namespaces(7)): its users and groups by the numbers that its processes see, each of which stands
 * for one of the space above and so for one of the machine.
 */

/** UID_GID_MAP_MAX_EXTENTS. */
export const MOST_EXTENTS = 340;
/** What is shown of a user or group that has no number here (/proc/sys/kernel/overflowuid). */
export const NOBODY = 65_534;
/** (uid_t) -1: no user. */
export const NO_ID = 0xffff_ffff;
/** How deep spaces may be within each other. */
const DEEPEST = 32;

/** So many numbers from `first` on stand for those from `outer` on, which are the machine's. */
export interface Extent {
  readonly first: number;
  readonly outer: number;
  readonly count: number;
}

const ALL: readonly Extent[] = [{ first: 0, outer: 0, count: NO_ID }];

export class UserSpace {
  /** Undefined of the machine's first. */
  readonly above: UserSpace | undefined;
  /** Whose it is, as users and groups of the machine. */
  readonly owner: number;
  readonly group: number;
  readonly number: number;
  readonly level: number;
  /** Written once; until then there are none. */
  users: readonly Extent[];
  groups: readonly Extent[];
  projects: readonly Extent[];
  /** Whether setgroups(2) may be used. */
  maySetGroups = true;

  constructor(number: number, above?: UserSpace, owner = 0, group = 0) {
    this.number = number;
    this.above = above;
    this.owner = owner;
    this.group = group;
    this.level = above === undefined ? 0 : above.level + 1;
    this.users = above === undefined ? ALL : [];
    this.groups = this.users;
    this.projects = this.users;
    this.maySetGroups = above?.maySetGroups ?? true;
  }

  get deepest(): boolean {
    return this.level >= DEEPEST;
  }

  /** Whether this is another one, or within it. */
  isWithin(other: UserSpace): boolean {
    let space: UserSpace | undefined = this as UserSpace;
    while (space !== undefined && space !== other) space = space.above;
    return space === other;
  }
}

/** The machine's number of one that is seen; NO_ID when it stands for none. */
export function outward(map: readonly Extent[], id: number): number {
  for (const { first, outer, count } of map) if (id >= first && id - first < count) return outer + (id - first);
  return NO_ID;
}

/** The number by which one of the machine is seen; NO_ID when it is not. */
export function inward(map: readonly Extent[], id: number): number {
  for (const { first, outer, count } of map) if (id >= outer && id - outer < count) return first + (id - outer);
  return NO_ID;
}

/** The same, for who is told a number in any case. */
export function shown(map: readonly Extent[], id: number): number {
  const seen = inward(map, id);
  return seen === NO_ID ? NOBODY : seen;
}
