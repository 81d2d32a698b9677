/** What earlier runs have kept of the programs of this one: by the addresses of roots. */
import type { Mode } from './code-view.ts';
import { type KeptRegion, rootsOf, type StoredModule, type TranslationStore, unpackRegion } from './kept.ts';
import { pageNumber } from '../memory/mmu.ts';
import type { RegionNumbers } from './region-numbers.ts';

/** A stored module in this run. */
export interface KeptModule {
  readonly stored: StoredModule;
  readonly program: string;
  /** The functions of its instance, once one of its regions was reached; null: it cannot be used. */
  exports: WebAssembly.Instance['exports'] | undefined | null;
}

/** A region that may be there at its address. */
export class Kept {
  readonly module: KeptModule;
  readonly hi: number;
  readonly lo: number;
  /** This run has a better one. */
  replaced = false;
  readonly #begin: number;
  #region: KeptRegion | undefined;

  constructor(module: KeptModule, begin: number, hi: number, lo: number) {
    this.module = module;
    this.#begin = begin;
    this.hi = hi;
    this.lo = lo;
  }

  get region(): KeptRegion {
    return (this.#region ??= unpackRegion(this.module.stored.regions, this.#begin));
  }
}

const NONE: readonly Kept[] = [];

export class KeptRegions {
  readonly #store: TranslationStore;
  readonly #numbers: RegionNumbers;
  readonly #programs = new Map<string, KeptModule[]>();
  readonly #pages = new Map<number, Kept[]>();

  constructor(store: TranslationStore, numbers: RegionNumbers) {
    this.#store = store;
    this.#numbers = numbers;
  }

  /** A program begins, perhaps not for the first time. */
  bring(program: string): void {
    if (this.#programs.has(program)) return;
    const modules: KeptModule[] = [];
    for (const stored of this.#store.load(program)) {
      // Very seldom two runs had the same numbers.
      if (!this.#numbers.claim(stored.first, stored.count)) continue;
      const module: KeptModule = { stored, program, exports: undefined };
      modules.push(module);
      for (const [begin, hi, lo] of rootsOf(stored.regions)) {
        const page = pageNumber(hi, lo);
        const kept = new Kept(module, begin, hi, lo);
        const others = this.#pages.get(page);
        if (others === undefined) this.#pages.set(page, [kept]);
        else others.push(kept);
      }
    }
    this.#programs.set(program, modules);
  }

  get empty(): boolean {
    return this.#pages.size === 0;
  }

  /** Those that begin in a page. */
  inPage(hi: number, lo: number): readonly Kept[] {
    return this.#pages.get(pageNumber(hi, lo)) ?? NONE;
  }

  /** Those that may be at an address. */
  *at(hi: number, lo: number, { order, bits }: Mode): Generator<Kept> {
    for (const kept of this.inPage(hi, lo)) {
      if (kept.lo !== lo || kept.replaced) continue;
      const { stored, exports } = kept.module;
      if (exports !== null && stored.order === order && stored.bits === bits) yield kept;
    }
  }

  /** Those of every program that still are of use, by their modules. */
  *left(): Generator<readonly [program: string, modules: ReadonlyMap<KeptModule, readonly Kept[]>]> {
    const byModule = new Map<KeptModule, Kept[]>();
    for (const kept of [...this.#pages.values()].flat()) {
      if (kept.replaced || kept.module.exports === null) continue;
      const others = byModule.get(kept.module);
      if (others === undefined) byModule.set(kept.module, [kept]);
      else others.push(kept);
    }
    for (const [program, modules] of this.#programs)
      yield [
        program,
        new Map(modules.flatMap((module) => (byModule.has(module) ? [[module, byModule.get(module) ?? []]] : []))),
      ];
  }
}
