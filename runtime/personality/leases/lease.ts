/** One lease of an open description, and what became of it since somebody else came. */
import { LockType } from '../../generated/enums.ts';
import type { OpenDescription } from '../descriptors/open-description.ts';

export class Lease {
  readonly description: OpenDescription;
  type: number;
  /** The descriptor by which it was taken: signals tell it. */
  readonly fd: number;
  /** A writer waits, or a reader does: it is to be given up, or made one for reading. */
  givenUp = false;
  madeLess = false;
  /** Monotonic nanoseconds at which that happens by itself; Infinity: never. */
  givenUpAt = Infinity;
  madeLessAt = Infinity;

  constructor(description: OpenDescription, type: number, fd: number) {
    this.description = description;
    this.type = type;
    this.fd = fd;
  }

  /** What it will be once who has it has done as asked (target_leasetype). */
  get target(): number {
    if (this.givenUp) return LockType.unlock;
    return this.madeLess ? LockType.read : this.type;
  }

  /** Whether it keeps somebody out. */
  keepsOut(writer: boolean): boolean {
    return writer || this.type === LockType.write;
  }

  /** Asks for as much of it as stands in the way; whether that is new. */
  breakFor(writer: boolean, at: number): boolean {
    if (this.givenUp || (!writer && this.madeLess)) return false;
    if (writer) {
      this.givenUp = true;
      this.givenUpAt = at;
    } else {
      this.madeLess = true;
      this.madeLessAt = at;
    }
    return true;
  }

  /** It is one for reading, or of another kind because its owner said so (lease_clear_pending). */
  become(type: number): void {
    this.type = type;
    if (type === LockType.write) return;
    this.madeLess = false;
    this.madeLessAt = Infinity;
  }

  /** When something of it is over by itself. */
  get end(): number {
    return Math.min(this.givenUpAt, this.madeLessAt);
  }
}
