/* only: linux-ppc64le linux-ppc64 linux-ppc32
 * Messages with ancillary data: descriptors, identities, what is cut, what is refused, several at once. */
#include "sockets.h"

static char bytes[1000];

static reg send_descriptors(int s, const char *text, int size, const int *fds, int count) {
  static ureg control[200];
  struct iovec piece = {(void *)text, (ureg)size};
  struct msghdr message = {0, 0, &piece, 1, control, CMSG_SPACE(4 * (ureg)count), 0};
  struct cmsghdr *item = (void *)control;
  item->len = CMSG_LEN(4 * (ureg)count);
  item->level = SOL_SOCKET;
  item->type = SCM_RIGHTS;
  memcpy(CMSG_DATA(item), fds, 4 * (ureg)count);
  return sendmsg(s, &message, 0);
}

static void tell_item(struct cmsghdr *item) {
  int *numbers = CMSG_DATA(item), size = (int)(item->len - CMSG_LEN(0));
  tell(" item", item->type);
  tell("  bytes", size);
  if (item->type == SCM_RIGHTS)
    for (int i = 0; i < size / 4; i++) {
      tell("  close on exec", fcntl(numbers[i], F_GETFD, 0));
      close(numbers[i]);
    }
  if (item->type == SCM_CREDENTIALS && size == 12) {
    tell("  process", numbers[0] == getpid() ? 1 : numbers[0]);
    tell("  user", (unsigned)numbers[1] == (unsigned)getuid() ? 1 : (unsigned)numbers[1]);
    tell("  group", (unsigned)numbers[2] == (unsigned)getgid() ? 1 : (unsigned)numbers[2]);
  }
}

/* Receives with so much room, and tells all of it. */
static void receive(int s, int size, ureg room, int flags) {
  static ureg control[600];
  static char data[1000];
  struct sockaddr_un name;
  struct iovec piece = {data, (ureg)size};
  struct msghdr message = {&name, sizeof name, &piece, 1, room ? control : 0, room, 0};
  reg result = recvmsg(s, &message, flags);
  tell("received", result);
  if (result < 0) return;
  tell_hex(" flags", (u64)message.flags);
  tell(" name", message.namelen);
  /* In headers, as their size is the register's. */
  for (ureg at = 0; at + sizeof(struct cmsghdr) <= message.controllen;) {
    struct cmsghdr *item = (void *)((char *)control + at);
    tell_item(item);
    at += CMSG_ALIGN(item->len);
  }
}

static int open_count(void) {
  int count = 0;
  for (int fd = 0; fd < 64; fd++) count += fcntl(fd, F_GETFD, 0) >= 0;
  return count;
}

static void descriptors(int kind) {
  int p[2], fds[4] = {0, 1, 2, 1}, bad[2] = {1, 77}, many[260];
  for (int i = 0; i < 260; i++) many[i] = 1;
  socketpair(AF_UNIX, kind | SOCK_NONBLOCK, 0, p);
  int before = open_count();
  T(send_descriptors(p[0], "abc", 3, fds, 2));
  T(write(p[0], "def", 3));
  T(send_descriptors(p[0], "ghi", 3, fds + 2, 2));
  receive(p[1], 2, 200, MSG_PEEK);
  receive(p[1], 2, 200, MSG_PEEK | MSG_CMSG_CLOEXEC);
  receive(p[1], 2, 200, 0);
  receive(p[1], 100, 200, 0);
  receive(p[1], 100, 200, 0);
  receive(p[1], 100, 200, 0);
  T(send_descriptors(p[0], "x", 1, fds, 3));
  receive(p[1], 10, CMSG_SPACE(8), MSG_CMSG_CLOEXEC);
  const ureg rooms[] = {CMSG_LEN(4), CMSG_LEN(4) - 1, 0, CMSG_LEN(8) + 2, sizeof(struct cmsghdr), 4};
  for (unsigned i = 0; i < sizeof rooms / sizeof rooms[0]; i++) {
    send_descriptors(p[0], "x", 1, fds, 3);
    receive(p[1], 10, rooms[i], 0);
  }
  T(send_descriptors(p[0], "x", 1, fds, 1));
  T(read(p[1], bytes, 10));
  T(send_descriptors(p[0], "x", 1, bad, 2));
  T(send_descriptors(p[0], "x", 1, fds, 0));
  receive(p[1], 10, 100, 0);
  T(send_descriptors(p[0], "x", 1, many, 254));
  T(send_descriptors(p[0], "", 0, fds, 1));
  receive(p[1], 10, 100, 0);
  tell("left open", open_count() - before);
  close(p[0]), close(p[1]);
}

