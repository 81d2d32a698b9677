/**
 * The signal state of a process: actions, pending signals, and what happens when one is generated (signal(7)).
 *
 * Signals here are native numbers. K42 keeps all of this in the client: a signal to oneself is local, those of others
 * arrive through the process server at `generate`.
 */
import { Signal, type SignalDefault, signalDefault, type SignalName } from '../generated/signals.ts';
import { Resource } from '../generated/enums.ts';
import { Errno } from '../generated/errors.ts';
import { SignalActionFlags } from '../generated/flags.ts';
import { emptySignalInformation, type SignalAction, type SignalInformation } from '../generated/structs.ts';
import type { Thread } from '../kernel/thread.ts';
import { PendingSignals } from './pending-signals.ts';
import type { GuestProcess } from './process.ts';
import { SignalSet } from './signal-set.ts';
import { groupGoesOn } from './tracing/stops.ts';

export const DEFAULT_HANDLER = 0;
export const IGNORE_HANDLER = 1;

/** Codes of siginfo that say who sent it; the same in every personality that k42 has. */
export const SignalCode = { user: 0, kernel: 0x80, queue: -1, timer: -2, thread: -6 } as const;

/** CLD_TRAPPED; CLD_STOPPED and CLD_CONTINUED follow. */
const CHILD_TRAPPED = 4;

const STOP_SIGNALS: readonly number[] = [Signal.SIGSTOP, Signal.SIGTSTP, Signal.SIGTTIN, Signal.SIGTTOU];

/** Hears of signals as they come into being: signalfd. */
export interface SignalListener {
  /** @param signal native */
  generated(signal: number): void;
  /** The process is over. */
  ended(): void;
}

export class ProcessSignals {
  readonly listeners = new Set<SignalListener>();
  readonly pending = new PendingSignals();
  readonly #process: GuestProcess;
  /** By native signal; threads of several processes may share it (CLONE_SIGHAND). */
  #actions: (SignalAction | undefined)[];

  constructor(process: GuestProcess, actions: (SignalAction | undefined)[] = []) {
    this.#process = process;
    this.#actions = actions;
  }

  /** The table of actions: the same object for those who share it. */
  get handlers(): object {
    return this.#actions;
  }

