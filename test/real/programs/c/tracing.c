/* What a tracer sees of another process, on any machine: signals, calls, events, memory. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile long word = 1234;

static const char *name(int signal) {
  switch (signal & 0x7f) {
    case SIGTRAP: return signal & 0x80 ? "CALL" : "TRAP";
    case SIGSTOP: return "STOP";
    case SIGCONT: return "CONT";
    case SIGUSR1: return "USR1";
    case SIGCHLD: return "CHLD";
    case SIGTERM: return "TERM";
    default: return "?";
  }
}

/* Waits for one change and says what it was; answers the status. */
static int told(const char *what, pid_t pid) {
  int status = 0;
  pid_t got = waitpid(pid, &status, __WALL);
  if (got != pid) printf("%s: waitpid: %s\n", what, strerror(errno));
  else if (WIFEXITED(status)) printf("%s: exited %d\n", what, WEXITSTATUS(status));
  else if (WIFSIGNALED(status)) printf("%s: killed by %s\n", what, name(WTERMSIG(status)));
  else printf("%s: stopped %s, event %d\n", what, name(WSTOPSIG(status)), status >> 16);
  return status;
}

static void check(const char *what, long result) {
  printf("%s: %s\n", what, result < 0 ? strerror(errno) : "done");
}

static void caught(int signal) { word += signal == SIGUSR1; }

static void signals(void) {
  pid_t pid = fork();
  if (pid == 0) {
    signal(SIGUSR1, caught);
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    check("traced twice", ptrace(PTRACE_TRACEME, 0, 0, 0));
    fflush(stdout);
    raise(SIGSTOP);
    raise(SIGUSR1);
    raise(SIGUSR1);
    raise(SIGCHLD);
    _exit(word == 4321 + 1 ? 7 : 8);
  }
  told("begins", pid);
  errno = 0;
  printf("memory %ld\n", ptrace(PTRACE_PEEKDATA, pid, &word, 0));
  check("change", ptrace(PTRACE_POKEDATA, pid, &word, 4321L));
  check("nowhere", ptrace(PTRACE_POKEDATA, pid, 8, 1L));
  check("no such signal", ptrace(PTRACE_CONT, pid, 0, 65L));
  check("no such option", ptrace(PTRACE_SETOPTIONS, pid, 0, 0x4000L));
  ptrace(PTRACE_CONT, pid, 0, 0L);
  told("first", pid);
  siginfo_t info;
  check("information", ptrace(PTRACE_GETSIGINFO, pid, 0, &info));
  printf("signal %s code %d own %d\n", name(info.si_signo), info.si_code, info.si_pid == pid);
  ptrace(PTRACE_CONT, pid, 0, 0L);
  told("dropped", pid);
  ptrace(PTRACE_CONT, pid, 0, (long)SIGUSR1);
  told("ignored one", pid);
  ptrace(PTRACE_CONT, pid, 0, (long)SIGCHLD);
  told("ends", pid);
  check("gone", ptrace(PTRACE_CONT, pid, 0, 0L));
}

static void calls(void) {
  pid_t pid = fork();
  if (pid == 0) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    syscall(SYS_getppid);
    syscall(SYS_close, -1);
    _exit(0);
  }
  told("calls", pid);
  check("options", ptrace(PTRACE_SETOPTIONS, pid, 0, (long)(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXIT)));
  /* raise may make calls of its own behind the stop. */
  for (int seen = 0;;) {
    struct __ptrace_syscall_info call;
    ptrace(PTRACE_SYSCALL, pid, 0, 0L);
    int status;
    if (waitpid(pid, &status, __WALL) != pid || !WIFSTOPPED(status)) break;
    if (status >> 16 == PTRACE_EVENT_EXIT) {
      unsigned long message = 0;
      ptrace(PTRACE_GETEVENTMSG, pid, 0, &message);
      printf("exit event %lu\n", message);
      ptrace(PTRACE_CONT, pid, 0, 0L);
      told("over", pid);
      return;
    }
    long size = ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof call, &call);
    if (size <= 0) { check("call", size); break; }
    if (call.op == PTRACE_SYSCALL_INFO_ENTRY) {
      seen = (call.entry.nr == SYS_getppid) + 2 * (call.entry.nr == SYS_close);
      if (seen) printf("entry %s %s\n", seen == 1 ? "getppid" : "close", name(WSTOPSIG(status)));
    } else if (seen == 1) printf("exit parent %d\n", call.exit.rval == getpid());
    else if (seen == 2) printf("exit error %d: %d\n", call.exit.is_error, (int)call.exit.rval);
  }
}

static void events(void) {
  pid_t pid = fork();
  if (pid == 0) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    pid_t child = fork();
    if (child == 0) _exit(3);
    int status;
    while (waitpid(child, &status, 0) < 0) continue;
    child = vfork();
    if (child == 0) _exit(4);
    _exit(WEXITSTATUS(status));
  }
  told("events", pid);
  ptrace(PTRACE_SETOPTIONS, pid, 0, (long)(PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEVFORKDONE));
  for (int round = 0; round < 2; round++) {
    unsigned long child = 0;
    ptrace(PTRACE_CONT, pid, 0, 0L);
    told("made one", pid);
    ptrace(PTRACE_GETEVENTMSG, pid, 0, &child);
    told("the new one", child);
    ptrace(PTRACE_CONT, (pid_t)child, 0, 0L);
    if (round == 0) ptrace(PTRACE_CONT, pid, 0, 0L);
    told("it ends", child);
    if (round == 0) {
      told("its parent", pid);
      continue;
    }
    ptrace(PTRACE_CONT, pid, 0, 0L);
    told("vfork done", pid);
    ptrace(PTRACE_CONT, pid, 0, 0L);
    if (WIFSTOPPED(told("its parent", pid))) {
      ptrace(PTRACE_CONT, pid, 0, 0L);
      told("all over", pid);
    }
  }
}

static void seized(void) {
  pid_t pid = fork();
  if (pid == 0) for (;;) pause();
  check("interrupt before", ptrace(PTRACE_INTERRUPT, pid, 0, 0));
  check("seize", ptrace(PTRACE_SEIZE, pid, 0, (long)PTRACE_O_EXITKILL));
  check("twice", ptrace(PTRACE_ATTACH, pid, 0, 0));
  check("while it runs", ptrace(PTRACE_CONT, pid, 0, 0L));
  check("interrupt", ptrace(PTRACE_INTERRUPT, pid, 0, 0));
  told("interrupted", pid);
  ptrace(PTRACE_CONT, pid, 0, 0L);
  kill(pid, SIGSTOP);
  told("a stop", pid);
  ptrace(PTRACE_CONT, pid, 0, (long)SIGSTOP);
  told("stands", pid);
  check("listen", ptrace(PTRACE_LISTEN, pid, 0, 0));
  kill(pid, SIGCONT);
  told("goes on", pid);
  ptrace(PTRACE_CONT, pid, 0, 0L);
  told("its signal", pid);
  check("detach", ptrace(PTRACE_DETACH, pid, 0, 0L));
  kill(pid, SIGTERM);
  told("alone", pid);
}

static void step(void) {
  pid_t pid = fork();
  if (pid == 0) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    _exit(5);
  }
  told("steps", pid);
  int count = 0, status;
  for (;;) {
    ptrace(PTRACE_SINGLESTEP, pid, 0, 0L);
    if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status) || WSTOPSIG(status) != SIGTRAP) break;
    count++;
  }
  printf("many %d, exited %d\n", count > 10, WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

int main(void) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  signals();
  calls();
  events();
  seized();
  step();
  return 0;
}
