/** Descriptors 0 to 2 that lead to the embedding program: bytes to read, or a function that gets what is written. */
import { FileType, ObjectKind } from '../generated/enums.ts';
import { Errno } from '../generated/errors.ts';
import { Availability } from '../generated/flags.ts';
import { emptyFileStatus, type FileStatus, type Opened } from '../generated/structs.ts';
import type { Ipc } from '../kernel/ipc.ts';
import type { Lease } from '../kernel/lease.ts';
import { StreamObject } from '../servers/streams/stream-object.ts';

const LARGEST_PIECE = 65_536;

export class CapturedStream extends StreamObject {
  readonly #input: Uint8Array;
  readonly #output: ((bytes: Uint8Array) => void) | undefined;
  #at = 0;

  constructor(ipc: Ipc, input: Uint8Array, output: ((bytes: Uint8Array) => void) | undefined) {
    super(ipc);
    this.#input = input;
    this.#output = output;
  }

  receive(into: Lease, _flags: number): number {
    const count = into.put(this.#input, this.#at, Math.min(this.#input.length, this.#at + into.remaining));
    this.#at += count;
    return count === 0 && into.faulted ? Errno.EFAULT : count;
  }

  send(from: Lease, _flags: number): number {
    const bytes = new Uint8Array(Math.min(from.remaining, LARGEST_PIECE));
    const count = from.take(bytes);
    if (count === 0 && bytes.length > 0) return Errno.EFAULT;
    this.#output?.(bytes.subarray(0, count));
    return count;
  }

  getAvailability(): number {
    return Availability.readable | Availability.writable;
  }

  getStatus(): FileStatus {
    const status = emptyFileStatus();
    status.type = FileType.fifo;
    status.permissions = 0o600;
    status.links = 1;
    status.blockSize = 4096;
    return status;
  }

  override reopen(): Opened | Errno {
    return this.openAgain();
  }

  opened(): Opened {
    return {
      object: this.handle,
      kind: ObjectKind.stream,
      type: FileType.fifo,
      node: 0,
      availability: this.getAvailability(),
    };
  }
}
