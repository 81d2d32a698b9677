/*
 * What the programs about sockets stand on besides guest.h: the calls under their usual names (a negative result is minus the
 * error number), structures of the C library that the kernel's headers lack, and T(call), which tells a call and its result.
 */
#ifndef SOCKETS_H
#define SOCKETS_H
#include "guest.h"
#include <asm/ioctls.h>
#include <asm/socket.h>
#include <linux/fcntl.h>
#include <linux/poll.h>
#include <linux/signal.h>
#include <linux/sockios.h>
#include <linux/stat.h>
#include <linux/time.h>
#include <linux/uio.h>
#include <linux/un.h>

enum { AF_UNIX = 1, AF_INET, SOCK_STREAM = 1, SOCK_DGRAM, SOCK_RAW, SOCK_RDM, SOCK_SEQPACKET, SHUT_RD = 0, SHUT_WR, SHUT_RDWR };
enum { SOCK_NONBLOCK = 04000, SOCK_CLOEXEC = 02000000, SCM_RIGHTS = 1, SCM_CREDENTIALS = 2, POLLRDHUP_ = 0x2000 };
enum { MSG_OOB = 1, MSG_PEEK = 2, MSG_CTRUNC = 8, MSG_TRUNC = 0x20, MSG_DONTWAIT = 0x40, MSG_WAITALL = 0x100,
       MSG_NOSIGNAL = 0x4000, MSG_WAITFORONE = 0x10000, MSG_CMSG_CLOEXEC = 0x40000000 };
/* With 32 bits the headers name one of two after the size of a time that we do not have. */
#undef SO_RCVTIMEO
#undef SO_SNDTIMEO
#define SO_RCVTIMEO SO_RCVTIMEO_OLD
#define SO_SNDTIMEO SO_SNDTIMEO_OLD
#define SUN_PATH 2

struct msghdr { void *name; int namelen; struct iovec *iov; ureg iovlen; void *control; ureg controllen; int flags; };
struct mmsghdr { struct msghdr hdr; unsigned len; };
struct cmsghdr { ureg len; int level, type; };
struct ucred { int pid; unsigned uid, gid; };
#define CMSG_ALIGN(n) (((n) + sizeof(ureg) - 1) & ~(sizeof(ureg) - 1))
#define CMSG_LEN(n) (CMSG_ALIGN(sizeof(struct cmsghdr)) + (n))
#define CMSG_SPACE(n) (CMSG_ALIGN(sizeof(struct cmsghdr)) + CMSG_ALIGN(n))
#define CMSG_DATA(c) ((void *)((char *)(c) + CMSG_ALIGN(sizeof(struct cmsghdr))))

#define socket(f, t, p) CALL3(__NR_socket, f, t, p)
#define socketpair(f, t, p, v) CALL4(__NR_socketpair, f, t, p, v)
#define bind(...) CALL3(__NR_bind, __VA_ARGS__)
#define connect(...) CALL3(__NR_connect, __VA_ARGS__)
#define listen(s, n) CALL2(__NR_listen, s, n)
#define accept(s, a, l) CALL4(__NR_accept4, s, a, l, 0)
#define accept4(s, a, l, f) CALL4(__NR_accept4, s, a, l, f)
#define getsockname(s, a, l) CALL3(__NR_getsockname, s, a, l)
#define getpeername(s, a, l) CALL3(__NR_getpeername, s, a, l)
#define shutdown(s, h) CALL2(__NR_shutdown, s, h)
#define sendto(...) CALL6(__NR_sendto, __VA_ARGS__)
#define recvfrom(s, b, n, f, a, l) CALL6(__NR_recvfrom, s, b, n, f, a, l)
#define send(s, b, n, f) CALL6(__NR_sendto, s, b, n, f, 0, 0)
#define recv(s, b, n, f) CALL6(__NR_recvfrom, s, b, n, f, 0, 0)
#define sendmsg(s, m, f) CALL3(__NR_sendmsg, s, m, f)
#define recvmsg(s, m, f) CALL3(__NR_recvmsg, s, m, f)
#define sendmmsg(s, m, n, f) CALL4(__NR_sendmmsg, s, m, n, f)
#define recvmmsg(s, m, n, f, t) CALL6(__NR_recvmmsg, s, m, n, f, t, 0)
#define setsockopt(s, l, o, v, n) CALL6(__NR_setsockopt, s, l, o, v, n, 0)
#define getsockopt(s, l, o, v, n) CALL6(__NR_getsockopt, s, l, o, v, n, 0)
#define read(f, b, n) CALL3(__NR_read, f, b, n)
#define write(f, b, n) CALL3(__NR_write, f, b, n)
#define readv(f, v, n) CALL3(__NR_readv, f, v, n)
#define writev(f, v, n) CALL3(__NR_writev, f, v, n)
#define close(f) CALL1(__NR_close, f)
#define open(p, f, m) CALL4(__NR_openat, AT_FDCWD, p, f, m)
#define ioctl(f, r, a) CALL3(__NR_ioctl, f, r, a)
#define fcntl(f, c, a) CALL3(__NR_fcntl, f, c, a)
#define pipe(v) CALL2(__NR_pipe2, v, 0)
#define lseek(f, o, w) CALL3(__NR_lseek, f, o, w)
#define ftruncate(f, n) CALL2(__NR_ftruncate, f, n)
#define fsync(f) CALL1(__NR_fsync, f)
#define fchmod(f, m) CALL2(__NR_fchmod, f, m)
#define access(p, m) CALL3(__NR_faccessat, AT_FDCWD, p, m)
#define symlink(a, b) CALL3(__NR_symlinkat, a, AT_FDCWD, b)
#define unlink(p) CALL3(__NR_unlinkat, AT_FDCWD, p, 0)
#define mkdir(p, m) CALL3(__NR_mkdirat, AT_FDCWD, p, m)
#define chdir(p) CALL1(__NR_chdir, p)
#define sendfile(o, i, a, n) CALL4(__NR_sendfile, o, i, a, n)
#define getpid() CALL0(__NR_getpid)
#define getuid() CALL0(__NR_getuid)
#define getgid() CALL0(__NR_getgid)
#define kill(p, s) CALL2(__NR_kill, p, s)
#define wait(s) CALL4(__NR_wait4, -1, s, 0, 0)
#define statx(p, b) CALL6(__NR_statx, AT_FDCWD, p, 0, STATX_BASIC_STATS, b, 0)
#define fstatx(f, b) CALL6(__NR_statx, f, "", 0x1000, STATX_BASIC_STATS, b, 0)

