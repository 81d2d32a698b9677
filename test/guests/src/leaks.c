/* only: linux-ppc64le
 * Makes and lets go of everything that a kernel counts: leaks ROUNDS. Afterwards no more is left than after one round.
 */
#include "guest.h"
#include <linux/eventpoll.h>
#include <linux/fcntl.h>
#include <linux/in.h>
#include <linux/mman.h>
#include <linux/shm.h>
#include <linux/socket.h>

#define CHECK(call) \
  if ((call) < 0) leave(__LINE__ & 255)
#define SIZE 200000

static const char *self;

static void pages(void) {
  char *p = (char *)CALL6(__NR_mmap, 0, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  char *q = (char *)CALL6(__NR_mmap, 0, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  p[0] = q[0] = p[SIZE - 1] = q[SIZE - 1] = 1;
  CALL2(__NR_munmap, p, SIZE);
  CALL2(__NR_munmap, q, SIZE);
}

/* A mapped file whose name goes first, whose mapping goes first, and one that never had a name. */
static void files(i64 round) {
  for (int way = 0; way < 3; way++) {
    i64 fd = way == 2 ? CALL2(__NR_memfd_create, "m", 0)
                      : CALL4(__NR_openat, AT_FDCWD, "/tmp/leak", O_RDWR | O_CREAT | O_EXCL, 0600);
    CHECK(fd);
    CHECK(CALL2(__NR_ftruncate, fd, SIZE));
    char *p = (char *)CALL6(__NR_mmap, 0, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    p[0] = p[SIZE - 1] = (char)round;
    if (way == 0) CHECK(CALL3(__NR_unlinkat, AT_FDCWD, "/tmp/leak", 0));
    CALL1(__NR_close, fd);
    CALL2(__NR_munmap, p, SIZE);
    if (way == 1) CHECK(CALL3(__NR_unlinkat, AT_FDCWD, "/tmp/leak", 0));
  }
}

static void segment(void) {
  i64 id = CALL3(__NR_shmget, 0, SIZE, 0600 | 01000);
  CHECK(id);
  char *p = (char *)CALL3(__NR_shmat, id, 0, 0);
  p[0] = 1;
  CALL1(__NR_shmdt, p);
  CHECK(CALL3(__NR_shmctl, id, IPC_RMID, 0));
}

static void streams(void) {
  int fd[2];
  CHECK(CALL2(__NR_pipe2, fd, 0));
  i64 poll = CALL1(__NR_epoll_create1, 0);
  struct epoll_event event = {EPOLLIN, 0};
  CHECK(CALL4(__NR_epoll_ctl, poll, EPOLL_CTL_ADD, fd[0], &event));
  CALL3(__NR_write, fd[1], "x", 1);
  CALL1(__NR_close, fd[0]);
  CALL1(__NR_close, fd[1]);
  CALL1(__NR_close, poll);
  CHECK(CALL4(__NR_socketpair, 1, 1, 0, fd));
  CALL3(__NR_write, fd[1], "x", 1);
  CALL1(__NR_close, fd[0]);
  CALL1(__NR_close, fd[1]);
}

static void connection(void) {
  struct sockaddr_in address = {.sin_family = 2, .sin_addr.s_addr = __builtin_bswap32(0x7f000001)};
  int size = sizeof address;
  i64 listener = CALL3(__NR_socket, 2, 1, 0);
  CHECK(CALL3(__NR_bind, listener, &address, sizeof address));
  CHECK(CALL2(__NR_listen, listener, 5));
  CHECK(CALL3(__NR_getsockname, listener, &address, &size));
  i64 client = CALL3(__NR_socket, 2, 1, 0);
  CHECK(CALL3(__NR_connect, client, &address, sizeof address));
  i64 server = CALL4(__NR_accept4, listener, 0, 0, 0);
  CHECK(server);
  CALL3(__NR_write, client, "x", 1);
  CALL1(__NR_close, client);
  CALL1(__NR_close, server);
  CALL1(__NR_close, listener);
}

static void process(void) {
  i64 child = CALL6(__NR_clone, 17, 0, 0, 0, 0, 0);
  if (child == 0) {
    char *args[] = {(char *)self, "0", 0}, *none[] = {0};
    CALL3(__NR_execve, "/proc/self/exe", args, none);
    leave(1);
  }
  int status = 1;
  CHECK(CALL4(__NR_wait4, child, &status, 0, 0));
  CHECK(-status);
}

int guest_main(int argc, char **argv, char **envp) {
  (void)envp;
  i64 rounds = 0;
  self = argv[0];
  for (const char *p = argc > 1 ? argv[1] : "1"; *p; p++) rounds = rounds * 10 + (*p - '0');
  for (i64 i = 0; i < rounds; i++) {
    pages();
    files(i);
    segment();
    streams();
    connection();
    process();
  }
  return 0;
}
