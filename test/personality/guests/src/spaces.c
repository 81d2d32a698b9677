/* Name spaces of users, mounts, names of the system and IPC, and what may be mounted. For a superuser of any Linux. */
#include "linux.h"

#define ENOENT 2
#define ENXIO 6
#define EACCES 13
#define EBUSY 16
#define EXDEV 18
#define ENODEV 19
#define ENOTDIR 20
#define EROFS 30
#define ELOOP 40
#define AT_FDCWD -100
#define O_RDWR 2
#define O_CREAT 64

#define NEWNS 0x20000
#define NEWUTS 0x4000000
#define NEWIPC 0x8000000
#define NEWNET 0x40000000
#define NEWUSER 0x10000000
#define RDONLY 1
#define NODEV 4
#define NOEXEC 8
#define REMOUNT 32
#define BIND 4096
#define MOVE 8192
#define REC 16384
#define UNBINDABLE (1 << 17)
#define PRIVATE (1 << 18)
#define SLAVE (1 << 19)
#define DETACH 2
#define EXPIRE 4

static reg mount(const char *from, const char *to, const char *type, ureg flags, const char *data) { return CALL6(__NR_mount, from, to, type, flags, data, 0); }
static reg umount(const char *path, int flags) { return CALL2(__NR_umount2, path, flags); }
static reg unshare(ureg flags) { return CALL1(__NR_unshare, flags); }
static reg make(const char *path) { return CALL3(__NR_mkdirat, AT_FDCWD, path, 0755); }
static reg open(const char *path, int flags) { return CALL4(__NR_openat, AT_FDCWD, path, flags, 0755); }
static reg there(const char *path) { return CALL3(__NR_faccessat, AT_FDCWD, path, 0); }
static reg make_file(const char *path) {
  reg fd = open(path, O_CREAT | O_RDWR);
  return fd < 0 ? fd : CALL1(__NR_close, fd);
}
static reg write_to(const char *path, const char *text) {
  reg fd = open(path, O_RDWR);
  if (fd < 0) return fd;
  reg result = WRITE(fd, text, length(text));
  CALL1(__NR_close, fd);
  return result;
}
static char text[8192];
static const char *read_of(const char *path) {
  reg fd = open(path, 0), n = 0, more;
  while (fd >= 0 && (more = READ(fd, text + n, sizeof text - 1 - (ureg)n)) > 0) n += more;
  CALL1(__NR_close, fd);
  text[n] = 0;
  return text;
}
static int contains(const char *whole, const char *part) {
  for (; *whole; whole++) {
    ureg at = 0;
    while (part[at] && whole[at] == part[at]) at++;
    if (!part[at]) return 1;
  }
  return 0;
}

/* Statements of a child are counted on from ours. */
static void states(void (*work)(void), int statements) {
  int before = tap_count, status = -1;
  reg pid = fork_child();
  if (pid == 0) work(), leave(tap_end());
  wait_for(pid, &status, 0);
  tap_count = before + statements;
  if (status != 0) same(status, 0, "the child did well"), tap_count--;
}

