/* eventfd, timerfd and epoll as Linux has them. */
#include "event-calls.h"

static i64 put8(i64 fd, u64 value) { return WRITE(fd, &value, 8); }
static i64 take8(i64 fd, u64 *value) { return READ(fd, value, 8); }

static void counters(void) {
  u64 value = 7;
  i64 fd = CALL2(__NR_eventfd2, 3, O_NONBLOCK | O_CLOEXEC);
  ok(fd >= 0, "eventfd2 gives a descriptor");
  same(fcntl(fd, F_GETFD, 0), 1, "that is closed at exec");
  same(fcntl(fd, F_GETFL, 0) & (O_RDWR | O_NONBLOCK), O_RDWR | O_NONBLOCK, "open for both, not blocking");
  same(poll_one(fd, EPOLLIN | EPOLLOUT), EPOLLIN | EPOLLOUT, "a counter above 0 is readable and writable");
  same(put8(fd, 4), 8, "a write adds");
  same(take8(fd, &value), 8, "a read takes eight bytes");
  same((i64)value, 7, "the sum");
  same(take8(fd, &value), -EAGAIN, "and leaves 0");
  same(poll_one(fd, EPOLLIN | EPOLLOUT), EPOLLOUT, "0 is writable only");
  same(READ(fd, &value, 7), -EINVAL, "less than eight bytes cannot be read");
  same(WRITE(fd, &value, 4), -EINVAL, "or written");
  same(put8(fd, ~(u64)0), -EINVAL, "the greatest number cannot be added");
  same(put8(fd, ~(u64)1), 8, "one below it can");
  same(poll_one(fd, EPOLLIN | EPOLLOUT), EPOLLIN, "a full counter is not writable");
  same(put8(fd, 1), -EAGAIN, "and takes no more");
  same(put8(fd, 0), 8, "but 0");
  take8(fd, &value);
  ok(value == ~(u64)1, "64 bits come back");
  u64 two[2] = {0, 0};
  put8(fd, 5);
  same(READ(fd, two, 16), 8, "a longer read gives eight bytes");
  same((i64)two[0], 5, "of the number");
  same(put8(fd, (u64)1 << 40), 8, "a large number");
  struct { void *base; ureg length; } parts[2] = {{&value, 3}, {(char *)&value + 3, 5}};
  same(CALL3(__NR_readv, fd, parts, 2), 8, "readv takes it in pieces");
  ok(value == (u64)1 << 40, "in order");
  same(CALL3(__NR_lseek, fd, 0, 0), 0, "a seek does nothing");
  same(WRITE(fd, (void *)8, 8), -EFAULT, "a bad address");
  same(CALL2(__NR_eventfd2, 0, 8), -EINVAL, "unknown flags");
  shut(fd);

  fd = CALL2(__NR_eventfd2, 3, 1);
  take8(fd, &value);
  same((i64)value, 1, "a semaphore gives one");
  take8(fd, &value), take8(fd, &value);
  CHILD(nap(20); put8(fd, 1));
  i64 before = now_ms();
  same(take8(fd, &value), 8, "a read of 0 waits");
  ok(now_ms() - before >= 15, "until another process adds");
  reap();
  put8(fd, ~(u64)1);
  CHILD(nap(20); for (int i = 0; i < 3; i++) take8(fd, &value));
  before = now_ms();
  same(put8(fd, 2), 8, "a write to a full counter waits");
  ok(now_ms() - before >= 15, "until it fits");
  reap();
  shut(fd);
}

static i64 set_timer(i64 fd, int flags, i64 first_ns, i64 interval_ns, struct timer *old) {
  struct timer t = {{interval_ns / 1000000000, interval_ns % 1000000000}, {first_ns / 1000000000, first_ns % 1000000000}};
  return CALL4(__NR_timerfd_settime, fd, flags, &t, old);
}

