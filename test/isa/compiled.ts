/** Runs single instructions in the states of the drawn cases, until they are compiled, and compares what they leave. */
import { setImmediate } from 'node:timers/promises';
import type { Instruction } from '../../emulator/decode.ts';
import { Engine } from '../../emulator/engine.ts';
import { Exit, FRAME_SIZE, STATE } from '../../emulator/index.ts';
import { Compiler } from '../../emulator/jit/compiler.ts';
import { Instructions } from '../../emulator/jit/effects.ts';
import { SEMANTICS } from '../../emulator/semantics/index.ts';
import { assemble, interpreterModule, TestMachine } from '../emulator/support/machine.ts';
import { WINDOW, WINDOW_PAGE } from './cases/block.ts';
import { type Case, COMPARABLE, drawCase } from './cases/case.ts';

const ENTRIES = 0x20000;
const STUBS = 0x30000;
const STUB = 64;
/** Instructions that are compiled together. */
const BATCH = 32;
const SEED = 5;
/** So often a place is reached at most before its code is compiled. */
const PATIENCE = 4000;
const ARCHITECTED = STATE.faultAddress;
const VECTORS = 64 * 16 + 128;

/** One case: its state as raw bytes, and what the interpreter made of it. */
interface Stub {
  readonly mnemonic: string;
  readonly entry: number;
  readonly block: Uint8Array;
  readonly vectors: Uint8Array;
  readonly window: readonly Uint8Array[];
  wanted: Buffer;
}

class Bench {
  readonly machine: TestMachine;
  readonly engine: Engine;
  readonly #frames: readonly number[];

  constructor(order: 'little' | 'big') {
    const machine = new TestMachine(order);
    this.machine = machine;
    machine.map(ENTRIES, 1);
    machine.map(STUBS, 1);
    machine.map(WINDOW_PAGE, 2, 'rw');
    this.#frames = [0, 1].map((n) => machine.pages.get(WINDOW_PAGE / FRAME_SIZE + n)?.frame ?? 0);
    const compiler = new Compiler(false, SEMANTICS);
    this.engine = new Engine(machine.physical, {
      syscall: () => 1,
      timeBase: () => 0,
      random: () => 0,
      module: interpreterModule,
      compiler: () => Promise.resolve(compiler),
      patience: { outer: 4, inner: 8 },
    });
  }

  /** Puts a case's code at its place, and keeps its state. */
  place({ mnemonic, words, state }: Case, index: number): Stub {
    const { machine } = this;
    const { cpu, physical } = machine;
    machine.code(STUBS + STUB * index, [...words, assemble('sc')]);
    machine.code(ENTRIES + 4 * index, [assemble('b', { LI: STUBS + STUB * index - (ENTRIES + 4 * index) })]);
    cpu.reset();
    machine.write(WINDOW, state.window);
    const double = (offset: number, value: bigint): void =>
      physical.view.setBigUint64(cpu.address + offset, BigInt.asUintN(64, value), true);
    state.gpr.forEach((value, n) => double(STATE.gpr + 8 * n, value));
    double(STATE.lr, state.lr);
    double(STATE.ctr, state.ctr);
    double(STATE.fpscr, state.fpscr);
    for (let n = 0; n < 64; n++) for (let i = 0; i < 16; i++) cpu.setVsrByte(n, i, state.vsr[16 * n + i] ?? 0);
    cpu.cr = Number(state.cr);
    cpu.xer = Number(state.xer);
    cpu.vscr = state.vscr;
    return {
      mnemonic,
      entry: ENTRIES + 4 * index,
      block: physical.u8.slice(cpu.address, cpu.address + ARCHITECTED),
      vectors: physical.u8.slice(cpu.address + STATE.vsr, cpu.address + STATE.vsr + VECTORS),
      window: this.#frames.map((frame) => physical.u8.slice(frame, frame + FRAME_SIZE)),
      wanted: Buffer.alloc(0),
    };
  }

  run({ entry, block, vectors, window }: Stub): Exit {
    const { cpu, physical, mmu } = this.machine;
    physical.u8.set(block, cpu.address);
    physical.u8.set(vectors, cpu.address + STATE.vsr);
    window.forEach((bytes, n) => physical.u8.set(bytes, this.#frames[n] ?? 0));
    cpu.pc = entry;
    for (;;) {
      const exit = this.engine.run(cpu, mmu, 1000);
      if (exit !== Exit.fuel) return exit;
    }
  }

  /** Registers but for the reservation, vectors, and memory. */
  snapshot(): Buffer {
    const { cpu, physical } = this.machine;
    const from = (offset: number, end: number): Uint8Array =>
      physical.u8.slice(cpu.address + offset, cpu.address + end);
    const { reservationAddress, fpscr, vsr } = STATE;
    const registers = [from(0, reservationAddress), from(fpscr, ARCHITECTED), from(vsr, vsr + 64 * 16)];
    return Buffer.concat([...registers, ...this.#frames.map((at) => physical.u8.slice(at, at + FRAME_SIZE))]);
  }
}

/** Of which the JIT makes something. */
function compilable(row: Instruction, order: 'little' | 'big', number: number): boolean {
  const { words, subject } = drawCase(row, number, SEED, STUBS, 0);
  const info = new Instructions(SEMANTICS, order, 64).of(words[subject] ?? 0);
  return info !== undefined && info.ending === undefined;
}

export interface Comparison {
  /** Mnemonics of which compiled code left something else than the interpreter. */
  readonly differing: readonly string[];
  readonly instructions: number;
  /** How many of them were compiled. */
  readonly compiled: number;
}

/** One case of every instruction. */
export async function compareCompiled(order: 'little' | 'big', number: number): Promise<Comparison> {
  const rows = COMPARABLE.filter(
    (row) => row.mnemonic in SEMANTICS && row.class !== 'branch' && compilable(row, order, number),
  );
  const differing: string[] = [];
  let compiled = 0;
  for (let at = 0; at < rows.length; at += BATCH) {
    const bench = new Bench(order);
    const stubs = rows
      .slice(at, at + BATCH)
      .map((row, index) => bench.place(drawCase(row, number, SEED, STUBS + STUB * index, 0), index))
      .filter((stub) => {
        const exit = bench.run(stub);
        stub.wanted = bench.snapshot();
        return exit === Exit.syscall;
      });
    for (let round = 0; round < PATIENCE && bench.engine.statistics.regions < stubs.length; round++) {
      for (const stub of stubs) bench.run(stub);
      if (round % 100 === 0) await setImmediate();
    }
    compiled += bench.engine.statistics.regions;
    for (const stub of stubs) {
      const exit = bench.run(stub);
      if (exit !== Exit.syscall || !bench.snapshot().equals(stub.wanted)) differing.push(stub.mnemonic);
    }
  }
  return { differing, instructions: rows.length, compiled };
}
