/** System V semaphores: semget(2), semop(2), semctl(2). */
import { SemaphoreValue } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { dispatchSemaphores, type Semaphores as SemaphoresInterface } from '../../generated/servers/semaphores.ts';
import { WatcherStub } from '../../generated/servers/watcher.ts';
import type {
  Credentials,
  IpcPermissions,
  SemaphoreLimits,
  SemaphoreOperation,
  SemaphoreSetStatus,
} from '../../generated/structs.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';
import { Identifiers } from './identifiers.ts';
import type { IpcOptions } from './options.ts';
import { mayUse, permissionsOf, READ, setPermissions, WRITE } from './permissions.ts';
import { MOST_VALUE, mustWait, SemaphoreSet, type Waiting } from './semaphore-set.ts';

/** SEMMNI, SEMMSL, SEMMNS, SEMOPM. */
const MOST_SETS = 32_000;
const MOST_IN_SET = 32_000;
const MOST_SEMAPHORES = 1_024_000_000;
const MOST_OPERATIONS = 500;
/** SEMUSZ: what one undo structure takes in Linux; nothing here is of that size. */
const UNDO_SIZE = 20;

/** A caller that waits, and what came of it. */
interface Waiter {
  readonly set: SemaphoreSet;
  readonly request: Waiting;
  result: number | undefined;
  watcher: WatcherStub | undefined;
}

export class Semaphores implements SemaphoresInterface {
  readonly handle: ObjectHandle;
  readonly #options: IpcOptions;
  readonly #sets = new Identifiers<SemaphoreSet>(MOST_SETS);
  readonly #waiters = new Map<number, Waiter>();
  #used = 0;

  constructor(options: IpcOptions) {
    this.#options = options;
    this.handle = options.ipc.table.register<SemaphoresInterface>(this, dispatchSemaphores);
  }

  get(key: number, count: number, mode: number, flags: number, credentials: Credentials): number {
    if (count < 0 || count > MOST_IN_SET) return Errno.EINVAL;
    return this.#sets.obtain(
      key,
      mode,
      flags,
      credentials,
      (set) => (count > set.values.length ? Errno.EINVAL : 0),
      () => {
        if (count === 0) return Errno.EINVAL;
        if (this.#used + count > MOST_SEMAPHORES || this.#sets.count >= MOST_SETS) return Errno.ENOSPC;
        const set = new SemaphoreSet(count);
        Object.assign(set.status.permissions, permissionsOf(key, mode, credentials));
        set.status.changed = this.#options.now();
        this.#used += count;
        return set;
      },
    );
  }

  operate(
    id: number,
    operations: readonly SemaphoreOperation[],
    pid: number,
    waiter: number,
    credentials: Credentials,
  ): number {
    if (operations.length === 0) return Errno.EINVAL;
    if (operations.length > MOST_OPERATIONS) return Errno.E2BIG;
    const set = this.#sets.get(id);
    if (set === undefined) return Errno.EINVAL;
    if (operations.some(({ number }) => number >= set.values.length)) return Errno.EFBIG;
    const alters = operations.some(({ change }) => change !== 0);
    if (!mayUse(set.permissions, alters ? WRITE : READ, credentials)) return Errno.EACCES;
    const request: Waiting = { waiter, operations, pid, alters, blocking: 0 };
    const result = set.attempt(request);
    if (mustWait(result)) {
      set.waiting.push(request);
      this.#waiters.set(waiter, { set, request, result: undefined, watcher: undefined });
      return WOULD_BLOCK;
    }
    if (result !== 0) return result;
    set.status.operated = this.#options.now();
    if (alters) this.#update(set);
    return 0;
  }

  /** What came of an operation that had to wait. */
  collect(waiter: number): number {
    const found = this.#waiters.get(waiter);
    if (found === undefined) return Errno.EINTR;
    if (found.result === undefined) return WOULD_BLOCK;
    this.#waiters.delete(waiter);
    return found.result;
  }

