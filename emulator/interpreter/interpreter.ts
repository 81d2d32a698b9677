/**
 * Runs guest instructions by the generated interpreter.
 *
 * One `Interpreter` serves one processor (worker): its WebAssembly instances, one per byte order and width of
 * addresses, are made when a process of that kind first runs there.
 */
import type { Exit } from '../exit.ts';
import { FloatUnit } from '../float/unit.ts';
import type { Order } from '../memory/access.ts';
import type { Mmu } from '../memory/mmu.ts';
import { FRAME_SIZE, type PhysicalMemory } from '../memory/physical-memory.ts';
import { type CpuState, NO_RETURN, REGION_STACK, STATE } from '../state.ts';
import { CodeCopies } from '../code-copies.ts';
import { regionEntry } from './region-entry.ts';
import { DecodedPages } from './decoded-pages.ts';
import { COUNTS_AT } from './layout.ts';
import { SELECT_SECTION } from './select.ts';
import { SlowAccess } from './slow-access.ts';

export interface InterpreterHooks {
  /**
   * A system call of the thread whose state block is at this address; its pc is the instruction
   * after `sc`. Every register may be changed, and pages may be remapped. 0 goes on
   * at the block's pc; anything else leaves with Exit.syscall (needed when another Mmu is to be used).
   */
  syscall(cpuAddress: number): number;
  /** The time base, a count at 512 MHz that never falls; below 2^53. */
  timeBase(): number;
  /** 32 random bits for `darn`. */
  random(): number;
  /** The interpreter's code for a mode: compiled from the installed bytes, or from `generateInterpreter(order, { bits })`. */
  module(order: Order, bits: 32 | 64): WebAssembly.Module;
  /** Compiled code, if there is to be any. */
  readonly regions?: Regions;
  /** Decoded pages kept at most, 8 KiB each; default 4096. */
  readonly decodedPages?: number;
}

/** What the interpreter must know of compiled code: see emulator/jit/. */
export interface Regions {
  /** The compiled functions, of type `REGION`. */
  readonly table: WebAssembly.Table;
  /** How often a branch target is reached before `hot` is called: at most 255. */
  readonly threshold: number;
  /** See `hot` in runtime-functions.ts. */
  hot(cpu: number, hi: number, lo: number, counter: number): number;
  /** See `jumped` in runtime-functions.ts. */
  jumped(cpu: number, hi: number, lo: number): void;
  /** The page of an address begins to be executed; its counters, a byte for each instruction, begin at `counters`. */
  reached(hi: number, lo: number, counters: number): void;
  /** The guest says that it changed code in a frame. */
  forgetFrame(frame: number): void;
}

/** (state block, pc, fuel) → Exit. */
type Resume = (cpu: number, pc: bigint, fuel: number) => Exit;

export class Interpreter {
  readonly physical: PhysicalMemory;
  readonly #hooks: InterpreterHooks;
  readonly #pages: DecodedPages;
  readonly #slow: SlowAccess;
  readonly #copies: CodeCopies;
  readonly #float: FloatUnit;
  readonly #given: Record<32 | 64, Partial<Record<Order, Readonly<Record<string, unknown>>>>> = { 32: {}, 64: {} };
  #entry: unknown;
  readonly #instances: Record<32 | 64, Partial<Record<Order, Resume>>> = { 32: {}, 64: {} };

