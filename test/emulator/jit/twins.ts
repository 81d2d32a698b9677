/** Two machines that are the same but for their engines: one interprets, one compiles everything at once. */
import { Engine, type EngineHooks } from '../../../emulator/engine.ts';
import { Exit, FRAME_SIZE, type Order, STATE } from '../../../emulator/index.ts';
import type { Compiler } from '../../../emulator/jit/compiler.ts';
import { Random } from '../../isa/cases/random.ts';
import { hash } from '../../isa/cases/case.ts';
import '../support/as-launched.ts';
import { interpreterModule, TestMachine } from '../support/machine.ts';
import { type BuiltProgram, CODE, type Conditions, DATA, DATA_PAGES, ENOUGH_FUEL, PAGE } from './programs.ts';

const CODE_PAGES = 4;
const REGISTERS = STATE.faultAddress + 1024;
/** Exits that a run may have on its way: it goes on behind the instruction. */
const EXITS = 40;

/** One stop of a run: what was there. */
export interface Stop {
  readonly exit: Exit;
  readonly bytes: Uint8Array;
}

class Twin {
  readonly machine: TestMachine;
  readonly engine: Engine;
  end = 0;
  /** System calls so far. */
  #calls = 0;

  constructor(order: Order, bits: 32 | 64, compiler: Compiler | undefined, executed?: EngineHooks['executed']) {
    const machine = new TestMachine(order, bits);
    this.machine = machine;
    machine.map(CODE, CODE_PAGES, 'rwx');
    machine.map(DATA, DATA_PAGES, 'rw');
    this.engine = new Engine(machine.physical, {
      syscall: () => this.#systemCall(),
      timeBase: () => 0,
      random: () => 0,
      module: interpreterModule,
      ...(compiler === undefined ? {} : { compiler, executed }),
    });
  }

  load({ words, state, end }: BuiltProgram, { missing, readOnly }: Conditions): void {
    const { machine, engine } = this;
    const { cpu, physical } = machine;
    const { view, u8 } = physical;
    const at = cpu.address;
    this.end = end;
    this.#calls = 0;
    machine.code(CODE, words);
    for (let page = 0; page < CODE_PAGES; page++)
      engine.forgetCode(machine.pages.get(CODE / FRAME_SIZE + page)?.frame ?? 0);
    cpu.reset();
    state.gpr.forEach((value, n) => view.setBigUint64(at + STATE.gpr + 8 * n, BigInt.asUintN(64, value), true));
    for (let n = 0; n < 64; n++) u8.set(state.vsr.slice(16 * n, 16 * n + 16).reverse(), at + STATE.vsr + 16 * n);
    cpu.cr = Number(state.cr);
    cpu.xer = Number(state.xer);
    view.setBigUint64(at + STATE.lr, BigInt.asUintN(64, state.lr), true);
    view.setBigUint64(at + STATE.ctr, BigInt.asUintN(64, state.ctr), true);
    view.setBigUint64(at + STATE.fpscr, state.fpscr, true);
    cpu.vscr = state.vscr;
    for (let page = 0; page < DATA_PAGES; page++) {
      const entry = machine.pages.get(DATA / PAGE + page);
      if (entry === undefined) continue;
      // The same bytes everywhere, whatever the order.
      for (let offset = 0; offset < PAGE; offset += 256) u8.set(state.window, entry.frame + offset);
      entry.permissions = missing.includes(page) ? '' : readOnly.includes(page) ? 'r' : 'rw';
    }
    machine.mmu.flush();
  }

  run(pc: number, fuel: number): Exit {
    this.machine.cpu.pc = pc;
    return this.engine.run(this.machine.cpu, this.machine.mmu, fuel);
  }

  /** Gives the page that was missed. */
  repair(): boolean {
    const { cpu, pages, mmu } = this.machine;
    const page = pages.get(Math.floor(cpu.faultAddress / PAGE));
    if (page === undefined || page.permissions === 'rw' || cpu.faultAddress < DATA) return false;
    page.permissions = 'rw';
    mmu.flushPage(0, cpu.faultAddress | 0);
    return true;
  }

  stop(exit: Exit): Stop {
    const { physical, cpu, pages } = this.machine;
    const { u8, i32 } = physical;
    const at = cpu.address;
    const bytes = new Uint8Array(REGISTERS + DATA_PAGES * PAGE + 32);
    bytes.set(u8.subarray(at, at + STATE.faultAddress));
    bytes.set(u8.subarray(at + STATE.vsr, at + STATE.vsr + 1024), STATE.faultAddress);
    if (i32[(at + STATE.reservationValid) >>> 2] === 0) bytes.fill(0, STATE.reservationAddress, STATE.fpscr);
    for (let page = 0; page < DATA_PAGES; page++) {
      const { frame } = pages.get(DATA / PAGE + page) as { frame: number };
      bytes.set(u8.subarray(frame, frame + PAGE), REGISTERS + page * PAGE);
    }
    if (exit === Exit.fault)
      bytes.set(u8.subarray(at + STATE.faultAddress, at + STATE.faultAccess + 4), REGISTERS + DATA_PAGES * PAGE);
    return { exit, bytes };
  }

