/** pidfd_open(2): a process as an object that outlives its number. Readable once the process is over. */
import { Errno } from '../../generated/errors.ts';
import { Availability } from '../../generated/flags.ts';
import {
  dispatchProcessDescriptor,
  type ProcessDescriptor as ProcessDescriptorInterface,
} from '../../generated/servers/process-descriptor.ts';
import { emptyFileStatus, type FileStatus } from '../../generated/structs.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { Lease } from '../../kernel/lease.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import { StreamObject } from '../streams/stream-object.ts';
import type { ProcessEntry } from './process-entry.ts';

export class ProcessDescriptor extends StreamObject implements ProcessDescriptorInterface {
  readonly #entry: ProcessEntry;
  readonly #status = emptyFileStatus();

  constructor(ipc: Ipc, entry: ProcessEntry) {
    super(ipc);
    this.#entry = entry;
    this.#status.inode = 1;
    this.#status.permissions = 0o600;
    this.#status.links = 1;
    this.#status.blockSize = 4096;
    entry.descriptors.add(this);
  }

  getProcess(): number {
    return this.#entry.reaped ? Errno.ESRCH : this.#entry.pid;
  }

  getAvailability(): number {
    return this.#entry.ending === undefined ? 0 : Availability.readable;
  }

  receive(_into: Lease, _flags: number): number {
    return Errno.EINVAL;
  }

  send(_from: Lease, _flags: number): number {
    return Errno.EINVAL;
  }

  override describe(): string {
    return 'pidfd';
  }

  getStatus(): FileStatus {
    return this.#status;
  }

  protected override register(ipc: Ipc): ObjectHandle {
    return ipc.table.register<ProcessDescriptorInterface>(this, dispatchProcessDescriptor);
  }

  protected override closed(): void {
    this.#entry.descriptors.delete(this);
  }
}
