/* Signals as Linux has them: masks, queues, siginfo, alternate stacks, restarted calls, frames that restore everything. */
#include "linux.h"

static volatile int heard, last, order[8], order_used;
static struct info information;
static volatile u64 seen_mask;
static volatile ureg seen_sp;
static void count(int signal) { last = signal, heard++; }
static void noting(int signal, struct info *info, void *context) {
  last = signal, heard++;
  memcpy(&information, info, sizeof information);
  seen_mask = UC_MASK(context);
  if (order_used < 8) order[order_used++] = signal;
}

static void basics(void) {
  on(SIGUSR1, (void *)noting, SA_SIGINFO, 0);
  same(send(self(), SIGUSR1), 0, "kill of oneself answers 0");
  same(heard, 1, "and the handler has run before it returns");
  same(information.signal, SIGUSR1, "siginfo names the signal");
  same(information.code, 0, "its code is SI_USER");
  same(information.f.k.pid, self(), "it names the sender");
  u64 old = 0;
  mask(SIG_BLOCK, BIT(SIGUSR1) | BIT(SIGUSR2), &old);
  same((i64)old, 0, "the mask was empty, also after a handler");
  send(self(), SIGUSR1);
  send(self(), SIGUSR1);
  same(heard, 1, "a blocked signal waits");
  u64 pending = 0;
  CALL2(__NR_rt_sigpending, &pending, 8);
  same((i64)SETS(pending), (i64)BIT(SIGUSR1), "and is pending");
  mask(SIG_UNBLOCK, BIT(SIGUSR1), 0);
  same(heard, 2, "once, however often it was sent");
  same((i64)seen_mask, (i64)BIT(SIGUSR2), "the frame holds the mask before");
  mask(SIG_SETMASK, 0, 0);
  same(on(SIGKILL, (void *)count, 0, 0), -EINVAL, "SIGKILL cannot be caught");
  mask(SIG_BLOCK, BIT(SIGKILL) | BIT(SIGSTOP), 0);
  mask(SIG_BLOCK, 0, &old);
  same((i64)old, 0, "SIGKILL and SIGSTOP cannot be blocked");
}

static void queues(void) {
  order_used = 0;
  on(SIGRTMIN, (void *)noting, SA_SIGINFO, 0);
  on(SIGRTMIN + 1, (void *)noting, SA_SIGINFO, 0);
  mask(SIG_BLOCK, BIT(SIGRTMIN) | BIT(SIGRTMIN + 1), 0);
  for (int i = 1; i <= 3; i++) {
    struct info info;
    memset(&info, 0, sizeof info);
    info.signal = SIGRTMIN, info.code = -1, info.f.q.pid = (int)self(), info.f.q.value = (ureg)(100 + i);
    CALL3(__NR_rt_sigqueueinfo, self(), i == 2 ? SIGRTMIN + 1 : SIGRTMIN, &info);
  }
  heard = 0;
  mask(SIG_SETMASK, 0, 0);
  same(heard, 3, "real-time signals queue");
  same((i64)information.f.q.value, 103, "and carry their values in order");
}

static void flags(void) {
  on(SIGUSR2, (void *)count, SA_RESETHAND, 0);
  send(self(), SIGUSR2);
  struct action now;
  CALL4(__NR_rt_sigaction, SIGUSR2, 0, &now, 8);
  same((reg)now.handler, 0, "SA_RESETHAND goes back to the default");
  on(SIGUSR2, (void *)1, 0, 0);
  send(self(), SIGUSR2);
  ok(1, "an ignored signal does nothing");
}

