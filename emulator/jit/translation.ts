/** From roots in a guest's code to a module: what stands between `Regions`, which knows addresses and frames, and the compiler. */
import { readU32 } from '../memory/access.ts';
import { pageNumber } from '../memory/mmu.ts';
import { FRAME_SIZE, type PhysicalMemory } from '../memory/physical-memory.ts';
import {
  type CodeView,
  type Mode,
  type Page,
  placeKey,
  type Span,
  type Translated,
  type Translation,
  type Wanted,
} from './code-view.ts';
import type { Compiler, Root } from './compiler.ts';
import { isNear } from './computed-jumps.ts';

export function translateRoots(
  compiler: Compiler,
  physical: PhysicalMemory,
  view: CodeView,
  mode: Mode,
  wanted: readonly Wanted[],
  first: number,
): Translation {
  const readers = wanted.map((root) => new RootReader(physical, view, mode, root));
  const { bytes, imports, regions, instructions } = compiler.compile(readers, mode.order, mode.bits, first);
  const roots = regions.map((place, index): Translated => {
    const reader = readers[index] as RootReader;
    const { pages, jumps, missing, cold } = reader;
    return {
      place:
        missing.length > 0
          ? 'incomplete'
          : place === undefined
            ? 'covered'
            : typeof place === 'number'
              ? place
              : 'hopeless',
      number: first + index,
      spans: typeof place === 'number' ? reader.spans() : [],
      pages: [...pages.values()].filter(({ frame }) => frame !== 0),
      jumps: [...jumps],
      cold: [...cold],
      missing,
    };
  });
  return { bytes, imports, roots, instructions };
}

/** More than a jump ever has: nothing is compiled anew because a call through a register goes somewhere else. */
const ENOUGH_TARGETS = 2 ** 20;

/** A root as the compiler asks for it, with notes of what it read. */
class RootReader implements Root {
  readonly address: bigint;
  readonly optional: boolean;
  readonly arrival: number;
  readonly pages = new Map<number, Page>();
  readonly jumps = new Map<number, number>();
  readonly cold = new Set<number>();
  readonly missing: [hi: number, lo: number][] = [];
  readonly #read = new Set<number>();
  readonly #physical: PhysicalMemory;
  readonly #view: CodeView;
  readonly #mode: Mode;
  readonly #hi: number;
  readonly #lo: number;

  constructor(physical: PhysicalMemory, view: CodeView, mode: Mode, { hi, lo, arrival, optional }: Wanted) {
    this.#physical = physical;
    this.#view = view;
    this.#mode = mode;
    this.#hi = hi;
    this.#lo = lo >>> 0;
    this.address = (BigInt(hi) << 32n) | BigInt(lo >>> 0);
    this.arrival = arrival;
    this.optional = optional;
  }

  get complete(): boolean {
    return this.missing.length === 0;
  }

  isRoot(at: number): boolean {
    const page = this.#page(at);
    return page !== undefined && page.frame !== 0 && this.#view.isRoot(page.frame, (this.#lo + at) | 0);
  }

  executed(at: number): boolean {
    const page = this.#page(at);
    // What cannot be executed, or is not known yet, is told elsewhere.
    if (page === undefined || page.frame === 0) return true;
    const lo = (this.#lo + at) | 0;
    // The interpreter may never come to where compiled code begins.
    return this.#view.executed(page.frame, lo) || this.#view.isRoot(page.frame, lo);
  }

  leftOut(at: number): void {
    const page = this.#page(at);
    if (page !== undefined && page.frame !== 0) this.cold.add(placeKey(page.frame, (this.#lo + at) | 0));
  }

  targetsOf(at: number): readonly number[] {
    const page = this.#page(at);
    if (page === undefined || page.frame === 0) return [];
    const lo = (this.#lo + at) | 0;
    const targets = this.#view.targets(page.frame, lo);
    const near = targets.filter(isNear);
    this.jumps.set(placeKey(page.frame, lo), near.length);
    return near.map((by) => at + by);
  }

  wentTo(at: number): readonly bigint[] {
    const page = this.#page(at);
    if (page === undefined || page.frame === 0) return [];
    const lo = (this.#lo + at) | 0;
    const key = placeKey(page.frame, lo);
    if (!this.jumps.has(key)) this.jumps.set(key, ENOUGH_TARGETS);
    return this.#view.targets(page.frame, lo).map((by) => {
      const address = this.address + BigInt(at) + BigInt(by);
      return this.#mode.bits === 32 ? BigInt.asUintN(32, address) : BigInt.asIntN(64, address);
    });
  }

  forgetJumps(): void {
    this.jumps.clear();
  }

  fetch(at: number): number | undefined {
    const page = this.#page(at);
    if (page === undefined || page.frame === 0) return undefined;
    this.#read.add(at);
    return readU32(this.#physical, page.frame, this.#mode.order, (this.#lo + at) & (FRAME_SIZE - 1));
  }

  /** What was read, in the order of addresses. */
  spans(): Span[] {
    const spans: { at: number; count: number; executed: boolean }[] = [];
    for (const at of [...this.#read].sort((a, b) => a - b)) {
      const executed = this.executed(at);
      const last = spans.at(-1);
      if (last !== undefined && last.at + 4 * last.count === at && last.executed === executed) last.count++;
      else spans.push({ at, count: 1, executed });
    }
    return spans;
  }

  #page(at: number): Page | undefined {
    const low = this.#lo + at;
    const lo = low | 0;
    const hi = this.#mode.bits === 32 ? 0 : (this.#hi + Math.floor(low / 2 ** 32)) | 0;
    const number = pageNumber(hi, lo);
    let page = this.pages.get(number);
    if (page === undefined) {
      const frame = this.#view.frame(hi, lo);
      if (frame === undefined) this.missing.push([hi, lo]);
      page = { hi, lo: lo & -FRAME_SIZE, frame: frame ?? 0 };
      this.pages.set(number, page);
    }
    return page;
  }
}
