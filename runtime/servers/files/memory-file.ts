/**
 * An open regular file of a memory tree. Reads and writes of a few bytes are the hot path: they allocate nothing.
 */
import { Errno } from '../../generated/errors.ts';
import { Whence } from '../../generated/enums.ts';
import { OpenFlags, SealFlags } from '../../generated/flags.ts';
import type { FileStatus, WriteResult } from '../../generated/structs.ts';
import type { FileFrames } from '../../kernel/frame-source.ts';
import type { Lease } from '../../kernel/lease.ts';
import { changeRange, modeForbids } from './allocate.ts';
import { FileLocks } from './file-locks.ts';
import { readHost } from './host-bytes.ts';
import type { MemoryNodes } from './memory-nodes.ts';
import type { Node } from './node.ts';
import { NodeFrames } from './node-frames.ts';
import { OpenFile } from './open-file.ts';
import { withoutSetId } from './permission.ts';
import { moreSeals, sealsForbidWrite } from './seals.ts';

const SET_ID = 0o6000;

export class MemoryFile extends OpenFile {
  readonly #tree: MemoryNodes;
  readonly #node: Node;
  /** Opened by user 0, whose writes leave set-id bits alone. */
  readonly #privileged: boolean;
  /** It keeps the file from being run. */
  readonly #counted: boolean;

  constructor(tree: MemoryNodes, node: Node, flags: number, privileged: boolean) {
    super(tree.services.ipc, flags);
    this.#tree = tree;
    this.#node = node;
    this.#privileged = privileged;
    node.holds++;
    this.#counted = this.writable && tree.options.nameless !== true;
    if (this.#counted) node.writers++;
    if ((flags & OpenFlags.exec) !== 0) node.programs++;
  }

  read(at: number, into: Lease): number {
    const node = this.#node;
    if (!this.readable) return Errno.EBADF;
    if (node.accessStale && (this.flags & OpenFlags.noatime) === 0) this.#tree.touch(node);
    if (at >= node.size) return 0;
    node.frames?.cache?.willRead(at, into.remaining);
    if (node.content !== undefined) return node.content.read(at, into);
    const file = node.lower?.file() ?? Errno.EIO;
    return typeof file === 'number' ? file : readHost(file, at, into, this.#tree.services.scratch);
  }

  write(at: number, from: Lease): number {
    const node = this.#node;
    if (!this.writable) return Errno.EBADF;
    if (node.seals !== undefined && sealsForbidWrite(node.seals, at + from.remaining, node.size)) {
      return from.remaining === 0 ? 0 : Errno.EPERM;
    }
    const content = node.content ?? this.#tree.contentOf(node);
    if (typeof content === 'number') return content;
    const cache = node.frames?.cache;
    cache?.willRead(at, from.remaining);
    const before = node.size;
    const count = content.write(at, from);
    if (count <= 0) return count;
    if (!this.#privileged && (node.permissions & SET_ID) !== 0) node.permissions = withoutSetId(node.permissions);
    node.size = content.length;
    node.blocks = content.allocated / 512;
    this.#tree.modified(node);
    if (cache !== undefined) {
      if (node.size > before) cache.resized(node.size);
      cache.written(at, count);
    }
    return count;
  }

  append(from: Lease): WriteResult | Errno {
    const position = this.#node.size;
    const count = this.write(position, from);
    return count < 0 ? (count as Errno) : { count, position };
  }

  getStatus(): FileStatus {
    return this.#node;
  }

  getLength(): number {
    return this.#node.size;
  }

  setLength(length: number): number {
    if (!this.writable) return Errno.EINVAL;
    return this.#tree.resize(this.#node, length, !this.#privileged);
  }

  allocate(flags: number, at: number, length: number): number {
    if (at < 0 || length <= 0) return Errno.EINVAL;
    const forbidden = modeForbids(flags);
    if (forbidden < 0) return forbidden;
    if (!this.writable) return Errno.EBADF;
    if (at + length > Number.MAX_SAFE_INTEGER) return Errno.EFBIG;
    return changeRange(this.#tree, this.#node, flags, at, length);
  }

  seekData(at: number, whence: number): number {
    const { content, size } = this.#node;
    if (at < 0 || at >= size) return Errno.ENXIO;
    if (whence === Whence.hole) return content === undefined ? size : content.nextHole(at);
    const data = content === undefined ? at : content.nextData(at);
    return data >= size ? Errno.ENXIO : data;
  }

  sync(): number {
    return 0;
  }

  override getSeals(): number {
    return this.#node.seals ?? Errno.EINVAL;
  }

  override setSeals(seals: number): number {
    this.#node.seals = seals;
    return 0;
  }

  override addSeals(seals: number): number {
    const node = this.#node;
    const mapped = (): boolean => node.frames?.cache?.storable === true;
    const result = moreSeals(node.seals, seals, this.writable, node.permissions, mapped);
    if (result < 0) return result;
    node.seals = result;
    return 0;
  }

  protected override get sealed(): boolean {
    return ((this.#node.seals ?? 0) & (SealFlags.write | SealFlags.futureWrite)) !== 0;
  }

  protected locks(): FileLocks {
    return (this.#node.locks ??= new FileLocks(this.#tree.services));
  }

  protected override dropOpenLocks(owner: number): void {
    this.#node.locks?.dropOpen(owner);
  }

  protected frames(): FileFrames {
    return (this.#node.frames ??= new NodeFrames(this.#tree, this.#node));
  }

  protected name(): string {
    const path = this.#tree.getPath(this.#node.inode);
    return typeof path === 'string' ? path : `${this.#node.name} (deleted)`;
  }

  protected closed(): void {
    const node = this.#node;
    if (this.#counted) node.writers--;
    if ((this.flags & OpenFlags.exec) !== 0) node.programs--;
    node.holds--;
    this.#tree.collect(node);
  }
}
