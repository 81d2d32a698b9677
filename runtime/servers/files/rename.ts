/** rename(2) within a memory tree; checks in the order of Linux's do_renameat2 and vfs_rename. */
import { Errno } from '../../generated/errors.ts';
import { AccessMode, RenameFlags } from '../../generated/flags.ts';
import type { Credentials } from '../../generated/structs.ts';
import { LONGEST_NAME, type MemoryNodes } from './memory-nodes.ts';
import type { Node } from './node.ts';
import { mayAccess } from './permission.ts';

export interface Name {
  readonly directory: Node;
  readonly name: string;
}

function isWithin(node: Node, ancestor: Node): boolean {
  for (let at: Node | undefined = node; at !== undefined; at = at.parent) if (at === ancestor) return true;
  return false;
}

export function rename(tree: MemoryNodes, from: Name, to: Name, flags: number, credentials: Credentials): 0 | Errno {
  const noReplace = (flags & RenameFlags.noReplace) !== 0;
  const exchange = (flags & RenameFlags.exchange) !== 0;
  if ((flags & RenameFlags.whiteout) !== 0 || (noReplace && exchange)) return Errno.EINVAL;
  if (tree.readOnly) return Errno.EROFS;
  const node = tree.lookup(from.directory, from.name);
  if (typeof node === 'number') return node;
  if (node === undefined) return Errno.ENOENT;
  if (to.name.length > LONGEST_NAME) return Errno.ENAMETOOLONG;
  const target = tree.lookup(to.directory, to.name);
  if (typeof target === 'number') return target;
  if (noReplace && target !== undefined) return Errno.EEXIST;
  if (exchange && target === undefined) return Errno.ENOENT;
  if (node.isDirectory && isWithin(to.directory, node)) return Errno.EINVAL;
  if (target?.isDirectory === true && isWithin(from.directory, target)) {
    return exchange ? Errno.EINVAL : Errno.ENOTEMPTY;
  }
  if (node === target) return 0;

  const allowed = permitted(tree, from, to, node, target, exchange, credentials);
  if (allowed < 0) return allowed;
  if (exchange && target !== undefined) return swap(tree, from, to, node, target);
  if (target?.isDirectory === true) {
    const empty = tree.isEmpty(target);
    if (empty !== true) return empty === false ? Errno.ENOTEMPTY : empty;
  }
  if (target !== undefined) tree.displace(to.directory, to.name, target);
  from.directory.directory?.remove(from.name);
  tree.place(to.directory, to.name, node);
  if (node.isDirectory) {
    from.directory.links--;
    to.directory.links++;
  }
  tree.modified(from.directory);
  tree.changed(node);
  return 0;
}

function permitted(
  tree: MemoryNodes,
  from: Name,
  to: Name,
  node: Node,
  target: Node | undefined,
  exchange: boolean,
  credentials: Credentials,
): 0 | Errno {
  const leave = tree.mayRemove(from.directory, node, credentials);
  if (leave < 0) return leave;
  const enter =
    target === undefined
      ? tree.mayChange(to.directory, credentials)
      : tree.mayRemove(to.directory, target, credentials);
  if (enter < 0) return enter;
  if (target !== undefined && !exchange) {
    if (node.isDirectory && !target.isDirectory) return Errno.ENOTDIR;
    if (!node.isDirectory && target.isDirectory) return Errno.EISDIR;
  }
  if (from.directory === to.directory) return 0;
  // A directory that moves has its `..` rewritten.
  if (node.isDirectory && !mayAccess(node, AccessMode.write, credentials)) return Errno.EACCES;
  if (exchange && target?.isDirectory === true && !mayAccess(target, AccessMode.write, credentials))
    return Errno.EACCES;
  return 0;
}

function swap(tree: MemoryNodes, from: Name, to: Name, node: Node, target: Node): 0 {
  tree.place(to.directory, to.name, node);
  tree.place(from.directory, from.name, target);
  if (node.isDirectory !== target.isDirectory) {
    const gain = node.isDirectory ? 1 : -1;
    to.directory.links += gain;
    from.directory.links -= gain;
  }
  tree.changed(node);
  tree.changed(target);
  return 0;
}
