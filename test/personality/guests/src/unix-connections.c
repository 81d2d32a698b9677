/* only: linux-ppc64le linux-ppc64 linux-ppc32
 * Connections of UNIX stream and sequenced packet sockets: states, ends, shutdown, what is lost, limits, poll. */
#include "sockets.h"

static char bytes[5000];

static void identity(const char *what, int fd) {
  struct ucred who;
  int size = sizeof who;
  memset(&who, 0, sizeof who);
  put(what);
  put_number(getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size));
  put(who.pid == getpid() ? " me" : " nobody");
  put(who.uid == (unsigned)getuid() && who.gid == (unsigned)getgid() ? " mine\n" : who.uid == ~0u ? " none\n" : " other\n");
}

static void alone(int kind) {
  int s = socket(AF_UNIX, kind | SOCK_NONBLOCK, 0);
  EVENTS(s);
  T(read(s, bytes, 1));
  T(write(s, "x", 1));
  T(took_pipe());
  PEER_OF(s);
  T(listen(s, 1));
  T(accept(s, 0, 0));
  T(sendto(s, "x", 1, 0, PATH("none")));
  T(shutdown(s, SHUT_RD));
  EVENTS(s);
  T(read(s, bytes, 1));
  T(shutdown(s, SHUT_WR));
  EVENTS(s);
  T(write(s, "x", 1));
  T(took_pipe());
  T(shutdown(s, 3));
  T(shutdown(s, -1));
  close(s);
}

static void connecting(int kind, const char *path) {
  int ends[4], s = socket(AF_UNIX, kind, 0), value, size = sizeof(struct sockaddr_un);
  struct sockaddr_un from;
  bind(s, PATH(path));
  identity("before listening ", s);
  T(listen(s, 1));
  identity("listening ", s);
  for (int i = 0; i < 4; i++) {
    ends[i] = socket(AF_UNIX, kind | SOCK_NONBLOCK, 0);
    T(connect(ends[i], PATH(path)));
    EVENTS(s);
  }
  identity("connected ", ends[0]);
  PEER_OF(ends[0]);
  EVENTS(ends[0]);
  EVENTS(ends[3]);
  T(write(ends[0], "early", 5));
  T(connect(ends[0], PATH(path)));
  memset(&from, 0x55, sizeof from);
  int a = accept(s, &from, &size);
  tell("size", size);
  tell("family", from.sun_family);
  NAME_OF(a);
  PEER_OF(a);
  identity("accepted ", a);
  tell("pending", pending_of(a));
  tell("pending", pending_of(s));
  T(ioctl(ends[0], SIOCOUTQ, &value));
  tell("charged", value);
  T(ioctl(a, SIOCATMARK, &value));
  T(connect(ends[3], PATH(path)));
  int b = accept4(s, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC);
  tell_hex("flags", (u64)(fcntl(b, F_GETFL, 0) & O_NONBLOCK));
  tell("close on exec", fcntl(b, F_GETFD, 0));
  T(accept4(s, 0, 0, 0x10));
  T(accept4(s, 8, 8, 0));
  T(recv(b, bytes, 10, 0));
  T(recv(a, bytes, 2, MSG_PEEK));
  T(recv(a, bytes, 2, 0));
  T(recv(a, bytes, 100, MSG_DONTWAIT));
  close(s);
  EVENTS(ends[3]);
  T(read(ends[3], bytes, 1));
  EVENTS(ends[3]);
  T(read(ends[3], bytes, 1));
  T(write(ends[3], "x", 1));
  T(took_pipe());
  T(connect(socket(AF_UNIX, kind, 0), PATH(path)));
  T(write(a, "hello", 5));
  T(write(ends[0], "bye", 3));
  close(ends[0]);
  EVENTS(a);
  T(read(a, bytes, 10));
  T(recv(a, bytes, 10, MSG_DONTWAIT));
  EVENTS(a);
  T(recv(a, bytes, 10, MSG_DONTWAIT));
  T(write(a, "x", 1));
  T(took_pipe());
  T(send(a, "x", 1, MSG_NOSIGNAL));
  T(took_pipe());
  PEER_OF(a);
  T(shutdown(a, SHUT_RDWR));
  close(a);
}

