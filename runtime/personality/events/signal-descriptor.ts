/**
 * signalfd(2): the signals of a set as something to be read. They are those of whoever reads (signals live in the client), so
 * what others watch is one object for each process that waits: the descriptor may be in several after a fork.
 */
import { Errno } from '../../generated/errors.ts';
import { Availability } from '../../generated/flags.ts';
import type { FileStatus } from '../../generated/structs.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { Lease } from '../../kernel/lease.ts';
import { INTERRUPTED } from '../../kernel/result.ts';
import type { Thread } from '../../kernel/thread.ts';
import { StreamObject } from '../../servers/streams/stream-object.ts';
import type { GuestProcess } from '../process.ts';
import type { SignalListener } from '../process-signals.ts';
import { SignalSet } from '../signal-set.ts';
import { Special } from './special.ts';

export class SignalDescriptor extends Special {
  /** What is not read: everything outside the set, and what cannot be caught. */
  readonly outside = new SignalSet();
  readonly #status: FileStatus;
  readonly #arrivals = new Map<GuestProcess, SignalArrivals>();

  constructor(status: FileStatus, process: GuestProcess, set: SignalSet) {
    super();
    this.#status = status;
    this.setMask(process, set);
  }

  /** Another set from now on: who waits looks again. */
  setMask(process: GuestProcess, set: SignalSet): void {
    this.outside.words.fill(0xffff_ffff);
    this.outside.deleteAll(process.signals.blockable(set.clone()));
    for (const arrivals of this.#arrivals.values()) arrivals.tell();
  }

  /** What a process and those that it lets watch wait for. */
  override of(process: GuestProcess): SignalArrivals {
    let arrivals = this.#arrivals.get(process);
    if (arrivals === undefined) {
      arrivals = new SignalArrivals(process.processes.processor.ipc, process, this, this.#status);
      this.#arrivals.set(process, arrivals);
      process.signals.listeners.add(arrivals);
    }
    return arrivals;
  }

  /** As many records as fit; at least one, or it waits. */
  override read(thread: Thread, into: Lease, nonblocking: boolean): number {
    const { process } = thread;
    const form = process.abi.signalRecord;
    if (form === undefined || into.remaining < form.size) return Errno.EINVAL;
    let count = 0;
    while (into.remaining >= form.size) {
      const signal = this.#first(thread);
      if (signal === 0) break;
      const information = thread.signals.pending.take(signal) ?? process.signals.pending.take(signal);
      if (information === undefined) break;
      const record = form.write(information);
      if (into.put(record, 0, form.size) < form.size) {
        process.signals.recalculate();
        return count > 0 ? count : Errno.EFAULT;
      }
      count += form.size;
    }
    if (count > 0) {
      process.signals.recalculate();
      return count;
    }
    if (nonblocking) return Errno.EAGAIN;
    return thread.interrupted() ? INTERRUPTED : thread.block([this.of(process)]);
  }

  override availability(thread: Thread): number {
    return Availability.plain | (this.#first(thread) === 0 ? 0 : Availability.readable);
  }

  override released(): void {
    for (const [process, arrivals] of this.#arrivals) {
      process.signals.listeners.delete(arrivals);
      arrivals.close(0);
    }
    this.#arrivals.clear();
  }

  /** A process is over that had it. */
  forget(process: GuestProcess): void {
    this.#arrivals.get(process)?.close(0);
    this.#arrivals.delete(process);
  }

  #first({ signals, process }: Thread): number {
    return signals.pending.set.firstOutside(this.outside) || process.signals.pending.set.firstOutside(this.outside);
  }
}

/** The signals of one process, for who polls or watches the descriptor there. */
class SignalArrivals extends StreamObject implements SignalListener {
  readonly #process: GuestProcess;
  readonly #descriptor: SignalDescriptor;
  readonly #status: FileStatus;

  constructor(ipc: Ipc, process: GuestProcess, descriptor: SignalDescriptor, status: FileStatus) {
    super(ipc);
    this.#process = process;
    this.#descriptor = descriptor;
    this.#status = status;
  }

  generated(signal: number): void {
    if (!this.#descriptor.outside.has(signal)) this.tell(Availability.readable);
  }

  ended(): void {
    this.#process.signals.listeners.delete(this);
    this.#descriptor.forget(this.#process);
  }

  /** What is pending for the process or one of its threads: who is told may find that it was for another. */
  getAvailability(): number {
    const { signals, threads } = this.#process;
    const { outside } = this.#descriptor;
    const some =
      signals.pending.set.hasOutside(outside) || threads.some((one) => one.signals.pending.set.hasOutside(outside));
    return Availability.plain | (some ? Availability.readable : 0);
  }

  /** Reads go to the descriptor, which knows who reads. */
  receive(): number {
    return Errno.EINVAL;
  }

  send(): number {
    return Errno.EINVAL;
  }

  override describe(): string {
    return 'signalfd';
  }

  getStatus(): FileStatus {
    return this.#status;
  }
}
