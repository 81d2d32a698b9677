/** Signals that a thread's own instruction causes, with what the frame and siginfo say of it. */
import { STATE } from '../../emulator/index.ts';
import type { SignalName } from '../generated/signals.ts';
import { emptySignalInformation } from '../generated/structs.ts';
import { fold } from '../kernel/address.ts';
import type { Thread } from '../kernel/thread.ts';
import { isPrivileged } from './privileged.ts';
import { forceFault } from './signal-delivery.ts';
import { Reason, Vector } from './vector.ts';

/** si_code values, the same in every system: signal.h. */
export const Code = {
  illegalOpcode: 1,
  privilegedOpcode: 5,
  integerDivide: 1,
  floatDivide: 3,
  floatOverflow: 4,
  floatUnderflow: 5,
  floatInexact: 6,
  floatInvalid: 7,
  floatUnknown: 14,
  mapError: 1,
  accessError: 2,
  busAlignment: 1,
  busAddress: 2,
  breakpoint: 1,
} as const;

/** `reason` goes with `Vector.program` and `Vector.instruction`. */
export function faultSignal(
  thread: Thread,
  name: SignalName,
  code: number,
  address: number,
  vector: number,
  reason = 0,
): void {
  const information = emptySignalInformation();
  information.code = code;
  information.address = address;
  thread.vector = vector;
  thread.reason = reason;
  if (vector !== Vector.program) thread.faultAddress = address;
  forceFault(thread, thread.process.signals.native(name), information);
}

/** An enabled floating-point exception: at the instruction that pc names. */
export function floatingPointFault(thread: Thread): void {
  const { cpu } = thread;
  const pc = fold(cpu.hi(STATE.pc), cpu.lo(STATE.pc));
  faultSignal(thread, 'SIGFPE', floatCode(cpu.lo(STATE.fpscr)), pc, Vector.program, Reason.floatingPoint);
}

/** What cannot be executed: not an instruction, or a privileged one. */
export function illegalFault(thread: Thread): void {
  const { cpu } = thread;
  const pc = fold(cpu.hi(STATE.pc), cpu.lo(STATE.pc));
  if (isPrivileged(cpu.instructionWord))
    faultSignal(thread, 'SIGILL', Code.privilegedOpcode, pc, Vector.program, Reason.privileged);
  else faultSignal(thread, 'SIGILL', Code.illegalOpcode, pc, Vector.program, Reason.illegal);
}

const FEX = 0x4000_0000;

/**
 * The interrupt comes whenever FPSCR.FEX and MSR.FE0 or FE1 are both set, not only when an instruction raises something
 * (Book III, 6.5.9): so after FPSCR was restored or the mode was changed, at the next instruction.
 */
export function checkFloatingPoint(thread: Thread): void {
  const { cpu } = thread;
  if (cpu.floatTraps !== 0 && (cpu.fpscr & FEX) !== 0) floatingPointFault(thread);
}

/** FPSCR's exception bits and the enables that let them through (Power ISA 4.2.2), in Linux's order. */
function floatCode(fpscr: number): number {
  const bit = (n: number): boolean => ((fpscr >>> (63 - n)) & 1) !== 0;
  if (bit(34) && bit(56)) return Code.floatInvalid;
  if (bit(35) && bit(57)) return Code.floatOverflow;
  if (bit(36) && bit(58)) return Code.floatUnderflow;
  if (bit(37) && bit(59)) return Code.floatDivide;
  if (bit(38) && bit(60)) return Code.floatInexact;
  return Code.floatUnknown;
}
