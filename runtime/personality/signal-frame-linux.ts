/**
 * Signal frames of 64-bit Linux, ELFv1 and ELFv2 (arch/powerpc/kernel/signal_64.c; asm/sigcontext.h; asm/ucontext.h).
 *
 * From the stack pointer up: a caller's frame for the handler, struct rt_sigframe (ucontext first, which is what
 * rt_sigreturn finds at r1), and the red zone of the interrupted function. The handler returns into a trampoline
 * `addi r1,r1,128; li r0,172; sc` in the vDSO, whose tables tell unwinders where the registers lie (vdso.ts).
 */
import { CpuState, type Order, STATE } from '../../emulator/index.ts';
import { SignalActionFlags } from '../generated/flags.ts';
import type { SignalInformation } from '../generated/structs.ts';
import { fold, highWord, lowWord } from '../kernel/address.ts';
import { StructView } from '../kernel/struct-view.ts';
import type { Thread } from '../kernel/thread.ts';
import type { Delivery, SignalFrame } from './abi.ts';
import { FrameImage, move32 } from './frame-image.ts';
import { reasonOf, Vector } from './vector.ts';
import { onAlternateStack } from './signal-delivery.ts';
import { SignalSet } from './signal-set.ts';

/** What the frame needs of the personality's tables. */
export interface LinuxFrameLayout {
  /** Where the trampoline's first instruction (`bctrl`) is mapped in every process. */
  readonly trampoline: number;
  /** siginfo_t, 128 bytes, by the generated codec. */
  writeInformation(view: StructView, offset: number, information: SignalInformation): void;
}

/** Offsets within struct rt_sigframe; uc_flags and uc_link stay 0. */
const UC_STACK = 16;
const UC_MASK = 40;
const CONTEXT = 168;
const INFO = 1760;
const INFO_SIZE = 128;
const SIZE = 2400;

/** Offsets within struct sigcontext. */
const SC_SIGNAL = CONTEXT + 32;
const SC_HANDLER = CONTEXT + 40;
const SC_OLDMASK = CONTEXT + 48;
const SC_REGS = CONTEXT + 56;
const SC_GPR = CONTEXT + 64;
const SC_FPR = CONTEXT + 448;
const SC_VREGS = CONTEXT + 712;
/** vmx_reserve, aligned to 16 as the frame is. */
const VECTORS = CONTEXT + 720 + 8;

/** What an unwinder must know: offsets from the frame, which is `callerFrame` above r1 when a handler returns. */
export const LINUX_FRAME = { callerFrame: 128, gpr: SC_GPR, fpr: SC_FPR, vectors: VECTORS } as const;

/** Indices of struct pt_regs. */
const Pt = {
  nip: 32,
  msr: 33,
  origR3: 34,
  ctr: 35,
  link: 36,
  xer: 37,
  ccr: 38,
  softe: 39,
  trap: 40,
  dar: 41,
  dsisr: 42,
} as const;

/**
 * MSR: 64-bit, vector, VSX, external interrupts, problem state, machine check, relocation, recoverable. Not floating
 * point: the kernel took the registers over.
 */
const MSR_HIGH = 0x8000_0000;
const MSR_VEC = 0x0200_0000;
const MSR_VSX = 0x0080_0000;
const MSR_LOW = MSR_VEC | MSR_VSX | 0xd032;

/** Vector registers within vmx_reserve: 32 of them, VSCR, VRSAVE, then the low halves of VSR 0 to 31. */
const VSCR = 32 * 16;
const VRSAVE = 33 * 16;
const VSX_LOW = 34 * 16;

/** Where the first of each stands in a state block, in words. */
const GPR_WORD = STATE.gpr >>> 2;
const FPR_WORD = CpuState.fprOffset(0) >>> 2;

/** The handler's caller frame. */
const CALLER_FRAME = LINUX_FRAME.callerFrame;

const SS_DISABLE = 2;
const SS_ONSTACK = 1;
const SS_AUTODISARM = 0x8000_0000;

/** What AT_MINSIGSTKSZ tells 64-bit programs: struct rt_sigframe and the caller's frame. */
export const LINUX_LEAST_FRAME = SIZE + CALLER_FRAME;

/** MINSIGSTKSZ of a 64-bit kernel (asm/signal.h since 5.12), for 32-bit programs too. */
export const LINUX_LEAST_STACK = 8192;

