/* Locks that inherit priority, robust lists, timers and signal queues through the C library and below it: each line states what Linux does. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int count, failed;
static void same(long got, long wanted, const char *what) {
  printf("%s %d - %s\n", got == wanted ? "ok" : "not ok", ++count, what);
  if (got != wanted) failed = 1, printf("# got %ld, wanted %ld\n", got, wanted);
  fflush(stdout);
}
static void ms(long n) { struct timespec t = {n / 1000, n % 1000 * 1000000}; nanosleep(&t, 0); }
#ifdef SYS_futex
#define FUTEX SYS_futex
#else
#define FUTEX SYS_futex_time64
#endif
static long futex(volatile uint32_t *at, int op, uint32_t value, void *timeout, volatile uint32_t *second, uint32_t third) {
  long r = syscall(FUTEX, at, op, value, timeout, second, third);
  return r < 0 ? -errno : r;
}

static volatile uint32_t word, gate;
static volatile int got[4], order[4], ordered;
static void *locker(void *number) {
  long n = (long)number;
  got[n] = futex(&word, FUTEX_LOCK_PI, 0, 0, 0, 0);
  order[n] = ++ordered;
  ms(n == 3 ? 100 : 5);
  if (n != 3) futex(&word, FUTEX_UNLOCK_PI, 0, 0, 0, 0);
  return 0; /* 3 dies with the lock */
}
static void *waiter(void *number) {
  long n = (long)number;
  got[n] = futex(&gate, FUTEX_WAIT_REQUEUE_PI, 0, 0, &word, 0);
  order[n] = ++ordered;
  if (got[n] == 0) futex(&word, FUTEX_UNLOCK_PI, 0, 0, 0, 0);
  return 0;
}
static int run(pthread_mutex_t *mutex) { return pthread_mutex_lock(mutex); }
static void *dies(void *mutex) { return (void *)(long)run(mutex); }

static volatile int signals[65], overruns, values[8], taken;
static void handler(int signal, siginfo_t *info, void *context) {
  (void)context;
  signals[signal]++;
  if (info->si_code == SI_TIMER) overruns += info->si_overrun;
  if (taken < 8) values[taken++] = info->si_code == SI_QUEUE || info->si_code == SI_TIMER ? info->si_value.sival_int : -1;
}
static volatile int threaded;
static void notified(union sigval value) { threaded = value.sival_int; }

