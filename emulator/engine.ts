/**
 * Runs guest instructions: the interpreter, and compiled code where it pays.
 */
import { Exit } from './exit.ts';
import { Interpreter, type InterpreterHooks } from './interpreter/interpreter.ts';
import type { Compiler } from './jit/compiler.ts';
import type { Patience } from './jit/candidates.ts';
import { type Compiling, Regions } from './jit/regions.ts';
import { type JitStatistics, noStatistics } from './jit/statistics.ts';
import type { TranslationStore } from './jit/kept.ts';
import type { Translator } from './jit/translator.ts';
import type { Mmu } from './memory/mmu.ts';
import type { PhysicalMemory } from './memory/physical-memory.ts';
import type { CpuState } from './state.ts';

export interface EngineHooks extends Omit<InterpreterHooks, 'regions'> {
  /** Brings the compiler when something is hot; without it everything is interpreted. A compiler itself compiles everything at once. */
  readonly compiler?: (() => Promise<Compiler>) | Compiler;
  /** Translates beside the guest instead, if it can. */
  readonly translator?: Translator | undefined;
  /** How often something must be hot until it is compiled; tests have less of it. */
  readonly patience?: Patience | undefined;
  /** See `Compiling`. */
  readonly gathered?: Compiling['gathered'];
  readonly executed?: Compiling['executed'];
  /** Where translations are kept for later runs. */
  readonly store?: TranslationStore | undefined;
}

export class Engine {
  readonly physical: PhysicalMemory;
  readonly #interpreter: Interpreter;
  readonly #regions: Regions | undefined;
  /** Fuel of the last run. */
  #used = 0;

  constructor(physical: PhysicalMemory, hooks: EngineHooks) {
    this.physical = physical;
    const { compiler, translator, patience, executed, gathered, store } = hooks;
    const regions =
      compiler === undefined
        ? undefined
        : new Regions(physical, (mmu) => this.#interpreter.imports(mmu), {
            compiler,
            translator,
            patience,
            executed,
            gathered,
            store,
            random: () => hooks.random(),
            decoded: (frame, mmu) => this.#interpreter.decoded(frame, mmu),
          });
    this.#regions = regions;
    this.#interpreter = new Interpreter(physical, regions === undefined ? hooks : { ...hooks, regions });
  }

  get statistics(): JitStatistics {
    return this.#regions?.statistics ?? noStatistics();
  }

  /**
   * Runs from the block's pc until something other than computing is to be done. Fuel (at least 1) is counted down on
   * taken branches; in compiled code only on backward ones and when a region begins. `cpu.fuel` says what is left.
   */
  run(cpu: CpuState, mmu: Mmu, fuel: number): Exit {
    const regions = this.#regions;
    if (regions === undefined) return this.#interpreter.run(cpu, mmu, fuel);
    const outer = regions.mmu;
    try {
      for (let left = fuel; ; left = cpu.fuel) {
        regions.compileWanted(this.#used, mmu);
        regions.mmu = mmu;
        const exit = this.#interpreter.run(cpu, mmu, left);
        this.#used = left - cpu.fuel;
        regions.countExits(cpu);
        if (exit !== Exit.hot) return exit;
        if (cpu.fuel < 1) return Exit.fuel;
      }
    } finally {
      regions.mmu = outer;
    }
  }

  /** A program begins whose code has this name (`Mmu.program`): what earlier runs kept of it is brought. */
  bring(program: string): void {
    this.#regions?.bring(program);
  }

  /** Has translations stored for later runs; to be called when guests have ended. */
  keep(): void {
    this.#regions?.keep();
  }

  /** Drops what was made of the code in a frame. Call it when a frame is freed or its contents are replaced. */
  forgetCode(frame: number, freed = false): void {
    this.#interpreter.forgetCode(frame, freed);
    this.#regions?.forgetFrame(frame);
  }

  /** See `Interpreter.watchCode`. */
  watchCode(frame: number): void {
    this.#interpreter.watchCode(frame);
  }
}
