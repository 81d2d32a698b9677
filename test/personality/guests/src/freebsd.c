/* only: freebsd-ppc64
 * Processes and signals as FreeBSD numbers and lays them out. */
#include "guest.h"

#define SIGUSR1 30
#define SIGCHLD 20
#define SIGSEGV 11
#define SA_SIGINFO 0x40
#define SIG_BLOCK 1
#define SIG_UNBLOCK 2
#define SIG_SETMASK 3

struct action { void *handler; int flags; u32 mask[4]; };
struct info { int signal, error, code, pid; u32 user; int status; u64 address, value; u64 reason[5]; };

static volatile int heard, last;
static struct info information;
static volatile u64 place;
/* mc_frame within the ucontext: 16 to the mcontext, 536 within it; srr0 is the 37th word. */
#define MC_FRAME(context) ((u64 *)((char *)(context) + 16 + 536))

static void noting(int signal, struct info *info, void *context) {
  last = signal, heard++;
  memcpy(&information, info, sizeof information);
  place = MC_FRAME(context)[36];
  __asm__ volatile("li 4,-1\n\tmtxer 4\n\tmtcrf 255,4\n\tmtctr 4\n\tvspltisw 20,6\n\txxlxor 13,13,13" ::: "r4", "xer", "ctr", "cr0", "cr1", "cr5", "cr6", "cr7", "v20", "fr13");
}
static void skipping(int signal, struct info *info, void *context) {
  noting(signal, info, context);
  MC_FRAME(context)[36] += 4;
}
static void old(int signal, int code) { last = signal, heard += code == 0x10001 ? 10 : 1; }

static i64 on(int signal, void *handler, int flags) {
  struct action action = {handler, flags, {0, 0, 0, 0}};
  return CALL3(SYS_sigaction, signal, &action, 0);
}

static i64 preserved(i64 me) {
  register i64 r0 __asm__("r0") = SYS_kill;
  register i64 r3 __asm__("r3") = me;
  register i64 r4 __asm__("r4") = SIGUSR1;
  u64 cr = 0;
  static u64 value = 0x4008000000000000, back[1];
  static u8 vectors[2][16] __attribute__((aligned(16))) = {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}};
  __asm__ volatile("lfd 13,0(%4)\n\tlvx 20,0,%5\n\tlis 12,0x1234\n\tori 12,12,0x5678\n\tmtcrf 0x3e,12\n\tli 14,77\n\tsc\n\tmfcr %3\n\tstfd 13,0(%6)\n\tstvx 20,0,%7\n\taddi %1,%1,-77\n\tadd %1,%1,14"
                   : "+r"(r0), "+r"(r3), "+r"(r4), "=&r"(cr)
                   : "b"(&value), "r"(vectors[0]), "b"(back), "r"(vectors[1])
                   : "r12", "r14", "fr13", "v20", "cr0", "cr1", "cr2", "cr3", "cr4", "cr5", "cr6", "cr7", "memory", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "ctr", "xer");
  int wrong = 0;
  for (int i = 0; i < 16; i++) if (vectors[1][i] != vectors[0][i]) wrong |= 2;
  if (back[0] != value) wrong |= 4;
  if ((cr & 0x00fffff0) != (0x12345678 & 0x00fffff0)) wrong |= 8;
  if (r3 != 0) wrong |= 32;
  return wrong;
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  i64 me = CALL0(SYS_getpid);
  same(on(SIGUSR1, (void *)noting, SA_SIGINFO), 0, "sigaction answers 0");
  same(preserved(me), 0, "a handler's return restores registers (2 vector, 4 float, 8 cr, 32 result)");
  same(heard, 1, "the handler ran");
  same(information.signal, SIGUSR1, "siginfo has FreeBSD's number");
  same(information.code, 0x10001, "and SI_USER");
  same(information.pid, me, "and names the sender");
  on(SIGUSR1, (void *)old, 0);
  heard = 0;
  CALL2(SYS_kill, me, SIGUSR1);
  same(heard, 10, "without SA_SIGINFO a handler gets the code");
  u32 set[4] = {1u << (SIGUSR1 - 1), 0, 0, 0}, before[4] = {9, 9, 9, 9};
  same(CALL3(SYS_sigprocmask, SIG_BLOCK, set, before), 0, "sigprocmask answers 0");
  same(before[0], 0, "and the mask before");
  CALL2(SYS_kill, me, SIGUSR1);
  same(heard, 10, "a blocked signal waits");
  CALL3(SYS_sigprocmask, SIG_SETMASK, before, set);
  same(heard, 20, "until it is let through");
  same(set[0], 1u << (SIGUSR1 - 1), "the mask was as set");
  on(SIGSEGV, (void *)skipping, SA_SIGINFO);
  __asm__ volatile("ld 14,0(%0)" ::"b"(0x7654321000ul) : "r14");
  same(last, SIGSEGV, "a fault gives SIGSEGV");
  same((i64)information.address, 0x7654321000, "with the address");
  same(information.code, 1, "and SEGV_MAPERR");
  flush();
  i64 pid = CALL0(SYS_fork);
  if (pid == 0) leave(CALL0(SYS_getppid) == me ? 5 : 6);
  int status = 0;
  same(CALL4(SYS_wait4, pid, &status, 0, 0), pid, "a child can be waited for");
  same(status, 5 << 8, "with its status");
  same(CALL4(SYS_wait4, -1, &status, 0, 0), -10, "ECHILD is 10 here too");
  same(CALL1(SYS_close, 999), -9, "so is EBADF 9");
  return tap_end();
}