static char alternate[16384] __attribute__((aligned(16)));
static void where(int signal) {
  char here;
  last = signal;
  seen_sp = (ureg)&here;
  struct stack change = {alternate, 0, sizeof alternate};
  heard = (int)-CALL2(__NR_sigaltstack, &change, 0);
}
static void stacks(void) {
  struct stack stack = {alternate, 0, sizeof alternate}, old;
  same(CALL2(__NR_sigaltstack, &stack, &old), 0, "sigaltstack answers 0");
  same(old.flags, SS_DISABLE, "there was none before");
  on(SIGUSR1, (void *)where, SA_ONSTACK, 0);
  send(self(), SIGUSR1);
  ok(seen_sp > (ureg)alternate && seen_sp < (ureg)alternate + sizeof alternate, "SA_ONSTACK runs the handler there");
  same(heard, EPERM, "the stack cannot change while a handler runs on it");
  on(SIGUSR1, (void *)where, 0, 0);
  send(self(), SIGUSR1);
  ok(!(seen_sp > (ureg)alternate && seen_sp < (ureg)alternate + sizeof alternate), "without it the handler does not");
  stack.size = 8191;
  same(CALL2(__NR_sigaltstack, &stack, 0), -ENOMEM, "a small stack is refused");
  stack.size = 8192;
  same(CALL2(__NR_sigaltstack, &stack, 0), 0, "one of MINSIGSTKSZ is not");
  stack.flags = SS_DISABLE;
  CALL2(__NR_sigaltstack, &stack, 0);
}

/* A child signals us in a while, then writes a byte. */
static i64 disturb(int signal, int fd) {
  i64 parent = self(), pid = fork_child();
  if (pid != 0) return pid;
  nap(30);
  send(parent, signal);
  nap(30);
  if (fd >= 0) WRITE(fd, "x", 1);
  leave(0);
}

static void restarts(void) {
  int ends[2];
  char byte;
  CALL2(__NR_pipe2, ends, 0);
  on(SIGUSR1, (void *)count, SA_RESTART, 0);
  heard = 0;
  i64 pid = disturb(SIGUSR1, ends[1]);
  same(READ(ends[0], &byte, 1), 1, "SA_RESTART makes a read again");
  same(heard, 1, "after the handler ran");
  wait_for(pid, 0, 0);
  on(SIGUSR1, (void *)count, 0, 0);
  pid = disturb(SIGUSR1, ends[1]);
  same(READ(ends[0], &byte, 1), -EINTR, "without it the read answers EINTR");
  same(READ(ends[0], &byte, 1), 1, "and can be made again");
  wait_for(pid, 0, 0);
  on(SIGUSR1, (void *)count, SA_RESTART, 0);
  pid = disturb(SIGUSR1, -1);
  struct time t = {10, 0}, left = {0, 0};
  same(CALL2(__NR_nanosleep, &t, &left), -EINTR, "nanosleep answers EINTR even with SA_RESTART");
  ok(left.seconds == 9 && left.nanoseconds > 500000000, "and tells what remained");
  wait_for(pid, 0, 0);
  on(SIGUSR1, (void *)1, 0, 0);
  pid = disturb(SIGUSR1, ends[1]);
  same(READ(ends[0], &byte, 1), 1, "an ignored signal disturbs nothing");
  wait_for(pid, 0, 0);
  on(SIGUSR1, (void *)count, 0, 0);
  mask(SIG_BLOCK, BIT(SIGUSR1), 0);
  pid = disturb(SIGUSR1, -1);
  u64 none = 0, now = 0;
  heard = 0;
  same(CALL2(__NR_rt_sigsuspend, &none, 8), -EINTR, "sigsuspend answers EINTR");
  same(heard, 1, "after the handler ran");
  mask(SIG_BLOCK, 0, &now);
  same((i64)now, (i64)BIT(SIGUSR1), "and the mask is as before");
  wait_for(pid, 0, 0);
  pid = disturb(SIGUSR1, -1);
  struct info info;
  u64 set = SETS(BIT(SIGUSR1));
  same(CALL4(__NR_rt_sigtimedwait, &set, &info, 0, 8), SIGUSR1, "sigtimedwait takes a blocked signal");
  same(info.f.k.pid, pid, "and tells who sent it");
  wait_for(pid, 0, 0);
  struct time soon = {0, 20000000};
  same(CALL4(__NR_rt_sigtimedwait, &set, &info, &soon, 8), -EAGAIN, "or EAGAIN when its time is over");
  mask(SIG_SETMASK, 0, 0);
}

