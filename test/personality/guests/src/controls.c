/* What a process may ask of the kernel about itself: locks, timers, scheduling, prctl, clocks, limits of queues. Answers as recorded on Linux. */
#include "linux.h"

#define E2BIG 7
#define EFAULT_ 14
#define ENOSYS 38
#define EDEADLK 35
#define EOPNOTSUPP 95
#define LOCK 6
#define UNLOCK 7
#define TRYLOCK 8
#define WAIT_REQUEUE 11
#define CMP_REQUEUE 12
#define WAITERS 0x80000000u
#define DIED 0x40000000u

static volatile u32 word, other;
static reg futex(volatile u32 *at, int operation, u32 value, const void *timeout, volatile u32 *second, u32 third) {
  return CALL6(__NR_futex, at, operation, value, timeout, second, third);
}
static reg prctl(int option, reg a, reg b, reg c, reg d) { return CALL6(__NR_prctl, option, a, b, c, d, 0); }

struct event { ureg value; int signal, notice, tid, rest[12]; };
struct setting { struct time interval, value; };
struct attributes { u32 size, policy; u64 flags; int nice; u32 priority; u64 runtime, deadline, period; u32 least, most; };
struct clone { u64 flags, pidfd, child, parent, signal, stack, size, tls, tids, count, cgroup, beyond; };

static void locks(void) {
  u32 me = (u32)CALL0(__NR_gettid);
  same(futex(&word, LOCK, 0, 0, 0, 0), 0, "a free lock is taken");
  same(word, me, "its word names the owner");
  same(futex(&word, LOCK, 0, 0, 0, 0), -EDEADLK, "who has it does not wait for himself");
  same(futex(&word, TRYLOCK, 0, 0, 0, 0), -EDEADLK, "nor tries");
  same(futex(&word, UNLOCK, 0, 0, 0, 0), 0, "it is given back");
  same(word, 0, "and free");
  same(futex(&word, UNLOCK, 0, 0, 0, 0), -EPERM, "only by who has it");
  word = 29999;
  same(futex(&word, LOCK, 0, 0, 0, 0), -ESRCH, "its owner must be there");
  same(word, 29999 | WAITERS, "and is told of a waiter first");
  word = DIED;
  same(futex(&word, LOCK, 0, 0, 0, 0), 0, "a lock whose owner died is taken");
  same(word, DIED | me, "and says so still");
  same(futex(&word, LOCK | 256, 0, 0, 0, 0), -ENOSYS, "the old call has no choice of clock");
  word = 0;
  same(futex(&word, CMP_REQUEUE, 1, 0, &other, 0), 0, "nobody is moved to a lock");
  same(futex(&word, CMP_REQUEUE, 2, 0, &other, 0), -EINVAL, "one at most is woken");
  same(futex(&word, CMP_REQUEUE, 1, 0, &word, 0), -EINVAL, "the lock is another word");
  same(futex(&word, WAIT_REQUEUE, 1, 0, &other, 0), -EAGAIN, "waiting for a lock compares");
  same(futex(&word, WAIT_REQUEUE, 1, 0, &word, 0), -EINVAL, "and wants another word too");
  struct { u64 value, address; u32 flags, reserved; } many[2] = {{0, (ureg)&other, 2, 0}, {1, (ureg)&other, 2, 0}};
  same(CALL6(__NR_futex_waitv, 0, 0, 0, 0, 0, 0), -EINVAL, "waiting for nothing is refused");
  same(CALL6(__NR_futex_waitv, many, 2, 0, 0, 0, 0), -EAGAIN, "each word of several compares");
  many[1].value = 0;
  struct { i64 seconds, nanoseconds; } past = {1, 0};
  same(CALL6(__NR_futex_waitv, many, 2, 0, &past, 0, 0), -ETIMEDOUT, "and the wait ends in time");
  same(CALL6(__NR_futex_waitv, many, 2, 0, &past, 3, 0), -EINVAL, "by one of two clocks");
  many[1].flags = 0;
  same(CALL6(__NR_futex_waitv, many, 2, 0, &past, 0, 0), -EINVAL, "a word says how wide it is");
}

