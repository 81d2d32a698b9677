/* inotify as Linux has it: which change is told to whom, in which order. */
#include "event-calls.h"

#define ACCESS 1
#define MODIFY 2
#define ATTRIB 4
#define CLOSE_WRITE 8
#define CLOSE_NOWRITE 0x10
#define OPEN 0x20
#define MOVED_FROM 0x40
#define MOVED_TO 0x80
#define CREATE 0x100
#define DELETE 0x200
#define DELETE_SELF 0x400
#define MOVE_SELF 0x800
#define ALL 0xfff
#define IGNORED 0x8000
#define OVERFLOW 0x4000
#define ONLYDIR 0x1000000
#define DONT_FOLLOW 0x2000000
#define MASK_CREATE 0x10000000
#define MASK_ADD 0x20000000
#define ISDIR 0x40000000
#define ONESHOT 0x80000000u
#define ENOTDIR 20
#define ENOTEMPTY_ 39
#define DIR "/tmp/k42-notices"

struct notice { int watch; u32 mask, cookie, length; char name[]; };
static char bytes[8192];
static i64 left, at;
static i64 queue;

static i64 watch(const char *path, u32 mask) { return CALL3(__NR_inotify_add_watch, queue, path, mask); }
/* The next notice, or none. */
static struct notice *next(void) {
  if (at >= left) {
    at = 0, left = READ(queue, bytes, sizeof bytes);
    if (left <= 0) return 0;
  }
  struct notice *one = (struct notice *)(bytes + at);
  at += 16 + one->length;
  return one;
}
static u32 cookie;
static void told(i64 wanted_watch, u32 mask, const char *name, const char *statement) {
  struct notice *one = next();
  if (!one) return same(0, 1, statement);
  cookie = one->cookie;
  int good = one->watch == wanted_watch && one->mask == mask && equal(one->length ? one->name : "", name);
  ok(good, statement);
  if (!good) put("# watch "), put_number(one->watch), put(" mask "), put_hex(one->mask), put(" name "), put(one->length ? one->name : ""), put_char('\n');
}
static void nothing(const char *statement) {
  struct notice *one = next();
  ok(!one, statement);
  if (one) put("# watch "), put_number(one->watch), put(" mask "), put_hex(one->mask), put(" name "), put(one->length ? one->name : ""), put_char('\n');
}
static i64 open_at(const char *path, int flags) { return CALL4(__NR_openat, AT_FDCWD, path, flags, 0644); }
static i64 make(const char *path) { return CALL3(__NR_mkdirat, AT_FDCWD, path, 0755); }
static i64 drop(const char *path) { return CALL3(__NR_unlinkat, AT_FDCWD, path, 0); }
static i64 drop_dir(const char *path) { return CALL3(__NR_unlinkat, AT_FDCWD, path, 0x200); }
static i64 move(const char *from, const char *to) { return CALL6(__NR_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0, 0); }
#define O_CREAT 0100
#define O_TRUNC 01000

