/* What the kernel's ABI of PowerPC Linux calls things, for our freestanding tests. */
#ifndef LINUX_H
#define LINUX_H
#include "guest.h"

#define SIGHUP 1
#define SIGINT 2
#define SIGILL 4
#define SIGTRAP 5
#define SIGABRT 6
#define SIGBUS 7
#define SIGKILL 9
#define SIGUSR1 10
#define SIGSEGV 11
#define SIGUSR2 12
#define SIGPIPE 13
#define SIGALRM 14
#define SIGTERM 15
#define SIGCHLD 17
#define SIGCONT 18
#define SIGSTOP 19
#define SIGTSTP 20
#define SIGRTMIN 34

#define EPERM 1
#define ESRCH 3
#define EINTR 4
#define ECHILD 10
#define EAGAIN 11
#define ENOMEM 12
#define EINVAL 22
#define ETIMEDOUT 110

#define SA_NOCLDSTOP 1
#define SA_NOCLDWAIT 2
#define SA_SIGINFO 4
#define SA_ONSTACK 0x08000000
#define SA_RESTART 0x10000000
#define SA_NODEFER 0x40000000
#define SA_RESETHAND 0x80000000ul
#define SIG_BLOCK 0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2
#define SS_DISABLE 2

union fields { struct { int pid; u32 uid; int status; } k; ureg address; struct { int pid; u32 uid; ureg value; } q; };
struct stack { void *sp; int flags; ureg size; };
struct time { reg seconds, nanoseconds; };
#define BIT(signal) ((u64)1 << ((signal) - 1))
#if __SIZEOF_LONG__ == 8
struct action { void *handler; ureg flags; void *restorer; u64 mask; };
struct info { int signal, error, code, pad; union fields f; u64 rest[12]; };
/* gp_regs of the ucontext: 168 bytes to the sigcontext, 64 within it. */
#define GP(uc) ((ureg *)((char *)(uc) + 168 + 64))
#define FP(uc) ((u64 *)((char *)(uc) + 168 + 448))
#define UC_MASK_AT 40
/* Instructions for a register of the ABI. */
#define LOAD "ld"
#define STORE "std"
#define SETS(set) (set)
#else
/* A set of signals is two words, the one with the first signals first. */
#define SETS(set) ((u64)(set) << 32 | (u64)(set) >> 32)
struct action { void *handler; ureg flags; void *restorer; u64 mask; } __attribute__((packed, aligned(4)));
struct info { int signal, error, code; union fields f; u32 rest[26]; };
/* uc_regs points at the saved registers. */
#define GP(uc) (*(ureg **)((char *)(uc) + 48))
#define FP(uc) ((u64 *)((char *)GP(uc) + 48 * 4))
#define UC_MASK_AT 52
#define LOAD "lwz"
#define STORE "stw"
#endif
static u64 UC_MASK(void *uc) {
  u64 set;
  memcpy(&set, (char *)uc + UC_MASK_AT, sizeof set);
  return SETS(set);
}

#define WNOHANG 1
#define WUNTRACED 2
#define WCONTINUED 8
#define WEXITED 4
#define WNOWAIT 0x01000000

#ifdef __x86_64__
/* The host's own Linux, for programs that state nothing of PowerPC's own; it wants to be told how a handler returns. */
void restorer(void);
__asm__("restorer: mov $15, %eax; syscall");
#define RESTORER 0x04000000, (void *)restorer
#else
#define RESTORER 0, 0
#endif
static i64 on_with(int signal, void *handler, ureg flags, u64 mask, ureg more, void *restorer) {
  struct action action = {handler, flags | more, restorer, SETS(mask)};
  return CALL4(__NR_rt_sigaction, signal, &action, 0, 8);
}
static i64 on(int signal, void *handler, ureg flags, u64 mask) { return on_with(signal, handler, flags, mask, RESTORER); }
static i64 mask(int how, u64 set, u64 *old) {
  u64 native = SETS(set);
  i64 result = CALL4(__NR_rt_sigprocmask, how, &native, old, 8);
  if (old) *old = SETS(*old);
  return result;
}
static i64 fork_child(void) { flush(); return CALL6(__NR_clone, SIGCHLD, 0, 0, 0, 0, 0); }
static i64 wait_for(i64 pid, int *status, int options) { return CALL4(__NR_wait4, pid, status, options, 0); }
static i64 self(void) { return CALL0(__NR_getpid); }
static i64 send(i64 pid, int signal) { return CALL2(__NR_kill, pid, signal); }
static void nap(i64 milliseconds) {
  struct time t = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  CALL2(__NR_nanosleep, &t, 0);
}
#endif