static void identities(int kind) {
  int p[2], on = 1, off = 0, fd = 1;
  socketpair(AF_UNIX, kind | SOCK_NONBLOCK, 0, p);
  T(setsockopt(p[1], SOL_SOCKET, SO_PASSCRED, &on, 4));
  write(p[0], "one", 3);
  receive(p[1], 10, 100, 0);
  setsockopt(p[1], SOL_SOCKET, SO_PASSCRED, &off, 4);
  write(p[0], "two", 3);
  setsockopt(p[1], SOL_SOCKET, SO_PASSCRED, &on, 4);
  write(p[0], "three", 5);
  receive(p[1], 10, 100, 0);
  receive(p[1], 10, 100, 0);
  send_descriptors(p[0], "fd", 2, &fd, 1);
  receive(p[1], 10, 200, 0);
  write(p[0], "x", 1);
  receive(p[1], 10, 0, 0);
  write(p[0], "x", 1);
  receive(p[1], 10, CMSG_LEN(12) - 4, 0);
  send_descriptors(p[0], "x", 1, &fd, 1);
  receive(p[1], 10, CMSG_SPACE(12), 0);
  send_descriptors(p[0], "x", 1, &fd, 1);
  receive(p[1], 10, CMSG_SPACE(12) + CMSG_LEN(4), 0);
  ureg control[20];
  struct iovec piece = {"cr", 2};
  struct msghdr message = {0, 0, &piece, 1, control, CMSG_SPACE(12), 0};
  struct cmsghdr *item = (void *)control;
  struct ucred who = {(int)getpid(), (unsigned)getuid(), (unsigned)getgid()};
  item->len = CMSG_LEN(12), item->level = SOL_SOCKET, item->type = SCM_CREDENTIALS;
  memcpy(CMSG_DATA(item), &who, 12);
  T(sendmsg(p[0], &message, 0));
  receive(p[1], 10, 100, 0);
  item->len = CMSG_LEN(11);
  T(sendmsg(p[0], &message, 0));
  item->len = CMSG_LEN(12), item->type = 9;
  T(sendmsg(p[0], &message, 0));
  item->level = 6;
  T(sendmsg(p[0], &message, 0));
  receive(p[1], 10, 100, 0);
  item->len = 3;
  T(sendmsg(p[0], &message, 0));
  item->len = 100000;
  T(sendmsg(p[0], &message, 0));
  message.controllen = 5;
  T(sendmsg(p[0], &message, 0));
  receive(p[1], 10, 100, 0);
  message.controllen = 200000;
  T(sendmsg(p[0], &message, 0));
  message.control = (void *)8, message.controllen = 50;
  T(sendmsg(p[0], &message, 0));
  message.control = 0, message.controllen = 0, message.iovlen = 1025;
  T(sendmsg(p[0], &message, 0));
  message.iovlen = 1, message.iov = (void *)8;
  T(sendmsg(p[0], &message, 0));
  T(recvmsg(p[1], &message, 0));
  T(sendmsg(p[0], 8, 0));
  T(recvmsg(p[0], 8, 0));
  message.iov = &piece, message.name = bytes, message.namelen = -1;
  T(sendmsg(p[0], &message, 0));
  T(recvmsg(p[0], &message, 0));
  close(p[0]), close(p[1]);
}

static void several(void) {
  int a = (int)socket(AF_UNIX, SOCK_DGRAM, 0), b = (int)socket(AF_UNIX, SOCK_DGRAM, 0);
  struct mmsghdr list[4];
  struct iovec pieces[4];
  static char data[4][10];
  struct { reg seconds, nanoseconds; } span = {-1, 0};
  T(bind(a, NAME("several")));
  T(connect(b, NAME("several")));
  memset(list, 0, sizeof list);
  for (int i = 0; i < 4; i++) {
    pieces[i].iov_base = data[i], pieces[i].iov_len = (ureg)i + 1;
    list[i].hdr.iov = &pieces[i], list[i].hdr.iovlen = 1;
  }
  T(sendmmsg(b, list, 4, 0));
  for (int i = 0; i < 4; i++) tell(" length", list[i].len);
  for (int i = 0; i < 4; i++) pieces[i].iov_len = 2;
  T(recvmmsg(a, list, 3, 0, 0));
  for (int i = 0; i < 3; i++) tell(" length", list[i].len), tell_hex(" flags", (u64)list[i].hdr.flags);
  T(recvmmsg(a, list, 4, MSG_WAITFORONE, 0));
  T(recvmmsg(a, list, 4, MSG_DONTWAIT, 0));
  T(sendmmsg(b, list, 0, 0));
  list[1].hdr.iov = (void *)8;
  T(sendmmsg(b, list, 3, 0));
  T(recv(a, bytes, 10, MSG_DONTWAIT));
  T(recvmmsg(a, 8, 1, MSG_DONTWAIT, 0));
  T(recvmmsg(a, list, 1, MSG_DONTWAIT, &span));
  write(b, "hello", 5);
  receive(a, 3, 0, 0);
  write(b, "hello", 5);
  receive(a, 3, 0, MSG_TRUNC);
}

