/** flock(2) locks of one file: each belongs to an open description; any number share, or one has it alone. */
import { Errno } from '../../generated/errors.ts';
import { LockFlags } from '../../generated/flags.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';

export class OpenLocks {
  readonly #kinds = new Map<number, number>();

  holds(owner: number): boolean {
    return this.#kinds.has(owner);
  }

  /**
   * Takes, changes or drops the owner's lock. A change drops the old lock first, and does not get it back when it has
   * to wait: flock(2) says that conversion is not atomic.
   */
  set(kind: number, owner: number): number {
    if (kind === LockFlags.unlock) {
      this.#kinds.delete(owner);
      return 0;
    }
    if (kind !== LockFlags.shared && kind !== LockFlags.exclusive) return Errno.EINVAL;
    if (this.#kinds.get(owner) === kind) return 0;
    this.#kinds.delete(owner);
    for (const held of this.#kinds.values()) {
      if (kind === LockFlags.exclusive || held === LockFlags.exclusive) return WOULD_BLOCK;
    }
    this.#kinds.set(owner, kind);
    return 0;
  }

  drop(owner: number): boolean {
    return this.#kinds.delete(owner);
  }
}
