/**
 * Who hears of a description by signals: SIGIO for everything that may go on there (O_ASYNC), SIGURG for urgent data.
 * fcntl(2), F_SETOWN; send_sigio and send_sigurg of Linux's fs/fcntl.c.
 */
import { Errno } from '../../generated/errors.ts';
import { Availability, OpenFlags } from '../../generated/flags.ts';
import { dispatchWatcher, type Watcher } from '../../generated/servers/watcher.ts';
import { Signal } from '../../generated/signals.ts';
import { emptySignalInformation } from '../../generated/structs.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import type { Thread } from '../../kernel/thread.ts';
import type { GuestProcess } from '../process.ts';
import { SignalCode } from '../process-signals.ts';
import type { OpenDescription } from './open-description.ts';

const LEAST = -0x8000_0000;

export class Ownership implements Watcher {
  /** A process, a negative group, 0 for nobody. */
  owner = 0;
  readonly #description: OpenDescription;
  readonly #handle: ObjectHandle;
  /** Who named the owner: signals need its leave, as a kill of its own would. */
  #by: GuestProcess;
  #urgent = false;

  constructor(description: OpenDescription, by: GuestProcess) {
    this.#description = description;
    this.#by = by;
    this.#handle = by.descriptors.ipc.table.register<Watcher>(this, dispatchWatcher);
    description.stream?.subscribe(this.#handle);
  }

  /** F_SETOWN: 0, or ESRCH when there is no such process or group. */
  setOwner(owner: number, by: GuestProcess): number {
    if (owner === LEAST) return Errno.EINVAL;
    if (owner !== 0) {
      const there = by.stubs.process.signal(by.pid, owner, 0, emptySignalInformation());
      if (there === Errno.ESRCH) return there;
    }
    this.owner = owner;
    this.#by = by;
    return 0;
  }

  signal(state: number, _stamp: number): number {
    const urgent = (state & Availability.priority) !== 0;
    if (urgent && !this.#urgent) this.#send(Signal.SIGURG);
    this.#urgent = urgent;
    if ((this.#description.flags & OpenFlags.async) !== 0) this.#send(Signal.SIGIO);
    return 0;
  }

  /** The description is closed. */
  end(): void {
    this.#description.stream?.unsubscribe(this.#handle);
    this.#by.descriptors.ipc.table.remove(this.#handle);
  }

  #send(signal: number): void {
    if (this.owner === 0) return;
    const information = emptySignalInformation();
    information.signal = signal;
    information.code = SignalCode.kernel;
    this.#by.stubs.process.signal(this.#by.pid, this.owner, signal, information);
  }
}

/** Makes the description's ownership known, the first time that somebody asks for signals. */
export function ownershipOf(thread: Thread, description: OpenDescription): Ownership {
  description.ownership ??= new Ownership(description, thread.process);
  return description.ownership;
}

/** Turns O_ASYNC on or off (fasync): only what can tell of changes has it. */
export function setAsync(thread: Thread, description: OpenDescription, on: boolean): void {
  if (on) ownershipOf(thread, description);
  description.flags = on ? description.flags | OpenFlags.async : description.flags & ~OpenFlags.async;
}
