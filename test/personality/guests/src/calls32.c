/* only: linux-ppc32
 * Calls whose arguments or structures 32-bit programs have in another shape: 64-bit offsets in pairs of registers, two kinds
 * of times, files, limits and sets of signals. */
#include "linux.h"
#include <asm/stat.h>
#include <asm/statfs.h>
#include <linux/fcntl.h>
#include <linux/resource.h>

#define HIGH(value) ((ureg)((u64)(value) >> 32))
#define LOW(value) ((ureg)(value))
#define EOVERFLOW 75
#define SEEK_CUR 1
#define SEEK_END 2
#define FAR 0x100000008ull

struct time64 { i64 seconds, nanoseconds; };
struct old_action { void *handler; ureg mask; ureg flags; void *restorer; };
struct vector { void *base; ureg length; };

static const char *NAME = "/tmp/calls32";
static int fd;
static char text[64];

static void offsets(void) {
  fd = (int)CALL4(__NR_openat, -100, NAME, O_RDWR | O_CREAT | O_TRUNC | O_LARGEFILE, 0644);
  ok(fd >= 0, "a file is opened");
  WRITE(fd, "0123456789", 10);
  same(CALL6(__NR_pwrite64, fd, "end", 3, 0, HIGH(FAR - 3), LOW(FAR - 3)), 3, "pwrite64 takes its offset from r7 and r8");
  struct stat64 large;
  same(CALL2(__NR_fstat64, fd, &large), 0, "fstat64 answers 0");
  same((i64)large.st_size, FAR, "and tells a size above 4 GiB");
  same(large.st_mode, 0100644, "the mode");
  same(large.st_nlink, 1, "one link");
  struct stat small;
  same(CALL2(__NR_fstat, fd, &small), -EOVERFLOW, "for fstat it is too large");
  u64 at = 0;
  same(CALL6(__NR__llseek, fd, HIGH(FAR), LOW(FAR) - 3, &at, 0, 0), 0, "_llseek takes halves");
  same((i64)at, FAR - 3, "and stores the whole");
  same(READ(fd, text, 10), 3, "the program reads there");
  ok(text[0] == 'e' && text[2] == 'd', "what it wrote");
  memset(text, 0, 10);
  same(CALL6(__NR_pread64, fd, text, 4, 0, 0, 3), 4, "pread64 likewise");
  ok(text[0] == '3' && text[3] == '6', "reads elsewhere");
  struct vector two[2] = {{text, 2}, {text + 10, 3}};
  same(CALL6(__NR_preadv, fd, two, 2, 5, 0, 0), 5, "preadv has the low half first");
  ok(text[0] == '5' && text[1] == '6' && text[10] == '7' && text[12] == '9', "and two words a piece");
  same(CALL4(__NR_ftruncate64, fd, 0, HIGH(0x180000000), LOW(0x180000000)), 0, "ftruncate64 takes its length from r5 and r6");
  CALL2(__NR_fstat64, fd, &large);
  same((i64)large.st_size, 0x180000000, "and makes it so");
  same(CALL4(__NR_truncate64, NAME, 0, 0, 100), 0, "so does truncate64");
  same(CALL6(__NR_fallocate, fd, 0, 0, 200, 0, 50), 0, "fallocate takes two pairs");
  same(CALL2(__NR_fstat, fd, &small), 0, "fstat answers 0 for small files");
  same(small.st_size, 250, "with the size");
  same(small.st_mode, 0100644, "and the mode");
  same(CALL6(__NR_fadvise64_64, fd, 0, 0, 0, 0, 10), 0, "fadvise64_64 has its advice before the pairs");
  same(CALL6(__NR_readahead, fd, 0, 0, 0, 100, 0), 0, "readahead its count behind one");
  same(CALL2(__NR_ftruncate, fd, 8192), 0, "ftruncate takes a word");
  CALL6(__NR_pwrite64, fd, "page", 4, 0, 0, 4096);
  char *mapped = (char *)CALL6(__NR_mmap2, 0, 4096, 1, 1, fd, 1);
  ok((ureg)mapped < (ureg)-4096 && mapped[0] == 'p' && mapped[3] == 'e', "mmap2 counts its offset in pages of 4096 bytes");
  CALL2(__NR_munmap, mapped, 4096);
  mapped = (char *)CALL6(__NR_mmap, 0, 4096, 1, 1, fd, 4096);
  ok((ureg)mapped < (ureg)-4096 && mapped[0] == 'p', "mmap in bytes");
  CALL2(__NR_munmap, mapped, 4096);
}

