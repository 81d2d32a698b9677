/* signalfd, process descriptors, poll and select as Linux has them. */
#include "event-calls.h"

struct signal_record { u32 signo; int error, code; u32 pid, uid; int fd; u32 tid, band, overrun, trapno; int status, number;
  u64 pointer, utime, stime, address; u16 lsb, pad2; int syscall; u64 call_address; u32 arch; u8 pad[28]; };
#define SFD(fd, set, flags) ({ u64 native_ = SETS(set); CALL4(__NR_signalfd4, fd, &native_, 8, flags); })
static int heard;
static void count(int signal) { (void)signal, heard++; }

static void signals(void) {
  struct signal_record r[3];
  same(sizeof r[0], 128, "a record has 128 bytes");
  mask(SIG_BLOCK, BIT(SIGUSR1) | BIT(SIGUSR2) | BIT(SIGRTMIN), 0);
  i64 fd = SFD(-1, BIT(SIGUSR1) | BIT(SIGRTMIN) | BIT(SIGKILL), O_NONBLOCK | O_CLOEXEC);
  ok(fd >= 0, "signalfd4 gives a descriptor");
  same(fcntl(fd, F_GETFD, 0), 1, "that is closed at exec");
  same(READ(fd, r, sizeof r), -EAGAIN, "no signal is pending");
  send(self(), SIGUSR2);
  same(poll_one(fd, EPOLLIN), 0, "one outside the set is not read");
  send(self(), SIGUSR1);
  same(poll_one(fd, EPOLLIN | EPOLLRDNORM), EPOLLIN, "one of it makes it readable");
  struct info info;
  for (int i = 1; i <= 2; i++) {
    memset(&info, 0, sizeof info);
    info.signal = SIGRTMIN, info.code = -1, info.f.q.pid = (int)self(), info.f.q.value = (ureg)(40 + i);
    CALL3(__NR_rt_sigqueueinfo, self(), SIGRTMIN, &info);
  }
  same(READ(fd, r, 127), -EINVAL, "a record does not fit");
  same(READ(fd, r, sizeof r[0] * 2 + 100), 256, "as many as fit are read");
  same(r[0].signo, SIGUSR1, "the lowest first");
  same(r[0].code, 0, "sent by kill");
  same(r[0].pid, self(), "by us");
  same(r[1].signo, SIGRTMIN, "a queued one");
  same((i64)r[1].pointer, 41, "with its value");
  same(READ(fd, r, sizeof r), 128, "and the next");
  same((i64)r[0].pointer, 42, "in order");
  same(SFD(fd, BIT(SIGUSR2), 0), fd, "another set for the same descriptor");
  same(poll_one(fd, EPOLLIN), EPOLLIN, "shows what was pending");
  same(READ(fd, r, sizeof r), 128, "it can be read now");
  same(r[0].signo, SIGUSR2, "the other one");
  u64 pending = 0;
  CALL2(__NR_rt_sigpending, &pending, 8);
  same((i64)pending, 0, "what was read is pending no more");
  fcntl(fd, F_SETFL, 0);
  i64 parent = self();
  CHILD(nap(20); send(parent, SIGUSR2));
  i64 before = now_ms();
  same(READ(fd, r, sizeof r), 128, "a read waits");
  ok(now_ms() - before >= 15, "for a signal");
  reap();
  /* A child reads its own signals. */
  send(self(), SIGUSR2);
  CHILD(fcntl(fd, F_SETFL, O_NONBLOCK); leave(READ(fd, r, sizeof r) == -EAGAIN ? 0 : 1));
  int status = 0;
  wait_for(-1, &status, 0);
  same(status, 0, "a child finds none of its parent's signals");
  fcntl(fd, F_SETFL, O_NONBLOCK);
  READ(fd, r, sizeof r);
  i64 queue = CALL1(__NR_epoll_create1, 0);
  ctl(queue, ADD, fd, EPOLLIN, 1);
  same(wait_events(queue, 4, 0), 0, "in a queue: nothing");
  send(self(), SIGUSR2);
  same(wait_events(queue, 4, 0), 1, "a signal");
  READ(fd, r, sizeof r);
  same(wait_events(queue, 4, 0), 0, "until it is read");
  CHILD(nap(10); send(parent, SIGUSR2));
  same(wait_events(queue, 4, 1000), 1, "a wait for one");
  reap();
  READ(fd, r, sizeof r);
  SFD(fd, BIT(SIGCHLD), 0);
  mask(SIG_BLOCK, BIT(SIGCHLD), 0);
  i64 child;
  if ((child = fork_child()) == 0) leave(7);
  same(wait_events(queue, 4, 1000), 1, "the end of a child");
  same(READ(fd, r, sizeof r), 128, "is a record");
  same(r[0].pid, child, "that names it");
  same(r[0].status, 7, "and how it ended");
  reap();
  same(SFD(0, BIT(SIGUSR1), 0) < 0, 1, "another kind of descriptor");
  same(SFD(99, BIT(SIGUSR1), 0), -EBADF, "none");
  same(SFD(-1, BIT(SIGUSR1), 1), -EINVAL, "unknown flags");
  u64 set = 0;
  same(CALL4(__NR_signalfd4, -1, &set, 16, 0), -EINVAL, "a set of another size");
  same(WRITE(fd, r, 128), -EINVAL, "it cannot be written");
  shut(fd), shut(queue);
  mask(SIG_SETMASK, 0, 0);
}