  constructor(physical: PhysicalMemory, hooks: InterpreterHooks) {
    this.physical = physical;
    this.#hooks = hooks;
    this.#pages = new DecodedPages(physical, hooks.decodedPages);
    this.#slow = new SlowAccess(physical, this.#pages, (hi, lo, page) =>
      hooks.regions?.reached(hi, lo, page + COUNTS_AT),
    );
    this.#copies = new CodeCopies(physical, (address) => this.#forgetBlock(address));
    this.#float = new FloatUnit(physical);
  }

  /**
   * Runs from the block's pc until something other than computing is to be done. Fuel (at least
   * 1) is counted down on taken branches; `cpu.fuel` says what is left.
   * A run begins without a reservation. Afterwards the state block is exact: see `Exit` for where pc stands.
   */
  run(cpu: CpuState, mmu: Mmu, fuel: number): Exit {
    const resume = (this.#instances[mmu.bits][mmu.order] ??= this.#instantiate(mmu));
    const { i32 } = this.physical;
    const at = cpu.address >>> 2;
    i32[at + STATE.tlb / 4] = mmu.tlb;
    // Another thread may have run since: what it stored and took back would not be seen.
    i32[at + STATE.reservationValid / 4] = 0;
    i32[at + STATE.expected / 4] = NO_RETURN;
    i32[at + STATE.expected / 4 + 1] = 0;
    i32[at + STATE.stackLeft / 4] = REGION_STACK;
    i32[at + STATE.fuelBack / 4] = 0;
    const outer = this.#slow.mmu;
    this.#slow.mmu = mmu;
    try {
      return resume(cpu.address, pcOf(i32, at), fuel - 1);
    } finally {
      this.#slow.mmu = outer;
      this.#float.settle(cpu.address);
    }
  }

  /** The decoded page of a frame in the memory that both share; 0 when nothing of it was executed. See `wasExecuted`. */
  decoded(frame: number, mmu: Mmu): number {
    return this.#pages.find(frame, mmu);
  }

  /** Drops what was decoded of a frame. Call it when a frame is freed or its contents are replaced. */
  forgetCode(frame: number, freed = false): void {
    this.#pages.forgetFrame(frame);
    if (freed) this.#copies.drop(frame);
    else this.#copies.forgotten(frame);
  }

  /** A frame that is about to be executed can be stored to: an icbi anywhere finds what changed in it. */
  watchCode(frame: number): void {
    this.#copies.watch(frame);
  }

  #forgetBlock(address: number): void {
    this.#pages.forgetBlock(address);
    this.#hooks.regions?.forgetFrame((address & -FRAME_SIZE) >>> 0);
  }

  /** What compiled code of a mode may call. */
  imports({ order, bits }: Mmu): Readonly<Record<string, unknown>> {
    return this.#given[bits][order] ?? {};
  }

  #instantiate({ order, bits }: Mmu): Resume {
    const module = this.#hooks.module(order, bits);
    const [section] = WebAssembly.Module.customSections(module, SELECT_SECTION);
    if (section === undefined) throw new Error('this module is not an interpreter');
    const { physical } = this;
    const { regions } = this.#hooks;
    const given = {
      memory: physical.memory,
      region: this.#region(),
      threshold: regions?.threshold ?? 256,
      jumped: (cpu: number, hi: number, lo: number): void => regions?.jumped(cpu, hi, lo),
      hot: (cpu: number, hi: number, lo: number, counter: number) => regions?.hot(cpu, hi, lo, counter) ?? 0,
      tables: this.#place(new Uint8Array(section)),
      ...this.#slow.imports(),
      forget: (address: number): void => {
        this.#forgetBlock(address);
        this.#copies.look(address);
      },
      syscall: (cpu: number) => {
        // The kernel may read FPSCR or replace it: nothing may be pending.
        this.#float.settle(cpu);
        return this.#hooks.syscall(cpu);
      },
      timeBase: () => this.#hooks.timeBase(),
      random: () => this.#hooks.random(),
      floatUnit: (cpu: number, operation: number) => this.#float.execute(cpu, operation),
    };
    const instance = new WebAssembly.Instance(module, { k42: given });
    this.#given[bits][order] = { ...given, ...instance.exports };
    return instance.exports['resume'] as Resume;
  }

  #region(): unknown {
    const { regions } = this.#hooks;
    if (regions === undefined) return () => 0n;
    return (this.#entry ??= regionEntry(regions.table));
  }

  /** Puts the decoder's tables into frames of their own. */
  #place(tables: Uint8Array): number {
    let order = 0;
    while (FRAME_SIZE << order < tables.length) order++;
    const address = this.physical.allocate(order);
    if (address === 0) throw new Error('no memory left for the decoder');
    this.physical.u8.set(tables, address);
    return address;
  }
}

/** One bigint per run: the only way to pass 64 bits into WebAssembly. */
function pcOf(i32: Int32Array, at: number): bigint {
  const word = at + STATE.pc / 4;
  return (BigInt(i32[word + 1] as number) << 32n) | BigInt((i32[word] as number) >>> 0);
}
