/** wait4(2) and waitid(2): the server never blocks, the thread waits for its signal. */
import type { ExitStatus } from '../generated/structs.ts';
import { Errno } from '../generated/errors.ts';
import { WaitSelector } from '../generated/enums.ts';
import { WaitOptions } from '../generated/flags.ts';
import type { ObjectHandle } from '../kernel/object-handle.ts';
import { INTERRUPTED, WOULD_BLOCK } from '../kernel/result.ts';
import type { Thread, Waitable } from '../kernel/thread.ts';
import { processOf } from './events/process.ts';
import type { GuestProcess } from './process.ts';

/** waitid(2) wants to be told what to wait for. */
const CHANGES = WaitOptions.exited | WaitOptions.stopped | WaitOptions.continued;

export function wait(thread: Thread, selector: number, id: number, options: number): ExitStatus | Errno {
  const { process } = thread;
  if (selector === WaitSelector.pidfd) return waitByDescriptor(thread, id, options);
  if ((options & CHANGES) === 0) return Errno.EINVAL;
  const status = process.stubs.process.wait(process.pid, selector, id, options);
  if (status !== WOULD_BLOCK) return status;
  if (thread.interrupted()) return INTERRUPTED;
  return thread.block([new Children(process)]);
}

/** waitid(2) of P_PIDFD: a descriptor that does not block answers EAGAIN. */
function waitByDescriptor(thread: Thread, fd: number, options: number): ExitStatus | Errno {
  const pid = processOf(thread, fd);
  if (pid === Errno.ESRCH) return Errno.ECHILD;
  if (pid < 0) return pid;
  const nonblocking = thread.process.descriptors.table.get(fd)?.nonblocking === true;
  const asked = nonblocking ? options | WaitOptions.noHang : options;
  const status = wait(thread, WaitSelector.process, pid, asked);
  const none = nonblocking && (options & WaitOptions.noHang) === 0 && typeof status !== 'number' && status.pid === 0;
  return none ? Errno.EAGAIN : status;
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
