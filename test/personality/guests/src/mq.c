/* POSIX message queues as Linux has them. Runs on the host's own Linux too. */
#include "linux.h"

#define O_RDONLY 0
#define O_WRONLY 1
#define O_RDWR 2
#define O_CREAT 0100
#define O_EXCL 0200
#define O_NONBLOCK 04000
#define ENOENT 2
#define EBADF 9
#define EACCES 13
#define EBUSY 16
#define EEXIST 17
#define EMSGSIZE 90

struct attributes { reg flags, most, size, current, pad[4]; };
struct event { ureg value; int signal, notify; char rest[64 - sizeof(ureg) - 8]; };
struct poll { int fd; short events, revents; };

static i64 mq_open(const char *name, int flags, struct attributes *a) { return CALL4(__NR_mq_open, name, flags, 0600, a); }
static i64 mq_unlink(const char *name) { return CALL1(__NR_mq_unlink, name); }
#if __SIZEOF_LONG__ == 8
#define SEND __NR_mq_timedsend
#define RECEIVE __NR_mq_timedreceive
#else
#define SEND __NR_mq_timedsend_time64
#define RECEIVE __NR_mq_timedreceive_time64
#endif
struct when { i64 seconds, nanoseconds; };
static i64 mq_send(i64 q, const char *text, ureg length, unsigned priority, struct when *until) {
  return CALL6(SEND, q, text, length, priority, until, 0);
}
static char got[8192];
static unsigned priority;
static i64 mq_receive(i64 q, ureg length, struct when *until) { return CALL6(RECEIVE, q, got, length, &priority, until, 0); }
static i64 notify(i64 q, int how, int signal, ureg value) {
  struct event e = {value, signal, how, {0}};
  return CALL2(__NR_mq_notify, q, how < 0 ? 0 : &e);
}
static int ready(i64 fd) {
  struct poll p = {(int)fd, 5, 0};
  CALL3(__NR_poll, &p, 1, 0);
  return p.revents;
}
static void check(int truth, const char *statement) { same(truth != 0, 1, statement); }

