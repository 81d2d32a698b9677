/** Resolution of names within a host tree; each name is looked up on the host, which may have changed. */
import { Errno } from '../../generated/errors.ts';
import { FileType, WalkOutcome } from '../../generated/enums.ts';
import type { Credentials, Walk } from '../../generated/structs.ts';
import type { HostNode } from './host-node.ts';
import type { HostNodes } from './host-nodes.ts';
import { LONGEST_NAME } from './memory-nodes.ts';

export function hostWalk(
  tree: HostNodes,
  from: number,
  path: string,
  followLast: boolean,
  credentials: Credentials,
  into: Walk,
): Walk | Errno {
  const start = tree.find(from);
  if (start === undefined) return Errno.ENOENT;
  let here = start;
  /** Whether the tree has looked at `here`. */
  let looked = false;
  into.parent = (here.parent ?? here).number;
  into.name = '';
  into.target = '';
  let at = 0;
  while (at < path.length && path.charCodeAt(at) === 47) at++;
  while (at < path.length) {
    let end = path.indexOf('/', at);
    if (end < 0) end = path.length;
    const name = path.slice(at, end);
    while (end < path.length && path.charCodeAt(end) === 47) end++;
    if (!here.isDirectory) return Errno.ENOTDIR;
    if (!looked) {
      const failed = tree.look(here);
      if (failed < 0) return failed as Errno;
      looked = true;
    }
    if (!tree.maySearch(credentials)) return Errno.EACCES;
    at = end;
    into.name = name;
    if (name === '.') {
      into.parent = here.number;
      continue;
    }
    if (name === '..') {
      if (here.parent === undefined) return stop(into, WalkOutcome.parent, here, path, at);
      here = here.parent;
      looked = false;
      into.parent = here.number;
      continue;
    }
    if (name.length > LONGEST_NAME) return Errno.ENAMETOOLONG;
    into.parent = here.number;
    const found = tree.step(here, name);
    if (typeof found === 'number') return found;
    if (found === undefined) return stop(into, WalkOutcome.missing, undefined, path, at);
    if (found.type === FileType.symlink && (followLast || at < path.length)) {
      const target = tree.targetOf(found);
      if (typeof target === 'number') return target;
      into.target = target;
      return stop(into, WalkOutcome.symlink, found, path, at);
    }
    here = found;
    looked = false;
  }
  return stop(into, WalkOutcome.found, here, path, at);
}

function stop(into: Walk, outcome: number, node: HostNode | undefined, path: string, at: number): Walk {
  into.outcome = outcome;
  into.node = node?.number ?? 0;
  into.type = node?.type ?? FileType.none;
  into.rest = at < path.length ? path.slice(at) : '';
  return into;
}
