/** Resolution of names within a virtual tree: path_resolution(7), with links that lead to objects. */
import { FileType, WalkOutcome } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { AccessMode } from '../../generated/flags.ts';
import type { Credentials, Walk } from '../../generated/structs.ts';
import type { VirtualNode } from './node.ts';
import type { VirtualTree } from './virtual-tree.ts';

const LONGEST_NAME = 255;

/** Fills `into` and answers it, or an error. */
export function walk(
  tree: VirtualTree,
  start: VirtualNode,
  path: string,
  followLast: boolean,
  credentials: Credentials,
  into: Walk,
): Walk | Errno {
  let here = start;
  into.parent = (here.parent ?? here).number;
  into.name = '';
  into.target = '';
  let at = skipSlashes(path, 0);
  while (at < path.length) {
    let end = path.indexOf('/', at);
    if (end < 0) end = path.length;
    const name = path.slice(at, end);
    at = skipSlashes(path, end);
    if (here.type !== FileType.directory) return Errno.ENOTDIR;
    if (!tree.permits(here, AccessMode.execute, credentials)) return Errno.EACCES;
    into.name = name;
    if (name === '.') {
      into.parent = here.number;
      continue;
    }
    if (name === '..') {
      if (here.parent === undefined) return stop(into, WalkOutcome.parent, here, path, at);
      here = here.parent;
      into.parent = here.number;
      continue;
    }
    if (name.length > LONGEST_NAME) return Errno.ENAMETOOLONG;
    into.parent = here.number;
    const found = here.alive ? tree.child(here, name) : undefined;
    if (typeof found === 'number') return found;
    if (found === undefined) return stop(into, WalkOutcome.missing, undefined, path, at);
    if (found.entity.kind === 'link' && (followLast || at < path.length)) return follow(found, into, path, at);
    here = found;
  }
  return stop(into, WalkOutcome.found, here, path, at);
}

function follow(node: VirtualNode, into: Walk, path: string, at: number): Walk | Errno {
  const { entity } = node;
  if (entity.kind !== 'link') throw new Error('only links are followed');
  if (entity.follow === undefined) {
    const target = entity.target();
    if (typeof target === 'number') return target;
    into.target = target;
    return stop(into, WalkOutcome.symlink, node, path, at);
  }
  const jump = entity.follow();
  if (typeof jump === 'number') return jump;
  stop(into, WalkOutcome.jump, node, path, at);
  into.mount = jump.mount;
  into.node = jump.node;
  into.type = jump.type;
  return into;
}

function skipSlashes(path: string, from: number): number {
  let at = from;
  while (at < path.length && path.charCodeAt(at) === 47) at++;
  return at;
}

function stop(into: Walk, outcome: number, node: VirtualNode | undefined, path: string, at: number): Walk {
  into.outcome = outcome;
  into.node = node?.number ?? 0;
  into.type = node?.type ?? FileType.none;
  into.rest = at < path.length ? path.slice(at) : '';
  return into;
}