static void nested(int signal) {
  (void)signal;
  heard++;
  if (heard == 1) send(self(), SIGUSR1);
  order[heard & 7] = heard;
}
static void nesting(void) {
  heard = 0;
  on(SIGUSR1, (void *)nested, 0, 0);
  send(self(), SIGUSR1);
  same(heard, 2, "a signal is blocked in its own handler, and comes after it");
  heard = 0;
  on(SIGUSR1, (void *)nested, SA_NODEFER, 0);
  send(self(), SIGUSR1);
  same(heard, 2, "or in it with SA_NODEFER");
}

/* Destroys what a handler may. */
static void spoil(int signal, struct info *info, void *context) {
  (void)signal, (void)info, (void)context;
  heard++;
  __asm__ volatile("li 4,-1\n\tmtxer 4\n\tmtcrf 255,4\n\tmtctr 4\n\tvspltisw 0,5\n\tvspltisw 20,6\n\tvspltisw 31,7\n\txxlxor 1,1,1\n\txxlxor 13,13,13\n\txxlxor 31,31,31\n\tfsub 2,2,2"
                   ::: "r4", "xer", "ctr", "cr0", "cr1", "cr5", "cr6", "cr7", "v0", "v20", "v31", "fr1", "fr2", "fr13", "fr31");
}

#ifdef __powerpc64__
#define SIZE "8"
#else
#define SIZE "4"
#endif
/* kill(getpid(), SIGUSR1) with known contents in all kinds of registers; compares afterwards. Answers what differs.
 * XER and CTR belong to the call: Linux does not keep them. */
static int registers(void) {
  static ureg before[8], after[8];
  static u8 vectors[3][16] __attribute__((aligned(16)));
  static u64 fprs[4] = {0x3ff0000000000000, 0x4000000000000001, 0x7ff8000000000123, 0xc008000000000000};
  i64 me = self();
  for (int i = 0; i < 8; i++) before[i] = (ureg)(0x0123456789abcdef * (u64)(i + 1));
  for (int i = 0; i < 16; i++) vectors[0][i] = (u8)(i * 3);
  register reg r0 __asm__("r0") = __NR_kill;
  register reg r3 __asm__("r3") = (reg)me;
  register reg r4 __asm__("r4") = SIGUSR1;
  ureg cr = 0, xer;
  __asm__ volatile(
      "lfd 1,0(%7)\n\tlfd 13,8(%7)\n\tlfd 31,16(%7)\n\tlvx 20,0,%8\n\tlvx 31,0,%8\n\t"
      "" LOAD " 14,0/8*" SIZE "(%5)\n\t" LOAD " 15,8/8*" SIZE "(%5)\n\t" LOAD " 16,16/8*" SIZE "(%5)\n\t" LOAD " 17,24/8*" SIZE "(%5)\n\t" LOAD " 18,32/8*" SIZE "(%5)\n\t" LOAD " 19,40/8*" SIZE "(%5)\n\t" LOAD " 20,48/8*" SIZE "(%5)\n\t" LOAD " 21,56/8*" SIZE "(%5)\n\t"
      "lis 12,0x1234\n\tori 12,12,0x5678\n\tmtcrf 0x3e,12\n\tlis 12,0x2000\n\tmtxer 12\n\t"
      "sc\n\t"
      "mfcr %3\n\tmfxer %4\n\t"
      "" STORE " 14,0/8*" SIZE "(%6)\n\t" STORE " 15,8/8*" SIZE "(%6)\n\t" STORE " 16,16/8*" SIZE "(%6)\n\t" STORE " 17,24/8*" SIZE "(%6)\n\t" STORE " 18,32/8*" SIZE "(%6)\n\t" STORE " 19,40/8*" SIZE "(%6)\n\t" STORE " 20,48/8*" SIZE "(%6)\n\t" STORE " 21,56/8*" SIZE "(%6)\n\t"
      "stfd 1,0(%9)\n\tstfd 13,8(%9)\n\tstfd 31,16(%9)\n\tstvx 20,0,%10\n\tstvx 31,0,%11"
      : "+r"(r0), "+r"(r3), "+r"(r4), "=&r"(cr), "=&r"(xer)
      : "b"(before), "b"(after), "b"(fprs), "r"(vectors[0]), "b"(&fprs[0]), "r"(vectors[1]), "r"(vectors[2])
      : "r12", "r14", "r15", "r16", "r17", "r18", "r19", "r20", "r21", "fr1", "fr13", "fr31", "v20", "v31", "cr0", "cr1", "cr2",
        "cr3", "cr4", "cr5", "cr6", "cr7", "xer", "memory", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "ctr");
  int wrong = 0;
  for (int i = 0; i < 8; i++) if (before[i] != after[i]) wrong |= 1;
  for (int i = 0; i < 16; i++) if (vectors[1][i] != vectors[0][i] || vectors[2][i] != vectors[0][i]) wrong |= 2;
  if (fprs[0] != 0x3ff0000000000000 || fprs[1] != 0x4000000000000001 || fprs[2] != 0x7ff8000000000123) wrong |= 4;
  if ((cr & 0x00fffff0) != (0x12345678 & 0x00fffff0)) wrong |= 8;
  if (r3 != 0) wrong |= 32;
  return wrong;
}