static volatile int heard, code;
static volatile ureg carried;
static volatile int from;
static void note(int signal, struct info *info) {
  (void)signal;
  heard++;
  code = info->code;
  from = info->f.q.pid;
  carried = info->f.q.value;
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  struct attributes a = {0, 2, 100, 0, {0}};
  struct when past = {1, 0};
  int status = 0;
  mq_unlink("k42q");
  same(mq_open("k42q", O_RDWR, 0), -ENOENT, "there is no queue");
  same(mq_open("a/b", O_RDWR | O_CREAT, 0), -EACCES, "a name has no slash");
  a.most = 0;
  same(mq_open("k42q", O_RDWR | O_CREAT, &a), -EINVAL, "a queue holds something");
  a.most = 2;
  i64 q = mq_open("k42q", O_RDWR | O_CREAT, &a);
  check(q >= 0, "a queue is made");
  same(mq_open("k42q", O_RDWR | O_CREAT | O_EXCL, &a), -EEXIST, "once");
  i64 r = mq_open("k42q", O_RDONLY, 0), w = mq_open("k42q", O_WRONLY | O_NONBLOCK, 0);
  same(CALL3(__NR_fcntl, r, 1, 0), 1, "it closes on exec");
  same(ready(q), 4, "an empty one can be sent to");
  same(mq_send(r, "x", 1, 0, 0), -EBADF, "not through who only reads");
  same(mq_receive(w, 100, 0), -EBADF, "nor the other way");
  same(mq_send(1, "x", 1, 0, 0), -EBADF, "what is no queue is none");
  same(mq_send(w, "x", 101, 0, 0), -EMSGSIZE, "a message has its length");
  same(mq_receive(r, 99, 0), -EMSGSIZE, "and a buffer");
  same(mq_send(w, "x", 1, 32768, 0), -EINVAL, "priorities have a bound");
  same(mq_send(w, "low", 3, 1, 0), 0, "a message");
  same(mq_send(w, "high", 4, 9, 0), 0, "and one of higher priority");
  same(ready(q), 1, "a full one can be received from");
  same(mq_send(w, "x", 1, 1, 0), -EAGAIN, "there is no room");
  same(mq_send(q, "x", 1, 1, &past), -ETIMEDOUT, "nor in time");
  past.nanoseconds = 1000000000;
  same(mq_send(q, "x", 1, 1, &past), -EINVAL, "a second has so many nanoseconds");
  past.nanoseconds = 0;
  struct attributes old = {0};
  a.flags = O_NONBLOCK;
  same(CALL3(__NR_mq_getsetattr, q, &a, &old), 0, "attributes");
  check(old.most == 2 && old.size == 100 && old.current == 2 && old.flags == 0, "are told");
  same(mq_send(q, "x", 1, 1, 0), -EAGAIN, "and O_NONBLOCK is set");
  a.flags = 1;
  same(CALL3(__NR_mq_getsetattr, q, &a, 0), -EINVAL, "nothing else");
  a.flags = 0;
  CALL3(__NR_mq_getsetattr, q, &a, &old);
  same(old.flags, O_NONBLOCK, "which is told");
  same(mq_receive(r, 100, 0), 4, "the higher comes first");
  check(priority == 9 && got[0] == 'h', "with its priority");
  same(mq_receive(r, 100, 0), 3, "then the lower");
  same(mq_receive(r, 100, &past), -ETIMEDOUT, "then none in time");
  /* Somebody waits, and gets it. */
  flush();
  i64 pid = fork_child();
  if (pid == 0) leave(mq_receive(r, 100, 0) == 3 ? 5 : 1);
  nap(20);
  mq_send(w, "abc", 3, 0, 0);
  wait_for(pid, &status, 0);
  same(status, 5 << 8, "who waits gets a message");
  mq_send(w, "1", 1, 0, 0);
  mq_send(w, "2", 1, 0, 0);
  pid = fork_child();
  if (pid == 0) leave(mq_send(q, "3", 1, 0, 0) == 0 ? 6 : 1);
  nap(20);
  mq_receive(r, 100, 0);
  wait_for(pid, &status, 0);
  same(status, 6 << 8, "who waits for room gets it");
  mq_receive(r, 100, 0);
  mq_receive(r, 100, 0);
  /* Notification. */
  on(SIGUSR1, (void *)note, SA_SIGINFO, 0);
  same(notify(q, 9, SIGUSR1, 0), -EINVAL, "there is no such notification");
  same(notify(q, 0, SIGUSR1, 77), 0, "a signal is asked for");
  same(notify(r, 0, SIGUSR1, 1), -EBUSY, "by one");
  mq_send(w, "n", 1, 0, 0);
  same(heard, 1, "it comes with a message into the empty queue");
  same(code, -3, "its code is SI_MESGQ");
  same(carried, 77, "it carries the value");
  same(from, self(), "and tells who sent");
  mq_receive(r, 100, 0);
  mq_send(w, "n", 1, 0, 0);
  same(heard, 1, "once");
  mq_receive(r, 100, 0);
  same(notify(q, 1, 0, 0), 0, "nobody is told with SIGEV_NONE");
  same(notify(r, 0, SIGUSR1, 1), -EBUSY, "but others may not ask");
  same(notify(q, -1, 0, 0), 0, "it is taken back");
  same(notify(q, 0, SIGUSR1, 1), 0, "then they may");
  CALL1(__NR_close, q);
  same(notify(r, 0, SIGUSR1, 1), 0, "a close takes it back too");
  same(mq_unlink("k42q"), 0, "the name is taken away");
  same(mq_unlink("k42q"), -ENOENT, "once");
  same(mq_send(w, "x", 1, 0, 0), 0, "who has it keeps it");
  same(mq_receive(r, 100, 0), 1, "and can use it");
  return tap_end();
}
