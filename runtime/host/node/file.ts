/** An open regular file of the host. */
import * as fs from 'node:fs';
import type { Errno } from '../../generated/errors.ts';
import type { FileStatus, Timespec } from '../../generated/structs.ts';
import type { HostFile } from '../port.ts';
import { attempt, hostError } from './errors.ts';
import { ownerId, seconds } from './numbers.ts';
import { fillStatus } from './status.ts';

const { O_WRONLY, O_APPEND } = fs.constants;

export class NodeFile implements HostFile {
  readonly #fd: number;
  /** A second descriptor that appends; opened when first needed, because O_APPEND would spoil pwrite on the first. */
  #appender: number | undefined;

  constructor(fd: number) {
    this.#fd = fd;
  }

  read(at: number | undefined, into: Uint8Array, start: number, end: number): number {
    try {
      return fs.readSync(this.#fd, into, start, end - start, at ?? null);
    } catch (thrown) {
      return hostError(thrown);
    }
  }

  write(at: number | undefined, from: Uint8Array, start: number, end: number): number {
    try {
      return fs.writeSync(this.#fd, from, start, end - start, at ?? null);
    } catch (thrown) {
      return hostError(thrown);
    }
  }

  append(from: Uint8Array, start: number, end: number): number {
    try {
      if (process.platform !== 'linux') {
        return fs.writeSync(this.#fd, from, start, end - start, fs.fstatSync(this.#fd).size);
      }
      this.#appender ??= fs.openSync(`/proc/self/fd/${this.#fd}`, O_WRONLY | O_APPEND);
      return fs.writeSync(this.#appender, from, start, end - start, null);
    } catch (thrown) {
      return hostError(thrown);
    }
  }

  status(into: FileStatus): 0 | Errno {
    return attempt(() => fillStatus(fs.fstatSync(this.#fd, { bigint: true }), into));
  }

  length(): number {
    try {
      return fs.fstatSync(this.#fd).size;
    } catch (thrown) {
      return hostError(thrown);
    }
  }

  setLength(length: number): 0 | Errno {
    return attempt(() => fs.ftruncateSync(this.#fd, length));
  }

  setMode(mode: number): 0 | Errno {
    return attempt(() => fs.fchmodSync(this.#fd, mode));
  }

  setOwner(owner: number, group: number): 0 | Errno {
    return attempt(() => fs.fchownSync(this.#fd, ownerId(owner), ownerId(group)));
  }

  setTimes(accessed: Timespec, modified: Timespec): 0 | Errno {
    return attempt(() => fs.futimesSync(this.#fd, seconds(accessed), seconds(modified)));
  }

  sync(): 0 | Errno {
    return attempt(() => fs.fsyncSync(this.#fd));
  }

  close(): void {
    if (this.#appender !== undefined) fs.closeSync(this.#appender);
    this.#appender = undefined;
    fs.closeSync(this.#fd);
  }
}