static void users(void) {
  same(unshare(0x2), -EINVAL, "a flag of unshare is known");
  same(unshare(NEWUSER), 0, "a process begins a name space of users");
  same(CALL0(__NR_getuid), 65534, "in which it is nobody");
  ok(equal(read_of("/proc/self/uid_map"), ""), "as long as no numbers stand for any");
  same(CALL1(__NR_setuid, 0), -EINVAL, "it can become nobody else");
  same(CALL2(__NR_setgroups, 0, 0), -EPERM, "groups come later");
  same(write_to("/proc/self/uid_map", "0 0"), -EINVAL, "a map has lines of three numbers");
  same(write_to("/proc/self/uid_map", "0 0 0\n"), -EINVAL, "stands for some");
  same(write_to("/proc/self/uid_map", "0 0 2\n1 2 3\n"), -EINVAL, "and for each once");
  same(write_to("/proc/self/uid_map", "0 5 1\n"), -EPERM, "a number that is not one's own needs a right outside");
  same(write_to("/proc/self/uid_map", "7 0 1\n"), 6, "one's own does not");
  same(write_to("/proc/self/uid_map", "7 0 1\n"), -EPERM, "it is written once");
  ok(equal(read_of("/proc/self/uid_map"), "         7          0          1\n"), "and shown");
  same(CALL0(__NR_getuid), 7, "the process has its number");
  same(CALL1(__NR_setuid, 5), -EINVAL, "there is no other");
  same(CALL1(__NR_setuid, 7), 0, "it is who it is");
  same(write_to("/proc/self/gid_map", "8 0 1\n"), -EPERM, "a group has to wait");
  ok(equal(read_of("/proc/self/setgroups"), "allow\n"), "as long as groups may be left");
  same(write_to("/proc/self/setgroups", "deny"), 4, "which is given up");
  same(write_to("/proc/self/setgroups", "allow"), -EPERM, "for good");
  same(write_to("/proc/self/gid_map", "8 0 1\n"), 6, "then it is mapped");
  same(CALL0(__NR_getgid), 8, "and shown");
  same(CALL2(__NR_setgroups, 0, 0), -EPERM, "groups stay");
  same(make_file("/tmp/k42-users"), 0, "files are made");
  same(CALL6(__NR_fchownat, AT_FDCWD, "/tmp/k42-users", 7, 8, 0, 0), 0, "given to whom there is");
  same(CALL6(__NR_fchownat, AT_FDCWD, "/tmp/k42-users", 0, 0, 0, 0), -EINVAL, "not to others");
  CALL3(__NR_unlinkat, AT_FDCWD, "/tmp/k42-users", 0);
  same(mount("x", "/tmp", "tmpfs", 0, 0), -EPERM, "the mounts belong to others");
  same(unshare(NEWNS), 0, "until it has its own");
  same(mount("x", "/tmp", "tmpfs", 0, 0), 0, "which it changes");
  same(umount("/proc", 0), -EINVAL, "what others mounted stays");
  same(umount("/tmp", 0), 0, "its own goes");
}

static reg attributes(const char *path, int flags, u64 set, u64 clear, ureg size) {
  u64 all[8] = {set, clear, 0, 0};
  return CALL6(__NR_mount_setattr, AT_FDCWD, path, flags, all, size, 0);
}

