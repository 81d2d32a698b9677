/**
 * A pipe, socket or device that the caller gave as descriptor 0, 1 or 2. Input is read when the guest reads, and no
 * more than it reads; output that finds no room makes the guest wait, not the host.
 */
import { Errno } from '../../generated/errors.ts';
import { Availability, OpenFlags } from '../../generated/flags.ts';
import { emptyFileStatus, type FileStatus, type Opened } from '../../generated/structs.ts';
import type { HostChannel } from '../../host/port.ts';
import type { Lease } from '../../kernel/lease.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';
import { writeHost } from '../files/host-bytes.ts';
import type { FileServices } from '../files/services.ts';
import { StreamObject } from './stream-object.ts';

export class HostStream extends StreamObject {
  readonly #channel: HostChannel;
  readonly #services: FileServices;
  readonly #status = emptyFileStatus();
  /** Bytes that were read but did not reach the guest: a fault stopped them, or a poll looked whether there are any. */
  #left = new Uint8Array(0);
  #ended = false;
  #failed: Errno | undefined;
  #waitsForRoom = false;
  #waitsForInput = false;

  constructor(services: FileServices, channel: HostChannel) {
    super(services.ipc);
    this.#services = services;
    this.#channel = channel;
  }

  receive(into: Lease, _flags: number): number {
    if (!this.#channel.readable) return Errno.EBADF;
    if (into.remaining === 0) return 0;
    const count = this.#receive(into);
    // The channel tells of input once; who goes on watching wants to hear of what comes next.
    if (!this.watchers.empty) this.#awaitInput();
    return count;
  }

  #receive(into: Lease): number {
    if (this.#left.length === 0) {
      const count = this.#fetch(Math.min(into.remaining, this.#services.scratch.length));
      if (count <= 0) return count;
      return this.#deliver(into, this.#services.scratch, count);
    }
    // The byte that a poll took ahead comes with what follows it.
    const ahead = this.#left;
    const { scratch } = this.#services;
    const wanted = Math.min(into.remaining, scratch.length);
    const first = Math.min(ahead.length, wanted);
    scratch.set(ahead.subarray(0, first));
    const more = first < wanted && !this.#ended ? this.#channel.read(scratch, first, wanted) : 0;
    this.#left = ahead.slice(first);
    return this.#deliver(into, scratch, first + Math.max(0, more));
  }

  send(from: Lease, _flags: number): number {
    if (!this.#channel.writable) return Errno.EBADF;
    if (from.remaining === 0) return 0;
    if (!this.#channel.room()) {
      this.#awaitRoom();
      return WOULD_BLOCK;
    }
    return writeHost(from, this.#services.scratch, (bytes, count) => this.#channel.write(bytes, 0, count));
  }

  getAvailability(): number {
    const { readable, writable, kind } = this.#channel;
    // A device answers at once, and to look would take something from it.
    if (kind === 'device')
      return Availability.always | (readable ? Availability.readable : 0) | (writable ? Availability.writable : 0);
    let state = 0;
    if (readable) {
      if (this.#left.length === 0 && !this.#ended && this.#failed === undefined) this.#look();
      if (this.#left.length > 0) state |= Availability.readable;
      else if (this.#ended) state |= this.#channel.kind === 'pipe' ? Availability.hangUp : Availability.readable;
      if (this.#failed !== undefined) state |= Availability.readable | Availability.error;
      if (state === 0 && !this.watchers.empty) this.#awaitInput();
    }
    if (writable && this.#channel.room()) state |= Availability.writable;
    return state;
  }

  getStatus(): FileStatus | Errno {
    const failed = this.#channel.status(this.#status);
    return failed < 0 ? failed : this.#status;
  }

  override pending(): number {
    return this.#left.length;
  }

  override getCapacity(): number {
    return this.#channel.kind === 'pipe' ? 65536 : Errno.EBADF;
  }

  override reopen(flags: number): Opened | Errno {
    const { readable, writable } = this.#channel;
    const refused = ((flags & OpenFlags.read) !== 0 && !readable) || ((flags & OpenFlags.write) !== 0 && !writable);
    return refused ? Errno.EACCES : this.openAgain();
  }

  override subscribe(watcher: ObjectHandle, exclusive?: boolean): number {
    super.subscribe(watcher, exclusive);
    this.#awaitInput();
    if (this.#channel.writable && !this.#channel.room()) this.#awaitRoom();
    return 0;
  }

  override unsubscribe(watcher: ObjectHandle): number {
    super.unsubscribe(watcher);
    if (this.watchers.empty) {
      this.#channel.stopReading();
      this.#waitsForInput = false;
    }
    return 0;
  }

  /** Reads into the scratch buffer: a count, 0 at the end, WOULD_BLOCK, or an error. */
  #fetch(most: number): number {
    if (this.#ended) return 0;
    if (this.#failed !== undefined) return this.#failed;
    const count = this.#channel.read(this.#services.scratch, 0, most);
    // A device's end is no end: what it answers next is its own affair.
    if (count === 0) this.#ended = this.#channel.kind !== 'device';
    return count;
  }

  #deliver(into: Lease, bytes: Uint8Array, count: number): number {
    const done = into.put(bytes, 0, count);
    if (done < count) {
      const rest = new Uint8Array(count - done + this.#left.length);
      rest.set(bytes.subarray(done, count));
      rest.set(this.#left, count - done);
      this.#left = rest;
    }
    return done === 0 && count > 0 ? Errno.EFAULT : done;
  }

  /** Finds out whether there is input, by taking one byte of it. */
  #look(): void {
    const count = this.#fetch(1);
    if (count > 0) this.#left = this.#services.scratch.slice(0, count);
    else if (count < 0 && count !== WOULD_BLOCK) this.#failed = count as Errno;
  }

  #awaitInput(): void {
    if (this.#waitsForInput || !this.#channel.readable || this.#left.length > 0 || this.#ended) return;
    this.#waitsForInput = true;
    this.#channel.whenReadable(() => {
      this.#waitsForInput = false;
      this.tell(Availability.readable | Availability.hangUp | Availability.error);
    });
  }

  #awaitRoom(): void {
    if (this.#waitsForRoom) return;
    this.#waitsForRoom = true;
    this.#channel.whenWritable(() => {
      this.#waitsForRoom = false;
      this.tell();
    });
  }
}
