/* only: linux-ppc64le linux-ppc64 linux-ppc32
 * UNIX datagrams: who may send to whom, full queues, peers that are gone, empty and long messages. */
#include "sockets.h"

static char bytes[300000];

static int made(void) { return (int)socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0); }

static void from(int fd, int size, int flags) {
  struct sockaddr_un name;
  int length = sizeof name;
  memset(&name, 0x55, sizeof name);
  reg result = recvfrom(fd, bytes, size, flags, &name, &length);
  tell("received", result);
  if (result >= 0) tell(" length of the name", length);
  if (result >= 0 && length > 0) tell(" family", name.sun_family);
}

static void addressed(void) {
  int a = made(), b = made(), c = made();
  struct sockaddr_un none = {0, ""};
  EVENTS(a);
  T(send(a, "x", 1, 0));
  T(recv(a, bytes, 1, 0));
  T(listen(a, 1));
  T(accept(a, 0, 0));
  T(sendto(a, "x", 1, 0, PATH("none")));
  T(bind(a, PATH("a")));
  T(bind(b, NAME("b-of-datagrams")));
  T(connect(b, PATH("a")));
  PEER_OF(b);
  EVENTS(b);
  T(send(b, "one", 3, 0));
  T(sendto(c, "two", 3, 0, PATH("a")));
  T(sendto(b, "three", 5, 0, PATH("a")));
  from(a, 2, 0);
  from(a, 2, MSG_TRUNC);
  from(a, 10, 0);
  from(a, 10, 0);
  T(connect(a, NAME("b-of-datagrams")));
  T(sendto(c, "two", 3, 0, PATH("a")));
  T(connect(c, PATH("a")));
  T(send(c, "x", 1, 0));
  T(connect(a, &none, 2));
  PEER_OF(a);
  T(send(a, "x", 1, 0));
  int queued = 0;
  while (sendto(c, "q", 1, 0, PATH("a")) == 1) queued++;
  tell("queued", queued);
  EVENTS(c);
  T(connect(c, PATH("a")));
  EVENTS(c);
  T(recv(a, bytes, 1, 0));
  EVENTS(c);
  tell("pending", pending_of(a));
  T(send(b, "x", 1, 0));
  EVENTS(b);
  close(a);
  EVENTS(b);
  T(send(b, "x", 1, 0));
  T(send(b, "x", 1, 0));
  PEER_OF(b);
  EVENTS(b);
  T(send(c, "x", 1, 0));
}

static void pairs(void) {
  int p[2], count = 0;
  struct sockaddr_un none = {0, ""};
  socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, p);
  while (send(p[0], "q", 1, 0) == 1) count++;
  tell("queued", count);
  T(shutdown(p[1], SHUT_RD));
  T(send(p[0], "x", 1, 0));
  EVENTS(p[1]);
  T(recv(p[1], bytes, 1, 0));
  T(shutdown(p[0], SHUT_WR));
  T(send(p[0], "x", 1, 0));
  T(took_pipe());
  close(p[1]);
  EVENTS(p[0]);
  T(send(p[0], "x", 1, 0));
  socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, p);
  T(send(p[0], "x", 1, 0));
  T(connect(p[1], &none, 2));
  EVENTS(p[1]);
  EVENTS(p[0]);
  T(send(p[0], "x", 1, 0));
  T(send(p[0], "x", 1, 0));
  T(recv(p[1], bytes, 1, 0));
  T(recv(p[1], bytes, 1, 0));
  T(send(p[0], bytes, 212961, 0));
  T(send(p[0], bytes, 212960, 0));
  T(recv(p[1], bytes, 300000, 0));
  T(send(p[0], "", 0, 0));
  EVENTS(p[1]);
  T(recv(p[1], bytes, 1, 0));
  T(recv(p[1], bytes, 1, 0));
}

/* A queue that is full is waited for. */
static void waiting(void) {
  int d = (int)socket(AF_UNIX, SOCK_DGRAM, 0), status, value, sum = 0;
  T(bind(d, NAME("waited-for")));
  if (fork() == 0) {
    int c = (int)socket(AF_UNIX, SOCK_DGRAM, 0);
    for (int i = 0; i < 30; i++)
      if (sendto(c, &i, 4, 0, NAME("waited-for")) != 4) leave(3);
    leave(0);
  }
  nap(100);
  for (int i = 0; i < 30; i++) recv(d, &value, 4, 0), sum += value;
  wait(&status);
  tell("sum", sum);
  tell("status", status);
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  block_pipe();
  mkdir("/tmp/datagrams", 0755);
  T(chdir("/tmp/datagrams"));
  addressed();
  pairs();
  waiting();
  return 0;
}