static void directory(void) {
  i64 d = watch(DIR, ALL);
  same(d, 1, "the first watch is 1");
  i64 fd = open_at(DIR "/a", O_CREAT | O_RDWR);
  told(d, CREATE, "a", "a file is made");
  told(d, OPEN, "a", "and opened");
  WRITE(fd, "hello", 5);
  told(d, MODIFY, "a", "written");
  WRITE(fd, "hello", 5), WRITE(fd, "hello", 5);
  told(d, MODIFY, "a", "twice, told as one");
  nothing("since they are alike");
  char text[8];
  CALL3(__NR_lseek, fd, 0, 0);
  READ(fd, text, 4);
  told(d, ACCESS, "a", "read");
  READ(fd, text, 0);
  nothing("reading nothing is nothing");
  CALL2(__NR_fchmod, fd, 0600);
  told(d, ATTRIB, "a", "its mode");
  CALL2(__NR_ftruncate, fd, 2);
  told(d, MODIFY, "a", "its length");
  shut(fd);
  told(d, CLOSE_WRITE, "a", "closed by who could write");
  fd = open_at(DIR "/a", 0);
  told(d, OPEN, "a", "opened for reading");
  shut(fd);
  told(d, CLOSE_NOWRITE, "a", "closed by who could not write");
  fd = open_at(DIR "/a", O_RDWR | O_TRUNC);
  told(d, OPEN, "a", "opened");
  told(d, MODIFY, "a", "and emptied");
  i64 copy = CALL1(__NR_dup, fd);
  shut(fd);
  nothing("closing one of two descriptors is nothing");
  shut(copy);
  told(d, CLOSE_WRITE, "a", "closing the last is");
  CALL6(__NR_linkat, AT_FDCWD, DIR "/a", AT_FDCWD, DIR "/b", 0, 0);
  told(d, CREATE, "b", "a second name");
  CALL3(__NR_symlinkat, "a", AT_FDCWD, DIR "/s");
  told(d, CREATE, "s", "a link");
  move(DIR "/b", DIR "/c");
  told(d, MOVED_FROM, "b", "moved from");
  u32 first = cookie;
  ok(first != 0, "with a cookie");
  told(d, MOVED_TO, "c", "moved to");
  same(cookie, first, "the same");
  drop(DIR "/c"), drop(DIR "/s");
  told(d, DELETE, "c", "removed");
  told(d, DELETE, "s", "removed");
  make(DIR "/sub");
  told(d, CREATE | ISDIR, "sub", "a directory is made");
  fd = open_at(DIR "/sub/x", O_CREAT | O_RDWR);
  shut(fd);
  nothing("what is in it is not told");
  drop(DIR "/sub/x");
  drop_dir(DIR "/sub");
  told(d, DELETE | ISDIR, "sub", "and removed");
  fd = open_at(DIR, 0);
  told(d, OPEN | ISDIR, "", "the directory itself is opened");
  CALL3(__NR_getdents64, fd, bytes + 4096, 4096);
  told(d, ACCESS | ISDIR, "", "read");
  shut(fd);
  told(d, CLOSE_NOWRITE | ISDIR, "", "closed");
  CALL3(__NR_fchmodat, AT_FDCWD, DIR, 0700);
  told(d, ATTRIB | ISDIR, "", "changed");
  same(CALL2(__NR_inotify_rm_watch, queue, d), 0, "the watch is removed");
  told(d, IGNORED, "", "which is told");
  same(CALL2(__NR_inotify_rm_watch, queue, d), -EINVAL, "once");
  drop(DIR "/a");
  nothing("then nothing is");
}

static void file(void) {
  shut(open_at(DIR "/f", O_CREAT | O_RDWR));
  i64 f = watch(DIR "/f", ALL);
  same(f, 2, "numbers are not used again");
  same(watch(DIR "/f", MODIFY), f, "the same file has the same watch");
  i64 fd = open_at(DIR "/f", O_RDWR);
  nothing("with another mask");
  WRITE(fd, "x", 1);
  told(f, MODIFY, "", "that is followed");
  same(watch(DIR "/f", MASK_ADD | CLOSE_WRITE), f, "it can be widened");
  WRITE(fd, "x", 1);
  shut(fd);
  told(f, MODIFY, "", "both");
  told(f, CLOSE_WRITE, "", "are told");
  same(watch(DIR "/f", MASK_CREATE | CLOSE_WRITE), -EEXIST, "or shall be new");
  watch(DIR "/f", ALL);
  CALL6(__NR_linkat, AT_FDCWD, DIR "/f", AT_FDCWD, DIR "/g", 0, 0);
  told(f, ATTRIB, "", "its count of names");
  drop(DIR "/g");
  told(f, ATTRIB, "", "again");
  move(DIR "/f", DIR "/h");
  told(f, MOVE_SELF, "", "it is moved");
  shut(open_at(DIR "/i", O_CREAT | O_RDWR));
  nothing("others are not told");
  i64 d = watch(DIR, ALL & ~(OPEN | CLOSE_WRITE));
  move(DIR "/i", DIR "/h");
  told(d, MOVED_FROM, "i", "another is moved over it");
  told(d, MOVED_TO, "h", "to its name");
  told(f, ATTRIB, "", "it loses its name");
  told(f, DELETE_SELF, "", "and is gone");
  told(f, IGNORED, "", "with its watch");
  f = watch(DIR "/h", ALL);
  drop(DIR "/h");
  told(f, ATTRIB, "", "a file loses its last name");
  told(f, DELETE_SELF, "", "it is gone");
  told(f, IGNORED, "", "with its watch");
  told(d, DELETE, "h", "the directory is told too");
  make(DIR "/sub");
  told(d, CREATE | ISDIR, "sub", "a directory");
  i64 sub = watch(DIR "/sub", ALL | ONLYDIR);
  move(DIR "/sub", DIR "/dir");
  told(d, MOVED_FROM | ISDIR, "sub", "is moved");
  told(d, MOVED_TO | ISDIR, "dir", "to another name");
  told(sub, MOVE_SELF, "", "and hears of it");
  shut(open_at(DIR "/dir/x", O_CREAT | O_RDWR));
  told(sub, CREATE, "x", "it is still watched");
  told(sub, OPEN, "x", "under its new name");
  told(sub, CLOSE_WRITE, "x", "whatever happens");
  drop(DIR "/dir/x");
  told(sub, DELETE, "x", "in it");
  drop_dir(DIR "/dir");
  told(sub, DELETE_SELF, "", "removed");
  told(sub, IGNORED, "", "with its watch");
  told(d, DELETE | ISDIR, "dir", "and told");
  CALL2(__NR_inotify_rm_watch, queue, d);
  told(d, IGNORED, "", "no more");
}

