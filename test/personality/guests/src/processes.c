/* Processes as Linux has them: fork, wait, exit statuses, groups, sessions, job control, orphans, vfork. */
#include "linux.h"

static i64 exit_child(int code) {
  i64 pid = fork_child();
  if (pid == 0) leave(code);
  return pid;
}

static void chld(int signal) { (void)signal; }
static volatile int heard;
static void count(int signal) { (void)signal; heard++; }

static void statuses(void) {
  int status = -1;
  i64 pid = exit_child(42);
  same(wait_for(pid, &status, 0), pid, "wait4 answers the child");
  same(status, 42 << 8, "an exit code is in bits 8 to 15");
  same(wait_for(-1, &status, 0), -ECHILD, "without children wait4 answers ECHILD");
  pid = fork_child();
  if (pid == 0) for (;;) CALL0(__NR_pause);
  same(wait_for(pid, &status, WNOHANG), 0, "WNOHANG answers 0 while the child runs");
  send(pid, SIGTERM);
  wait_for(pid, &status, 0);
  same(status, SIGTERM, "a deadly signal is the status");
  pid = fork_child();
  if (pid == 0) for (;;);
  send(pid, SIGKILL);
  wait_for(pid, &status, 0);
  same(status, SIGKILL, "SIGKILL ends a child that computes");
  pid = exit_child(300);
  wait_for(pid, &status, 0);
  same(status, (300 & 255) << 8, "exit codes have eight bits");
}

static void waitid_tells(void) {
  struct info info;
  i64 pid = exit_child(9);
  memset(&info, 0, sizeof info);
  same(CALL6(__NR_waitid, 1, pid, &info, WEXITED | WNOWAIT, 0, 0), 0, "waitid answers 0");
  same(info.signal, SIGCHLD, "its siginfo is one of SIGCHLD");
  same(info.code, 1, "its code is CLD_EXITED");
  same(info.f.k.pid, pid, "it names the child");
  same(info.f.k.status, 9, "and its exit code");
  same(wait_for(pid, 0, 0), pid, "WNOWAIT leaves the child");
  same(CALL6(__NR_waitid, 0, 0, &info, 0, 0, 0), -EINVAL, "waitid wants to be told what to wait for");
}

static void stopping(void) {
  int status = 0;
  i64 pid = fork_child();
  if (pid == 0) for (;;) nap(1000);
  send(pid, SIGSTOP);
  same(wait_for(pid, &status, WUNTRACED), pid, "WUNTRACED tells of a stop");
  same(status, SIGSTOP << 8 | 0x7f, "with the signal that stopped");
  same(wait_for(pid, &status, WUNTRACED | WNOHANG), 0, "once");
  send(pid, SIGTERM);
  nap(20);
  same(wait_for(pid, &status, WNOHANG), 0, "a stopped process does not die of SIGTERM");
  send(pid, SIGCONT);
  same(wait_for(pid, &status, 0), pid, "until it goes on");
  same(status, SIGTERM, "then it dies of it");
  pid = fork_child();
  if (pid == 0) for (;;) nap(1000);
  send(pid, SIGSTOP);
  wait_for(pid, &status, WUNTRACED);
  send(pid, SIGCONT);
  same(wait_for(pid, &status, WCONTINUED), pid, "WCONTINUED tells that it goes on");
  same(status, 0xffff, "with its own status");
  send(pid, SIGSTOP);
  send(pid, SIGKILL);
  wait_for(pid, &status, 0);
  same(status, SIGKILL, "SIGKILL ends a stopped process");
}

