/**
 * A regular file that the caller gave as descriptor 0, 1 or 2. The guest's offset is its own, but as long as it reads
 * and writes in order the caller's offset moves along, so that the next command of a script goes on where this ended.
 */
import { Errno } from '../../generated/errors.ts';
import { AllocateFlags, OpenFlags } from '../../generated/flags.ts';
import { FileType, ObjectKind, Whence } from '../../generated/enums.ts';
import {
  type Credentials,
  emptyFileStatus,
  type FileStatus,
  type Opened,
  type WriteResult,
} from '../../generated/structs.ts';
import type { HostChannel, HostFile } from '../../host/port.ts';
import type { FileFrames } from '../../kernel/frame-source.ts';
import type { Lease } from '../../kernel/lease.ts';
import { CountedFile } from './counted-file.ts';
import { FileLocks } from './file-locks.ts';
import { readHost, writeHost } from './host-bytes.ts';
import { HostFrames } from './host-frames.ts';
import { OpenFile } from './open-file.ts';
import type { FileServices } from './services.ts';

/** Another open of the file does not move the caller's offset. */
const NOWHERE = -1;

export class StandardFile extends OpenFile {
  readonly #services: FileServices;
  readonly #channel: HostChannel;
  readonly #file: HostFile;
  readonly #status = emptyFileStatus();
  readonly #frames = new HostFrames();
  #locks: FileLocks | undefined;
  /** Where the caller's offset stands. */
  #offset: number;

  constructor(services: FileServices, channel: HostChannel, file: HostFile, along = true) {
    super(services.ipc, (channel.readable ? OpenFlags.read : 0) | (channel.writable ? OpenFlags.write : 0));
    this.#services = services;
    this.#channel = channel;
    this.#file = file;
    this.#offset = along ? channel.offset : NOWHERE;
  }

  read(at: number, into: Lease): number {
    if (!this.readable) return Errno.EBADF;
    this.#frames.cache?.willRead(at, into.remaining);
    const along = at === this.#offset;
    const count = readHost(this.#file, along ? undefined : at, into, this.#services.scratch);
    if (along && count > 0) this.#offset += count;
    return count;
  }

  write(at: number, from: Lease): number {
    if (!this.writable) return Errno.EBADF;
    this.#frames.cache?.willRead(at, from.remaining);
    const along = at === this.#offset;
    const count = writeHost(from, this.#services.scratch, (bytes, length, done) =>
      this.#file.write(along ? undefined : at + done, bytes, 0, length),
    );
    if (count > 0) {
      if (along) this.#offset += count;
      this.#frames.cache?.resized(this.getLength());
      this.#frames.cache?.written(at, count);
    }
    return count;
  }

  append(from: Lease): WriteResult | Errno {
    if (!this.writable) return Errno.EBADF;
    const count = writeHost(from, this.#services.scratch, (bytes, length) => this.#file.append(bytes, 0, length));
    if (count < 0) return count as Errno;
    const position = this.getLength() - count;
    this.#frames.cache?.resized(position + count);
    return { count, position };
  }

  getStatus(): FileStatus | Errno {
    const failed = this.#file.status(this.#status);
    return failed < 0 ? failed : this.#status;
  }

  getLength(): number {
    return this.#file.length();
  }

  setLength(length: number): number {
    if (!this.writable) return Errno.EINVAL;
    const failed = this.#file.setLength(length);
    if (failed === 0) this.#frames.cache?.resized(length);
    return failed;
  }

  allocate(flags: number, at: number, length: number): number {
    if (at < 0 || length <= 0) return Errno.EINVAL;
    if ((flags & ~AllocateFlags.keepSize) !== 0) return Errno.EOPNOTSUPP;
    if (!this.writable) return Errno.EBADF;
    return (flags & AllocateFlags.keepSize) === 0 && at + length > this.getLength() ? this.setLength(at + length) : 0;
  }

  seekData(at: number, whence: number): number {
    const size = this.getLength();
    if (at < 0 || at >= size) return Errno.ENXIO;
    return whence === Whence.hole ? size : at;
  }

  override reopen(flags: number, _credentials: Credentials): Opened | Errno {
    const { readable, writable } = this.#channel;
    const refused = ((flags & OpenFlags.read) !== 0 && !readable) || ((flags & OpenFlags.write) !== 0 && !writable);
    if (refused) return Errno.EACCES;
    const again = new StandardFile(this.#services, this.#channel, this.#file, false);
    if ((flags & OpenFlags.truncate) !== 0) {
      const failed = again.setLength(0);
      if (failed < 0) return failed;
    }
    return { object: again.handle, kind: ObjectKind.file, type: FileType.regular, node: 0, availability: 0 };
  }

  sync(): number {
    return this.#file.sync();
  }

  protected locks(): FileLocks {
    return (this.#locks ??= new FileLocks(this.#services));
  }

  protected frames(): FileFrames {
    // The host file is the caller's descriptor: it outlives every mapping.
    this.#frames.use(new CountedFile(this.#file), this.readable, this.writable);
    return this.#frames;
  }

  protected name(): string {
    return 'standard file';
  }

  protected closed(): void {}
}
