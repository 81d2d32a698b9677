/** System V message queues: msgget(2), msgop(2), msgctl(2). */
import { Errno } from '../../generated/errors.ts';
import { IpcFlags } from '../../generated/flags.ts';
import {
  dispatchMessageQueues,
  type MessageQueues as MessageQueuesInterface,
} from '../../generated/servers/message-queues.ts';
import type {
  Credentials,
  IpcPermissions,
  MessageLimits,
  MessageQueueStatus,
  ReceivedMessage,
} from '../../generated/structs.ts';
import type { Lease } from '../../kernel/lease.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';
import { Identifiers } from './identifiers.ts';
import { MessageQueue } from './message-queue.ts';
import type { IpcOptions } from './options.ts';
import { mayUse, permissionsOf, READ, setPermissions, WRITE } from './permissions.ts';

/** MSGMNI, MSGMAX, MSGMNB. */
const MOST_QUEUES = 32_000;
const MOST_TEXT = 8192;
const MOST_BYTES = 16_384;

export class MessageQueues implements MessageQueuesInterface {
  readonly handle: ObjectHandle;
  readonly #options: IpcOptions;
  readonly #queues = new Identifiers<MessageQueue>(MOST_QUEUES);
  readonly #received: ReceivedMessage = { type: 0, count: 0 };

  constructor(options: IpcOptions) {
    this.#options = options;
    this.handle = options.ipc.table.register<MessageQueuesInterface>(this, dispatchMessageQueues);
  }

  get(key: number, mode: number, flags: number, credentials: Credentials): number {
    return this.#queues.obtain(
      key,
      mode,
      flags,
      credentials,
      () => 0,
      () => {
        if (this.#queues.count >= MOST_QUEUES) return Errno.ENOSPC;
        const queue = new MessageQueue(this.#options.ipc, MOST_BYTES);
        Object.assign(queue.status.permissions, permissionsOf(key, mode, credentials));
        queue.status.changed = this.#options.now();
        return queue;
      },
    );
  }

  send(id: number, type: number, text: Lease, pid: number, credentials: Credentials): number {
    if (text.remaining > MOST_TEXT || type < 1) return Errno.EINVAL;
    const bytes = new Uint8Array(text.remaining);
    if (text.take(bytes) < bytes.length) return Errno.EFAULT;
    const queue = this.#usable(id, WRITE, credentials);
    if (typeof queue === 'number') return queue;
    if (!queue.holds(bytes.length)) return WOULD_BLOCK;
    queue.put({ type, text: bytes });
    queue.status.sent = this.#options.now();
    queue.status.lastSender = pid;
    queue.watchers.notify(0);
    return 0;
  }

  receive(
    id: number,
    type: number,
    flags: number,
    into: Lease,
    pid: number,
    credentials: Credentials,
  ): ReceivedMessage | number {
    const queue = this.#usable(id, READ, credentials);
    if (typeof queue === 'number') return queue;
    const index = queue.indexOf(type, flags);
    const message = queue.messages[index];
    if (message === undefined) return WOULD_BLOCK;
    const { text } = message;
    if (text.length > into.remaining && (flags & IpcFlags.noError) === 0) return Errno.E2BIG;
    if ((flags & IpcFlags.copy) === 0) {
      queue.take(index);
      queue.status.received = this.#options.now();
      queue.status.lastReceiver = pid;
      queue.watchers.notify(0);
    }
    const count = Math.min(text.length, into.remaining);
    // The message is gone even if it cannot be told, as on Linux.
    if (into.put(text, 0, count) < count) return Errno.EFAULT;
    this.#received.type = message.type;
    this.#received.count = count;
    return this.#received;
  }

  subscribe(id: number, watcher: ObjectHandle): number {
    this.#queues.get(id)?.watchers.add(watcher);
    return 0;
  }

  unsubscribe(id: number, watcher: ObjectHandle): number {
    this.#queues.get(id)?.watchers.remove(watcher);
    return 0;
  }

  getStatus(id: number, by: number, credentials: Credentials): MessageQueueStatus | Errno {
    const queue = this.#queues.find(id, by, credentials);
    if (typeof queue === 'number') return queue;
    queue.status.id = queue.id;
    return queue.status;
  }

  set(id: number, permissions: IpcPermissions, limit: number, credentials: Credentials): number {
    const queue = this.#queues.owned(id, credentials);
    if (typeof queue === 'number') return queue;
    if (limit > MOST_BYTES && credentials.effectiveUser !== 0) return Errno.EPERM;
    queue.status.limit = limit;
    setPermissions(queue.permissions, permissions);
    queue.status.changed = this.#options.now();
    // There may be more room now, or less right.
    queue.watchers.notify(0);
    return 0;
  }

  remove(id: number, credentials: Credentials): number {
    const queue = this.#queues.owned(id, credentials);
    if (typeof queue === 'number') return queue;
    this.#queues.remove(queue);
    queue.watchers.notify(0);
    return 0;
  }

  getLimits(): MessageLimits {
    let bytes = 0;
    let messages = 0;
    for (const { status } of this.#queues) {
      bytes += status.bytes;
      messages += status.messages;
    }
    return {
      last: this.#queues.highest,
      queues: MOST_QUEUES,
      text: MOST_TEXT,
      bytes: MOST_BYTES,
      usedQueues: this.#queues.count,
      usedMessages: messages,
      usedBytes: bytes,
    };
  }

  list(): readonly MessageQueueStatus[] {
    return [...this.#queues].map((queue) => ({ ...queue.status, id: queue.id }));
  }

  #usable(id: number, wanted: number, credentials: Credentials): MessageQueue | Errno {
    const queue = this.#queues.get(id);
    if (queue === undefined) return Errno.EINVAL;
    return mayUse(queue.permissions, wanted, credentials) ? queue : Errno.EACCES;
  }
}
