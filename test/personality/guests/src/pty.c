/* Pseudo-terminals as Linux has them: masters, packets, hang-ups, sessions. Runs on the host's own Linux too. */
#include "linux.h"
#include <asm/ioctls.h>
#include <asm/termbits.h>

#define O_RDWR 2
#define O_NOCTTY 0400
#define O_NONBLOCK 04000
#define EIO 5
#define EACCES 13
#define ENXIO 6
#define ENOENT 2
#define ENOTTY 25
#define POLLIN 1
#define POLLPRI 2
#define POLLOUT 4
#define POLLERR 8
#define POLLHUP 16
#define F_SETFL 4
#define SIGWINCH 28
#define SIGTTOU 22
#define SIGTTIN 21
#define SIGQUIT 3

struct winsize { u16 rows, columns, width, height; };
struct poll { int fd; short events, revents; };

static i64 open_at(const char *path, int flags) { return CALL4(__NR_openat, -100, path, flags, 0600); }
static i64 ioctl(i64 fd, ureg request, void *argument) { return CALL3(__NR_ioctl, fd, request, argument); }
static i64 value(i64 fd, ureg request, int number) { return CALL3(__NR_ioctl, fd, request, &number); }
static i64 close(i64 fd) { return CALL1(__NR_close, fd); }
static i64 flags(i64 fd, int flags) { return CALL3(__NR_fcntl, fd, F_SETFL, flags); }
/* On a real system what is written arrives a moment later. */
static void settle(void) { nap(10); }
static void check(int truth, const char *statement) { same(truth != 0, 1, statement); }
static int ready(i64 fd) {
  struct poll p = {(int)fd, POLLIN | POLLOUT | POLLPRI, 0};
  CALL3(__NR_poll, &p, 1, 0);
  return p.revents;
}

static char path[32];
static char got[8192];

/* A new master and its terminal's name. */
static i64 master(void) {
  i64 m = open_at("/dev/ptmx", O_RDWR | O_NOCTTY);
  unsigned n = 0;
  ioctl(m, TIOCGPTN, &n);
  char digits[12];
  int k = 0;
  do digits[k++] = (char)('0' + n % 10);
  while (n /= 10);
  memcpy(path, "/dev/pts/", 9);
  for (int i = 0; i < k; i++) path[9 + i] = digits[k - 1 - i];
  path[9 + k] = 0;
  return m;
}
static i64 unlocked(void) {
  i64 m = master();
  value(m, TIOCSPTLCK, 0);
  return m;
}
static int byte(i64 fd) {
  i64 n = READ(fd, got, sizeof got);
  return n == 1 ? (u8)got[0] : n < 0 ? (int)n : 1000 + (int)n;
}

