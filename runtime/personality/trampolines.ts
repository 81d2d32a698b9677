/**
 * The code from which signal handlers are called, as instruction words.
 *
 * Linux (arch/powerpc/kernel/vdso/sigtramp64.S): the kernel enters at `bctrl`; libgcc's unwinder looks for the three
 * instructions behind it when it finds no tables (libgcc/config/rs6000/linux-unwind.h). FreeBSD
 * (sys/powerpc/powerpc/sigcode64.S).
 */
const BCTRL = 0x4e80_0421;
const BLRL = 0x4e80_0021;
const SC = 0x4400_0002;
const addi = (to: number, from: number, value: number): number =>
  ((14 << 26) | (to << 21) | (from << 16) | (value & 0xffff)) >>> 0;
const li = (to: number, value: number): number => addi(to, 0, value);

/** bctrl; addi r1,r1,128; li r0,172 (rt_sigreturn); sc */
export const LINUX_TRAMPOLINE = [BCTRL, addi(1, 1, 128), li(0, 172), SC] as const;

/**
 * For 32-bit programs (vdso/sigtramp32.S): a handler returns to `li r0,119; sc` (sigreturn) or `li r0,172; sc`
 * (rt_sigreturn). The nop before each is what unwinders find when they look at the instruction before.
 */
const NOP = 0x6000_0000;
export const LINUX32_TRAMPOLINES = [NOP, li(0, 119), SC, NOP, li(0, 172), SC] as const;

/** Room for the handler's caller frame, the call, then sigreturn (417) of the ucontext at the frame, else exit (1). */
export const FREEBSD_TRAMPOLINE = [
  addi(1, 1, -112),
  BLRL,
  addi(1, 1, 112),
  addi(3, 1, 0),
  li(0, 417),
  SC,
  li(0, 1),
  SC,
] as const;