static void timers(void) {
  u64 value = 0;
  struct timer old, left;
  i64 fd = CALL2(__NR_timerfd_create, 1, O_NONBLOCK);
  ok(fd >= 0, "timerfd_create gives a descriptor");
  same(take8(fd, &value), -EAGAIN, "a timer that is off has nothing to read");
  same(set_timer(fd, 0, 20000000, 5000000, &old), 0, "it is set");
  same((i64)(old.value.seconds + old.value.nanoseconds + old.interval.seconds), 0, "and was off before");
  same(CALL2(__NR_timerfd_gettime, fd, &left), 0, "it tells what is left");
  ok(left.value.seconds == 0 && left.value.nanoseconds > 0 && left.value.nanoseconds <= 20000000, "of the first span");
  same((i64)left.interval.nanoseconds, 5000000, "and its interval");
  same(take8(fd, &value), -EAGAIN, "not yet");
  struct pollfd one = {(int)fd, EPOLLIN, 0};
  i64 before = now_ms();
  same(CALL3(__NR_poll, &one, 1, 1000), 1, "poll waits for it");
  same(one.revents, EPOLLIN, "it is readable");
  ok(now_ms() - before >= 15 && now_ms() - before < 500, "in time");
  nap(30);
  same(take8(fd, &value), 8, "a read tells how often");
  ok(value >= 6 && value < 100, "it expired, the times that nobody looked too");
  same(READ(fd, &value, 4), -EINVAL, "four bytes are too few");
  fcntl(fd, F_SETFL, 0);
  before = now_ms();
  same(take8(fd, &value), 8, "a blocking read waits for the next");
  set_timer(fd, 0, 0, 0, &old);
  same((i64)old.interval.nanoseconds, 5000000, "setting 0 answers what was");
  fcntl(fd, F_SETFL, O_NONBLOCK);
  nap(12);
  same(take8(fd, &value), -EAGAIN, "and stops it");
  struct time t;
  CALL2(__NR_clock_gettime, 1, &t);
  set_timer(fd, 1, (i64)t.seconds * 1000000000 + t.nanoseconds - 1000000, 0, 0);
  same(take8(fd, &value), 8, "a time that has passed expires at once");
  same((i64)value, 1, "once");
  CALL2(__NR_timerfd_gettime, fd, &left);
  same((i64)(left.value.seconds + left.value.nanoseconds), 0, "then nothing is left");
  set_timer(fd, 1, (i64)t.seconds * 1000000000 + t.nanoseconds - 9500000, 2000000, 0);
  same(take8(fd, &value), 8, "one that repeats counts from then on");
  ok(value >= 5 && value < 400, "every interval since");
  set_timer(fd, 0, 1000000, 0, 0);
  nap(3);
  set_timer(fd, 0, 5000000000, 0, 0);
  same(take8(fd, &value), -EAGAIN, "setting it forgets what expired");
  same(WRITE(fd, &value, 8), -EINVAL, "it cannot be written");
  same(set_timer(fd, 4, 1, 0, 0), -EINVAL, "unknown flags");
  struct timer bad = {{0, 0}, {0, 1000000000}};
  same(CALL4(__NR_timerfd_settime, 99, 0, &bad, 0), -EINVAL, "a bad time is told before a bad descriptor");
  same(set_timer(99, 0, 1, 0, 0), -EBADF, "a bad descriptor");
  same(set_timer(1, 0, 1, 0, 0), -EINVAL, "one that is no timer");
  same(CALL2(__NR_timerfd_create, 2, 0), -EINVAL, "no timer runs by processor time");
  same(CALL2(__NR_timerfd_create, 77, 0), -EINVAL, "an unknown clock");
  same(CALL2(__NR_timerfd_create, 1, 1), -EINVAL, "unknown flags of timerfd_create");
  shut(fd);
  fd = CALL2(__NR_timerfd_create, 0, 0);
  CALL2(__NR_clock_gettime, 0, &t);
  set_timer(fd, 1, (i64)t.seconds * 1000000000 + t.nanoseconds + 10000000, 0, 0);
  before = now_ms();
  same(take8(fd, &value), 8, "a point of wall-clock time");
  ok(now_ms() - before >= 8 && now_ms() - before < 500, "is waited for");
  shut(fd);
#ifdef __NR_timerfd_settime64
  fd = CALL2(__NR_timerfd_create, 1, 0);
  struct { i64 interval[2], value[2]; } wide = {{0, 0}, {0, 1000000}};
  same(CALL4(__NR_timerfd_settime64, fd, 0, &wide, 0), 0, "timerfd_settime64");
  same(take8(fd, &value), 8, "sets the same timer");
  same(CALL2(__NR_timerfd_gettime64, fd, &wide), 0, "timerfd_gettime64");
  shut(fd);
#endif
}

