/* /proc as Linux has it: files of a process, links that lead to objects, permissions, zombies, other processes' memory. */
#include "linux.h"
#define ENOENT 2
#define EIO 5
#define ENXIO 6
#define EBADF 9
#define EACCES 13
#define ENOTDIR 20
#define AT_FDCWD (-100)
#define O_RDONLY 0
#define O_WRONLY 1
#define O_RDWR 2
#define O_CREAT 0100
#ifdef __x86_64__
#define O_NOFOLLOW 0400000
#define O_DIRECTORY 0200000
#else
#define O_NOFOLLOW 0100000
#define O_DIRECTORY 040000
#endif
#define O_PATH 010000000

static char text[65536];
static i64 open_at(const char *path, int flags) { return CALL4(__NR_openat, AT_FDCWD, path, flags, 0600); }
static void shut(i64 fd) { CALL1(__NR_close, fd); }

/* The whole of a file in `text`; its length or an error. */
static i64 slurp(const char *path) {
  i64 fd = open_at(path, O_RDONLY), n, all = 0;
  if (fd < 0) return fd;
  while ((n = READ(fd, text + all, sizeof text - 1 - all)) > 0) all += n;
  shut(fd);
  text[all] = 0;
  return n < 0 ? n : all;
}
static i64 link_of(const char *path) {
  i64 n = CALL4(__NR_readlinkat, AT_FDCWD, path, text, sizeof text - 1);
  text[n < 0 ? 0 : n] = 0;
  return n;
}
static char *find(char *in, const char *what) {
  for (; *in; in++) {
    ureg i = 0;
    while (what[i] && in[i] == what[i]) i++;
    if (!what[i]) return in;
  }
  return 0;
}
static int begins(const char *with) { return find(text, with) == text; }
static i64 number(const char *at) {
  i64 value = 0;
  while (*at == ' ' || *at == '\t') at++;
  for (; *at >= '0' && *at <= '9'; at++) value = value * 10 + *at - '0';
  return value;
}
/* Builds /proc/PID/NAME. */
static char name[256];
static const char *of(i64 pid, const char *file) {
  char digits[24];
  int n = 0, at = 0;
  for (const char *p = "/proc/"; *p; p++) name[at++] = *p;
  do digits[n++] = '0' + pid % 10, pid /= 10;
  while (pid);
  while (n) name[at++] = digits[--n];
  if (*file) name[at++] = '/';
  while (*file) name[at++] = *file++;
  name[at] = 0;
  return name;
}
/* Field n of /proc/PID/stat, counted from 1 as proc(5) does; those behind the name. */
static char *field(int n) {
  char *at = text;
  for (char *p = text; *p; p++) if (*p == ')') at = p + 2;
  for (int i = 3; i < n; i++) {
    while (*at != ' ') at++;
    at++;
  }
  return at;
}

static void own(char **argv) {
  link_of("/proc/self");
  same(number(text), self(), "/proc/self leads to the reader");
  link_of("/proc/thread-self");
  ok(find(text, "/task/") != 0, "/proc/thread-self leads to its thread");
  ok(slurp("/proc/self/stat") > 0, "stat can be read");
  same(number(text), self(), "stat begins with the number");
  ok(find(text, "(proc) R ") != 0, "then the name and R: the reader runs");
  same(number(field(4)), CALL0(__NR_getppid), "field 4 is the parent");
  same(number(field(5)), CALL1(__NR_getpgid, 0), "field 5 is the group");
  same(number(field(6)), CALL1(__NR_getsid, 0), "field 6 is the session");
  same(number(field(20)), 1, "field 20 counts threads");
  ok(number(field(23)) > 0, "its size is told");
  slurp("/proc/self/status");
  ok(begins("Name:\tproc\nUmask:\t0"), "status begins with the name and the mask");
  ok(find(text, "\nState:\tR (running)\n") != 0, "then the state");
  same(number(find(text, "\nPid:") + 5), self(), "and the number");
  ok(find(text, "\nVmRSS:\t") != 0 && find(text, "\nThreads:\t1\n") != 0, "memory and threads");
  slurp("/proc/self/cmdline");
  ok(equal(text, argv[0]), "cmdline is the arguments");
  argv[0][0] = 'X';
  slurp("/proc/self/cmdline");
  same(text[0], 'X', "as they lie in memory now");
  ok(slurp("/proc/self/maps") > 0 && find(text, "[stack]") != 0, "maps shows the stack");
  ok(find(text, "/proc\n") != 0, "and the program");
  ok(slurp("/proc/self/auxv") > 0, "auxv can be read");
  same(CALL4(__NR_openat, AT_FDCWD, "/proc/self/nothing", O_RDONLY, 0), -ENOENT, "other names are not there");
  same(open_at("/proc/0", O_RDONLY), -ENOENT, "nor is process 0");
  same(open_at("/proc/self/new", O_CREAT | O_RDWR), -ENOENT, "and none can be made");
  same(open_at("/proc/self/stat/x", O_RDONLY), -ENOTDIR, "a file is no directory");
}

