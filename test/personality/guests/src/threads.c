/* Threads and futexes: clone with shared everything, set_tid_address, waiting and waking, exec and exit of a group. */
#include "linux.h"

#define FUTEX_WAIT 0
#define FUTEX_WAKE 1
#define FUTEX_CMP_REQUEUE 4
#define FUTEX_WAKE_OP 5
#define FUTEX_WAIT_BITSET 9
#define FUTEX_WAKE_BITSET 10
#define THREAD_FLAGS 0x3d0f00 /* VM FS FILES SIGHAND THREAD SYSVSEM SETTLS PARENT_SETTID CHILD_CLEARTID */

static i64 futex(volatile int *at, int operation, u32 value, void *timeout, volatile int *second, u32 third) {
  return CALL6(__NR_futex, at, operation | 128, value, timeout, second, third);
}

#ifdef __powerpc64__
#define WIDE "d"
#define POINTER "13"
#else
#define WIDE "w"
#define POINTER "2"
#endif

static char stacks[8][16384] __attribute__((aligned(16)));
static volatile int ends[8], begun, gate, tids[8];
static volatile ureg tls[8];

static void body(reg index);
/* The child begins here with its number in r14, which clone leaves alone. */
static i64 start(reg index, volatile int *tid, volatile int *end) {
  register reg r0 __asm__("r0") = __NR_clone;
  register reg r3 __asm__("r3") = THREAD_FLAGS;
  register ureg r4 __asm__("r4") = (ureg)stacks[index] + sizeof stacks[0] - 256;
  register volatile int *r5 __asm__("r5") = tid;
  register ureg r6 __asm__("r6") = 0x7000 + (ureg)index;
  register volatile int *r7 __asm__("r7") = end;
  register reg r14 __asm__("r14") = index;
  register void (*r15)(reg) __asm__("r15") = body;
  __asm__ volatile("sc\n\tbns+ 1f\n\tneg 3,3\n\tb 2f\n1:\tcmp" WIDE "i 3,0\n\tbne 2f\n\tmr 3,14\n\tmr 12,15\n\tmtctr 15\n\tbctrl\n\tli 0,1\n\tli 3,0\n\tsc\n\ttrap\n2:"
                   : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7)
                   : "r"(r14), "r"(r15)
                   : "r8", "r9", "r10", "r11", "r12", "cr0", "ctr", "lr", "xer", "memory");
  return r3;
}

static void add(volatile int *at, int value) { __atomic_fetch_add(at, value, __ATOMIC_SEQ_CST); }