static void locks(void) {
  struct { short type, whence; int pad; i64 start, length; int pid; } large = {F_WRLCK, 0, 0, 0x100000000, 10, 0};
  struct { short type, whence; reg start, length; int pid; } small = {F_WRLCK, 0, 5, 5, 0};
  same(CALL3(__NR_fcntl64, fd, 13 /* F_SETLK64 */, &large), 0, "fcntl64 locks far away");
  same(CALL3(__NR_fcntl, fd, 6 /* F_SETLK */, &small), 0, "fcntl nearby");
  i64 pid = fork_child();
  if (pid == 0) {
    large.start = 0x100000005, large.length = 1;
    if (CALL3(__NR_fcntl64, fd, 12 /* F_GETLK64 */, &large) != 0) leave(1);
    if (large.type != F_WRLCK || large.start != 0x100000000 || large.length != 10) leave(2);
    if (large.pid != CALL0(__NR_getppid)) leave(3);
    small.start = 7, small.length = 1;
    if (CALL3(__NR_fcntl, fd, 5 /* F_GETLK */, &small) != 0) leave(4);
    if (small.type != F_WRLCK || small.start != 5 || small.length != 5) leave(5);
    leave(0);
  }
  int status = -1;
  wait_for(pid, &status, 0);
  same(status, 0, "another process sees both (see the code for the step)");
}

static void names(void) {
  struct stat64 large;
  struct stat small;
  same(CALL2(__NR_stat64, NAME, &large), 0, "stat64 answers 0");
  same((i64)large.st_size, 8192, "with the size");
  same(CALL2(__NR_stat, NAME, &small), 0, "stat answers 0");
  same(small.st_size, 8192, "with the size");
  ok((ureg)large.st_ino == small.st_ino, "and the same file number");
  same(CALL4(__NR_fstatat64, -100, NAME, &large, 0), 0, "fstatat64 answers 0");
  same((i64)large.st_size, 8192, "with the size");
  struct statfs64 system64;
  struct statfs system;
  same(CALL3(__NR_statfs64, "/tmp", sizeof system64, &system64), 0, "statfs64 is told its structure's size");
  same(CALL3(__NR_statfs64, "/tmp", 80, &system64), -EINVAL, "which must be right");
  same(CALL2(__NR_statfs, "/tmp", &system), 0, "statfs answers 0");
  ok(system.f_type == system64.f_type && system.f_bsize == system64.f_bsize, "and the same");
  u8 entries[512];
  reg dir = CALL4(__NR_openat, -100, "/tmp", O_DIRECTORY, 0);
  reg long_ones = CALL3(__NR_getdents64, dir, entries, sizeof entries);
  ok(long_ones > 0 && entries[16] == 0 && entries[17] >= 24, "getdents64 has its length at 16");
  CALL3(__NR_lseek, dir, 0, 0);
  reg short_ones = CALL3(__NR_getdents, dir, entries, sizeof entries);
  ok(short_ones > 0 && entries[8] == 0 && entries[9] >= 12, "getdents at 8");
  CALL1(__NR_close, dir);
  struct time64 times[2] = {{0x123456789, 5}, {0x23456789a, 7}};
  same(CALL4(412 /* utimensat_time64 */, -100, NAME, times, 0), 0, "utimensat_time64 takes times of the far future");
  struct { u32 mask, blocks; u64 attributes; u32 links, uid, gid; u16 mode, spare; u64 ino, size, count, attribute_mask; struct { i64 seconds; u32 nanoseconds; int spare; } at, birth, change, modified; u8 rest[128]; } extended;
  same(CALL6(__NR_statx, -100, NAME, 0, 0x7ff, &extended, 0), 0, "statx answers 0");
  same(extended.modified.seconds, 0x23456789a, "and tells them");
  same(extended.modified.nanoseconds, 7, "exactly");
  struct time words[2] = {{100, 200}, {300, 400}};
  same(CALL4(__NR_utimensat, -100, NAME, words, 0), 0, "utimensat takes words");
  CALL2(__NR_stat64, NAME, &large);
  same(large.st_mtime, 300, "which stat64 tells");
  same(large.st_mtime_nsec, 400, "exactly");
}

static void clocks(void) {
  struct time now;
  struct time64 wide;
  same(CALL2(__NR_clock_gettime, 0, &now), 0, "clock_gettime fills words");
  same(CALL2(403 /* clock_gettime64 */, 0, &wide), 0, "clock_gettime64 doublewords");
  ok(wide.seconds - now.seconds <= 2 && wide.seconds >= now.seconds, "with the same time");
  struct time day;
  CALL2(__NR_gettimeofday, &day, 0);
  ok(day.seconds - now.seconds <= 2 && day.seconds >= now.seconds && day.nanoseconds < 1000000, "gettimeofday tells it too");
  same(CALL2(406 /* clock_getres_time64 */, 1, &wide), 0, "clock_getres_time64 answers 0");
  same(wide.nanoseconds, 1, "and a nanosecond");
  struct time64 soon = {0, 2000000}, wrong = {0, 1000000000};
  same(CALL4(407 /* clock_nanosleep_time64 */, 1, 0, &soon, 0), 0, "clock_nanosleep_time64 sleeps");
  same(CALL4(407, 1, 0, &wrong, 0), -EINVAL, "and checks its time");
  int futex = 1;
  same(CALL6(422 /* futex_time64 */, &futex, 128, 1, &soon, 0, 0), -ETIMEDOUT, "futex_time64 waits");
  struct time brief = {0, 2000};
  same(CALL6(__NR__newselect, 0, 0, 0, 0, &brief, 0), 0, "_newselect waits for microseconds");
  same(CALL6(413 /* pselect6_time64 */, 0, 0, 0, 0, &soon, 0), 0, "pselect6_time64 for nanoseconds");
  struct { int fd; short events, revents; } poll = {fd, 1, 0};
  same(CALL6(414 /* ppoll_time64 */, &poll, 1, &soon, 0, 0, 0), 1, "ppoll_time64 tells that a file can be read");
  same(poll.revents, 1, "at once");
  int ends[2];
  CALL2(__NR_pipe2, ends, 0);
  ureg set[32];
  memset(set, 0, sizeof set);
  set[0] = 1u << ends[0] | 1u << ends[1];
  ureg writes[32];
  memcpy(writes, set, sizeof set);
  same(CALL6(__NR__newselect, 20, set, writes, 0, &brief, 0), 1, "a set of descriptors is words");
  same(writes[0], (i64)(1u << ends[1]), "with the first in the lowest bit");
  struct { struct time interval, value; } timer = {{0, 0}, {100, 0}}, old;
  CALL3(__NR_setitimer, 0, &timer, 0);
  CALL2(__NR_getitimer, 0, &old);
  ok(old.value.seconds == 99 || old.value.seconds == 100, "an interval timer counts in words");
  timer.value.seconds = 0;
  CALL3(__NR_setitimer, 0, &timer, 0);
}

