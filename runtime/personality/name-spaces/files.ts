/** Files that stand for name spaces (nsfs): which space is behind one. */
import type { Thread } from '../../kernel/thread.ts';
import type { Place } from '../names/mount-table.ts';
import type { Space } from './spaces.ts';

/** What mount lists call the tree of the files. */
export const NAME_SPACE_FILES = 'nsfs';

/** Of kinds of which there is one for all. */
export interface OnlySpace {
  readonly kind: 'cgroup' | 'pid' | 'time';
}

/** Undefined: the place is no such file, or the space is gone. */
export function spaceBehind(thread: Thread, place: Place | undefined): Space | OnlySpace | undefined {
  if (place?.mount.type !== NAME_SPACE_FILES) return undefined;
  const path = place.mount.system.tree.getPath(place.node);
  if (typeof path === 'number') return undefined;
  const { kind, number } = parse(path.slice(1));
  if (kind === 'cgroup' || kind === 'pid' || kind === 'time') return { kind };
  return thread.process.processes.spaces.find(number);
}

/** `kind:[number]`. */
export function parse(name: string): { readonly kind: string; readonly number: number } {
  const found = /^([a-z]+):\[([0-9]+)\]$/u.exec(name);
  return { kind: found?.[1] ?? '', number: Number(found?.[2] ?? 0) };
}
