/**
 * epoll(7). Members put themselves on the ready list when their streams tell; `take` asks only those that are on it what is
 * so now, as Linux does, and keeps a level-triggered one that still is.
 */
import { Errno } from '../../generated/errors.ts';
import { Availability, PollEvents } from '../../generated/flags.ts';
import { dispatchEventQueue, type EventQueue as EventQueueInterface } from '../../generated/servers/event-queue.ts';
import { WatcherStub } from '../../generated/servers/watcher.ts';
import type { ReadyEvent } from '../../generated/structs.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import { type ObjectHandle, sameHandle } from '../../kernel/object-handle.ts';
import { EventObject, type NamelessNode } from './event-object.ts';
import { Member } from './member.ts';
import { mayWatch } from './nesting.ts';
import { ReadyList } from './ready-list.ts';

/** What an exclusive member may be watched for. */
const EXCLUSIVE =
  PollEvents.in |
  PollEvents.out |
  PollEvents.error |
  PollEvents.hangUp |
  PollEvents.wakeUp |
  PollEvents.edge |
  PollEvents.exclusive;
/** Most members of one queue (fs.epoll.max_user_watches of a machine of 1 GiB). */
const MOST_MEMBERS = 220_000;

export class EventQueue extends EventObject implements EventQueueInterface {
  /** The queues that watch this one. */
  readonly outer: EventQueue[] = [];
  /** The first member of each description; a description seldom has several, of other descriptors (`Member.sibling`). */
  readonly #members = new Map<number, Member>();
  #count = 0;
  readonly #ready = new ReadyList<Member>();
  /** Who waits for something to take. */
  readonly #waiting: WatcherStub[] = [];
  /** What `take` answers, used again each time. */
  readonly #taken: ReadyEvent[] = [];
  readonly #records: ReadyEvent[] = [];
  #stamp = 0;

  constructor(ipc: Ipc, node: NamelessNode) {
    super(ipc, node, 'eventpoll');
  }

  watch(description: number, fd: number, stream: ObjectHandle, interest: ReadyEvent): number {
    const object = this.ipc.table.resolve(stream);
    const inner = object instanceof EventQueue ? object : undefined;
    const exclusive = (interest.events & PollEvents.exclusive) !== 0;
    if (exclusive && (inner !== undefined || (interest.events & ~EXCLUSIVE) !== 0)) return Errno.EINVAL;
    if (inner !== undefined && !mayWatch(this, inner)) return Errno.ELOOP;
    if (this.#find(description, fd) !== undefined) return Errno.EEXIST;
    if (this.#count >= MOST_MEMBERS) return Errno.ENOSPC;
    const member = new Member(this, this.ipc, description, fd, stream, inner);
    member.sibling = this.#members.get(description);
    this.#members.set(description, member);
    this.#count++;
    inner?.outer.push(this);
    member.set(interest);
    member.subscribe();
    this.#look(member);
    return 0;
  }

  change(description: number, fd: number, interest: ReadyEvent): number {
    if ((interest.events & PollEvents.exclusive) !== 0) return Errno.EINVAL;
    const member = this.#find(description, fd);
    if (member === undefined) return Errno.ENOENT;
    if (member.isExclusive) return Errno.EINVAL;
    member.set(interest);
    this.#look(member);
    return 0;
  }

  forget(description: number, fd: number): number {
    const member = this.#find(description, fd);
    if (member === undefined) return Errno.ENOENT;
    const first = this.#members.get(description);
    if (first !== member) {
      let before = first;
      while (before !== undefined && before.sibling !== member) before = before.sibling;
      if (before !== undefined) before.sibling = member.sibling;
    } else if (member.sibling === undefined) this.#members.delete(description);
    else this.#members.set(description, member.sibling);
    this.#drop(member);
    return 0;
  }

  forgetAll(description: number): number {
    const first = this.#members.get(description);
    this.#members.delete(description);
    for (let member = first; member !== undefined; member = member.sibling) this.#drop(member);
    return 0;
  }

  take(most: number): readonly ReadyEvent[] {
    const taken = this.#taken;
    // Setting its length would give its memory away.
    while (taken.length > 0) taken.pop();
    // Members that are put back stand behind those that were there before.
    for (let left = this.#ready.length; left > 0 && taken.length < most; left--) {
      const member = this.#ready.first;
      if (member === undefined) break;
      this.#ready.remove(member);
      const events = member.events();
      if (events === 0) continue;
      const record = (this.#records[taken.length] ??= { events: 0, first: 0, second: 0 });
      record.events = events;
      record.first = member.first;
      record.second = member.second;
      taken.push(record);
      if (member.isOneShot) member.disable();
      else if (!member.isEdgeTriggered) this.#ready.push(member);
    }
    if (this.#ready.length > 0) this.#wakeOne();
    return taken;
  }

  join(watcher: ObjectHandle): number {
    this.#waiting.push(new WatcherStub(this.ipc, watcher));
    return 0;
  }

  leave(watcher: ObjectHandle): number {
    const at = this.#waiting.findIndex(({ handle }) => sameHandle(handle, watcher));
    if (at >= 0) this.#waiting.splice(at, 1);
    return 0;
  }

  getAvailability(): number {
    for (;;) {
      const member = this.#ready.first;
      if (member === undefined) return 0;
      if (member.events() !== 0) return Availability.readable;
      this.#ready.remove(member);
    }
  }

  /** Something happened to a member. Answers whether somebody waited for it. */
  happened(member: Member): boolean {
    this.#ready.push(member);
    const waited = this.#wakeOne();
    // Whoever polls or watches the queue itself; it is readable, or they find out that it is not.
    if (!this.watchers.empty) this.watchers.notify(Availability.readable, Availability.readable);
    return waited;
  }

  /** The queues among the members. */
  *inner(): Generator<EventQueue> {
    for (const first of this.#members.values())
      for (let member: Member | undefined = first; member !== undefined; member = member.sibling)
        if (member.inner !== undefined) yield member.inner;
  }

  protected override register(ipc: Ipc): ObjectHandle {
    return ipc.table.register<EventQueueInterface>(this, dispatchEventQueue);
  }

  protected override closed(): void {
    for (const description of this.#members.keys()) this.forgetAll(description);
  }

  /** It may be ready already. */
  #look(member: Member): void {
    if (member.events() !== 0) this.happened(member);
  }

  #find(description: number, fd: number): Member | undefined {
    let member = this.#members.get(description);
    while (member !== undefined && member.fd !== fd) member = member.sibling;
    return member;
  }

  /** It is in no list of members any more. */
  #drop(member: Member): void {
    this.#count--;
    this.#ready.remove(member);
    const { inner } = member;
    if (inner !== undefined) inner.outer.splice(inner.outer.indexOf(this), 1);
    member.drop();
  }

  #wakeOne(): boolean {
    const first = this.#waiting[0];
    if (first === undefined) return false;
    this.#stamp++;
    // A thread that wakes leaves by itself.
    first.signal(Availability.readable, this.#stamp);
    return true;
  }
}
