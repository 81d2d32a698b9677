/**
 * Runs guest instructions by the generated interpreter.
 *
 * One `Interpreter` serves one processor (worker): its WebAssembly instances, one per byte order,
 * are made when a process of that order first runs there.
 */
import type { Exit } from '../exit.ts';
import type { Order } from '../memory/access.ts';
import type { Mmu } from '../memory/mmu.ts';
import type { PhysicalMemory } from '../memory/physical-memory.ts';
import type { CpuState } from '../state.ts';

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
  /** The interpreter's code for a byte order: compiled from the installed bytes, or `buildInterpreter(order)`. */
  module(order: Order): WebAssembly.Module;
}

export class Interpreter {
  readonly physical: PhysicalMemory;
  readonly hooks: InterpreterHooks;

  constructor(physical: PhysicalMemory, hooks: InterpreterHooks) {
    this.physical = physical;
    this.hooks = hooks;
  }

  /**
   * Runs from the block's pc until something other than computing is to be done.
   * Fuel is counted down on taken branches; `cpu.fuel` says what is left.
   * Afterwards the state block is exact: see `Exit` for where pc stands.
   */
  run(cpu: CpuState, mmu: Mmu, fuel: number): Exit {
    throw new Error(`not built yet: ${cpu.address} ${mmu.tlb} ${fuel}`);
  }

  /** Drops what was decoded of a frame. Call it when a frame is freed or its contents are replaced. */
  forgetCode(frame: number): void {
    throw new Error(`not built yet: ${frame}`);
  }
}
