/* Filters of system calls with threads, tracers and programs: what each of them sees is the same on any machine. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static long add(int number, unsigned verdict, unsigned flags) {
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, verdict),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof code / sizeof *code, code};
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}

static void check(const char *what, long result) { printf("%s: %s\n", what, result < 0 ? strerror(errno) : "done"); }

static int told(const char *what, pid_t pid) {
  int status = 0;
  waitpid(pid, &status, __WALL);
  if (WIFEXITED(status)) printf("%s: exited %d\n", what, WEXITSTATUS(status));
  else if (WIFSIGNALED(status)) printf("%s: killed by %d\n", what, WTERMSIG(status));
  else printf("%s: stopped by %d, event %d\n", what, WSTOPSIG(status), status >> 16);
  return status;
}

static pthread_barrier_t barrier;
static pid_t other;

static void *waits(void *own) {
  other = gettid();
  if (own) check("a thread has a filter of its own", add(SYS_getppid, SECCOMP_RET_ERRNO | EDOM, 0));
  pthread_barrier_wait(&barrier);
  pthread_barrier_wait(&barrier);
  long result = syscall(SYS_getegid);
  printf("the other thread: %s, without new privileges %d, mode %d\n", result < 0 ? strerror(errno) : "free", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), prctl(PR_GET_SECCOMP, 0, 0, 0, 0));
  return 0;
}

static void threads(int own) {
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    pthread_t thread;
    pthread_barrier_init(&barrier, 0, 2);
    pthread_create(&thread, 0, waits, own ? &own : 0);
    pthread_barrier_wait(&barrier);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    long result = add(SYS_getegid, SECCOMP_RET_ERRNO | ERANGE, SECCOMP_FILTER_FLAG_TSYNC);
    if (result == other) puts("the other thread cannot follow");
    else check("a filter for all threads", result);
    if (own) check("with an error instead", add(SYS_getegid, SECCOMP_RET_ERRNO | ERANGE, SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_TSYNC_ESRCH));
    pthread_barrier_wait(&barrier);
    pthread_join(thread, 0);
    printf("mode %d\n", prctl(PR_GET_SECCOMP, 0, 0, 0, 0));
    exit(0);
  }
  told("threads", pid);
}

static void *ends(void *unused) {
  pthread_barrier_wait(&barrier);
  syscall(SYS_getppid);
  puts("never");
  return unused;
}

static void one_thread(unsigned verdict) {
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    pthread_t thread;
    pthread_barrier_init(&barrier, 0, 2);
    add(SYS_getppid, verdict, 0);
    pthread_create(&thread, 0, ends, 0);
    pthread_barrier_wait(&barrier);
    pthread_join(thread, 0);
    puts("the first thread goes on");
    fflush(stdout);
    _exit(3);
  }
  told("a thread that a filter ends", pid);
}

/* What the call answers when it is left out. */
static void leave_out(pid_t pid, long answer) {
#if defined(__x86_64__)
  ptrace(PTRACE_POKEUSER, pid, 8 * 15, -1L);
  ptrace(PTRACE_POKEUSER, pid, 8 * 10, answer);
#else
  ptrace(PTRACE_POKEUSER, pid, 0, -1L);
  ptrace(PTRACE_POKEUSER, pid, sizeof(long) * 3, answer);
#endif
}

static void traced(void) {
  fflush(stdout);
  pid_t self = getpid(), pid = fork();
  if (pid == 0) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    add(SYS_getppid, SECCOMP_RET_TRACE | 1234, 0);
    printf("made: %d\n", syscall(SYS_getppid) == self);
    check("left out", syscall(SYS_getppid));
    long result = syscall(SYS_getppid, 1, 2, 3);
    printf("left out with a result: %ld\n", result);
    check("left out with an error", syscall(SYS_getppid));
    check("without its tracer", syscall(SYS_getppid));
    fflush(stdout);
    _exit(0);
  }
  told("begins", pid);
  check("options", ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESECCOMP | PTRACE_O_TRACESYSGOOD));
  for (int i = 0; i < 5; i++) {
    ptrace(PTRACE_CONT, pid, 0, 0);
    told("filter", pid);
    unsigned long message = 0;
    ptrace(PTRACE_GETEVENTMSG, pid, 0, &message);
    struct __ptrace_syscall_info info = {0};
    long size = ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info);
    printf("message %lu, information %ld: %d, %d, with %u\n", message, size, info.op, info.seccomp.nr == SYS_getppid, info.seccomp.ret_data);
    if (i == 1) leave_out(pid, -ENOSYS);
    if (i == 2) {
      printf("arguments %llu %llu %llu\n", (unsigned long long)info.seccomp.args[0], (unsigned long long)info.seccomp.args[1], (unsigned long long)info.seccomp.args[2]);
      leave_out(pid, 4321);
    }
    if (i == 3) leave_out(pid, -EXDEV);
    if (i == 4) ptrace(PTRACE_SETOPTIONS, pid, 0, 0);
  }
  ptrace(PTRACE_CONT, pid, 0, 0);
  told("ends", pid);
}

/* The order of stops: the call, then the filter, then its end. */
static void traced_calls(void) {
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    add(SYS_getppid, SECCOMP_RET_TRACE | 7, 0);
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    syscall(SYS_getppid);
    _exit(0);
  }
  told("begins", pid);
  ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESECCOMP | PTRACE_O_TRACESYSGOOD);
  int seen = 0;
  for (int i = 0; i < 40; i++) {
    ptrace(PTRACE_SYSCALL, pid, 0, 0);
    int status = 0;
    waitpid(pid, &status, __WALL);
    if (!WIFSTOPPED(status)) break;
    struct __ptrace_syscall_info info = {0};
    ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info);
    if (info.op != PTRACE_SYSCALL_INFO_EXIT && info.entry.nr == SYS_getppid) seen = 1;
    if (seen) printf("stop %d, event %d, %d\n", WSTOPSIG(status), status >> 16, info.op);
    if (info.op == PTRACE_SYSCALL_INFO_EXIT) seen = 0;
  }
  told("ends", pid);
}

int main(int argc, char **argv) {
  if (argc > 3) {
    check("in another program", syscall(SYS_getppid));
    return 0;
  }
  // Only the superuser has filters otherwise.
  if (getuid() != 0) prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  threads(0);
  threads(1);
  one_thread(SECCOMP_RET_KILL_THREAD);
  one_thread(SECCOMP_RET_KILL_PROCESS);
  traced();
  traced_calls();
  add(SYS_getppid, SECCOMP_RET_ERRNO | EXDEV, 0);
  fflush(stdout);
  execl("/proc/self/exe", "filters", "one", "two", "three", (char *)0);
  return 1;
}
