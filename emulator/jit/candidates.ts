/** Roots that are to be compiled: who is hot enough, who waits, who is next. */
import type { Mmu } from '../memory/mmu.ts';
import { ARRIVAL } from '../state.ts';
import { frameOf, type Wanted } from './code-view.ts';
import type { Region } from './region.ts';

/**
 * How often `hot` is called for a function or a loop, or for a place in the middle of a function, before it is compiled; and how
 * much fuel guests may use while such a root waits for others to be compiled with.
 */
export interface Patience {
  readonly outer: number;
  readonly inner: number;
  readonly fuel: number;
}

/** Roots whose calls are counted at once. */
const COUNTED = 100_000;
/** Roots that may wait: beyond it nothing is as hot as it seems. */
const WAITING = 4096;

/** A root that is to be compiled. */
export interface Candidate extends Wanted {
  /** The region whose next edition this is. */
  readonly replaces: Region | undefined;
  /** It is the same edition, only in the module of others. */
  readonly gathers?: boolean;
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

  /** Makes a root wait, or a waiting one more urgent, whatever space it is of: what is compiled is for all that have the same frames. */
  add(candidate: Candidate): void {
    const same = this.#waiting.find(({ key, mmu }) => key === candidate.key && !mmu.released);
    if (same !== undefined) same.calls++;
    else if (this.#waiting.length < WAITING) this.#waiting.push(candidate);
  }

  /**
   * Takes at most so many roots of one space, the most urgent one and others that its space has too, in the order of their
   * addresses: functions stand before their loops. `wanted` says of which there is no compiled code yet.
   */
  take(most: number, wanted: (candidate: Candidate) => boolean): Candidate[] {
    this.#waiting = this.#waiting.filter((one) => !one.mmu.released && wanted(one));
    const sorted = this.#waiting.toSorted((a, b) => b.calls - a.calls);
    const [first] = sorted;
    if (first === undefined) return [];
    const { mmu } = first;
    const taken = new Set<Candidate>();
    for (const one of sorted) {
      if (taken.size === most) break;
      if (one.mmu === mmu || isIn(mmu, one)) taken.add(one);
    }
    this.#waiting = this.#waiting.filter((one) => !taken.has(one));
    const ofOne = [...taken].map((one) => (one.mmu === mmu ? one : { ...one, mmu }));
    return ofOne.sort((a, b) => a.hi - b.hi || (a.lo >>> 0) - (b.lo >>> 0));
  }
}

/** Whether a space has the same code where a root of another one is: one of the processes of a server. */
function isIn(mmu: Mmu, { mmu: own, hi, lo, key }: Candidate): boolean {
  return mmu.order === own.order && mmu.bits === own.bits && mmu.fetch(hi, lo) === frameOf(key);
}
