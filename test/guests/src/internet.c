/* only: linux-ppc64le linux-ppc64 linux-ppc32
 * internet: TCP, UDP and what is asked of interfaces, as TAP; every statement holds on real Linux with loopback alone.
 * internet serve PORT COUNT: answers so many connections with what they sent, one after the other.
 * internet fetch PORT TEXT: sends a text to 127.0.0.1 and prints the answer. */
#include "guest.h"
#include <asm/poll.h>
#include <asm/socket.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <linux/time.h>
#include <linux/udp.h>

#define AF_INET 2
#define AF_INET6 10
#define AF_NETLINK 16
#define STREAM 1
#define DATAGRAM 2
#define NONBLOCK 04000
#define MSG_OOB 1
#define MSG_PEEK 2
#define MSG_TRUNC 0x20
#define MSG_DONTWAIT 0x40
#define MSG_WAITALL 0x100
#define MSG_ERRQUEUE 0x2000
#define MSG_NOSIGNAL 0x4000
#define MSG_MORE 0x8000
#define EAGAIN 11
#define EINVAL 22
#define ENODEV 19
#define EPIPE 32
#define EADDRINUSE 98
#define ENETUNREACH 101
#define ECONNRESET 104
#define EISCONN 106
#define ENOTCONN 107
#define ETIMEDOUT 110
#define ECONNREFUSED 111
#define EALREADY 114
#define EINPROGRESS 115

struct pollfd_ { int fd; short events, revents; };
struct iov { void *base; ureg length; };
struct header { void *name; u32 name_length; struct iov *pieces; ureg count; void *control; ureg control_length; u32 flags; };

static reg make(int family, int type) { return CALL3(__NR_socket, family, type, 0); }
static reg shut(reg fd) { return CALL1(__NR_close, fd); }
static u16 swap16(u16 x) {
#ifdef __BIG_ENDIAN__
  return x;
#else
  return (u16)(x << 8 | x >> 8);
#endif
}
static u32 swap32(u32 x) {
#ifdef __BIG_ENDIAN__
  return x;
#else
  return __builtin_bswap32(x);
#endif
}
static struct sockaddr_in name4(u32 address, int port) {
  struct sockaddr_in a;
  memset(&a, 0, sizeof a);
  a.sin_family = AF_INET;
  a.sin_port = swap16((u16)port);
  a.sin_addr.s_addr = swap32(address);
  return a;
}
#define LO 0x7f000001
static reg bind4(reg fd, u32 address, int port) {
  struct sockaddr_in a = name4(address, port);
  return CALL3(__NR_bind, fd, &a, sizeof a);
}
static reg connect4(reg fd, u32 address, int port) {
  struct sockaddr_in a = name4(address, port);
  return CALL3(__NR_connect, fd, &a, sizeof a);
}
static int port_of(reg fd) {
  struct sockaddr_in a;
  u32 n = sizeof a;
  CALL3(__NR_getsockname, fd, &a, &n);
  return swap16(a.sin_port);
}
static reg take(reg fd) { return CALL4(__NR_accept4, fd, 0, 0, 0); }
static reg send_(reg fd, const void *p, ureg n, int flags) { return CALL6(__NR_sendto, fd, p, n, flags, 0, 0); }
static reg recv_(reg fd, void *p, ureg n, int flags) { return CALL6(__NR_recvfrom, fd, p, n, flags, 0, 0); }
static reg set(reg fd, int level, int option, int value) { return CALL6(__NR_setsockopt, fd, level, option, &value, 4, 0); }
static reg get(reg fd, int level, int option) {
  int value = -1;
  u32 n = 4;
  reg r = CALL6(__NR_getsockopt, fd, level, option, &value, &n, 0);
  return r < 0 ? r : value;
}
static int events(reg fd, int timeout) {
  struct pollfd_ p = {(int)fd, POLLIN | POLLOUT | POLLPRI | 0x2000, 0};
  if (timeout) p.events = POLLIN;
#ifdef __NR_poll
  reg r = CALL3(__NR_poll, &p, 1, timeout);
  return r < 0 ? (int)r : p.revents;
#endif
}
static reg listener(int backlog, int *port) {
  reg fd = make(AF_INET, STREAM);
  bind4(fd, LO, 0);
  CALL2(__NR_listen, fd, backlog);
  *port = port_of(fd);
  return fd;
}
static void pair(reg *a, reg *b) {
  int port;
  reg l = listener(5, &port);
  *a = make(AF_INET, STREAM);
  connect4(*a, LO, port);
  *b = take(l);
  shut(l);
}
static reg start(void) {
  flush();
  return CALL6(__NR_clone, 17, 0, 0, 0, 0, 0);
}
static int result_of(reg child) {
  int status = -1;
  CALL4(__NR_wait4, child, &status, 0, 0);
  return status >> 8 & 255;
}
static void rest(int milliseconds) { CALL3(__NR_poll, 0, 0, milliseconds); }
static u8 big[100000];

