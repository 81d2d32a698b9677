/**
 * The compiled code of a processor: what is hot, what was compiled of it, where it holds.
 *
 * A region belongs to the frames that its instructions were read from, at the addresses they had. Any address space
 * that has the same frames there may use it: so it survives fork and exec. That is checked
 * when a space first jumps there; then the space's jump cache has it, until a page of it is flushed.
 */
import type { Order } from '../memory/access.ts';
import { readU32 } from '../memory/access.ts';
import { type Mmu, pageNumber } from '../memory/mmu.ts';
import { FRAME_SIZE, type PhysicalMemory } from '../memory/physical-memory.ts';
import { ARRIVAL, type CpuState, STATE } from '../state.ts';
import type { Compiler } from './compiler.ts';
import { ComputedJumps } from './computed-jumps.ts';
import { type JitStatistics, noStatistics } from './statistics.ts';

/** How often a target is reached by the interpreter before `hot` is called… */
const THRESHOLD = 250;
/** … and how often that happens before it is compiled: a function or a loop, or a place in the middle of a function. */
const CALLS = 4;
const INNER_CALLS = 8;
/** Roots that are compiled at once; fewer when so many quanta went by. */
const BATCH = 16;
const PATIENCE = 8;
const FIRST_SLOTS = 1024;
/**
 * Why compiled code was left, by the low bits of its result: it returned to, or jumped through a register to, where no region begins;
 * for an instruction that the interpreter must do (a fault, a page that is not in the TLB, what has no native form); a
 * system call gave the processor away; a call or branch to what is not compiled, or the quantum was over.
 */
const EXITS = ['elsewhere', 'instruction', 'system', 'cold'] as const;
/** Users of a region among whom those that are gone are looked for. */
const MANY_USERS = 16;
/** How often a region is compiled anew because a computed jump in it went to new places. */
const EDITIONS = 4;

interface Page {
  readonly hi: number;
  readonly lo: number;
  readonly frame: number;
}

interface Region {
  readonly hi: number;
  readonly lo: number;
  readonly order: Order;
  readonly bits: 32 | 64;
  readonly pages: readonly Page[];
  readonly slot: number;
  /** Spaces whose jump caches may have it. */
  readonly users: Set<Mmu>;
  readonly arrival: number;
  /** Its computed jumps (`ComputedJumps`), as they were known. */
  readonly jumps: ReadonlySet<number>;
  /** How often it was compiled anew because more was known of them. */
  readonly edition: number;
}

interface Wanted {
  readonly arrival: number;
  /** The region whose next edition this is. */
  readonly replaces: Region | undefined;
  readonly mmu: Mmu;
  readonly hi: number;
  readonly lo: number;
  readonly key: number;
  readonly counter: number;
}

/** The functions of an interpreter's instance, and the host's, that compiled code calls. */
export type RegionImports = (mmu: Mmu) => Readonly<Record<string, unknown>>;

export class Regions {
  readonly table = new WebAssembly.Table({ element: 'anyfunc', initial: FIRST_SLOTS });
  readonly threshold: number;
  readonly statistics: JitStatistics = noStatistics();
  /** Of the thread that is running. */
  mmu: Mmu | undefined;
  readonly #physical: PhysicalMemory;
  readonly #imports: RegionImports;
  readonly #load: () => Promise<Compiler>;
  readonly #eager: boolean;
  #compiler: Compiler | undefined;
  #loading = false;
  readonly #byRoot = new Map<number, Region[]>();
  readonly #byFrame = new Map<number, Set<Region>>();
  readonly #hopeless = new Map<number, Set<number>>();
  /** How often `hot` was called for a root. */
  readonly #calls = new Map<number, number>();
  /** Roots that were left out once, because another region has them. */
  readonly #postponed = new Set<number>();
  readonly #jumps = new ComputedJumps();
  #wanted: Wanted[] = [];
  readonly #free: number[] = [];
  #slots = 1;
  /** Quanta since something was wanted. */
  #waited = 0;

