/**
 * Signal frames of 32-bit Linux programs (arch/powerpc/kernel/signal_32.c and ppc32.h, as a 64-bit kernel has them).
 *
 * From the stack pointer up: a caller's frame for the handler; for a handler with siginfo, siginfo_t and struct ucontext32,
 * for one without, struct sigcontext32 and struct mcontext32; and a gap that functions may use below their
 * stack pointer. The handler returns to `li r0,N; sc` in the vDSO (vdso.ts), and N says which frame there is.
 */
import { CpuState, STATE } from '../../emulator/index.ts';
import { Errno } from '../generated/errors.ts';
import { SignalActionFlags } from '../generated/flags.ts';
import type { SignalInformation } from '../generated/structs.ts';
import { StructView } from '../kernel/struct-view.ts';
import type { Thread } from '../kernel/thread.ts';
import type { Delivery, SignalFrame } from './abi.ts';
import { FrameImage, move32 } from './frame-image.ts';
import { onAlternateStack } from './signal-delivery.ts';
import { LINUX_LEAST_STACK } from './signal-frame-linux.ts';
import { SignalSet } from './signal-set.ts';
import { reasonOf, Vector } from './vector.ts';

/** What the frame needs of the personality's tables. */
export interface Linux32FrameLayout {
  /** Where the two trampolines are mapped in every process. */
  readonly trampolines: { readonly plain: number; readonly information: number };
  /** siginfo_t, 128 bytes, by the generated codec. */
  writeInformation(view: StructView, offset: number, information: SignalInformation): void;
}

/** The call that returns from a handler without siginfo. */
const SIGRETURN = 119;

/**
 * Offsets within the image, which is struct rt_sigframe without the gap; uc_flags and uc_link stay 0. A frame without
 * siginfo is the end of it: its sigcontext lies where the ucontext has its padding.
 */
const INFO_SIZE = 128;
const CONTEXT = INFO_SIZE;
const UC_STACK = CONTEXT + 8;
const UC_REGS = CONTEXT + 48;
const UC_MASK = CONTEXT + 52;
const REGISTERS = CONTEXT + 192;
const SIGCONTEXT = REGISTERS - 32;
const SC_MASK_HIGH = SIGCONTEXT + 12;
const SC_SIGNAL = SIGCONTEXT + 16;
const SC_HANDLER = SIGCONTEXT + 20;
const SC_OLDMASK = SIGCONTEXT + 24;
const SC_REGS = SIGCONTEXT + 28;
/** Struct mcontext32, without and with the other halves of the vector-scalar registers. */
const OLD_CONTEXT_SIZE = 992;
const CONTEXT_SIZE = 1248;
const SIZE = REGISTERS + CONTEXT_SIZE;

/** Offsets within struct mcontext32. */
const FPR = 48 * 4;
const FPSCR = FPR + 32 * 8;
const VECTORS = 464;
const VSX_LOW = OLD_CONTEXT_SIZE;
/** VRSAVE and VSCR share the register behind the vectors. */
const VRSAVE = VECTORS + 32 * 16;
const VSCR = VRSAVE + 12;

const GAP = 56 * 4;
/** The handler's caller frame. */
const CALLER_PLAIN = 64;
const CALLER_INFORMATION = 80;

/** What an unwinder must know: where the registers are saved above r1 when a handler returns, and places among them. */
export const LINUX32_FRAME = {
  plainContext: CALLER_PLAIN + 32,
  informationContext: CALLER_INFORMATION + REGISTERS,
  fpr: FPR,
  vectors: VECTORS,
} as const;

/** Indices of struct pt_regs32. */
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

/** MSR: vector, VSX, external interrupts, problem state, machine check, relocation, recoverable. */
const MSR_VEC = 0x0200_0000;
const MSR_VSX = 0x0080_0000;
const MSR = MSR_VEC | 0xd032;

/** Where the first of each stands in a state block, in words. */
const FPR_WORD = CpuState.fprOffset(0) >>> 2;
const VSR_WORD = STATE.vsr >>> 2;