#define P_PIDFD 3
static i64 pidfd(i64 pid, u32 flags) { return CALL2(__NR_pidfd_open, pid, flags); }
static i64 wait_fd(i64 fd, struct info *info, int options) { return call6(__NR_waitid, P_PIDFD, fd, (reg)info, options, 0, 0); }

static void processes(void) {
  struct info info;
  memset(&info, 0, sizeof info);
  i64 own = pidfd(self(), 0);
  ok(own >= 0, "pidfd_open of ourselves");
  same(fcntl(own, F_GETFD, 0), 1, "closed at exec");
  same(poll_one(own, EPOLLIN), 0, "not readable while the process runs");
  same(READ(own, &info, 8), -EINVAL, "it cannot be read");
  same(CALL3(__NR_lseek, own, 0, 0), -ESPIPE, "or sought");
  on(SIGUSR1, (void *)count, 0, 0);
  same(CALL4(__NR_pidfd_send_signal, own, SIGUSR1, 0, 0), 0, "a signal through it");
  same(heard, 1, "arrives");
  same(CALL4(__NR_pidfd_send_signal, own, 0, 0, 0), 0, "signal 0 asks only");
  same(CALL4(__NR_pidfd_send_signal, own, 99, 0, 0), -EINVAL, "no such signal");
  same(CALL4(__NR_pidfd_send_signal, 1, SIGUSR1, 0, 0), -EBADF, "not through another descriptor");
  same(CALL4(__NR_pidfd_send_signal, own, 0, 0, 16), -EINVAL, "unknown flags");
  info.signal = SIGUSR2, info.code = -1;
  same(CALL4(__NR_pidfd_send_signal, own, SIGUSR1, &info, 0), -EINVAL, "information about another signal");
  info.signal = SIGUSR1;
  same(CALL4(__NR_pidfd_send_signal, own, SIGUSR1, &info, 0), 0, "with information");
  same(heard, 2, "it arrives too");
  same(pidfd(0, 0), -EINVAL, "process 0");
  same(pidfd(-4, 0), -EINVAL, "a negative one");
  same(pidfd(self(), 1), -EINVAL, "unknown flags of pidfd_open");

  i64 child = fork_child();
  if (child == 0) {
    for (;;) nap(1000);
  }
  i64 fd = pidfd(child, 0), quick = pidfd(child, O_NONBLOCK);
  i64 queue = CALL1(__NR_epoll_create1, 0);
  ctl(queue, ADD, fd, EPOLLIN, 1);
  same(wait_events(queue, 4, 0), 0, "a child that runs");
  same(wait_fd(quick, &info, WEXITED), -EAGAIN, "is not waited for by a descriptor that does not block");
  CALL4(__NR_pidfd_send_signal, fd, SIGTERM, 0, 0);
  same(wait_events(queue, 4, 1000), 1, "its end is told");
  same(poll_one(fd, EPOLLIN | EPOLLRDNORM) & (EPOLLIN | EPOLLRDNORM), EPOLLIN | EPOLLRDNORM, "it is readable then");
  same(CALL4(__NR_pidfd_send_signal, fd, 0, 0, 0), 0, "still there before it is waited for");
  i64 again = pidfd(child, 0);
  ok(again >= 0, "and can be opened");
  same(poll_one(again, EPOLLIN), EPOLLIN, "readable at once");
  same(wait_fd(fd, &info, WEXITED), 0, "waitid by descriptor");
  same(info.code, 2, "tells of a signal");
  same(info.f.k.status, SIGTERM, "which one");
  same(wait_fd(fd, &info, WEXITED), -ECHILD, "once");
  same(CALL4(__NR_pidfd_send_signal, fd, 0, 0, 0), -ESRCH, "then it is gone");
  same(pidfd(child, 0), -ESRCH, "and cannot be opened");
  same(wait_fd(1, &info, WEXITED), -EBADF, "waitid by another descriptor");
  same(wait_fd(-1, &info, WEXITED), -EINVAL, "by a negative number");
  same(wait_fd(own, &info, WEXITED), -ECHILD, "by our own");
  shut(fd), shut(quick), shut(again), shut(queue);

  int ends[2];
  pipe2(ends, 0);
  i64 taken = CALL3(__NR_pidfd_getfd, own, ends[0], 0);
  ok(taken >= 0, "pidfd_getfd takes a descriptor");
  same(fcntl(taken, F_GETFD, 0), 1, "closed at exec");
  WRITE(ends[1], "q", 1);
  char c = 0;
  READ(taken, &c, 1);
  same(c, 'q', "of the same pipe");
  same(CALL3(__NR_pidfd_getfd, own, 99, 0), -EBADF, "none that is not open");
  same(CALL3(__NR_pidfd_getfd, own, ends[0], 1), -EINVAL, "unknown flags of pidfd_getfd");
  same(CALL3(__NR_pidfd_getfd, ends[0], ends[0], 0), -EBADF, "not through a pipe");
  shut(taken), shut(ends[0]), shut(ends[1]);

  int told = -1;
  flush();
  child = CALL6(__NR_clone, SIGCHLD | 0x1000, 0, &told, 0, 0, 0);
  if (child == 0) leave(poll_one(3 + 4, EPOLLIN) == 0 ? 5 : 5);
  ok(told >= 0, "clone tells a descriptor of the child");
  same(fcntl(told, F_GETFD, 0), 1, "closed at exec");
  memset(&info, 0, sizeof info);
  same(wait_fd(told, &info, WEXITED), 0, "by which it is waited for");
  same(info.f.k.pid, child, "it is the child");
  same(info.f.k.status, 5, "and its status");
  same(CALL6(__NR_clone, SIGCHLD | 0x1000 | 0x100000, 0, &told, 0, 0, 0), -EINVAL, "clone cannot tell the tid at the same place");
  shut(told), shut(own);
}

