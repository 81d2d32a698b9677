/**
 * Who waits on which futex (futex(2)).
 *
 * A futex is a word of memory. In a private mapping it is known by address space and address; in a shared one by the
 * memory behind it, so that processes meet. Waiters are in the order in which they came.
 */
import { Errno } from '../generated/errors.ts';
import type { AddressSpace } from '../kernel/address-space.ts';
import type { ObjectHandle } from '../kernel/object-handle.ts';
import type { Thread, Waitable } from '../kernel/thread.ts';

/** Wakes every bit (FUTEX_BITSET_MATCH_ANY). */
export const ANY_BITS = 0xffff_ffff;

/** What a thread waits for: to be woken, to be given the lock, or to be moved to a lock (FUTEX_WAIT_REQUEUE_PI). */
export const WaitFor = { wake: 0, lock: 1, requeue: 2 } as const;
export type WaitFor = (typeof WaitFor)[keyof typeof WaitFor];

/** A thread that waits; it leaves the queue whenever its thread stops waiting. */
export class FutexWaiter implements Waitable {
  readonly thread: Thread;
  readonly bits: number;
  /** Where the word of its futex is, as its own thread sees it. */
  address: number;
  queue: FutexQueue;
  waitsFor: WaitFor;
  /** The lock to which a waiter may be moved, as its thread sees it. */
  readonly target: number;
  woken = false;

  constructor(
    thread: Thread,
    queue: FutexQueue,
    bits: number,
    address = 0,
    waitsFor: WaitFor = WaitFor.wake,
    target = 0,
  ) {
    this.thread = thread;
    this.queue = queue;
    this.bits = bits;
    this.address = address;
    this.waitsFor = waitsFor;
    this.target = target;
  }

  subscribe(_watcher: ObjectHandle): void {
    this.queue.add(this);
  }

  unsubscribe(_watcher: ObjectHandle): void {
    this.queue.remove(this);
  }

  wake(): void {
    this.woken = true;
    this.thread.wake();
  }
}

export class FutexQueue {
  readonly waiters: FutexWaiter[] = [];
  /** Of a lock that inherits priority, while somebody waits for it: who has it; null when that one is no more. */
  owner: Thread | null | undefined;
  readonly #dropped: () => void;

  constructor(dropped: () => void) {
    this.#dropped = dropped;
  }

  /** Behind the others; for a lock, behind those that are not less urgent. */
  add(waiter: FutexWaiter): void {
    const { waiters } = this;
    let at = waiters.length;
    if (waiter.waitsFor === WaitFor.lock) {
      const { urgency } = waiter.thread.scheduling;
      while (at > 0 && (waiters[at - 1] as FutexWaiter).thread.scheduling.urgency < urgency) at--;
    }
    waiters.splice(at, 0, waiter);
  }

  remove(waiter: FutexWaiter): void {
    const at = this.waiters.indexOf(waiter);
    if (at < 0) return;
    this.waiters.splice(at, 1);
    if (this.waiters.length > 0) return;
    this.owner = undefined;
    this.#dropped();
  }
}

export class FutexTable {
  readonly #private = new WeakMap<AddressSpace, Map<number, FutexQueue>>();
  /** By physical address: a shared page does not move while it is mapped. */
  readonly #shared = new Map<number, FutexQueue>();
  /** Locks with owner and waiters. */
  readonly #locks = new Set<FutexQueue>();

  /** The queue of a futex, made when it is the first waiter's. */
  queue(space: AddressSpace, address: number): FutexQueue {
    const [map, key] = this.#place(space, address);
    let queue = map.get(key);
    if (queue === undefined) {
      const made = new FutexQueue(() => {
        map.delete(key);
        this.#locks.delete(made);
      });
      queue = made;
      map.set(key, queue);
    }
    return queue;
  }

  /** The queue if somebody waits. */
  waiting(space: AddressSpace, address: number): FutexQueue | undefined {
    const [map, key] = this.#place(space, address);
    return map.get(key);
  }

  /** Whether two processes mean the same word. */
  same(space: AddressSpace, address: number, other: AddressSpace, otherAddress: number): boolean {
    const [map, key] = this.#place(space, address);
    const [otherMap, otherKey] = this.#place(other, otherAddress);
    return map === otherMap && key === otherKey;
  }

  /** Wakes at most so many that wait with one of the bits; answers how many. Who waits for a lock is not woken but given it. */
  wake(space: AddressSpace, address: number, most: number, bits = ANY_BITS): number {
    const queue = this.waiting(space, address);
    if (queue === undefined) return 0;
    let count = 0;
    for (const waiter of [...queue.waiters]) {
      if (count >= most) break;
      if (waiter.waitsFor !== WaitFor.wake) return Errno.EINVAL;
      if ((waiter.bits & bits) === 0) continue;
      waiter.wake();
      count++;
    }
    return count;
  }

  /** Moves at most so many waiters to another futex; answers how many. */
  requeue(space: AddressSpace, address: number, target: number, most: number): number {
    const from = this.waiting(space, address);
    if (from === undefined || most <= 0) return 0;
    const to = this.queue(space, target);
    if (from === to) return 0;
    const moved = from.waiters.slice(0, most);
    if (moved.some(({ waitsFor }) => waitsFor !== WaitFor.wake)) return Errno.EINVAL;
    for (const waiter of moved) this.move(waiter, to, target);
    return moved.length;
  }

  move(waiter: FutexWaiter, to: FutexQueue, address: number): void {
    waiter.queue.remove(waiter);
    waiter.queue = to;
    waiter.address = address;
    to.add(waiter);
  }

  /** A thread has the lock that others wait for. */
  own(queue: FutexQueue, owner: Thread): void {
    queue.owner = owner;
    this.#locks.add(queue);
  }

  /** The locks that a thread has while others wait for them. */
  ownedBy(thread: Thread): FutexQueue[] {
    return [...this.#locks].filter(({ owner }) => owner === thread);
  }

  #place(space: AddressSpace, address: number): [Map<number, FutexQueue>, number] {
    if (space.regions.find(address)?.kind.shared === true) {
      const physical = space.physicalAddress(address, 4, 0);
      if (physical !== 0) return [this.#shared, physical];
    }
    let map = this.#private.get(space);
    if (map === undefined) {
      map = new Map();
      this.#private.set(space, map);
    }
    return [map, address];
  }
}