static void mounts(void) {
  static const char at[] = "/tmp";
  same(unshare(NEWNS), 0, "a process begins a name space of mounts");
  same(mount("none", "/", 0, REC | PRIVATE, 0), 0, "whose mounts are its own");
  same(mount("none", "/", 0, REC | SLAVE | PRIVATE, 0), -EINVAL, "one way or another");
  same(mount("x", "/tmp/no", "tmpfs", 0, 0), -ENOENT, "a mount needs a place");
  same(mount("x", at, "nosuchfs", 0, 0), -ENODEV, "a kind that there is");
  same(mount("x", at, 0, 0, 0), -EINVAL, "and one at all");
  same(mount("x", at, "tmpfs", 0, "nonsense=1"), -EINVAL, "and options that it knows");
  same(mount("x y", at, "tmpfs", NODEV, "size=1m,mode=700"), 0, "files in memory are mounted");
  ok(contains(read_of("/proc/self/mounts"), "x\\040y /tmp tmpfs rw,nodev,relatime"), "and shown");
  CALL1(__NR_chdir, at);
  make("a"), make("b"), make("a/deep"), make_file("a/file"), make_file("b/file");
  same(mount("a", "b", 0, BIND, 0), 0, "a directory lies over another one");
  same(there("b/deep"), 0, "and is seen there");
  same(mount("a/file", "b", 0, BIND, 0), -ENOTDIR, "a file is no directory");
  same(mount("a/file", "b/deep", 0, BIND, 0), -ENOTDIR, "wherever it is");
  same(mount("", "b", 0, BIND, 0), -EINVAL, "something must be bound");
  same(mount("nothing", "b", 0, BIND, 0), -ENOENT, "that is there");
  same(CALL6(__NR_renameat2, AT_FDCWD, "a/file", AT_FDCWD, "b/other", 0, 0), -EXDEV, "names do not go from mount to mount");
  same(CALL3(__NR_unlinkat, AT_FDCWD, "b", 0x200), -EBUSY, "a place that is covered stays");
  same(mount("none", "b", 0, REMOUNT | BIND | RDONLY, 0), 0, "a mount becomes read-only");
  same(make("b/new"), -EROFS, "nothing is made in it");
  same(make_file("b/file"), -EROFS, "nothing is written");
  same(CALL3(__NR_unlinkat, AT_FDCWD, "b/file", 0), -EROFS, "nothing is removed");
  same(CALL3(__NR_unlinkat, AT_FDCWD, "b/none", 0), -EROFS, "not even what is not there");
  same(make("b/deep"), -17, "what is there, is there");
  same(CALL3(__NR_faccessat, AT_FDCWD, "b/file", 2), -EROFS, "which is told before");
  same(make("a/new"), 0, "the same directory elsewhere is as it was");
  same(there("b/new"), 0, "and both see it");
  same(mount("none", "a", 0, REMOUNT | BIND, 0), -EINVAL, "a directory is no mount");
  reg fd = open("b/file", 0);
  same(umount("b", 0), -EBUSY, "a mount with open files stays");
  same(umount("b", DETACH), 0, "unless it is let go");
  char c;
  same(READ(fd, &c, 1), 0, "when its files can still be read");
  same(there("b/deep"), -ENOENT, "but not found");
  CALL1(__NR_close, fd);
  same(umount("a", 0), -EINVAL, "what is no mount is not taken away");
  same(umount("b", 0x100), -EINVAL, "a flag must be known");
  same(mount("a/file", "b/file", 0, BIND, 0), 0, "a file lies over a file");
  same(write_to("a/file", "12"), 2, "it is the same");
  ok(equal(read_of("b/file"), "12"), "by both names");
  same(CALL3(__NR_unlinkat, AT_FDCWD, "b/file", 0), -EBUSY, "and stays there");
  same(umount("b/file", EXPIRE), -EAGAIN, "it may go when nobody wants it");
  same(umount("b/file", EXPIRE), 0, "a second time");
  same(mount("c", "a/deep", "tmpfs", 0, 0), 0, "a mount within a mount");
  make("a/deep/inner");
  mount("a", "b", 0, BIND, 0);
  same(there("b/deep/inner"), -ENOENT, "is not bound with it");
  umount("b", 0);
  same(mount("a", "b", 0, BIND | REC, 0), 0, "unless all is");
  same(there("b/deep/inner"), 0, "with what is below");
  same(umount("b", 0), -EBUSY, "which keeps it");
  same(umount("b", DETACH), 0, "or goes with it");
  same(mount("a/deep", "b", 0, MOVE, 0), 0, "a mount moves");
  same(there("b/inner"), 0, "with its files");
  same(mount("b", "b/inner", 0, MOVE, 0), -ELOOP, "not into itself");
  same(mount("a", "b", 0, MOVE, 0), -EINVAL, "nor does a directory");
  same(mount("none", "b", 0, UNBINDABLE, 0), 0, "what may not be bound");
  same(mount("b", "a", 0, BIND, 0), -EINVAL, "is not");
  CALL1(__NR_chdir, "b/inner");
  same(there("../../a"), 0, "above a mount is where it is");
  CALL1(__NR_chdir, at);
  umount("b", DETACH);
  mount("a", "b", 0, BIND, 0);
  same(mount("none", "b", 0, REMOUNT | BIND | NOEXEC, 0), 0, "programs may be forbidden");
  char *arguments[] = {"x", 0};
  same(CALL3(__NR_execve, "b/file", arguments, 0), -EACCES, "whatever their mode");
  same(attributes("b", 0, 1, 8, 31), -EINVAL, "attributes have a size");
  same(attributes("b", 1, 1, 8, 32), -EINVAL, "and flags");
  same(attributes("b", 0, 1ull << 40, 0, 32), -EINVAL, "there are not so many");
  same(attributes("b", 0, 0x10, 0, 32), -EINVAL, "times are kept one way");
  same(attributes("a", 0, 1, 8, 32), -EINVAL, "a directory has none");
  same(attributes("b", 0, 1 | 0x10, 8 | 0x70, 40), 0, "a mount has them set and cleared");
  ok(contains(read_of("/proc/self/mounts"), "/tmp/b tmpfs ro,noatime"), "each for itself");
  same(attributes("b", 0x8000, 0, 1, 32), 0, "or with all below");
  same(make("b/again"), 0, "which counts at once");
  umount("b", 0);
}

