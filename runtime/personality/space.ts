/**
 * The client side of an address space: finds the frame source of a descriptor, and asks the space's Memory server.
 *
 * The server is the caller's own address space, so every call here is local: a plain method call, counted.
 */
import { FileType } from '../generated/enums.ts';
import { Errno } from '../generated/errors.ts';
import { MapFlags, Protection } from '../generated/flags.ts';
import { dispatchMemory, MemoryStub } from '../generated/servers/memory.ts';
import type { Space as SpaceInterface } from '../generated/servers/space.ts';
import type { IoVector } from '../generated/structs.ts';
import type { AddressSpace } from '../kernel/address-space.ts';
import type { Ipc } from '../kernel/ipc.ts';
import type { Lease } from '../kernel/lease.ts';
import type { ObjectHandle } from '../kernel/object-handle.ts';
import type { Thread } from '../kernel/thread.ts';
import type { OpenDescription } from './descriptors/open-description.ts';
import { transfer } from './transfer.ts';

export class Space implements SpaceInterface {
  readonly #ipc: Ipc;
  readonly #stubs = new WeakMap<AddressSpace, MemoryStub>();

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  map(
    thread: Thread,
    address: number,
    length: number,
    protection: number,
    flags: number,
    fd: number,
    offset: number,
  ): number {
    const memory = this.#memory(thread);
    if ((flags & (MapFlags.anonymous | MapFlags.guard)) !== 0)
      return memory.map(address, length, protection, flags, undefined, 0);
    const source = frameSource(thread, fd, address, length, flags, offset);
    if (source === 'zeros') return mapZeros(thread, memory, address, length, protection, flags, fd);
    return typeof source === 'number' ? source : memory.map(address, length, protection, flags, source, offset);
  }

  unmap(thread: Thread, address: number, length: number): number {
    return this.#memory(thread).unmap(address, length);
  }

  protect(thread: Thread, address: number, length: number, protection: number, growsDown?: boolean): number {
    return this.#memory(thread).protect(address, length, protection, growsDown);
  }

  remap(thread: Thread, address: number, length: number, newLength: number, flags: number, newAddress: number): number {
    return this.#memory(thread).remap(address, length, newLength, flags, newAddress);
  }

  advise(thread: Thread, address: number, length: number, advice: number): number {
    return this.#memory(thread).advise(address, length, advice);
  }

  setBreak(thread: Thread, address: number): number {
    return this.#memory(thread).setBreak(address);
  }

  sync(thread: Thread, address: number, length: number, flags: number): number {
    return this.#memory(thread).sync(address, length, flags);
  }

  lock(thread: Thread, address: number, length: number, onFault?: boolean): number {
    return this.#memory(thread).lock(address, length, true, onFault);
  }

  unlock(thread: Thread, address: number, length: number): number {
    return this.#memory(thread).lock(address, length, false, false);
  }

  lockAll(thread: Thread, current: boolean, future: boolean, onFault: boolean): number {
    return this.#memory(thread).lockAll(current, future, onFault);
  }

  remapFile(thread: Thread, address: number, length: number, page: number): number {
    return this.#memory(thread).remapFile(address, length, page);
  }

  readFrom(thread: Thread, pid: number, into: Lease, remote: readonly IoVector[]): number {
    return transfer(thread, pid, into, remote, false);
  }

  writeTo(thread: Thread, pid: number, from: Lease, remote: readonly IoVector[]): number {
    return transfer(thread, pid, from, remote, true);
  }

  resident(thread: Thread, address: number, length: number, into: Lease): number {
    return this.#memory(thread).resident(address, length, into);
  }

  #memory(thread: Thread): MemoryStub {
    const { space } = thread.process;
    let stub = this.#stubs.get(space);
    if (stub === undefined) {
      const handle = this.#ipc.table.register(space, dispatchMemory, { owner: thread.process.pid });
      space.onRelease = () => this.#ipc.table.remove(handle);
      stub = new MemoryStub(this.#ipc, handle);
      this.#stubs.set(space, stub);
    }
    return stub;
  }
}

/**
 * The frame source behind a descriptor (mmap(2): EBADF, EINVAL, EACCES, ENODEV, in this order). Whether a shared mapping
 * may be stored to is the Memory server's question.
 */
function frameSource(
  thread: Thread,
  fd: number,
  address: number,
  length: number,
  flags: number,
  offset: number,
): ObjectHandle | 'zeros' | Errno {
  const { descriptors, space } = thread.process;
  const description = descriptors.table.get(fd);
  if (description === undefined || description.kind === 'path') return Errno.EBADF;
  const fixed = (flags & (MapFlags.fixed | MapFlags.fixedNoReplace)) !== 0;
  if (length <= 0 || offset % space.pageSize !== 0 || (fixed && address % space.pageSize !== 0)) return Errno.EINVAL;
  if ((flags & (MapFlags.shared | MapFlags.private | MapFlags.sharedValidate)) === 0) return Errno.EINVAL;
  if (!description.readable) return Errno.EACCES;
  if (isZeros(description)) return 'zeros';
  if (description.kind !== 'file' || description.file === undefined) return Errno.ENODEV;
  return description.file.getFrames((flags & (MapFlags.shared | MapFlags.sharedValidate)) !== 0, false);
}

/** /dev/zero, by the number that every system gives it. */
const ZEROS = 2 ** 20 + 5;

function isZeros({ type, stream }: OpenDescription): boolean {
  if (type !== FileType.character) return false;
  const status = stream?.getStatus();
  return typeof status === 'object' && status.rdev === ZEROS;
}

/** A mapping of /dev/zero is memory of nobody's file; a shared one cannot be stored to when the device was opened for reading. */
function mapZeros(
  thread: Thread,
  memory: MemoryStub,
  address: number,
  length: number,
  protection: number,
  flags: number,
  fd: number,
): number {
  const shared = (flags & (MapFlags.shared | MapFlags.sharedValidate)) !== 0;
  const fixed = shared && thread.process.descriptors.table.get(fd)?.writable !== true;
  if (fixed && (protection & Protection.write) !== 0) return Errno.EACCES;
  const how = flags | MapFlags.anonymous | (fixed ? MapFlags.readOnly : 0);
  return memory.map(address, length, protection, how, undefined, 0);
}
