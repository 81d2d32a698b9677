/* only: linux-ppc64le linux-ppc64 linux-ppc32
 * Descriptors on their way, and sockets between processes: who keeps what open, circles, waiting, signals, many bytes. */
#include "sockets.h"

static char bytes[100000];

static reg send_descriptor(int s, int fd) {
  ureg control[CMSG_SPACE(4) / sizeof(ureg)];
  struct iovec piece = {"F", 1};
  struct msghdr message = {0, 0, &piece, 1, control, sizeof control, 0};
  struct cmsghdr *item = (void *)control;
  item->len = CMSG_LEN(4), item->level = SOL_SOCKET, item->type = SCM_RIGHTS;
  memcpy(CMSG_DATA(item), &fd, 4);
  return sendmsg(s, &message, 0);
}

static int receive_descriptor(int s) {
  ureg control[CMSG_SPACE(4) / sizeof(ureg)];
  char byte;
  struct iovec piece = {&byte, 1};
  struct msghdr message = {0, 0, &piece, 1, control, sizeof control, 0};
  int fd = -1;
  if (recvmsg(s, &message, 0) > 0 && message.controllen > 0) memcpy(&fd, CMSG_DATA(control), 4);
  return fd;
}

static void lifetime(void) {
  int p[2], q[2];
  socketpair(AF_UNIX, SOCK_STREAM, 0, p), pipe(q);
  T(send_descriptor(p[0], q[1]));
  close(q[1]);
  EVENTS(q[0]);
  close(p[1]);
  EVENTS(q[0]);
  close(p[0]), close(q[0]);
  socketpair(AF_UNIX, SOCK_STREAM, 0, p), pipe(q);
  send_descriptor(p[0], q[1]);
  close(q[1]), close(p[0]);
  int writer = receive_descriptor(p[1]);
  T(write(writer, "hi", 2));
  T(read(q[0], bytes, 10));
  close(writer);
  T(read(q[0], bytes, 10));
  close(p[1]), close(q[0]);
}

static void circles(void) {
  int p[2], q[2];
  socketpair(AF_UNIX, SOCK_STREAM, 0, p), pipe(q);
  T(send_descriptor(p[0], p[0]));
  T(send_descriptor(p[0], p[1]));
  int s = receive_descriptor(p[1]);
  T(write(s, "x", 1));
  int t = receive_descriptor(p[1]);
  T(recv(t, bytes, 10, MSG_DONTWAIT));
  close(s), close(t);
  /* Nobody can receive what waits at p[1] any more: it is only in its own queue. */
  send_descriptor(p[0], p[1]);
  send_descriptor(p[0], q[1]);
  close(q[1]), close(p[0]), close(p[1]);
  tell_hex("events of the pipe", (u64)wait_for(q[0], POLLIN));
  close(q[0]);
}

static void between(void) {
  int p[2], q[2], status;
  socketpair(AF_UNIX, SOCK_SEQPACKET, 0, p), pipe(q);
  if (fork() == 0) {
    close(p[0]);
    int fd = receive_descriptor(p[1]), file = receive_descriptor(p[1]);
    write(fd, "child", 5);
    write(file, "written there", 13);
    lseek(file, 0, 0);
    leave(fd >= 0 && file >= 0 ? 7 : 1);
  }
  int file = (int)open("/tmp/shared-offset", O_CREAT | O_TRUNC | O_RDWR, 0600);
  send_descriptor(p[0], q[1]);
  send_descriptor(p[0], file);
  wait(&status);
  tell("status", status);
  T(read(q[0], bytes, 100));
  T(lseek(file, 0, 1));
  T(read(file, bytes, 100));
  socketpair(AF_UNIX, SOCK_STREAM, 0, p);
  T(lseek(file, 0, 0));
  T(sendfile(p[0], file, 0, 100));
  T(read(p[1], bytes, 100));
  T(sendfile(p[0], p[1], 0, 10));
}

static void there_and_back(void) {
  int p[2], status, turns = 0;
  socketpair(AF_UNIX, SOCK_STREAM, 0, p);
  if (fork() == 0) {
    close(p[0]);
    while (read(p[1], bytes, 1) == 1) write(p[1], bytes, 1), turns++;
    leave(turns);
  }
  close(p[1]);
  for (int i = 0; i < 100; i++) write(p[0], "x", 1), read(p[0], bytes, 1);
  close(p[0]);
  wait(&status);
  tell("turns", status >> 8);
}

static void many(void) {
  int p[2], status, wrong = 0;
  socketpair(AF_UNIX, SOCK_STREAM, 0, p);
  if (fork() == 0) {
    close(p[0]);
    for (int i = 0; i < 100000; i++) bytes[i] = (char)(i * 7);
    struct iovec pieces[3] = {{bytes, 30000}, {bytes + 30000, 1}, {bytes + 30001, 69999}};
    for (int turn = 0; turn < 5; turn++)
      if (writev(p[1], pieces, 3) != 100000) leave(9);
    leave(0);
  }
  close(p[1]);
  for (int turn = 0; turn < 5; turn++) {
    if (recv(p[0], bytes, 100000, MSG_WAITALL) != 100000) wrong++;
    for (int i = 0; i < 100000; i++) wrong += bytes[i] != (char)(i * 7);
  }
  T(read(p[0], bytes, 1));
  wait(&status);
  tell("wrong", wrong);
  tell("status", status);
}

static void waits(void) {
  int status, s = (int)socket(AF_UNIX, SOCK_STREAM, 0), p[2];
  bind(s, NAME("full"));
  listen(s, 0);
  if (fork() == 0) {
    int first = (int)socket(AF_UNIX, SOCK_STREAM, 0), second = (int)socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(first, NAME("full")) != 0) leave(1);
    if (connect(second, NAME("full")) != 0) leave(2);
    write(second, "two", 3);
    leave(0);
  }
  nap(100);
  accept(s, 0, 0);
  int end = (int)accept(s, 0, 0);
  T(read(end, bytes, 10));
  wait(&status);
  tell("status", status);
  socketpair(AF_UNIX, SOCK_STREAM, 0, p);
  if (fork() == 0) {
    nap(50);
    shutdown(p[1], SHUT_RDWR);
    leave(0);
  }
  tell_hex("events", (u64)wait_for(p[0], POLLIN | POLLRDHUP));
  wait(&status);
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  block_pipe();
  lifetime();
  circles();
  between();
  there_and_back();
  many();
  waits();
  return 0;
}
