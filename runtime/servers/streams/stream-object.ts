/** What most streams answer alike; a stream overrides what it can do. Registers itself, and is gone after `close`. */
import { Errno } from '../../generated/errors.ts';
import { dispatchStream, type Stream } from '../../generated/servers/stream.ts';
import type { Credentials, FileStatus } from '../../generated/structs.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { Lease } from '../../kernel/lease.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import { Watchers } from './watchers.ts';

export abstract class StreamObject implements Stream {
  readonly handle: ObjectHandle;
  protected readonly watchers: Watchers;
  readonly #ipc: Ipc;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
    this.watchers = new Watchers(ipc);
    this.handle = this.register(ipc);
  }

  abstract receive(into: Lease, flags: number): number;
  abstract send(from: Lease, flags: number): number;
  abstract getAvailability(): number;
  abstract getStatus(): FileStatus | Errno;

  setMode(_mode: number, _credentials: Credentials): number {
    return Errno.EINVAL;
  }

  setOwner(_owner: number, _group: number, _credentials: Credentials): number {
    return Errno.EINVAL;
  }

  pending(): number {
    return Errno.ENOTTY;
  }

  getCapacity(): number {
    return Errno.EBADF;
  }

  setCapacity(_bytes: number): number {
    return Errno.EBADF;
  }

  subscribe(watcher: ObjectHandle): number {
    this.watchers.add(watcher);
    return 0;
  }

  unsubscribe(watcher: ObjectHandle): number {
    this.watchers.remove(watcher);
    return 0;
  }

  close(owner: number): number {
    if (this.#ipc.table.remove(this.handle)) this.closed(owner);
    return 0;
  }

  /** Tells the watchers what would not block now. */
  tell(): void {
    if (!this.watchers.empty) this.watchers.notify(this.getAvailability());
  }

  protected register(ipc: Ipc): ObjectHandle {
    return ipc.table.register<Stream>(this, dispatchStream);
  }

  protected closed(_owner: number): void {}
}
