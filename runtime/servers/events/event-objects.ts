/** Makes the objects behind event descriptors. */
import { Errno } from '../../generated/errors.ts';
import {
  dispatchEventObjects,
  type EventObjects as EventObjectsInterface,
} from '../../generated/servers/event-objects.ts';
import type { FileStatus } from '../../generated/structs.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import type { FileServices } from '../files/services.ts';
import { EventCounter } from './event-counter.ts';
import { NamelessNode } from './event-object.ts';
import { EventQueue } from './event-queue.ts';
import { hasTimers, TimerDescriptor } from './timer-descriptor.ts';

export class EventObjects implements EventObjectsInterface {
  readonly handle: ObjectHandle;
  readonly #ipc: Ipc;
  readonly #clock: Clock;
  readonly #node: NamelessNode;

  constructor(services: FileServices, clock: Clock) {
    this.#ipc = services.ipc;
    this.#clock = clock;
    this.#node = new NamelessNode(services.newDevice());
    this.handle = this.#ipc.table.register<EventObjectsInterface>(this, dispatchEventObjects);
  }

  createCounter(count: number, semaphore: boolean): ObjectHandle {
    return new EventCounter(this.#ipc, this.#node, count, semaphore).handle;
  }

  createTimer(clock: number): ObjectHandle | Errno {
    return hasTimers(clock) ? new TimerDescriptor(this.#ipc, this.#node, this.#clock, clock).handle : Errno.EINVAL;
  }

  getStatus(): FileStatus {
    return this.#node.status;
  }

  createQueue(): ObjectHandle {
    return new EventQueue(this.#ipc, this.#node).handle;
  }
}
