/**
 * The compiled code of a processor: what was compiled, where it holds, and what is to be compiled next.
 *
 * A region belongs to the frames that its instructions were read from, at the addresses they had. Any address space
 * that has the same frames there may use it: so it survives fork and exec. That is checked
 * when a space first jumps there; then the space's jump cache has it, until a page of it is flushed.
 */
import { type Mmu, pageNumber } from '../memory/mmu.ts';
import type { PhysicalMemory } from '../memory/physical-memory.ts';
import { wasExecuted } from '../interpreter/decoded-pages.ts';
import { ARRIVAL, type CpuState, STATE } from '../state.ts';
import { type Candidate, Candidates, type Patience } from './candidates.ts';
import { type CodeView, frameOf, placeKey, type Translated, type Translation } from './code-view.ts';
import type { Compiler } from './compiler.ts';
import { ComputedJumps } from './computed-jumps.ts';
import { Flights } from './flights.ts';
import type { TranslationStore } from './kept.ts';
import { findKept } from './kept-code.ts';
import { Kept, KeptRegions } from './kept-regions.ts';
import type { Made, Region } from './region.ts';
import { RegionNumbers } from './region-numbers.ts';
import { SeenCode } from './seen-code.ts';
import { type JitStatistics, noStatistics } from './statistics.ts';
import { translateRoots } from './translation.ts';
import type { TranslationAnswer, Translator } from './translator.ts';

/** How often a target is reached by the interpreter before `hot` is called. */
const THRESHOLD = 250;
/**
 * `outer` and `inner`: how often that happens before something is compiled. With fewer arrivals the thread that runs a program takes
 * less time, but all threads together more. A C++ compiler, milliseconds of that thread and of all: 5,000 arrivals 4563 and 12342, 1,500 arrivals 4546 and
 * 16320, 750 arrivals 5193 and 18600. Formatted output of libc for five seconds: 5059 and 7446; 2,000 arrivals 4325 and 6626.
 * `fuel`: eight quanta of a program that computes. Counted in quanta, servers that wait after every few thousand branches got a module for
 * every third root; 400 modules instead of 100 cost a web server a third of its time, because functions far apart from each other
 * are seldom in the host's TLB.
 */
const ENOUGH: Patience = { outer: 12, inner: 24, fuel: 400_000 };
/** Roots that are compiled at once; fewer, or in a thread very few, when patience ends. */
const BATCH = 16;
const FEW = 4;
/**
 * And so much longer, or until so many of what earlier runs have left are missing, before a compiler is even loaded: that takes as long as
 * 3,000 instructions do.
 */
const RELUCTANCE = 8;
const MISSING = 1 / 8;
/** With so many modules it waits twice as long, with twice as many three times: a module costs 50 KB besides its code. */
const MANY_MODULES = 16;
/** And when so many wait. */
const LARGE_BATCH = 64;
/**
 * When so much fuel was used without a new module, at least and at most so many regions are put into one. 100,000 rows into sqlite,
 * seconds: never 17.1, after 5 million 16.7, after 2.5 million 16.0, after one million 15.3; but python, which runs for four, 3.6 and 4.3.
 */
const GATHERED = { fuel: 2_000_000, least: 64, most: 1600 };
/** And when they are so much of all that would be together: the others are compiled anew with them, because their calls go to these. */
const SCATTERED = 1 / 3;
/** What is there is stored now and then, for who is killed: in milliseconds at most so often, and for this part of the time. */
const KEPT = { every: 3000, part: 1 / 50 };
/** Regions of an earlier run that came in a module with so many are not scattered. */
const TOGETHER = 32;
const FIRST_SLOTS = 4096;
/**
 * Why compiled code was left, by the low bits of its result: it returned to, or jumped through a register to, where no region begins;
 * for an instruction that the interpreter must do (a fault, a page that is not in the TLB, what has no native form); a
 * system call gave the processor away; a call or branch to what is not compiled, or the quantum was over.
 */
const EXITS = ['elsewhere', 'instruction', 'system', 'cold'] as const;
/** Users of a region among whom those that are gone are looked for. */
const MANY_USERS = 16;
/** How often a region is compiled anew because a computed jump in it went to new places, or a cold place became hot. */
const EDITIONS = 4;
/** And how many times as many targets there must be: each operation of a bytecode interpreter may have the jump to all others. */
const MORE = 1.25;

