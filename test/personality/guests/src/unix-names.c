/* only: linux-ppc64le linux-ppc64 linux-ppc32
 * Making UNIX sockets and naming them: types, addresses of every wrong form, paths, abstract and automatic names. */
#include "sockets.h"

static void making(void) {
  int pair[2];
  for (int kind = 0; kind < 12; kind++) {
    int s = (int)T(socket(AF_UNIX, kind, 0)) ;
    if (s >= 0) close(s);
  }
  T(socket(AF_UNIX, SOCK_STREAM, 1) >= 0);
  T(socket(AF_UNIX, SOCK_STREAM, 2));
  T(socket(99, SOCK_STREAM, 0));
  T(socket(30, SOCK_STREAM, 0));
  T(socket(-1, SOCK_STREAM, 0));
  T(socket(0, SOCK_STREAM, 0));
  T(socket(AF_UNIX, SOCK_STREAM | 0x10000000, 0));
  T(socket(99, SOCK_STREAM | 0x100, 0));
  T(socketpair(AF_UNIX, SOCK_STREAM, 0, 8));
  T(socketpair(AF_UNIX, SOCK_RDM, 0, pair));
  T(bind(99, 0, 0));
  T(fcntl(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), F_GETFD, 0));
}

static void wrong(int s) {
  struct sockaddr_un *a = address_of("a", 0);
  T(bind(s, a, 0));
  T(bind(s, a, 1));
  T(bind(s, a, 111));
  T(bind(s, a, 129));
  T(bind(s, a, -1));
  T(bind(s, 8, 10));
  a->sun_family = AF_INET;
  T(bind(s, a, 4));
  a->sun_family = 0;
  T(bind(s, a, 4));
  a->sun_family = 77;
  T(bind(s, a, 4));
  T(connect(s, a, 4));
}

static void paths(void) {
  struct statx st;
  int s = socket(AF_UNIX, SOCK_STREAM, 0), other = socket(AF_UNIX, SOCK_STREAM, 0), d = socket(AF_UNIX, SOCK_DGRAM, 0);
  wrong(s);
  T(bind(s, PATH("no/such")));
  T(bind(s, PATH("a")));
  NAME_OF(s);
  T(bind(s, PATH("b")));
  T(access("b", 0));
  T(bind(s, PATH("a")));
  T(bind(s, NAME("x")));
  statx("a", &st);
  tell_hex("mode", st.stx_mode);
  T(open("a", O_RDWR, 0));
  fstatx(s, &st);
  tell_hex("mode", st.stx_mode);
  tell("size", (i64)st.stx_size);
  tell("links", st.stx_nlink);
  T(bind(other, PATH("a")));
  T(connect(other, PATH("a")));
  T(connect(d, PATH("a")));
  close((int)open("plain", O_CREAT | O_WRONLY, 0600));
  T(connect(d, PATH("plain")));
  T(connect(d, PATH("none")));
  T(connect(d, PATH("plain/x")));
  T(connect(d, NAME("none")));
  T(symlink("a", "link"));
  T(bind(d, PATH("link")));
  T(bind(d, PATH("a/")));
  T(bind(d, PATH("zz/")));
  T(listen(s, 1));
  T(connect(other, PATH("link")));
  PEER_OF(other);
  T(unlink("a"));
  int late = socket(AF_UNIX, SOCK_STREAM, 0);
  T(connect(late, PATH("a")));
  T(bind(late, PATH("a")));
  T(connect(d, PATH("a")));
  T(fchmod(d, 0640));
  T(bind(d, PATH("mode")));
  statx("mode", &st);
  tell_hex("mode", st.stx_mode);
}

static void longest(void) {
  struct sockaddr_un a;
  int s = socket(AF_UNIX, SOCK_DGRAM, 0), size = 5;
  memset(&a, 'q', sizeof a);
  a.sun_family = AF_UNIX;
  T(bind(s, &a, 110));
  NAME_OF(s);
  memset(&a, 0, sizeof a);
  T(getsockname(s, &a, &size));
  tell("size", size);
  tell("third", a.sun_path[2]);
  T(getsockname(s, 8, &size));
  T(getsockname(s, &a, 8));
  size = -1;
  T(getsockname(s, &a, &size));
}

static void abstract(void) {
  int s = socket(AF_UNIX, SOCK_STREAM, 0), d = socket(AF_UNIX, SOCK_DGRAM, 0), t = socket(AF_UNIX, SOCK_STREAM, 0);
  int automatic = socket(AF_UNIX, SOCK_DGRAM, 0);
  struct sockaddr_un a;
  int size = sizeof a;
  T(bind(s, NAME("same")));
  T(bind(d, NAME("same")));
  T(bind(t, NAME("same")));
  T(bind(t, NAME("sam")));
  T(connect(t, NAME("same")));
  T(connect(socket(AF_UNIX, SOCK_SEQPACKET, 0), NAME("same")));
  close(s);
  T(bind(socket(AF_UNIX, SOCK_STREAM, 0), NAME("same")));
  T(bind(automatic, address_of("", 0), 2));
  T(bind(automatic, address_of("", 0), 2));
  getsockname(automatic, &a, &size);
  tell("size", size);
  tell("first", a.sun_path[0]);
  T(bind(automatic, NAME("y")));
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  mkdir("/tmp/names", 0755);
  T(chdir("/tmp/names"));
  making();
  paths();
  longest();
  abstract();
  return 0;
}