static void closing(int kind) {
  int p[2];
  T(socketpair(AF_UNIX, kind | SOCK_NONBLOCK, 0, p));
  EVENTS(p[0]);
  T(shutdown(p[0], SHUT_WR));
  EVENTS(p[0]);
  EVENTS(p[1]);
  T(read(p[1], bytes, 1));
  T(write(p[0], "x", 1));
  T(took_pipe());
  T(write(p[1], "abc", 3));
  T(read(p[0], bytes, 10));
  T(shutdown(p[0], SHUT_RD));
  EVENTS(p[0]);
  EVENTS(p[1]);
  T(write(p[1], "abc", 3));
  T(took_pipe());
  T(read(p[0], bytes, 10));
  T(shutdown(p[1], SHUT_RDWR));
  close(p[0]);
  EVENTS(p[1]);
  close(p[1]);
}

static void pieces(int kind) {
  int p[2];
  struct iovec vector[2] = {{"ab", 2}, {(void *)8, 2}};
  socketpair(AF_UNIX, kind | SOCK_NONBLOCK, 0, p);
  T(write(p[0], "", 0));
  tell("pending", pending_of(p[1]));
  EVENTS(p[1]);
  T(recv(p[1], bytes, 0, 0));
  T(write(p[0], "abcdef", 6));
  T(write(p[0], "ghi", 3));
  tell("pending", pending_of(p[1]));
  T(recv(p[1], bytes, 0, 0));
  T(recv(p[1], bytes, 4, MSG_PEEK));
  T(recv(p[1], bytes, 100, MSG_PEEK));
  T(recv(p[1], bytes, 4, MSG_TRUNC | MSG_PEEK));
  T(recv(p[1], bytes, 4, MSG_TRUNC));
  T(recv(p[1], bytes, 100, 0));
  T(recv(p[1], bytes, 100, 0));
  T(sendto(p[0], "x", 1, 0, PATH("none")));
  T(recv(p[1], bytes, 100, 0));
  T(recv(p[1], 8, 1, 0));
  T(write(p[0], "abc", 3));
  T(read(p[1], 8, 1));
  T(recv(p[1], bytes, 10, 0));
  T(write(p[0], 8, 3));
  T(writev(p[0], vector, 2));
  T(recv(p[1], bytes, 10, 0));
  T(lseek(p[1], 0, 1));
  T(ftruncate(p[1], 0));
  T(fsync(p[1]));
  close(p[0]), close(p[1]);
}

/* How much fits, and when there is room again, for messages of several lengths. */
static void limits(int kind) {
  static const int lengths[] = {1, 100, 193, 705, 1729, 3777, 5000};
  for (unsigned i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
    int p[2], charged, writes = 0, reads = 0;
    reg sent = 0, n;
    socketpair(AF_UNIX, kind | SOCK_NONBLOCK, 0, p);
    while ((n = write(p[0], bytes, lengths[i])) > 0) sent += n, writes++;
    ioctl(p[0], SIOCOUTQ, &charged);
    tell("length", lengths[i]);
    tell(" writes", writes);
    tell(" bytes", sent);
    tell(" charged", charged);
    tell(" then", n);
    while (!(events_of(p[0]) & POLLOUT)) read(p[1], bytes, 1000), reads++;
    tell(" reads until writable", reads);
    close(p[0]), close(p[1]);
  }
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  block_pipe();
  mkdir("/tmp/connections", 0755);
  T(chdir("/tmp/connections"));
  for (int turn = 0; turn < 2; turn++) {
    int kind = turn ? SOCK_SEQPACKET : SOCK_STREAM;
    put(turn ? "sequenced packets\n" : "streams\n");
    alone(kind);
    connecting(kind, turn ? "packets" : "stream");
    closing(kind);
    pieces(kind);
    limits(kind);
  }
  return 0;
}