  /** `load` brings the compiler when something is hot for the first time. A compiler itself: everything is hot at once, for tests. */
  constructor(physical: PhysicalMemory, imports: RegionImports, load: (() => Promise<Compiler>) | Compiler) {
    this.#physical = physical;
    this.#imports = imports;
    this.#eager = typeof load !== 'function';
    this.threshold = this.#eager ? 1 : THRESHOLD;
    if (typeof load === 'function') this.#load = load;
    else {
      this.#load = () => Promise.resolve(load);
      this.#compiler = load;
      this.#loading = true;
    }
  }

  /** The interpreter's question: see `hot` in emulator/interpreter/runtime-functions.ts. */
  hot(cpu: number, hi: number, lo: number, counter: number): number {
    const mmu = this.#running();
    const frame = mmu.fetch(hi, lo);
    if (frame === 0) return 0;
    const key = keyOf(frame, lo);
    const arrival = this.#physical.i32[(cpu + STATE.arrival) >>> 2] as number;
    const region = this.#find(mmu, key, hi, lo);
    if (region !== undefined) {
      this.#enter(mmu, region);
      return 1;
    }
    this.#physical.u8[counter] = 0;
    if (arrival === ARRIVAL.jump && this.#revise(cpu, mmu, hi, lo)) return 0;
    if (this.#hopeless.get(frame)?.has(lo) === true) return 0;
    if (this.#eager) return this.#compileAtOnce(mmu, { arrival, replaces: undefined, mmu, hi, lo, key, counter });
    const calls = (this.#calls.get(key) ?? 0) + 1;
    const inner = arrival >= ARRIVAL.other;
    if (this.#calls.size > 100_000) this.#calls.clear();
    this.#calls.set(key, calls);
    if (calls < (inner ? INNER_CALLS : CALLS)) return 0;
    this.#calls.delete(key);
    if (!this.#loading) this.#start();
    if (!this.#wanted.some((other) => other.key === key && other.mmu === mmu))
      this.#wanted.push({ arrival, replaces: undefined, mmu, hi, lo, key, counter });
    return this.#compiler !== undefined && this.#wanted.length >= BATCH ? 2 : 0;
  }

  /** See `jumped` in emulator/interpreter/runtime-functions.ts. */
  jumped(cpu: number, hi: number, lo: number): void {
    const jump = this.#jumpFrom(cpu);
    if (jump !== undefined && jump.hi === hi) this.#jumps.add(jump.key, (lo >>> 0) - (jump.lo >>> 0));
  }

  /**
   * A computed jump went to a place that the region it is in did not know of: the region is compiled anew. False when there is no
   * such region, or it had its chances.
   */
  #revise(cpu: number, mmu: Mmu, hi: number, lo: number): boolean {
    const jump = this.#jumpFrom(cpu);
    if (jump === undefined || jump.hi !== hi) return false;
    this.#jumps.add(jump.key, (lo >>> 0) - (jump.lo >>> 0));
    let any = false;
    for (const region of this.#byFrame.get(jump.frame) ?? []) {
      if (!region.jumps.has(jump.key) || region.edition >= EDITIONS || !region.users.has(mmu)) continue;
      const frame = mmu.fetch(region.hi, region.lo);
      const key = keyOf(frame, region.lo);
      any = true;
      if (this.#wanted.some((other) => other.key === key && other.mmu === mmu)) continue;
      const { arrival } = region;
      this.#wanted.push({ arrival, replaces: region, mmu, hi: region.hi, lo: region.lo, key, counter: 0 });
    }
    return any;
  }

  /** The computed jump that the interpreter just did. */
  #jumpFrom(cpu: number): { hi: number; lo: number; frame: number; key: number } | undefined {
    const { i32 } = this.#physical;
    const at = (cpu + STATE.jumpFrom) >>> 2;
    const lo = i32[at] as number;
    const hi = i32[at + 1] as number;
    i32[at] = 0;
    i32[at + 1] = 0;
    if (lo === 0) return undefined;
    const frame = this.#running().fetch(hi, lo);
    return frame === 0 ? undefined : { hi, lo, frame, key: keyOf(frame, lo) };
  }

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

  /** Compiles what was found hot. To be called while nothing runs. */
  compileWanted(): void {
    if (this.#compiler === undefined || this.#wanted.length === 0) return;
    // A module for each region would take more time than a few quanta without it.
    if (!this.#eager && this.#wanted.length < BATCH && ++this.#waited < PATIENCE) return;
    this.#waited = 0;
    const wanted = this.#wanted;
    this.#wanted = [];
    while (wanted.length > 0) {
      const { mmu } = wanted[0] as Wanted;
      // Functions stand before their loops.
      const same = wanted
        .filter((other) => other.mmu === mmu)
        .sort((a, b) => a.hi - b.hi || (a.lo >>> 0) - (b.lo >>> 0));
      for (const one of same) wanted.splice(wanted.indexOf(one), 1);
      if (!mmu.released) this.#compile(mmu, same, this.#compiler);
    }
  }

  /** Drops what was compiled of a frame. */
  forgetFrame(frame: number): void {
    this.#hopeless.delete(frame);
    const regions = this.#byFrame.get(frame);
    if (regions === undefined) return;
    for (const region of [...regions]) this.#drop(region);
  }

  #start(): void {
    this.#loading = true;
    void this.#load().then((compiler) => {
      this.#compiler = compiler;
    });
  }

  #compileAtOnce(mmu: Mmu, one: Wanted): number {
    this.#postponed.add(one.key);
    this.#compile(mmu, [one], this.#compiler as Compiler);
    const region = this.#find(mmu, one.key, one.hi, one.lo);
    if (region === undefined) return 0;
    this.#enter(mmu, region);
    return 1;
  }

  #compile(mmu: Mmu, wanted: readonly Wanted[], compiler: Compiler): void {
    const begin = performance.now();
    const pages = wanted.map(() => new Map<number, Page>());
    const jumps = wanted.map(() => new Set<number>());
    const roots = wanted.map(({ arrival, hi, lo, key }, index) => ({
      arrival,
      isRoot: (at: number): boolean => this.#isRoot(mmu, hi, (lo >>> 0) + at),
      address: (BigInt(hi) << 32n) | BigInt(lo >>> 0),
      optional: !this.#postponed.has(key),
      targetsOf: (at: number): readonly number[] =>
        this.#targets(mmu, hi, (lo >>> 0) + at, at, jumps[index] as Set<number>),
      fetch: (at: number): number | undefined => this.#word(mmu, hi, lo, at, pages[index] as Map<number, Page>),
    }));
    const { bytes, imports, regions, instructions } = compiler.compile(roots, mmu.order, mmu.bits);
    const translated = performance.now();
    const { statistics } = this;
    statistics.translating += translated - begin;
    const available = this.#imports(mmu);
    const given: Record<string, unknown> = { memory: this.#physical.memory, regions: this.table };
    for (const name of imports) given[name] = available[name];
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { k42: given });
    statistics.compiling += performance.now() - translated;
    statistics.modules++;
    statistics.instructions += instructions;
    statistics.wasmBytes += bytes.length;
    regions.forEach((place, index) => {
      const { hi, lo, key, counter, arrival, replaces } = wanted[index] as Wanted;
      if (place === undefined) {
        if (this.#postponed.size > 10_000) this.#postponed.clear();
        this.#postponed.add(key);
        return;
      }
      if (typeof place !== 'number') {
        const frame = mmu.fetch(hi, lo);
        const known = this.#hopeless.get(frame) ?? new Set();
        known.add(lo);
        this.#hopeless.set(frame, known);
        return;
      }
      statistics.regions++;
      const slot = this.#slot();
      this.table.set(slot, instance.exports[String(place)]);
      const used = [...(pages[index] as Map<number, Page>).values()];
      const edition = replaces === undefined ? 0 : replaces.edition + 1;
      const { order, bits } = mmu;
      const region = { hi, lo, order, bits, pages: used, slot, users: new Set<Mmu>(), arrival, edition };
      this.#add({ ...region, jumps: jumps[index] as Set<number> });
      if (replaces !== undefined) this.#drop(replaces);
      // The next arrival asks again, and finds it.
      else this.#physical.u8[counter] = 255;
    });
  }

  /** Where a computed jump of a region went, as offsets from its root. */
  #targets(mmu: Mmu, hi: number, low: number, at: number, jumps: Set<number>): readonly number[] {
    if (low < 0 || low >= 2 ** 32) return [];
    const frame = mmu.fetch(hi, low | 0);
    if (frame === 0) return [];
    const key = keyOf(frame, low);
    jumps.add(key);
    return this.#jumps.of(key).map((by) => at + by);
  }

  /** Whether some region begins at an address: near the root, so that its high word is the root's. */
  #isRoot(mmu: Mmu, hi: number, low: number): boolean {
    if (low < 0 || low >= 2 ** 32) return false;
    const frame = mmu.fetch(hi, low | 0);
    return frame !== 0 && this.#byRoot.has(keyOf(frame, low));
  }

  #word(mmu: Mmu, hi: number, lo: number, at: number, pages: Map<number, Page>): number | undefined {
    const low = (lo >>> 0) + at;
    const wordLo = low | 0;
    const wordHi = mmu.bits === 32 ? 0 : (hi + Math.floor(low / 2 ** 32)) | 0;
    const number = pageNumber(wordHi, wordLo);
    let page = pages.get(number);
    if (page === undefined) {
      const frame = mmu.fetch(wordHi, wordLo);
      if (frame === 0) return undefined;
      page = { hi: wordHi, lo: wordLo & -FRAME_SIZE, frame };
      pages.set(number, page);
    }
    return readU32(this.#physical, page.frame, mmu.order, wordLo & (FRAME_SIZE - 1));
  }

  #find(mmu: Mmu, key: number, hi: number, lo: number): Region | undefined {
    return this.#byRoot
      .get(key)
      ?.find(
        (region) =>
          region.hi === hi &&
          region.lo === lo &&
          region.order === mmu.order &&
          region.bits === mmu.bits &&
          region.pages.every((page) => mmu.fetch(page.hi, page.lo) === page.frame),
      );
  }

  #enter(mmu: Mmu, region: Region): void {
    mmu.setJump(region.hi, region.lo, region.slot);
    for (const { hi, lo } of region.pages) mmu.codePages.add(pageNumber(hi, lo));
    // Spaces that are gone would be kept for as long as the code.
    if (region.users.size >= MANY_USERS) for (const user of region.users) if (user.released) region.users.delete(user);
    region.users.add(mmu);
  }

