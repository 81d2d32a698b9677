/* Which error wins when two are due, and other answers that programs rarely ask for. As on Linux. */
#include "linux.h"

#define AT_FDCWD -100
#define EBADF 9
#define EACCES 13
#define E2BIG 7
#define ELOOP 40
#define EOPNOTSUPP 95
#define ENOTTY 25
#define O_PATH 010000000
#define SOL_SOCKET 1

static void nothing(int number) { (void)number; }

static void pointers(void) {
  same(CALL2(__NR_sched_getparam, 0, 0), -EINVAL, "sched_getparam wants a place before it looks at it");
  same(CALL2(__NR_sched_setparam, 0, 0), -EINVAL, "so does sched_setparam");
  same(CALL4(__NR_sched_getattr, 0, 0, 48, 0), -EINVAL, "and sched_getattr");
  same(CALL6(__NR_futex_waitv, 0, 1, 0, 0, 0, 0), -EINVAL, "futex_waitv wants its waiters");
  struct info info;
  memset(&info, 0xaa, sizeof info);
  info.code = -1;
  struct action action = {(void *)nothing, 0, 0, 0};
  CALL4(__NR_rt_sigaction, SIGUSR1, &action, 0, 8);
  same(CALL3(__NR_rt_sigqueueinfo, CALL0(__NR_getpid), SIGUSR1, &info), 0, "who queues a signal need not name it again");
  info.code = 0;
  same(CALL3(__NR_rt_sigqueueinfo, 1, SIGUSR1, &info), -EPERM, "but may not pretend to be the kernel");
}

static void actions(void) {
  /* As the C library passes an int of flags. */
  struct action action = {(void *)nothing, (ureg)(reg)(int)(SA_RESETHAND | SA_SIGINFO | SA_NODEFER), 0, 0}, told;
  CALL4(__NR_rt_sigaction, SIGUSR2, &action, 0, 8);
  CALL4(__NR_rt_sigaction, SIGUSR2, 0, &told, 8);
  same(told.flags & 0xffffffff, SA_RESETHAND | SA_SIGINFO | SA_NODEFER, "flags with a sign keep the others");
}

static void mappings(void) {
  int fd = (int)CALL4(__NR_openat, AT_FDCWD, "/tmp/orders", 0101, 0600);
  WRITE(fd, "x", 1);
#if __SIZEOF_LONG__ == 8
  int call = __NR_mmap;
#else
  int call = __NR_mmap2;
#endif
  same(CALL6(call, 0, 4096, 3, 0, fd, 0), -EINVAL, "a mapping is of one kind or the other, before its file is looked at");
  same(CALL6(call, 0, 4096, 1, 2, fd, 0), -EACCES, "which must be readable");
  CALL1(__NR_close, fd);
  fd = (int)CALL4(__NR_openat, AT_FDCWD, "/tmp/orders", 2, 0);
  same(CALL6(call, 0, 4096, 3, 3 | 1 << 10, fd, 0), -EOPNOTSUPP, "MAP_SHARED_VALIDATE refuses what it does not know");
  ok((u64)CALL6(call, 0, 4096, 3, 1 | 1 << 10, fd, 0) < ~(u64)4095, "MAP_SHARED takes it");
  CALL1(__NR_close, fd);
}

