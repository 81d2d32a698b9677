/**
 * Signal frames of 64-bit Linux, ELFv1 and ELFv2 (arch/powerpc/kernel/signal_64.c; asm/sigcontext.h; asm/ucontext.h).
 *
 * From the stack pointer up: a caller's frame for the handler, struct rt_sigframe (ucontext first, which is what
 * rt_sigreturn finds at r1), and the red zone of the interrupted function. The handler returns into a trampoline
 * `addi r1,r1,128; li r0,172; sc` in a page of the kernel, by whose code libgcc's unwinder knows the frame.
 */
import { CpuState, STATE } from '../../emulator/index.ts';
import { SignalActionFlags } from '../generated/flags.ts';
import type { SignalInformation } from '../generated/structs.ts';
import { fold, highWord, lowWord } from '../kernel/address.ts';
import { StructView } from '../kernel/struct-view.ts';
import type { Thread } from '../kernel/thread.ts';
import type { Delivery, SignalFrame } from './abi.ts';
import { Vector } from './vector.ts';
import { onAlternateStack } from './signal-delivery.ts';
import { SignalSet } from './signal-set.ts';

/** What the frame needs of the personality's tables. */
export interface LinuxFrameLayout {
  /** Where the trampoline's first instruction (`bctrl`) is mapped in every process. */
  readonly trampoline: number;
  /** siginfo_t, 128 bytes, by the generated codec. */
  writeInformation(view: StructView, offset: number, information: SignalInformation): void;
}

/** Offsets within struct rt_sigframe. */
const UC_FLAGS = 0;
const UC_STACK = 16;
const UC_MASK = 40;
const CONTEXT = 168;
const PINFO = 1744;
const PUC = 1752;
const INFO = 1760;
const SIZE = 2400;

/** Offsets within struct sigcontext. */
const SC_SIGNAL = CONTEXT + 32;
const SC_HANDLER = CONTEXT + 40;
const SC_OLDMASK = CONTEXT + 48;
const SC_REGS = CONTEXT + 56;
const SC_GPR = CONTEXT + 64;
const SC_FPR = CONTEXT + 448;
const SC_VREGS = CONTEXT + 712;
const SC_VMX = CONTEXT + 720;

/** Indices of struct pt_regs. */
const Pt = { nip: 32, msr: 33, origR3: 34, ctr: 35, link: 36, xer: 37, ccr: 38, softe: 39, trap: 40, dar: 41 } as const;

/** MSR: 64-bit, vector, VSX, external interrupts, problem state, floating point, machine check, relocation, recoverable. */
const MSR_HIGH = 0x8000_0000;
const MSR_VEC = 0x0200_0000;
const MSR_VSX = 0x0080_0000;
const MSR_LOW = MSR_VEC | MSR_VSX | 0xf032;

/** Vector registers within vmx_reserve: 32 of them, VSCR, VRSAVE, then the low halves of VSR 0 to 31. */
const VSCR = 32 * 16;
const VRSAVE = 33 * 16;
const VSX_LOW = 34 * 16;

/** The handler's caller frame. */
const CALLER_FRAME = 128;

const SS_DISABLE = 2;
const SS_ONSTACK = 1;
const SS_AUTODISARM = 0x8000_0000;

export class LinuxSignalFrame implements SignalFrame {
  readonly #layout: LinuxFrameLayout;
  readonly #view: StructView;
  readonly #order: 'little' | 'big';

  constructor(layout: LinuxFrameLayout, order: 'little' | 'big') {
    this.#layout = layout;
    this.#order = order;
    this.#view = new StructView(order, SIZE);
  }

