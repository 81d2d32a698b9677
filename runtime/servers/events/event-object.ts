/** What the objects behind event descriptors have in common: no name, one node for all of them, nothing to be written. */
import { Errno } from '../../generated/errors.ts';
import { emptyFileStatus, type FileStatus } from '../../generated/structs.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { Lease } from '../../kernel/lease.ts';
import { StreamObject } from '../streams/stream-object.ts';

/** The one node without a name that all of a machine's event objects show (Linux: anon_inodefs). */
export class NamelessNode {
  readonly status: FileStatus = emptyFileStatus();

  constructor(device: number) {
    this.status.device = device;
    this.status.inode = 1;
    this.status.permissions = 0o600;
    this.status.links = 1;
    this.status.blockSize = 4096;
  }
}

export abstract class EventObject extends StreamObject {
  protected readonly ipc: Ipc;
  readonly #node: NamelessNode;
  readonly #kind: string;

  /** @param kind what lists of open objects call it */
  constructor(ipc: Ipc, node: NamelessNode, kind: string) {
    super(ipc);
    this.ipc = ipc;
    this.#node = node;
    this.#kind = kind;
  }

  override describe(): string {
    return this.#kind;
  }

  receive(_into: Lease, _flags: number): number {
    return Errno.EINVAL;
  }

  send(_from: Lease, _flags: number): number {
    return Errno.EINVAL;
  }

  getStatus(): FileStatus {
    return this.#node.status;
  }
}
