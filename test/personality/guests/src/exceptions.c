/* Enabled floating-point exceptions: when they give SIGFPE, with which code, place, status and registers; prctl's modes.
   What else a program interrupt tells. */
#include "linux.h"

#define SIGFPE 8
#define EFAULT 14
#define PR_GET_FPEXC 11
#define PR_SET_FPEXC 12

/* FPSCR (Power ISA book I, 4.2.2). */
#define FX 0x80000000u
#define FEX 0x40000000u
#define VX 0x20000000u
#define OX 0x10000000u
#define UX 0x08000000u
#define ZX 0x04000000u
#define XX 0x02000000u
#define VXSNAN 0x01000000u
#define VXISI 0x00800000u
#define VXZDZ 0x00200000u
#define FR 0x00040000u
#define FI 0x00020000u
#define FPRF 0x0001f000u
#define VXCVI 0x00000100u
#define VE 0x80u
#define OE 0x40u
#define UE 0x20u
#define ZE 0x10u
#define XE 0x08u

static volatile int heard, code;
static volatile u64 address, place, msr, status, target, inside;
static volatile int goes_on = 1;

static u64 read_status(void) {
  union { double d; u64 u; } v;
  __asm__ volatile("mffs %0" : "=d"(v.d));
  return v.u;
}
static void set_status(u64 value) {
  union { u64 u; double d; } v = {value};
  __asm__ volatile("mtfsf 255,%0" ::"d"(v.d));
}
static void caught(int signal, struct info *info, void *context) {
  (void)signal;
  inside = read_status();
  heard++, code = info->code, address = info->f.address, place = GP(context)[32], msr = GP(context)[33];
  status = FP(context)[32], target = FP(context)[1];
  if (goes_on) GP(context)[32] += 4, FP(context)[32] = 0;
  else if (heard >= 3) FP(context)[32] = 0;
}
static void forget(void) { heard = 0, code = -1, address = place = status = target = 0; }

static int mode(void) {
  u32 value = 99;
  i64 result = CALL2(__NR_prctl, PR_GET_FPEXC, &value);
  return result < 0 ? (int)result : (int)value;
}
static i64 set_mode(u64 value) { return CALL2(__NR_prctl, PR_SET_FPEXC, value); }

static volatile u64 here;
/* The instruction on a and b, with these exceptions enabled and 7 in the target: what the target has afterwards. */
#define RUN(enables, text, a, b)                                                        \
  ({                                                                                    \
    union { u64 u; double d; } x_ = {a}, y_ = {b};                                      \
    register double r_ __asm__("fr1") = 7.0;                                            \
    ureg at_;                                                                           \
    forget();                                                                           \
    set_status(enables);                                                                \
    __asm__ volatile("bl 1f\n1: mflr %1\n" text                                         \
                     : "+d"(r_), "=&r"(at_) : "d"(x_.d), "d"(y_.d) : "lr", "cr0");      \
    here = at_ + 4;                                                                     \
    u64 after_ = read_status();                                                         \
    (void)after_;                                                                       \
    set_status(0);                                                                      \
    union { double d; u64 u; } out_ = {r_};                                             \
    out_.u;                                                                             \
  })

#define ONE 0x3ff0000000000000ul
#define THREE 0x4008000000000000ul
#define SEVEN 0x401c000000000000ul
#define INFINITE 0x7ff0000000000000ul
#define SIGNALLING 0x7ff4000000000000ul
#define LARGE 0x7e37e43c8800759cul /* 1e300 */
#define SMALL 0x01a56e1fc2f8f359ul /* 1e-300 */

static void gives(const char *what, int expected, u64 bits) {
  same(heard, 1, what);
  same(code, expected, "with its code");
  same((i64)place, (i64)here, "at its instruction");
  same((i64)address, (i64)here, "which si_addr names too");
  same((i64)(status & ~(u64)FR), (i64)bits, "and this status in the frame");
  same((i64)inside, 0, "the handler begins with a status of its own");
  same((i64)(msr & 0x102000), 0x100000, "MSR tells a floating-point exception, FP is off");
}

