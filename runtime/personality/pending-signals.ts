/**
 * Signals that were generated and not yet taken, of a thread or of a process as a whole.
 *
 * An ordinary signal is pending at most once; real-time signals queue up with what they carry (sigqueue(3)).
 */
import type { SignalInformation } from '../generated/structs.ts';
import { SignalSet } from './signal-set.ts';

export class PendingSignals {
  readonly set = new SignalSet();
  #queue: { readonly signal: number; readonly information: SignalInformation }[] = [];

  get count(): number {
    return this.#queue.length;
  }

  /** Adds a native signal; one that does not queue and is pending already is lost. */
  add(signal: number, information: SignalInformation, queues: boolean): void {
    if (!queues && this.set.has(signal)) return;
    this.set.add(signal);
    this.#queue.push({ signal, information });
  }

  /** Takes the oldest of a signal that is pending. */
  take(signal: number): SignalInformation | undefined {
    const at = this.#queue.findIndex((one) => one.signal === signal);
    if (at < 0) return undefined;
    const [taken] = this.#queue.splice(at, 1);
    if (!this.#queue.some((one) => one.signal === signal)) this.set.delete(signal);
    return taken?.information;
  }

  /** Other numbers for the same signals; those that become 0 are dropped. */
  renumber(renumber: (signal: number) => number): void {
    this.#queue = this.#queue.flatMap(({ signal, information }) => {
      const next = renumber(signal);
      return next === 0 ? [] : [{ signal: next, information }];
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
