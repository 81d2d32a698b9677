/**
 * Resource limits of a process (getrlimit(2)): inherited by fork and kept by exec. `NO_LIMIT` is the neutral infinity.
 *
 * Enforced by those who spend: open files (descriptors), file size (writes), stack and address space (regions),
 * processes (fork). The others are kept and told.
 */
import { Errno } from '../generated/errors.ts';
import { Resource, resourceNames } from '../generated/enums.ts';
import type { ResourceLimit } from '../generated/structs.ts';

export const NO_LIMIT = 2 ** 53;

const MIB = 1 << 20;

/** What Linux gives the first process where it is not infinite. */
const DEFAULTS: readonly (readonly [resource: Resource, current: number, maximum: number])[] = [
  [Resource.stack, 8 * MIB, NO_LIMIT],
  [Resource.core, 0, NO_LIMIT],
  [Resource.processes, 15_000, 15_000],
  [Resource.openFiles, 1024, 1_048_576],
  [Resource.lockedMemory, 8 * MIB, 8 * MIB],
  [Resource.pendingSignals, 15_000, 15_000],
  [Resource.messageQueues, 819_200, 819_200],
  [Resource.nice, 0, 0],
  [Resource.realtimePriority, 0, 0],
];

export class Limits {
  readonly #current: number[];
  readonly #maximum: number[];
  /** The process is user 0's: memory may be locked without limit. */
  mayLock = false;

  constructor(from?: Limits) {
    this.#current = from === undefined ? resourceNames.map(() => NO_LIMIT) : [...from.#current];
    this.#maximum = from === undefined ? resourceNames.map(() => NO_LIMIT) : [...from.#maximum];
    if (from !== undefined) {
      this.mayLock = from.mayLock;
      return;
    }
    for (const [resource, current, maximum] of DEFAULTS) {
      this.#current[resource] = current;
      this.#maximum[resource] = maximum;
    }
  }

  fork(): Limits {
    return new Limits(this);
  }

  /** The soft limit. */
  current(resource: number): number {
    return this.#current[resource] ?? NO_LIMIT;
  }

  get(resource: number): ResourceLimit {
    return { current: this.current(resource), maximum: this.#maximum[resource] ?? NO_LIMIT };
  }

  /** EINVAL when soft is over hard; EPERM when the hard limit would rise without the right. */
  set(resource: number, limit: ResourceLimit, privileged: boolean): number {
    if (limit.current > limit.maximum) return Errno.EINVAL;
    if (limit.maximum > (this.#maximum[resource] ?? NO_LIMIT) && !privileged) return Errno.EPERM;
    this.#current[resource] = Math.min(limit.current, NO_LIMIT);
    this.#maximum[resource] = Math.min(limit.maximum, NO_LIMIT);
    return 0;
  }
}