static void between_processes(void) {
  int port;
  reg l = listener(1, &port);
  reg child = start();
  if (child == 0) {
    rest(30);
    reg s = make(AF_INET, STREAM);
    if (connect4(s, LO, port)) leave(1);
    for (int i = 0; i < 10; i++) {
      rest(2);
      send_(s, "0123456789", 10, 0);
    }
    leave(recv_(s, big, 10, 0) == 3 ? 0 : 2);
  }
  reg s = take(l);
  ok(s > 2, "accept waits for a connection of another process");
  same(recv_(s, big, 100, MSG_WAITALL), 100, "MSG_WAITALL waits for all");
  send_(s, "end", 3, 0);
  same(result_of(child), 0, "recv waits for the answer");
  same(recv_(s, big, 1, 0), 0, "and sees the end");
  shut(s);
  child = start();
  if (child == 0) {
    for (int i = 0; i < 3; i++) {
      s = make(AF_INET, STREAM);
      if (connect4(s, LO, port)) leave(1);
    }
    leave(0);
  }
  rest(50);
  int status;
  same(CALL4(__NR_wait4, child, &status, 1, 0), 0, "a connect waits while the queue is full");
  shut(take(l));
  same(result_of(child), 0, "and goes on when there is room");
  shut(l);
  pair(&l, &s);
  child = start();
  if (child == 0) {
    u32 sum = 0;
    reg n;
    shut(l);
    rest(30);
    while ((n = recv_(s, big, 70000, 0)) > 0)
      for (reg i = 0; i < n; i++) sum = sum * 31 + big[i];
    leave(sum & 127);
  }
  shut(s);
  u32 sum = 0;
  reg sent = 0;
  for (int k = 0; k < 50; k++) {
    for (u32 i = 0; i < sizeof big; i++) {
      big[i] = (u8)(i * 7 + k);
      sum = sum * 31 + big[i];
    }
    sent += send_(l, big, sizeof big, 0);
  }
  same(sent, 5000000, "send waits for room");
  shut(l);
  same(result_of(child), sum & 127, "and every byte arrives in order");
  pair(&l, &s);
  long wait[2] = {0, 30000};
  CALL6(__NR_setsockopt, l, SOL_SOCKET, SO_RCVTIMEO_OLD, wait, sizeof wait, 0);
  same(recv_(l, big, 1, 0), -EAGAIN, "SO_RCVTIMEO ends a wait");
  shut(l);
  shut(s);
}

static void ends(void) {
  reg a, b;
  pair(&a, &b);
  CALL2(__NR_shutdown, a, 1);
  same(events(b, 0), POLLIN | POLLOUT | 0x2000, "half a close is POLLRDHUP");
  same(send_(b, "back", 4, 0), 4, "the other half goes on");
  same(recv_(a, big, 9, 0), 4, "and is received");
  shut(a);
  shut(b);
  pair(&a, &b);
  send_(a, "abc", 3, 0);
  send_(b, "lost", 4, 0);
  shut(a);
  same(events(b, 0), POLLIN | POLLOUT | POLLHUP | POLLERR | 0x2000, "a close with unread data is POLLERR and POLLHUP");
  same(recv_(b, big, 9, 0), 3, "what came can be read");
  same(recv_(b, big, 9, 0), -ECONNRESET, "then the reset is told");
  same(send_(b, "x", 1, MSG_NOSIGNAL), -EPIPE, "then the pipe is broken");
  shut(b);
  pair(&a, &b);
  int linger[2] = {1, 0};
  CALL6(__NR_setsockopt, a, SOL_SOCKET, SO_LINGER, linger, sizeof linger, 0);
  shut(a);
  same(get(b, SOL_SOCKET, SO_ERROR), ECONNRESET, "SO_LINGER of 0 resets");
  shut(b);
  pair(&a, &b);
  send_(a, "ab", 2, 0);
  send_(a, "!", 1, MSG_OOB);
  send_(a, "cd", 2, 0);
  ok(events(b, 0) & POLLPRI, "urgent data is POLLPRI");
  same(recv_(b, big, 9, 0), 2, "a read stops before it");
  int mark = 0;
  CALL3(__NR_ioctl, b, SIOCATMARK, &mark);
  same(mark, 1, "at the mark");
  same(recv_(b, big, 9, MSG_OOB), 1, "it is fetched apart");
  same(big[0], '!', "as it was sent");
  same(recv_(b, big, 9, 0), 2, "and is not in the stream");
  send_(a, "peek", 4, 0);
  same(recv_(b, big, 9, MSG_PEEK), 4, "MSG_PEEK leaves");
  int there = 0;
  CALL3(__NR_ioctl, b, 0x4004667f, &there);
  if (equal(MACHINE, "x86_64")) CALL3(__NR_ioctl, b, 0x541b, &there);
  same(there, 4, "FIONREAD counts");
  same(recv_(b, 0, 9, MSG_TRUNC), 4, "MSG_TRUNC throws away");
  same(recv_(b, big, 9, MSG_DONTWAIT), -EAGAIN, "nothing is left");
  shut(a);
  shut(b);
}

