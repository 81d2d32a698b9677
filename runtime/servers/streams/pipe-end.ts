/** One open end of a pipe or fifo; a fifo may be open for both. pipe(7). */
import { Errno } from '../../generated/errors.ts';
import { FileType, ObjectKind } from '../../generated/enums.ts';
import { Availability, OpenFlags, SendFlags } from '../../generated/flags.ts';
import type { Credentials, FileStatus, Opened } from '../../generated/structs.ts';
import type { Lease } from '../../kernel/lease.ts';
import { WOULD_BLOCK } from '../../kernel/result.ts';
import { isOwner, mayGive, withoutSetId } from '../files/permission.ts';
import type { Pipe } from './pipe.ts';
import { StreamObject } from './stream-object.ts';

const UNCHANGED = 2 ** 32 - 1;

/** What an end belongs to: an anonymous pipe's status, or a fifo's node. */
export interface PipeHome {
  status(): FileStatus | Errno;
  /** An end was closed. */
  closed(): void;
}

export class PipeEnd extends StreamObject {
  readonly readable: boolean;
  readonly writable: boolean;
  readonly #pipe: Pipe;
  readonly #home: PipeHome;
  readonly #packets: boolean;
  /** What the other side's count of opens was at this one's open. */
  readonly #sawOpens: number;
  #waits: boolean;

  /** @param waits a fifo's open that waits for the other end */
  constructor(pipe: Pipe, readable: boolean, writable: boolean, packets: boolean, waits: boolean, home: PipeHome) {
    super(pipe.ipc);
    this.#pipe = pipe;
    this.readable = readable;
    this.writable = writable;
    this.#packets = packets;
    this.#waits = waits;
    this.#home = home;
    this.#sawOpens = readable ? pipe.writerOpens : pipe.readerOpens;
    if (readable) {
      pipe.readers++;
      pipe.readerOpens++;
    }
    if (writable) {
      pipe.writers++;
      pipe.writerOpens++;
    }
    pipe.ends.add(this);
    if (readable) pipe.tellWriters();
    if (writable) pipe.tellReaders();
  }

  receive(into: Lease, flags: number): number {
    if (!this.readable) return Errno.EBADF;
    if (into.remaining === 0) return 0;
    const { buffer, writers } = this.#pipe;
    if (buffer.empty) return writers > 0 ? WOULD_BLOCK : 0;
    if ((flags & SendFlags.peek) !== 0) return buffer.peek(into);
    const { full } = buffer;
    const count = buffer.drain(into);
    // Room in what was not full is no news.
    if (full && !buffer.full) this.#pipe.tellWriters(Availability.writable);
    return count;
  }

  send(from: Lease, _flags: number): number {
    if (!this.writable) return Errno.EBADF;
    if (from.remaining === 0) return 0;
    if (this.#pipe.readers === 0) return Errno.EPIPE;
    const count = this.#pipe.buffer.fill(from, this.#packets);
    if (count > 0) this.#pipe.tellReaders(Availability.readable);
    return count === 0 ? WOULD_BLOCK : count;
  }

  getAvailability(): number {
    const { buffer, readers, writers } = this.#pipe;
    let state = 0;
    if (this.readable) {
      if (!buffer.empty) state |= Availability.readable;
      // A reader that never had a writer is not hung up; it reads the end of file all the same.
      if (writers === 0 && this.#pipe.writerOpens !== this.#sawOpens) state |= Availability.hangUp;
    }
    if (this.writable) {
      if (!buffer.full) state |= Availability.writable;
      if (readers === 0) state |= Availability.error;
    }
    if (this.#opening()) state |= Availability.opening;
    return state;
  }

  getStatus(): FileStatus | Errno {
    return this.#home.status();
  }

  override setMode(mode: number, credentials: Credentials): number {
    const status = this.getStatus();
    if (typeof status === 'number') return status;
    if (!isOwner(status, credentials)) return Errno.EPERM;
    status.permissions = mode;
    return 0;
  }

  override setOwner(owner: number, group: number, credentials: Credentials): number {
    const status = this.getStatus();
    if (typeof status === 'number') return status;
    if (!mayGive(status, owner, group, credentials)) return Errno.EPERM;
    if (owner !== UNCHANGED) status.owner = owner;
    if (group !== UNCHANGED) status.group = group;
    status.permissions = withoutSetId(status.permissions);
    return 0;
  }

  override reopen(flags: number): Opened | Errno {
    const status = this.getStatus();
    if (typeof status === 'number') return status;
    const readable = (flags & OpenFlags.read) !== 0;
    const writable = (flags & OpenFlags.write) !== 0;
    const packets = writable && (flags & OpenFlags.direct) !== 0;
    const end = new PipeEnd(this.#pipe, readable, writable, packets, false, this.#home);
    const { inode: node } = status;
    const availability = end.getAvailability();
    return { object: end.handle, kind: ObjectKind.stream, type: FileType.fifo, node, availability };
  }

  override pending(): number {
    return this.#pipe.buffer.length;
  }

  override getCapacity(): number {
    return this.#pipe.buffer.capacity;
  }

  override setCapacity(bytes: number): number {
    const result = this.#pipe.buffer.resize(bytes, false);
    if (result > 0) this.#pipe.tellWriters();
    return result;
  }

  protected override closed(): void {
    const pipe = this.#pipe;
    pipe.ends.delete(this);
    if (this.readable) pipe.readers--;
    if (this.writable) pipe.writers--;
    if (this.readable && pipe.readers === 0) pipe.tellWriters();
    if (this.writable && pipe.writers === 0) pipe.tellReaders();
    this.#home.closed();
  }

  /** Whether a fifo's blocking open still waits. Once the other end was opened the open is done, even if that one left. */
  #opening(): boolean {
    if (!this.#waits) return false;
    const opens = this.readable ? this.#pipe.writerOpens : this.#pipe.readerOpens;
    this.#waits = opens === this.#sawOpens;
    return this.#waits;
  }
}
