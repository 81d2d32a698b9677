/** /proc/PID/uid_map, gid_map and setgroups: map_write and proc_setgroups_write of kernel/user_namespace.c. */
import { Errno } from '../../generated/errors.ts';
import { Capability, isCapable, isCapableIn } from '../capabilities.ts';
import type { GuestProcess } from '../process.ts';
import { type Extent, inward, MOST_EXTENTS, NO_ID, outward, UserSpace } from './user-space.ts';

export type MapKind = 'users' | 'groups' | 'projects';

const LIMIT = 2 ** 32;

/** A map as somebody sees it: who is in the same space sees what it stands for above. */
export function mapText(space: UserSpace, kind: MapKind, viewer: UserSpace): string {
  const lower = viewer === space && space.above !== undefined ? space.above : viewer;
  const column = (value: number): string => String(value).padStart(10);
  return space[kind]
    .map(({ first, outer, count }) => {
      const seen = inward(lower[kind], outer);
      return `${column(first)} ${column(seen)} ${column(count)}\n`;
    })
    .join('');
}

/** Writes the map of a space: once, and whole. */
export function writeMap(writer: GuestProcess, space: UserSpace, kind: MapKind, text: string): number {
  const { above } = space;
  if (above === undefined || (writer.users !== space && writer.users !== above)) return Errno.EPERM;
  if (text.length >= 4096) return Errno.EINVAL;
  if (space[kind].length > 0) return Errno.EPERM;
  if (kind !== 'projects' && !isCapableIn(writer, space, Capability.administrator)) return Errno.EPERM;
  const extents = parse(text);
  if (extents === undefined) return Errno.EINVAL;
  if (!mayMap(writer, space, above, kind, extents)) return Errno.EPERM;
  const map: Extent[] = [];
  for (const { first, outer, count } of extents) {
    const begin = outward(above[kind], outer);
    const end = outward(above[kind], outer + count - 1);
    if (begin === NO_ID || end - begin !== count - 1) return Errno.EPERM;
    map.push({ first, outer: begin, count });
  }
  space[kind] = map;
  return 0;
}

function parse(text: string): Extent[] | undefined {
  const extents: Extent[] = [];
  for (const line of text.replace(/\n$/u, '').split('\n')) {
    const found = /^\s*(\d+)\s+(\d+)\s+(\d+)\s*$/u.exec(line);
    if (found === null) return undefined;
    const [first, outer, count] = [Number(found[1]), Number(found[2]), Number(found[3])];
    if (first >= NO_ID || outer >= NO_ID || count === 0) return undefined;
    if (first + count > LIMIT - 1 || outer + count > LIMIT - 1) return undefined;
    if (
      extents.some((one) => overlap(one.first, one.count, first, count) || overlap(one.outer, one.count, outer, count))
    )
      return undefined;
    extents.push({ first, outer, count });
    if (extents.length > MOST_EXTENTS) return undefined;
  }
  return extents;
}

function overlap(first: number, count: number, other: number, others: number): boolean {
  return first < other + others && other < first + count;
}

/** One's own number may always be mapped, others by who may change to them in the space above (new_idmap_permitted). */
function mayMap(
  writer: GuestProcess,
  space: UserSpace,
  above: UserSpace,
  kind: MapKind,
  extents: readonly Extent[],
): boolean {
  const [only] = extents;
  const { effectiveUser, effectiveGroup } = writer.credentials;
  if (extents.length === 1 && only?.count === 1 && space.owner === effectiveUser) {
    const stands = outward(above[kind], only.outer);
    if (kind === 'users' && stands === effectiveUser) return true;
    if (kind === 'groups' && !space.maySetGroups && stands === effectiveGroup) return true;
  }
  if (kind === 'projects') return true;
  return isCapableIn(writer, above, kind === 'users' ? Capability.setUser : Capability.setGroup);
}

export function writeSetGroups(writer: GuestProcess, space: UserSpace, text: string): number {
  const word = /^(allow|deny)\s*$/u.exec(text)?.[1];
  if (word === undefined || text.length >= 8) return Errno.EINVAL;
  if (!isCapableIn(writer, space, Capability.administrator)) return Errno.EACCES;
  if (word === 'allow') return space.maySetGroups ? 0 : Errno.EPERM;
  if (space.groups.length > 0) return Errno.EPERM;
  space.maySetGroups = false;
  return 0;
}

/** setgroups(2): not before there are groups, so that nobody leaves one that keeps him out. */
export function maySetGroups(process: GuestProcess): boolean {
  const { users } = process;
  return isCapable(process, Capability.setGroup) && users.groups.length > 0 && users.maySetGroups;
}