static void queues(void) {
  int ends[2], other[2];
  pipe2(ends, O_NONBLOCK), pipe2(other, O_NONBLOCK);
  i64 queue = CALL1(__NR_epoll_create1, O_CLOEXEC);
  ok(queue >= 0, "epoll_create1 gives a descriptor");
  same(CALL1(__NR_epoll_create, 0), -EINVAL, "epoll_create wants a size");
  same(CALL1(__NR_epoll_create1, 1), -EINVAL, "unknown flags");
  same(wait_events(queue, 4, 0), 0, "nobody is a member yet");
  same(ctl(queue, ADD, ends[0], EPOLLIN, 0x1122334455667788), 0, "a pipe becomes one");
  same(ctl(queue, ADD, ends[0], EPOLLIN, 1), -EEXIST, "once");
  same(ctl(queue, MOD, ends[1], EPOLLIN, 1), -ENOENT, "one that is no member cannot be changed");
  same(ctl(queue, DEL, ends[1], EPOLLIN, 1), -ENOENT, "or taken out");
  same(ctl(queue, 9, ends[0], EPOLLIN, 1), -EINVAL, "an unknown operation");
  same(CALL4(__NR_epoll_ctl, queue, MOD, ends[0], 8), -EFAULT, "a bad address");
  same(ctl(99, ADD, ends[0], EPOLLIN, 1), -EBADF, "a queue that is not open");
  same(ctl(queue, ADD, 99, EPOLLIN, 1), -EBADF, "a member that is not open");
  same(ctl(ends[0], ADD, ends[1], EPOLLIN, 1), -EINVAL, "what is no queue has no members");
  same(ctl(queue, ADD, queue, EPOLLIN, 1), -EINVAL, "a queue does not watch itself");
  i64 directory = CALL3(__NR_openat, AT_FDCWD, "/", 0);
  same(ctl(queue, ADD, directory, EPOLLIN, 1), -EPERM, "a directory cannot be watched");
  i64 null = CALL3(__NR_openat, AT_FDCWD, "/dev/null", O_RDWR);
  same(ctl(queue, ADD, null, EPOLLIN, 1), -EPERM, "nor can /dev/null");
  shut(directory), shut(null);
  same(wait_events(queue, 0, 0), -EINVAL, "room for no event");
  same(wait_events(99, 1, 0), -EBADF, "waiting at nothing");
  same(wait_events(ends[0], 1, 0), -EINVAL, "waiting at what is no queue");
  same(READ(queue, got, 8), -EINVAL, "a queue cannot be read");

  WRITE(ends[1], "abc", 3);
  same(poll_one(queue, EPOLLIN), EPOLLIN, "a queue with something to tell is readable");
  same(wait_events(queue, 4, 0), 1, "a member is ready");
  same(got[0].events, EPOLLIN, "for what it is watched for");
  ok(got[0].data == 0x1122334455667788, "its data is whole");
  same(wait_events(queue, 4, 0), 1, "a level-triggered one again");
  char text[8];
  READ(ends[0], text, 8);
  same(wait_events(queue, 4, 0), 0, "until it is no more");
  same(poll_one(queue, EPOLLIN), 0, "and the queue is not readable either");

  same(ctl(queue, MOD, ends[0], EPOLLIN | EPOLLET, 2), 0, "edge-triggered from now on");
  WRITE(ends[1], "a", 1);
  same(wait_events(queue, 4, 0), 1, "an arrival is told");
  same(wait_events(queue, 4, 0), 0, "once");
  WRITE(ends[1], "b", 1);
  same(wait_events(queue, 4, 0), 1, "the next one too, though the first was not read");
  READ(ends[0], text, 1);
  same(wait_events(queue, 4, 0), 0, "a read is no arrival");
  same(ctl(queue, MOD, ends[0], EPOLLIN | EPOLLET, 2), 0, "changing it");
  same(wait_events(queue, 4, 0), 1, "tells what is there");

  same(ctl(queue, MOD, ends[0], EPOLLIN | EPOLLONESHOT, 3), 0, "one shot");
  same(wait_events(queue, 4, 0), 1, "is told");
  WRITE(ends[1], "c", 1);
  same(wait_events(queue, 4, 0), 0, "once");
  same(ctl(queue, MOD, ends[0], EPOLLIN | EPOLLONESHOT, 3), 0, "until it is armed again");
  same(wait_events(queue, 4, 0), 1, "with what is there");
  same(ctl(queue, DEL, ends[0], 0, 0), 0, "it is taken out");
  same(wait_events(queue, 4, 0), 0, "and told no more");

  ctl(queue, ADD, ends[1], EPOLLOUT | EPOLLET, 4);
  same(wait_events(queue, 4, 0), 1, "a writing end has room");
  same(got[0].events, EPOLLOUT, "for output");
  char block[4096];
  while (WRITE(ends[1], block, sizeof block) > 0) {}
  same(wait_events(queue, 4, 0), 0, "filling it is no event");
  READ(ends[0], block, 10);
  while (READ(ends[0], block, sizeof block) > 0) {}
  same(wait_events(queue, 4, 0), 1, "that there is room again is one");
  shut(ends[0]);
  same(wait_events(queue, 4, 0), 1, "the reader is gone");
  same(got[0].events, EPOLLOUT | EPOLLERR, "which is told unasked");
  shut(ends[1]);
  same(wait_events(queue, 4, 0), 0, "a member whose descriptor was closed is none");

  ctl(queue, ADD, other[0], EPOLLIN, 5);
  i64 copy = CALL1(__NR_dup, other[0]);
  same(ctl(queue, ADD, copy, EPOLLIN, 6), 0, "a duplicate is another member");
  shut(other[1]);
  same(wait_events(queue, 4, 0), 2, "both are told");
  same(got[0].events, EPOLLHUP, "that the writer is gone");
  same((i64)(got[0].data + got[1].data), 11, "each with its data");
  same(wait_events(queue, 1, 0), 1, "one at a time");
  u64 first = got[0].data;
  wait_events(queue, 1, 0);
  ok(got[0].data != first, "they take turns");
  shut(other[0]);
  same(wait_events(queue, 4, 0), 2, "closing one descriptor takes out none while the other is open");
  shut(copy);
  same(wait_events(queue, 4, 0), 0, "closing the last takes out both");
  shut(queue);
}

