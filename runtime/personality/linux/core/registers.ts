/** A thread's registers as the kernel shows them to debuggers: struct user_pt_regs, and the floating-point and vector sets. */
import { CpuState, STATE } from '../../../../emulator/index.ts';
import { highWord, lowWord } from '../../../kernel/address.ts';
import type { StructView } from '../../../kernel/struct-view.ts';
import type { Thread } from '../../../kernel/thread.ts';
import { reasonOf, Vector } from '../../vector.ts';

/** MSR of a program: external interrupts, problem state, machine check, relocation, recoverable; the high bit is 64-bit mode. */
const MSR = 0xd032;
const MSR_64 = 0x8000_0000;

/** Writes them at an offset, each as wide as a register. */
export function writeRegisters(view: StructView, at: number, thread: Thread): void {
  const { cpu, process } = thread;
  const wide = process.abi.bits === 64;
  const put = (index: number, high: number, low: number): void => {
    if (wide) view.setWords(at + 8 * index, high, low);
    else view.setU32(at + 4 * index, low >>> 0);
  };
  const state = (index: number, offset: number): void => put(index, cpu.hi(offset), cpu.lo(offset));
  for (let n = 0; n < 32; n++) put(n, cpu.gprHi(n), cpu.gprLo(n));
  state(32, STATE.pc);
  put(33, wide ? MSR_64 : 0, MSR | reasonOf(thread) | (process.abi.order === 'little' ? 1 : 0));
  if (thread.vector === Vector.call) put(34, thread.argumentHigh, thread.argumentLow);
  else put(34, cpu.gprHi(3), cpu.gprLo(3));
  state(35, STATE.ctr);
  state(36, STATE.lr);
  put(37, 0, cpu.xer);
  put(38, 0, cpu.cr);
  put(39, 0, 1);
  put(40, 0, thread.vector);
  put(41, highWord(thread.faultAddress), lowWord(thread.faultAddress));
  put(42, 0, thread.faultStatus);
}

/** NT_PRFPREG: 32 registers and FPSCR. */
export function writeFloats(view: StructView, { cpu }: Thread): void {
  for (let n = 0; n < 32; n++) {
    const offset = CpuState.fprOffset(n);
    view.setWords(8 * n, cpu.hi(offset), cpu.lo(offset));
  }
  view.setWords(256, cpu.hi(STATE.fpscr), cpu.lo(STATE.fpscr));
}

/** NT_PPC_VMX: 32 registers, VSCR in the last word of the 33rd, VRSAVE in the first of the 34th. */
export function writeVectors(view: StructView, { cpu, process }: Thread): void {
  const little = process.abi.order === 'little';
  const words = cpu.physical.i32;
  for (let n = 0; n < 32; n++) {
    const from = (cpu.address + STATE.vsr + 16 * (32 + n)) >>> 2;
    for (let word = 0; word < 4; word++) {
      view.setU32(16 * n + 4 * (little ? word : 3 - word), (words[from + word] as number) >>> 0);
    }
  }
  view.setU32(512 + (little ? 0 : 12), cpu.vscr);
  view.setU32(528, cpu.vrsave);
}

/** NT_PPC_VSX: the low doublewords of the first 32 registers. */
export function writeLowHalves(view: StructView, { cpu }: Thread): void {
  const words = cpu.physical.i32;
  for (let n = 0; n < 32; n++) {
    const from = (cpu.address + STATE.vsr + 16 * n) >>> 2;
    view.setWords(8 * n, words[from + 1] as number, words[from] as number);
  }
}
