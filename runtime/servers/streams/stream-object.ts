/** What most streams answer alike; a stream overrides what it can do. Registers itself, and is gone after `close`. */
import { Errno } from '../../generated/errors.ts';
import { FileType, ObjectKind } from '../../generated/enums.ts';
import { dispatchStream, type Stream } from '../../generated/servers/stream.ts';
import type { Credentials, FileStatus, Opened } from '../../generated/structs.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { Lease } from '../../kernel/lease.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import { Watchers } from './watchers.ts';

export abstract class StreamObject implements Stream {
  readonly handle: ObjectHandle;
  protected readonly watchers: Watchers;
  readonly #ipc: Ipc;
  #opens = 1;

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

  subscribe(watcher: ObjectHandle, exclusive?: boolean): number {
    this.watchers.add(watcher, exclusive);
    return 0;
  }

  unsubscribe(watcher: ObjectHandle): number {
    this.watchers.remove(watcher);
    return 0;
  }

  reopen(_flags: number, _credentials: Credentials): Opened | Errno {
    return Errno.ENXIO;
  }

  describe(): string {
    const status = this.getStatus();
    if (typeof status === 'number') return '';
    return status.type === FileType.fifo ? 'pipe' : status.type === FileType.socket ? 'socket' : '';
  }

  close(owner: number): number {
    if (--this.#opens > 0) return 0;
    if (this.#ipc.table.remove(this.handle)) this.closed(owner);
    return 0;
  }

  /**
   * Tells the watchers what would not block now. It must be said at every arrival and whenever room was made, also of what
   * was ready before: an edge-triggered watcher counts on it.
   * @param changed the bits of Availability that this is about; absent: anything
   */
  tell(changed?: number): void {
    if (!this.watchers.empty) this.watchers.notify(this.getAvailability(), changed);
  }

  /** The answer of `reopen` where every open is the same to the stream. */
  protected openAgain(): Opened | Errno {
    const status = this.getStatus();
    if (typeof status === 'number') return status;
    this.#opens++;
    const { type, inode: node } = status;
    return { object: this.handle, kind: ObjectKind.stream, type, node, availability: this.getAvailability() };
  }

  protected register(ipc: Ipc): ObjectHandle {
    return ipc.table.register<Stream>(this, dispatchStream);
  }

  protected closed(_owner: number): void {}
}
