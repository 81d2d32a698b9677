/**
 * One instruction of a traced thread (PTRACE_SINGLESTEP). Where it goes on may be one of two places: trap instructions stand
 * there while the emulator runs, which no other thread meets, since only this one runs meanwhile.
 */
import { Exit, STATE } from '../../../emulator/index.ts';
import { TraceResume } from '../../generated/enums.ts';
import { fold } from '../../kernel/address.ts';
import type { Thread } from '../../kernel/thread.ts';
import { readForced, writeForced } from '../forced-copy.ts';
import { faultSignal } from '../program-fault.ts';
import { Vector } from '../vector.ts';

const WORD = 4;
const TRAP = 0x7fe0_0008;
const TRAP_TRACE = 2;

interface Planted {
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** What has to be taken back behind the instruction. */
export interface Step {
  readonly start: number;
  readonly planted: readonly Planted[];
}

export function beginStep(thread: Thread): Step | undefined {
  if (thread.trace?.how !== TraceResume.step) return undefined;
  const start = fold(thread.cpu.hi(STATE.pc), thread.cpu.lo(STATE.pc));
  const planted: Planted[] = [];
  for (const address of successors(thread, start)) {
    const bytes = new Uint8Array(WORD);
    const { space } = thread.process;
    // Both places may be one (bcl 20,31,$+4); and a branch to itself is never done.
    if (address === start || planted.some((one) => one.address === address)) continue;
    if (readForced(space, address, bytes) < WORD) continue;
    if (writeForced(space, address, word(thread, TRAP)) === WORD) planted.push({ address, bytes });
  }
  return { start, planted };
}

/** True when the instruction is done and the thread is told so by SIGTRAP: what the emulator says of its end is the step's. */
export function endStep(thread: Thread, { start, planted }: Step, exit: Exit): boolean {
  const { cpu, process } = thread;
  const pc = fold(cpu.hi(STATE.pc), cpu.lo(STATE.pc));
  for (const { address, bytes } of planted) writeForced(process.space, address, bytes);
  const trapped = exit === Exit.trap && pc !== start && planted.some(({ address }) => address === pc);
  // A call that blocks or changes the program is stepped over when it is done.
  if (!trapped) return false;
  if (thread.trace !== undefined) thread.trace.how = TraceResume.run;
  faultSignal(thread, 'SIGTRAP', TRAP_TRACE, pc, Vector.trace);
  return true;
}

/** Where an instruction may go on: behind it, and where a branch leads. An instruction that it cannot read is left to fail. */
function successors(thread: Thread, pc: number): readonly number[] {
  const bytes = new Uint8Array(WORD);
  if (readForced(thread.process.space, pc, bytes) < WORD) return [];
  const instruction = instructionOf(thread, bytes);
  const next = pc + WORD;
  const absolute = (instruction & 2) !== 0 ? 0 : pc;
  switch (instruction >>> 26) {
    case 18:
      return [absolute + (((instruction << 6) >> 6) & ~3)];
    case 16:
      return [next, absolute + (((instruction << 16) >> 16) & ~3)];
    case 19: {
      const register = TARGETS[(instruction >>> 1) & 0x3ff];
      return register === undefined ? [next] : [next, targetOf(thread, register)];
    }
    default:
      return [next];
  }
}

/** bclr, bcctr, bctar. */
const TARGETS: Readonly<Record<number, number>> = { 16: STATE.lr, 528: STATE.ctr, 560: STATE.tar };

function targetOf({ cpu, process }: Thread, register: number): number {
  const low = cpu.lo(register) & ~3;
  return process.abi.bits === 32 ? low >>> 0 : fold(cpu.hi(register), low);
}

function word({ process }: Thread, value: number): Uint8Array {
  const bytes = new Uint8Array(WORD);
  new DataView(bytes.buffer).setUint32(0, value, process.abi.order === 'little');
  return bytes;
}

function instructionOf({ process }: Thread, bytes: Uint8Array): number {
  return new DataView(bytes.buffer).getUint32(0, process.abi.order === 'little');
}