static void limits(void) {
  struct { ureg current, most; } old, unlimited, small = {0x10000, 0x7fffffff};
  struct { u64 current, most; } wide;
  same(CALL2(__NR_setrlimit, RLIMIT_CORE, &small), 0, "setrlimit takes words");
  same(CALL4(__NR_prlimit64, 0, RLIMIT_CORE, 0, &wide), 0, "prlimit64 tells doublewords");
  ok(wide.current == 0x10000 && wide.most == 0x7fffffff, "the same");
  same(CALL4(__NR_prlimit64, 0, RLIMIT_FSIZE, 0, &wide), 0, "of file sizes too");
  ok(wide.most == ~0ull, "which are not limited");
  CALL2(__NR_getrlimit, RLIMIT_FSIZE, &old);
  CALL2(__NR_ugetrlimit, RLIMIT_FSIZE, &unlimited);
  same(old.most, 0x7fffffff, "getrlimit calls that 2^31 - 1");
  same(unlimited.most, 0xffffffff, "ugetrlimit 2^32 - 1");
  struct { reg uptime; ureg loads[3], total, free, shared, buffer, swap, free_swap; u16 processes, pad; ureg high, free_high; u32 unit; char rest[8]; } system;
  same(CALL1(__NR_sysinfo, &system), 0, "sysinfo answers 0");
  ok(system.unit >= 1 && system.total > 1000, "with memory in units");
  struct { struct time user, system; reg figures[14]; } usage;
  memset(&usage, 0xff, sizeof usage);
  same(CALL2(__NR_getrusage, 0, &usage), 0, "getrusage answers 0");
  ok(usage.user.seconds == 0 && usage.system.seconds == 0 && usage.figures[13] >= 0, "with eighteen words");
  reg ticks[5] = {-1, -1, -1, -1, -1};
  CALL1(__NR_times, ticks);
  ok(ticks[3] >= 0 && ticks[4] == -1, "times fills four");
}

static volatile int heard;
static void count(int signal) { (void)signal; heard++; }
static void old_signals(void) {
  struct old_action action = {(void *)count, BIT(SIGUSR2), SA_RESTART, 0}, before;
  same(CALL3(__NR_sigaction, SIGUSR1, &action, 0), 0, "the first sigaction answers 0");
  same(CALL3(__NR_sigaction, SIGUSR1, 0, &before), 0, "and tells what was set");
  ok(before.handler == (void *)count && before.mask == BIT(SIGUSR2) && before.flags == SA_RESTART, "in its order");
  ureg set = BIT(SIGUSR1), old = 7;
  same(CALL3(__NR_sigprocmask, SIG_BLOCK, &set, &old), 0, "the first sigprocmask has one word");
  same(old, 0, "which was empty");
  send(self(), SIGUSR1);
  ureg pending = 0;
  same(CALL1(__NR_sigpending, &pending), 0, "so has sigpending");
  same(pending, (i64)BIT(SIGUSR1), "with the signal");
  same(heard, 0, "that waits");
  same(CALL1(__NR_sigsuspend, 0), -EINTR, "sigsuspend takes a word");
  same(heard, 1, "and lets it come");
  CALL3(__NR_sigprocmask, SIG_UNBLOCK, &set, 0);
  same(CALL2(__NR_signal, SIGUSR1, count), (reg)count, "signal answers the handler before");
  send(self(), SIGUSR1);
  same(heard, 2, "its handler runs");
  CALL3(__NR_sigaction, SIGUSR1, 0, &before);
  ok(before.handler == 0, "once");
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  offsets();
  locks();
  names();
  clocks();
  limits();
  old_signals();
  CALL1(__NR_unlink, NAME);
  return tap_end();
}
