/**
 * semop(2), semtimedop(2). An operation that waits is queued in its server, which does it in its turn; the call that is made
 * again only collects. No signal restarts it: EINTR whatever the handler says.
 */
import { Errno } from '../../generated/errors.ts';
import type { SemaphoresStub } from '../../generated/servers/semaphores.ts';
import type { SemaphoreOperation, Timespec } from '../../generated/structs.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import type { Thread, Waitable } from '../../kernel/thread.ts';

/** A thread's place in a queue of semaphores; it is given up when the thread waits no more, for whatever reason. */
class SemaphoreWait implements Waitable {
  readonly #stub: SemaphoresStub;
  readonly #waiter: number;

  constructor(stub: SemaphoresStub, waiter: number) {
    this.#stub = stub;
    this.#waiter = waiter;
  }

  subscribe(watcher: ObjectHandle): unknown {
    return this.#stub.subscribe(this.#waiter, watcher);
  }

  unsubscribe(_watcher: ObjectHandle): unknown {
    return this.#stub.leave(this.#waiter);
  }
}

export function operate(
  thread: Thread,
  stub: SemaphoresStub,
  id: number,
  operations: readonly SemaphoreOperation[],
  timeout: Timespec | undefined,
): number {
  const { process, tid, restart } = thread;
  if (restart.data instanceof SemaphoreWait) {
    const result = stub.collect(tid);
    // It was given up: because its time was over, or for a signal.
    return result === Errno.EINTR && thread.timedOut() ? Errno.EAGAIN : result;
  }
  const copies = operations.map((operation) => ({ ...operation }));
  const result = stub.operate(id, copies, process.pid, tid, process.credentials);
  if (result !== WOULD_BLOCK) return result;
  const wait = new SemaphoreWait(stub, tid);
  if (thread.interrupted()) {
    stub.leave(tid);
    return Errno.EINTR;
  }
  restart.data = wait;
  return thread.block([wait], timeout === undefined ? undefined : thread.deadlineAfter(timeout));
}