  #add(region: Region): void {
    const root = region.pages.find(({ hi, lo }) => hi === region.hi && lo === (region.lo & -FRAME_SIZE));
    const key = keyOf(root?.frame ?? 0, region.lo);
    const same = this.#byRoot.get(key);
    if (same === undefined) this.#byRoot.set(key, [region]);
    else same.push(region);
    for (const { frame } of region.pages) {
      const known = this.#byFrame.get(frame);
      if (known === undefined) this.#byFrame.set(frame, new Set([region]));
      else known.add(region);
    }
  }

  #drop(region: Region): void {
    const [page] = region.pages;
    // It may be gone since its next edition was wanted.
    if (page === undefined || this.#byFrame.get(page.frame)?.has(region) !== true) return;
    this.statistics.invalidations++;
    for (const { frame } of region.pages) {
      const known = this.#byFrame.get(frame);
      known?.delete(region);
      if (known?.size === 0) this.#byFrame.delete(frame);
    }
    for (const [key, regions] of this.#byRoot) {
      const place = regions.indexOf(region);
      if (place < 0) continue;
      regions.splice(place, 1);
      if (regions.length === 0) this.#byRoot.delete(key);
      break;
    }
    for (const mmu of region.users) if (!mmu.released) mmu.codeChanged();
    this.table.set(region.slot, null);
    this.#free.push(region.slot);
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

/** A place in a frame: where a region begins. */
function keyOf(frame: number, lo: number): number {
  return (frame >>> 12) * 1024 + ((lo >>> 2) & 1023);
}