  /** Changes registers, as calls do. */
  #systemCall(): number {
    const { cpu } = this.machine;
    if (cpu.pc === this.end + 4) return 1;
    const random = new Random(hash(`call ${this.#calls++}`));
    cpu.setGpr(3, random.word(), random.word());
    cpu.setCrField(0, cpu.crField(0) & 14);
    return 0;
  }
}

export class Twins {
  readonly #interpreted: Twin;
  readonly #compiled: Twin;
  /** Stops that were compared. */
  stops = 0;

  /** `executed`: what compiled code has, see `Compiling`. */
  constructor(order: Order, bits: 32 | 64, compiler: Compiler, executed?: EngineHooks['executed']) {
    this.#interpreted = new Twin(order, bits, undefined);
    this.#compiled = new Twin(order, bits, compiler, executed);
  }

  get statistics() {
    return this.#compiled.engine.statistics;
  }

  /** Runs a program in both, to its end; what differs at some stop, in words. */
  compare(program: BuiltProgram, conditions: Conditions): string[] {
    const twins = [this.#interpreted, this.#compiled] as const;
    for (const twin of twins) twin.load(program, conditions);
    let pcs = [program.entry, program.entry];
    for (let stop = 0; stop < EXITS; stop++) {
      const stops = twins.map((twin, index) => {
        let exit = twin.run(pcs[index] as number, index === 0 ? ENOUGH_FUEL : conditions.fuel);
        for (let turns = 0; exit === Exit.fuel && conditions.fuel < ENOUGH_FUEL && turns < 2_000; turns++)
          exit = twin.run(twin.machine.cpu.pc, index === 0 ? ENOUGH_FUEL : conditions.fuel);
        return twin.stop(exit);
      }) as [Stop, Stop];
      this.stops++;
      const found = differences(stops[0], stops[1]);
      if (found.length > 0) return [`stop ${stop} at ${(twins[0].machine.cpu.pc - CODE).toString(16)}`, ...found];
      const [{ exit }] = stops;
      if (exit === Exit.syscall || exit === Exit.fuel) return [];
      const repaired = exit === Exit.fault && twins.map((twin) => twin.repair())[0] === true;
      pcs = twins.map(({ machine }) => machine.cpu.pc + (repaired ? 0 : 4));
    }
    return [];
  }
}

const NAMES: readonly (readonly [from: number, size: number, name: (index: number) => string])[] = [
  [STATE.gpr, 8, (n) => `r${n}`],
  [STATE.lr, 8, () => 'lr'],
  [STATE.ctr, 8, () => 'ctr'],
  [STATE.pc, 8, () => 'pc'],
  [STATE.cr, 8, () => 'cr'],
  [STATE.ca, 8, () => 'xer'],
  [STATE.reservationAddress, 8, () => 'reservation'],
  [STATE.fpscr, 8, () => 'fpscr'],
  [STATE.vscr, 8, () => 'vscr or later'],
  [STATE.faultAddress, 16, (n) => `vs${n}`],
  [REGISTERS, 16, (n) => `data frame+${(16 * n).toString(16)}`],
  [REGISTERS + DATA_PAGES * PAGE, 8, () => 'fault report'],
];

/** In words: the compiled value, and the interpreter's. */
function differences(interpreted: Stop, compiled: Stop): string[] {
  const found: string[] = [];
  if (interpreted.exit !== compiled.exit) found.push(`exit ${compiled.exit} (interpreter ${interpreted.exit})`);
  if (Buffer.compare(interpreted.bytes, compiled.bytes) === 0) return found;
  for (let at = 0; at < interpreted.bytes.length && found.length < 8; at++) {
    if (interpreted.bytes[at] === compiled.bytes[at]) continue;
    const [from, size, name] = NAMES.findLast(([start]) => at >= start) as (typeof NAMES)[number];
    const index = Math.floor((at - from) / size);
    const begin = from + size * index;
    const hex = ({ bytes }: Stop): string => Buffer.from(bytes.slice(begin, begin + size).reverse()).toString('hex');
    found.push(`${name(index)} ${hex(compiled)} (interpreter ${hex(interpreted)})`);
    at = begin + size - 1;
  }
  return found;
}
