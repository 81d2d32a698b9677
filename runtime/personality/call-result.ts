/**
 * How a result reaches the registers: r3, and CR0's SO bit tells an error. All PowerPC systems that k42 knows agree;
 * they differ in the numbers of errors.
 */
import { STATE } from '../../emulator/index.ts';
import { Errno } from '../generated/errors.ts';
import type { Thread } from '../kernel/thread.ts';

/** Bytes of the instruction `sc`. */
const SC = 4;
const SO = 1;

export function setResult(thread: Thread, value: number): void {
  const { cpu } = thread;
  cpu.setGprNumber(3, value);
  const { u8 } = cpu.physical;
  const cr0 = cpu.address + STATE.cr;
  u8[cr0] = (u8[cr0] as number) & ~SO;
}

export function setError(thread: Thread, error: number): void {
  const { cpu } = thread;
  cpu.setGpr(3, 0, thread.process.abi.errno(error));
  cpu.setCrField(0, cpu.crField(0) | SO);
}

/** The call ends with EINTR. */
export function setInterrupted(thread: Thread): void {
  setError(thread, Errno.EINTR);
}

/** The call's instruction is the next one again. */
export function backToCall(thread: Thread): void {
  const { cpu } = thread;
  const low = cpu.lo(STATE.pc);
  cpu.set(STATE.pc, cpu.hi(STATE.pc) - (low < SC ? 1 : 0), low - SC);
}

/** Undoes `backToCall`: where the call returns to. */
export function pastCall(thread: Thread): void {
  const { cpu } = thread;
  const low = cpu.lo(STATE.pc);
  cpu.set(STATE.pc, cpu.hi(STATE.pc) + (low >= 2 ** 32 - SC ? 1 : 0), low + SC);
}
