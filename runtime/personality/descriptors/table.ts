/** The slots of a process's descriptors: the lowest free number is given, as POSIX asks. */
import { Errno } from '../../generated/errors.ts';
import { DescriptorFlags } from '../../generated/flags.ts';
import type { OpenDescription } from './open-description.ts';

const LEAST_ROOM = 256;

export class DescriptorTable {
  #descriptions: (OpenDescription | undefined)[] = [];
  #flags: number[] = [];
  #lowest = 0;

  get(fd: number): OpenDescription | undefined {
    return this.#descriptions[fd];
  }

  getFlags(fd: number): number {
    return this.#flags[fd] ?? 0;
  }

  setFlags(fd: number, flags: number): void {
    this.#flags[fd] = flags;
  }

  /** Numbers below this one are looked at by select: what Linux's table has room for. */
  get room(): number {
    const { length } = this.#descriptions;
    return length <= LEAST_ROOM ? LEAST_ROOM : 2 ** (32 - Math.clz32(length - 1));
  }

  /** The numbers in use, in order. */
  *numbers(): Generator<number> {
    for (let fd = 0; fd < this.#descriptions.length; fd++) if (this.#descriptions[fd] !== undefined) yield fd;
  }

  /** The lowest free number at or above `least`, or EMFILE at the limit. */
  free(least: number, limit: number): number {
    let fd = Math.max(least, this.#lowest);
    while (this.#descriptions[fd] !== undefined) fd++;
    if (least <= this.#lowest) this.#lowest = fd;
    return fd < limit ? fd : Errno.EMFILE;
  }

  /** Puts a description into a free slot. */
  put(fd: number, description: OpenDescription, flags: number): number {
    while (this.#descriptions.length <= fd) this.#descriptions.push(undefined);
    this.#descriptions[fd] = description.retain();
    this.#flags[fd] = flags;
    return fd;
  }

  /** Empties a slot; the caller releases what was in it. */
  take(fd: number): OpenDescription | undefined {
    const description = this.#descriptions[fd];
    if (description === undefined) return undefined;
    this.#descriptions[fd] = undefined;
    if (fd < this.#lowest) this.#lowest = fd;
    return description;
  }

  /** The same descriptions for a child. */
  copy(): DescriptorTable {
    const child = new DescriptorTable();
    for (const fd of this.numbers()) {
      if ((this.getFlags(fd) & DescriptorFlags.closeOnFork) !== 0) continue;
      child.put(fd, this.#descriptions[fd] as OpenDescription, this.getFlags(fd));
    }
    return child;
  }
}
