/** The parent of a vfork waits on this until the child executes a program or ends. */
import type { Watcher } from '../generated/servers/watcher.ts';
import type { Ipc } from '../kernel/ipc.ts';
import type { ObjectHandle } from '../kernel/object-handle.ts';
import type { Waitable } from '../kernel/thread.ts';

export class ChildRelease implements Waitable {
  readonly pid: number;
  done = false;
  readonly #ipc: Ipc;
  #watcher: ObjectHandle | undefined;

  constructor(pid: number, ipc: Ipc) {
    this.pid = pid;
    this.#ipc = ipc;
  }

  subscribe(watcher: ObjectHandle): void {
    this.#watcher = watcher;
  }

  unsubscribe(_watcher: ObjectHandle): void {
    this.#watcher = undefined;
  }

  /** The child has its own program now, or is no more. */
  release(): void {
    this.done = true;
    // The parent is a thread of this processor: its address space is the child's.
    if (this.#watcher !== undefined) (this.#ipc.table.resolve(this.#watcher) as Watcher | undefined)?.signal(0, 0);
  }
}
