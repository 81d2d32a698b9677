/* Event descriptors, as the tests of them need them. Each test is tried on the host's own Linux first: it builds for x86_64 too. */
#ifndef EVENT_CALLS_H
#define EVENT_CALLS_H
#include "linux.h"

#define ENOENT 2
#define EBADF 9
#define EFAULT 14
#define EEXIST 17
#define EMFILE 24
#define ESPIPE 29
#define EPIPE 32
#define ELOOP 40
#define ENOTTY 25
#define AT_FDCWD -100
#define O_RDWR 2
#define O_NONBLOCK 04000
#define O_CLOEXEC 02000000
#define F_GETFD 1
#define F_GETFL 3
#define F_SETFL 4

#define EPOLLIN 1
#define EPOLLPRI 2
#define EPOLLOUT 4
#define EPOLLERR 8
#define EPOLLHUP 0x10
#define EPOLLRDNORM 0x40
#define EPOLLWRNORM 0x100
#define EPOLLRDHUP 0x2000
#define EPOLLEXCLUSIVE (1u << 28)
#define EPOLLONESHOT (1u << 30)
#define EPOLLET (1u << 31)
#define ADD 1
#define DEL 2
#define MOD 3

#ifdef __x86_64__
struct event { u32 events; u64 data; } __attribute__((packed));
#else
struct event { u32 events; u64 data; };
#endif
struct pollfd { int fd; short events, revents; };
struct timer { struct time interval, value; };

static i64 pipe2(int *ends, int flags) { return CALL2(__NR_pipe2, ends, flags); }
static i64 shut(i64 fd) { return CALL1(__NR_close, fd); }
static i64 fcntl(i64 fd, int command, reg value) { return CALL3(__NR_fcntl, fd, command, value); }
static i64 ctl(i64 queue, int operation, i64 fd, u32 events, u64 data) {
  struct event event;
  memset(&event, 0, sizeof event);
  event.events = events, event.data = data;
  return CALL4(__NR_epoll_ctl, queue, operation, fd, &event);
}
static struct event got[16];
static i64 wait_events(i64 queue, int most, int timeout) { return CALL4(__NR_epoll_wait, queue, got, most, timeout); }
/* What one descriptor is ready for now. */
static i64 poll_one(i64 fd, int events) {
  struct pollfd one = {(int)fd, (short)events, 0};
  i64 result = CALL3(__NR_poll, &one, 1, 0);
  return result < 0 ? result : one.revents;
}
static i64 now_ms(void) {
  struct time t;
  CALL2(__NR_clock_gettime, 1, &t);
  return (i64)t.seconds * 1000 + t.nanoseconds / 1000000;
}
/* Runs in a child and answers how it exited. */
#define CHILD(statements) \
  do { \
    if (fork_child() == 0) { \
      statements; \
      leave(0); \
    } \
  } while (0)
static void reap(void) { CALL4(__NR_wait4, -1, 0, 0, 0); }
#endif
