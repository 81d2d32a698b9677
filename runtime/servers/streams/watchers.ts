/**
 * Who wants to hear of changes of one object: K42's callback registrations. Telling nobody costs a comparison, because
 * it happens at every read and write.
 */
import { ExclusiveWatcherStub } from '../../generated/servers/exclusive-watcher.ts';
import { WatcherStub } from '../../generated/servers/watcher.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import { type ObjectHandle, sameHandle } from '../../kernel/object-handle.ts';

/** What changed, when nothing is known of it. */
const ANYTHING = 0xffff_ffff;

export class Watchers {
  readonly #ipc: Ipc;
  /** A hole is one that left while the others were told. */
  readonly #stubs: (WatcherStub | undefined)[] = [];
  /** Of whom one that waited is enough; the first was asked longest ago. */
  readonly #exclusive: ExclusiveWatcherStub[] = [];
  #stamp = 0;
  #telling = 0;
  #holes = false;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  /** A watcher that is there already is not told twice. */
  add(handle: ObjectHandle, exclusive = false): void {
    if (indexOf(this.#stubs, handle) >= 0 || indexOf(this.#exclusive, handle) >= 0) return;
    if (exclusive) this.#exclusive.push(new ExclusiveWatcherStub(this.#ipc, handle));
    else this.#stubs.push(new WatcherStub(this.#ipc, handle));
  }

  remove(handle: ObjectHandle): void {
    const index = indexOf(this.#stubs, handle);
    if (index < 0) {
      const alone = indexOf(this.#exclusive, handle);
      if (alone >= 0) this.#exclusive.splice(alone, 1);
    } else if (this.#telling === 0) this.#stubs.splice(index, 1);
    else {
      this.#stubs[index] = undefined;
      this.#holes = true;
    }
  }

  get empty(): boolean {
    return this.#stubs.length === 0 && this.#exclusive.length === 0;
  }

  /** Tells the state now, and what may have become so. A watcher may unsubscribe while it is told. */
  notify(state: number, changed: number = ANYTHING): void {
    if (this.empty) return;
    this.#stamp++;
    this.#telling++;
    const count = this.#stubs.length;
    for (let i = 0; i < count; i++) this.#stubs[i]?.signal(state, this.#stamp, changed);
    this.#telling--;
    if (this.#holes && this.#telling === 0) this.#close();
    if (this.#exclusive.length > 0) this.#offer(state, changed);
  }

  /** Asks in turn until one says that somebody waited; those who were asked go to the end. */
  #offer(state: number, changed: number): void {
    const waiting = this.#exclusive;
    for (let left = waiting.length; left > 0; left--) {
      const first = waiting.shift();
      if (first === undefined) return;
      waiting.push(first);
      if (first.offer(state, changed) === true) return;
    }
  }

  #close(): void {
    this.#holes = false;
    const stubs = this.#stubs;
    let kept = 0;
    for (const stub of stubs) if (stub !== undefined) stubs[kept++] = stub;
    stubs.length = kept;
  }
}

function indexOf(stubs: readonly ({ readonly handle: ObjectHandle } | undefined)[], handle: ObjectHandle): number {
  for (let i = 0; i < stubs.length; i++) {
    const stub = stubs[i];
    if (stub !== undefined && sameHandle(stub.handle, handle)) return i;
  }
  return -1;
}
