/**
 * Signals that were generated and not yet taken, of a thread or of a process as a whole.
 *
 * An ordinary signal is pending at most once; real-time signals queue up with what they carry (sigqueue(3)).
 */
import { emptySignalInformation, type SignalInformation } from '../generated/structs.ts';
import { SignalSet } from './signal-set.ts';

interface Entry {
  readonly signal: number;
  readonly information: SignalInformation;
  /** Told when the signal is taken, before anybody sees what it carries. */
  readonly taken: (() => void) | undefined;
}

export class PendingSignals {
  readonly set = new SignalSet();
  #queue: Entry[] = [];
  /** Neutral numbers of signals that found no room, by native ones. */
  readonly #bare = new Map<number, number>();

  get count(): number {
    return this.#queue.length;
  }

  /** Adds a native signal; one that does not queue and is pending already is lost. */
  add(signal: number, information: SignalInformation, queues: boolean, taken?: () => void): void {
    if (!queues && this.set.has(signal)) return;
    this.set.add(signal);
    this.#queue.push({ signal, information, taken });
  }

  /** The queue is full: the signal is pending, and of what it carries its neutral number alone is left. */
  addBare(signal: number, neutral: number): void {
    this.set.add(signal);
    this.#bare.set(signal, neutral);
  }

  /** Takes the oldest of a signal that is pending. */
  take(signal: number): SignalInformation | undefined {
    if (!this.set.has(signal)) return undefined;
    const queue = this.#queue;
    let at = -1;
    let more = false;
    for (let i = 0; i < queue.length && !more; i++) {
      if (queue[i]?.signal !== signal) continue;
      more = at >= 0;
      if (at < 0) at = i;
    }
    if (!more) this.set.delete(signal);
    const taken = queue[at];
    if (taken !== undefined) {
      // Alone, as it mostly is, it needs no other array.
      if (queue.length === 1) queue.pop();
      else queue.splice(at, 1);
      taken.taken?.();
      return taken.information;
    }
    const information = emptySignalInformation();
    information.signal = this.#bare.get(signal) ?? 0;
    return information;
  }

  /** Other numbers for the same signals; those that become 0 are dropped. */
  renumber(renumber: (signal: number) => number): void {
    this.#queue = this.#queue.flatMap((one) => {
      const next = renumber(one.signal);
      return next === 0 ? [] : [{ ...one, signal: next }];
    });
    this.set.clear();
    for (const { signal } of this.#queue) this.set.add(signal);
  }

  /** Drops every signal of a kind. */
  discard(signal: number): void {
    if (!this.set.has(signal)) return;
    this.set.delete(signal);
    this.#queue = this.#queue.filter((one) => one.signal !== signal);
  }
}
