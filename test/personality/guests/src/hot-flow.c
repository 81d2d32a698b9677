/* Ways out of hot code and into it: deep recursion, longjmp, signal handlers, timers, stops, threads. */
#include "linux.h"

#define ITIMER_REAL 0
#define SHARED 0x21

/* Recursion without a frame that the compiler could make a loop of. */
static __attribute__((noinline)) ureg deep(ureg n) {
  if (n == 0) return 0;
  ureg below = deep(n - 1);
  __asm__ volatile("" : "+r"(below));
  return below + 1;
}
static __attribute__((noinline)) ureg on_stack(ureg top, ureg n) {
  register ureg r3 __asm__("r3") = n;
  register ureg r12 __asm__("r12") = (ureg)deep;
  register ureg r4 __asm__("r4") = top;
  __asm__ volatile("mr 31,1\n\tmr 1,4\n\tmtctr 12\n\tbctrl\n\tmr 1,31"
                   : "+r"(r3), "+r"(r12), "+r"(r4)
                   :
                   : "r0", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r31", "ctr", "lr", "cr0", "cr1", "cr5", "cr6", "cr7",
                     "xer", "memory");
  return r3;
}
static void recursion(void) {
  ureg size = 64 << 20;
  ureg stack = (ureg)CALL6(__NR_mmap, 0, size, 3, 0x22, -1, 0);
  int good = 1;
  for (int i = 0; i < 100; i++) good &= on_stack(stack + size - 256, 1000) == 1000;
  ok(good, "recursion is hot");
  same((reg)on_stack(stack + size - 256, 1000000), 1000000, "a million deep too");
  CALL2(__NR_munmap, stack, size);
}

static void *back[5];
static volatile ureg reached;
static __attribute__((noinline)) void dive(int n) {
  reached++;
  if (n == 0) __builtin_longjmp(back, 1);
  dive(n - 1);
  __asm__ volatile("" ::: "memory");
}
static void jumps(void) {
  static volatile int rounds, came;
  for (rounds = 0; rounds < 20000; rounds++) {
    if (__builtin_setjmp(back) == 0) dive(20);
    else came++;
  }
  same(came, 20000, "longjmp out of nested hot calls comes back each time");
  same((reg)reached, 21 * 20000, "from the innermost");
}

static volatile int heard, flag;
static void count(int signal) { (void)signal, heard++; }
static void leaving(int signal) { (void)signal, heard++, __builtin_longjmp(back, 1); }
static __attribute__((noinline)) ureg signalling(int n, i64 pid) {
  if (n == 0) return send(pid, SIGUSR1) == 0 ? 1 : 1000;
  ureg below = signalling(n - 1, pid);
  __asm__ volatile("" : "+r"(below));
  return below + (ureg)n;
}
static void handlers(void) {
  i64 pid = self();
  heard = 0;
  on(SIGUSR1, (void *)count, 0, 0);
  int good = 1;
  for (int i = 0; i < 3000; i++) good &= signalling(20, pid) == 211;
  ok(good, "nested hot calls return through a handler's frame");
  same(heard, 3000, "the handler runs each time");
  on(SIGUSR1, (void *)leaving, SA_NODEFER, 0);
  static volatile int rounds, came;
  heard = 0;
  for (rounds = 0; rounds < 3000; rounds++) {
    if (__builtin_setjmp(back) == 0) signalling(20, pid);
    else came++;
  }
  same(came, 3000, "longjmp out of a handler leaves them");
  same(heard, 3000, "each time");
}

static void raise_flag(int signal) { (void)signal, heard++, flag = 1; }
static __attribute__((noinline)) u64 until_flag(void) {
  u64 n = 0;
  while (!flag) n++;
  return n;
}
/* The flag is looked at once in a thousand rounds of an inner loop without memory. */
static __attribute__((noinline)) u64 seldom(void) {
  u64 n = 0;
  do {
    for (int i = 0; i < 1000; i++) {
      n += (u64)i ^ n >> 3;
      __asm__ volatile("" : "+r"(i));
    }
  } while (!flag);
  return n;
}
static void interrupts(void) {
  struct { reg interval[2], value[2]; } timer = {{0, 0}, {0, 30000}};
  on(SIGALRM, (void *)raise_flag, 0, 0);
  for (int i = 0; i < 3; i++) {
    heard = flag = 0;
    CALL3(__NR_setitimer, ITIMER_REAL, &timer, 0);
    ok(until_flag() > 1000, "a timer interrupts a hot loop");
    same(heard, 1, "once");
  }
  heard = flag = 0;
  CALL3(__NR_setitimer, ITIMER_REAL, &timer, 0);
  ok(seldom() != 0, "also one that has a hot loop within");
  timer.interval[1] = 5000, timer.value[1] = 5000;
  heard = 0;
  CALL3(__NR_setitimer, ITIMER_REAL, &timer, 0);
  while (heard < 10) flag = 0, until_flag();
  timer.interval[1] = timer.value[1] = 0;
  CALL3(__NR_setitimer, ITIMER_REAL, &timer, 0);
  ok(1, "and again and again");
  on(SIGUSR1, (void *)raise_flag, 0, 0);
  heard = flag = 0;
  i64 parent = self(), pid = fork_child();
  if (pid == 0) {
    nap(30);
    send(parent, SIGUSR1);
    leave(0);
  }
  ok(until_flag() > 1000, "another process interrupts a hot loop");
  wait_for(pid, 0, 0);
}