export class LinuxSignalFrame implements SignalFrame {
  readonly leastStack = LINUX_LEAST_STACK;
  readonly #layout: LinuxFrameLayout;
  /** What is saved, always in the same places: between them it stays zero. What is restored has one of its own. */
  readonly #image: FrameImage;
  readonly #restored: FrameImage;
  readonly #information: StructView;
  readonly #order: Order;
  readonly #mask = new SignalSet();

  constructor(layout: LinuxFrameLayout, order: Order) {
    this.#layout = layout;
    this.#order = order;
    this.#image = new FrameImage(order, SIZE);
    this.#restored = new FrameImage(order, SIZE);
    this.#information = new StructView(order, INFO_SIZE);
  }

  enter(thread: Thread, delivery: Delivery): boolean {
    const { cpu, process } = thread;
    const { space } = process;
    const stack = fold(cpu.gprHi(1), cpu.gprLo(1));
    const frame = Math.floor(((delivery.stack ?? stack) - SIZE) / 16) * 16;
    const caller = frame - CALLER_FRAME;
    const entry = this.#entry(thread, delivery.handler);
    if (entry === undefined) return false;
    this.#save(thread, frame, delivery);
    const informs = (delivery.flags & SignalActionFlags.information) !== 0;
    // Behind the siginfo is only the red zone, which stays as it is; without SA_SIGINFO nobody looks at the siginfo.
    if (!this.#image.store(space, frame, 0, INFO)) return false;
    if (informs) {
      this.#layout.writeInformation(this.#information.reset(INFO_SIZE), 0, delivery.information);
      if (!space.structOut(frame + INFO, this.#information)) return false;
    }
    if (space.writeWords(caller, highWord(stack), lowWord(stack)) < 0) return false;

    setAddress(cpu, 1, caller);
    cpu.setGpr(3, 0, delivery.signal);
    setAddress(cpu, 4, informs ? frame + INFO : frame + CONTEXT);
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
    if (!this.#restored.load(process.space, frame, 0, INFO)) return false;
    const { words } = this.#mask.clear();
    words[0] = this.#restored.lo(UC_MASK);
    words[1] = this.#restored.hi(UC_MASK);
    this.#restoreRegisters(cpu, frame);
    thread.signals.setMask(process.signals.blockable(this.#mask));
    if (!onAlternateStack(thread)) this.#restoreStack(thread);
    return true;
  }

  #save(thread: Thread, frame: number, delivery: Delivery): void {
    const { cpu } = thread;
    const { stack } = thread.signals;
    const image = this.#image;
    image.setAddress(UC_STACK, stack.address);
    const on = onAlternateStack(thread) ? SS_ONSTACK : 0;
    image.set32(UC_STACK + 8, (stack.disabled ? SS_DISABLE : on) | (stack.autoDisarm ? SS_AUTODISARM : 0));
    image.setNumber(UC_STACK + 16, stack.size);
    // No pattern: that would go through an iterator.
    const low = delivery.mask.words[0] ?? 0;
    const high = delivery.mask.words[1] ?? 0;
    image.set64(UC_MASK, high, low);
    image.set32(SC_SIGNAL, delivery.signal);
    image.setAddress(SC_HANDLER, delivery.handler);
    image.set64(SC_OLDMASK, high, low);
    image.setAddress(SC_REGS, frame + SC_GPR);
    const state = cpu.physical.i32;
    const base = cpu.address >>> 2;
    const { words } = image;
    move32(state, base + GPR_WORD, 2, words, image.at(SC_GPR, 8), image.step(8));
    move32(state, base + FPR_WORD, 4, words, image.at(SC_FPR, 8), image.step(8));
    const put = (index: number, offset: number): void =>
      image.set64(SC_GPR + 8 * index, cpu.hi(offset), cpu.lo(offset));
    put(Pt.nip, STATE.pc);
    image.set64(SC_GPR + 8 * Pt.msr, MSR_HIGH, MSR_LOW | reasonOf(thread) | (this.#order === 'little' ? 1 : 0));
    if (thread.vector === Vector.call) image.set64(SC_GPR + 8 * Pt.origR3, thread.argumentHigh, thread.argumentLow);
    else put(Pt.origR3, STATE.gpr + 24);
    put(Pt.ctr, STATE.ctr);
    put(Pt.link, STATE.lr);
    image.set64(SC_GPR + 8 * Pt.xer, 0, cpu.xer);
    image.set64(SC_GPR + 8 * Pt.ccr, 0, cpu.cr);
    image.set64(SC_GPR + 8 * Pt.softe, 0, 1);
    image.set64(SC_GPR + 8 * Pt.trap, 0, thread.vector);
    image.setAddress(SC_GPR + 8 * Pt.dar, thread.faultAddress);
    image.set64(SC_GPR + 8 * Pt.dsisr, 0, thread.faultStatus);
    image.set64(SC_FPR + 8 * 32, cpu.hi(STATE.fpscr), cpu.lo(STATE.fpscr));
    this.#saveVectors(cpu, frame);
  }

  #saveVectors(cpu: CpuState, frame: number): void {
    const image = this.#image;
    const { words } = image;
    image.setAddress(SC_VREGS, frame + VECTORS);
    const state = cpu.physical.i32;
    const vsr = (cpu.address + STATE.vsr) >>> 2;
    const to = image.at(VECTORS, 16);
    move32(state, vsr + 128, 4, words, to, image.step(16));
    move32(state, vsr + 130, 4, words, to + 2, image.step(16));
    move32(state, vsr, 4, words, image.at(VECTORS + VSX_LOW, 8), image.step(8));
    image.set32(VECTORS + this.#vscr, cpu.vscr);
    image.set32(VECTORS + VRSAVE, cpu.vrsave);
  }

  /** VSCR is the last word element of its register. */
  get #vscr(): number {
    return VSCR + (this.#order === 'little' ? 0 : 12);
  }

  #restoreRegisters(cpu: CpuState, frame: number): void {
    const image = this.#restored;
    const { words } = image;
    const state = cpu.physical.i32;
    const base = cpu.address >>> 2;
    move32(words, image.at(SC_GPR, 8), image.step(8), state, base + GPR_WORD, 2);
    move32(words, image.at(SC_FPR, 8), image.step(8), state, base + FPR_WORD, 4);
    const load = (index: number, offset: number): void =>
      cpu.set(offset, image.hi(SC_GPR + 8 * index), image.lo(SC_GPR + 8 * index));
    load(Pt.nip, STATE.pc);
    load(Pt.ctr, STATE.ctr);
    load(Pt.link, STATE.lr);
    cpu.xer = image.lo(SC_GPR + 8 * Pt.xer) >>> 0;
    cpu.cr = image.lo(SC_GPR + 8 * Pt.ccr) >>> 0;
    cpu.set(STATE.fpscr, image.hi(SC_FPR + 8 * 32), image.lo(SC_FPR + 8 * 32));
    cpu.clearReservation();
    // The program may have pointed v_regs elsewhere; what is there is not ours, and the vectors stay.
    if (image.address(SC_VREGS) !== frame + VECTORS) return;
    const msr = image.lo(SC_GPR + 8 * Pt.msr);
    if ((msr & MSR_VEC) !== 0) this.#restoreVectors(cpu);
    if ((msr & MSR_VSX) === 0) return;
    move32(words, image.at(VECTORS + VSX_LOW, 8), image.step(8), state, base + (STATE.vsr >>> 2), 4);
  }

  #restoreVectors(cpu: CpuState): void {
    const image = this.#restored;
    const { words } = image;
    const state = cpu.physical.i32;
    const vectors = (cpu.address + STATE.vsr + 16 * 32) >>> 2;
    const from = image.at(VECTORS, 16);
    move32(words, from, image.step(16), state, vectors, 4);
    move32(words, from + 2, image.step(16), state, vectors + 2, 4);
    cpu.vscr = image.get32(VECTORS + this.#vscr);
    cpu.vrsave = image.get32(VECTORS + VRSAVE);
  }

  #restoreStack(thread: Thread): void {
    const image = this.#restored;
    const flags = image.get32(UC_STACK + 8);
    const { stack } = thread.signals;
    stack.address = image.address(UC_STACK);
    stack.size = image.number(UC_STACK + 16);
    stack.disabled = (flags & SS_DISABLE) !== 0;
    stack.autoDisarm = (flags & SS_AUTODISARM) !== 0;
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