static void descriptors(void) {
  int ends[2];
  CALL2(__NR_pipe2, ends, 0);
  int events = (int)CALL2(__NR_eventfd2, 0, 0);
  same(CALL6(__NR_splice, ends[0], 0, events, 0, 1, 0), -EINVAL, "an event descriptor takes nothing from a pipe, not even later");
  same(CALL6(__NR_splice, events, 0, ends[1], 0, 1, 0), -EINVAL, "and gives nothing");
  same(CALL3(__NR_fcntl, ends[0], 1031 /* F_SETPIPE_SZ */, 0) > 0, 1, "the least pipe has a page");
#if __SIZEOF_LONG__ == 8
  same(CALL3(__NR_readahead, ends[0], 0, 10), -EINVAL, "only files are read in advance");
#endif
  int path = (int)CALL4(__NR_openat, AT_FDCWD, "/tmp", O_PATH, 0), size;
  same(CALL3(__NR_ioctl, path, 0x20000002 /* FIGETBSZ */, &size), -EBADF, "a path alone takes no request");
  int random = (int)CALL4(__NR_openat, AT_FDCWD, "/dev/urandom", 0, 0), entropy = 0;
  same(CALL3(__NR_ioctl, random, 0x40045200 /* RNDGETENTCNT */, &entropy), 0, "random numbers say how random they are");
  same(CALL3(__NR_ioctl, path = events, 0x40045200, &entropy), -ENOTTY, "nothing else does");
  struct { u64 flags, mode, resolve, beyond; } how = {0, 0, 2 /* RESOLVE_NO_MAGICLINKS */, 0};
  same(CALL4(__NR_openat2, AT_FDCWD, "/proc/self/exe", &how, 24), -ELOOP, "links to objects can be refused");
  how.beyond = 1;
  same(CALL4(__NR_openat2, AT_FDCWD, "/tmp", &how, 32), -E2BIG, "and what openat2 does not know");
  int socket = (int)CALL3(__NR_socket, 2, 1, 0), length = 4;
  char byte;
  same(CALL4(__NR_recv, socket, &byte, 1, 0x2000 /* MSG_ERRQUEUE */), -EAGAIN, "nobody waits for errors");
  same(CALL6(__NR_getsockopt, socket, 500, 1, &size, &length, 0), -EOPNOTSUPP, "a level that is none");
  same(CALL6(__NR_getsockopt, socket, 17, 1, &size, &length, 0), -EOPNOTSUPP, "or of other sockets");
  struct { u32 interface; ureg pad[0]; u16 family, port; u32 address; char rest[120]; } group = {1, {}, 2, 0, 0, {0}};
  u8 *bytes = (u8 *)&group.address;
  bytes[0] = 224, bytes[1] = 1, bytes[2] = 1, bytes[3] = 9;
  same(CALL6(__NR_setsockopt, socket, 0, 42 /* MCAST_JOIN_GROUP */, &group, sizeof group, 0), 0, "a stream joins a group");
  same(CALL6(__NR_setsockopt, socket, 0, 42, &group, sizeof group, 0), -98 /* EADDRINUSE */, "once");
  same(CALL6(__NR_setsockopt, socket, 0, 45 /* MCAST_LEAVE_GROUP */, &group, sizeof group, 0), 0, "and leaves it");
  same(CALL6(__NR_setsockopt, socket, 0, 45, &group, sizeof group, 0), -99 /* EADDRNOTAVAIL */, "once");
  same(CALL6(__NR_setsockopt, socket, 500, 1, &size, 4, 0), -92 /* ENOPROTOOPT */, "setting says it otherwise");
}

/* A child that shares descriptors closes its own only. */
static void unsharing(void) {
  int fd = (int)CALL3(__NR_dup3, 0, 70, 0);
  flush();
  reg child = CALL6(__NR_clone, 0x400 | SIGCHLD /* CLONE_FILES */, 0, 0, 0, 0, 0);
  if (child == 0) {
    CALL3(__NR_close_range, 70, 70, 2 /* CLOSE_RANGE_UNSHARE */);
    leave(CALL3(__NR_fcntl, 70, 1, 0) == -EBADF ? 7 : 1);
  }
  int status = 0;
  CALL4(__NR_wait4, child, &status, 0, 0);
  same(status, 7 << 8, "descriptors that were shared are closed where it was asked");
  same(CALL3(__NR_fcntl, fd, 1, 0), 0, "and nowhere else");
}

static void names(void) {
  char name[32];
  reg count = CALL1(__NR_sysfs, 3);
  ok(count > 3, "there are types of file systems");
  same(CALL3(__NR_sysfs, 2, count - 1, name), 0, "the last has a name");
  same(CALL2(__NR_sysfs, 1, name), count - 1, "and by the name its number");
  same(CALL2(__NR_sysfs, 1, "none"), -EINVAL, "a name that is none has none");
  same(CALL2(__NR_sysfs, 4, 0), -EINVAL, "nor is there another question");
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  pointers();
  actions();
  mappings();
  descriptors();
  unsharing();
  names();
  return tap_end();
}