  subscribe(waiter: number, watcher: ObjectHandle): number {
    const found = this.#waiters.get(waiter);
    if (found !== undefined) found.watcher = new WatcherStub(this.#options.ipc, watcher);
    return 0;
  }

  /** The caller waits no more: what was not done by now is not done at all. */
  leave(waiter: number): number {
    const found = this.#waiters.get(waiter);
    if (found === undefined || found.result !== undefined) return 0;
    this.#waiters.delete(waiter);
    const { waiting } = found.set;
    const at = waiting.indexOf(found.request);
    if (at >= 0) waiting.splice(at, 1);
    return 0;
  }

  getStatus(id: number, by: number, credentials: Credentials): SemaphoreSetStatus | Errno {
    const set = this.#sets.find(id, by, credentials);
    if (typeof set === 'number') return set;
    set.status.id = set.id;
    return set.status;
  }

  set(id: number, permissions: IpcPermissions, credentials: Credentials): number {
    const set = this.#sets.owned(id, credentials);
    if (typeof set === 'number') return set;
    setPermissions(set.permissions, permissions);
    set.status.changed = this.#options.now();
    return 0;
  }

  remove(id: number, credentials: Credentials): number {
    const set = this.#sets.owned(id, credentials);
    if (typeof set === 'number') return set;
    this.#sets.remove(set);
    this.#used -= set.values.length;
    for (const request of set.waiting.splice(0)) this.#done(request, Errno.EIDRM);
    return 0;
  }

  getValue(id: number, number: number, what: number, credentials: Credentials): number {
    const set = this.#usable(id, READ, credentials);
    if (typeof set === 'number') return set;
    if (number < 0 || number >= set.values.length) return Errno.EINVAL;
    switch (what) {
      case SemaphoreValue.value:
        return set.values[number] as number;
      case SemaphoreValue.process:
        return set.pids[number] as number;
      case SemaphoreValue.waitForMore:
        return set.waitersOf(number, false);
      default:
        return set.waitersOf(number, true);
    }
  }

  setValue(id: number, number: number, value: number, pid: number, credentials: Credentials): number {
    if (value < 0 || value > MOST_VALUE) return Errno.ERANGE;
    const set = this.#sets.get(id);
    if (set === undefined || number < 0 || number >= set.values.length) return Errno.EINVAL;
    if (!mayUse(set.permissions, WRITE, credentials)) return Errno.EACCES;
    this.#assign(set, number, value, pid);
    set.status.changed = this.#options.now();
    this.#update(set);
    return 0;
  }

  getValues(id: number, credentials: Credentials): readonly number[] | Errno {
    const set = this.#usable(id, READ, credentials);
    return typeof set === 'number' ? set : [...set.values];
  }

  /** How many values a SETALL takes, for who may set them. */
  getCount(id: number, credentials: Credentials): number {
    const set = this.#usable(id, WRITE, credentials);
    return typeof set === 'number' ? set : set.values.length;
  }

  setValues(id: number, values: readonly number[], pid: number, credentials: Credentials): number {
    const set = this.#usable(id, WRITE, credentials);
    if (typeof set === 'number') return set;
    if (values.some((value) => value > MOST_VALUE)) return Errno.ERANGE;
    values.forEach((value, number) => this.#assign(set, number, value, pid));
    set.status.changed = this.#options.now();
    this.#update(set);
    return 0;
  }

  getLimits(): SemaphoreLimits {
    return {
      last: this.#sets.highest,
      sets: MOST_SETS,
      semaphores: MOST_SEMAPHORES,
      inSet: MOST_IN_SET,
      operations: MOST_OPERATIONS,
      value: MOST_VALUE,
      usedSets: this.#sets.count,
      usedSemaphores: this.#used,
      undoSize: UNDO_SIZE,
    };
  }

  list(): readonly SemaphoreSetStatus[] {
    return [...this.#sets].map((set) => ({ ...set.status, id: set.id }));
  }

  /** What a process wanted undone at its end. */
  processEnded(pid: number): number {
    for (const set of this.#sets) if (set.undo(pid)) this.#update(set);
    return 0;
  }

  #usable(id: number, wanted: number, credentials: Credentials): SemaphoreSet | Errno {
    const set = this.#sets.get(id);
    if (set === undefined) return Errno.EINVAL;
    return mayUse(set.permissions, wanted, credentials) ? set : Errno.EACCES;
  }

  #assign(set: SemaphoreSet, number: number, value: number, pid: number): void {
    set.values[number] = value;
    set.pids[number] = pid;
    set.forget(number);
  }

  #update(set: SemaphoreSet): void {
    set.update((request, result) => {
      if (result === 0) set.status.operated = this.#options.now();
      this.#done(request, result);
    });
  }

  #done({ waiter }: Waiting, result: number): void {
    const found = this.#waiters.get(waiter);
    if (found === undefined) return;
    found.result = result;
    found.watcher?.signal(0, 0);
  }
}