const SS_ONSTACK = 1;
const SS_DISABLE = 2;
const SS_AUTODISARM = 0x8000_0000;

/** What AT_MINSIGSTKSZ tells programs: struct rt_sigframe and the caller's frame. */
export const LINUX32_LEAST_FRAME = SIZE + GAP + CALLER_INFORMATION;

export class Linux32SignalFrame implements SignalFrame {
  readonly leastStack = LINUX_LEAST_STACK;
  readonly #layout: Linux32FrameLayout;
  readonly #image = new FrameImage('big', SIZE);
  readonly #information = new StructView('big', INFO_SIZE);
  readonly #mask = new SignalSet();

  constructor(layout: Linux32FrameLayout) {
    this.#layout = layout;
  }

  enter(thread: Thread, delivery: Delivery): boolean {
    const { cpu, process } = thread;
    const { space } = process;
    const informs = (delivery.flags & SignalActionFlags.information) !== 0;
    const start = informs ? 0 : SIGCONTEXT;
    const stack = cpu.gprLo(1);
    const frame = Math.floor(((delivery.stack ?? stack) - (SIZE - start) - GAP) / 16) * 16;
    const caller = frame - (informs ? CALLER_INFORMATION : CALLER_PLAIN);
    if (caller < 0) return false;
    const base = frame - start;
    const image = this.#image;
    image.clear();
    if (informs) this.#describe(thread, base, delivery);
    else this.#describePlain(base, delivery);
    this.#save(thread, MSR | MSR_VSX | reasonOf(thread));
    if (!image.store(space, base, informs ? CONTEXT : SIGCONTEXT, SIZE)) return false;
    if (informs) {
      this.#layout.writeInformation(this.#information.reset(INFO_SIZE), 0, delivery.information);
      if (!space.structOut(frame, this.#information)) return false;
    }
    if (space.writeU32(caller, stack) < 0) return false;

    cpu.setGpr(1, 0, caller);
    cpu.setGpr(3, 0, delivery.signal);
    cpu.setGpr(4, 0, frame);
    if (informs) {
      cpu.setGpr(5, 0, frame + CONTEXT);
      cpu.setGpr(6, 0, frame);
    }
    cpu.set(STATE.lr, 0, informs ? this.#layout.trampolines.information : this.#layout.trampolines.plain);
    cpu.set(STATE.pc, 0, delivery.handler);
    cpu.clearReservation();
    // Handlers begin with the default floating-point control (signal_32.c: thread.fp_state.fpscr = 0).
    cpu.set(STATE.fpscr, 0, 0);
    return true;
  }

  leave(thread: Thread): boolean {
    const { cpu, process } = thread;
    const { space } = process;
    const stack = cpu.gprLo(1);
    const plain = cpu.gprLo(0) === SIGRETURN;
    const base = plain ? stack + CALLER_PLAIN - SIGCONTEXT : stack + CALLER_INFORMATION;
    const image = this.#image;
    if (!image.load(space, base, plain ? SIGCONTEXT : CONTEXT, REGISTERS)) return false;
    const { words } = this.#mask.clear();
    words[0] = image.get32(plain ? SC_OLDMASK : UC_MASK);
    words[1] = image.get32(plain ? SC_MASK_HIGH : UC_MASK + 4);
    const registers = image.get32(plain ? SC_REGS : UC_REGS);
    if (!image.load(space, registers - REGISTERS, REGISTERS, SIZE)) return false;
    this.#restore(cpu);
    thread.signals.setMask(process.signals.blockable(this.#mask));
    if (!plain && !onAlternateStack(thread)) this.#restoreStack(thread);
    return true;
  }

  /**
   * swapcontext(2): saves the context at one address and goes on in another; either may be 0. An Errno, 0 for going on
   * here, undefined for going on there. r2, the thread pointer, stays.
   */
  swap(thread: Thread, save: number, load: number, size: number): number | undefined {
    const { space } = thread.process;
    const whole = size >= SIZE - CONTEXT;
    if (size < SIZE - CONTEXT - (CONTEXT_SIZE - OLD_CONTEXT_SIZE)) return Errno.EINVAL;
    if (load !== 0) {
      const registers = space.readU32(load + UC_REGS - CONTEXT);
      const msr = registers < 0 ? -1 : space.readU32(registers + 4 * Pt.msr);
      if (msr < 0) return Errno.EFAULT;
      if (!whole && (msr & MSR_VSX) !== 0) return Errno.EINVAL;
    }
    if (save !== 0 && !this.#saveContext(thread, save, whole)) return Errno.EFAULT;
    if (load === 0) return 0;
    return this.#loadContext(thread, load) ? undefined : Errno.EFAULT;
  }

  #saveContext(thread: Thread, context: number, whole: boolean): boolean {
    const { process, signals } = thread;
    const { space } = process;
    const registers = Math.floor((context + REGISTERS - CONTEXT) / 16) * 16;
    this.#image.clear();
    this.#save(thread, whole ? MSR | MSR_VSX : MSR);
    const end = REGISTERS + (whole ? CONTEXT_SIZE : OLD_CONTEXT_SIZE);
    const [low = 0, high = 0] = signals.mask.words;
    return (
      this.#image.store(space, registers - REGISTERS, REGISTERS, end) &&
      space.writeU32(context + UC_MASK - CONTEXT, low) >= 0 &&
      space.writeU32(context + UC_MASK - CONTEXT + 4, high) >= 0 &&
      space.writeU32(context + UC_REGS - CONTEXT, registers) >= 0
    );
  }

  #loadContext(thread: Thread, context: number): boolean {
    const { cpu, process } = thread;
    const { space } = process;
    const image = this.#image;
    if (!image.load(space, context - CONTEXT, UC_REGS, UC_MASK + 8)) return false;
    const { words } = this.#mask.clear();
    words[0] = image.get32(UC_MASK);
    words[1] = image.get32(UC_MASK + 4);
    const registers = image.get32(UC_REGS) - REGISTERS;
    if (!image.load(space, registers, REGISTERS, REGISTERS + OLD_CONTEXT_SIZE)) return false;
    const extended = (image.get32(REGISTERS + 4 * Pt.msr) & MSR_VSX) !== 0;
    if (extended && !image.load(space, registers, REGISTERS + OLD_CONTEXT_SIZE, SIZE)) return false;
    const pointer = cpu.gprLo(2);
    this.#restore(cpu);
    cpu.setGpr(2, 0, pointer);
    thread.signals.setMask(process.signals.blockable(this.#mask));
    return true;
  }

  /** The ucontext's own fields. */
  #describe(thread: Thread, base: number, { mask }: Delivery): void {
    const image = this.#image;
    const { stack } = thread.signals;
    const on = onAlternateStack(thread) ? SS_ONSTACK : 0;
    image.set32(UC_STACK, stack.address);
    image.set32(UC_STACK + 4, (stack.disabled ? SS_DISABLE : on) | (stack.autoDisarm ? SS_AUTODISARM : 0));
    image.set32(UC_STACK + 8, stack.size);
    image.set32(UC_REGS, base + REGISTERS);
    const [low = 0, high = 0] = mask.words;
    image.set32(UC_MASK, low);
    image.set32(UC_MASK + 4, high);
  }

  /** The sigcontext of a handler without siginfo. */
  #describePlain(base: number, { mask, signal, handler }: Delivery): void {
    const image = this.#image;
    const [low = 0, high = 0] = mask.words;
    image.set32(SC_SIGNAL, signal);
    image.set32(SC_HANDLER, handler);
    image.set32(SC_OLDMASK, low);
    image.set32(SC_MASK_HIGH, high);
    image.set32(SC_REGS, base + REGISTERS);
  }

  #save(thread: Thread, msr: number): void {
    const { cpu } = thread;
    const image = this.#image;
    const put = (index: number, value: number): void => image.set32(REGISTERS + 4 * index, value);
    for (let n = 0; n < 32; n++) put(n, cpu.gprLo(n));
    put(Pt.nip, cpu.lo(STATE.pc));
    put(Pt.msr, msr);
    put(Pt.origR3, thread.vector === Vector.call ? thread.argumentLow : cpu.gprLo(3));
    put(Pt.ctr, cpu.lo(STATE.ctr));
    put(Pt.link, cpu.lo(STATE.lr));
    put(Pt.xer, cpu.xer);
    put(Pt.ccr, cpu.cr);
    put(Pt.softe, 1);
    put(Pt.trap, thread.vector);
    put(Pt.dar, thread.faultAddress);
    put(Pt.dsisr, thread.faultStatus);
    const state = cpu.physical.i32;
    const base = cpu.address >>> 2;
    const { words } = image;
    move32(state, base + FPR_WORD, 4, words, image.at(REGISTERS + FPR, 8), image.step(8));
    image.set64(REGISTERS + FPSCR, cpu.hi(STATE.fpscr), cpu.lo(STATE.fpscr));
    const vectors = image.at(REGISTERS + VECTORS, 16);
    move32(state, base + VSR_WORD + 128, 4, words, vectors, image.step(16));
    move32(state, base + VSR_WORD + 130, 4, words, vectors + 2, image.step(16));
    image.set32(REGISTERS + VSCR, cpu.vscr);
    image.set32(REGISTERS + VRSAVE, cpu.vrsave);
    move32(state, base + VSR_WORD, 4, words, image.at(REGISTERS + VSX_LOW, 8), image.step(8));
  }

  #restore(cpu: CpuState): void {
    const image = this.#image;
    const get = (index: number): number => image.get32(REGISTERS + 4 * index);
    for (let n = 0; n < 32; n++) cpu.setGpr(n, 0, get(n));
    cpu.set(STATE.pc, 0, get(Pt.nip));
    cpu.set(STATE.ctr, 0, get(Pt.ctr));
    cpu.set(STATE.lr, 0, get(Pt.link));
    cpu.xer = get(Pt.xer);
    cpu.cr = get(Pt.ccr);
    cpu.clearReservation();
    const state = cpu.physical.i32;
    const base = cpu.address >>> 2;
    // What the saved MSR does not vouch for is cleared.
    const msr = get(Pt.msr);
    if ((msr & MSR_VEC) === 0)
      image.words.fill(0, image.at(REGISTERS + VRSAVE - 16, 16), image.at(REGISTERS + VECTORS, 16) + 4);
    if ((msr & MSR_VSX) === 0) image.words.fill(0, image.at(SIZE - 8, 8), image.at(REGISTERS + VSX_LOW, 8) + 2);
    const { words } = image;
    move32(words, image.at(REGISTERS + FPR, 8), image.step(8), state, base + FPR_WORD, 4);
    cpu.set(STATE.fpscr, image.hi(REGISTERS + FPSCR), image.lo(REGISTERS + FPSCR));
    const vectors = image.at(REGISTERS + VECTORS, 16);
    move32(words, vectors, image.step(16), state, base + VSR_WORD + 128, 4);
    move32(words, vectors + 2, image.step(16), state, base + VSR_WORD + 130, 4);
    cpu.vscr = (msr & MSR_VEC) === 0 ? 0 : image.get32(REGISTERS + VSCR);
    cpu.vrsave = image.get32(REGISTERS + VRSAVE);
    move32(words, image.at(REGISTERS + VSX_LOW, 8), image.step(8), state, base + VSR_WORD, 4);
  }

  #restoreStack(thread: Thread): void {
    const image = this.#image;
    const flags = image.get32(UC_STACK + 4);
    const { stack } = thread.signals;
    stack.address = image.get32(UC_STACK);
    stack.size = image.get32(UC_STACK + 8);
    stack.disabled = (flags & SS_DISABLE) !== 0;
    stack.autoDisarm = (flags & SS_AUTODISARM) !== 0;
  }
}