static void nested(void) {
  int ends[2];
  pipe2(ends, 0);
  i64 inner = CALL1(__NR_epoll_create1, 0), outer = CALL1(__NR_epoll_create1, 0);
  ctl(inner, ADD, ends[0], EPOLLIN, 1);
  same(ctl(outer, ADD, inner, EPOLLIN, 2), 0, "a queue watches a queue");
  same(ctl(inner, ADD, outer, EPOLLIN, 3), -ELOOP, "but not in a circle");
  same(wait_events(outer, 4, 0), 0, "nothing yet");
  WRITE(ends[1], "x", 1);
  same(wait_events(outer, 4, 0), 1, "what is ready in the inner one is told by the outer one");
  same((i64)got[0].data, 2, "with the data of the inner queue");
  char c;
  READ(ends[0], &c, 1);
  same(wait_events(outer, 4, 0), 0, "and no more when it is read");
  same(ctl(outer, ADD, inner, EPOLLIN | EPOLLEXCLUSIVE, 2), -EINVAL, "no queue is watched exclusively");
  i64 chain[8], links = 0;
  for (int i = 0; i < 8; i++) chain[i] = CALL1(__NR_epoll_create1, 0);
  for (int i = 0; i < 7; i++) {
    i64 result = ctl(chain[i + 1], ADD, chain[i], EPOLLIN, 0);
    if (result == 0) links++;
    else same(result, -ELOOP, "a chain that is too long");
    if (result) break;
  }
  same(links, 4, "four links");
  for (int i = 0; i < 8; i++) shut(chain[i]);
  for (int i = 0; i < 8; i++) chain[i] = CALL1(__NR_epoll_create1, 0);
  links = 0;
  for (int i = 0; i < 7; i++) {
    i64 result = ctl(chain[i], ADD, chain[i + 1], EPOLLIN, 0);
    if (result == 0) links++;
    if (result) break;
  }
  same(links, 4, "from the other side too");
  for (int i = 0; i < 8; i++) shut(chain[i]);
  shut(inner), shut(outer), shut(ends[0]), shut(ends[1]);
}

static volatile int heard;
static void count(int signal) { (void)signal, heard++; }