static void naming(void) {
  i64 fd = open_at("/proc/self/comm", O_RDWR);
  same(WRITE(fd, "a-name-that-is-too-long\n", 24), 24, "comm takes a name");
  shut(fd);
  slurp("/proc/self/comm");
  ok(equal(text, "a-name-that-is-\n"), "and keeps fifteen bytes of it");
  fd = open_at("/proc/self/comm", O_WRONLY);
  WRITE(fd, "proc", 4);
  shut(fd);
  slurp("/proc/self/oom_score_adj");
  fd = open_at("/proc/self/oom_score_adj", O_RDWR);
  same(WRITE(fd, "1001", 4), -EINVAL, "oom_score_adj is at most 1000");
  same(WRITE(fd, "500\n", 4), 4, "500 it takes");
  shut(fd);
  slurp("/proc/self/oom_score_adj");
  ok(equal(text, "500\n"), "and shows");
}

static void again(void) {
  char first[64];
  i64 fd = open_at("/proc/self/stat", O_RDONLY);
  i64 n = READ(fd, first, 10);
  same(n, 10, "a read of a part gives the part");
#if __SIZEOF_LONG__ == 8
  same(CALL4(__NR_pread64, fd, first, 64, 1 << 20), 0, "behind the end there is nothing");
#endif
  same(WRITE(fd, "x", 1), -EBADF, "what was opened to read is not written");
  shut(fd);
  fd = open_at("/proc/uptime", O_RDONLY);
  n = READ(fd, first, 63);
  first[n] = 0;
  nap(30);
  CALL3(__NR_lseek, fd, 0, 0);
  n = READ(fd, text, 63);
  text[n] = 0;
  ok(!equal(first, text), "a read from the start tells anew");
  shut(fd);
}

static void descriptors(void) {
  int ends[2];
  char byte = 0;
  CALL2(__NR_pipe2, ends, 0);
  of(self(), "fd/");
  char path[32] = "/proc/self/fd/", *at = path + 14;
  if (ends[0] >= 10) *at++ = '0' + ends[0] / 10;
  *at++ = '0' + ends[0] % 10;
  *at = 0;
  link_of(path);
  ok(begins("pipe:["), "a pipe is shown as one");
  i64 writer = open_at(path, O_WRONLY);
  ok(writer >= 0, "and is opened again, to write although it was the reading end");
  same(WRITE(writer, "p", 1), 1, "what is written there");
  READ(ends[0], &byte, 1);
  same(byte, 'p', "comes out");
  shut(writer);
  same(open_at(path, O_RDONLY | O_NOFOLLOW) < 0, 1, "without following it is a link");
  shut(ends[0]), shut(ends[1]);
  same(link_of(path), -ENOENT, "a closed descriptor is not there");
  i64 file = open_at("/tmp/k42-proc-test", O_CREAT | O_RDWR);
  at = path + 14;
  if (file >= 10) *at++ = '0' + file / 10;
  *at++ = '0' + file % 10;
  *at = 0;
  WRITE(file, "kept", 4);
  link_of(path);
  ok(equal(text, "/tmp/k42-proc-test"), "a file is shown by its name");
  CALL3(__NR_unlinkat, AT_FDCWD, "/tmp/k42-proc-test", 0);
  link_of(path);
  ok(equal(text, "/tmp/k42-proc-test (deleted)"), "and as deleted");
  i64 second = open_at(path, O_RDONLY);
  ok(second >= 0, "it can be opened all the same");
  same(READ(second, text, 8), 4, "from its beginning");
  shut(second), shut(file);
  i64 directory = open_at("/proc/self/fd", O_RDONLY | O_DIRECTORY);
  ok(CALL3(__NR_getdents64, directory, text, 4096) > 0, "descriptors are listed");
  shut(directory);
  link_of("/proc/self/cwd");
  char here[256];
  CALL2(__NR_getcwd, here, sizeof here);
  ok(equal(text, here), "cwd leads to the working directory");
  i64 through = open_at("/proc/self/root/proc/self/exe", O_PATH);
  ok(through >= 0, "one walks through such links");
  shut(through);
}

