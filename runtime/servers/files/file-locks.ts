/** All locks of one file, and who waits for them. Made when the first lock is asked for. */
import type { FileLock } from '../../generated/structs.ts';
import type { Errno } from '../../generated/errors.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import { Watchers } from '../streams/watchers.ts';
import { OpenLocks } from './open-locks.ts';
import { RecordLocks } from './record-locks.ts';
import type { FileServices } from './services.ts';

export class FileLocks {
  readonly #records: RecordLocks;
  readonly #opens = new OpenLocks();
  readonly #watchers: Watchers;

  constructor(services: FileServices) {
    this.#records = new RecordLocks(services.lockWaits);
    this.#watchers = new Watchers(services.ipc);
  }

  getRecord(lock: FileLock, owner: number): FileLock | Errno {
    return this.#records.get(lock, owner);
  }

  setRecord(lock: FileLock, owner: number, wait: boolean): number {
    const result = this.#records.set(lock, owner, wait);
    // Unlocking or taking a weaker lock lets others in.
    if (result === 0) this.#watchers.notify(0);
    return result;
  }

  setOpen(kind: number, owner: number): number {
    const had = this.#opens.holds(owner);
    const result = this.#opens.set(kind, owner);
    // Only what was given up can help others; telling more would have two waiters wake each other for ever.
    if (had) this.#watchers.notify(0);
    return result;
  }

  dropRecords(owner: number): void {
    if (this.#records.drop(owner)) this.#watchers.notify(0);
  }

  /** An open is closed: its flock lock and its open file description locks go. */
  dropOpen(owner: number): void {
    const dropped = this.#opens.drop(owner);
    if (this.#records.drop(owner) || dropped) this.#watchers.notify(0);
  }

  subscribe(watcher: ObjectHandle): void {
    this.#watchers.add(watcher);
  }

  unsubscribe(watcher: ObjectHandle): void {
    this.#watchers.remove(watcher);
  }
}