/** The functions of an interpreter's instance, and the host's, that compiled code calls. */
export type RegionImports = (mmu: Mmu) => Readonly<Record<string, unknown>>;

/** Who compiles: a compiler at once whatever is reached (for tests), or one that is loaded when something is hot, or a thread. */
export interface Compiling {
  readonly compiler: (() => Promise<Compiler>) | Compiler;
  readonly translator?: Translator | undefined;
  /** Keeps what is compiled for later runs. */
  readonly store?: TranslationStore | undefined;
  /** 32 bits. */
  readonly random: () => number;
  /** Default: `ENOUGH`. */
  readonly patience?: Patience | undefined;
  /** Default: `GATHERED`. */
  readonly gathered?: typeof GATHERED | undefined;
  /** The decoded page of a frame, which tells what was executed; 0 without one. */
  readonly decoded: (frame: number, mmu: Mmu) => number;
  /** For a compiler that compiles at once, what it shall take for executed; by default everything. */
  readonly executed?: ((frame: number, lo: number) => boolean) | undefined;
}

export class Regions {
  /** For the one function by which everybody reaches it: see ../interpreter/region-entry.ts. */
  readonly table = new WebAssembly.Table({ element: 'anyfunc', initial: FIRST_SLOTS });
  readonly threshold: number;
  readonly statistics: JitStatistics = noStatistics();
  /** Of the thread that is running. */
  mmu: Mmu | undefined;
  readonly #physical: PhysicalMemory;
  readonly #imports: RegionImports;
  readonly #decoded: Compiling['decoded'];
  readonly #executed: Compiling['executed'];
  readonly #gathered: typeof GATHERED;
  readonly #load: (() => Promise<Compiler>) | undefined;
  #compiler: Compiler | undefined;
  #loading = false;
  readonly #flights: Flights | undefined;
  readonly #candidates: Candidates;
  readonly #patience: number;
  readonly #byRoot = new Map<number, Region[]>();
  readonly #byFrame = new Map<number, Set<Region>>();
  /** The keys of `byRoot`, by frame. */
  readonly #roots = new Map<number, Set<number>>();
  /** Regions by the cold places that they leave for. */
  readonly #cold = new Map<number, Set<Region>>();
  readonly #hopeless = new Map<number, Set<number>>();
  /** Roots that were left out once, because another region has them. */
  readonly #postponed = new Set<number>();
  readonly #jumps = new ComputedJumps();
  readonly #seen = new SeenCode();
  readonly #numbers: RegionNumbers;
  readonly #kept: KeptRegions | undefined;
  readonly #free: number[] = [];
  #slots = 1;
  /** Fuel that was used since something was wanted. */
  #waited = 0;
  /** Fuel since the last module came, and regions that came since many were put together. */
  #calm = 0;
  #scattered = 0;
  /** So many must be scattered until all are looked through for what is to be put together. */
  #enough: number;
  /** Regions made or found when what is there was stored last. */
  #stored = 0;
  #keepAfter = KEPT.every;

  constructor(
    physical: PhysicalMemory,
    imports: RegionImports,
    { compiler, translator, store, random, patience = ENOUGH, gathered = GATHERED, decoded, executed }: Compiling,
  ) {
    this.#numbers = new RegionNumbers(random());
    this.#kept = store === undefined ? undefined : new KeptRegions(store, this.#numbers);
    this.#decoded = decoded;
    this.#executed = executed;
    this.#gathered = gathered;
    this.#enough = gathered.least;
    this.#physical = physical;
    this.#imports = imports;
    if (typeof compiler === 'function') this.#load = compiler;
    else this.#compiler = compiler;
    this.threshold = this.#eager ? 1 : THRESHOLD;
    this.#flights =
      translator === undefined || this.#eager
        ? undefined
        : new Flights(translator, physical, {
            frame: (mmu, hi, lo) => mmu.fetch(hi, lo),
            decoded: (frame, mmu) => this.#decoded(frame, mmu),
            roots: (frame) => this.#roots.get(frame) ?? [],
            jumps: (frame) => this.#jumps.inFrame(frame),
            seen: (frame) => this.#seen.of(frame),
            numbers: (count) => this.#numbers.take(count),
            landed: (mmu, candidates, answer) => this.#landed(mmu, candidates, answer),
          });
    this.#candidates = new Candidates(patience);
    this.#patience = patience.fuel;
  }

