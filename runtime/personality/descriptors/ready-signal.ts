/**
 * Signals of a description when something can be done with it: O_ASYNC, F_SETOWN and F_SETSIG of fcntl(2), and SIGURG of
 * an owned socket. It watches its stream only while somebody is to hear of it. send_sigio of Linux's fs/fcntl.c.
 */
import { OwnerKind } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { Availability, OpenFlags } from '../../generated/flags.ts';
import { dispatchWatcher, type Watcher } from '../../generated/servers/watcher.ts';
import type { ProcessStub } from '../../generated/servers/process.ts';
import { Signal } from '../../generated/signals.ts';
import { type Credentials, type DescriptorOwner, emptySignalInformation } from '../../generated/structs.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import { SignalCode } from '../process-signals.ts';
import type { OpenDescription } from './open-description.ts';

/** Why, as siginfo tells it: its code, and its band in poll's bits. Both are the same in every system that has them. */
interface Reason {
  readonly code: number;
  readonly band: number;
}
const IN: Reason = { code: 1, band: 0x41 };
const OUT: Reason = { code: 2, band: 0x304 };
const MESSAGE: Reason = { code: 3, band: 0x441 };
const URGENT: Reason = { code: 5, band: 0x82 };
const HANG_UP: Reason = { code: 6, band: 0x18 };

/** SI_SIGIO: where the signal has codes of its own. */
const OF_DESCRIPTOR = -5;
const WITH_OWN_CODES: readonly number[] = [
  Signal.SIGILL,
  Signal.SIGFPE,
  Signal.SIGSEGV,
  Signal.SIGBUS,
  Signal.SIGTRAP,
  Signal.SIGCHLD,
  Signal.SIGSYS,
];
/** The kernel as a sender; whether the owner may be signalled is looked at here. */
const KERNEL = 0;
const NOBODY: DescriptorOwner = { kind: OwnerKind.process, id: 0 };

export class ReadySignal implements Watcher {
  owner = NOBODY;
  /** What is sent, neutral; 0 is SIGIO without details. */
  number = 0;
  readonly #description: OpenDescription;
  readonly #ipc: Ipc;
  readonly #processes: ProcessStub;
  /** The descriptor that O_ASYNC was set by. */
  #fd = -1;
  #credentials: Credentials | undefined;
  #handle: ObjectHandle | undefined;
  #hungUp = false;

  constructor(description: OpenDescription, ipc: Ipc, processes: ProcessStub) {
    this.#description = description;
    this.#ipc = ipc;
    this.#processes = processes;
  }

  /** @param credentials of who makes it the owner: they say whether the owner may be signalled */
  setOwner(owner: DescriptorOwner, credentials: Credentials): void {
    this.owner = owner;
    this.#credentials = credentials;
    this.#watch();
  }

  setAsync(on: boolean, fd: number): void {
    const description = this.#description;
    this.#fd = fd;
    if (on) description.flags |= OpenFlags.async;
    else description.flags &= ~OpenFlags.async;
    this.#watch();
  }

  signal(state: number, _stamp: number, changed?: number): number {
    if (changed !== undefined && (changed & state & Availability.priority) !== 0) this.#urgent();
    else if ((this.#description.flags & OpenFlags.async) !== 0) {
      const reason = this.#reason(changed === undefined ? state : state & changed);
      if (reason !== undefined) this.#send(reason);
    }
    return 0;
  }

  /** Something happened to what is behind a descriptor: a lease is asked back, a directory changed. */
  message(fd: number): void {
    this.#send(MESSAGE, fd);
  }

  /** Nobody is to hear any more (f_delown). */
  forget(): void {
    this.owner = NOBODY;
    this.number = 0;
    this.#watch();
  }

  /** The description is closed. */
  close(): void {
    if (this.#handle === undefined) return;
    this.#description.stream?.unsubscribe(this.#handle);
    this.#ipc.table.remove(this.#handle);
    this.#handle = undefined;
  }

  #watch(): void {
    const { stream, flags, client } = this.#description;
    const wanted = this.owner.id !== 0 && ((flags & OpenFlags.async) !== 0 || client !== undefined);
    if (!wanted) this.close();
    else if (this.#handle === undefined) {
      this.#handle = this.#ipc.table.register<Watcher>(this, dispatchWatcher);
      stream?.subscribe(this.#handle);
    }
  }

  #reason(what: number): Reason | undefined {
    const ends = what & (Availability.hangUp | Availability.error);
    if (ends !== 0 && this.#description.client === undefined) return this.#description.readable ? IN : OUT;
    if (ends !== 0 && !this.#hungUp) {
      this.#hungUp = true;
      return HANG_UP;
    }
    if ((what & (Availability.readable | Availability.readHangUp)) !== 0) return IN;
    return (what & Availability.writable) === 0 ? undefined : OUT;
  }

  /** SIGURG goes to the owner whether or not it asked for the rest; details only who chose a signal. */
  #urgent(): void {
    this.#deliver(Signal.SIGURG, undefined, this.#fd);
    if (this.number !== 0 && (this.#description.flags & OpenFlags.async) !== 0) this.#send(URGENT);
  }

  /** A signal that found no room in its queue becomes a plain SIGIO. */
  #send(reason: Reason, fd = this.#fd): void {
    if (this.number === 0 || this.#deliver(this.number, reason, fd) < 0) this.#deliver(Signal.SIGIO, undefined, fd);
  }

  #deliver(signal: number, reason: Reason | undefined, fd: number): number {
    const { id, kind } = this.owner;
    if (id === 0) return 0;
    if (kind === OwnerKind.process) return this.#deliverTo(id, 0, signal, reason, fd);
    const processes = this.#processes;
    if (kind === OwnerKind.thread) {
      const process = processes.owner(id);
      return process < 0 ? 0 : this.#deliverTo(process, id, signal, reason, fd);
    }
    let result = 0;
    const all = processes.list();
    if (typeof all === 'number') return 0;
    for (const pid of all)
      if (processes.getGroup(pid) === id) result = Math.min(result, this.#deliverTo(pid, 0, signal, reason, fd));
    return result;
  }

  /** Nobody there and nobody who may hear it is no reason to try another signal. */
  #deliverTo(pid: number, tid: number, signal: number, reason: Reason | undefined, fd: number): number {
    if (!this.#may(pid)) return 0;
    const information = emptySignalInformation();
    information.code = SignalCode.kernel;
    if (reason !== undefined) {
      information.code = WITH_OWN_CODES.includes(signal) ? OF_DESCRIPTOR : reason.code;
      information.band = reason.band;
      information.fd = fd;
    }
    const processes = this.#processes;
    const result =
      tid === 0
        ? processes.signal(KERNEL, pid, signal, information)
        : processes.signalThread(KERNEL, pid, tid, signal, information);
    return result === Errno.EAGAIN ? result : 0;
  }

  #may(pid: number): boolean {
    const by = this.#credentials;
    if (by === undefined) return false;
    if (by.effectiveUser === 0) return true;
    const target = this.#processes.getCredentials(pid);
    if (typeof target === 'number') return false;
    const { user, savedUser } = target;
    return by.effectiveUser === user || by.effectiveUser === savedUser || by.user === user || by.user === savedUser;
  }
}