  enter(thread: Thread, delivery: Delivery): boolean {
    const { cpu, process } = thread;
    const { space } = process;
    const stack = fold(cpu.gprHi(1), cpu.gprLo(1));
    const frame = Math.floor(((delivery.stack ?? stack) - SIZE) / 16) * 16;
    const caller = frame - CALLER_FRAME;
    const view = this.#view.reset(SIZE);
    this.#save(thread, view, frame, delivery);
    this.#layout.writeInformation(view, INFO, delivery.information);
    const entry = this.#entry(thread, delivery.handler);
    if (entry === undefined) return false;
    if (space.copyOut(frame, view.bytes, 0, SIZE) < SIZE) return false;
    if (space.writeWords(caller, highWord(stack), lowWord(stack)) < 0) return false;

    setAddress(cpu, 1, caller);
    cpu.setGpr(3, 0, delivery.signal);
    setAddress(cpu, 4, (delivery.flags & SignalActionFlags.information) !== 0 ? frame + INFO : frame + CONTEXT);
    setAddress(cpu, 5, frame);
    setAddress(cpu, 6, frame);
    cpu.set(STATE.ctr, highWord(entry.code), lowWord(entry.code));
    if (entry.toc === undefined) setAddress(cpu, 12, entry.code);
    else setAddress(cpu, 2, entry.toc);
    cpu.set(STATE.pc, highWord(this.#layout.trampoline), lowWord(this.#layout.trampoline));
    cpu.clearReservation();
    // Handlers begin with the default floating-point control (signal_64.c: thread.fp_state.fpscr = 0).
    cpu.set(STATE.fpscr, 0, 0);
    return true;
  }

  leave(thread: Thread): boolean {
    const { cpu, process } = thread;
    const frame = fold(cpu.gprHi(1), cpu.gprLo(1));
    const view = this.#view.reset(SIZE);
    if (process.space.copyIn(frame, view.bytes, 0, INFO) < INFO) return false;
    const mask = SignalSet.read(view, UC_MASK, 8);
    this.#restoreRegisters(cpu, view, frame);
    thread.signals.setMask(process.signals.blockable(mask));
    if (!onAlternateStack(thread)) this.#restoreStack(thread, view);
    return true;
  }

  #save(thread: Thread, view: StructView, frame: number, delivery: Delivery): void {
    const { cpu } = thread;
    const { stack } = thread.signals;
    view.setU64(UC_FLAGS, 0);
    view.setAddress(UC_STACK, stack.address);
    const on = onAlternateStack(thread) ? SS_ONSTACK : 0;
    view.setU32(UC_STACK + 8, (stack.disabled ? SS_DISABLE : on) | (stack.autoDisarm ? SS_AUTODISARM : 0));
    view.setU64(UC_STACK + 16, stack.size);
    delivery.mask.write(view, UC_MASK, 8);
    view.setU32(SC_SIGNAL, delivery.signal);
    view.setAddress(SC_HANDLER, delivery.handler);
    delivery.mask.write(view, SC_OLDMASK, 8);
    view.setAddress(SC_REGS, frame + SC_GPR);
    for (let n = 0; n < 32; n++) view.setWords(SC_GPR + 8 * n, cpu.gprHi(n), cpu.gprLo(n));
    const put = (index: number, hi: number, lo: number): void => view.setWords(SC_GPR + 8 * index, hi, lo);
    put(Pt.nip, cpu.hi(STATE.pc), cpu.lo(STATE.pc));
    put(Pt.msr, MSR_HIGH, MSR_LOW | (this.#order === 'little' ? 1 : 0));
    put(Pt.origR3, cpu.gprHi(3), cpu.gprLo(3));
    put(Pt.ctr, cpu.hi(STATE.ctr), cpu.lo(STATE.ctr));
    put(Pt.link, cpu.hi(STATE.lr), cpu.lo(STATE.lr));
    put(Pt.xer, 0, cpu.xer);
    put(Pt.ccr, 0, cpu.cr);
    put(Pt.softe, 0, 1);
    put(Pt.trap, 0, thread.vector);
    if (thread.vector === Vector.data || thread.vector === Vector.alignment)
      view.setAddress(SC_GPR + 8 * Pt.dar, thread.faultAddress);
    for (let n = 0; n < 32; n++) {
      const at = CpuState.fprOffset(n);
      view.setWords(SC_FPR + 8 * n, cpu.hi(at), cpu.lo(at));
    }
    view.setWords(SC_FPR + 8 * 32, cpu.hi(STATE.fpscr), cpu.lo(STATE.fpscr));
    this.#saveVectors(cpu, view, frame);
  }

  #saveVectors(cpu: CpuState, view: StructView, frame: number): void {
    // The area is aligned to 16 in memory; frames are, the reserve is 8 off.
    const vectors = Math.ceil((frame + SC_VMX) / 16) * 16 - frame;
    view.setAddress(SC_VREGS, frame + vectors);
    for (let n = 0; n < 32; n++) this.#putVector(cpu, 32 + n, view, vectors + 16 * n);
    // VSCR is the last word element of its register.
    view.setU32(vectors + VSCR + (this.#order === 'little' ? 0 : 12), cpu.vscr);
    view.setU32(vectors + VRSAVE, cpu.vrsave);
    for (let n = 0; n < 32; n++) {
      const at = STATE.vsr + 16 * n;
      view.setWords(vectors + VSX_LOW + 8 * n, cpu.hi(at), cpu.lo(at));
    }
  }

  /** A quadword in the process's byte order, as stvx stores it. */
  #putVector(cpu: CpuState, vsr: number, view: StructView, offset: number): void {
    const low = STATE.vsr + 16 * vsr;
    const first = this.#order === 'little' ? low : low + 8;
    const second = this.#order === 'little' ? low + 8 : low;
    view.setWords(offset, cpu.hi(first), cpu.lo(first));
    view.setWords(offset + 8, cpu.hi(second), cpu.lo(second));
  }

  #restoreRegisters(cpu: CpuState, view: StructView, frame: number): void {
    for (let n = 0; n < 32; n++) cpu.setGpr(n, view.u64High(SC_GPR + 8 * n), view.u64Low(SC_GPR + 8 * n));
    const load = (index: number, offset: number): void => {
      cpu.set(offset, view.u64High(SC_GPR + 8 * index), view.u64Low(SC_GPR + 8 * index));
    };
    load(Pt.nip, STATE.pc);
    load(Pt.ctr, STATE.ctr);
    load(Pt.link, STATE.lr);
    cpu.xer = view.u64Low(SC_GPR + 8 * Pt.xer) >>> 0;
    cpu.cr = view.u64Low(SC_GPR + 8 * Pt.ccr) >>> 0;
    for (let n = 0; n < 32; n++) {
      cpu.set(CpuState.fprOffset(n), view.u64High(SC_FPR + 8 * n), view.u64Low(SC_FPR + 8 * n));
    }
    cpu.set(STATE.fpscr, view.u64High(SC_FPR + 8 * 32), view.u64Low(SC_FPR + 8 * 32));
    cpu.clearReservation();
    const at = view.address(SC_VREGS);
    const vectors = at - frame;
    const msr = view.u64Low(SC_GPR + 8 * Pt.msr);
    // The program may point elsewhere; then that is not ours and the registers stay.
    if (vectors < SC_VMX || vectors > SC_VMX + 16) return;
    if ((msr & MSR_VEC) !== 0) this.#restoreVectors(cpu, view, vectors);
    if ((msr & MSR_VSX) !== 0) {
      for (let n = 0; n < 32; n++) {
        const from = vectors + VSX_LOW + 8 * n;
        cpu.set(STATE.vsr + 16 * n, view.u64High(from), view.u64Low(from));
      }
    }
  }

  #restoreVectors(cpu: CpuState, view: StructView, vectors: number): void {
    const little = this.#order === 'little';
    for (let n = 0; n < 32; n++) {
      const low = STATE.vsr + 16 * (32 + n);
      const from = vectors + 16 * n;
      cpu.set(little ? low : low + 8, view.u64High(from), view.u64Low(from));
      cpu.set(little ? low + 8 : low, view.u64High(from + 8), view.u64Low(from + 8));
    }
    cpu.vscr = view.u32(vectors + VSCR + (little ? 0 : 12));
    cpu.vrsave = view.u32(vectors + VRSAVE);
  }

  #restoreStack(thread: Thread, view: StructView): void {
    const flags = view.u32(UC_STACK + 8);
    thread.signals.stack = {
      address: view.address(UC_STACK),
      size: view.u64(UC_STACK + 16),
      disabled: (flags & SS_DISABLE) !== 0,
      onStack: false,
      autoDisarm: (flags & SS_AUTODISARM) !== 0,
    };
  }

  /** The handler's code, and its TOC when pointers are descriptors (ELFv1). */
  #entry(thread: Thread, handler: number): { code: number; toc: number | undefined } | undefined {
    if (!thread.process.functionDescriptors) return { code: handler, toc: undefined };
    const { space } = thread.process;
    const code = space.readU64(handler);
    const toc = space.readU64(handler + 8);
    return code < 0 || toc < 0 ? undefined : { code, toc };
  }
}

function setAddress(cpu: CpuState, register: number, address: number): void {
  cpu.setGpr(register, highWord(address), lowWord(address));
}
