/** Runs a test program under our interpreter. */
import {
  CpuState,
  Engine,
  Exit,
  FRAME_SIZE,
  Mmu,
  PhysicalMemory,
  readBytes,
  STATE_SIZE,
  writeBytes,
} from '../../../../emulator/index.ts';
import type { AccessKind, Order } from '../../../../emulator/index.ts';
import { generateInterpreter } from '../../../../emulator/interpreter/generate.ts';
import type { Compiler } from '../../../../emulator/jit/compiler.ts';
import type { SemanticsTable } from '../../../../emulator/semantics/builder.ts';
import '../../../emulator/support/as-launched.ts';
import { type Program, SYSCALL } from './layout.ts';

/** Why a case could not be run to its end. */
export type Failure = 'illegal' | 'fault' | 'trap' | 'alignment' | 'floatingPoint';
export interface Outcome {
  readonly output: Uint8Array;
  /** By case. */
  readonly failures: ReadonlyMap<number, Failure>;
}

const FUEL = 1 << 30;
const FAILURES: ReadonlyMap<Exit, Failure> = new Map([
  [Exit.illegal, 'illegal'],
  [Exit.fault, 'fault'],
  [Exit.trap, 'trap'],
  [Exit.alignment, 'alignment'],
  [Exit.floatingPoint, 'floatingPoint'],
]);

export class Machine {
  readonly #physical = new PhysicalMemory();
  readonly #engine: Engine;
  readonly #cpu: CpuState;
  #space: AddressSpace | undefined;
  #output = new Uint8Array();

  /** With other semantics than the emulator's own, or with a compiler that compiles all that is reached. */
  constructor({ semantics, compiler }: { semantics?: SemanticsTable; compiler?: Compiler } = {}) {
    const options = semantics === undefined ? {} : { semantics };
    const modules = new Map<string, WebAssembly.Module>();
    this.#engine = new Engine(this.#physical, {
      syscall: () => this.#syscall(),
      timeBase: () => 0,
      random: () => 0,
      module: (order, bits) => {
        const mode = `${order}${bits}`;
        // qemu's 32-bit processors are older than CA32 and OV32.
        const level = bits === 32 ? 207 : 300;
        const module =
          modules.get(mode) ?? new WebAssembly.Module(generateInterpreter(order, { ...options, bits, level }));
        modules.set(mode, module);
        return module;
      },
      ...(compiler === undefined ? {} : { compiler }),
    });
    this.#cpu = new CpuState(this.#physical, this.#physical.allocate(Math.log2(STATE_SIZE / FRAME_SIZE)));
  }

  /** Pieces of code that were compiled. */
  get regions(): number {
    return this.#engine.statistics.regions;
  }

  run(program: Program): Outcome {
    const space = new AddressSpace(this.#physical, program);
    const mmu = new Mmu(this.#physical, space, program.order, program.bits);
    const cpu = this.#cpu;
    this.#space = space;
    cpu.reset();
    cpu.pc = program.entry;
    const failures = new Map<number, Failure>();
    for (;;) {
      const exit = this.#engine.run(cpu, mmu, FUEL);
      if (exit === Exit.syscall) break;
      const failure = FAILURES.get(exit);
      const index = program.caseAt(cpu.pc);
      if (failure === undefined || index === undefined)
        throw new Error(`the driver itself left with exit ${exit} at ${cpu.pc.toString(16)}`);
      failures.set(index, failure);
      cpu.pc += 4;
    }
    mmu.release();
    space.release((frame) => this.#engine.forgetCode(frame));
    return { output: this.#output, failures };
  }

  #syscall(): number {
    const cpu = this.#cpu;
    if (cpu.gpr(0) !== SYSCALL.write) return 1;
    this.#output = this.#space?.read(cpu.gpr(4), cpu.gpr(5)) ?? new Uint8Array();
    return 0;
  }
}

/** The program's segments, each page in a frame. */
class AddressSpace {
  readonly #physical: PhysicalMemory;
  readonly #order: Order;
  readonly #frames = new Map<number, number>();

  constructor(physical: PhysicalMemory, { segments, order }: Program) {
    this.#physical = physical;
    this.#order = order;
    for (const { address, bytes, executable } of segments) {
      for (let offset = 0; offset < bytes.length; offset += FRAME_SIZE) {
        const frame = physical.allocate(0);
        if (frame === 0) throw new Error('no memory left for the test program');
        writeBytes(physical, frame, order, 0, bytes, offset, Math.min(FRAME_SIZE, bytes.length - offset));
        this.#frames.set((address + offset) / FRAME_SIZE, frame + (executable ? 2 : 1));
      }
    }
  }

  translate(hi: number, lo: number, access: AccessKind): number {
    const found = hi === 0 ? (this.#frames.get(lo >>> 12) ?? 0) : 0;
    const allowed = access === 0 || (access === 1 ? (found & 1) !== 0 : (found & 2) !== 0);
    return allowed ? found : 0;
  }

  read(address: number, length: number): Uint8Array<ArrayBuffer> {
    const result = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const offset = (address + done) % FRAME_SIZE;
      const frame = (this.#frames.get(Math.floor((address + done) / FRAME_SIZE)) ?? 0) & -FRAME_SIZE;
      const part = Math.min(FRAME_SIZE - offset, length - done);
      readBytes(this.#physical, frame >>> 0, this.#order, offset, result, done, part);
      done += part;
    }
    return result;
  }

  release(forget: (frame: number) => void): void {
    for (const entry of this.#frames.values()) {
      const frame = (entry & -FRAME_SIZE) >>> 0;
      forget(frame);
      this.#physical.free(frame, 0);
    }
  }
}
