/**
 * A stopped thread's registers by their place in struct pt_regs (asm/ptrace.h of powerpc): read, and as far as a tracer may
 * change them, written.
 */
import { CpuState, STATE } from '../../../../emulator/index.ts';
import type { Thread } from '../../../kernel/thread.ts';
import { Vector } from '../../vector.ts';
import { StructView } from '../../../kernel/struct-view.ts';
import { writeRegisters } from '../core/registers.ts';

/** Registers of a set (ELF_NGREG), and of those how many a tracer may write (PT_MAX_PUT_REG + 1). */
export const REGISTERS = 48;
const WRITABLE = 39;

/** Places in struct pt_regs. */
const Pt = { nip: 32, msr: 33, origR3: 34, ctr: 35, link: 36, xer: 37, ccr: 38, trap: 40 } as const;
const SC = 4;

export function registerBytes({ process }: Thread): number {
  return process.abi.bits / 8;
}

/** The general registers as struct user_pt_regs, in the thread's own width. */
export function readGeneral(thread: Thread): StructView {
  const { process, cpu } = thread;
  const size = registerBytes(thread);
  const view = new StructView(process.abi.order, REGISTERS * size);
  writeRegisters(view, 0, thread);
  if (!callStands(thread)) return view;
  // The call is made again when it goes on; until then it is seen behind it.
  if (size === 8) view.setWords(8 * Pt.nip, cpu.hi(STATE.pc), cpu.lo(STATE.pc) + SC);
  else view.setU32(4 * Pt.nip, (cpu.lo(STATE.pc) + SC) >>> 0);
  return view;
}

/** Whether the thread stands within a call, with its pc at the instruction. */
function callStands({ inCall, trace }: Thread): boolean {
  return inCall && trace?.beforeCall === false;
}

/** Sets one; those that a tracer may not change stay. */
export function writeGeneral(thread: Thread, index: number, high: number, low: number): void {
  const { cpu } = thread;
  const top = registerBytes(thread) === 8 ? high : 0;
  if (index < 32) cpu.setGpr(index, top, low);
  else if (index === Pt.nip) cpu.set(STATE.pc, top, callStands(thread) ? low - SC : low & ~3);
  else if (index === Pt.origR3) {
    thread.argumentHigh = top;
    thread.argumentLow = low;
  } else if (index === Pt.ctr) cpu.set(STATE.ctr, top, low);
  else if (index === Pt.link) cpu.set(STATE.lr, top, low);
  else if (index === Pt.xer) cpu.xer = low;
  else if (index === Pt.ccr) cpu.cr = low;
  else if (index === Pt.trap && (low & 0xfff0) !== Vector.call) leavesCall(thread);
}

/** A debugger that calls a function says that no system call is to be made again. */
function leavesCall(thread: Thread): void {
  if (thread.interruption === 0) return;
  thread.interruption = 0;
  thread.completed();
  if (thread.trace !== undefined) thread.trace.shows = false;
}

/** The general registers from bytes that begin with the one of that place. */
export function writeGenerals(thread: Thread, first: number, view: StructView, size: number): void {
  const width = registerBytes(thread);
  for (let at = 0; at + width <= size; at += width) {
    const index = first + at / width;
    if (index >= WRITABLE && index !== Pt.trap) continue;
    if (width === 8) writeGeneral(thread, index, view.u64High(at), view.u64Low(at));
    else writeGeneral(thread, index, 0, view.u32(at));
  }
}

export function readFloat({ cpu }: Thread, n: number): readonly [high: number, low: number] {
  const offset = n === 32 ? STATE.fpscr : CpuState.fprOffset(n);
  return [cpu.hi(offset), cpu.lo(offset)];
}

/** The 33rd is FPSCR. */
export function writeFloat({ cpu }: Thread, n: number, high: number, low: number): void {
  cpu.set(n === 32 ? STATE.fpscr : CpuState.fprOffset(n), high, low);
}