/* Whoever is kept from running for a fifth of a second finds it sent: it is tried again. */
static reg held(reg a, reg b, int flags) {
  for (int i = 0; i < 5; i++) {
    send_(a, "a", 1, flags);
    reg n = recv_(b, big, 9, MSG_DONTWAIT);
    if (n < 0) return n;
  }
  return 0;
}

static void more(void) {
  reg a, b;
  pair(&a, &b);
  same(held(a, b, MSG_MORE), -EAGAIN, "MSG_MORE waits for more");
  same(send_(a, "", 0, 0), 0, "nothing is no more");
  same(send_(a, "bc", 2, 0), 2, "what follows");
  same(recv_(b, big, 9, 0), 3, "comes with it");
  send_(a, "a", 1, MSG_MORE);
  same(recv_(b, big, 9, 0), 1, "alone it comes later");
  send_(a, "a", 1, MSG_MORE);
  CALL2(__NR_shutdown, a, 1);
  same(recv_(b, big, 9, 0), 1, "the end sends it");
  same(recv_(b, big, 9, 0), 0, "and comes behind it");
  shut(a);
  shut(b);
  pair(&a, &b);
  set(a, IPPROTO_TCP, TCP_CORK, 1);
  same(held(a, b, 0), -EAGAIN, "TCP_CORK holds back");
  set(a, IPPROTO_TCP, TCP_CORK, 0);
  same(recv_(b, big, 9, MSG_DONTWAIT), 1, "and lets go");
  set(a, IPPROTO_TCP, TCP_CORK, 1);
  send_(a, "a", 1, 0);
  set(a, IPPROTO_TCP, TCP_NODELAY, 1);
  same(recv_(b, big, 9, MSG_DONTWAIT), 1, "TCP_NODELAY sends what is corked");
  same(held(a, b, 0), -EAGAIN, "but not what is corked then");
  same(send_(a, big, 40000, 0), 40000, "more than half of the window");
  same(recv_(b, big, 32000, MSG_WAITALL), 32000, "goes all the same");
  shut(a);
  same(recv_(b, big, 9000, MSG_WAITALL), 40001 - 32000, "a close sends what is left");
  shut(b);
}

