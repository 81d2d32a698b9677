/* TCP sockets that end their connection and go on, and IPv6 sockets that become IPv4's. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct sockaddr_in server = {.sin_family = AF_INET}, any = {.sin_family = AF_INET};
static const struct sockaddr nobody = {.sa_family = AF_UNSPEC};

static void say(const char *what, int result) { printf("%s: %s\n", what, result < 0 ? strerror(errno) : "done"); }

static void name(const char *what, int fd) {
  struct sockaddr_in own;
  socklen_t length = sizeof own;
  getsockname(fd, (struct sockaddr *)&own, &length);
  printf("%s: %s, %s port, %u bytes\n", what, inet_ntoa(own.sin_addr), own.sin_port ? "a" : "no", length);
}

static int to_server(void) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  connect(fd, (struct sockaddr *)&server, sizeof server);
  return fd;
}

static void again(const char *what, int fd) {
  name(what, fd);
  say("leaves its connection", connect(fd, &nobody, sizeof nobody));
  name("then", fd);
  say("is bound", bind(fd, (struct sockaddr *)&any, sizeof any));
  name("then", fd);
}

static void option(const char *what, int fd, int option, const void *value, socklen_t length) { say(what, setsockopt(fd, IPPROTO_IPV6, option, value, length)); }

int main(void) {
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  socklen_t length = sizeof server;
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  bind(listener, (struct sockaddr *)&server, sizeof server);
  listen(listener, 5);
  getsockname(listener, (struct sockaddr *)&server, &length);

  again("a socket that connected", to_server());
  int bound = socket(AF_INET, SOCK_STREAM, 0);
  bind(bound, (struct sockaddr *)&any, sizeof any);
  connect(bound, (struct sockaddr *)&server, sizeof server);
  again("one that was bound", bound);
  close(accept(listener, 0, 0));
  again("one that was accepted", accept(listener, 0, 0));

  struct sockaddr_in6 mapped = {.sin6_family = AF_INET6, .sin6_port = server.sin_port};
  inet_pton(AF_INET6, "::ffff:127.0.0.1", &mapped.sin6_addr);
  int inet = AF_INET, inet6 = AF_INET6;
  int stream = socket(AF_INET6, SOCK_STREAM, 0), datagram = socket(AF_INET6, SOCK_DGRAM, 0);
  option("a socket becomes IPv4's", stream, 1, &inet, sizeof inet);
  connect(stream, (struct sockaddr *)&mapped, sizeof mapped);
  option("not IPv6's", stream, 1, &inet6, sizeof inet6);
  option("when it is connected", stream, 1, &inet, sizeof inet);
  name("a stream", stream);
  option("once", stream, 1, &inet, sizeof inet);
  connect(datagram, (struct sockaddr *)&mapped, sizeof mapped);
  option("or by datagrams", datagram, 1, &inet, sizeof inet);
  name("datagrams", datagram);
  unsigned char route[24] = {0, 2, 9, 1};
  int other = socket(AF_INET6, SOCK_DGRAM, 0);
  option("a route that there is not", other, 57, route, sizeof route);
  option("no route", other, 57, 0, 0);
  return 0;
}
