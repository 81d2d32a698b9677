/**
 * Who waits on which futex (futex(2)).
 *
 * A futex is a word of memory. In a private mapping it is known by address space and address; in a shared one by the
 * memory behind it, so that processes meet. Waiters are in the order in which they came.
 */
import type { AddressSpace } from '../kernel/address-space.ts';
import type { ObjectHandle } from '../kernel/object-handle.ts';
import type { Thread, Waitable } from '../kernel/thread.ts';

/** Wakes every bit (FUTEX_BITSET_MATCH_ANY). */
export const ANY_BITS = 0xffff_ffff;

/** A thread that waits; it leaves the queue whenever its thread stops waiting. */
export class FutexWaiter implements Waitable {
  readonly thread: Thread;
  readonly bits: number;
  queue: FutexQueue;
  woken = false;

  constructor(thread: Thread, queue: FutexQueue, bits: number) {
    this.thread = thread;
    this.queue = queue;
    this.bits = bits;
  }

  subscribe(_watcher: ObjectHandle): void {
    this.queue.waiters.push(this);
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
  readonly #dropped: () => void;

  constructor(dropped: () => void) {
    this.#dropped = dropped;
  }

  remove(waiter: FutexWaiter): void {
    const at = this.waiters.indexOf(waiter);
    if (at < 0) return;
    this.waiters.splice(at, 1);
    if (this.waiters.length === 0) this.#dropped();
  }
}

export class FutexTable {
  readonly #private = new WeakMap<AddressSpace, Map<number, FutexQueue>>();
  /** By physical address: a shared page does not move while it is mapped. */
  readonly #shared = new Map<number, FutexQueue>();

  /** The queue of a futex, made when it is the first waiter's. */
  queue(space: AddressSpace, address: number): FutexQueue {
    const [map, key] = this.#place(space, address);
    let queue = map.get(key);
    if (queue === undefined) {
      queue = new FutexQueue(() => map.delete(key));
      map.set(key, queue);
    }
    return queue;
  }

  /** The queue if somebody waits. */
  waiting(space: AddressSpace, address: number): FutexQueue | undefined {
    const [map, key] = this.#place(space, address);
    return map.get(key);
  }

  /** Wakes at most so many that wait with one of the bits; answers how many. */
  wake(space: AddressSpace, address: number, most: number, bits = ANY_BITS): number {
    const queue = this.waiting(space, address);
    if (queue === undefined) return 0;
    let count = 0;
    for (const waiter of [...queue.waiters]) {
      if (count >= most) break;
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
    for (const waiter of moved) {
      from.remove(waiter);
      waiter.queue = to;
      to.waiters.push(waiter);
    }
    return moved.length;
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