static void timers(void) {
  int id = -1;
  struct event event = {7, 99, 1, 0, {0}};
  struct setting now, every = {{0, 1000000}, {0, 1000000}};
  same(CALL3(__NR_timer_create, 1, &event, &id), 0, "a silent timer needs no signal");
  same(CALL4(__NR_timer_settime, id, 0, &every, 0), 0, "it is set");
  nap(5);
  same(CALL2(__NR_timer_gettime, id, &now), 0, "and asked");
  ok(now.value.nanoseconds > 0 && now.value.nanoseconds <= 1000000 && now.interval.nanoseconds == 1000000, "it runs on unseen");
  every.value.nanoseconds = 1000000000;
  same(CALL4(__NR_timer_settime, id, 0, &every, 0), -EINVAL, "a time is a time");
  same(CALL1(__NR_timer_getoverrun, id), 0, "nothing was missed");
  same(CALL1(__NR_timer_delete, id), 0, "it is removed");
  same(CALL2(__NR_timer_gettime, id, &now), -EINVAL, "and gone");
  event.notice = 3;
  same(CALL3(__NR_timer_create, 1, &event, &id), -EINVAL, "there are four notices");
  event.notice = 0;
  same(CALL3(__NR_timer_create, 1, &event, &id), -EINVAL, "a signal is a signal");
  event.signal = SIGUSR1;
  same(CALL3(__NR_timer_create, 5, &event, &id), -EOPNOTSUPP, "no timer runs by a coarse clock");
  same(CALL3(__NR_timer_create, 10, &event, &id), -EINVAL, "nor by one that is none");
  event.notice = 4, event.tid = 1;
  same(CALL3(__NR_timer_create, 1, &event, &id), -EINVAL, "a thread is one of the process's own");
  same(CALL3(__NR_timer_create, 1, 0, 0), -EFAULT_, "its id must be told");
  u64 set = SETS(BIT(SIGALRM));
  CALL4(__NR_rt_sigprocmask, SIG_BLOCK, &set, 0, 8);
  same(CALL3(__NR_timer_create, 1, 0, &id), 0, "without an event it is SIGALRM");
  struct setting once = {{0, 0}, {0, 1000000}};
  CALL4(__NR_timer_settime, id, 0, &once, 0);
  struct info info;
  same(CALL4(__NR_rt_sigtimedwait, &set, &info, 0, 8), SIGALRM, "which comes");
  ok(info.code == -2, "from a timer");
}

static void scheduling(void) {
  int priority = 1;
  same(CALL1(__NR_sched_getscheduler, 0), 0, "a thread begins with the common policy");
  same(CALL3(__NR_sched_setscheduler, 0, 0, &priority), -EINVAL, "which has no priorities");
  same(CALL3(__NR_sched_setscheduler, 0, 4, &priority), -EINVAL, "there is no policy 4");
  priority = 0;
  same(CALL3(__NR_sched_setscheduler, 0, 3 | 0x40000000, &priority), 0, "a batch thread whose children are not");
  same(CALL1(__NR_sched_getscheduler, 0), 3 | 0x40000000, "is told so");
  same(CALL3(__NR_sched_setscheduler, -1, 0, &priority), -EINVAL, "a thread has a number");
  same(CALL3(__NR_sched_setscheduler, 29999, 0, &priority), -ESRCH, "and is there");
  same(CALL1(__NR_sched_get_priority_max, 1), 99, "99 is most urgent");
  same(CALL1(__NR_sched_get_priority_max, 77), -EINVAL, "of a policy that is one");
  struct attributes attributes = {0};
  same(CALL4(__NR_sched_getattr, 0, &attributes, 47, 0), -EINVAL, "attributes have a size");
  same(CALL4(__NR_sched_getattr, 0, &attributes, sizeof attributes, 0), 0, "and are told");
  ok(attributes.size == 56 && attributes.policy == 3 && attributes.flags == 1, "all of them");
  attributes.size = 40;
  same(CALL3(__NR_sched_setattr, 0, &attributes, 0), -E2BIG, "less than there ever was is refused");
  same(CALL3(__NR_membarrier, 8, 0, 0), -EPERM, "a barrier is registered for");
  same(CALL3(__NR_membarrier, 16, 0, 0), 0, "first");
  same(CALL3(__NR_membarrier, 8, 0, 0), 0, "then there is one");
  same(CALL3(__NR_membarrier, 3, 0, 0), -EINVAL, "one at a time");
  same(CALL2(__NR_ioprio_get, 1, 0), 0, "no input/output priority at first");
  same(CALL3(__NR_ioprio_set, 1, 0, 3 << 13 | 7), 0, "an idle one");
  same(CALL2(__NR_ioprio_get, 1, 0), 3 << 13 | 7, "is kept");
  same(CALL3(__NR_ioprio_set, 1, 0, 4), -EINVAL, "a level without class is none");
  reg pid = CALL0(__NR_getpid);
  same(CALL6(__NR_kcmp, pid, pid, 1, 0, 0, 0), 0, "a process shares its memory with itself");
  same(CALL6(__NR_kcmp, pid, pid, 0, 0, 99, 0), -9, "but not a descriptor that it has not");
  same(CALL6(__NR_kcmp, pid, 29999, 1, 0, 0, 0), -ESRCH, "and nothing with nobody");
}

