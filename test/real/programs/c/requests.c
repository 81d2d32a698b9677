/* Asynchronous requests: contexts, what they do and tell, and what is refused. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/aio_abi.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static void say(const char *what, long result) {
  if (result < 0) printf("%s: %s\n", what, strerror(errno));
  else printf("%s: %ld\n", what, result);
}

static struct iocb request(int operation, int fd, void *buffer, size_t length, long long offset) {
  struct iocb one;
  memset(&one, 0, sizeof one);
  one.aio_data = 0x1122334455667788;
  one.aio_lio_opcode = operation;
  one.aio_fildes = fd;
  one.aio_buf = (uintptr_t)buffer;
  one.aio_nbytes = length;
  one.aio_offset = offset;
  return one;
}

static aio_context_t context;

static void run(const char *what, struct iocb *one) {
  struct io_event event;
  long result = syscall(SYS_io_submit, context, 1, &one);
  if (result != 1) {
    say(what, result);
    return;
  }
  struct timespec time = {5, 0};
  result = syscall(SYS_io_getevents, context, 1L, 1L, &event, &time);
  if (result != 1) say("no event", result);
  else printf("%s: %lld, data %d, request %d\n", what, (long long)event.res, event.data == one->aio_data, event.obj == (uintptr_t)one);
}

int main(void) {
  char buffer[100];
  FILE *file = tmpfile();
  int fd = fileno(file);
  aio_context_t other = 1;
  say("none", syscall(SYS_io_setup, 0, &context));
  say("used", syscall(SYS_io_setup, 1, &other));
  say("set up", syscall(SYS_io_setup, 8, &context));

  struct iocb one = request(IOCB_CMD_PWRITE, fd, "hello world", 11, 5);
  run("write", &one);
  one = request(IOCB_CMD_PREAD, fd, buffer, sizeof buffer, 0);
  run("read", &one);
  printf("%d %.11s\n", buffer[4], buffer + 5);
  struct iovec pieces[2] = {{buffer, 7}, {buffer + 50, 3}};
  one = request(IOCB_CMD_PREADV, fd, pieces, 2, 5);
  run("pieces", &one);
  printf("%.7s|%.3s\n", buffer, buffer + 50);
  one = request(IOCB_CMD_FSYNC, fd, NULL, 0, 0);
  run("sync", &one);
  one = request(IOCB_CMD_PREAD, 99, buffer, 1, 0);
  run("no descriptor", &one);
  one = request(77, fd, buffer, 1, 0);
  run("no operation", &one);
  one = request(IOCB_CMD_PREAD, fd, buffer, 1, -1);
  run("before the file", &one);

  int counter = eventfd(0, 0);
  one = request(IOCB_CMD_PREAD, fd, buffer, 1, 0);
  one.aio_flags = IOCB_FLAG_RESFD;
  one.aio_resfd = counter;
  run("told", &one);
  uint64_t value = 0;
  say("counter", read(counter, &value, sizeof value));
  printf("%d\n", (int)value);

  struct io_event events[8];
  struct timespec now = {0, 0}, soon = {0, 10000000};
  say("none yet", syscall(SYS_io_getevents, context, 1L, 8L, events, &now));
  say("nor soon", syscall(SYS_io_getevents, context, 1L, 8L, events, &soon));
  say("more than room", syscall(SYS_io_getevents, context, 3L, 2L, events, &now));
  struct iocb three[3], *list[3];
  for (int i = 0; i < 3; i++) {
    three[i] = request(IOCB_CMD_PREAD, fd, buffer, i + 1, 0);
    list[i] = &three[i];
  }
  three[2].aio_fildes = -1;
  say("two of three", syscall(SYS_io_submit, context, 3L, list));
  say("both", syscall(SYS_io_getevents, context, 2L, 8L, events, &soon));
  printf("%lld %lld\n", (long long)events[0].res, (long long)events[1].res);
  say("nothing", syscall(SYS_io_submit, context, 0L, list));
  say("less", syscall(SYS_io_submit, context, -1L, list));
  say("other", syscall(SYS_io_submit, (aio_context_t)0, 1L, list));
  say("destroy", syscall(SYS_io_destroy, context));
  say("again", syscall(SYS_io_destroy, context));
  return 0;
}
