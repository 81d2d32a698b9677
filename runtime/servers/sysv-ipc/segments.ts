/** System V shared memory: shmget(2), shmat(2), shmctl(2). */
import { Errno } from '../../generated/errors.ts';
import type { Segments as SegmentsInterface } from '../../generated/servers/segments.ts';
import { dispatchSegments } from '../../generated/servers/segments.ts';
import type {
  Credentials,
  IpcPermissions,
  SegmentLimits,
  SegmentSource,
  SegmentStatus,
  SegmentUsage,
} from '../../generated/structs.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import { Space } from '../files/space.ts';
import { Identifiers, PRIVATE } from './identifiers.ts';
import { EXECUTE, isOwner, mayUse, permissionsOf, READ, setPermissions, WRITE } from './permissions.ts';
import { Segment, type SegmentOwner } from './segment.ts';
import type { IpcOptions } from './options.ts';

/** SHMMNI; SHMMAX and SHMALL are as good as none: the machine's memory is the bound. */
const MOST = 4096;
const MOST_BYTES = 2 ** 53;
const PAGE = 4096;
/** SHM_DEST and SHM_LOCKED, which IPC_STAT shows. */
const REMOVED = 0o1000;
const LOCKED = 0o2000;

export class Segments implements SegmentsInterface, SegmentOwner {
  readonly handle: ObjectHandle;
  readonly ipc: IpcOptions['ipc'];
  readonly #options: IpcOptions;
  readonly #segments = new Identifiers<Segment>(MOST);
  readonly #space: Space;
  #pages = 0;

  constructor(options: IpcOptions) {
    this.#options = options;
    this.ipc = options.ipc;
    this.#space = new Space(options.capacity);
    this.handle = options.ipc.table.register<SegmentsInterface>(this, dispatchSegments);
  }

  now(): number {
    return this.#options.now();
  }

  current(): number {
    return this.#options.current();
  }

  get(key: number, size: number, mode: number, flags: number, credentials: Credentials): number {
    return this.#segments.obtain(
      key,
      mode,
      flags,
      credentials,
      (segment) => (segment.status.size < size ? Errno.EINVAL : 0),
      () => {
        if (size < 1 || size > MOST_BYTES) return Errno.EINVAL;
        // More than there could ever be is not promised (shmem_acct_size).
        if (size > this.#options.capacity) return Errno.ENOMEM;
        if (this.#segments.count >= MOST || this.#pages * PAGE + size > MOST_BYTES) return Errno.ENOSPC;
        const segment = new Segment(this, this.#space, size);
        const { status } = segment;
        Object.assign(status.permissions, permissionsOf(key, mode, credentials));
        status.creator = this.current();
        status.changed = this.now();
        this.#pages += segment.pages;
        return segment;
      },
    );
  }

  attach(id: number, write: boolean, execute: boolean, credentials: Credentials): SegmentSource | Errno {
    const segment = this.#segments.get(id);
    if (segment === undefined) return Errno.EINVAL;
    const wanted = READ | (write ? WRITE : 0) | (execute ? EXECUTE : 0);
    if (!mayUse(segment.permissions, wanted, credentials)) return Errno.EACCES;
    return { source: write ? segment.writable : segment.readable, size: segment.status.size };
  }

  getStatus(id: number, by: number, credentials: Credentials): SegmentStatus | Errno {
    const segment = this.#segments.find(id, by, credentials);
    if (typeof segment === 'number') return segment;
    segment.status.id = segment.id;
    return segment.status;
  }

  set(id: number, permissions: IpcPermissions, credentials: Credentials): number {
    const segment = this.#segments.owned(id, credentials);
    if (typeof segment === 'number') return segment;
    setPermissions(segment.permissions, permissions);
    segment.status.changed = this.now();
    return 0;
  }

  /** At once, or when the last one detaches; from now on its key finds nothing. */
  remove(id: number, credentials: Credentials): number {
    const segment = this.#segments.owned(id, credentials);
    if (typeof segment === 'number') return segment;
    segment.permissions.key = PRIVATE;
    segment.permissions.mode |= REMOVED;
    if (segment.status.attachments === 0) this.#destroy(segment);
    return 0;
  }

  /** Frames never leave the machine's memory: what remains of it is what IPC_STAT shows. */
  lock(id: number, on: boolean, credentials: Credentials): number {
    const segment = this.#segments.get(id);
    if (segment === undefined) return Errno.EINVAL;
    const { permissions } = segment;
    if (!isOwner(permissions, credentials)) return Errno.EPERM;
    permissions.mode = on ? permissions.mode | LOCKED : permissions.mode & ~LOCKED;
    return 0;
  }

  getLimits(): SegmentLimits {
    return { last: this.#segments.highest, most: MOST_BYTES, least: 1, segments: MOST, pages: MOST_BYTES / PAGE };
  }

  getUsage(): SegmentUsage {
    return { last: this.#segments.highest, segments: this.#segments.count, pages: this.#pages, resident: this.#pages };
  }

  list(): readonly SegmentStatus[] {
    return [...this.#segments].map((segment) => ({ ...segment.status, id: segment.id }));
  }

  left(segment: Segment): void {
    if ((segment.permissions.mode & REMOVED) !== 0) this.#destroy(segment);
  }

  #destroy(segment: Segment): void {
    this.#pages -= segment.pages;
    this.#segments.remove(segment);
    segment.destroy();
  }
}
