/**
 * The client's side of an event queue: which open descriptions have members in it. The server knows descriptions by number
 * only; that one was closed is known here (epoll(7): a descriptor leaves when the last one of its description is closed).
 */
import type { EventQueueStub } from '../../generated/servers/event-queue.ts';
import type { ReadyEvent } from '../../generated/structs.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import type { Waitable } from '../../kernel/thread.ts';
import type { OpenDescription } from '../descriptors/open-description.ts';
import { Special } from './special.ts';

export class QueueDescriptor extends Special implements Waitable {
  readonly stub: EventQueueStub;
  /** How many members each description has. */
  readonly #members = new Map<OpenDescription, number>();

  constructor(stub: EventQueueStub) {
    super();
    this.stub = stub;
  }

  watch(description: OpenDescription, fd: number, stream: ObjectHandle, interest: ReadyEvent): number {
    const result = this.stub.watch(description.lockOwner, fd, stream, interest);
    if (result < 0) return result;
    this.#members.set(description, (this.#members.get(description) ?? 0) + 1);
    description.queues ??= new Set();
    description.queues.add(this);
    return 0;
  }

  forget(description: OpenDescription, fd: number): number {
    const result = this.stub.forget(description.lockOwner, fd);
    if (result < 0) return result;
    const left = (this.#members.get(description) ?? 1) - 1;
    if (left > 0) this.#members.set(description, left);
    else {
      this.#members.delete(description);
      description.queues?.delete(this);
    }
    return 0;
  }

  /** The last descriptor of a description that has members is gone. */
  closed(description: OpenDescription): void {
    this.#members.delete(description);
    this.stub.forgetAll(description.lockOwner);
  }

  override released(): void {
    for (const description of this.#members.keys()) description.queues?.delete(this);
    this.#members.clear();
  }

  /** A thread waits for something to take. */
  subscribe(watcher: ObjectHandle): number {
    return this.stub.join(watcher);
  }

  unsubscribe(watcher: ObjectHandle): number {
    return this.stub.leave(watcher);
  }
}
