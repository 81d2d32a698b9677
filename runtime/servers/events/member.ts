/** A descriptor that an event queue watches: what its stream tells goes to the queue's ready list. */
import { PollEvents } from '../../generated/flags.ts';
import { dispatchExclusiveWatcher, type ExclusiveWatcher } from '../../generated/servers/exclusive-watcher.ts';
import { StreamStub } from '../../generated/servers/stream.ts';
import type { ReadyEvent } from '../../generated/structs.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import type { EventQueue } from './event-queue.ts';
import { ALWAYS_REPORTED, pollEventsOf } from '../../kernel/poll-events.ts';
import type { Linked } from './ready-list.ts';

/** How a member is watched; the other bits say for what. */
const MANNER = PollEvents.edge | PollEvents.oneShot | PollEvents.exclusive | PollEvents.wakeUp;

export class Member implements ExclusiveWatcher, Linked<Member> {
  readonly description: number;
  readonly fd: number;
  readonly stream: StreamStub;
  /** The queue that is watched, when the member is one of this processor. */
  readonly inner: EventQueue | undefined;
  /** Another descriptor of the same description. */
  sibling: Member | undefined;
  /** PollEvents; only the manner is left of a one-shot member that was reported. */
  interest = 0;
  first = 0;
  second = 0;
  next: Member | undefined;
  before: Member | undefined;
  listed = false;
  readonly #queue: EventQueue;
  readonly #ipc: Ipc;
  readonly #handle: ObjectHandle;

  constructor(queue: EventQueue, ipc: Ipc, description: number, fd: number, stream: ObjectHandle, inner?: EventQueue) {
    this.#queue = queue;
    this.#ipc = ipc;
    this.description = description;
    this.fd = fd;
    this.inner = inner;
    this.stream = new StreamStub(ipc, stream);
    this.#handle = ipc.table.register<ExclusiveWatcher>(this, dispatchExclusiveWatcher);
  }

  set({ events, first, second }: ReadyEvent): void {
    this.interest = events | ALWAYS_REPORTED;
    this.first = first;
    this.second = second;
  }

  subscribe(): void {
    this.stream.subscribe(this.#handle, this.isExclusive);
  }

  /** It is a member no more. */
  drop(): void {
    this.stream.unsubscribe(this.#handle);
    this.#ipc.table.remove(this.#handle);
  }

  get isExclusive(): boolean {
    return (this.interest & PollEvents.exclusive) !== 0;
  }

  get isEdgeTriggered(): boolean {
    return (this.interest & PollEvents.edge) !== 0;
  }

  get isOneShot(): boolean {
    return (this.interest & PollEvents.oneShot) !== 0;
  }

  /** What of its interest is so now. */
  events(): number {
    return pollEventsOf(this.stream.getAvailability()) & this.interest;
  }

  /** Reported once: nothing more until its interest is set again. */
  disable(): void {
    this.interest &= MANNER;
  }

  signal(_state: number, _stamp: number, changed?: number): number {
    this.#happened(changed);
    return 0;
  }

  offer(_state: number, changed: number): boolean {
    return this.#happened(changed);
  }

  /** @returns whether somebody waited for it */
  #happened(changed: number | undefined): boolean {
    if ((this.interest & ~MANNER) === 0) return false;
    if (changed !== undefined && (pollEventsOf(changed) & this.interest) === 0) return false;
    return this.#queue.happened(this);
  }
}
