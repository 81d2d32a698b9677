/** The signal state of one thread: mask, pending signals, alternate stack, and the mask to go back to after a wait. */
import type { SignalStack } from '../generated/structs.ts';
import { Attention } from '../kernel/attention.ts';
import type { Thread } from '../kernel/thread.ts';
import { PendingSignals } from './pending-signals.ts';
import { SignalSet } from './signal-set.ts';

export class ThreadSignals {
  readonly mask = new SignalSet();
  readonly pending = new PendingSignals();
  stack: SignalStack = noStack();
  /** What sigwait looks for while the thread is parked in it. */
  awaited: SignalSet | undefined;
  readonly #thread: Thread;
  readonly #saved = new SignalSet();
  readonly #frameMask = new SignalSet();
  #hasSaved = false;

  constructor(thread: Thread) {
    this.#thread = thread;
  }

  /** Whether the thread is parked in sigwait for a signal: it is taken though it would be ignored. */
  waitsFor(signal: number): boolean {
    return this.awaited?.has(signal) === true;
  }

  /** Replaces the mask. What may not be blocked (SIGKILL, SIGSTOP) is taken out by the caller. */
  setMask(mask: SignalSet): void {
    this.mask.assign(mask);
    this.recalculate();
  }

  /** Another mask until the call is over (sigsuspend, ppoll): a handler's frame then restores the one before. */
  maskUntilReturn(mask: SignalSet): void {
    if (!this.#hasSaved) this.#saved.assign(this.mask);
    this.#hasSaved = true;
    this.#thread.attention |= Attention.restoreMask;
    this.setMask(mask);
  }

  /** The mask that a handler's frame is to restore, good until the next; the one put aside is used up. */
  takeFrameMask(): SignalSet {
    const mask = this.#frameMask.assign(this.#hasSaved ? this.#saved : this.mask);
    this.#forgetSaved();
    return mask;
  }

  /** The call is over and no handler ran: the mask before comes back. */
  restoreMask(): void {
    if (this.#hasSaved) this.mask.assign(this.#saved);
    this.#forgetSaved();
    this.recalculate();
  }

  /** Keeps `attention` right after pending signals or the mask changed. */
  recalculate(): void {
    const shared = this.#thread.process.signals.pending.set;
    const open = this.pending.set.hasOutside(this.mask) || shared.hasOutside(this.mask);
    if (open) this.#thread.attention |= Attention.signal;
    else this.#thread.attention &= ~Attention.signal;
  }

  #forgetSaved(): void {
    this.#hasSaved = false;
    this.#thread.attention &= ~Attention.restoreMask;
  }
}

export function noStack(): SignalStack {
  return { address: 0, size: 0, disabled: true, onStack: false, autoDisarm: false };
}