static void root(void) {
  unshare(NEWNS);
  mount("none", "/", 0, REC | PRIVATE, 0);
  mount("new", "/tmp", "tmpfs", 0, 0);
  CALL1(__NR_chdir, "/tmp");
  make("old"), make("proc"), make("sub");
  same(CALL2(__NR_pivot_root, "sub", "sub"), -EINVAL, "a new root is a mount");
  same(CALL2(__NR_pivot_root, "/tmp", "/proc"), -EINVAL, "with the old one below it");
  same(CALL2(__NR_pivot_root, "/", "/tmp/old"), -EBUSY, "and another one");
  same(CALL2(__NR_pivot_root, ".", "old"), 0, "the roots change places");
  same(there("/old/tmp"), 0, "the old one is where it was put");
  same(there("/sub"), 0, "the new one is the root");
  same(mount("p", "/proc", "proc", 0, 0), 0, "processes are shown again");
  same(umount("/old", DETACH), 0, "the old one goes");
  same(there("/old/tmp"), -ENOENT, "with all that is in it");
  read_of("/proc/self/mounts");
  ok(contains(text, "new / tmpfs") && contains(text, "p /proc proc") && !contains(text, "/old"), "what is left is shown");
  same(CALL1(__NR_chroot, "/sub"), 0, "a root may be a directory");
  same(there("/../old"), -ENOENT, "that nobody leaves");
  same(unshare(NEWUSER), -EPERM, "nor by another space of users");
}

struct inet { u16 family; u8 port[2], address[4], zero[8]; };
struct interface { char name[16]; short flags; char rest[24]; };

static int flags_of(reg fd) {
  struct interface lo = {"lo", 0, {0}};
  return CALL3(__NR_ioctl, fd, 0x8913, &lo) < 0 ? -1 : lo.flags;
}

static void networks(void) {
  struct inet self = {2, {0x99, 1}, {127, 0, 0, 1}, {0}}, any = {2, {0, 0}, {0}, {0}};
  same(unshare(NEWNET), 0, "a process begins a network");
  reg fd = CALL3(__NR_socket, 2, 1, 0), datagrams = CALL3(__NR_socket, 2, 2, 0);
  same(flags_of(fd), 8, "whose interface is down");
  same(CALL3(__NR_connect, fd, &self, sizeof self), -101, "there is no way");
  same(CALL3(__NR_connect, datagrams, &self, sizeof self), -101, "for datagrams neither");
  datagrams = CALL3(__NR_socket, 2, 2, 0);
  same(CALL3(__NR_bind, datagrams, &self, sizeof self), 0, "but any address");
  datagrams = CALL3(__NR_socket, 2, 2, 0);
  same(CALL3(__NR_bind, datagrams, &any, sizeof any), 0, "of those that there may be");
  ok(equal(read_of("/proc/self/net/if_inet6"), ""), "as is shown");
  struct interface up = {"lo", 1, {0}};
  same(CALL3(__NR_ioctl, fd, 0x8914, &up), 0, "it goes up");
  same(flags_of(fd) & 1, 1, "and is");
  same(CALL3(__NR_connect, fd, &self, sizeof self), -111, "but nobody is there");
  struct interface down = {"lo", 0, {0}};
  same(CALL3(__NR_ioctl, fd, 0x8914, &down), 0, "it goes down");
  struct interface other = {"eth7", 1, {0}};
  same(CALL3(__NR_ioctl, fd, 0x8914, &other), -ENODEV, "there is no other");
}

static void ipc(void) {
  reg id = CALL3(__NR_shmget, 4711, 4096, 01600);
  ok(id >= 0, "memory is shared by a number");
  same(unshare(NEWIPC), 0, "a process begins a name space of those");
  same(CALL3(__NR_shmget, 4711, 4096, 0600), -ENOENT, "where it means nothing");
  ok(CALL3(__NR_shmget, 4711, 8192, 01600) >= 0, "or something else");
}

static void names(void) {
  char before[65 * 6], now[65 * 6];
  CALL1(__NR_uname, before);
  reg own = open("/proc/self/ns/uts", 0);
  same(unshare(NEWUTS), 0, "a system has another name");
  same(CALL2(__NR_sethostname, "elsewhere", 9), 0, "for a process");
  CALL1(__NR_uname, now);
  ok(equal(now + 65, "elsewhere"), "which is told it");
#ifdef __NR_setns
  same(CALL2(__NR_setns, own, NEWNS), -EINVAL, "a space is of a kind");
  same(CALL2(__NR_setns, own, NEWUTS), 0, "it goes back");
  CALL1(__NR_uname, now);
  ok(equal(now + 65, before + 65), "to the name that was");
  same(CALL2(__NR_setns, 0, 0), -EINVAL, "to what is no space it does not");
#endif
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  states(users, 31);
  states(mounts, 63);
  states(root, 13);
  states(names, 7);
  states(networks, 12);
  states(ipc, 4);
  CALL3(__NR_shmctl, CALL3(__NR_shmget, 4711, 4096, 0600), 0, 0);
  ok(!contains(read_of("/proc/self/mounts"), "x\\040y"), "of all that nothing is seen here");
  return tap_end();
}