static volatile u64 word = 0x1122334455667788;
static void others(void) {
  int status;
  i64 pid = fork_child();
  if (pid == 0) for (;;) CALL0(__NR_pause);
  nap(20);
  slurp(of(pid, "stat"));
  ok(*field(3) == 'S', "a process that waits is S");
  i64 fd = open_at(of(pid, "mem"), O_RDWR);
#if __SIZEOF_LONG__ == 8
  u64 value = 0;
#define AT(address) (u64)(address)
  same(CALL4(__NR_pread64, fd, &value, 8, AT(&word)), 8, "its memory can be read");
  ok(value == word, "and is what it has");
  value = 5;
  same(CALL4(__NR_pwrite64, fd, &value, 8, AT(&word)), 8, "and written");
  same(CALL4(__NR_pread64, fd, text, 8, AT(&word)), 8, "read again");
  ok(*(u64 *)text == 5 && word != 5, "it is the other's");
  same(CALL4(__NR_pread64, fd, text, 8, 4096), -EIO, "what is not mapped is EIO");
  same(CALL4(__NR_pwrite64, fd, &value, 8, AT(&others)), 8, "a debugger may change its code");
#endif
  send(pid, SIGSTOP);
  wait_for(pid, &status, WUNTRACED);
  slurp(of(pid, "stat"));
  ok(*field(3) == 'T', "a stopped process is T");
  send(pid, SIGKILL);
  nap(20);
  slurp(of(pid, "stat"));
  ok(*field(3) == 'Z', "one that is over is Z");
  slurp(of(pid, "status"));
  ok(find(text, "State:\tZ (zombie)\n") && !find(text, "VmRSS"), "and has no memory");
  same(slurp(of(pid, "cmdline")), 0, "nor arguments");
  same(link_of(of(pid, "exe")), -ENOENT, "nor a program");
  i64 kept = open_at(of(pid, "stat"), O_RDONLY);
  wait_for(pid, &status, 0);
  same(READ(kept, text, 64), -ESRCH, "waited for, an open file of it is ESRCH");
  same(open_at(of(pid, ""), O_RDONLY), -ENOENT, "and its directory is gone");
  same(READ(fd, text, 1), 0, "its memory is at its end");
  shut(kept), shut(fd);
}

static void strangers(void) {
  int status;
  i64 pid = fork_child();
  if (pid == 0) for (;;) CALL0(__NR_pause);
  i64 other = fork_child();
  if (other == 0) {
    CALL3(__NR_setresgid, 1000, 1000, 1000);
    CALL3(__NR_setresuid, 1000, 1000, 1000);
    if (slurp(of(pid, "stat")) <= 0) leave(1);
    if (link_of(of(pid, "exe")) != -EACCES) leave(2);
    if (open_at(of(pid, "mem"), O_RDONLY) != -EACCES) leave(3);
    if (open_at(of(pid, "fd"), O_RDONLY) != -EACCES) leave(4);
    if (open_at(of(pid, "environ"), O_RDONLY) != -EACCES) leave(5);
    if (slurp("/proc/self/fd/../status") <= 0) leave(6);
    leave(0);
  }
  wait_for(other, &status, 0);
  same(status >> 8, 0, "a stranger sees what is public and no more");
  send(pid, SIGKILL);
  wait_for(pid, &status, 0);
}

static void machine(void) {
  ok(slurp("/proc/meminfo") > 0 && begins("MemTotal:"), "meminfo");
  ok(number(text + 9) > 0, "has a total");
  ok(slurp("/proc/stat") > 0 && begins("cpu  "), "stat");
  ok(find(text, "\nbtime ") && find(text, "\nprocesses "), "tells when it started and how many processes there were");
  ok(slurp("/proc/loadavg") > 0 && find(text, ".") != 0, "loadavg");
  ok(slurp("/proc/mounts") > 0 && find(text, " /proc proc "), "mounts");
  ok(slurp("/proc/self/mountinfo") > 0 && find(text, " - proc "), "mountinfo");
  ok(slurp("/proc/net/dev") > 0 && find(text, "    lo:"), "net/dev has the loopback");
  ok(slurp("/proc/sys/kernel/ostype") == 6 && begins("Linux\n"), "sys/kernel/ostype");
  ok(slurp("/proc/sys/kernel/random/uuid") == 37 && text[14] == '4', "a random UUID");
  same(open_at("/proc/sys/kernel/ostype", O_WRONLY), -EACCES, "what is fixed is so for root too");
  ok(slurp("/sys/devices/system/cpu/online") > 0 && begins("0"), "/sys tells of processors");
}

static void statistics(void) {
  u64 buffer[32];
  memset(buffer, 0, sizeof buffer);
#if __SIZEOF_LONG__ == 8
  same(CALL2(__NR_statfs, "/proc/self", buffer), 0, "statfs of /proc");
  same(buffer[0], 0x9fa0, "says what it is");
  CALL2(__NR_statfs, "/sys", buffer);
  same(buffer[0], 0x62656572, "as /sys does");
#endif
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)envp;
  own(argv);
  naming();
  again();
  descriptors();
  others();
  strangers();
  machine();
  statistics();
  return tap_end();
}