static inline reg fork(void) {
  flush();
#if defined(__x86_64__) || defined(__powerpc__)
  return CALL6(__NR_clone, 17, 0, 0, 0, 0, 0);
#endif
}

/* A path that was made for this run alone; sockets are made in it by short names. */
static struct sockaddr_un last_address;
static struct sockaddr_un *address_of(const char *name, int abstract) {
  memset(&last_address, 0, sizeof last_address);
  last_address.sun_family = AF_UNIX;
  memcpy(last_address.sun_path + abstract, name, length(name));
  return &last_address;
}
/* Two arguments: an address and its length, which are the same for a path with its NUL and a name after one. */
#define PATH(name) address_of(name, 0), 3 + length(name)
#define NAME(name) address_of(name, 1), 3 + length(name)

#define T(call) tell_result(#call, call)
static reg tell_result(const char *what, reg result) {
  put(what);
  put(" = ");
  put_number(result);
  put_char('\n');
  return result;
}
static void tell(const char *what, i64 value) {
  put(what);
  put(": ");
  put_number(value);
  put_char('\n');
}
static void tell_hex(const char *what, u64 value) {
  put(what);
  put(": ");
  put_hex(value);
  put_char('\n');
}

static int events_of(int fd) {
  struct pollfd one = {fd, POLLIN | POLLPRI | POLLOUT | POLLRDNORM | POLLRDBAND | POLLWRNORM | POLLWRBAND | POLLRDHUP, 0};
  struct { reg seconds, nanoseconds; } none = {0, 0};
  CALL6(__NR_ppoll, &one, 1, &none, 0, 0, 0);
  return one.revents;
}
/* Events that were waited for at most a second. */
static int wait_for(int fd, int events) {
  struct pollfd one = {fd, (short)events, 0};
  struct { reg seconds, nanoseconds; } second = {1, 0};
  CALL6(__NR_ppoll, &one, 1, &second, 0, 0, 0);
  return one.revents;
}
static void nap(int milliseconds) {
  struct { reg seconds, nanoseconds; } span = {0, milliseconds * 1000000l};
  CALL6(__NR_ppoll, 0, 0, &span, 0, 0, 0);
}
#define EVENTS(fd) tell_hex("events of " #fd, (u64)events_of(fd))

static int pending_of(int fd) {
  int n = -1;
  reg result = ioctl(fd, FIONREAD, &n);
  return result < 0 ? (int)result : n;
}

/* Counts SIGPIPE, which is blocked: a pending one is taken. */
static void block_pipe(void) {
  u64 set = 1ull << (SIGPIPE - 1);
#if __SIZEOF_LONG__ == 4
  set = set << 32;
#endif
  CALL4(__NR_rt_sigprocmask, SIG_BLOCK, &set, 0, 8);
}
static int took_pipe(void) {
  u64 set = 1ull << (SIGPIPE - 1);
#if __SIZEOF_LONG__ == 4 && !defined(__LITTLE_ENDIAN__)
  set = set << 32;
#endif
  struct { reg seconds, nanoseconds; } none = {0, 0};
  return CALL4(__NR_rt_sigtimedwait, &set, 0, &none, 8) == SIGPIPE;
}

static void tell_name(const char *what, int fd, int peer) {
  struct sockaddr_un name;
  int size = sizeof name;
  memset(&name, 0x55, sizeof name);
  reg result = peer ? getpeername(fd, &name, &size) : getsockname(fd, &name, &size);
  put(what);
  put(": ");
  if (result < 0) put_number(result);
  else {
    put_number(size);
    put_char(' ');
    put_number(name.sun_family);
    put(" '");
    for (int i = 0; i < size - SUN_PATH && i < UNIX_PATH_MAX; i++) {
      if (name.sun_path[i] > ' ') put_char(name.sun_path[i]);
      else put_char('.');
    }
    put_char('\'');
  }
  put_char('\n');
}
#define NAME_OF(fd) tell_name("name of " #fd, fd, 0)
#define PEER_OF(fd) tell_name("peer of " #fd, fd, 1)
#endif
