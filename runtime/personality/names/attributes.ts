/** Extended attributes of a place: values go through leases, and no room asks only for the length. */
import { Errno } from '../../generated/errors.ts';
import type { Credentials } from '../../generated/structs.ts';
import type { Lease } from '../../kernel/lease.ts';
import { DEFAULT_LIST } from '../../servers/files/access-list.ts';
import { ROOT_USER } from '../../servers/files/root-user.ts';
import type { Place } from './mount-table.ts';

/** Longest value (XATTR_SIZE_MAX); the caller has refused longer ones. */
const LONGEST_VALUE = 65_536;

export function getAttribute(place: Place, name: string, into: Lease, credentials: Credentials): number {
  if (name === '') return Errno.ERANGE;
  const value = place.mount.tree.getAttribute(place.node, name, credentials);
  return typeof value === 'number' ? value : give(value, into);
}

export function setAttribute(place: Place, name: string, from: Lease, how: number, credentials: Credentials): number {
  if (name === '') return Errno.ERANGE;
  if (from.length > LONGEST_VALUE) return Errno.E2BIG;
  const bytes = new Uint8Array(from.length);
  if (from.take(bytes) < bytes.length) return Errno.EFAULT;
  let value = '';
  for (let at = 0; at < bytes.length; at += 4096) value += String.fromCharCode(...bytes.subarray(at, at + 4096));
  const result = place.mount.tree.setAttribute(place.node, name, value, how, credentials);
  if (result === 0 && name === DEFAULT_LIST) place.mount.system.hasDefaults = true;
  return result;
}

export function listAttributes(place: Place, into: Lease, credentials: Credentials): number {
  const names = place.mount.tree.listAttributes(place.node, credentials);
  return typeof names === 'number' ? names : give(names.map((name) => `${name}\0`).join(''), into);
}

export function removeAttribute(place: Place, name: string, credentials: Credentials): number {
  return name === '' ? Errno.ERANGE : place.mount.tree.removeAttribute(place.node, name, credentials);
}

function give(text: string, into: Lease): number {
  if (into.length === 0) return text.length;
  if (text.length > into.length) return Errno.ERANGE;
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  return into.put(bytes) < bytes.length ? Errno.EFAULT : bytes.length;
}

/** The mode of what is made in a directory: without the umask's bits, unless the directory says what its entries begin with. */
export function modeBelow({ mount, node }: Place, mode: number, umask: number): number {
  if (mount.system.hasDefaults && typeof mount.tree.getAttribute(node, DEFAULT_LIST, ROOT_USER) === 'string')
    return mode;
  return mode & ~umask;
}