static void opening(void) {
  int number = -1;
  i64 m = master();
  ioctl(m, TIOCGPTLCK, &number);
  same(number, 1, "a new terminal is locked");
  same(open_at(path, O_RDWR | O_NOCTTY), -EIO, "and cannot be opened");
  same(CALL3(__NR_ioctl, m, TIOCGPTPEER, O_RDWR | O_NOCTTY), -EIO, "nor by its master");
  same(ready(m), POLLOUT, "the master of a terminal that nobody opened can be written only");
  flags(m, O_RDWR | O_NONBLOCK);
  same(READ(m, got, 10), -EAGAIN, "a read of it waits");
  same(WRITE(m, "early\n", 6), 6, "what is written before the open");
  settle();
  same(READ(m, got, 10), 7, "is echoed");
  same(value(m, TIOCSPTLCK, 0), 0, "it is unlocked");
  i64 s = open_at(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
  check(s >= 0, "and opened");
  same(READ(s, got, 10), 6, "and finds it");
  i64 peer = CALL3(__NR_ioctl, m, TIOCGPTPEER, O_RDWR | O_NOCTTY);
  check(peer >= 0, "a master opens its terminal");
  unsigned one = 1, two = 2;
  ioctl(m, TIOCGDEV, &one);
  ioctl(peer, TIOCGDEV, &two);
  same(one, two, "master and terminal tell the terminal's device");
  same(one & 0xff00, 136 << 8, "of major 136");
  close(peer);
  struct winsize w = {9, 9, 9, 9};
  ioctl(s, TIOCGWINSZ, &w);
  check(w.rows == 0 && w.columns == 0, "a new window has no size");
  struct termios t;
  same(ioctl(m, TCGETS, &t), 0, "a master answers for its terminal");
  check((t.c_lflag & ICANON) != 0, "with the terminal's own modes");
  same(ioctl(m, TIOCGPGRP, &number), 0, "it tells the foreground group");
  same(number, 0, "which is none");
  same(ioctl(m, TIOCGSID, &number), -ENOTTY, "and no session");
  same(ioctl(s, TIOCGPGRP, &number), -ENOTTY, "a terminal tells them only to its session");
  same(ioctl(s, TIOCGPTN, &number), -ENOTTY, "a terminal is no master");
  same(ioctl(s, TIOCPKT, &number), -ENOTTY, "nor has it packets");
  same(CALL3(__NR_ioctl, s, TIOCGPTPEER, O_RDWR), -EIO, "nor a peer");
  same(CALL3(__NR_ioctl, m, TIOCSIG, SIGHUP), -EINVAL, "TIOCSIG sends what can be typed");
  same(CALL3(__NR_ioctl, m, TIOCSIG, SIGINT), 0, "though nobody is there");
  same(CALL3(__NR_ioctl, s, TIOCSIG, SIGINT), -ENOTTY, "and only from the master");
  same(CALL3(__NR_lseek, s, 0, 0), -29, "a terminal cannot be sought");
  settle();
  while (READ(m, got, 100) > 0) {}
  WRITE(s, "bye\n", 4);
  close(s);
  settle();
  same(ready(m), POLLIN | POLLOUT | POLLHUP, "with the terminal closed the master is hung up");
  same(READ(m, got, 100), 5, "what was written is still read");
  same(READ(m, got, 100), -EIO, "then there is an error");
  same(WRITE(m, "late\n", 5), 5, "but a write is taken");
  settle();
  s = open_at(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
  same(READ(s, got, 100), 5, "for who opens it next");
  same(ready(m), POLLIN | POLLOUT, "the master is there again");
  close(m);
  same(open_at(path, O_RDWR), -ENOENT, "its name goes with the master");
  same(READ(s, got, 100), 0, "the terminal is at its end");
  same(WRITE(s, "x", 1), -EIO, "cannot be written");
  same(ioctl(s, TCGETS, &t), -EIO, "nor asked");
  same(ioctl(s, TIOCSPGRP, &number), -ENOTTY, "has no group");
  same(ready(s), POLLIN | POLLOUT | POLLERR | POLLHUP, "and says so to poll");
  close(s);
}

static void packets(void) {
  i64 m = unlocked();
  i64 s = open_at(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
  struct termios t;
  flags(m, O_RDWR | O_NONBLOCK);
  same(value(m, TIOCPKT, 1), 0, "packet mode begins");
  WRITE(s, "pk", 2);
  settle();
  same(READ(m, got, 100), 3, "data have a byte before them");
  same(got[0], 0, "that says so");
  CALL3(__NR_ioctl, s, TCFLSH, TCIFLUSH);
  same(ready(m), POLLIN | POLLPRI | POLLOUT, "what happened is urgent");
  same(byte(m), 1, "TIOCPKT_FLUSHREAD");
  CALL3(__NR_ioctl, s, TCFLSH, TCOFLUSH);
  same(byte(m), 2, "TIOCPKT_FLUSHWRITE");
  CALL3(__NR_ioctl, s, TCXONC, TCOOFF);
  same(byte(m), 4, "TIOCPKT_STOP");
  same(WRITE(s, "x", 1), -EAGAIN, "a stopped terminal takes nothing");
  CALL3(__NR_ioctl, s, TCXONC, TCOON);
  same(byte(m), 8, "TIOCPKT_START");
  ioctl(s, TCGETS, &t);
  t.c_iflag &= ~(unsigned)IXON;
  ioctl(s, TCSETS, &t);
  same(byte(m), 16, "TIOCPKT_NOSTOP");
  t.c_iflag |= IXON;
  ioctl(s, TCSETS, &t);
  same(byte(m), 32, "TIOCPKT_DOSTOP");
  t.c_lflag |= EXTPROC;
  ioctl(s, TCSETS, &t);
  same(byte(m) & 64, 64, "TIOCPKT_IOCTL");
  value(m, TIOCPKT, 0);
  close(s);
  close(m);
}

static void filling(void) {
  i64 m = unlocked();
  i64 s = open_at(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
  i64 n, sum = 0, back = 0;
  int pending = 0;
  struct termios t;
  flags(m, O_RDWR | O_NONBLOCK);
  ioctl(s, TCGETS, &t);
  t.c_lflag &= ~(unsigned)(ICANON | ECHO);
  t.c_oflag = 0;
  ioctl(s, TCSETS, &t);
  memset(got, 'a', 1024);
  while ((n = WRITE(s, got, 1024)) > 0) sum += n;
  same(n, -EAGAIN, "a terminal that nobody reads is full at last");
  check(sum >= 4096, "but not at once");
  check((ready(s) & POLLOUT) == 0, "and poll says so");
  settle();
  ioctl(m, FIONREAD, &pending);
  same(pending, 4095, "a master tells what one read gives");
  while ((n = READ(m, got, sizeof got)) > 0) back += n, settle();
  same(back, sum, "all of it is read");
  sum = back = 0;
  memset(got, 'a', 1024);
  while ((n = WRITE(m, got, 1024)) > 0) sum += n;
  same(n, -EAGAIN, "so is a master");
  check(sum >= 16384, "with what both queues take");
  settle();
  while ((n = READ(s, got, sizeof got)) > 0) back += n, settle();
  same(back, sum, "and all is read");
  close(s);
  close(m);
}

static volatile int heard[40];
static void note(int signal) { heard[signal]++; }

static void sessions(void) {
  i64 m = unlocked();
  flush();
  i64 pid = fork_child();
  if (pid == 0) {
    int number = 0;
    CALL0(__NR_setsid);
    same(open_at("/dev/tty", O_RDWR), -ENXIO, "a new session has no terminal");
    i64 s = open_at(path, O_RDWR | O_NOCTTY);
    same(open_at("/dev/tty", O_RDWR), -ENXIO, "nor with O_NOCTTY");
    same(CALL3(__NR_ioctl, s, TIOCSCTTY, 0), 0, "a leader takes one");
    ioctl(s, TIOCGPGRP, &number);
    same(number, self(), "its group is in the foreground");
    ioctl(m, TIOCGPGRP, &number);
    same(number, self(), "a master may know");
    same(ioctl(m, TIOCGSID, &number), 0, "and the session");
    i64 q = open_at("/dev/tty", O_RDWR);
    check(q >= 0, "/dev/tty is the session's own");
    WRITE(q, "t", 1);
    same(READ(m, got, 10), 1, "and nobody else's");
    struct winsize w = {10, 20, 0, 0};
    on(SIGWINCH, (void *)note, 0, 0);
    on(SIGHUP, (void *)note, 0, 0);
    on(SIGCONT, (void *)note, 0, 0);
    ioctl(m, TIOCSWINSZ, &w);
    same(heard[SIGWINCH], 1, "a new size is told to the foreground");
    ioctl(s, TIOCSWINSZ, &w);
    same(heard[SIGWINCH], 1, "the same size is not");
    w.rows = 5;
    ioctl(s, TIOCSWINSZ, &w);
    same(heard[SIGWINCH], 2, "from either side");
    on(SIGINT, (void *)note, 0, 0);
    WRITE(m, "\3", 1);
    nap(20);
    same(heard[SIGINT], 1, "^C is a signal");
    CALL3(__NR_ioctl, m, TIOCSIG, SIGINT);
    same(heard[SIGINT], 2, "TIOCSIG is one too");
    /* A child in the background is stopped when it reads, and gets EIO when nobody could continue it. */
    i64 child = fork_child();
    if (child == 0) {
      CALL2(__NR_setpgid, 0, 0);
      leave(READ(s, got, 1) == -EIO ? 1 : 2);
    }
    int status = 0;
    wait_for(child, &status, WUNTRACED);
    same(status, SIGTTIN << 8 | 0x7f, "a background process that reads is stopped");
    on(SIGTTOU, (void *)1, 0, 0);
    same(value(s, TIOCSPGRP, (int)child), 0, "in the foreground");
    WRITE(m, "\nz\n", 3);
    send(child, SIGCONT);
    wait_for(child, &status, 0);
    same(status, 2 << 8, "it reads");
    value(s, TIOCSPGRP, (int)self());
    /* Who is no leader gives the terminal up for itself. */
    child = fork_child();
    if (child == 0) {
      int ok = ioctl(s, TIOCNOTTY, 0) == 0 && open_at("/dev/tty", O_RDWR) == -ENXIO;
      leave(ok && ioctl(s, TIOCGPGRP, &number) == -ENOTTY ? 0 : 1);
    }
    wait_for(child, &status, 0);
    same(status, 0, "a member of the session can give it up");
    same(ioctl(s, TIOCGPGRP, &number), 0, "the others keep it");
    heard[SIGHUP] = heard[SIGCONT] = 0;
    close(m);
    WRITE(1, "", 0);
    flush();
    leave(0);
  }
  wait_for(pid, 0, 0);
  close(m);
}

/* The order of what several processes print must not depend on who is faster: one prints, the others answer by status. */
static void hanging_up(void) {
  int ends[2], status = 0;
  i64 m = unlocked();
  CALL2(__NR_pipe2, ends, 0);
  i64 pid = fork_child();
  if (pid == 0) {
    close(m);
    CALL0(__NR_setsid);
    i64 s = open_at(path, O_RDWR);
    on(SIGHUP, (void *)note, 0, 0);
    on(SIGCONT, (void *)note, 0, 0);
    WRITE(ends[1], "r", 1);
    for (int i = 0; i < 100 && heard[SIGHUP] == 0; i++) nap(10);
    int ok = heard[SIGHUP] == 1 && heard[SIGCONT] == 1;
    leave(ok && open_at("/dev/tty", O_RDWR) == -ENXIO && READ(s, got, 1) == 0 ? 0 : 1);
  }
  READ(ends[0], got, 1);
  close(m);
  wait_for(pid, &status, 0);
  same(status, 0, "when its master goes, a session's leader gets SIGHUP and SIGCONT, and has no terminal");

  m = unlocked();
  pid = fork_child();
  if (pid == 0) {
    CALL0(__NR_setsid);
    open_at(path, O_RDWR);
    if (fork_child() == 0) {
      on(SIGHUP, (void *)note, 0, 0);
      WRITE(ends[1], "r", 1);
      for (int i = 0; i < 100 && heard[SIGHUP] == 0; i++) nap(10);
      WRITE(ends[1], heard[SIGHUP] == 1 && open_at("/dev/tty", O_RDWR) == -ENXIO ? "y" : "n", 1);
      leave(0);
    }
    READ(ends[0], got, 1);
    leave(0);
  }
  wait_for(pid, 0, 0);
  READ(ends[0], got, 1);
  same(got[0], 'y', "when a leader ends, the foreground group gets SIGHUP, and the session has no terminal");
  close(m);

  m = unlocked();
  pid = fork_child();
  if (pid == 0) {
    CALL0(__NR_setsid);
    i64 s = open_at(path, O_RDWR);
    on(SIGHUP, (void *)note, 0, 0);
    int ok = ioctl(s, TIOCNOTTY, 0) == 0 && heard[SIGHUP] == 1 && open_at("/dev/tty", O_RDWR) == -ENXIO;
    ok = ok && CALL3(__NR_ioctl, s, TIOCSCTTY, 0) == 0;
    ok = ok && CALL0(__NR_vhangup) == 0 && heard[SIGHUP] == 2;
    ok = ok && READ(s, got, 1) == 0 && WRITE(s, "x", 1) == -EIO;
    ok = ok && open_at("/dev/tty", O_RDWR) == -ENXIO;
    s = open_at(path, O_RDWR);
    leave(ok && WRITE(s, "x", 1) == 1 ? 0 : 1);
  }
  wait_for(pid, &status, 0);
  same(status, 0, "vhangup cuts off who has the terminal open, not who opens it anew");
  close(m);
}

static void tree(void) {
  same(CALL3(__NR_mkdirat, -100, "/dev/pts/x", 0700), -EPERM, "nobody makes a directory among the terminals");
  same(CALL4(__NR_openat, -100, "/dev/pts/x", 0100 | O_RDWR, 0600), -EACCES, "nor a file");
  i64 m = unlocked();
  same(CALL3(__NR_unlinkat, -100, path, 0), -EPERM, "nor removes a terminal");
  same(CALL3(__NR_fchmodat, -100, path, 0600), 0, "its mode can be changed");
  close(m);
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  on(SIGHUP, (void *)1, 0, 0);
  CALL0(__NR_setsid);
  opening();
  packets();
  filling();
  sessions();
  hanging_up();
  tree();
  return tap_end();
}