static void everything(void) {
  heard = 0;
  on(SIGUSR1, (void *)spoil, SA_SIGINFO, 0);
  same(registers(), 0, "a handler's return restores every register (1 gpr, 2 vector, 4 float, 8 cr, 32 result)");
  same(heard, 1, "although it ran");
}

static void timers(void) {
  heard = 0;
  on(SIGALRM, (void *)count, 0, 0);
  struct { struct time interval, value; } timer = {{0, 20000}, {0, 20000}}, old;
  CALL3(__NR_setitimer, 0, &timer, 0);
  while (heard < 3);
  ok(1, "an interval timer comes again and again, to a program that computes");
  memset(&timer, 0, sizeof timer);
  CALL3(__NR_setitimer, 0, &timer, &old);
  same(old.interval.nanoseconds, 20000, "setitimer answers the value before");
  on(26 /* SIGVTALRM */, (void *)count, 0, 0);
  heard = 0;
  timer.value.nanoseconds = 20000;
  CALL3(__NR_setitimer, 1, &timer, 0);
  while (heard < 1);
  same(last, 26, "a virtual timer comes to a program that computes");
  CALL1(__NR_alarm, 100);
  same(CALL1(__NR_alarm, 0), 100, "alarm answers what remained");
}

static struct { volatile u32 cpu_start, cpu; volatile u64 sequence; u32 flags, node; u64 rest; } restartable __attribute__((aligned(32)));
static struct { u32 version, flags; u64 start, length, abort; } sequence __attribute__((aligned(32)));
extern char sequence_start[], sequence_end[], sequence_abort[];
#define SIGNATURE 0x0fe5000b

static void restartable_sequences(void) {
  restartable.cpu = 99;
  same(CALL4(387, &restartable, 32, 0, SIGNATURE), 0, "rseq registers");
  ok(restartable.cpu < 99, "and tells the processor");
  same(CALL4(387, &restartable, 32, 0, SIGNATURE), -16, "once");
  same(CALL4(387, &restartable, 32, 1, 1), -EPERM, "another signature cannot take it back");
  on(SIGALRM, (void *)count, 0, 0);
  heard = 0;
  sequence.start = (ureg)sequence_start, sequence.length = (ureg)(sequence_end - sequence_start), sequence.abort = (ureg)sequence_abort;
  struct { struct time interval, value; } timer = {{0, 0}, {0, 20000}};
  restartable.sequence = (ureg)&sequence;
  CALL3(__NR_setitimer, 0, &timer, 0);
  ureg how = 0;
  __asm__ volatile(".globl sequence_start\nsequence_start: b sequence_start\n.globl sequence_end\nsequence_end: b 1f\n\t.long 0x0fe5000b\n"
                   ".globl sequence_abort\nsequence_abort: li %0,7\n1:" : "+r"(how));
  same((i64)how, 7, "a sequence that a signal interrupts goes to its abort handler");
  same(heard, 1, "after the signal's own handler");
  same((i64)restartable.sequence, 0, "and is over");
  same(CALL4(387, &restartable, 32, 1, SIGNATURE), 0, "rseq takes back");
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  basics();
  queues();
  flags();
  stacks();
  restarts();
  nesting();
  everything();
  timers();
  restartable_sequences();
  return tap_end();
}
