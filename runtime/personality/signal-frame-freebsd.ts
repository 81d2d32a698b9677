/**
 * Signal frames of FreeBSD on powerpc64 (sys/powerpc: exec_machdep.c, sigcode64.S, include/ucontext.h, include/frame.h).
 *
 * struct sigframe (ucontext, then siginfo) lies below a red zone of 288 bytes; the handler is entered from a trampoline
 * that calls what the link register holds and then sigreturn(&ucontext).
 */
import { CpuState, STATE } from '../../emulator/index.ts';
import { SignalActionFlags } from '../generated/flags.ts';
import type { SignalInformation } from '../generated/structs.ts';
import { fold, highWord, lowWord } from '../kernel/address.ts';
import { StructView } from '../kernel/struct-view.ts';
import type { Thread } from '../kernel/thread.ts';
import type { Delivery, SignalFrame } from './abi.ts';
import { FrameImage } from './frame-image.ts';
import { Vector } from './vector.ts';
import { onAlternateStack } from './signal-delivery.ts';
import { SignalSet } from './signal-set.ts';

export interface FreebsdFrameLayout {
  /** Where the trampoline is mapped in every process. */
  readonly trampoline: number;
  /** siginfo_t, 80 bytes, by the generated codec. */
  writeInformation(view: StructView, offset: number, information: SignalInformation): void;
}

/** Offsets within struct sigframe. */
const UC_MASK = 0;
const MC = 16;
const UC_STACK = 1416;
const INFO = 1472;
const INFO_SIZE = 80;
const SIZE = 1552;
const RED_ZONE = 288;
/** Within siginfo_t. */
const SI_CODE = 8;

/** Offsets of mcontext_t's members within the frame. */
const MC_FLAGS = MC + 4;
const MC_ONSTACK = MC + 8;
const MC_LEN = MC + 12;
const MC_AVEC = MC + 16;
const MC_AV = MC + 528;
const MC_FRAME = MC + 536;
const MC_FPREG = MC + 872;
const MC_VSX = MC + 1136;
const MCONTEXT_SIZE = 1392;

/** mc_flags: floating point, AltiVec and VSX are valid. */
const FP_VALID = 1;
const AV_VALID = 2;
const VS_VALID = 4;

/** Indices of struct trapframe, after r0 to r31. */
const Tf = { lr: 32, cr: 33, xer: 34, ctr: 35, srr0: 36, srr1: 37, exc: 38, dar: 39 } as const;

/** SF, EE, PR, FP, ME, IR, DR, RI, and the vector facilities: what a program's machine state register shows. */
const MSR_HIGH = 0x8000_0000;
const MSR_LOW = 0x0280_f032;

const SS_ONSTACK = 1;
const SS_DISABLE = 4;

export class FreebsdSignalFrame implements SignalFrame {
  /** MINSIGSTKSZ (machine/_limits.h). */
  readonly leastStack = 2048;
  readonly #layout: FreebsdFrameLayout;
  readonly #image = new FrameImage('big', SIZE);
  readonly #information = new StructView('big', INFO_SIZE);
  readonly #mask = new SignalSet();

  constructor(layout: FreebsdFrameLayout) {
    this.#layout = layout;
  }

