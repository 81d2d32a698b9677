/**
 * Guest code as it is told to a translator in another thread: which frames pages have, and what is known of the places in them.
 * Flat lists of numbers, because a message is copied.
 */
import { wasExecuted } from '../interpreter/decoded-pages.ts';
import { pageNumber } from '../memory/mmu.ts';
import type { PhysicalMemory } from '../memory/physical-memory.ts';
import { isSeen, SEEN_BYTES } from './seen-code.ts';
import { type CodeView, type Mode, placeKey, type Wanted } from './code-view.ts';

export interface CodeLists {
  /** The number of a page, the frame to execute there or 0, its decoded page or 0, and so on. */
  readonly pages: Float64Array;
  /** Places where regions begin (`placeKey`). */
  readonly roots: Float64Array;
  /** Frames in which an earlier run has seen code, and for each of them its bits (`SeenCode`). */
  readonly seen: Float64Array;
  readonly seenBits: Uint8Array;
  /** The place of a computed jump, the number of its distances, these, and so on. */
  readonly jumps: Float64Array;
}

/** Plain values, fit to be sent to another thread. */
export interface TranslationRequest extends Mode {
  readonly id: number;
  readonly wanted: readonly Wanted[];
  /** The number of the first one's region. */
  readonly first: number;
  readonly code: CodeLists;
}

export class SentCode implements CodeView {
  readonly #physical: PhysicalMemory;
  readonly #frames = new Map<number, number>();
  readonly #decoded = new Map<number, number>();
  readonly #roots: ReadonlySet<number>;
  readonly #jumps = new Map<number, readonly number[]>();
  readonly #seen: ReadonlyMap<number, Uint8Array>;

  constructor(physical: PhysicalMemory, { pages, roots, jumps, seen, seenBits }: CodeLists) {
    this.#physical = physical;
    for (let i = 0; i < pages.length; i += 3) {
      this.#frames.set(pages[i] as number, pages[i + 1] as number);
      this.#decoded.set(pages[i + 1] as number, pages[i + 2] as number);
    }
    this.#roots = new Set(roots);
    const bitsOf = (index: number): Uint8Array => seenBits.subarray(index * SEEN_BYTES, (index + 1) * SEEN_BYTES);
    this.#seen = new Map([...seen].map((frame, index) => [frame, bitsOf(index)]));
    for (let i = 0; i < jumps.length; ) {
      const count = jumps[i + 1] as number;
      this.#jumps.set(jumps[i] as number, [...jumps.subarray(i + 2, i + 2 + count)]);
      i += 2 + count;
    }
  }

  frame(hi: number, lo: number): number | undefined {
    return this.#frames.get(pageNumber(hi, lo));
  }

  isRoot(frame: number, lo: number): boolean {
    return this.#roots.has(placeKey(frame, lo));
  }

  /** Looks into the memory that both threads have: a little later than when it was asked. */
  executed(frame: number, lo: number): boolean {
    const page = this.#decoded.get(frame) ?? 0;
    if (page !== 0 && wasExecuted(this.#physical, page, lo)) return true;
    const seen = this.#seen.get(frame);
    return seen !== undefined && isSeen(seen, lo);
  }

  targets(frame: number, lo: number): readonly number[] {
    return this.#jumps.get(placeKey(frame, lo)) ?? [];
  }
}