static void polls(void) {
  int ends[2];
  pipe2(ends, O_NONBLOCK);
  struct pollfd p[3] = {{ends[0], EPOLLIN, 77}, {-1, EPOLLIN, 77}, {99, EPOLLIN, 0}};
  same(CALL3(__NR_poll, p, 3, 0), 1, "a descriptor that is not open counts");
  same(p[2].revents, 0x20, "as invalid");
  same(p[1].revents, 0, "a negative one is passed over");
  same(p[0].revents, 0, "an empty pipe is not ready");
  same(CALL3(__NR_poll, p, 2000000, 0), -EINVAL, "more than may be open");
  same(CALL3(__NR_poll, 8, 1, 0), -EFAULT, "a bad address");
  i64 path = CALL3(__NR_openat, AT_FDCWD, "/", 010000000);
  if (path >= 0) same(poll_one(path, EPOLLIN), 0x20, "a descriptor of a path only is invalid");
  shut(path);
  i64 directory = CALL3(__NR_openat, AT_FDCWD, "/", 0);
  same(poll_one(directory, 0x145), 0x145, "a directory is always ready");
  shut(directory);
  struct time t = {0, 30000000};
  same(CALL6(__NR_ppoll, p, 1, &t, 0, 0, 0), 0, "ppoll waits");
  same((i64)(t.seconds + t.nanoseconds), 0, "and tells that nothing is left");
  WRITE(ends[1], "x", 1);
  t.seconds = 5, t.nanoseconds = 0;
  same(CALL6(__NR_ppoll, p, 1, &t, 0, 0, 0), 1, "ready at once");
  ok(t.seconds == 4 || t.seconds == 5, "it tells what is left");
  t.seconds = -1;
  same(CALL6(__NR_ppoll, p, 1, &t, 0, 0, 0), -EINVAL, "a negative time");
  t.seconds = 0, t.nanoseconds = 1000000000;
  same(CALL6(__NR_ppoll, p, 1, &t, 0, 0, 0), -EINVAL, "too many nanoseconds");
  char c;
  READ(ends[0], &c, 1);

  /* A stop and a continue: poll goes on with what is left of its time, epoll_wait does not. */
  i64 queue = CALL1(__NR_epoll_create1, 0), parent = self();
  CHILD(nap(20); send(parent, SIGSTOP); nap(20); send(parent, SIGCONT));
  i64 before = now_ms();
  same(CALL3(__NR_poll, p, 1, 120), 0, "poll survives a stop");
  ok(now_ms() - before >= 115 && now_ms() - before < 400, "and ends in time");
  reap();
  CHILD(nap(20); send(parent, SIGSTOP); nap(20); send(parent, SIGCONT));
  same(wait_events(queue, 1, 500), -EINTR, "epoll_wait does not");
  reap();
  on(SIGALRM, (void *)count, SA_RESTART, 0);
  CHILD(nap(20); send(parent, SIGALRM));
  same(CALL3(__NR_poll, p, 1, 2000), -EINTR, "a handler ends poll, SA_RESTART or not");
  reap();
  shut(queue);

#ifdef __NR__newselect
#define SELECT __NR__newselect
#else
#define SELECT __NR_select
#endif
  ureg set[16];
  const int bits = 8 * sizeof(ureg);
  struct time usec = {0, 0};
#define CLEAR memset(set, 0, sizeof set)
#define PUT(fd) (set[(fd) / bits] |= (ureg)1 << (fd) % bits)
#define HAS(fd) (set[(fd) / bits] >> (fd) % bits & 1)
  CLEAR, PUT(ends[0]);
  same(CALL6(SELECT, ends[0] + 1, set, 0, 0, &usec, 0), 0, "select: nothing");
  same((i64)HAS(ends[0]), 0, "the bit is cleared");
  WRITE(ends[1], "x", 1);
  CLEAR, PUT(ends[0]), PUT(ends[1]);
  same(CALL6(SELECT, ends[1] + 1, set, 0, 0, &usec, 0), 1, "one is readable");
  same((i64)(HAS(ends[0]) && !HAS(ends[1])), 1, "that one");
  CLEAR, PUT(50);
  same(CALL6(SELECT, 51, set, 0, 0, &usec, 0), -EBADF, "a descriptor that is not open");
  same(CALL6(SELECT, 50, set, 0, 0, &usec, 0), 0, "is not looked at below");
  before = now_ms();
  CLEAR;
  same(CALL6(SELECT, 0x7fffffff, set, 0, 0, &usec, 0), 0, "any number of descriptors");
  ok(now_ms() - before < 1000, "costs nothing");
  same(CALL6(SELECT, -1, set, 0, 0, &usec, 0), -EINVAL, "but no negative one");
  usec.nanoseconds = 2500000;
  before = now_ms();
  READ(ends[0], &c, 1);
  CLEAR, PUT(ends[0]);
  t.seconds = 0, t.nanoseconds = 20000000;
  same(CALL6(__NR_pselect6, ends[0] + 1, set, 0, 0, &t, 0), 0, "pselect6 waits");
  same((i64)t.nanoseconds, 0, "and tells that nothing is left");
  shut(ends[0]), shut(ends[1]);
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  signals();
  processes();
  polls();
  return tap_end();
}
