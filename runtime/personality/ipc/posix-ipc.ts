/** POSIX message queues as a process calls them: mq_overview(7). A queue is a descriptor. */
import { Errno } from '../../generated/errors.ts';
import { Clock as ClockId, TimerNotice } from '../../generated/enums.ts';
import { DescriptorFlags, OpenFlags } from '../../generated/flags.ts';
import type { PosixIpc as PosixIpcInterface } from '../../generated/servers/posix-ipc.ts';
import { PosixQueueStub } from '../../generated/servers/posix-queue.ts';
import type { PosixQueuesStub } from '../../generated/servers/posix-queues.ts';
import type { MessageEvent, PosixQueueAttributes, ReceivedMessage, Timespec } from '../../generated/structs.ts';
import type { Lease } from '../../kernel/lease.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import { INTERRUPTED, WOULD_BLOCK } from '../../kernel/result.ts';
import type { Thread, Waitable } from '../../kernel/thread.ts';
import { behindOf } from '../descriptors/open.ts';
import { OpenDescription } from '../descriptors/open-description.ts';
import { threadNotice } from './notice-thread.ts';

/** MQ_PRIO_MAX */
const MOST_PRIORITY = 32_768;
const RIGHTS = OpenFlags.read | OpenFlags.write;

export class PosixIpc implements PosixIpcInterface {
  readonly #queues: PosixQueuesStub;

  constructor(queues: PosixQueuesStub) {
    this.#queues = queues;
  }

  open(
    thread: Thread,
    name: string,
    flags: number,
    mode: number,
    attributes: PosixQueueAttributes | undefined,
  ): number {
    const { descriptors, names, credentials } = thread.process;
    if ((flags & RIGHTS) === 0) return Errno.EINVAL;
    const fd = descriptors.free(thread, 0);
    if (fd < 0) return fd;
    const opened = this.#queues.open(name, flags, mode & 0o777 & ~names.umask, attributes, credentials);
    if (typeof opened === 'number') return opened;
    const status = flags & (RIGHTS | OpenFlags.nonblock);
    const behind = behindOf(descriptors.ipc, opened);
    const description = new OpenDescription(behind, opened.type, undefined, status, descriptors.newLockOwner());
    // Every queue is closed on exec.
    return descriptors.table.put(fd, description, DescriptorFlags.closeOnExec);
  }

  unlink(thread: Thread, name: string): number {
    return this.#queues.unlink(name, thread.process.credentials);
  }

  send(thread: Thread, fd: number, text: Lease, priority: number, timeout: Timespec | undefined): number {
    if (priority >= MOST_PRIORITY || wrongTime(timeout)) return Errno.EINVAL;
    const queue = queueOf(thread, fd);
    if (typeof queue === 'number') return queue;
    const { pid, credentials } = thread.process;
    const result = queue.stub.sendMessage(priority, text, pid, credentials.user);
    return result === WOULD_BLOCK ? wait(thread, queue, timeout, false) : result;
  }

  receive(thread: Thread, fd: number, into: Lease, timeout: Timespec | undefined): ReceivedMessage | number {
    if (wrongTime(timeout)) return Errno.EINVAL;
    const queue = queueOf(thread, fd);
    if (typeof queue === 'number') return queue;
    const result = queue.stub.receiveMessage(into);
    return result === WOULD_BLOCK ? wait(thread, queue, timeout, true) : result;
  }

  /** What is wrong with the wish is told before what is wrong with the queue (do_mq_notify). */
  notify(thread: Thread, fd: number, event: MessageEvent | undefined): number {
    const { toNeutral, last } = thread.process.abi.signals;
    const { notice, number = 0, value = 0 } = event ?? {};
    if (notice === TimerNotice.signal && (number < 0 || number > last)) return Errno.EINVAL;
    const told = notice === TimerNotice.thread && event !== undefined ? threadNotice(thread, event) : undefined;
    if (typeof told === 'number') return told;
    const queue = queueOf(thread, fd);
    const { pid } = thread.process;
    let result: number;
    if (typeof queue === 'number') result = queue;
    else if (event === undefined) result = queue.stub.clearNotification(pid);
    else if (told !== undefined) result = queue.stub.setNotice(pid, told.handle);
    else result = queue.stub.setNotification(pid, notice === TimerNotice.signal ? (toNeutral[number] ?? 0) : 0, value);
    if (result < 0) told?.close();
    return result;
  }

  #getAttributes(thread: Thread, fd: number): PosixQueueAttributes | Errno {
    const queue = queueOf(thread, fd);
    if (typeof queue === 'number') return queue;
    const attributes = queue.stub.getAttributes();
    if (typeof attributes === 'number') return attributes;
    return { ...attributes, flags: queue.description.flags & OpenFlags.nonblock };
  }

  /** Only whether it waits can be changed; answers what was before. */
  changeAttributes(thread: Thread, fd: number, to: PosixQueueAttributes | undefined): PosixQueueAttributes | Errno {
    if (to !== undefined && (to.flags & ~OpenFlags.nonblock) !== 0) return Errno.EINVAL;
    const before = this.#getAttributes(thread, fd);
    const queue = queueOf(thread, fd);
    if (typeof before === 'number' || typeof queue === 'number' || to === undefined) return before;
    const { description } = queue;
    description.flags = (description.flags & ~OpenFlags.nonblock) | (to.flags & OpenFlags.nonblock);
    return before;
  }
}

interface Queue {
  readonly stub: PosixQueueStub;
  readonly description: OpenDescription;
}

function queueOf({ process }: Thread, fd: number): Queue | number {
  const description = process.descriptors.table.get(fd);
  const stub = description?.stream;
  return description !== undefined && stub instanceof PosixQueueStub ? { stub, description } : Errno.EBADF;
}

function wrongTime(time: Timespec | undefined): boolean {
  return time !== undefined && (time.seconds < 0 || time.nanoseconds >= 1e9);
}

/** Waits for the queue to change, at most until a time of the wall clock. */
function wait(thread: Thread, { stub, description }: Queue, timeout: Timespec | undefined, receives: boolean): number {
  if (description.nonblocking) return Errno.EAGAIN;
  if (timeout !== undefined) {
    const { clock } = thread.processor;
    const wall = clock.getTime(ClockId.realtime);
    if (typeof wall === 'number') return Errno.EINVAL;
    const left = (timeout.seconds - wall.seconds) * 1e9 + timeout.nanoseconds - wall.nanoseconds;
    if (left <= 0) return Errno.ETIMEDOUT;
    thread.restart.deadline = clock.now() + left;
  }
  if (thread.interrupted()) return INTERRUPTED;
  if (!receives) return thread.block([stub]);
  // While somebody waits for a message nobody is notified of one.
  const receiver: Waitable = {
    subscribe(watcher: ObjectHandle) {
      stub.waiting(1);
      return stub.subscribe(watcher);
    },
    unsubscribe(watcher: ObjectHandle) {
      stub.waiting(-1);
      return stub.unsubscribe(watcher);
    },
  };
  return thread.block([receiver]);
}