static void times(void) {
  int p[2];
  struct { reg seconds, microseconds; } span = {0, 40000}, found;
  int size = sizeof found;
  static char big[400000];
  socketpair(AF_UNIX, SOCK_STREAM, 0, p);
  T(setsockopt(p[0], SOL_SOCKET, SO_RCVTIMEO, &span, sizeof span));
  T(getsockopt(p[0], SOL_SOCKET, SO_RCVTIMEO, &found, &size));
  tell("microseconds", found.microseconds);
  T(read(p[0], bytes, 1));
  T(recv(p[0], bytes, 5, MSG_WAITALL));
  write(p[1], "ab", 2);
  T(recv(p[0], bytes, 5, MSG_WAITALL));
  span.microseconds = 1000000;
  T(setsockopt(p[0], SOL_SOCKET, SO_RCVTIMEO, &span, sizeof span));
  span.microseconds = -1;
  T(setsockopt(p[0], SOL_SOCKET, SO_RCVTIMEO, &span, sizeof span));
  span.seconds = -1, span.microseconds = 0;
  T(setsockopt(p[0], SOL_SOCKET, SO_RCVTIMEO, &span, sizeof span));
  T(read(p[0], bytes, 1));
  T(setsockopt(p[0], SOL_SOCKET, SO_RCVTIMEO, &span, 7));
  span.seconds = 0, span.microseconds = 40000;
  T(setsockopt(p[0], SOL_SOCKET, SO_SNDTIMEO, &span, sizeof span));
  T(write(p[0], big, 400000));
  T(write(p[0], big, 10));
  int s = (int)socket(AF_UNIX, SOCK_STREAM, 0), late = (int)socket(AF_UNIX, SOCK_STREAM, 0);
  bind(s, NAME("timed"));
  listen(s, 0);
  setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &span, sizeof span);
  T(accept(s, 0, 0));
  setsockopt(late, SOL_SOCKET, SO_SNDTIMEO, &span, sizeof span);
  T(connect(socket(AF_UNIX, SOCK_STREAM, 0), NAME("timed")));
  T(connect(late, NAME("timed")));
}

static void options(int kind) {
  static const struct { int name, value; } list[] = {{SO_TYPE, 1}, {SO_ERROR, 1}, {SO_SNDBUF, 5000}, {SO_SNDBUF, 1},
    {SO_RCVBUF, 5000}, {SO_RCVBUF, 1}, {SO_KEEPALIVE, 7}, {SO_OOBINLINE, 1}, {SO_PRIORITY, 3}, {SO_BSDCOMPAT, 1},
    {SO_REUSEADDR, 9}, {SO_REUSEPORT, 1}, {SO_PASSCRED, 5}, {SO_RCVLOWAT, 0}, {SO_RCVLOWAT, -3}, {SO_SNDLOWAT, 1},
    {SO_ACCEPTCONN, 1}, {SO_PROTOCOL, 1}, {SO_DOMAIN, 1}, {SO_PEEK_OFF, 3}, {SO_LOCK_FILTER, 1}, {SO_ZEROCOPY, 1}, {999, 1}};
  int s = (int)socket(AF_UNIX, kind, 0), size, value, linger[2] = {5, 7};
  for (unsigned i = 0; i < sizeof list / sizeof list[0]; i++) {
    reg set = setsockopt(s, SOL_SOCKET, list[i].name, &list[i].value, 4);
    size = 4, value = -9;
    reg got = getsockopt(s, SOL_SOCKET, list[i].name, &value, &size);
    tell("set", set);
    tell(" got", got < 0 ? got : value);
  }
  value = 1;
  T(setsockopt(s, SOL_SOCKET, SO_SNDBUF, &value, 3));
  T(setsockopt(s, SOL_SOCKET, SO_SNDBUF, &value, -1));
  T(setsockopt(s, SOL_SOCKET, SO_SNDBUF, 8, 4));
  T(setsockopt(s, 6, 1, &value, 4));
  T(setsockopt(s, 999, 1, &value, 4));
  size = -1;
  T(getsockopt(s, SOL_SOCKET, SO_TYPE, &value, &size));
  size = 2;
  T(getsockopt(s, SOL_SOCKET, SO_TYPE, &value, &size));
  tell("size", size);
  T(getsockopt(s, SOL_SOCKET, SO_TYPE, &value, 8));
  T(getsockopt(s, SOL_SOCKET, SO_TYPE, 8, &size));
  T(setsockopt(s, SOL_SOCKET, SO_LINGER, linger, 8));
  size = 8, linger[1] = 0;
  T(getsockopt(s, SOL_SOCKET, SO_LINGER, linger, &size));
  tell("on", linger[0]);
  tell("seconds", linger[1]);
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  block_pipe();
  static const int kinds[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
  for (int i = 0; i < 3; i++) {
    tell("type", kinds[i]);
    descriptors(kinds[i]);
    identities(kinds[i]);
    options(kinds[i]);
  }
  several();
  times();
  return 0;
}