static char *program;
static volatile int mode, lock, counter, answer;
static void body(reg index) {
  ureg pointer;
  __asm__ volatile("mr %0," POINTER : "=r"(pointer));
  tls[index] = pointer;
  add(&begun, 1);
  if (mode == 1) {
    while (gate == 0) futex(&gate, FUTEX_WAIT, 0, 0, 0, 0);
    for (int i = 0; i < 1000; i++) {
      int expected = 0;
      while (!__atomic_compare_exchange_n(&lock, &expected, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
        futex(&lock, FUTEX_WAIT, 1, 0, 0, 0);
        expected = 0;
      }
      counter++;
      if (i % 100 == 0) CALL0(__NR_sched_yield);
      __atomic_store_n(&lock, 0, __ATOMIC_RELEASE);
      futex(&lock, FUTEX_WAKE, 1, 0, 0, 0);
    }
  } else if (mode == 2) {
    answer = (int)futex(&gate, FUTEX_WAIT_BITSET, 0, 0, 0, 4);
    add(&counter, 1);
  } else if (mode == 3) {
    futex(&gate, FUTEX_WAIT, 0, 0, 0, 0);
    add(&counter, 1);
  } else if (mode == 5 && index == 1) {
    char *arguments[] = {program, "executed", 0};
    CALL3(__NR_execve, program, arguments, 0);
    leave(12);
  } else if (mode >= 4) {
    for (;;) nap(1000);
  }
}

static void join(volatile int *end) {
  int tid;
  while ((tid = *end) != 0) CALL6(__NR_futex, end, FUTEX_WAIT, tid, 0, 0, 0);
}

static void run(int how, int count) {
  mode = how, begun = 0, gate = 0, counter = 0;
  for (int i = 0; i < count; i++) {
    ends[i] = -1;
    i64 tid = start(i, &tids[i], &ends[i]);
    if (tid > 0 && ends[i] == -1) ends[i] = (int)tid;
    if (tid != tids[i]) ok(0, "CLONE_PARENT_SETTID stores what clone answers");
  }
  while (begun < count) CALL0(__NR_sched_yield);
}

static void waiting(void) {
  volatile int word = 5;
  struct time soon = {0, 20000000}, past = {0, 1};
  same(futex(&word, FUTEX_WAIT, 4, 0, 0, 0), -EAGAIN, "a futex that has changed is not waited for");
  same(futex(&word, FUTEX_WAIT, 5, &soon, 0, 0), -ETIMEDOUT, "a wait ends at its time");
  same(futex(&word, FUTEX_WAIT_BITSET, 5, &past, 0, 0xffffffff), -ETIMEDOUT, "an absolute time in the past is over at once");
  same(futex(&word, FUTEX_WAIT_BITSET, 5, 0, 0, 0), -EINVAL, "no bits at all are refused");
  same(futex(&word, FUTEX_WAKE, 1, 0, 0, 0), 0, "nobody waits, nobody wakes");
  same(CALL6(__NR_futex, 8, FUTEX_WAIT, 0, 0, 0, 0), -14, "a futex nowhere is EFAULT");
  same(CALL6(__NR_futex, (char *)&word + 1, FUTEX_WAKE, 1, 0, 0, 0), -EINVAL, "a crooked one EINVAL");
}

static void sharing(void) {
  run(1, 4);
  ok(tls[2] == 0x7002, "CLONE_SETTLS sets r" POINTER);
  gate = 1;
  futex(&gate, FUTEX_WAKE, 100, 0, 0, 0);
  for (int i = 0; i < 4; i++) join(&ends[i]);
  same(counter, 4000, "a lock made of a futex holds");
  same(CALL0(__NR_gettid), self(), "the first thread's id is the process's");
}

static void bitsets(void) {
  run(2, 1);
  nap(10);
  same(futex(&gate, FUTEX_WAKE_BITSET, 9, 0, 0, 3), 0, "other bits wake nobody");
  same(futex(&gate, FUTEX_WAKE_BITSET, 9, 0, 0, 4), 1, "the right bits wake");
  join(&ends[0]);
  same(answer, 0, "who is woken gets 0");
}

static void requeueing(void) {
  volatile int other = 0;
  run(3, 4);
  nap(10);
  same(futex(&gate, FUTEX_CMP_REQUEUE, 1, (void *)10, &other, 7), -EAGAIN, "requeue compares");
  same(futex(&gate, FUTEX_CMP_REQUEUE, 1, (void *)10, &other, 0), 4, "one is woken, three are moved");
  nap(10);
  same(counter, 1, "only one goes on");
  same(futex(&gate, FUTEX_WAKE, 10, 0, 0, 0), 0, "nobody waits there any more");
  same(futex(&other, FUTEX_WAKE_OP, 1, (void *)10, &gate, 0x10000000u | 5 << 12 | 0), 3 > 1 ? 1 : 0, "wake-op wakes on the first");
  same(gate, 5, "and adds to the second");
  futex(&other, FUTEX_WAKE, 10, 0, 0, 0);
  for (int i = 0; i < 4; i++) join(&ends[i]);
  same(counter, 4, "all go on in the end");
}

static volatile int signalled;
static void note(int signal) { (void)signal; signalled = (int)CALL0(__NR_gettid); }

static void directed(void) {
  run(4, 2);
  on(SIGUSR1, (void *)note, SA_RESTART, 0);
  same(CALL3(__NR_tgkill, self(), tids[1], SIGUSR1), 0, "tgkill answers 0");
  while (signalled == 0) nap(1);
  same(signalled, tids[1], "and its thread handles the signal");
  same(CALL3(__NR_tgkill, self(), 99999, SIGUSR1), -ESRCH, "a thread that is not there is ESRCH");
}

static void together(void) {
  i64 pid = fork_child();
  if (pid == 0) {
    run(4, 3);
    leave(5);
  }
  int status = 0;
  same(wait_for(pid, &status, 0), pid, "exit_group ends a process with threads");
  same(status, 5 << 8, "with its code");
  pid = fork_child();
  if (pid == 0) {
    run(4, 3);
    CALL1(__NR_exit, 6);
  }
  nap(30);
  same(wait_for(pid, &status, WNOHANG), 0, "exit of the first thread leaves the others");
  send(pid, SIGKILL);
  same(wait_for(pid, &status, 0), pid, "SIGKILL takes all of them");
  same(status, SIGKILL, "as the status says");
}

static void executing(void) {
  i64 pid = fork_child();
  if (pid == 0) {
    run(5, 3);
    for (;;) nap(1000);
  }
  int status = 0;
  same(wait_for(pid, &status, 0), pid, "a thread that is not the first executes a program");
  same(status, 11 << 8, "which has the process's number, and no other thread");
}

static struct { void *next; reg offset; void *pending; } head;
static struct { void *next; volatile int word; } robust;
static void robust_list(void) {
  reg page = CALL6(__NR_mmap, 0, 65536, 3, 0x21 /* MAP_SHARED | MAP_ANONYMOUS */, -1, 0);
  volatile int *word = (volatile int *)page;
  i64 pid = fork_child();
  if (pid == 0) {
    robust.next = &head;
    head.next = &robust;
    head.offset = (char *)word - (char *)&robust;
    head.pending = 0;
    CALL2(__NR_set_robust_list, &head, sizeof head);
    *word = (int)CALL0(__NR_gettid);
    leave(0);
  }
  wait_for(pid, 0, 0);
  same(*word, 0x40000000, "a lock whose owner died says so");
  pid = fork_child();
  if (pid == 0) {
    nap(20);
    word[1] = 1;
    CALL6(__NR_futex, word + 1, FUTEX_WAKE, 1, 0, 0, 0);
    leave(0);
  }
  struct time limit = {5, 0};
  while (word[1] == 0) if (CALL6(__NR_futex, word + 1, FUTEX_WAIT, 0, &limit, 0, 0) == -ETIMEDOUT) break;
  same(word[1], 1, "a futex in shared memory wakes another process");
  wait_for(pid, 0, 0);
}

int guest_main(int argc, char **argv, char **envp) {
  (void)envp;
  program = argv[0];
  if (argc > 1) return CALL0(__NR_gettid) == self() ? 11 : 13;
  waiting();
  sharing();
  bitsets();
  requeueing();
  directed();
  together();
  executing();
  robust_list();
  return tap_end();
}
