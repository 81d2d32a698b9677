/** The leases of a machine by file, and who waits until one is given up (generic_add_lease and __break_lease of fs/locks.c). */
import { LockType } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { AccessMode, OpenFlags } from '../../generated/flags.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import type { Processor } from '../../kernel/processor.ts';
import { INTERRUPTED } from '../../kernel/result.ts';
import { type Thread, ThreadState, type Waitable } from '../../kernel/thread.ts';
import { Watchers } from '../../servers/streams/watchers.ts';
import type { OpenDescription } from '../descriptors/open-description.ts';
import type { Mount, Place } from '../names/mount-table.ts';
import type { GuestProcess } from '../process.ts';
import { Lease } from './lease.ts';

/** A file that somebody has a lease of. */
interface Leased {
  readonly mount: Mount;
  readonly node: number;
  readonly leases: Lease[];
  /** Who waits to open or cut it, and whether to write: they count as having it open. */
  readonly waiting: Map<Thread, boolean>;
}

export class Leases implements Waitable {
  /** fs.leases-enable and fs.lease-break-time, in seconds; 0 is for ever. */
  enabled = true;
  breakTime = 45;
  readonly #processor: Processor;
  readonly #processes: ReadonlyMap<number, GuestProcess>;
  readonly #watchers: Watchers;
  #files: Leased[] = [];

  constructor(processor: Processor, processes: ReadonlyMap<number, GuestProcess>) {
    this.#processor = processor;
    this.#processes = processes;
    this.#watchers = new Watchers(processor.ipc);
  }

  /** Whether nobody has any: then an open need not ask. */
  get none(): boolean {
    return this.#files.length === 0;
  }

  subscribe(watcher: ObjectHandle): void {
    this.#watchers.add(watcher);
  }

  unsubscribe(watcher: ObjectHandle): void {
    this.#watchers.remove(watcher);
  }

  /** What a description has: a LockType, as it will be when who waits had their way. */
  get(description: OpenDescription): number {
    const file = this.#of(description.place);
    if (file === undefined) return LockType.unlock;
    this.#expire(file);
    return find(file, description)?.target ?? LockType.unlock;
  }

  /** Takes or changes a lease for reading or writing. */
  take(description: OpenDescription, type: number, fd: number): number {
    const { place } = description;
    if (place === undefined) return Errno.EINVAL;
    const file = this.#of(place);
    if (file !== undefined) this.#expire(file);
    if (this.#isOpenOtherwise(place, description, type)) return Errno.EAGAIN;
    const own = file === undefined ? undefined : find(file, description);
    for (const lease of file?.leases ?? []) {
      if (lease === own) continue;
      // Nobody shares a lease for writing, and there is no new one while a writer waits.
      if (type === LockType.write || lease.givenUp) return Errno.EAGAIN;
    }
    if (own !== undefined) {
      own.become(type);
      this.#watchers.notify(0);
      return 0;
    }
    if (!this.enabled) return Errno.EINVAL;
    const lease = new Lease(description, type, fd);
    description.leased = this;
    if (file !== undefined) file.leases.push(lease);
    else this.#files.push({ ...place, leases: [lease], waiting: new Map() });
    return 0;
  }

  /** Gives a description's lease up; whether there was one. */
  giveUp(description: OpenDescription): boolean {
    const file = this.#of(description.place);
    const lease = file === undefined ? undefined : find(file, description);
    if (file === undefined || lease === undefined) return false;
    this.#drop(file, lease);
    return true;
  }

  /**
   * Somebody opens or cuts a file that may be leased. 0 when nobody minds; else the call waits, or is refused.
   * @param flags OpenFlags, of which the access and nonblock count
   * @param rights AccessMode that the caller must have before anybody is disturbed
   */
  break(thread: Thread, place: Place, flags: number, rights: number): number {
    const file = this.#of(place);
    if (file === undefined) return 0;
    const allowed = place.mount.tree.access(place.node, rights, thread.process.credentials);
    if (allowed < 0) return allowed;
    const writer = (flags & (OpenFlags.write | OpenFlags.read)) !== OpenFlags.read;
    this.#expire(file);
    const now = this.#processor.clock.now();
    const at = this.breakTime > 0 ? now + this.breakTime * 1e9 : Infinity;
    let end = Infinity;
    let kept = false;
    for (const lease of [...file.leases]) {
      if (!lease.keepsOut(writer)) continue;
      kept = true;
      if (lease.breakFor(writer, at)) lease.description.readySignal?.message(lease.fd);
      end = Math.min(end, lease.end);
    }
    if (!kept) {
      file.waiting.delete(thread);
      return 0;
    }
    if ((flags & OpenFlags.nonblock) !== 0) return Errno.EAGAIN;
    if (thread.interrupted()) {
      file.waiting.delete(thread);
      return INTERRUPTED;
    }
    file.waiting.set(thread, writer);
    // Each lease has an end of its own.
    thread.restart.deadline = undefined;
    return thread.block([this], end === Infinity ? undefined : end);
  }

  #of(place: Place | undefined): Leased | undefined {
    if (place === undefined) return undefined;
    for (const file of this.#files) if (file.node === place.node && file.mount === place.mount) return file;
    return undefined;
  }

  /** What was to be done by now happens by itself (time_out_leases). */
  #expire(file: Leased): void {
    const now = this.#processor.clock.now();
    for (const lease of [...file.leases]) {
      if (lease.madeLessAt <= now) lease.become(LockType.read);
      if (lease.givenUpAt <= now) this.#drop(file, lease);
    }
  }

  #drop(file: Leased, lease: Lease): void {
    file.leases.splice(file.leases.indexOf(lease), 1);
    if (file.leases.length === 0) this.#files = this.#files.filter((one) => one !== file);
    lease.description.leased = undefined;
    lease.description.readySignal?.forget();
    this.#watchers.notify(0);
  }

  /** Whether others have the file open as the lease does not allow (check_conflicting_open). */
  #isOpenOtherwise(place: Place, own: OpenDescription, type: number): boolean {
    const readers = type === LockType.write;
    if (type === LockType.read && own.writable) return true;
    for (const [thread, writer] of this.#of(place)?.waiting ?? []) {
      if (thread.state !== ThreadState.ended && (writer || readers)) return true;
    }
    const seen = new Set([own]);
    for (const { descriptors, executable } of this.#processes.values()) {
      if (readers && isOf(executable, place)) return true;
      for (const fd of descriptors.table.numbers()) {
        const other = descriptors.table.get(fd);
        if (other === undefined || seen.has(other) || other.kind === 'path') continue;
        seen.add(other);
        if ((other.writable || readers) && isOf(other, place)) return true;
      }
    }
    return false;
  }
}

function isOf(other: { readonly place: Place | undefined } | undefined, place: Place): boolean {
  return other?.place?.node === place.node && other.place.mount === place.mount;
}

function find(file: Leased, description: OpenDescription): Lease | undefined {
  return file.leases.find((lease) => lease.description === description);
}

/** The rights that an open of such flags asks for. */
export function rightsOf(flags: number): number {
  const read = (flags & OpenFlags.read) !== 0 ? AccessMode.read : 0;
  const write = (flags & (OpenFlags.write | OpenFlags.truncate)) !== 0 ? AccessMode.write : 0;
  return (flags & (OpenFlags.read | OpenFlags.write)) === 0 ? AccessMode.read | AccessMode.write : read | write;
}
