/**
 * SIGEV_THREAD of mq_notify(2): the library has a thread that reads a netlink socket, and begins another when its cookie comes,
 * with the reason in the last byte.
 */
import { SocketFamily } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { dispatchWatcher, type Watcher } from '../../generated/servers/watcher.ts';
import type { MessageEvent } from '../../generated/structs.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import { Lease } from '../../kernel/lease.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import type { Thread } from '../../kernel/thread.ts';
import type { OpenDescription } from '../descriptors/open-description.ts';

/** NOTIFY_COOKIE_LEN. */
const COOKIE = 32;

/** What is to be told, or what is wrong with it. */
export function threadNotice(thread: Thread, event: MessageEvent): ThreadNotice | Errno {
  const { process, processor } = thread;
  const cookie = new Uint8Array(COOKIE);
  if (process.space.copyIn(event.value, cookie) < COOKIE) return Errno.EFAULT;
  const description = process.descriptors.table.get(event.number);
  if (description === undefined || description.kind === 'path') return Errno.EBADF;
  if (description.client === undefined) return Errno.ENOTSOCK;
  if (description.client.family !== SocketFamily.netlink) return Errno.EINVAL;
  return new ThreadNotice(processor.ipc, description, cookie);
}

export class ThreadNotice implements Watcher {
  readonly handle: ObjectHandle;
  readonly #ipc: Ipc;
  readonly #description: OpenDescription;
  readonly #cookie: Uint8Array<ArrayBuffer>;

  constructor(ipc: Ipc, description: OpenDescription, cookie: Uint8Array<ArrayBuffer>) {
    this.#ipc = ipc;
    this.#description = description.retain();
    this.#cookie = cookie;
    this.handle = ipc.table.register<Watcher>(this, dispatchWatcher);
  }

  /** Told once: why is in the last byte (NOTIFY_WOKENUP 1, NOTIFY_REMOVED 2). */
  signal(why: number, _stamp: number): number {
    this.#cookie[COOKIE - 1] = why;
    this.#description.client?.socket.fromKernel(Lease.over(this.#cookie));
    this.close();
    return 0;
  }

  close(): void {
    this.#ipc.table.remove(this.handle);
    this.#description.release();
  }
}
