/**
 * The client side of an address space: finds the frame source of a descriptor, and asks the space's Memory server.
 *
 * The server is the caller's own address space, so every call here is local: a plain method call, counted.
 */
import { Errno } from '../generated/errors.ts';
import { MapFlags, Protection } from '../generated/flags.ts';
import { dispatchMemory, MemoryStub } from '../generated/servers/memory.ts';
import type { Space as SpaceInterface } from '../generated/servers/space.ts';
import type { AddressSpace } from '../kernel/address-space.ts';
import type { Ipc } from '../kernel/ipc.ts';
import type { Lease } from '../kernel/lease.ts';
import type { ObjectHandle } from '../kernel/object-handle.ts';
import type { Thread } from '../kernel/thread.ts';

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
    if (offset % thread.process.space.pageSize !== 0) return Errno.EINVAL;
    const source = frameSource(thread, fd, protection, flags);
    return typeof source === 'number' ? source : memory.map(address, length, protection, flags, source, offset);
  }

  unmap(thread: Thread, address: number, length: number): number {
    return this.#memory(thread).unmap(address, length);
  }

  protect(thread: Thread, address: number, length: number, protection: number): number {
    return this.#memory(thread).protect(address, length, protection);
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

  lock(thread: Thread, address: number, length: number): number {
    return this.#memory(thread).lock(address, length, true);
  }

  unlock(thread: Thread, address: number, length: number): number {
    return this.#memory(thread).lock(address, length, false);
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

/** The frame source behind a descriptor, for such a mapping (mmap(2): EBADF, EACCES, ENODEV). */
function frameSource(thread: Thread, fd: number, protection: number, flags: number): ObjectHandle | Errno {
  const description = thread.process.descriptors.table.get(fd);
  if (description === undefined || description.kind === 'path') return Errno.EBADF;
  if (!description.readable) return Errno.EACCES;
  const shared = (flags & (MapFlags.shared | MapFlags.sharedValidate)) !== 0;
  const write = (protection & Protection.write) !== 0;
  if (shared && write && !description.writable) return Errno.EACCES;
  if (description.kind !== 'file' || description.file === undefined) return Errno.ENODEV;
  return description.file.getFrames(shared, write);
}