static void groups(void) {
  i64 pid = fork_child();
  if (pid == 0) {
    if (CALL0(__NR_setsid) != self()) leave(1);
    if (CALL1(__NR_getpgid, 0) != self() || CALL1(__NR_getsid, 0) != self()) leave(2);
    if (CALL2(__NR_setpgid, 0, 0) != -EPERM) leave(3);
    i64 child = fork_child();
    if (child == 0) {
      CALL0(__NR_pause);
      leave(0);
    }
    if (CALL2(__NR_setpgid, child, 0) != 0 || CALL1(__NR_getpgid, child) != child) leave(4);
    i64 second = fork_child();
    if (second == 0) {
      CALL0(__NR_pause);
      leave(0);
    }
    if (CALL2(__NR_setpgid, second, child) != 0) leave(5);
    if (send(-child, SIGTERM) != 0) leave(6);
    int status;
    if (wait_for(-child, &status, 0) < 0 || status != SIGTERM) leave(7);
    if (wait_for(-1, &status, 0) < 0 || status != SIGTERM) leave(8);
    if (send(-child, SIGTERM) != -ESRCH) leave(9);
    leave(0);
  }
  int status = 0;
  wait_for(pid, &status, 0);
  same(status, 0, "sessions and groups behave (see the code for the step)");
}

static void reparenting(void) {
  int ends[2];
  CALL2(__NR_pipe2, ends, 0);
  i64 pid = fork_child();
  if (pid == 0) {
    i64 parent = self();
    i64 grandchild = fork_child();
    if (grandchild == 0) {
      while (CALL0(__NR_getppid) == parent) nap(2);
      WRITE(ends[1], "x", 1);
      leave(0);
    }
    leave(0);
  }
  wait_for(pid, 0, 0);
  CALL1(__NR_close, ends[1]);
  char byte = 0;
  same(READ(ends[0], &byte, 1), 1, "a grandchild outlives its parent and gets another");
  same(READ(ends[0], &byte, 1), 0, "and its end of the pipe closes with it");
  same(wait_for(-1, 0, 0), -ECHILD, "it is not our child");
  CALL1(__NR_close, ends[0]);
}

static void no_zombies(void) {
  int status;
  on(SIGCHLD, (void *)1, 0, 0);
  i64 pid = exit_child(0);
  same(wait_for(pid, &status, 0), -ECHILD, "with SIGCHLD ignored no zombie is left");
  on(SIGCHLD, (void *)chld, SA_NOCLDWAIT | SA_RESTART, 0);
  pid = exit_child(0);
  same(wait_for(pid, &status, 0), -ECHILD, "nor with SA_NOCLDWAIT");
  heard = 0;
  on(SIGCHLD, (void *)count, SA_NOCLDSTOP | SA_RESTART, 0);
  pid = fork_child();
  if (pid == 0) for (;;) nap(1000);
  send(pid, SIGSTOP);
  wait_for(pid, &status, WUNTRACED);
  same(heard, 0, "SA_NOCLDSTOP keeps stops from being told");
  send(pid, SIGKILL);
  wait_for(pid, &status, 0);
  same(heard, 1, "but not the end");
  on(SIGCHLD, 0, 0, 0);
}

static int shared;
static void vforking(void) {
  flush();
  shared = 0;
  i64 pid = CALL6(__NR_clone, 0x4100 /* CLONE_VM | CLONE_VFORK */ | SIGCHLD, 0, 0, 0, 0, 0);
  if (pid == 0) {
    nap(10);
    shared = 7;
    leave(3);
  }
  same(shared, 7, "the parent of a vfork waits, and shares the memory");
  int status = 0;
  same(wait_for(pid, &status, 0), pid, "the child can be waited for");
  same(status, 3 << 8, "with its exit code");
}

static void many(void) {
  int alive = 0;
  for (int i = 0; i < 50; i++)
    if (exit_child(i) > 0) alive++;
  int sum = 0, status;
  while (wait_for(-1, &status, 0) > 0) sum += status >> 8;
  same(alive, 50, "fifty children come");
  same(sum, 49 * 50 / 2, "and go, each with its code");
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  statuses();
  waitid_tells();
  stopping();
  groups();
  reparenting();
  no_zombies();
  vforking();
  many();
  return tap_end();
}
