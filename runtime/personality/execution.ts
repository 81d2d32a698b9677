/**
 * Runs a thread for a quantum, and turns what the emulator stops at into signals.
 */
import { ACCESS, type Engine, Exit, STATE } from '../../emulator/index.ts';
import { fold, PAGE_SIZE } from '../kernel/address.ts';
import { type Thread, ThreadState } from '../kernel/thread.ts';
import { Code, faultSignal, floatingPointFault, illegalFault } from './program-fault.ts';
import { attend } from './signal-delivery.ts';
import { checkProcessorTime } from './processor-time.ts';
import { leaveSequence } from './restartable.ts';
import type { Sampler } from './sampler.ts';
import type { SystemCalls } from './system-call.ts';
import { beginStep, endStep } from './tracing/step.ts';
import { Reason, Status, Vector } from './vector.ts';

/** mfspr RT,PVR: privileged, but kernels do it for programs. */
const MFPVR = { mask: 0xfc1f_fffe, word: 0x7c1f_42a6 };

export class Execution {
  /** What `mfpvr` reads. */
  readonly pvr: number;
  sampler: Sampler | undefined;
  readonly #engine: Engine;
  readonly #calls: SystemCalls;
  readonly #illegal: (thread: Thread, word: number) => void;
  readonly #outOfMemory: (thread: Thread) => void;

  /** The thread that ran before. */
  #last: Thread | undefined;

  constructor(
    engine: Engine,
    calls: SystemCalls,
    illegal: (thread: Thread, word: number) => void,
    outOfMemory: (thread: Thread) => void,
    pvr: number,
  ) {
    this.pvr = pvr;
    this.#engine = engine;
    this.#calls = calls;
    this.#illegal = illegal;
    this.#outOfMemory = outOfMemory;
  }

  /** Runs a thread for so much fuel at most; answers what was used. */
  run(thread: Thread, fuel: number): number {
    const preempted = thread !== this.#last;
    this.#last = thread;
    if (preempted && thread.restartable !== undefined && !leaveSequence(thread)) {
      faultSignal(thread, 'SIGSEGV', Code.mapError, thread.restartable.address, Vector.data);
    }
    if (thread.inCall) {
      if (!this.#calls.again(thread)) return 0;
    } else if ((thread.attention !== 0 || thread.interruption !== 0) && !attend(thread)) return 0;
    if (thread.inCall) return 0;
    thread.vector = Vector.decrementer;
    const { cpu } = thread;
    const { sampler } = this;
    const given = sampler === undefined ? fuel : Math.min(fuel, sampler.begins(thread));
    const step = thread.trace === undefined ? undefined : beginStep(thread);
    const exit = this.#engine.run(cpu, thread.process.space.mmu, given);
    const used = Math.max(0, given - cpu.fuel);
    sampler?.ran(thread, used, exit === Exit.fuel || exit === Exit.interrupted);
    if (exit === Exit.interrupted) cpu.clearInterrupt();
    if (step !== undefined && endStep(thread, step, exit)) return used;
    if (exit !== Exit.fuel && exit !== Exit.syscall && exit !== Exit.interrupted) this.#stopped(thread, exit);
    if (exit === Exit.fuel) checkProcessorTime(thread.process);
    return used;
  }

  /** The guest cannot go on from here: pc is the instruction. */
  #stopped(thread: Thread, exit: Exit): void {
    if (thread.state === ThreadState.ended) return;
    const { cpu } = thread;
    const pc = fold(cpu.hi(STATE.pc), cpu.lo(STATE.pc));
    switch (exit) {
      case Exit.fault:
        this.#fault(thread, pc);
        return;
      case Exit.illegal:
        if (this.#readsVersion(thread)) return;
        this.#illegal(thread, cpu.instructionWord);
        illegalFault(thread);
        return;
      case Exit.trap:
        faultSignal(thread, 'SIGTRAP', Code.breakpoint, pc, Vector.program, Reason.trap);
        return;
      case Exit.alignment:
        faultSignal(
          thread,
          'SIGBUS',
          Code.busAlignment,
          fold(cpu.faultAddressHi, cpu.faultAddressLo),
          Vector.alignment,
        );
        return;
      case Exit.floatingPoint:
        floatingPointFault(thread);
        return;
      default:
        throw new Error(`the emulator stopped with ${exit}`);
    }
  }

  /** Does `mfpvr` as Linux (emulate_instruction) and FreeBSD (ppc_instr_emulate) do. */
  #readsVersion({ cpu }: Thread): boolean {
    const word = cpu.instructionWord;
    if ((word & MFPVR.mask) >>> 0 !== MFPVR.word) return false;
    cpu.setGpr((word >>> 21) & 31, 0, this.pvr);
    cpu.pc += 4;
    return true;
  }

  #fault(thread: Thread, pc: number): void {
    const { cpu, process } = thread;
    const { cause } = process.space.fault;
    if (cause === 'memory') {
      this.#outOfMemory(thread);
      process.processes.terminate(process, process.signals.native('SIGKILL'));
      return;
    }
    const fetch = cpu.faultAccess === ACCESS.execute;
    const address = fetch ? pc : fold(cpu.faultAddressHi, cpu.faultAddressLo);
    const vector = fetch ? Vector.instruction : Vector.data;
    const refused = cause === 'accessError' && process.space.table.get(Math.floor(address / PAGE_SIZE)) !== 0;
    const reason = !refused ? Status.notFound : fetch ? Status.notExecutable : Status.protection;
    thread.faultStatus = reason | (cpu.faultAccess === ACCESS.write ? Status.store : 0);
    const [name, code] =
      cause === 'busAddress'
        ? (['SIGBUS', Code.busAddress] as const)
        : (['SIGSEGV', cause === 'accessError' ? Code.accessError : Code.mapError] as const);
    faultSignal(thread, name, code, address, vector, reason);
  }
}
