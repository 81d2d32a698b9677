/** Resolution of names within a memory tree: path_resolution(7), as far as one tree can know. */
import { Errno } from '../../generated/errors.ts';
import { FileType, WalkOutcome } from '../../generated/enums.ts';
import { AccessMode } from '../../generated/flags.ts';
import type { Credentials, Walk } from '../../generated/structs.ts';
import { LONGEST_NAME, type MemoryNodes } from './memory-nodes.ts';
import type { Node } from './node.ts';
import { mayAccess } from './permission.ts';

/** Fills `into` and answers it, or an error. */
export function walk(
  tree: MemoryNodes,
  from: number,
  path: string,
  followLast: boolean,
  credentials: Credentials,
  into: Walk,
): Walk | Errno {
  const start = tree.find(from);
  if (typeof start === 'number') return start;
  let here: Node = start;
  into.outcome = WalkOutcome.found;
  into.parent = (here.parent ?? here).inode;
  into.name = '';
  into.target = '';
  let at = 0;
  while (at < path.length && path.charCodeAt(at) === 47) at++;
  while (at < path.length) {
    let end = path.indexOf('/', at);
    if (end < 0) end = path.length;
    const name = at === 0 && end === path.length ? path : path.slice(at, end);
    let next = end;
    while (next < path.length && path.charCodeAt(next) === 47) next++;
    if (here.directory === undefined) return Errno.ENOTDIR;
    if (!mayAccess(here, AccessMode.execute, credentials)) return Errno.EACCES;
    at = next;
    into.name = name;
    if (name === '.') {
      into.parent = here.inode;
      continue;
    }
    if (name === '..') {
      if (here.parent === undefined) return stop(into, WalkOutcome.parent, here, path, at);
      here = here.parent;
      into.parent = here.inode;
      continue;
    }
    if (name.length > LONGEST_NAME) return Errno.ENAMETOOLONG;
    into.parent = here.inode;
    const found = tree.lookup(here, name);
    if (typeof found === 'number') return found;
    if (found === undefined) return stop(into, WalkOutcome.missing, undefined, path, at);
    found.parent = here;
    found.name = name;
    if (found.type === FileType.symlink && (followLast || at < path.length)) {
      const target = tree.targetOf(found);
      if (typeof target === 'number') return target;
      tree.touch(found);
      into.target = target;
      return stop(into, WalkOutcome.symlink, found, path, at);
    }
    here = found;
  }
  return stop(into, WalkOutcome.found, here, path, at);
}

function stop(into: Walk, outcome: number, node: Node | undefined, path: string, at: number): Walk {
  into.outcome = outcome;
  into.node = node?.inode ?? 0;
  into.type = node?.type ?? FileType.none;
  into.rest = at < path.length ? path.slice(at) : '';
  return into;
}
