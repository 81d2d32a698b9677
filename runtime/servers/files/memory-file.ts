/**
 * An open regular file of a memory tree. Reads and writes of a few bytes are the hot path: they allocate nothing.
 */
import { Errno } from '../../generated/errors.ts';
import { Whence } from '../../generated/enums.ts';
import { AllocateFlags, OpenFlags } from '../../generated/flags.ts';
import type { File } from '../../generated/servers/file.ts';
import type { DirectoryEntry, FileLock, FileStatus, WriteResult } from '../../generated/structs.ts';
import type { Lease } from '../../kernel/lease.ts';
import { NO_OBJECT, type ObjectHandle } from '../../kernel/object-handle.ts';
import { changeRange } from './allocate.ts';
import { FileLocks } from './file-locks.ts';
import { FrameHandles } from './frame-handles.ts';
import { readHost } from './host-bytes.ts';
import type { MemoryTree } from './memory-tree.ts';
import type { Node } from './node.ts';
import { NodeFrames } from './node-frames.ts';
import { lockModeForbids } from './record-locks.ts';
import { withoutSetId } from './permission.ts';

const SET_ID = 0o6000;

export class MemoryFile implements File {
  handle: ObjectHandle = NO_OBJECT;
  readonly #tree: MemoryTree;
  readonly #node: Node;
  readonly #flags: number;
  /** Opened by user 0, whose writes leave set-id bits alone. */
  readonly #privileged: boolean;
  readonly #frames: FrameHandles;

  constructor(tree: MemoryTree, node: Node, flags: number, privileged: boolean) {
    this.#tree = tree;
    this.#node = node;
    this.#flags = flags;
    this.#privileged = privileged;
    this.#frames = new FrameHandles(tree.services.ipc);
    node.holds++;
    if ((flags & OpenFlags.write) !== 0) node.writers++;
    if ((flags & OpenFlags.exec) !== 0) node.programs++;
  }

  read(at: number, into: Lease): number {
    const node = this.#node;
    if ((this.#flags & (OpenFlags.read | OpenFlags.exec)) === 0) return Errno.EBADF;
    if (node.accessStale && (this.#flags & OpenFlags.noatime) === 0) this.#tree.touch(node);
    if (at >= node.size) return 0;
    node.frames?.cache?.willRead(at, into.remaining);
    if (node.content !== undefined) return node.content.read(at, into);
    const file = node.lower?.file() ?? Errno.EIO;
    return typeof file === 'number' ? file : readHost(file, at, into, this.#tree.services.scratch);
  }

  write(at: number, from: Lease): number {
    const node = this.#node;
    if ((this.#flags & OpenFlags.write) === 0) return Errno.EBADF;
    const content = node.content ?? this.#tree.contentOf(node);
    if (typeof content === 'number') return content;
    const { cache } = node.frames ?? NO_FRAMES;
    cache?.willRead(at, from.remaining);
    const grows = at + from.remaining > node.size;
    const count = content.write(at, from);
    if (count <= 0) return count;
    if (!this.#privileged && (node.permissions & SET_ID) !== 0) node.permissions = withoutSetId(node.permissions);
    node.size = content.length;
    node.blocks = content.allocated / 512;
    this.#tree.modified(node);
    if (cache !== undefined) {
      if (grows) cache.resized(node.size);
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
    if ((this.#flags & OpenFlags.write) === 0) return Errno.EINVAL;
    return this.#tree.resize(this.#node, length, !this.#privileged);
  }

  allocate(flags: number, at: number, length: number): number {
    if (at < 0 || length <= 0) return Errno.EINVAL;
    const known = AllocateFlags.keepSize | AllocateFlags.punchHole | AllocateFlags.zero;
    const punch = (flags & AllocateFlags.punchHole) !== 0;
    const zero = (flags & AllocateFlags.zero) !== 0;
    if ((flags & ~known) !== 0 || (punch && (zero || (flags & AllocateFlags.keepSize) === 0))) return Errno.EOPNOTSUPP;
    if ((this.#flags & OpenFlags.write) === 0) return Errno.EBADF;
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

  getEntries(_cookie: number, _most: number): readonly DirectoryEntry[] | Errno {
    return Errno.ENOTDIR;
  }

  sync(): number {
    return 0;
  }

  getLock(lock: FileLock, owner: number): FileLock | Errno {
    return this.#locks().getRecord(lock, owner);
  }

  setLock(lock: FileLock, owner: number, wait: boolean): number {
    if (lockModeForbids(lock.type, this.#flags)) return Errno.EBADF;
    return this.#locks().setRecord(lock, owner, wait);
  }

  setOpenLock(kind: number, owner: number): number {
    return this.#locks().setOpen(kind, owner);
  }

  dropLocks(owner: number): number {
    this.#node.locks?.dropRecords(owner);
    return 0;
  }

  getFrames(shared: boolean, write: boolean): ObjectHandle | Errno {
    const readable = (this.#flags & (OpenFlags.read | OpenFlags.exec)) !== 0;
    const writable = (this.#flags & OpenFlags.write) !== 0;
    if (!readable || (shared && write && !writable)) return Errno.EACCES;
    this.#node.frames ??= new NodeFrames(this.#tree, this.#node);
    const name = this.#tree.getPath(this.#node.inode);
    return this.#frames.get(this.#node.frames, writable, typeof name === 'string' ? name : `${this.#node.name} (deleted)`);
  }

  subscribe(watcher: ObjectHandle): number {
    this.#locks().subscribe(watcher);
    return 0;
  }

  unsubscribe(watcher: ObjectHandle): number {
    this.#node.locks?.unsubscribe(watcher);
    return 0;
  }

  close(owner: number): number {
    const node = this.#node;
    if (!this.#tree.services.ipc.table.remove(this.handle)) return 0;
    this.#frames.close();
    node.locks?.dropOpen(owner);
    if ((this.#flags & OpenFlags.write) !== 0) node.writers--;
    if ((this.#flags & OpenFlags.exec) !== 0) node.programs--;
    node.holds--;
    this.#tree.collect(node);
    return 0;
  }

  #locks(): FileLocks {
    return (this.#node.locks ??= new FileLocks(this.#tree.services));
  }
}

const NO_FRAMES = { cache: undefined };
