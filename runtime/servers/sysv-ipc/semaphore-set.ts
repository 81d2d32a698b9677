/**
 * A set of semaphores: values, who changed them last, what processes want undone at their end, and who waits. Operations are
 * atomic and never block: one that cannot be done is queued, and is done for the waiter when it can be.
 */
import { Errno } from '../../generated/errors.ts';
import { IpcFlags } from '../../generated/flags.ts';
import { emptySemaphoreSetStatus, type SemaphoreOperation, type SemaphoreSetStatus } from '../../generated/structs.ts';
import type { Identified } from './identifiers.ts';

/** SEMVMX and SEMAEM. */
export const MOST_VALUE = 32_767;

/** An operation that waits. */
export interface Waiting {
  readonly waiter: number;
  readonly operations: readonly SemaphoreOperation[];
  readonly pid: number;
  readonly alters: boolean;
  /** The operation in the way: which one, in the order given. */
  blocking: number;
}

/** Neither done nor an error: it has to wait. */
const BLOCKS = 1;

export class SemaphoreSet implements Identified {
  id = 0;
  readonly status: SemaphoreSetStatus = emptySemaphoreSetStatus();
  readonly values: Int32Array;
  readonly pids: Int32Array;
  /** What is added at the end of a process, by semaphore. */
  readonly adjustments = new Map<number, Int32Array>();
  waiting: Waiting[] = [];

  constructor(count: number) {
    this.values = new Int32Array(count);
    this.pids = new Int32Array(count);
    this.status.count = count;
  }

  get permissions(): SemaphoreSetStatus['permissions'] {
    return this.status.permissions;
  }

  /** Does all operations or none: 0, an error, or BLOCKS with `blocking` set. */
  attempt(request: Waiting): number {
    const { operations, pid } = request;
    let at = 0;
    let result = 0;
    for (; at < operations.length; at++) {
      const operation = operations[at] as SemaphoreOperation;
      result = this.#step(operation, pid);
      if (result !== 0) break;
    }
    if (result === 0) {
      for (const { number } of operations) this.pids[number] = pid;
      return 0;
    }
    request.blocking = at;
    const stopped = operations[at] as SemaphoreOperation;
    while (at-- > 0) this.#back(operations[at] as SemaphoreOperation, pid);
    return result === BLOCKS && (stopped.flags & IpcFlags.noWait) !== 0 ? Errno.EAGAIN : result;
  }

  /**
   * Values changed: does what can be done now, in Linux's order — first who waits for zero, then who was first. A change may
   * let others go on.
   * @param done called for each that is done or fails
   */
  update(done: (waiting: Waiting, result: number) => void): void {
    let again = true;
    while (again) {
      again = false;
      for (const alters of [false, true]) {
        for (const request of [...this.waiting]) {
          if (request.alters !== alters) continue;
          const result = this.attempt(request);
          if (result === BLOCKS) continue;
          this.waiting.splice(this.waiting.indexOf(request), 1);
          done(request, result);
          again ||= alters && result === 0;
        }
      }
    }
  }

  /** SETVAL and SETALL: what was to be undone of a semaphore is not any more. */
  forget(number: number): void {
    for (const amounts of this.adjustments.values()) amounts[number] = 0;
  }

  /** A process is over: its adjustments are made, within the bounds. */
  undo(pid: number): boolean {
    const amounts = this.adjustments.get(pid);
    if (amounts === undefined) return false;
    this.adjustments.delete(pid);
    amounts.forEach((amount, number) => {
      if (amount === 0) return;
      const value = (this.values[number] as number) + amount;
      this.values[number] = Math.max(0, Math.min(MOST_VALUE, value));
      this.pids[number] = pid;
    });
    return true;
  }

  /** How many wait for a semaphore to become zero, or to grow. */
  waitersOf(number: number, zero: boolean): number {
    return this.waiting.filter(({ operations, blocking }) => {
      const operation = operations[blocking];
      return operation?.number === number && (zero ? operation.change === 0 : operation.change < 0);
    }).length;
  }

  #step({ number, change, flags }: SemaphoreOperation, pid: number): number {
    const value = this.values[number] as number;
    if (change === 0) return value === 0 ? 0 : BLOCKS;
    const result = value + change;
    if (result < 0) return BLOCKS;
    if (result > MOST_VALUE) return Errno.ERANGE;
    if ((flags & IpcFlags.undo) !== 0) {
      const amounts = this.#adjustmentsOf(pid);
      const amount = (amounts[number] as number) - change;
      if (amount < -MOST_VALUE - 1 || amount > MOST_VALUE) return Errno.ERANGE;
      amounts[number] = amount;
    }
    this.values[number] = result;
    return 0;
  }

  #back({ number, change, flags }: SemaphoreOperation, pid: number): void {
    this.values[number] = (this.values[number] as number) - change;
    if ((flags & IpcFlags.undo) === 0) return;
    const amounts = this.#adjustmentsOf(pid);
    amounts[number] = (amounts[number] as number) + change;
  }

  #adjustmentsOf(pid: number): Int32Array {
    let amounts = this.adjustments.get(pid);
    if (amounts === undefined) {
      amounts = new Int32Array(this.values.length);
      this.adjustments.set(pid, amounts);
    }
    return amounts;
  }
}

/** Whether an attempt has to wait. */
export const mustWait = (result: number): boolean => result === BLOCKS;
