/** The access control lists of nodes in memory, as attributes: set_posix_acl and posix_acl_update_mode of fs/posix_acl.c. */
import { Errno } from '../../generated/errors.ts';
import { FileType } from '../../generated/enums.ts';
import type { Credentials } from '../../generated/structs.ts';
import { ACCESS_LIST, beginsWith, DEFAULT_LIST, listText, modeOf, parseList } from './access-list.ts';
import type { Node } from './node.ts';
import { isOwner, modeAfterChange } from './permission.ts';

export function isList(name: string): boolean {
  return name === ACCESS_LIST || name === DEFAULT_LIST;
}

export function getList(node: Node, name: string): string | Errno {
  if (node.type === FileType.symlink) return Errno.EOPNOTSUPP;
  const list = name === ACCESS_LIST ? node.list : node.defaultList;
  return list === undefined ? Errno.ENODATA : listText(list);
}

/** An empty value takes the list away. */
export function setList(node: Node, name: string, value: string, credentials: Credentials): 0 | Errno {
  if (node.type === FileType.symlink) return Errno.EOPNOTSUPP;
  const list = parseList(value);
  if (typeof list === 'number') return list;
  if (name === DEFAULT_LIST && node.type !== FileType.directory) return list === undefined ? 0 : Errno.EACCES;
  if (!isOwner(node, credentials)) return Errno.EPERM;
  if (name === DEFAULT_LIST) {
    node.defaultList = list;
    return 0;
  }
  const same = list === undefined ? undefined : modeOf(list);
  if (same !== undefined)
    node.permissions = modeAfterChange(node, (node.permissions & ~0o777) | same.mode, credentials);
  node.list = same?.list;
  return 0;
}

/** The names of those that there are. */
export function listNames({ list, defaultList }: Node): string[] {
  return [...(list === undefined ? [] : [ACCESS_LIST]), ...(defaultList === undefined ? [] : [DEFAULT_LIST])];
}

/** A new node of a directory that says what its entries begin with. */
export function takeLists(node: Node, { defaultList }: Node): void {
  if (defaultList === undefined || node.type === FileType.symlink) return;
  const { mode, list } = beginsWith(defaultList, node.permissions);
  node.permissions = mode;
  node.list = modeOf(list).list;
  if (node.type === FileType.directory) node.defaultList = defaultList;
}
