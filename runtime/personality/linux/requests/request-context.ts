/** A context of io_setup(2): completions that were not fetched yet, and who waits for them. */
import type { Watcher } from '../../../generated/servers/watcher.ts';
import type { Ipc } from '../../../kernel/ipc.ts';
import { type ObjectHandle, sameHandle } from '../../../kernel/object-handle.ts';
import type { Waitable } from '../../../kernel/thread.ts';

/** Words of struct io_event but for the second result: high before low. */
export interface Completion {
  readonly data: readonly [high: number, low: number];
  /** Where the request lies in the program's memory. */
  readonly request: number;
  readonly result: number;
}

export class RequestContext implements Waitable {
  /** Most completions that it holds. */
  readonly room: number;
  readonly done: Completion[] = [];
  ended = false;
  readonly #ipc: Ipc;
  readonly #watchers: ObjectHandle[] = [];

  constructor(ipc: Ipc, room: number) {
    this.#ipc = ipc;
    this.room = room;
  }

  complete(one: Completion): void {
    this.done.push(one);
    this.#tell();
  }

  end(): void {
    this.ended = true;
    this.#tell();
  }

  subscribe(watcher: ObjectHandle): void {
    this.#watchers.push(watcher);
  }

  unsubscribe(watcher: ObjectHandle): void {
    const at = this.#watchers.findIndex((one) => sameHandle(one, watcher));
    if (at >= 0) this.#watchers.splice(at, 1);
  }

  #tell(): void {
    for (const watcher of [...this.#watchers]) (this.#ipc.table.resolve(watcher) as Watcher | undefined)?.signal(0, 0);
  }
}