int main(void) {
  uint32_t me = gettid();
  pthread_t thread[4];
  /* The lock is handed on in the order of waiting. */
  same(futex(&word, FUTEX_LOCK_PI, 0, 0, 0, 0), 0, "a free lock is taken");
  same(word, me, "and its word has the owner");
  for (long n = 0; n < 3; n++) pthread_create(&thread[n], 0, locker, (void *)n), ms(20);
  same(word, me | FUTEX_WAITERS, "waiters are marked");
  same(futex(&word, FUTEX_WAKE, 1, 0, 0, 0), -EINVAL, "they are not woken by FUTEX_WAKE");
  same(futex(&word, FUTEX_UNLOCK_PI, 0, 0, 0, 0), 0, "it is given back");
  for (int n = 0; n < 3; n++) pthread_join(thread[n], 0);
  same(order[0] == 1 && order[1] == 2 && order[2] == 3, 1, "and goes to those who waited, in order");
  same(word & FUTEX_TID_MASK, 0, "the last gives it back");
  word = 0;
  pthread_create(&thread[3], 0, locker, (void *)3);
  pthread_join(thread[3], 0);
  /* The owner is gone without a robust list: nobody is there to wait for. */
  same(futex(&word, FUTEX_LOCK_PI, 0, 0, 0, 0), -ESRCH, "a lock of somebody who is no more is refused");
  word = 0;
  ordered = 0;
  pthread_create(&thread[3], 0, locker, (void *)3);
  while ((word & FUTEX_TID_MASK) == 0) ms(1);
  same(futex(&word, FUTEX_LOCK_PI, 0, 0, 0, 0), 0, "who waits when the owner dies has the lock");
  same(word & ~FUTEX_WAITERS, me | FUTEX_OWNER_DIED, "and is told");
  pthread_join(thread[3], 0);
  struct timespec until;
  word = 0;
  got[0] = 99;
  futex(&word, FUTEX_LOCK_PI, 0, 0, 0, 0);
  /* Requeue: the first is given the lock or waits for it, the rest follow. */
  gate = 0, ordered = 0;
  for (long n = 0; n < 3; n++) pthread_create(&thread[n], 0, waiter, (void *)n), ms(20);
  same(futex(&gate, FUTEX_CMP_REQUEUE_PI, 1, (void *)10, &word, 1), -EAGAIN, "requeue compares");
  same(futex(&gate, FUTEX_CMP_REQUEUE_PI, 1, (void *)10, &gate, 0), -EINVAL, "the lock is another word");
  same(futex(&gate, FUTEX_REQUEUE, 1, (void *)10, &word, 0), -EINVAL, "waiters for a lock are moved to no other word");
  same(futex(&gate, FUTEX_CMP_REQUEUE_PI, 1, (void *)10, &word, 0), 3, "all three are moved");
  ms(20);
  same(ordered, 0, "and wait for the lock");
  futex(&word, FUTEX_UNLOCK_PI, 0, 0, 0, 0);
  for (int n = 0; n < 3; n++) pthread_join(thread[n], 0);
  same(got[0] | got[1] | got[2], 0, "each was given it");
  same(ordered, 3, "one after the other");
  word = 0, gate = 0, ordered = 0;
  for (long n = 0; n < 2; n++) pthread_create(&thread[n], 0, waiter, (void *)n), ms(20);
  same(futex(&gate, FUTEX_CMP_REQUEUE_PI, 1, (void *)10, &word, 0), 2, "with a free lock the first has it at once");
  for (int n = 0; n < 2; n++) pthread_join(thread[n], 0);
  same(got[0] | got[1], 0, "and the second after it");
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_nsec += 30000000;
  if (until.tv_nsec >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
  if (sizeof(long) == 8) same(futex(&gate, FUTEX_WAIT_REQUEUE_PI | FUTEX_CLOCK_REALTIME, 0, &until, &word, 0), -ETIMEDOUT, "a wait for a lock ends in time");
  else same(1, 1, "a wait for a lock ends in time");

  /* Robust mutexes of the C library, with and without priority inheritance, in shared memory too. */
  for (int kind = 0; kind < 4; kind++) {
    pthread_mutexattr_t attributes;
    pthread_mutex_t *mutex = mmap(0, sizeof *mutex, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    if (kind & 1) pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT);
    pthread_mutexattr_setpshared(&attributes, kind & 2 ? PTHREAD_PROCESS_SHARED : PTHREAD_PROCESS_PRIVATE);
    pthread_mutex_init(mutex, &attributes);
    if (kind & 2) {
      pid_t child = fork();
      if (child == 0) run(mutex), _exit(0);
      waitpid(child, 0, 0);
    } else {
      pthread_create(&thread[0], 0, dies, mutex);
      pthread_join(thread[0], 0);
    }
    same(run(mutex), EOWNERDEAD, "a robust mutex tells that its owner died");
    same(pthread_mutex_consistent(mutex), 0, "it is made consistent");
    same(pthread_mutex_unlock(mutex), 0, "and given back");
    same(run(mutex), 0, "then it is a mutex again");
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 0;
    same(pthread_mutex_timedlock(mutex, &until), ETIMEDOUT, "which one does not take twice");
    pthread_mutex_unlock(mutex);
  }

  /* Timers. */
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
  sigaction(SIGRTMIN, &action, 0), sigaction(SIGRTMIN + 1, &action, 0), sigaction(SIGUSR1, &action, 0), sigaction(SIGALRM, &action, 0);
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN, .sigev_value.sival_int = -7};
  timer_t timer;
  same(timer_create(CLOCK_MONOTONIC, &event, &timer), 0, "a timer is made");
  sigset_t block, old;
  sigemptyset(&block), sigaddset(&block, SIGRTMIN);
  sigprocmask(SIG_BLOCK, &block, &old);
  struct itimerspec every = {{0, 10000000}, {0, 10000000}}, now;
  timer_settime(timer, 0, &every, 0);
  ms(105);
  sigset_t pending;
  sigpending(&pending);
  same(sigismember(&pending, SIGRTMIN), 1, "it expires");
  timer_gettime(timer, &now);
  same(now.it_value.tv_nsec > 0 && now.it_value.tv_nsec <= 10000000 && now.it_interval.tv_nsec == 10000000, 1, "and tells what remains");
  sigprocmask(SIG_SETMASK, &old, 0);
  same(signals[SIGRTMIN] >= 1 && overruns >= 8 && values[0] == -7, 1, "what was missed is the overrun");
  same(timer_getoverrun(timer) >= 0, 1, "which is told");
  struct itimerspec stop = {{0, 0}, {0, 0}};
  timer_settime(timer, 0, &stop, &now);
  same(now.it_interval.tv_nsec, 10000000, "it is stopped");
  timer_gettime(timer, &now);
  same(now.it_value.tv_nsec | now.it_value.tv_sec, 0, "and stands at 0");
  struct timespec past;
  clock_gettime(CLOCK_MONOTONIC, &past);
  struct itimerspec absolute = {{0, 0}, past};
  int before = signals[SIGRTMIN];
  timer_settime(timer, TIMER_ABSTIME, &absolute, 0);
  ms(5);
  same(signals[SIGRTMIN], before + 1, "a time that has passed expires at once");
  same(timer_delete(timer), 0, "it is removed");
  same(timer_delete(timer) == -1 && errno == EINVAL, 1, "once");
  event = (struct sigevent){.sigev_notify = SIGEV_THREAD, .sigev_notify_function = notified, .sigev_value.sival_int = 42};
  timer_create(CLOCK_REALTIME, &event, &timer);
  struct itimerspec once = {{0, 0}, {0, 5000000}};
  timer_settime(timer, 0, &once, 0);
  ms(100);
  same(threaded, 42, "a timer may call a function in a thread of its own");
  timer_delete(timer);
  event = (struct sigevent){.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
  timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &timer);
  once.it_value.tv_nsec = 30000000;
  timer_settime(timer, 0, &once, 0);
  for (volatile unsigned long i = 0; i < 4000000000ul && !signals[SIGUSR1]; i++) {}
  same(signals[SIGUSR1], 1, "or run by processor time");
  clockid_t cpu;
  pthread_getcpuclockid(pthread_self(), &cpu);
  struct timespec used, whole;
  clock_gettime(cpu, &used), clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &whole);
  same(used.tv_sec * 1000000000ll + used.tv_nsec >= 20000000 && used.tv_sec * 1000000000ll + used.tv_nsec <= whole.tv_sec * 1000000000ll + whole.tv_nsec, 1, "a thread's clock is told by id");
  clock_getcpuclockid(getpid(), &cpu);
  same(clock_gettime(cpu, &used), 0, "and a process's");

  /* The queue of signals has a limit. */
  sigemptyset(&block), sigaddset(&block, SIGRTMIN + 1), sigaddset(&block, SIGUSR1);
  sigprocmask(SIG_BLOCK, &block, &old);
  struct rlimit limit = {3, 3};
  setrlimit(RLIMIT_SIGPENDING, &limit);
  union sigval value = {.sival_int = 5};
  taken = 0;
  memset((void *)signals, 0, sizeof signals);
  int sent = 0;
  for (int i = 0; i < 5; i++) value.sival_int = i, sent += sigqueue(getpid(), SIGRTMIN + 1, value) == 0;
  same(sent <= 3, 1, "no more signals are queued than RLIMIT_SIGPENDING");
  same(errno, EAGAIN, "EAGAIN");
  same(kill(getpid(), SIGRTMIN + 1), 0, "kill always succeeds");
  same(kill(getpid(), SIGUSR1), 0, "with any signal");
  sigprocmask(SIG_SETMASK, &old, 0);
  same(signals[SIGRTMIN + 1], sent ? sent : 1, "what was queued is taken");
  same((sent < 2 || values[0] < values[1]) && (sent < 3 || values[1] < values[2]), 1, "in order");
  same(signals[SIGUSR1], 1, "and the other");

  /* Orphans go to the next subreaper. */
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  int ends[2];
  if (pipe(ends)) return 1;
  pid_t child = fork();
  if (child == 0) {
    pid_t grandchild = fork();
    if (grandchild == 0) {
      char c;
      close(ends[1]);
      if (read(ends[0], &c, 1) != 0) _exit(9);
      _exit(getppid() == 0 ? 8 : 7);
    }
    _exit(0);
  }
  int status;
  waitpid(child, &status, 0);
  close(ends[1]);
  same(waitpid(-1, &status, 0) > 0 && WEXITSTATUS(status) == 7, 1, "a subreaper waits for its grandchild");
  printf("1..%d\n", count);
  return failed;
}