static void stops(void) {
  volatile u32 *counter = (void *)CALL6(__NR_mmap, 0, 65536, 3, SHARED, -1, 0);
  i64 pid = fork_child();
  if (pid == 0)
    for (;;) ++*counter;
  while (*counter < 100000) nap(5);
  int status = 0;
  send(pid, SIGSTOP);
  same(wait_for(pid, &status, WUNTRACED), pid, "a process in a hot loop stops");
  same(status, SIGSTOP << 8 | 0x7f, "by SIGSTOP");
  u32 before = *counter;
  nap(20);
  same(*counter, before, "and does nothing");
  send(pid, SIGCONT);
  same(wait_for(pid, &status, WCONTINUED), pid, "until SIGCONT");
  while (*counter == before) nap(5);
  ok(1, "which makes it go on");
  send(pid, SIGKILL);
  wait_for(pid, &status, 0);
  same(status, SIGKILL, "and SIGKILL ends it");
}

#ifdef __powerpc64__
#define WIDE "d"
#else
#define WIDE "w"
#endif
#define THREADS 4
static char stacks[THREADS][16384] __attribute__((aligned(16)));
static volatile int ends[THREADS], atomic;
static volatile u64 sums[THREADS];
static __attribute__((noinline)) u64 work(u64 seed, int rounds) {
  for (int i = 0; i < rounds; i++) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    if (i % 16 == 0) __atomic_fetch_add(&atomic, 1, __ATOMIC_SEQ_CST);
  }
  return seed;
}
static void body(reg index) { sums[index] = work((u64)index, 200000); }
/* The child begins here with its number in r14, which clone leaves alone. */
static i64 start(reg index) {
  register reg r0 __asm__("r0") = __NR_clone;
  register reg r3 __asm__("r3") = 0x350f00; /* VM FS FILES SIGHAND THREAD SYSVSEM PARENT_SETTID CHILD_CLEARTID */
  register ureg r4 __asm__("r4") = (ureg)stacks[index] + sizeof stacks[0] - 256;
  register volatile int *r5 __asm__("r5") = &ends[index];
  register volatile int *r7 __asm__("r7") = &ends[index];
  register reg r14 __asm__("r14") = index;
  register void (*r15)(reg) __asm__("r15") = body;
  __asm__ volatile("sc\n\tbns+ 1f\n\tneg 3,3\n\tb 2f\n1:\tcmp" WIDE "i 3,0\n\tbne 2f\n\tmr 3,14\n\tmr 12,15\n\tmtctr 15\n\tbctrl\n\tli 0,1\n\tli 3,0\n\tsc\n\ttrap\n2:"
                   : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r7)
                   : "r"(r14), "r"(r15)
                   : "r6", "r8", "r9", "r10", "r11", "r12", "cr0", "ctr", "lr", "xer", "memory");
  return r3;
}
static void threads(void) {
  int good = 1, tid;
  for (int round = 0; round < 3; round++) {
    atomic = 0;
    for (int i = 0; i < THREADS; i++) good &= start(i) > 0;
    for (int i = 0; i < THREADS; i++)
      while ((tid = ends[i]) != 0) CALL6(__NR_futex, &ends[i], 0, tid, 0, 0, 0);
    same(atomic, THREADS * 200000 / 16, "threads in the same hot code lose no atomic addition");
    for (int i = 0; i < THREADS; i++) {
      u64 alone = work((u64)i, 200000);
      good &= sums[i] == alone;
    }
  }
  ok(good, "and each has registers of its own");
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argv, (void)envp;
  /* For ever: somebody ends it. */
  if (argc > 1) return (int)until_flag();
  recursion();
  jumps();
  handlers();
  interrupts();
  stops();
  threads();
  return tap_end();
}