static void names(void) {
  int port;
  reg l = listener(0, &port), a = make(AF_INET, STREAM | NONBLOCK), b = make(AF_INET, STREAM);
  same(connect4(a, LO, port), -EINPROGRESS, "a connect that does not wait is under way");
  same(events(a, 0), POLLOUT, "until it is writable");
  same(connect4(a, LO, port), 0, "then it is made");
  same(connect4(a, LO, port), -EISCONN, "once");
  same(bind4(b, LO, port), -EADDRINUSE, "a port is taken");
  same(bind4(b, 0x7f000002, port), 0, "at that address alone");
  same(connect4(b, LO, 9), -ECONNREFUSED, "nobody listens there");
  struct sockaddr_in at;
  u32 n = sizeof at;
  reg c = CALL4(__NR_accept4, l, &at, &n, 0);
  same(n, 16, "accept tells a name of 16 bytes");
  same(swap16(at.sin_port), port_of(a), "that of the other end");
  same(swap32(at.sin_addr.s_addr), LO, "at 127.0.0.1");
  u8 info[256];
  n = sizeof info;
  same(CALL6(__NR_getsockopt, c, 6, TCP_INFO, info, &n, 0), 0, "TCP_INFO");
  same(info[0], 1, "says established");
  ok(n >= 192, "and much else");
  set(c, 6, TCP_NODELAY, 1);
  ok(get(c, 6, TCP_NODELAY) != 0, "TCP_NODELAY");
  same(get(c, SOL_SOCKET, SO_TYPE), STREAM, "SO_TYPE");
  shut(a);
  shut(b);
  shut(c);
  shut(l);
  struct sockaddr_in6 six;
  memset(&six, 0, sizeof six);
  six.sin6_family = AF_INET6;
  l = make(AF_INET6, STREAM);
  same(CALL3(__NR_bind, l, &six, sizeof six), 0, "an IPv6 listener");
  CALL2(__NR_listen, l, 5);
  a = make(AF_INET, STREAM);
  same(connect4(a, LO, port_of(l)), 0, "takes IPv4");
  n = sizeof six;
  c = CALL4(__NR_accept4, l, &six, &n, 0);
  same(n, 28, "names have 28 bytes");
  same(six.sin6_addr.s6_addr[10] << 8 | six.sin6_addr.s6_addr[15], 0xff01, "and mapped addresses");
  shut(a);
  shut(c);
  a = make(AF_INET6, STREAM);
  six.sin6_port = swap16((u16)port_of(l));
  memset(&six.sin6_addr, 0, 16);
  six.sin6_addr.s6_addr[15] = 1;
  same(CALL3(__NR_connect, a, &six, sizeof six), 0, "and ::1");
  shut(a);
  shut(l);
}

static void datagrams(void) {
  reg a = make(AF_INET, DATAGRAM), b = make(AF_INET, DATAGRAM);
  bind4(b, 0, 0);
  set(b, 0, IP_PKTINFO, 1);
  set(b, 0, IP_RECVTTL, 1);
  set(a, 0, IP_TTL, 9);
  struct sockaddr_in to = name4(0x7f000007, port_of(b));
  same(CALL6(__NR_sendto, a, "datagram", 8, 0, &to, sizeof to), 8, "a datagram");
  struct iov piece = {big, 4};
  u8 control[256];
  struct sockaddr_in from;
  struct header h = {&from, sizeof from, &piece, 1, control, sizeof control, 0};
  same(CALL3(__NR_recvmsg, b, &h, 0), 4, "is cut to what there is room for");
  ok(h.flags & MSG_TRUNC, "and says so");
  same(swap16(from.sin_port), port_of(a), "it names its sender");
  int ttl = 0;
  u32 local = 0;
  for (ureg at = 0; at + sizeof(ureg) + 8 <= h.control_length;) {
    ureg size = *(ureg *)(control + at);
    int *what = (int *)(control + at + sizeof(ureg));
    if (what[1] == IP_TTL) ttl = what[2];
    if (what[1] == IP_PKTINFO) local = swap32(((struct in_pktinfo *)(what + 2))->ipi_addr.s_addr);
    at += (size + sizeof(ureg) - 1) & ~(sizeof(ureg) - 1);
  }
  same(ttl, 9, "IP_RECVTTL");
  same(local, 0x7f000007, "IP_PKTINFO");
  connect4(a, LO, 9);
  same(send_(a, "x", 1, 0), 1, "a datagram to nobody goes");
  same(recv_(a, big, 1, 0), -ECONNREFUSED, "and comes back as an error");
  set(a, 0, IP_RECVERR, 1);
  send_(a, "lost", 4, 0);
  same(recv_(a, big, 9, MSG_ERRQUEUE), 4, "with IP_RECVERR it can be looked at");
  connect4(a, LO, port_of(b));
  send_(a, "ab", 2, MSG_MORE);
  send_(a, "cd", 2, 0);
  same(recv_(b, big, 9, 0), 4, "MSG_MORE gathers one");
  struct { struct header h; u32 length; } many[2];
  memset(many, 0, sizeof many);
  struct iov one = {"first", 5}, two = {"second!", 7};
  many[0].h.pieces = &one, many[1].h.pieces = &two;
  many[0].h.count = many[1].h.count = 1;
  same(CALL4(__NR_sendmmsg, a, many, 2, 0), 2, "sendmmsg sends several");
  same(many[1].length, 7, "and counts each");
  same(recv_(b, big, 99, 0), 5, "one");
  same(recv_(b, big, 99, 0), 7, "by one");
  struct sockaddr_in far = name4(0x01020304, 9);
  reg c = make(AF_INET, DATAGRAM);
  same(CALL6(__NR_sendto, c, "x", 1, 0, &far, sizeof far), -ENETUNREACH, "there is loopback alone");
  shut(a);
  shut(b);
  shut(c);
}

