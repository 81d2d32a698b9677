/** An open regular file of a host tree. */
import { Errno } from '../../generated/errors.ts';
import { Whence } from '../../generated/enums.ts';
import { AllocateFlags, OpenFlags } from '../../generated/flags.ts';
import { emptyFileStatus, type FileStatus, type WriteResult } from '../../generated/structs.ts';
import type { FileFrames } from '../../kernel/frame-source.ts';
import type { Lease } from '../../kernel/lease.ts';
import type { CountedFile } from './counted-file.ts';
import { FileLocks } from './file-locks.ts';
import { readHost, writeHost } from './host-bytes.ts';
import { HostFrames } from './host-frames.ts';
import type { HostNode } from './host-node.ts';
import type { HostNodes } from './host-nodes.ts';
import { OpenFile } from './open-file.ts';

export class HostOpenFile extends OpenFile {
  readonly #tree: HostNodes;
  readonly #node: HostNode;
  readonly #counted: CountedFile;
  readonly #status = emptyFileStatus();

  constructor(tree: HostNodes, node: HostNode, file: CountedFile, flags: number) {
    super(tree.services.ipc, flags);
    this.#tree = tree;
    this.#node = node;
    this.#counted = file;
    node.files.add(file);
    node.holds++;
    if (this.writable) node.writers++;
    if ((flags & OpenFlags.exec) !== 0) node.programs++;
  }

  read(at: number, into: Lease): number {
    if (!this.readable) return Errno.EBADF;
    this.#node.frames?.cache?.willRead(at, into.remaining);
    return readHost(this.#counted.file, at, into, this.#tree.services.scratch);
  }

  write(at: number, from: Lease): number {
    if (!this.writable) return Errno.EBADF;
    const cache = this.#node.frames?.cache;
    cache?.willRead(at, from.remaining);
    const count = writeHost(from, this.#tree.services.scratch, (bytes, length, done) =>
      this.#counted.file.write(at + done, bytes, 0, length),
    );
    if (count > 0) this.#wrote(at, count);
    return count;
  }

  append(from: Lease): WriteResult | Errno {
    if (!this.writable) return Errno.EBADF;
    const count = writeHost(from, this.#tree.services.scratch, (bytes, length) =>
      this.#counted.file.append(bytes, 0, length),
    );
    if (count < 0) return count as Errno;
    // Nobody else of ours has written since; another process of the host may have, as on any shared disk.
    const position = this.getLength() - count;
    if (count > 0) this.#wrote(position, count);
    return { count, position };
  }

  getStatus(): FileStatus | Errno {
    const failed = this.#counted.file.status(this.#status);
    if (failed < 0) return failed;
    return this.#tree.shown(this.#status);
  }

  getLength(): number {
    return this.#counted.file.length();
  }

  setLength(length: number): number {
    if (!this.writable) return Errno.EINVAL;
    const failed = this.#counted.file.setLength(length);
    if (failed === 0) this.#node.frames?.cache?.resized(length);
    return failed;
  }

  /** Node has no fallocate: room is made by lengthening, and a hole by writing zeroes. */
  allocate(flags: number, at: number, length: number): number {
    if (at < 0 || length <= 0) return Errno.EINVAL;
    if ((flags & ~AllocateFlags.keepSize) !== 0) return Errno.EOPNOTSUPP;
    if (!this.writable) return Errno.EBADF;
    const size = this.getLength();
    if (size < 0) return size;
    return at + length > size && (flags & AllocateFlags.keepSize) === 0 ? this.setLength(at + length) : 0;
  }

  /** The host's holes cannot be asked for: the file is all data, with the hole at its end that every file has. */
  seekData(at: number, whence: number): number {
    const size = this.getLength();
    if (size < 0) return size;
    if (at < 0 || at >= size) return Errno.ENXIO;
    return whence === Whence.hole ? size : at;
  }

  sync(): number {
    return this.#counted.file.sync();
  }

  protected locks(): FileLocks {
    return (this.#node.locks ??= new FileLocks(this.#tree.services));
  }

  protected override dropOpenLocks(owner: number): void {
    this.#node.locks?.dropOpen(owner);
  }

  protected frames(): FileFrames {
    const frames = (this.#node.frames ??= new HostFrames());
    frames.use(this.#counted, this.readable, this.writable);
    return frames;
  }

  protected name(): string {
    const path = this.#tree.getPath(this.#node.number);
    return typeof path === 'string' ? path : `${this.#node.name} (deleted)`;
  }

  protected closed(): void {
    const node = this.#node;
    if (!this.#counted.shared) node.files.delete(this.#counted);
    this.#counted.release();
    node.frames?.rest();
    if (this.writable) node.writers--;
    if ((this.flags & OpenFlags.exec) !== 0) node.programs--;
    node.holds--;
    this.#tree.collect(node);
  }

  #wrote(at: number, count: number): void {
    const cache = this.#node.frames?.cache;
    if (cache === undefined) return;
    cache.resized(this.getLength());
    cache.written(at, count);
  }
}