  /** The interpreter's question: see `hot` in emulator/interpreter/runtime-functions.ts. */
  hot(cpu: number, hi: number, lo: number, counter: number): number {
    const mmu = this.#running();
    const frame = mmu.fetch(hi, lo);
    if (frame === 0) return 0;
    const key = placeKey(frame, lo);
    const arrival = this.#physical.i32[(cpu + STATE.arrival) >>> 2] as number;
    const region = this.#find(mmu, key, hi, lo) ?? this.#revive(mmu, key, hi, lo);
    if (region !== undefined) {
      this.#enter(mmu, region);
      return 1;
    }
    this.#physical.u8[counter] = 0;
    if (arrival === ARRIVAL.jump && this.#revise(cpu, mmu, hi, lo)) return 0;
    if (this.#hopeless.get(frame)?.has(lo) === true) return 0;
    if (!this.#eager) {
      const worth = this.#cold.has(key) ? ARRIVAL.call : arrival;
      if (!this.#candidates.isHot(key, worth) || this.#flights?.has(key) === true) return 0;
      if (this.#widen(mmu, key)) return 0;
    }
    const candidate = this.#candidate(mmu, { hi, lo, key, arrival }, undefined);
    if (this.#eager) return this.#compileAtOnce(candidate);
    // Where little is left to be compiled, loading a compiler costs more than it brings.
    if (this.statistics.kept === 0) this.#start();
    this.#candidates.add(candidate);
    return this.#compiler !== undefined && this.#candidates.size >= BATCH ? 2 : 0;
  }

  /** See `jumped` in emulator/interpreter/runtime-functions.ts. */
  jumped(cpu: number, hi: number, lo: number): void {
    const jump = this.#jumpFrom(cpu);
    if (jump !== undefined) this.#jumps.add(jump.key, distance(jump, hi, lo));
  }

  /** A program begins: what earlier runs kept of it is at hand. */
  bring(program: string): void {
    this.#kept?.bring(program);
  }

  /** A page begins to be executed, whose counters begin here: what was kept is entered when it is reached. */
  reached(hi: number, lo: number, counters: number): void {
    if (this.#kept === undefined) return;
    for (const kept of this.#kept.inPage(hi, lo)) this.#physical.u8[counters + ((kept.lo >>> 2) & 1023)] = 255;
  }

  #keepInTime(): void {
    const { regions, kept } = this.statistics;
    if (this.#kept === undefined || regions + kept === this.#stored) return;
    const begin = performance.now();
    if (begin < this.#keepAfter) return;
    this.keep();
    const end = performance.now();
    this.#keepAfter = end + Math.max(KEPT.every, (end - begin) / KEPT.part);
  }

  /** Stores what was compiled for programs, for later runs. */
  keep(): void {
    const { regions, kept } = this.statistics;
    if (this.#kept === undefined || regions + kept === this.#stored) return;
    this.#stored = regions + kept;
    this.#kept.save([...this.#byRoot.values()].flat(), this.#physical, (jump) => this.#jumps.of(jump));
  }

  /** Compiles what was found hot, or has it compiled. Guests used so much fuel since it was called last. To be called while nothing runs. */
  compileWanted(used: number, mmu: Mmu): void {
    const waiting = this.#candidates.size;
    this.#calm += used;
    this.#keepInTime();
    if (this.#calm > this.#gathered.fuel && this.#flights?.ready === true) this.#gather(mmu);
    if (waiting === 0) return;
    this.#waited += used;
    const many = Math.min(BATCH, Math.max(FEW, this.statistics.kept * MISSING));
    if (waiting >= many || this.#waited >= this.#patience * RELUCTANCE) this.#start();
    if (this.#flights !== undefined) {
      const { modules } = this.statistics;
      if (
        !this.#flights.ready ||
        (waiting < Math.min(LARGE_BATCH, FEW + modules / FEW) &&
          this.#waited < this.#patience * (1 + modules / MANY_MODULES))
      )
        return;
      this.#waited = 0;
      const taken = this.#candidates.take(waiting > 2 * BATCH ? LARGE_BATCH : BATCH, this.#isWanted);
      if (taken.length > 0) this.#flights.send(taken);
      return;
    }
    // A module for each region would take more time than a few quanta without it.
    if (this.#compiler === undefined || (waiting < BATCH && this.#waited < this.#patience)) return;
    this.#waited = 0;
    while (this.#candidates.size > 0) this.#compile(this.#candidates.take(Infinity, this.#isWanted), this.#compiler);
  }

  /**
   * Regions that came in many modules come anew in a few: functions far apart from each other are seldom in the host's TLB. Of the
   * space that is running.
   */
  #gather(mmu: Mmu): void {
    const { least, most } = this.#gathered;
    this.#calm = 0;
    if (this.#scattered < this.#enough || this.#flights?.gathers === true) return;
    const regions = [...this.#byRoot.values()]
      .flat()
      .filter((region) => this.#holds(region, mmu) && this.#isDecoded(mmu, region))
      .sort((a, b) => a.hi - b.hi || (a.lo >>> 0) - (b.lo >>> 0));
    let left = 0;
    for (let from = 0; from < regions.length; from += most) {
      const together = regions.slice(from, from + most);
      const scattered = together.reduce((sum, { gathered }) => sum + Number(!gathered), 0);
      if (scattered < Math.max(least, together.length * SCATTERED) || this.#flights?.ready !== true) {
        left += scattered;
        continue;
      }
      this.#flights.send(
        together.map((region) => {
          const { hi, lo, key, arrival } = region;
          return { ...this.#candidate(mmu, { hi, lo, key, arrival }, region), optional: false, gathers: true };
        }),
      );
    }
    this.#scattered = left;
    this.#enough = left + least;
  }

  #isDecoded(mmu: Mmu, { key, lo }: Region): boolean {
    return this.#wasExecuted(frameOf(key), lo, mmu);
  }

  #wasExecuted(frame: number, lo: number, mmu: Mmu): boolean {
    const page = this.#decoded(frame, mmu);
    return (page !== 0 && wasExecuted(this.#physical, page, lo)) || this.#seen.has(frame, lo);
  }

  /** Another process may have brought the same code meanwhile. */
  readonly #isWanted = ({ replaces, mmu, key, hi, lo }: Candidate): boolean =>
    replaces !== undefined || this.#find(mmu, key, hi, lo) === undefined;

  /** Takes the counts of exits out of a thread's state block. */
  countExits({ address }: CpuState): void {
    const { i32 } = this.#physical;
    const { exits } = this.statistics;
    const at = (address + STATE.regionExits) >>> 2;
    EXITS.forEach((reason, kind) => {
      const count = i32[at + kind] as number;
      if (count === 0) return;
      i32[at + kind] = 0;
      exits[reason] = (exits[reason] ?? 0) + count;
    });
  }

  /** Drops what was compiled of a frame. */
  forgetFrame(frame: number): void {
    this.#hopeless.delete(frame);
    this.#seen.forget(frame);
    this.#flights?.changed(frame);
    const regions = this.#byFrame.get(frame);
    if (regions === undefined) return;
    for (const region of [...regions]) this.#drop(region);
  }

  /** Everything is compiled when it is first reached. */
  get #eager(): boolean {
    return this.#load === undefined;
  }

  #candidate(
    mmu: Mmu,
    root: Pick<Candidate, 'hi' | 'lo' | 'key' | 'arrival'>,
    replaces: Region | undefined,
  ): Candidate {
    const optional = !this.#postponed.has(root.key);
    return { ...root, mmu, replaces, optional, calls: 0, needs: [], rounds: 0 };
  }

  /**
   * A computed jump went to a place that the region it is in did not know of: the region is compiled anew. False when there is no
   * such region, or it had its chances.
   */
  #revise(cpu: number, mmu: Mmu, hi: number, lo: number): boolean {
    const jump = this.#jumpFrom(cpu);
    this.#clearJump(cpu);
    if (jump === undefined) return false;
    this.#jumps.add(jump.key, distance(jump, hi, lo));
    let any = false;
    const targets = this.#jumps.count(jump.key);
    for (const region of this.#byFrame.get(jump.frame) ?? []) {
      // What it knew and has no room for stays outside, and so do a few of many.
      if (
        (region.jumps.get(jump.key) ?? targets) * MORE >= targets ||
        region.edition >= EDITIONS ||
        !region.users.has(mmu)
      )
        continue;
      any = true;
      this.#again(mmu, region);
    }
    return any;
  }

  /** A place that was cold is not: regions that leave there are compiled anew, with it. False when there are none, or they had their chances. */
  #widen(mmu: Mmu, key: number): boolean {
    let any = false;
    for (const region of this.#cold.get(key) ?? []) {
      if (region.edition >= EDITIONS || !region.users.has(mmu)) continue;
      any = true;
      this.#again(mmu, region);
    }
    return any;
  }

  /** Has a region compiled anew, with what is known now. */
  #again(mmu: Mmu, region: Region): void {
    const { hi, lo, arrival } = region;
    const key = placeKey(mmu.fetch(hi, lo), lo);
    if (this.#flights?.has(key) === true) return;
    this.#candidates.add(this.#candidate(mmu, { hi, lo, key, arrival }, region));
  }

  /** The computed jump that the interpreter just did. */
  #jumpFrom(cpu: number): { hi: number; lo: number; frame: number; key: number } | undefined {
    const { i32 } = this.#physical;
    const at = (cpu + STATE.jumpFrom) >>> 2;
    const lo = i32[at] as number;
    const hi = i32[at + 1] as number;
    if (lo === 0) return undefined;
    const frame = this.#running().fetch(hi, lo);
    return frame === 0 ? undefined : { hi, lo, frame, key: placeKey(frame, lo) };
  }

  #clearJump(cpu: number): void {
    const at = (cpu + STATE.jumpFrom) >>> 2;
    this.#physical.i32.fill(0, at, at + 2);
  }

  #start(): void {
    if (this.#loading || this.#load === undefined) return;
    this.#loading = true;
    if (this.#flights?.start() === true) return;
    void this.#load().then((compiler) => {
      this.#compiler = compiler;
    });
  }

  #compileAtOnce(candidate: Candidate): number {
    const { mmu, key, hi, lo } = candidate;
    this.#compile([{ ...candidate, optional: false }], this.#compiler as Compiler);
    const region = this.#find(mmu, key, hi, lo);
    if (region === undefined) return 0;
    this.#enter(mmu, region);
    return 1;
  }

  #compile(candidates: readonly Candidate[], compiler: Compiler): void {
    const mmu = candidates[0]?.mmu;
    if (mmu === undefined) return;
    const begin = performance.now();
    const view: CodeView = {
      frame: (hi, lo) => mmu.fetch(hi, lo),
      isRoot: (frame, lo) => this.#byRoot.has(placeKey(frame, lo)),
      executed: (frame, lo) => {
        if (this.#eager) return this.#executed?.(frame, lo) ?? true;
        return this.#wasExecuted(frame, lo, mmu);
      },
      targets: (frame, lo) => this.#jumps.of(placeKey(frame, lo)),
    };
    const first = this.#numbers.take(candidates.length);
    const translation = translateRoots(compiler, this.#physical, view, mmu, candidates, first);
    const { bytes, instructions } = translation;
    const translated = performance.now();
    const module = new WebAssembly.Module(bytes);
    this.#install(mmu, candidates, module, translation);
    const { statistics } = this;
    statistics.translating += translated - begin;
    statistics.compiling += performance.now() - translated;
    statistics.instructions += instructions;
    statistics.wasmBytes += bytes.length;
  }

  /** A translator in another thread is done; candidates whose code has changed meanwhile are not among these. */
  #landed(mmu: Mmu, candidates: readonly (Candidate | undefined)[], answer: TranslationAnswer): void {
    const begin = performance.now();
    const { module, roots, instructions, bytes, translating, compiling } = answer;
    this.#install(mmu, candidates, module, answer);
    this.#calm = 0;
    roots.forEach(({ place, missing }, index) => {
      const candidate = candidates[index];
      if (place !== 'incomplete' || candidate === undefined) return;
      this.#candidates.add({ ...candidate, needs: [...candidate.needs, ...missing], rounds: candidate.rounds + 1 });
    });
    const { statistics } = this;
    statistics.translating += translating;
    statistics.compiling += compiling + performance.now() - begin;
    statistics.instructions += instructions;
    statistics.wasmBytes += bytes.length;
  }

  #install(
    mmu: Mmu,
    candidates: readonly (Candidate | undefined)[],
    module: WebAssembly.Module | undefined,
    { imports, roots, bytes }: Translation,
  ): void {
    let origin: Made | undefined;
    if (module !== undefined) {
      const { order, bits, program } = mmu;
      const facts = { order, bits, imports, first: roots[0]?.number ?? 0, count: roots.length };
      const exports = this.#instantiate(mmu, module, imports);
      origin = { program, fresh: { ...facts, bytes, module }, exports };
    }
    roots.forEach((translated, index) => {
      const candidate = candidates[index];
      if (candidate !== undefined) this.#place(mmu, candidate, translated, origin);
    });
  }

  #instantiate(mmu: Mmu, module: WebAssembly.Module, imports: readonly string[]): WebAssembly.Instance['exports'] {
    const available = this.#imports(mmu);
    const given: Record<string, unknown> = { memory: this.#physical.memory };
    for (const name of imports) given[name] = available[name];
    this.statistics.modules++;
    return new WebAssembly.Instance(module, { k42: given }).exports;
  }

  /** Enters a region that an earlier run kept, if its instructions stand here. */
  #revive(mmu: Mmu, key: number, hi: number, lo: number): Region | undefined {
    if (this.#kept === undefined) return undefined;
    for (const kept of this.#kept.at(hi, lo, mmu)) {
      const { number, place, arrival, spans } = kept.region;
      const gathered = kept.region.gathered || kept.module.stored.count >= TOGETHER;
      const found = findKept(this.#physical, mmu, kept.region);
      if (found === undefined) continue;
      const exports = this.#exportsOf(mmu, kept);
      if (exports === undefined) continue;
      for (const [frame, at] of found.seen) this.#seen.add(frame, at);
      for (const [jump, distances] of found.jumps) for (const by of distances) this.#jumps.add(jump, by);
      this.statistics.kept++;
      if (!gathered) this.#scattered++;
      const slot = this.#slot();
      this.table.set(slot, exports[String(place)]);
      const { order, bits } = mmu;
      const { pages, cold } = found;
      const facts = {
        key,
        hi,
        lo,
        order,
        bits,
        pages,
        slot,
        number,
        arrival,
        edition: 0,
        cold,
        gathered,
        place,
        spans,
      };
      const jumps = new Map(found.jumps.map(([jump, , targets]) => [jump, targets]));
      const region: Region = { ...facts, users: new Set(), jumps, origin: kept };
      this.#add(region);
      return region;
    }
    return undefined;
  }

  #exportsOf(mmu: Mmu, { module }: Kept): WebAssembly.Instance['exports'] | undefined {
    if (module.exports === undefined) {
      const begin = performance.now();
      const made = module.stored.make();
      module.exports = made === undefined ? null : this.#instantiate(mmu, made, module.stored.imports);
      this.statistics.compiling += performance.now() - begin;
    }
    return module.exports ?? undefined;
  }

  #place(mmu: Mmu, candidate: Candidate, translated: Translated, origin: Made | undefined): void {
    const { hi, lo, key, arrival, replaces } = candidate;
    const { place, number, pages, jumps, cold, spans } = translated;
    if (place === 'incomplete') return;
    if (place === 'covered') {
      if (this.#postponed.size > 10_000) this.#postponed.clear();
      this.#postponed.add(key);
      return;
    }
    if (place === 'hopeless') {
      const frame = frameOf(key);
      const known = this.#hopeless.get(frame) ?? new Set();
      known.add(lo);
      this.#hopeless.set(frame, known);
      return;
    }
    // What was to be put with others may be gone meanwhile.
    if (origin === undefined || (candidate.gathers === true && !this.#isThere(replaces))) return;
    this.statistics.regions++;
    const slot = this.#slot();
    this.table.set(slot, origin.exports[String(place)]);
    const gathered = candidate.gathers === true;
    const edition = replaces === undefined ? 0 : gathered ? replaces.edition : replaces.edition + 1;
    if (gathered) this.statistics.gathered++;
    else this.#scattered++;
    const { order, bits } = mmu;
    const users = new Set<Mmu>();
    const facts = { key, hi, lo, order, bits, pages, slot, number, arrival, edition, cold, gathered, place, spans };
    const region: Region = { ...facts, users, jumps: new Map(jumps), origin };
    this.#add(region);
    // Who arrives there asks again after a while, and finds it.
    if (replaces?.origin instanceof Kept) replaces.origin.replaced = true;
    if (replaces !== undefined && this.#forget(replaces)) {
      // Nothing runs now: it is enough that nobody finds it any more.
      for (const user of replaces.users) if (!user.released) user.forgetJump(replaces.hi, replaces.lo);
      if (gathered && !mmu.released && this.#holds(region, mmu)) this.#enter(mmu, region);
    }
  }

  #find(mmu: Mmu, key: number, hi: number, lo: number): Region | undefined {
    return this.#byRoot.get(key)?.find((region) => region.hi === hi && region.lo === lo && this.#holds(region, mmu));
  }

  #holds({ order, bits, pages }: Region, mmu: Mmu): boolean {
    if (order !== mmu.order || bits !== mmu.bits) return false;
    return pages.every((page) => mmu.fetch(page.hi, page.lo) === page.frame);
  }

  #enter(mmu: Mmu, region: Region): void {
    mmu.setJump(region.hi, region.lo, region.slot, region.number);
    for (const { hi, lo } of region.pages) mmu.codePages.add(pageNumber(hi, lo));
    // Spaces that are gone would be kept for as long as the code.
    if (region.users.size >= MANY_USERS) for (const user of region.users) if (user.released) region.users.delete(user);
    region.users.add(mmu);
  }

  #add(region: Region): void {
    const { key } = region;
    const same = this.#byRoot.get(key);
    if (same === undefined) this.#byRoot.set(key, [region]);
    else same.push(region);
    const frame = frameOf(key);
    const roots = this.#roots.get(frame);
    if (roots === undefined) this.#roots.set(frame, new Set([key]));
    else roots.add(key);
    for (const { frame } of region.pages) enter(this.#byFrame, frame, region);
    for (const place of region.cold) enter(this.#cold, place, region);
  }

  #drop(region: Region): void {
    if (!this.#forget(region)) return;
    for (const mmu of region.users) if (!mmu.released) mmu.codeChanged();
  }

  /** It may be gone since its next edition was wanted. */
  #isThere(region: Region | undefined): boolean {
    const page = region?.pages[0];
    return region !== undefined && page !== undefined && this.#byFrame.get(page.frame)?.has(region) === true;
  }

  /** False when it is gone already. */
  #forget(region: Region): boolean {
    if (!this.#isThere(region)) return false;
    this.statistics.invalidations++;
    for (const { frame } of region.pages) remove(this.#byFrame, frame, region);
    for (const place of region.cold) remove(this.#cold, place, region);
    const { key } = region;
    const same = this.#byRoot.get(key)?.filter((other) => other !== region) ?? [];
    if (same.length > 0) this.#byRoot.set(key, same);
    else {
      this.#byRoot.delete(key);
      const roots = this.#roots.get(frameOf(key));
      roots?.delete(key);
      if (roots?.size === 0) this.#roots.delete(frameOf(key));
    }
    this.table.set(region.slot, null);
    this.#free.push(region.slot);
    return true;
  }

  #slot(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#slots === this.table.length) this.table.grow(this.table.length);
    return this.#slots++;
  }

  #running(): Mmu {
    if (this.mmu === undefined) throw new Error('no thread is running');
    return this.mmu;
  }
}

/** From a jump to an address, in bytes. */
function distance(jump: { readonly hi: number; readonly lo: number }, hi: number, lo: number): number {
  return (hi - jump.hi) * 2 ** 32 + (lo >>> 0) - (jump.lo >>> 0);
}

function enter(map: Map<number, Set<Region>>, key: number, region: Region): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([region]));
  else known.add(region);
}

function remove(map: Map<number, Set<Region>>, key: number, region: Region): void {
  const known = map.get(key);
  known?.delete(region);
  if (known?.size === 0) map.delete(key);
}
