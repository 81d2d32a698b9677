/** What earlier runs have kept of the programs of this one: by the addresses of roots. */
import type { Mode } from './code-view.ts';
import {
  type Keepable,
  keepable,
  type KeptRegion,
  rootsOf,
  type StoredModule,
  type TranslationStore,
  unpackRegion,
} from './kept.ts';
import { pageNumber } from '../memory/mmu.ts';
import type { PhysicalMemory } from '../memory/physical-memory.ts';
import { keptForm } from './kept-code.ts';
import type { Made, Region } from './region.ts';
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
  readonly #programs = new Set<string>();
  readonly #pages = new Map<number, Kept[]>();

  constructor(store: TranslationStore, numbers: RegionNumbers) {
    this.#store = store;
    this.#numbers = numbers;
  }

  /** A program begins, perhaps not for the first time. */
  bring(program: string): void {
    if (this.#programs.has(program)) return;
    this.#programs.add(program);
    for (const stored of this.#store.load(program)) {
      // Very seldom two runs had the same numbers.
      if (!this.#numbers.claim(stored.first, stored.count)) continue;
      const module: KeptModule = { stored, program, exports: undefined };
      for (const [begin, hi, lo] of rootsOf(stored.regions)) {
        const page = pageNumber(hi, lo);
        const kept = new Kept(module, begin, hi, lo);
        push(this.#pages, page, kept);
      }
    }
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

  /** Stores for every program what there is now: regions of this run, and of earlier ones what no other has replaced. `distances`: of a jump. */
  save(regions: readonly Region[], physical: PhysicalMemory, distances: (jump: number) => readonly number[]): void {
    const programs = new Map<string, Keepable[]>();
    for (const [{ fresh, program = '', exports }, own] of byOrigin(regions)) {
      const kept = own.map((region) => keptForm(physical, region, distances)).filter((form) => form !== undefined);
      const functions = kept.map(({ place }) => exports[String(place)]);
      if (kept.length > 0) push(programs, program, { module: fresh, ...keepable(kept), functions });
    }
    for (const [{ stored, program, exports }, all] of this.#left()) {
      const functions = exports === undefined ? [] : all.map(({ place }) => exports[String(place)]);
      push(programs, program, { module: stored, ...keepable(all), functions });
    }
    for (const [program, modules] of programs) this.#store.save(program, modules);
  }

  /** By module; those that cannot be used are left out. */
  #left(): ReadonlyMap<Usable, KeptRegion[]> {
    const left = new Map<Usable, KeptRegion[]>();
    for (const { module, replaced, region } of [...this.#pages.values()].flat())
      if (!replaced && isUsable(module)) push(left, module, region);
    return left;
  }
}

type Usable = KeptModule & { readonly exports: WebAssembly.Instance['exports'] | undefined };

function isUsable(module: KeptModule): module is Usable {
  return module.exports !== null;
}

/** Regions of this run that belong to a program, by their modules. */
function byOrigin(regions: readonly Region[]): ReadonlyMap<Made, Region[]> {
  const made = new Map<Made, Region[]>();
  for (const region of regions) {
    const { origin } = region;
    if (!(origin instanceof Kept) && origin.program !== undefined) push(made, origin, region);
  }
  return made;
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const others = map.get(key);
  if (others === undefined) map.set(key, [value]);
  else others.push(value);
}
