/**
 * Extended attributes: who may see and set them, by the space that a name begins with (xattr(7)), and those of a node in
 * memory. `user` follows the mode bits of files and directories, `trusted` is user 0's, `security` may be read by all.
 */
import { Errno } from '../../generated/errors.ts';
import { FileType } from '../../generated/enums.ts';
import { AccessMode, AttributeFlags } from '../../generated/flags.ts';
import type { Credentials, FileStatus } from '../../generated/structs.ts';
import { isOwner, mayAccess, STICKY } from './permission.ts';
import type { Space } from './space.ts';

const USER = 'user.';
const TRUSTED = 'trusted.';
const SECURITY = 'security.';
const SYSTEM = 'system.';
/** What a program may do without being user 0: versions 1 to 3 of Linux's structure, with room for 1 or 2 words of each set. */
const FILE_CAPABILITIES = 'security.capability';
const CAPABILITY_SIZES: readonly number[] = [12, 20, 24];

/** Whether an attribute may be read (write false) or changed; 0 or why not. */
export function attributeForbids(
  status: FileStatus,
  name: string,
  write: boolean,
  credentials: Credentials,
): 0 | Errno {
  if (name.startsWith(SECURITY) || name.startsWith(SYSTEM)) {
    return write && name.startsWith(SECURITY) && credentials.fileUser !== 0 ? Errno.EPERM : 0;
  }
  if (name.startsWith(TRUSTED)) return credentials.fileUser === 0 ? 0 : write ? Errno.EPERM : Errno.ENODATA;
  if (name.startsWith(USER)) {
    const { type } = status;
    if (type !== FileType.regular && type !== FileType.directory) return write ? Errno.EPERM : Errno.ENODATA;
    const sticky = type === FileType.directory && (status.permissions & STICKY) !== 0;
    if (write && sticky && !isOwner(status, credentials)) return Errno.EPERM;
  }
  return mayAccess(status, write ? AccessMode.write : AccessMode.read, credentials) ? 0 : Errno.EACCES;
}

/** Whether a tree in memory keeps attributes of that name. */
export function attributeKnown(name: string): 0 | Errno {
  for (const space of [USER, TRUSTED, SECURITY]) {
    if (name.startsWith(space)) return name.length > space.length ? 0 : Errno.EINVAL;
  }
  return Errno.EOPNOTSUPP;
}

/** Whether the value is one that the kernel itself reads, and well-formed. */
export function attributeIsSound(name: string, value: string): boolean {
  return name !== FILE_CAPABILITIES || CAPABILITY_SIZES.includes(value.length);
}

/** The attributes of one node. */
export class Attributes {
  readonly #values = new Map<string, string>();
  readonly #space: Space;

  constructor(space: Space) {
    this.#space = space;
  }

  get(name: string): string | Errno {
    return this.#values.get(name) ?? Errno.ENODATA;
  }

  set(name: string, value: string, flags: number): 0 | Errno {
    const before = this.#values.get(name);
    if (before !== undefined && (flags & AttributeFlags.create) !== 0) return Errno.EEXIST;
    if (before === undefined && (flags & AttributeFlags.replace) !== 0) return Errno.ENODATA;
    const had = before === undefined ? 0 : name.length + before.length;
    if (!this.#space.take(name.length + value.length - had)) return Errno.ENOSPC;
    this.#values.set(name, value);
    return 0;
  }

  remove(name: string): 0 | Errno {
    const value = this.#values.get(name);
    if (value === undefined) return Errno.ENODATA;
    this.#values.delete(name);
    this.#space.give(name.length + value.length);
    return 0;
  }

  /** The names that a user may see. */
  names(credentials: Credentials): string[] {
    const names = [...this.#values.keys()];
    return credentials.fileUser === 0 ? names : names.filter((name) => !name.startsWith(TRUSTED));
  }

  free(): void {
    for (const [name, value] of this.#values) this.#space.give(name.length + value.length);
    this.#values.clear();
  }
}
