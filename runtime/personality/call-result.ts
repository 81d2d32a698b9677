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
/** MAX_ERRNO. */
const LAST_ERROR = 4095;

/** CR fields 0 to 3 are the bytes of one word, field 0 lowest. */
const CR_WORD = STATE.cr >>> 2;
const R3 = (STATE.gpr >>> 2) + 6;

/** A result of 0 and up. The way of every call: two words and a bit. */
export function setResult(thread: Thread, value: number): void {
  const { cpu } = thread;
  const { i32 } = cpu.physical;
  const base = cpu.address >>> 2;
  const low = value | 0;
  i32[base + R3] = low;
  i32[base + R3 + 1] = low === value ? 0 : Math.floor(value / 4294967296);
  const cr = base + CR_WORD;
  i32[cr] = (i32[cr] as number) & ~SO;
}

export function setError(thread: Thread, error: number): void {
  const { cpu } = thread;
  cpu.setGpr(3, 0, thread.process.abi.errno(error));
  cpu.setCrField(0, cpu.crField(0) | SO);
}

/** A native number of an error, or 0 for a call that did well. */
export function setNativeError(thread: Thread, error: number): void {
  const { cpu } = thread;
  cpu.setGpr(3, 0, error);
  const field = cpu.crField(0);
  cpu.setCrField(0, error === 0 ? field & ~SO : field | SO);
}

/** What stands where a result goes is the result: the negative number of an error is told as one. */
export function keepResult(thread: Thread): void {
  const { cpu } = thread;
  const low = cpu.gprLo(3) | 0;
  const failed = low < 0 && low >= -LAST_ERROR && (thread.process.abi.bits === 32 || (cpu.gprHi(3) | 0) === -1);
  if (failed) setNativeError(thread, -low);
  else cpu.setCrField(0, cpu.crField(0) & ~SO);
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

/** A tracer sees that a call was interrupted, by a number that no program meets (linux/errno.h of the kernel). */
export function setRestartCode(thread: Thread, code: number): void {
  const { cpu } = thread;
  cpu.setGpr(3, 0, code);
  cpu.setCrField(0, cpu.crField(0) | SO);
}

/** The call's first argument is in its register again. */
export function showArgument(thread: Thread): void {
  thread.cpu.setGpr(3, thread.argumentHigh, thread.argumentLow);
}