static void each(void) {
  same((i64)RUN(VE, "fsub %0,%2,%3", INFINITE, INFINITE), (i64)SEVEN, "an invalid operation leaves the target");
  gives("inf - inf gives SIGFPE", 7, FX | FEX | VX | VXISI | VE);
  same((i64)RUN(VE, "fdiv %0,%2,%3", 0, 0), (i64)SEVEN, "so does another");
  gives("0 / 0 gives SIGFPE", 7, FX | FEX | VX | VXZDZ | VE);
  same((i64)RUN(VE, "fctiwz %0,%2", LARGE, 0), (i64)SEVEN, "and a conversion");
  gives("an integer that is too large gives SIGFPE", 7, FX | FEX | VX | VXCVI | VE);
  same((i64)RUN(ZE, "fdiv %0,%2,%3", ONE, 0), (i64)SEVEN, "a division by zero leaves the target");
  gives("1 / 0 gives SIGFPE", 3, FX | FEX | ZX | ZE);
  same((i64)RUN(XE, "fdiv %0,%2,%3", ONE, THREE), 0x3fd5555555555555, "an inexact result is written");
  gives("1 / 3 gives SIGFPE", 6, FX | FEX | XX | FI | 0x4000 | XE);
  same((i64)target, 0x3fd5555555555555, "before the signal");
  same((i64)RUN(OE, "fmul %0,%2,%3", LARGE, LARGE), 0x5c81d672e2852fe0, "an overflow has its exponent adjusted");
  gives("1e300 * 1e300 gives SIGFPE", 4, FX | FEX | OX | XX | FI | 0x4000 | OE);
  same((i64)RUN(UE, "fmul %0,%2,%3", SMALL, SMALL), 0x235cb40954c56aa8, "so has an underflow");
  gives("1e-300 * 1e-300 gives SIGFPE", 5, FX | FEX | UX | XX | FI | 0x4000 | UE);
  same((i64)RUN(UE, "fmul %0,%2,%3", 0x0170000000000000, 0x3e10000000000000), 0x5f90000000000000, "an exact one too");
  gives("a tiny exact product gives SIGFPE", 5, FX | FEX | UX | 0x4000 | UE);
  same((i64)RUN(OE | XE, "fmul %0,%2,%3", LARGE, LARGE), 0x5c81d672e2852fe0, "of two exceptions");
  gives("overflow is told before inexactness", 4, FX | FEX | OX | XX | FI | 0x4000 | OE | XE);
  RUN(VE, "fcmpu 0,%2,%3\n", SIGNALLING, ONE);
  gives("a comparison with a signalling NaN gives SIGFPE", 7, FX | FEX | VX | VXSNAN | 0x1000 | VE);
  same((i64)RUN(VE | OE | UE | ZE | XE, "fadd %0,%2,%3", ONE, THREE), 0x4010000000000000, "an exact sum");
  same(heard, 0, "gives nothing");
  same((i64)RUN(OE | UE | ZE | XE, "fsub %0,%2,%3", INFINITE, INFINITE), 0x7ff8000000000000, "what is not enabled");
  same(heard, 0, "gives nothing either");
}

static void by_status(void) {
  RUN(XX, "mtfsb1 28", 0, 0);
  same(heard, 1, "enabling what is set gives SIGFPE");
  same(code, 6, "with its code");
  same((i64)place, (i64)here, "at the instruction that does it");
  same((i64)status, FEX | XX | XE, "which has done it");
  RUN(0, "mtfsf 255,%2", 0x82000008, 0);
  same(heard, 1, "so does mtfsf");
  same((i64)place, (i64)here, "at its instruction");
  RUN(UE, "mtfsb1 4", 0, 0);
  same(code, 5, "setting what is enabled gives SIGFPE");
  RUN(0, "mtfsb1 4", 0, 0);
  same(heard, 0, "what is not gives nothing");
}

static void again(void) {
  goes_on = 0;
  same((i64)RUN(XE, "fdiv %0,%2,%3", ONE, THREE), 0x3fd5555555555555, "a handler that changes nothing");
  same(heard, 3, "sees the exception again, until it clears the status");
  same((i64)place, (i64)here, "at the same place");
  goes_on = 1;
}

static void modes(void) {
  same(mode(), 0, "a program starts with exceptions off");
  for (int m = 3; m >= 0; m--) {
    same(set_mode(m), 0, "every mode can be set");
    same(mode(), m, "and is read back");
  }
  same(set_mode(4), -EINVAL, "there are four");
  same(set_mode(0x80), -EINVAL, "software modes are for other processors");
  same(mode(), 0, "the mode stays");
  same(CALL2(__NR_prctl, PR_GET_FPEXC, 8), -EFAULT, "a bad address is told");
  RUN(ZE, "fdiv %0,%2,%3", ONE, 0);
  same(heard, 0, "off, a division by zero gives nothing");
  for (int m = 1; m < 4; m++) {
    set_mode(m);
    RUN(ZE, "fdiv %0,%2,%3", ONE, 0);
    gives("on, it gives SIGFPE", 3, FX | FEX | ZX | ZE);
  }
}

#define INTERRUPTED(text, signal, number, cause, what)      \
  on(signal, (void *)caught, SA_SIGINFO, 0);                \
  forget();                                                 \
  __asm__ volatile(text ::: "r3");                          \
  same(heard, 1, what);                                     \
  same(code, number, "with its code");                      \
  same((i64)(msr & 0x1e2000), cause, "MSR tells the cause")

static void others(void) {
  INTERRUPTED("trap", SIGTRAP, 1, 0x20000, "a trap gives SIGTRAP");
  INTERRUPTED("mfmsr 3", SIGILL, 5, 0x40000, "a privileged instruction gives SIGILL");
  INTERRUPTED("mfspr 3,272", SIGILL, 5, 0x40000, "so does a privileged register");
}

static void inherited(char **argv) {
  set_mode(2);
  i64 pid = fork_child();
  int result = 0;
  if (pid == 0) {
    if (mode() != 2) leave(1);
    set_mode(1);
    char *again[] = {argv[0], "again", 0};
    char *none[] = {0};
    CALL3(__NR_execve, argv[0], again, none);
    leave(2);
  }
  wait_for(pid, &result, 0);
  same(result, 17 << 8, "a child has its parent's mode, and keeps its own when it executes a program");
}

static void unheard(void) {
  i64 pid = fork_child();
  int result = 0;
  if (pid == 0) {
    set_mode(3);
    on(SIGFPE, 0, 0, 0);
    RUN(ZE, "fdiv %0,%2,%3", ONE, 0);
    leave(0);
  }
  wait_for(pid, &result, 0);
  same(result & 0x7f, SIGFPE, "without a handler SIGFPE ends the process");
}

int guest_main(int argc, char **argv, char **envp) {
  (void)envp;
  if (argc > 1) leave(16 + mode());
  on(SIGFPE, (void *)caught, SA_SIGINFO, 0);
  modes();
  set_mode(3);
  each();
  by_status();
  again();
  others();
  inherited(argv);
  unheard();
  return tap_end();
}
