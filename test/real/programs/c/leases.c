/* Leases of files (F_SETLEASE): what is refused, and how another process's open or truncate breaks one. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *lease(int fd) {
  static const char *const names[] = {"read", "write", "none"};
  int type = fcntl(fd, F_GETLEASE);
  return type < 0 || type > 2 ? strerror(errno) : names[type];
}

static void set(const char *what, int fd, int type) {
  int result = fcntl(fd, F_SETLEASE, type);
  printf("%s: %s, has %s\n", what, result == 0 ? "ok" : strerror(errno), lease(fd));
}

static sigset_t waited;

/* What the owner is told when `flags` open, or cut, the file elsewhere; and what it then gives. */
static void broken(const char *what, int fd, int type, int flags, int gives) {
  int go[2];
  if (pipe(go) != 0) exit(1);
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    char byte;
    close(fd);
    if (read(go[0], &byte, 1) != 1) _exit(9);
    int other = flags < 0 ? truncate("leased", 3) : open("leased", flags);
    _exit(other >= 0 ? 0 : errno);
  }
  set(what, fd, type);
  if (write(go[1], "", 1) != 1) exit(1);
  siginfo_t info;
  struct timespec most = {20, 0};
  int signal = sigtimedwait(&waited, &info, &most);
  if (signal == SIGRTMIN) printf("  told: code %d band %lx of it %d\n", info.si_code, (long)info.si_band, info.si_fd == fd);
  else if (signal == SIGIO) printf("  told: SIGIO\n");
  else printf("  told nothing\n");
  printf("  is to become %s\n", lease(fd));
  if ((flags & O_NONBLOCK) == 0 || flags < 0) {
    printf("  the other waits: %d\n", waitpid(child, 0, WNOHANG) == 0);
    if (gives == F_RDLCK) set("  made less", fd, F_RDLCK);
    if (flags != O_RDONLY) set("  made less too late", fd, F_RDLCK);
    if (gives == F_UNLCK) set("  given up", fd, F_UNLCK);
  }
  int status = 0;
  waitpid(child, &status, 0);
  printf("  the other: %s; has %s\n", WEXITSTATUS(status) ? strerror(WEXITSTATUS(status)) : "ok", lease(fd));
  fcntl(fd, F_SETLEASE, F_UNLCK);
  close(go[0]);
  close(go[1]);
}

static void nothing(int number) { (void)number; }

int main(void) {
  sigemptyset(&waited);
  sigaddset(&waited, SIGIO);
  sigaddset(&waited, SIGRTMIN);
  sigprocmask(SIG_BLOCK, &waited, 0);
  struct sigaction action = {.sa_handler = nothing};
  sigaction(SIGALRM, &action, 0);

  int fd = open("leased", O_RDWR | O_CREAT | O_TRUNC, 0600);
  if (write(fd, "0123456789", 10) != 10) return 1;
  set("read, of a writer", fd, F_RDLCK);
  set("write, of the only one", fd, F_WRLCK);
  set("another kind", fd, 7);
  int copy = dup(fd);
  printf("a duplicate has %s\n", lease(copy));
  set("given up by it", copy, F_UNLCK);
  set("given up twice", fd, F_UNLCK);
  int second = open("leased", O_RDONLY);
  set("write, of two", fd, F_WRLCK);
  set("read, while one writes", second, F_RDLCK);
  close(copy);
  close(fd);
  set("read, of the only one", second, F_RDLCK);
  set("made more", second, F_WRLCK);
  set("made less", second, F_RDLCK);
  fd = open("leased", O_RDONLY);
  set("read, of two readers", fd, F_RDLCK);
  set("made more, of two readers", fd, F_WRLCK);
  close(second);
  set("made more again", fd, F_WRLCK);
  printf("owner is the caller: %d\n", fcntl(fd, F_GETOWN) == getpid());
  set("given up", fd, F_UNLCK);
  printf("owner is gone: %d\n", fcntl(fd, F_GETOWN) == 0);

  int directory = open(".", O_RDONLY), ends[2], path = open("leased", O_PATH);
  set("of a directory", directory, F_RDLCK);
  if (pipe(ends) != 0) return 1;
  set("of a pipe", ends[0], F_RDLCK);
  set("of a path", path, F_RDLCK);
  set("of nothing", 99, F_RDLCK);

  broken("write, another reads", fd, F_WRLCK, O_RDONLY, F_RDLCK);
  fcntl(fd, F_SETSIG, SIGRTMIN);
  broken("write, another reads, with a signal of choice", fd, F_WRLCK, O_RDONLY, F_UNLCK);
  broken("write, another writes", fd, F_WRLCK, O_WRONLY, F_UNLCK);
  broken("read, another writes", fd, F_RDLCK, O_RDWR, F_UNLCK);
  broken("read, another reads and writes, and waits not", fd, F_RDLCK, O_RDWR | O_NONBLOCK, F_UNLCK);
  broken("read, another cuts", fd, F_RDLCK, -1, F_UNLCK);

  /* A signal ends the wait; the lease stays asked for. */
  set("write", fd, F_WRLCK);
  alarm(1);
  printf("own open, interrupted: %s\n", open("leased", O_WRONLY) < 0 ? strerror(errno) : "ok");
  printf("is to become %s\n", lease(fd));
  printf("once more, not waiting: %s\n", open("leased", O_RDONLY | O_NONBLOCK) < 0 ? strerror(errno) : "ok");
  /* The last descriptor takes the lease with it. */
  close(fd);
  fd = open("leased", O_WRONLY);
  printf("opened after the close: %d, has %s\n", fd >= 0, lease(fd));
  unlink("leased");
  return 0;
}