  /** The signals of a child process: same actions, nothing pending. */
  fork(child: GuestProcess, share: boolean): ProcessSignals {
    return new ProcessSignals(child, share ? this.#actions : [...this.#actions]);
  }

  /** exec: handlers go back to the default, ignored signals stay ignored. */
  exec(): void {
    this.#actions = this.#actions.map((action) => (action?.handler === IGNORE_HANDLER ? action : undefined));
  }

  /** The program of another system runs now: its numbers are others. `renumber` answers 0 for what it does not have. */
  renumber(renumber: (native: number) => number): void {
    const actions: (SignalAction | undefined)[] = [];
    this.#actions.forEach((action, native) => {
      if (renumber(native) !== 0) actions[renumber(native)] = action;
    });
    this.#actions = actions;
    this.pending.renumber(renumber);
  }

  /** CLONE_CLEAR_SIGHAND. */
  clearHandlers(): void {
    this.exec();
  }

  native(name: SignalName): number {
    return this.nativeOf(Signal[name]);
  }

  /** The native number of a neutral signal, 0 when the system has none. */
  nativeOf(signal: number): number {
    return this.#process.abi.signals.toNative[signal] ?? 0;
  }

  action(signal: number): SignalAction {
    return this.#actions[signal] ?? DEFAULT_ACTION;
  }

  setAction(signal: number, action: SignalAction): void {
    this.#actions[signal] = action;
    if (!this.ignored(signal)) return;
    this.pending.discard(signal);
    for (const thread of this.#process.threads) thread.signals.pending.discard(signal);
    this.recalculate();
  }

  defaultOf(signal: number): SignalDefault {
    return signalDefault(this.#process.abi.signals.toNeutral[signal] ?? 0);
  }

  /** Which signals are ignored by choice, and which have a handler: /proc shows them. */
  dispositions(): { readonly ignored: SignalSet; readonly caught: SignalSet } {
    const ignored = new SignalSet();
    const caught = new SignalSet();
    this.#actions.forEach((action, signal) => {
      if (action === undefined || action.handler === DEFAULT_HANDLER) return;
      (action.handler === IGNORE_HANDLER ? ignored : caught).add(signal);
    });
    return { ignored, caught };
  }

  /** Whether a signal has no effect when it is taken. */
  ignored(signal: number): boolean {
    const { handler } = this.action(signal);
    if (handler === IGNORE_HANDLER) return true;
    if (handler !== DEFAULT_HANDLER) return false;
    const byDefault = this.defaultOf(signal);
    return byDefault === 'ignore' || byDefault === 'continue';
  }

  /** Whether children of this process leave no zombie. */
  get ignoresChildren(): boolean {
    const { handler, flags } = this.action(this.native('SIGCHLD'));
    return handler === IGNORE_HANDLER || (flags & SignalActionFlags.noChildWait) !== 0;
  }

  /** The kernel sends a signal to the thread that caused it: SIGPIPE, SIGXFSZ. */
  raise(thread: Thread, name: SignalName): void {
    const information = emptySignalInformation();
    information.pid = this.#process.pid;
    information.user = this.#process.credentials.user;
    this.generate(this.native(name), information, thread);
  }

  /** See ThreadSignals.maskUntilReturn; the set is cleared of what cannot be blocked. */
  maskUntilReturn(thread: Thread, mask: SignalSet): void {
    thread.signals.maskUntilReturn(this.blockable(mask));
  }

  /** Takes SIGKILL and SIGSTOP out of a set. */
  blockable(mask: SignalSet): SignalSet {
    return mask.delete(this.nativeOf(Signal.SIGKILL)).delete(this.nativeOf(Signal.SIGSTOP));
  }

  /**
   * A signal comes into being, for the process or for one of its threads. Job control acts now (SIGCONT continues
   * and SIGKILL ends even what cannot run); the rest when a thread next goes back to its program. EAGAIN: the queue is full
   * (RLIMIT_SIGPENDING), and what the signal carries may not be lost.
   */
  generate(signal: number, information: SignalInformation, target?: Thread): 0 | Errno {
    if (!this.#begin(signal, information, target)) return 0;
    const queues = signal >= this.#process.abi.signals.firstRealtime;
    const pending = (target?.signals ?? this).pending;
    // An ordinary signal of the kernel or of kill always has room for what it carries.
    const room = (!queues && information.code >= 0) || this.#room();
    if (room) pending.add(signal, information, queues);
    else if (queues && information.code !== SignalCode.user && information.code < SignalCode.kernel)
      return Errno.EAGAIN;
    else pending.addBare(signal, information.signal);
    this.#wake(signal, target);
    return 0;
  }

  /** A timer's signal: it has its place in the queue already. False when nobody will take it. */
  generateOwn(signal: number, information: SignalInformation, target: Thread | undefined, taken: () => void): boolean {
    if (target !== undefined && !this.#process.threads.includes(target)) return false;
    if (!this.#begin(signal, information, target)) return false;
    (target?.signals ?? this).pending.add(signal, information, true, taken);
    this.#wake(signal, target);
    return true;
  }

  /** What a signal does at once; false when it is not to be pending. */
  #begin(signal: number, information: SignalInformation, target: Thread | undefined): boolean {
    const process = this.#process;
    if (signal === 0 || process.ended !== undefined) return false;
    const neutral = process.abi.signals.toNeutral[signal] ?? 0;
    information.signal = neutral;
    if (neutral === Signal.SIGKILL) {
      process.processes.terminate(process, signal);
      return false;
    }
    if (neutral === Signal.SIGCONT) {
      for (const stop of STOP_SIGNALS) this.#discard(this.nativeOf(stop));
      process.processes.resume(process);
      for (const thread of process.threads) if (thread.trace !== undefined) groupGoesOn(thread);
    } else if (STOP_SIGNALS.includes(neutral)) {
      this.#discard(this.nativeOf(Signal.SIGCONT));
    }
    if (this.#unwanted(signal, information)) return false;
    const [leader] = process.threads;
    const one = target ?? leader;
    const blocked = one !== undefined && (one.signals.mask.has(signal) || one.signals.waitsFor(signal));
    // A tracer hears of what would be ignored too.
    return blocked || !this.ignored(signal) || (one?.trace !== undefined && signal !== 0);
  }

  /** Whether one more signal may be queued: RLIMIT_SIGPENDING, of this process's queues. */
  #room(): boolean {
    const { threads, limits } = this.#process;
    let count = this.pending.count;
    for (const { signals } of threads) count += signals.pending.count;
    return count < limits.current(Resource.pendingSignals);
  }

  /** Somebody shall take it. */
  #wake(signal: number, target: Thread | undefined): void {
    if (target !== undefined) {
      target.signals.recalculate();
      if (target.interrupted()) target.wakeForSignal();
      else if (target.signals.awaited?.has(signal) === true) target.wake();
      for (const listener of this.listeners) listener.generated(signal);
      return;
    }
    this.recalculate();
    const { threads } = this.#process;
    // The first thread if it can, as Linux.
    threads.find((thread) => !thread.signals.mask.has(signal))?.wakeForSignal();
    this.#wakeWaiters(signal);
    for (const listener of this.listeners) listener.generated(signal);
  }

  recalculate(): void {
    for (const thread of this.#process.threads) thread.signals.recalculate();
  }

  /** A child that stopped or goes on, and SA_NOCLDSTOP. */
  #unwanted(signal: number, { code }: SignalInformation): boolean {
    if (code < CHILD_TRAPPED || signal !== this.nativeOf(Signal.SIGCHLD)) return false;
    return (this.action(signal).flags & SignalActionFlags.noChildStop) !== 0;
  }

  #discard(signal: number): void {
    this.pending.discard(signal);
    for (const thread of this.#process.threads) {
      thread.signals.pending.discard(signal);
      thread.signals.recalculate();
    }
  }

  /** Threads in sigwait look for signals that they block. */
  #wakeWaiters(signal: number): void {
    for (const thread of this.#process.threads) if (thread.signals.awaited?.has(signal) === true) thread.wake();
  }
}

const DEFAULT_ACTION: SignalAction = { handler: DEFAULT_HANDLER, flags: 0, mask: new SignalSet(), restorer: 0 };
