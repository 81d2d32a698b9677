/**
 * Access control lists of files, acl(5): who else may use a file, and what entries of a directory begin with. As they lie in
 * extended attributes (linux/posix_acl_xattr.h), and the rules of fs/posix_acl.c.
 */
import { Errno } from '../../generated/errors.ts';
import type { Credentials } from '../../generated/structs.ts';

/** Attributes that are lists: of the file itself, and for what is made in a directory. */
export const ACCESS_LIST = 'system.posix_acl_access';
export const DEFAULT_LIST = 'system.posix_acl_default';

const Tag = { owner: 1, user: 2, ownGroup: 4, group: 8, mask: 16, others: 32 } as const;
const VERSION = 2;
const HEADER = 4;
const ENTRY = 8;
const NO_ID = 0xffff_ffff;

interface Entry {
  readonly tag: number;
  readonly permissions: number;
  readonly id: number;
}

export type AccessList = readonly Entry[];

/** Undefined: an empty list, which is none. */
export function parseList(value: string): AccessList | undefined | Errno {
  if (value.length === 0) return undefined;
  if (value.length < HEADER) return Errno.EINVAL;
  const bytes = Uint8Array.from(value, (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  if (view.getUint32(0, true) !== VERSION) return Errno.EOPNOTSUPP;
  if ((value.length - HEADER) % ENTRY !== 0) return Errno.EINVAL;
  const list: Entry[] = [];
  for (let at = HEADER; at < value.length; at += ENTRY) {
    const tag = view.getUint16(at, true);
    const named = tag === Tag.user || tag === Tag.group;
    list.push({ tag, permissions: view.getUint16(at + 2, true), id: named ? view.getUint32(at + 4, true) : NO_ID });
  }
  if (list.length === 0) return undefined;
  return isValid(list) ? list : Errno.EINVAL;
}

export function listText(list: AccessList): string {
  const view = new DataView(new ArrayBuffer(HEADER + list.length * ENTRY));
  view.setUint32(0, VERSION, true);
  list.forEach(({ tag, permissions, id }, index) => {
    const at = HEADER + index * ENTRY;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, permissions, true);
    view.setUint32(at + 4, id, true);
  });
  return String.fromCharCode(...new Uint8Array(view.buffer));
}

/** Owner, users, group, groups, mask and others in this order; a mask when somebody is named (posix_acl_valid). */
function isValid(list: AccessList): boolean {
  const order = list.map(({ tag }) => tag);
  if (list.some(({ permissions }) => permissions > 7)) return false;
  if (list.some(({ tag, id }) => (tag === Tag.user || tag === Tag.group) && id === NO_ID)) return false;
  const named = order.includes(Tag.user) || order.includes(Tag.group);
  const letters: Readonly<Record<number, string>> = { 1: 'o', 2: 'u', 4: 'g', 8: 'n', 16: 'm', 32: 'x' };
  const text = order.map((tag) => letters[tag] ?? '?').join('');
  return (named ? /^ou*gn*mx$/u : /^ogm?x$/u).test(text);
}

/** Whether somebody who is not the owner may use a file of a group so (posix_acl_permission). */
export function listAllows(list: AccessList, group: number, wanted: number, credentials: Credentials): boolean {
  const mask = list.find(({ tag }) => tag === Tag.mask)?.permissions ?? 7;
  const member = (id: number): boolean => credentials.fileGroup === id || credentials.groups.includes(id);
  const within = (permissions: number): boolean => (wanted & ~permissions) === 0;
  let found = false;
  for (const { tag, permissions, id } of list) {
    if (tag === Tag.user && id === credentials.fileUser) return within(permissions & mask);
    if ((tag === Tag.ownGroup && member(group)) || (tag === Tag.group && member(id))) {
      found = true;
      if (within(permissions)) return within(permissions & mask);
    }
    if (tag === Tag.others) return !found && within(permissions);
  }
  return false;
}

/** The mode bits that say the same, and the list unless they say it all. */
export function modeOf(list: AccessList): { readonly mode: number; readonly list: AccessList | undefined } {
  const find = (wanted: number): number | undefined => list.find(({ tag }) => tag === wanted)?.permissions;
  const group = find(Tag.mask) ?? find(Tag.ownGroup) ?? 0;
  const mode = ((find(Tag.owner) ?? 0) << 6) | (group << 3) | (find(Tag.others) ?? 0);
  return { mode, list: list.length > 3 ? list : undefined };
}

/** The list of a file whose mode bits have been changed. */
export function withMode(list: AccessList, mode: number): AccessList {
  return change(list, (_permissions, bits) => bits, mode);
}

/** What a new file begins with: the list of its directory, and no more than its maker asks for (posix_acl_create_masq). */
export function beginsWith(list: AccessList, mode: number): { readonly mode: number; readonly list: AccessList } {
  const own = change(list, (permissions, bits) => permissions & bits, mode);
  return { mode: (mode & ~0o777) | modeOf(own).mode, list: own };
}

/** Changes the entries that mode bits stand for. */
function change(list: AccessList, permissions: (before: number, bits: number) => number, mode: number): AccessList {
  const group = list.some(({ tag }) => tag === Tag.mask) ? Tag.mask : Tag.ownGroup;
  const shifts: Readonly<Record<number, number>> = { [Tag.owner]: 6, [group]: 3, [Tag.others]: 0 };
  return list.map((entry) => {
    const shift = shifts[entry.tag];
    return shift === undefined ? entry : { ...entry, permissions: permissions(entry.permissions, (mode >> shift) & 7) };
  });
}