static void waiting(void) {
  int ends[2];
  pipe2(ends, 0);
  i64 queue = CALL1(__NR_epoll_create1, 0);
  ctl(queue, ADD, ends[0], EPOLLIN, 1);
  i64 before = now_ms();
  same(wait_events(queue, 4, 20), 0, "a wait ends");
  ok(now_ms() - before >= 19, "when its time is over");
  CHILD(nap(20); WRITE(ends[1], "x", 1));
  before = now_ms();
  same(wait_events(queue, 4, -1), 1, "or when something happens");
  ok(now_ms() - before >= 15 && now_ms() - before < 2000, "then");
  reap();
  char c;
  READ(ends[0], &c, 1);
  on(SIGALRM, (void *)count, SA_RESTART, 0);
  i64 parent = self();
  CHILD(nap(20); send(parent, SIGALRM));
  same(wait_events(queue, 4, 2000), -EINTR, "a signal interrupts it, SA_RESTART or not");
  same(heard, 1, "and is handled");
  reap();
  on(SIGALRM, (void *)count, 0, 0);
  u64 blocked = SETS(BIT(SIGALRM)), open = 0;
  CALL4(__NR_rt_sigprocmask, SIG_BLOCK, &blocked, 0, 8);
  send(parent, SIGALRM);
  same(CALL6(__NR_epoll_pwait, queue, got, 4, 0, &open, 8), 0, "with a mask and no time");
  same(heard, 1, "a pending signal waits");
  same(CALL6(__NR_epoll_pwait, queue, got, 4, 1000, &open, 8), -EINTR, "with time it interrupts");
  same(heard, 2, "and is handled under the mask of the call");
  same(CALL6(__NR_epoll_pwait, queue, got, 4, 0, &open, 4), -EINVAL, "a set of another size");
  CALL4(__NR_rt_sigprocmask, SIG_UNBLOCK, &blocked, 0, 8);
#ifdef __NR_epoll_pwait2
  i64 span[2] = {0, 10000000};
  before = now_ms();
  same(CALL6(__NR_epoll_pwait2, queue, got, 4, span, 0, 0), 0, "nanoseconds");
  ok(now_ms() - before >= 9, "are waited for");
  span[1] = 1000000000;
  same(CALL6(__NR_epoll_pwait2, queue, got, 4, span, 0, 0), -EINVAL, "a bad time");
#endif
  /* The queue is shared by fork; each process has its own descriptors. */
  CHILD(shut(ends[0]); nap(10); WRITE(ends[1], "y", 1));
  same(wait_events(queue, 4, 1000), 1, "a child that closes the member takes nothing out");
  reap();
  shut(queue), shut(ends[0]), shut(ends[1]);
}

static void exclusive(void) {
  int ends[2];
  pipe2(ends, O_NONBLOCK);
  i64 one = CALL1(__NR_epoll_create1, 0), two = CALL1(__NR_epoll_create1, 0);
  same(ctl(one, ADD, ends[0], EPOLLIN | EPOLLEXCLUSIVE, 1), 0, "an exclusive member");
  same(ctl(two, ADD, ends[0], EPOLLIN | EPOLLEXCLUSIVE | EPOLLONESHOT, 1), -EINVAL, "not with one shot");
  same(ctl(two, ADD, ends[0], EPOLLIN | EPOLLEXCLUSIVE, 1), 0, "another one");
  same(ctl(one, MOD, ends[0], EPOLLIN, 1), -EINVAL, "it cannot be changed");
  WRITE(ends[1], "x", 1);
  same(wait_events(one, 4, 0), 1, "when nobody waits, both");
  same(wait_events(two, 4, 0), 1, "are told");
  char c;
  READ(ends[0], &c, 1);
  i64 tally = CALL2(__NR_eventfd2, 0, O_NONBLOCK);
  CHILD(if (wait_events(one, 4, 150) == 1) put8(tally, 1));
  CHILD(if (wait_events(two, 4, 150) == 1) put8(tally, 1));
  nap(50);
  WRITE(ends[1], "x", 1);
  nap(20);
  u64 woken = 0;
  take8(tally, &woken);
  same((i64)woken, 1, "of two that wait one is woken");
  READ(ends[0], &c, 1);
  reap(), reap();
  shut(one), shut(two), shut(ends[0]), shut(ends[1]), shut(tally);
}

static void together(void) {
  i64 queue = CALL1(__NR_epoll_create1, 0);
  i64 counter = CALL2(__NR_eventfd2, 0, O_NONBLOCK), timer = CALL2(__NR_timerfd_create, 1, O_NONBLOCK);
  u64 value;
  ctl(queue, ADD, counter, EPOLLIN | EPOLLET, 1);
  ctl(queue, ADD, timer, EPOLLIN, 2);
  put8(counter, 1);
  same(wait_events(queue, 4, 0), 1, "a counter in a queue");
  put8(counter, 1);
  same(wait_events(queue, 4, 0), 1, "tells each write");
  take8(counter, &value);
  same(wait_events(queue, 4, 0), 0, "a read is no event of input");
  set_timer(timer, 0, 10000000, 0, 0);
  same(wait_events(queue, 4, 1000), 1, "a timer in a queue");
  same((i64)got[0].data, 2, "is told when it expires");
  take8(timer, &value);
  same(wait_events(queue, 4, 0), 0, "until it is read");
  shut(queue), shut(counter), shut(timer);
  same(CALL1(__NR_close, queue), -EBADF, "all is closed");
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  counters();
  timers();
  queues();
  nested();
  waiting();
  exclusive();
  together();
  return tap_end();
}
