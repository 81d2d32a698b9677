/** What a tree answers whose names are not the callers' to change. */
import { Errno } from '../../generated/errors.ts';
import type { Credentials, Opened } from '../../generated/structs.ts';

export abstract class ReadOnlyNames {
  readonly #file: Errno;
  readonly #directory: Errno;

  /** What making a file, and making a directory or another object, answers. */
  constructor(file: Errno, directory: Errno) {
    this.#file = file;
    this.#directory = directory;
  }

  create(): Opened | Errno {
    return this.#file;
  }

  createUnnamed(): Opened | Errno {
    return Errno.EOPNOTSUPP;
  }

  makeDirectory(): number {
    return this.#directory;
  }

  makeNode(): number {
    return this.#directory;
  }

  makeLink(): number {
    return this.#directory;
  }

  makeSymlink(): number {
    return this.#directory;
  }

  unlink(): number {
    return Errno.EPERM;
  }

  removeDirectory(): number {
    return Errno.EPERM;
  }

  rename(): number {
    return Errno.EPERM;
  }

  setMode(_node: number, _mode: number, _credentials: Credentials): number {
    return Errno.EPERM;
  }

  setOwner(_node: number, _owner: number, _group: number, _credentials: Credentials): number {
    return Errno.EPERM;
  }

  setTimes(): number {
    return Errno.EPERM;
  }

  getAttribute(): Errno {
    return Errno.EOPNOTSUPP;
  }

  setAttribute(): number {
    return Errno.EOPNOTSUPP;
  }

  listAttributes(): readonly string[] {
    return [];
  }

  removeAttribute(): number {
    return Errno.EOPNOTSUPP;
  }

  sync(): number {
    return 0;
  }
}