static void ways(void) {
  shut(open_at(DIR "/f", O_CREAT | O_RDWR));
  same(watch(DIR "/none", ALL), -ENOENT, "no such file");
  same(watch(DIR "/f", ALL | ONLYDIR), -ENOTDIR, "no directory");
  same(watch(DIR "/f", 0), -EINVAL, "nothing to watch for");
  same(watch(DIR "/f", ALL | MASK_ADD | MASK_CREATE), -EINVAL, "two that exclude each other");
  same(CALL3(__NR_inotify_add_watch, 99, DIR, ALL), -EBADF, "a bad descriptor");
  same(CALL3(__NR_inotify_add_watch, 1, DIR, ALL), -EINVAL, "another kind of descriptor");
  same(CALL2(__NR_inotify_rm_watch, queue, 99), -EINVAL, "no such watch");
  same(CALL1(__NR_inotify_init1, 1), -EINVAL, "unknown flags");
  i64 f = watch(DIR "/f", OPEN | ONESHOT);
  shut(open_at(DIR "/f", 0));
  told(f, OPEN, "", "one shot");
  told(f, IGNORED, "", "and no more");
  shut(open_at(DIR "/f", 0));
  nothing("indeed");
  CALL3(__NR_symlinkat, "f", AT_FDCWD, DIR "/s");
  f = watch(DIR "/s", OPEN);
  shut(open_at(DIR "/f", 0));
  told(f, OPEN, "", "a link is followed");
  i64 s = watch(DIR "/s", ATTRIB | DONT_FOLLOW);
  ok(s != f, "or not");
  CALL2(__NR_inotify_rm_watch, queue, s), CALL2(__NR_inotify_rm_watch, queue, f);
  told(s, IGNORED, "", "both");
  told(f, IGNORED, "", "are removed");
  drop(DIR "/s");
  int waiting = 0;
  f = watch(DIR "/f", ALL);
  same(poll_one(queue, EPOLLIN | EPOLLRDNORM), 0, "nothing to read");
  shut(open_at(DIR "/f", 0));
  same(poll_one(queue, EPOLLIN | EPOLLRDNORM), EPOLLIN | EPOLLRDNORM, "two notices");
  CALL3(__NR_ioctl, queue,
#ifdef __x86_64__
        0x541b,
#else
        0x4004667f,
#endif
        &waiting);
  same(waiting, 32, "of 16 bytes each");
  same(READ(queue, bytes, 15), -EINVAL, "none fits");
  same(READ(queue, bytes, 16), 16, "one fits");
  same(READ(queue, bytes, 100), 16, "then the other");
  same(READ(queue, bytes, 100), -EAGAIN, "then none");
  same(WRITE(queue, bytes, 16), -EBADF, "it is not open for writing");
  i64 events = CALL1(__NR_epoll_create1, 0);
  ctl(events, ADD, queue, EPOLLIN, 7);
  CHILD(nap(10); shut(open_at(DIR "/f", 0)));
  same(wait_events(events, 4, 1000), 1, "a wait for what a child does");
  reap();
  while (next()) {}
  shut(events);
  fcntl(queue, F_SETFL, 0);
  CHILD(nap(10); CALL3(__NR_fchmodat, AT_FDCWD, DIR "/f", 0600));
  same(READ(queue, bytes, 100), 16, "a read waits");
  reap();
  fcntl(queue, F_SETFL, O_NONBLOCK);
  i64 fd = open_at(DIR "/f", O_RDWR);
  while (next()) {}
  char c;
  for (int i = 0; i < 20000; i++) WRITE(fd, "x", 1), CALL3(__NR_lseek, fd, 0, 0), READ(fd, &c, 1);
  int modified = 0, overflowed = 0, last = 0;
  for (struct notice *one; (one = next());) {
    if (one->mask == MODIFY) modified++;
    last = one->mask == OVERFLOW && one->watch == -1;
    overflowed += last;
  }
  same(modified, 8192, "a queue holds so many");
  same(overflowed, 1, "then one notice says that there was more");
  same(last, 1, "the last");
  shut(fd);
  drop(DIR "/f");
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  make("/tmp");
  make(DIR);
  queue = CALL1(__NR_inotify_init1, O_NONBLOCK | O_CLOEXEC);
  ok(queue >= 0, "inotify_init1 gives a descriptor");
  directory();
  file();
  ways();
  shut(queue);
  drop_dir(DIR);
  return tap_end();
}
