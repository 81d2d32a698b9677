/** One open of a message queue. It can be polled like a stream, and a read shows its state as mqueue files do. */
import { Errno } from '../../generated/errors.ts';
import { Availability, OpenFlags } from '../../generated/flags.ts';
import { dispatchPosixQueue, type PosixQueue as PosixQueueInterface } from '../../generated/servers/posix-queue.ts';
import type { FileStatus, PosixQueueAttributes, ReceivedMessage } from '../../generated/structs.ts';
import { WatcherStub } from '../../generated/servers/watcher.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { Lease } from '../../kernel/lease.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';
import { StreamObject } from '../streams/stream-object.ts';
import type { PosixQueue } from './posix-queue.ts';

/** What an open does through its server. */
export interface QueueOwner {
  notify(queue: PosixQueue, sender: number, user: number): void;
  closed(queue: PosixQueue): void;
}

export class PosixQueueOpen extends StreamObject implements PosixQueueInterface {
  /** How many wait for a message here. */
  receivers = 0;
  readonly #queue: PosixQueue;
  readonly #owner: QueueOwner;
  readonly #flags: number;
  readonly #ipc: Ipc;
  readonly #received: ReceivedMessage = { type: 0, count: 0 };

  constructor(ipc: Ipc, queue: PosixQueue, owner: QueueOwner, flags: number) {
    super(ipc);
    this.#ipc = ipc;
    this.#queue = queue;
    this.#owner = owner;
    this.#flags = flags;
    queue.opens.add(this);
  }

  sendMessage(priority: number, text: Lease, sender: number, user: number): number {
    const queue = this.#queue;
    if ((this.#flags & OpenFlags.write) === 0) return Errno.EBADF;
    if (text.remaining > queue.attributes.size) return Errno.EMSGSIZE;
    const bytes = new Uint8Array(text.remaining);
    if (text.take(bytes, 0, bytes.length) < bytes.length) return Errno.EFAULT;
    if (queue.full) return WOULD_BLOCK;
    const first = queue.messages.length === 0 && !queue.awaited;
    queue.put({ priority, text: bytes });
    if (first) this.#owner.notify(queue, sender, user);
    queue.tell();
    return 0;
  }

  receiveMessage(into: Lease): ReceivedMessage | number {
    const queue = this.#queue;
    if ((this.#flags & OpenFlags.read) === 0) return Errno.EBADF;
    if (into.remaining < queue.attributes.size) return Errno.EMSGSIZE;
    const message = queue.take();
    if (message === undefined) return WOULD_BLOCK;
    queue.tell();
    const { text, priority } = message;
    if (into.put(text, 0, text.length) < text.length) return Errno.EFAULT;
    this.#received.type = priority;
    this.#received.count = text.length;
    return this.#received;
  }

  /** Counts those who wait for a message: while there are any, nobody is notified. */
  waiting(change: number): number {
    this.receivers += change;
    return 0;
  }

  getAttributes(): PosixQueueAttributes {
    return this.#queue.attributes;
  }

  setNotification(pid: number, signal: number, value: number): number {
    if (this.#queue.notification !== undefined) return Errno.EBUSY;
    this.#queue.notification = { pid, open: this, signal, value };
    return 0;
  }

  setNotice(pid: number, told: ObjectHandle): number {
    if (this.#queue.notification !== undefined) return Errno.EBUSY;
    const watcher = new WatcherStub(this.#ipc, told);
    this.#queue.notification = { pid, open: this, signal: 0, value: 0, told: watcher };
    return 0;
  }

  clearNotification(pid: number): number {
    if (this.#queue.notification?.pid === pid) this.#queue.forget();
    return 0;
  }

  receive(into: Lease, _flags: number): number {
    const { messages, notification } = this.#queue;
    const size = messages.reduce((sum, { text }) => sum + text.length, 0);
    const line =
      `QSIZE:${String(size).padEnd(10)} NOTIFY:${String(0).padEnd(5)} ` +
      `SIGNO:${String(notification?.signal ?? 0).padEnd(5)} NOTIFY_PID:${String(notification?.pid ?? 0).padEnd(6)}\n`;
    return into.put(new TextEncoder().encode(line));
  }

  send(_from: Lease, _flags: number): number {
    return Errno.EINVAL;
  }

  getAvailability(): number {
    const queue = this.#queue;
    return (queue.messages.length > 0 ? Availability.readable : 0) | (queue.full ? 0 : Availability.writable);
  }

  getStatus(): FileStatus {
    return this.#queue.status;
  }

  protected override register(ipc: Ipc): ObjectHandle {
    return ipc.table.register<PosixQueueInterface>(this, dispatchPosixQueue);
  }

  protected override closed(): void {
    this.#queue.opens.delete(this);
    if (this.#queue.notification?.open === this) this.#queue.forget();
    this.#owner.closed(this.#queue);
  }
}