static void controls(void) {
  int value = 9;
  same(prctl(8, 2, 0, 0, 0), -EINVAL, "capabilities are kept or not");
  same(prctl(8, 1, 0, 0, 0), 0, "kept");
  same(prctl(7, 0, 0, 0, 0), 1, "is told");
  same(prctl(38, 1, 1, 0, 0), -EINVAL, "no new privileges means nothing more");
  same(prctl(38, 1, 0, 0, 0), 0, "none");
  same(prctl(39, 0, 0, 0, 0), 1, "for good");
  same(prctl(38, 0, 0, 0, 0), -EINVAL, "and ever");
  same(prctl(30, 0, 0, 0, 0), 50000, "timers may be late by 50 us");
  same(prctl(29, 1, 0, 0, 0), 0, "or less");
  same(prctl(30, 0, 0, 0, 0), 1, "as was said");
  same(prctl(29, 0, 0, 0, 0), 0, "and again");
  same(prctl(30, 0, 0, 0, 0), 50000, "as at first");
  same(prctl(36, 5, 0, 0, 0), 0, "a subreaper");
  same(prctl(37, (reg)&value, 0, 0, 0), 0, "may ask");
  same(value, 1, "whether it is one");
  same(prctl(23, 40, 0, 0, 0), 1, "the last capability");
  same(prctl(23, 41, 0, 0, 0), -EINVAL, "has number 40");
  same(prctl(47, 4, 0, 0, 0), 0, "the ambient set is emptied");
  same(prctl(47, 9, 0, 0, 0), -EINVAL, "there are four things to do with it");
  same(prctl(12345, 0, 0, 0, 0), -EINVAL, "an option is one");
  same(CALL1(__NR_personality, 0xffffffff), 0, "the execution domain is the plain one");
  same(CALL1(__NR_personality, 0x40000), 0, "is set");
  same(CALL1(__NR_personality, 0xffffffff), 0x40000, "and kept");
}

static void makers(void) {
  struct clone c = {0};
  same(CALL2(__NR_clone3, &c, 63), -EINVAL, "clone3 has a size");
  same(CALL2(__NR_clone3, &c, 5000), -E2BIG, "at most a page");
  c.signal = SIGCHLD, c.beyond = 1;
  same(CALL2(__NR_clone3, &c, 96), -E2BIG, "what it does not know must be zero");
  c.size = 4096;
  same(CALL2(__NR_clone3, &c, 88), -EINVAL, "a stack has a place");
  c.size = 0, c.flags = 17;
  same(CALL2(__NR_clone3, &c, 88), -EINVAL, "the signal is no flag");
  c.flags = 0x8000;
  same(CALL2(__NR_clone3, &c, 88), -EINVAL, "a sibling has its maker's signal");
  c.flags = 0x100000900ull;
  same(CALL2(__NR_clone3, &c, 88), -EINVAL, "handlers are shared or cleared");
  c.flags = 0;
  reg child = CALL2(__NR_clone3, &c, 64);
  if (child == 0) leave(6);
  int status = 0;
  same(CALL4(__NR_wait4, child, &status, 0, 0), child, "the first form of the structure makes a child");
  same(status, 6 << 8, "which ends");
}

static void queues(void) {
  u64 limit[2] = {2, 2}, set = SETS(BIT(SIGRTMIN));
  CALL4(__NR_rt_sigprocmask, SIG_BLOCK, &set, 0, 8);
  CALL4(__NR_prlimit64, 0, 11, limit, 0);
  struct info info = {0};
  reg pid = CALL0(__NR_getpid), last = 0;
  info.code = -1;
  for (int i = 0; i < 3; i++) last = CALL3(__NR_rt_sigqueueinfo, pid, SIGRTMIN, &info);
  same(last, -EAGAIN, "no more signals queue than RLIMIT_SIGPENDING says");
  same(CALL2(__NR_kill, pid, SIGRTMIN), 0, "kill succeeds");
  struct time none = {0, 0};
  int taken = 0;
  while (CALL4(__NR_rt_sigtimedwait, &set, 0, &none, 8) == SIGRTMIN) taken++;
  same(taken, 2, "with nothing to carry");
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  locks();
  timers();
  scheduling();
  controls();
  makers();
  queues();
  struct time t;
  same(CALL2(__NR_clock_gettime, -239998, &t), -EINVAL, "the clock of nobody");
  same(CALL2(__NR_clock_gettime, -2, &t), 0, "the clock of this thread by number");
  same(CALL2(__NR_clock_gettime, -1, &t), -EINVAL, "the clock of a device");
  return tap_end();
}
