/** What a description knows of its object beyond being a stream. */
import type { Lease } from '../../kernel/lease.ts';
import type { Thread } from '../../kernel/thread.ts';
import type { OpenStream } from '../descriptors/open-description.ts';
import type { GuestProcess } from '../process.ts';

export abstract class Special {
  /** A seek is taken and does nothing. */
  readonly seekIsNothing: boolean = true;

  /** What is watched, when that is another object for each process. */
  of?(process: GuestProcess): OpenStream;

  /** How it is read, when that depends on who reads. */
  read?(thread: Thread, into: Lease, nonblocking: boolean): number;

  /** Bits of Availability, when they depend on who asks. */
  availability?(thread: Thread): number;

  /** The last descriptor of the description is gone. */
  released(): void {}
}

/** A description of which there is nothing more to know. */
export class PlainSpecial extends Special {}
