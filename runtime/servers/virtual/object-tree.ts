/**
 * Open objects as nodes of a tree without names: what a link in a list of descriptors leads to when the object has no name
 * of its own (a pipe, a socket, a file that was given without one). K42 keeps no such tree; Linux has pipefs, sockfs and
 * anon_inodefs.
 *
 * A node's number is its object's handle and kind, so the tree keeps nothing and a node is valid as long as its object.
 */
import { FileType, WalkOutcome } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { FileStub } from '../../generated/servers/file.ts';
import { dispatchNameTree, type NameTree } from '../../generated/servers/name-tree.ts';
import { StreamStub } from '../../generated/servers/stream.ts';
import {
  type Credentials,
  emptyWalk,
  type FileStatus,
  type FileSystemStatus,
  type Opened,
  type Walk,
} from '../../generated/structs.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import { mayAccess } from '../files/permission.ts';
import { accessOf } from '../files/memory-open.ts';
import type { FileServices } from '../files/services.ts';
import { ReadOnlyNames } from './read-only-names.ts';

/** Indices of objects, and of processors, that a number has room for. */
const INDICES = 2 ** 22;
const PROCESSORS = 2 ** 6;

/** The number of the node that stands for an object. */
export function objectNode({ comm, index, sequence }: ObjectHandle, stream: boolean): number {
  return ((sequence * PROCESSORS + comm) * INDICES + index) * 2 + (stream ? 1 : 0);
}

export class ObjectTree extends ReadOnlyNames implements NameTree {
  readonly handle: ObjectHandle;
  readonly #services: FileServices;
  readonly #walk = emptyWalk();

  constructor(services: FileServices) {
    super(Errno.ENOTDIR, Errno.ENOTDIR);
    this.#services = services;
    this.handle = services.ipc.table.register<NameTree>(this, dispatchNameTree);
  }

  /** Nothing has a name here; only the node itself can be asked for. */
  walk(from: number, path: string): Walk | Errno {
    const status = this.getStatus(from);
    if (typeof status === 'number') return status;
    if (path !== '') return Errno.ENOTDIR;
    const into = this.#walk;
    into.outcome = WalkOutcome.found;
    into.node = from;
    into.parent = from;
    into.type = status.type;
    return into;
  }

  hold(): number {
    return 0;
  }

  release(): number {
    return 0;
  }

  getStatus(node: number): FileStatus | Errno {
    return this.#object(node)?.getStatus() ?? Errno.ENOENT;
  }

  getFileSystemStatus(node: number): FileSystemStatus | Errno {
    const status = this.getStatus(node);
    if (typeof status === 'number') return status;
    const type = status.type === FileType.fifo ? 'pipefs' : status.type === FileType.socket ? 'sockfs' : 'anon_inodefs';
    return {
      type,
      source: 'none',
      blockSize: 4096,
      blocks: 0,
      freeBlocks: 0,
      availableBlocks: 0,
      files: 0,
      freeFiles: 0,
      identity: status.device,
      nameLength: 255,
      readOnly: false,
    };
  }

  access(node: number, mode: number, credentials: Credentials): number {
    const status = this.getStatus(node);
    if (typeof status === 'number') return status;
    return mayAccess(status, mode, credentials) ? 0 : Errno.EACCES;
  }

  open(node: number, flags: number, credentials: Credentials): Opened | Errno {
    const allowed = this.access(node, accessOf(flags), credentials);
    if (allowed < 0) return allowed;
    return this.#object(node)?.reopen(flags, credentials) ?? Errno.ENOENT;
  }

  override setMode(node: number, mode: number, credentials: Credentials): number {
    const object = this.#object(node);
    return object instanceof StreamStub ? object.setMode(mode, credentials) : Errno.EPERM;
  }

  override setOwner(node: number, owner: number, group: number, credentials: Credentials): number {
    const object = this.#object(node);
    return object instanceof StreamStub ? object.setOwner(owner, group, credentials) : Errno.EPERM;
  }

  setLength(_node: number, _length: number, _credentials: Credentials): number {
    return Errno.EINVAL;
  }

  getPath(node: number): string | Errno {
    return this.#object(node)?.describe() ?? Errno.ENOENT;
  }

  getOldPath(node: number): string | Errno {
    return this.getPath(node);
  }

  readSymlink(): Errno {
    return Errno.EINVAL;
  }

  #object(node: number): FileStub | StreamStub | undefined {
    const rest = Math.floor(node / 2);
    const upper = Math.floor(rest / INDICES);
    const handle = { comm: upper % PROCESSORS, index: rest % INDICES, sequence: Math.floor(upper / PROCESSORS) };
    const { ipc } = this.#services;
    if (ipc.table.comm === handle.comm && ipc.table.resolve(handle) === undefined) return undefined;
    return node % 2 === 1 ? new StreamStub(ipc, handle) : new FileStub(ipc, handle);
  }
}
