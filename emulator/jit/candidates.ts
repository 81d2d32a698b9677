/** Roots that are to be compiled: who is hot enough, who waits, who is next. */
import type { Mmu } from '../memory/mmu.ts';
import { ARRIVAL } from '../state.ts';
import type { Wanted } from './code-view.ts';
import type { Region } from './region.ts';

/** How often `hot` is called for a function or a loop, or for a place in the middle of a function, before it is compiled. */
export interface Patience {
  readonly outer: number;
  readonly inner: number;
}

/** Roots whose calls are counted at once. */
const COUNTED = 100_000;
/** Roots that may wait: beyond it nothing is as hot as it seems. */
const WAITING = 4096;

/** A root that is to be compiled. */
export interface Candidate extends Wanted {
  /** The region whose next edition this is. */
  readonly replaces: Region | undefined;
  readonly mmu: Mmu;
  readonly key: number;
  /** How often it was found hot while it waited. */
  calls: number;
  /** Pages that were asked for in vain. */
  needs: readonly (readonly [hi: number, lo: number])[];
  rounds: number;
}

export class Candidates {
  readonly #patience: Patience;
  readonly #calls = new Map<number, number>();
  #waiting: Candidate[] = [];

  constructor(patience: Patience) {
    this.#patience = patience;
  }

  get size(): number {
    return this.#waiting.length;
  }

  /** Counts a call of `hot` for a root; whether it was often enough. */
  isHot(key: number, arrival: number): boolean {
    const calls = (this.#calls.get(key) ?? 0) + 1;
    if (calls >= (arrival >= ARRIVAL.other ? this.#patience.inner : this.#patience.outer)) {
      this.#calls.delete(key);
      return true;
    }
    if (this.#calls.size > COUNTED) this.#calls.clear();
    this.#calls.set(key, calls);
    return false;
  }

  /** Makes a root wait, or a waiting one more urgent. */
  add(candidate: Candidate): void {
    const same = this.#waiting.find(({ key, mmu }) => key === candidate.key && mmu === candidate.mmu);
    if (same !== undefined) same.calls++;
    else if (this.#waiting.length < WAITING) this.#waiting.push(candidate);
  }

  /** Takes at most so many roots of one space, the most urgent one and others of its space, in the order of their addresses: functions stand before their loops. */
  take(most: number): Candidate[] {
    this.#waiting = this.#waiting.filter(({ mmu }) => !mmu.released);
    const sorted = this.#waiting.toSorted((a, b) => b.calls - a.calls);
    const [first] = sorted;
    if (first === undefined) return [];
    const taken = new Set(sorted.filter(({ mmu }) => mmu === first.mmu).slice(0, most));
    this.#waiting = this.#waiting.filter((one) => !taken.has(one));
    return [...taken].sort((a, b) => a.hi - b.hi || (a.lo >>> 0) - (b.lo >>> 0));
  }
}
