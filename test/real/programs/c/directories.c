/* Signals of directories (F_NOTIFY): what happens in one, once or each time, and who hears of it. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static sigset_t waited;
static int directory;

static void told(const char *what) {
  siginfo_t info;
  struct timespec none = {0, 0};
  int count = 0, last = 0;
  while (sigtimedwait(&waited, &info, &none) > 0) count++, last = info.si_signo == SIGRTMIN ? info.si_fd == directory : 2;
  printf("%s: %d%s\n", what, count > 1 ? 2 : count, last == 1 ? ", of it" : last == 2 ? ", SIGIO" : "");
}

static void ask(unsigned long events) {
  if (fcntl(directory, F_NOTIFY, events) != 0) printf("F_NOTIFY %lx: %s\n", events, strerror(errno));
}

static void make(const char *name) { close(open(name, O_CREAT | O_WRONLY, 0600)); }

int main(void) {
  sigemptyset(&waited);
  sigaddset(&waited, SIGIO);
  sigaddset(&waited, SIGRTMIN);
  sigprocmask(SIG_BLOCK, &waited, 0);
  mkdir("watched", 0700);
  directory = open("watched", O_RDONLY);
  int file = open("watched/there", O_CREAT | O_RDWR, 0600);
  printf("of a file: %s\n", fcntl(file, F_NOTIFY, DN_CREATE) < 0 ? strerror(errno) : "ok");
  printf("of nothing: %s\n", fcntl(99, F_NOTIFY, DN_CREATE) < 0 ? strerror(errno) : "ok");

  ask(DN_CREATE);
  printf("the owner is who asked: %d\n", fcntl(directory, F_GETOWN) == getpid());
  make("watched/a");
  told("made");
  make("watched/b");
  told("made again, asked once");
  fcntl(directory, F_SETSIG, SIGRTMIN);
  ask(DN_CREATE | DN_MULTISHOT);
  make("watched/c");
  told("made");
  make("watched/d");
  told("made again");
  unlink("watched/d");
  told("removed, asked for made");
  ask(DN_DELETE);
  unlink("watched/c");
  told("removed, asked for that besides");
  make("outside");
  told("made elsewhere");
  rename("outside", "watched/inside");
  told("moved in");
  rename("watched/inside", "outside");
  told("moved out");
  ask(0);
  make("watched/e");
  told("made, no longer asked");

  ask(DN_MODIFY | DN_MULTISHOT);
  if (write(file, "x", 1) != 1) return 1;
  told("written");
  if (pread(file, &(char){0}, 1, 0) != 1) return 1;
  told("read");
  if (ftruncate(file, 0) != 0) return 1;
  told("cut");
  ask(0);
  ask(DN_ATTRIB | DN_MULTISHOT);
  fchmod(file, 0640);
  told("of another mode");
  chmod("watched", 0755);
  told("itself of another mode");
  ask(0);
  ask(DN_ACCESS | DN_MULTISHOT);
  if (write(file, "x", 1) != 1) return 1;
  told("written");
  if (pread(file, &(char){0}, 1, 0) != 1) return 1;
  told("read");
  ask(0);
  ask(DN_RENAME | DN_MULTISHOT);
  rename("watched/e", "watched/f");
  told("renamed");

  ask(0);
  ask(DN_CREATE | DN_MULTISHOT);
  int copy = dup(directory);
  make("watched/g");
  told("made");
  fflush(stdout);
  if (fork() == 0) {
    close(directory);
    _exit(0);
  }
  wait(0);
  make("watched/h");
  told("made, a child closed it");
  close(directory);
  make("watched/i");
  told("made, the descriptor is closed");
  close(copy);
  return system("rm -r watched outside") != 0;
}
