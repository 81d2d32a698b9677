/**
 * The identifiers of one kind of System V IPC: an index and a sequence number that tells objects apart which had the same
 * index one after the other, as Linux builds them.
 */
import { IpcBy } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { IpcFlags } from '../../generated/flags.ts';
import type { Credentials, IpcPermissions } from '../../generated/structs.ts';
import { isOwner, mayUse, READ } from './permissions.ts';

const INDEX_BITS = 15;
const INDEX_MASK = (1 << INDEX_BITS) - 1;
const MOST_SEQUENCES = 2 ** 31 / 2 ** INDEX_BITS;

/** The key that no object is found by. */
export const PRIVATE = 0;

export interface Identified {
  id: number;
  readonly permissions: IpcPermissions;
}

export class Identifiers<T extends Identified> {
  readonly most: number;
  readonly #objects: (T | undefined)[] = [];
  #count = 0;
  #sequence = 0;
  #lastIndex = -1;

  /** @param most objects at a time (SHMMNI and its kin) */
  constructor(most: number) {
    this.most = most;
  }

  get count(): number {
    return this.#count;
  }

  /** The highest index in use; 0 when there is none, as the INFO commands answer. */
  get highest(): number {
    return Math.max(
      0,
      this.#objects.findLastIndex((object) => object !== undefined),
    );
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (const object of this.#objects) if (object !== undefined) yield object;
  }

  get(id: number): T | undefined {
    if (id < 0) return undefined;
    const object = this.#objects[id & INDEX_MASK];
    return object?.id === id ? object : undefined;
  }

  /** For a STAT command: with the right to read, except by `anyIndex`. */
  find(id: number, by: number, credentials: Credentials): T | Errno {
    const object = by === IpcBy.identifier ? this.get(id) : id < 0 ? undefined : this.#objects[id & INDEX_MASK];
    if (object === undefined) return Errno.EINVAL;
    return by !== IpcBy.anyIndex && !mayUse(object.permissions, READ, credentials) ? Errno.EACCES : object;
  }

  /** For IPC_SET and IPC_RMID: only the owner's. */
  owned(id: number, credentials: Credentials): T | Errno {
    const object = this.get(id);
    if (object === undefined) return Errno.EINVAL;
    return isOwner(object.permissions, credentials) ? object : Errno.EPERM;
  }

  /**
   * The GET calls: finds the object of a key, or has a new one made.
   * @param fits what else is asked of one that is there
   */
  obtain(
    key: number,
    mode: number,
    flags: number,
    credentials: Credentials,
    fits: (object: T) => number,
    make: () => T | Errno,
  ): number {
    const found = key === PRIVATE ? undefined : this.#withKey(key);
    if (found === undefined) {
      if (key !== PRIVATE && (flags & IpcFlags.create) === 0) return Errno.ENOENT;
      const made = make();
      return typeof made === 'number' ? made : this.#enter(made);
    }
    const exclusive = IpcFlags.create | IpcFlags.exclusive;
    if ((flags & exclusive) === exclusive) return Errno.EEXIST;
    const failed = fits(found);
    if (failed !== 0) return failed;
    return mayUse(found.permissions, mode, credentials) ? found.id : Errno.EACCES;
  }

  remove({ id }: T): void {
    this.#objects[id & INDEX_MASK] = undefined;
    this.#count--;
  }

  #withKey(key: number): T | undefined {
    return this.#objects.find((object) => object?.permissions.key === key);
  }

  #enter(object: T): number {
    let index = 0;
    while (this.#objects[index] !== undefined) index++;
    // An index that was there before gets another number.
    if (index <= this.#lastIndex) this.#sequence = (this.#sequence + 1) % MOST_SEQUENCES;
    this.#lastIndex = index;
    object.permissions.sequence = this.#sequence;
    object.id = this.#sequence * 2 ** INDEX_BITS + index;
    this.#objects[index] = object;
    this.#count++;
    return object.id;
  }
}
