/**
 * Who wants to hear of changes of one object: K42's callback registrations. Telling nobody costs a comparison, because
 * it happens at every read and write.
 */
import { WatcherStub } from '../../generated/servers/watcher.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import { type ObjectHandle, sameHandle } from '../../kernel/object-handle.ts';

export class Watchers {
  readonly #ipc: Ipc;
  readonly #stubs: WatcherStub[] = [];
  #stamp = 0;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  /** A watcher that is there already is not told twice. */
  add(handle: ObjectHandle): void {
    for (const stub of this.#stubs) if (sameHandle(stub.handle, handle)) return;
    this.#stubs.push(new WatcherStub(this.#ipc, handle));
  }

  remove(handle: ObjectHandle): void {
    const index = this.#stubs.findIndex((stub) => sameHandle(stub.handle, handle));
    if (index >= 0) this.#stubs.splice(index, 1);
  }

  get empty(): boolean {
    return this.#stubs.length === 0;
  }

  /** Tells the state now. A watcher may unsubscribe while it is told. */
  notify(state: number): void {
    if (this.#stubs.length === 0) return;
    this.#stamp++;
    for (const stub of this.#stubs.slice()) stub.signal(state, this.#stamp);
  }
}