struct request { char name[16]; union { short flags; int number; struct sockaddr_in address; long space[3]; } u; };

static void interfaces(void) {
  reg s = make(AF_INET, DATAGRAM);
  struct request r;
  memset(&r, 0, sizeof r);
  r.u.number = 1;
  same(CALL3(__NR_ioctl, s, SIOCGIFNAME, &r), 0, "interface 1");
  ok(equal(r.name, "lo"), "is lo");
  same(CALL3(__NR_ioctl, s, SIOCGIFFLAGS, &r), 0, "its flags");
  same(r.u.flags, 0x49, "are up, loopback, running");
  CALL3(__NR_ioctl, s, SIOCGIFMTU, &r);
  same(r.u.number, 65536, "its MTU");
  CALL3(__NR_ioctl, s, SIOCGIFADDR, &r);
  same(swap32(r.u.address.sin_addr.s_addr), LO, "its address");
  CALL3(__NR_ioctl, s, SIOCGIFNETMASK, &r);
  same(swap32(r.u.address.sin_addr.s_addr), 0xff000000, "its netmask");
  r.name[0] = 'x';
  same(CALL3(__NR_ioctl, s, SIOCGIFMTU, &r), -ENODEV, "there is no xo");
  shut(s);
  s = CALL3(__NR_socket, AF_NETLINK, 3, 0);
  struct { struct nlmsghdr h; struct rtgenmsg g; } q;
  memset(&q, 0, sizeof q);
  q.h.nlmsg_len = 17;
  q.h.nlmsg_type = RTM_GETADDR;
  q.h.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  q.h.nlmsg_seq = 77;
  same(send_(s, &q, 17, 0), 17, "a request to netlink");
  int count = 0, done = 0, right = 1;
  while (!done) {
    reg n = recv_(s, big, sizeof big, 0);
    if (n <= 0) break;
    for (reg at = 0; at + 16 <= n;) {
      struct nlmsghdr *h = (void *)(big + at);
      if (h->nlmsg_seq != 77) right = 0;
      if (h->nlmsg_type == NLMSG_DONE) done = 1;
      if (h->nlmsg_type == RTM_NEWADDR) count++;
      at += (h->nlmsg_len + 3) & ~3u;
    }
  }
  same(count, 2, "names 127.0.0.1 and ::1");
  ok(done && right, "and comes to its end");
  shut(s);
}

static int number(const char *text) {
  int n = 0;
  while (*text) n = n * 10 + *text++ - '0';
  return n;
}

static int serve(int port, int count) {
  reg l = make(AF_INET, STREAM);
  if (bind4(l, 0, port) || CALL2(__NR_listen, l, 16)) return 1;
  put("ready\n");
  flush();
  while (count--) {
    reg s = take(l), n;
    while ((n = recv_(s, big, sizeof big, 0)) > 0)
      if (send_(s, big, n, MSG_NOSIGNAL) != n) break;
    shut(s);
  }
  return 0;
}

static int fetch(int port, const char *text) {
  reg s = make(AF_INET, STREAM), n;
  reg error = connect4(s, LO, port);
  if (error) {
    put("connect ");
    put_number(error);
    put_char('\n');
    return 1;
  }
  send_(s, text, length(text), 0);
  CALL2(__NR_shutdown, s, 1);
  while ((n = recv_(s, big, sizeof big, 0)) > 0) {
    flush();
    WRITE(1, big, n);
  }
  return 0;
}

int guest_main(int argc, char **argv, char **envp) {
  (void)envp;
  if (argc == 4 && equal(argv[1], "serve")) return serve(number(argv[2]), number(argv[3]));
  if (argc == 4 && equal(argv[1], "fetch")) return fetch(number(argv[2]), argv[3]);
  ends();
  more();
  names();
  datagrams();
  interfaces();
  between_processes();
  return tap_end();
}
