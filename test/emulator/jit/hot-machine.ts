/** A test machine whose hot code is compiled, or not: two of them show that nobody can tell. */
import { Engine, type EngineHooks, Exit, Mmu, type Order, STATE } from '../../../emulator/index.ts';
import { type Compiler, makeCompiler } from '../../../emulator/jit/compiler.ts';
import '../support/as-launched.ts';
import { interpreterModule, MEMORY, TestMachine } from '../support/machine.ts';
import { WatchedMemory } from '../support/watched-memory.ts';
import { besideTranslator } from './beside-translator.ts';

const QUANTA = 100_000;

/** One compiler for all machines: it remembers what instructions are. */
const compilers: Compiler[] = [];
function compiler(): Compiler {
  const known = compilers[0] ?? makeCompiler();
  compilers[0] = known;
  return known;
}

export class HotMachine extends TestMachine {
  readonly engine: Engine;
  /** Taken branches between two looks at what is hot. */
  quantum = 500;

  readonly #memory: WatchedMemory;

  /** `beside`: as if a translator worked in another thread. */
  constructor(
    order: Order,
    compiles: boolean | 'beside',
    bits: 32 | 64 = 64,
    gathered?: EngineHooks['gathered'],
    store?: EngineHooks['store'],
  ) {
    const memory = new WatchedMemory(MEMORY);
    super(order, bits, memory);
    this.#memory = memory;
    this.engine = new Engine(this.physical, {
      syscall: () => this.syscall(this),
      timeBase: () => this.time++,
      random: () => 0x12345678,
      module: interpreterModule,
      gathered,
      store,
      ...(compiles === false
        ? {}
        : { compiler: () => Promise.resolve(compiler()), patience: { outer: 12, inner: 24, fuel: 1 } }),
      ...(compiles === 'beside' ? { translator: besideTranslator() } : {}),
    });
  }

  /** Goes on from pc until something other than computing is to be done. `each`: called between quanta. */
  async goOn(each: () => void = () => {}, mmu: Mmu = this.mmu): Promise<Exit> {
    for (let n = 0; n < QUANTA; n++) {
      const exit = this.engine.run(this.cpu, mmu, this.quantum);
      this.#memory.check();
      if (exit !== Exit.fuel) return exit;
      // The compiler comes by a promise.
      await Promise.resolve();
      each();
    }
    throw new Error('the program does not end');
  }

  from(pc: number, each?: () => void): Promise<Exit> {
    this.cpu.pc = pc;
    return this.goOn(each);
  }

  get regions(): number {
    return this.engine.statistics.regions;
  }

  /** Every register that a program or a signal frame can see, by name. */
  registers(): Record<string, string> {
    const { cpu } = this;
    const seen: Record<string, string> = {
      pc: hex(cpu.hi(STATE.pc), cpu.lo(STATE.pc)),
      lr: hex(cpu.hi(STATE.lr), cpu.lo(STATE.lr)),
      ctr: hex(cpu.hi(STATE.ctr), cpu.lo(STATE.ctr)),
      cr: cpu.cr.toString(16),
      xer: cpu.xer.toString(16),
      fpscr: cpu.fpscr.toString(16),
    };
    for (let n = 0; n < 32; n++) seen[`r${n}`] = hex(cpu.gprHi(n), cpu.gprLo(n));
    for (let n = 0; n < 64; n++)
      seen[`vs${n}`] = Array.from({ length: 16 }, (_, i) => cpu.vsrByte(n, i).toString(16).padStart(2, '0')).join('');
    return seen;
  }

  fault(): { address: string; access: number } {
    return { address: hex(this.cpu.faultAddressHi, this.cpu.faultAddressLo), access: this.cpu.faultAccess };
  }
}

function hex(high: number, low: number): string {
  return (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0');
}