  enter(thread: Thread, delivery: Delivery): boolean {
    const { cpu, process } = thread;
    const { space } = process;
    const stack = fold(cpu.gprHi(1), cpu.gprLo(1));
    const top = delivery.stack ?? stack - RED_ZONE;
    const frame = Math.floor((top - SIZE) / 16) * 16;
    this.#save(thread, delivery);
    this.#layout.writeInformation(this.#information.reset(INFO_SIZE), 0, delivery.information);
    if (!this.#image.store(space, frame, 0, INFO) || !space.structOut(frame + INFO, this.#information)) return false;

    setAddress(cpu, 1, frame);
    cpu.setGpr(3, 0, delivery.signal);
    setAddress(cpu, 5, frame);
    if ((delivery.flags & SignalActionFlags.information) !== 0) {
      setAddress(cpu, 4, frame + INFO);
    } else {
      // The old form of a handler: the code as siginfo has it, and the address in r6.
      cpu.setGprNumber(4, this.#information.s32(SI_CODE));
      setAddress(
        cpu,
        6,
        thread.vector === Vector.data ? thread.faultAddress : fold(cpu.hi(STATE.pc), cpu.lo(STATE.pc)),
      );
    }
    cpu.set(STATE.lr, highWord(delivery.handler), lowWord(delivery.handler));
    // ELFv2: a function finds its own address in r12.
    setAddress(cpu, 12, delivery.handler);
    cpu.set(STATE.pc, highWord(this.#layout.trampoline), lowWord(this.#layout.trampoline));
    cpu.clearReservation();
    return true;
  }

  /** sigreturn(2): r3 points at the ucontext. */
  leave(thread: Thread): boolean {
    const { cpu, process } = thread;
    const image = this.#image;
    if (!image.load(process.space, fold(cpu.gprHi(3), cpu.gprLo(3)), 0, INFO)) return false;
    const { words } = this.#mask;
    for (let i = 0; i < 4; i++) words[i] = image.get32(UC_MASK + 4 * i);
    this.#restore(cpu);
    if (!onAlternateStack(thread)) {
      const flags = image.get32(UC_STACK + 16);
      const { stack } = thread.signals;
      stack.address = image.address(UC_STACK);
      stack.size = image.number(UC_STACK + 8);
      stack.disabled = (flags & SS_DISABLE) !== 0;
    }
    thread.signals.setMask(process.signals.blockable(this.#mask));
    return true;
  }

  #save(thread: Thread, delivery: Delivery): void {
    const { cpu } = thread;
    const { stack } = thread.signals;
    const image = this.#image;
    image.clear();
    const on = onAlternateStack(thread);
    for (let i = 0; i < 4; i++) image.set32(UC_MASK + 4 * i, delivery.mask.words[i] as number);
    image.set32(MC_FLAGS, FP_VALID | AV_VALID | VS_VALID);
    image.set32(MC_ONSTACK, on ? 1 : 0);
    image.set32(MC_LEN, MCONTEXT_SIZE);
    for (let n = 0; n < 32; n++) {
      image.set64(MC_FRAME + 8 * n, cpu.gprHi(n), cpu.gprLo(n));
      const vector = STATE.vsr + 16 * (32 + n);
      image.set64(MC_AVEC + 16 * n, cpu.hi(vector + 8), cpu.lo(vector + 8));
      image.set64(MC_AVEC + 16 * n + 8, cpu.hi(vector), cpu.lo(vector));
      const float = CpuState.fprOffset(n);
      image.set64(MC_FPREG + 8 * n, cpu.hi(float), cpu.lo(float));
      image.set64(MC_VSX + 8 * n, cpu.hi(float - 8), cpu.lo(float - 8));
    }
    image.set32(MC_AV, cpu.vrsave);
    image.set32(MC_AV + 4, cpu.vscr);
    image.set64(MC_FPREG + 8 * 32, cpu.hi(STATE.fpscr), cpu.lo(STATE.fpscr));
    const put = (index: number, hi: number, lo: number): void => image.set64(MC_FRAME + 8 * index, hi, lo);
    put(Tf.lr, cpu.hi(STATE.lr), cpu.lo(STATE.lr));
    put(Tf.cr, 0, cpu.cr);
    put(Tf.xer, 0, cpu.xer);
    put(Tf.ctr, cpu.hi(STATE.ctr), cpu.lo(STATE.ctr));
    put(Tf.srr0, cpu.hi(STATE.pc), cpu.lo(STATE.pc));
    put(Tf.srr1, MSR_HIGH, MSR_LOW);
    put(Tf.exc, 0, thread.vector);
    if (thread.vector === Vector.data) image.setAddress(MC_FRAME + 8 * Tf.dar, thread.faultAddress);
    image.setAddress(UC_STACK, stack.address);
    image.setNumber(UC_STACK + 8, stack.size);
    image.set32(UC_STACK + 16, stack.disabled ? SS_DISABLE : on ? SS_ONSTACK : 0);
  }

  #restore(cpu: CpuState): void {
    const image = this.#image;
    const flags = image.get32(MC_FLAGS);
    const load = (offset: number, state: number): void => cpu.set(state, image.hi(offset), image.lo(offset));
    for (let n = 0; n < 32; n++) {
      load(MC_FRAME + 8 * n, STATE.gpr + 8 * n);
      const float = CpuState.fprOffset(n);
      if ((flags & FP_VALID) !== 0) load(MC_FPREG + 8 * n, float);
      if ((flags & VS_VALID) !== 0) load(MC_VSX + 8 * n, float - 8);
      if ((flags & AV_VALID) === 0) continue;
      const vector = STATE.vsr + 16 * (32 + n);
      load(MC_AVEC + 16 * n, vector + 8);
      load(MC_AVEC + 16 * n + 8, vector);
    }
    if ((flags & AV_VALID) !== 0) {
      cpu.vrsave = image.get32(MC_AV);
      cpu.vscr = image.get32(MC_AV + 4);
    }
    if ((flags & FP_VALID) !== 0) load(MC_FPREG + 8 * 32, STATE.fpscr);
    load(MC_FRAME + 8 * Tf.lr, STATE.lr);
    load(MC_FRAME + 8 * Tf.ctr, STATE.ctr);
    load(MC_FRAME + 8 * Tf.srr0, STATE.pc);
    cpu.cr = image.lo(MC_FRAME + 8 * Tf.cr) >>> 0;
    cpu.xer = image.lo(MC_FRAME + 8 * Tf.xer) >>> 0;
    cpu.clearReservation();
  }
}

function setAddress(cpu: CpuState, register: number, address: number): void {
  cpu.setGpr(register, highWord(address), lowWord(address));
}
