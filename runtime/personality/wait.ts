/** wait4(2) and waitid(2): the server never blocks, the thread waits for its signal. */
import type { ExitStatus } from '../generated/structs.ts';
import { Errno } from '../generated/errors.ts';
import { WaitOptions } from '../generated/flags.ts';
import type { ObjectHandle } from '../kernel/object-handle.ts';
import { INTERRUPTED, WOULD_BLOCK } from '../kernel/result.ts';
import type { Thread, Waitable } from '../kernel/thread.ts';
import type { GuestProcess } from './process.ts';

/** waitid(2) wants to be told what to wait for. */
const CHANGES = WaitOptions.exited | WaitOptions.stopped | WaitOptions.continued;

export function wait(thread: Thread, selector: number, id: number, options: number): ExitStatus | Errno {
  const { process } = thread;
  if ((options & CHANGES) === 0) return Errno.EINVAL;
  const status = process.stubs.process.wait(process.pid, selector, id, options);
  if (status !== WOULD_BLOCK) return status;
  if (thread.interrupted()) return INTERRUPTED;
  return thread.block([new Children(process)]);
}

class Children implements Waitable {
  readonly #process: GuestProcess;

  constructor(process: GuestProcess) {
    this.#process = process;
  }

  subscribe(watcher: ObjectHandle): number {
    return this.#process.stubs.process.subscribe(this.#process.pid, watcher);
  }

  unsubscribe(watcher: ObjectHandle): number {
    return this.#process.stubs.process.unsubscribe(this.#process.pid, watcher);
  }
}
