/*
 * Times the kernel's paths: paths FOLDER PROGRAM [ARGUMENT...] prints `name nanoseconds` a line, each the least of several
 * batches. FOLDER is where the files are, PROGRAM what is executed: a copy of it there, when it is called without arguments. The same
 * source for the guest and for the host.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Short batches, and many: on a busy machine some of them are not interrupted. What compiles hot code is given time before. */
enum { BATCHES = 60, BATCH = 3000000, WARM = 600000000, PAGE = 65536 };

static long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000 + time.tv_nsec;
}

static int file;
static char name[4096];
static char **program;
static int ends[2];

static void check(int right, const char *what) {
  if (!right) perror(what), _exit(1);
}

static void getpid_(void) { syscall(SYS_getpid); }
static void clock_(void) { now(); }
static void lseek_(void) { lseek(file, 7, SEEK_SET); }
static void read_(void) {
  char byte;
  check(pread(file, &byte, 1, 7) == 1, "read");
}
static void fstat_(void) {
  struct stat status;
  check(fstat(file, &status) == 0, "fstat");
}
static void stat_(void) {
  struct stat status;
  check(stat(name, &status) == 0, "stat");
}
static void open_(void) {
  int fd = open(name, O_RDONLY);
  check(fd >= 0, "open");
  close(fd);
}
static void pipe_(void) {
  char byte = 0;
  check(write(ends[1], &byte, 1) == 1 && read(ends[0], &byte, 1) == 1, "pipe");
}

static volatile int signals;
static void handler(int number) { signals += number != 0; }
static void signal_(void) { kill(getpid(), SIGUSR1); }

static void *nothing(void *argument) { return argument; }
static void thread_(void) {
  pthread_t thread;
  check(pthread_create(&thread, NULL, nothing, NULL) == 0, "pthread_create");
  pthread_join(thread, NULL);
}

static void mmap_(void) {
  char *memory = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  check(memory != MAP_FAILED, "mmap");
  *(volatile char *)memory = 1;
  munmap(memory, PAGE);
}

static void wait_(pid_t child) {
  int status;
  check(child > 0 && waitpid(child, &status, 0) == child && status == 0, "child");
}
static void fork_(void) {
  pid_t child = fork();
  if (child == 0) _exit(0);
  wait_(child);
}
/* Puts the program beside the other files. */
static void copy_program(void) {
  static char copy[4200], block[65536];
  snprintf(copy, sizeof copy, "%s.program", name);
  int from = open(program[0], O_RDONLY), to = open(copy, O_WRONLY | O_CREAT | O_TRUNC, 0700);
  check(from >= 0 && to >= 0, copy);
  for (long count; (count = read(from, block, sizeof block)) > 0;) check(write(to, block, count) == count, copy);
  close(from), close(to);
  program[0] = copy;
}
static void exec_(void) {
  pid_t child = fork();
  if (child == 0) execv(program[0], program), _exit(1);
  wait_(child);
}

static int to[2], from[2];
static void processes_(void) {
  char byte = 0;
  check(write(to[1], &byte, 1) == 1 && read(from[0], &byte, 1) == 1, "ping-pong");
}

static int turn;
static void hand(int value) {
  __atomic_store_n(&turn, value, __ATOMIC_SEQ_CST);
  syscall(SYS_futex, &turn, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}
static void await(int value) {
  int is;
  while ((is = __atomic_load_n(&turn, __ATOMIC_SEQ_CST)) != value) {
    if (is == 2) pthread_exit(NULL);
    syscall(SYS_futex, &turn, FUTEX_WAIT_PRIVATE, is, NULL, NULL, 0);
  }
}
static void *partner(void *argument) {
  for (;;) await(1), hand(0);
  return argument;
}
static void threads_(void) { hand(1), await(0); }

static long batch(void (*path)(void), long rounds) {
  long start = now();
  for (long i = 0; i < rounds; i++) path();
  return now() - start;
}

static void measure(const char *title, void (*path)(void)) {
  long rounds = 1, took;
  for (long start = now(); now() - start < WARM;) batch(path, 1);
  while ((took = batch(path, rounds)) < BATCH / 2) rounds *= 2;
  long least = took;
  for (int i = 0; i < BATCHES; i++) {
    took = batch(path, rounds);
    if (took < least) least = took;
  }
  printf("%s %.1f\n", title, (double)least / rounds);
  fflush(stdout);
}

int main(int argc, char **argv) {
  check(argc > 2, "arguments");
  program = argv + 2;
  snprintf(name, sizeof name, "%s/k42-paths.%d", argv[1], (int)getpid());
  file = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
  check(file >= 0 && ftruncate(file, 4096) == 0 && pipe(ends) == 0, name);
  measure("getpid", getpid_);
  measure("clock_gettime", clock_);
  measure("lseek", lseek_);
  measure("read a byte", read_);
  measure("fstat", fstat_);
  measure("stat", stat_);
  measure("open+close", open_);
  measure("pipe write+read", pipe_);
  signal(SIGUSR1, handler);
  measure("signal", signal_);
  measure("mmap+touch+munmap", mmap_);
  measure("fork+exit+wait", fork_);
  if (program[1] == NULL) copy_program();
  measure("fork+exec+wait", exec_);
  check(pipe(to) == 0 && pipe(from) == 0, "pipe");
  pid_t child = fork();
  if (child == 0) {
    char byte;
    close(to[1]);
    while (read(to[0], &byte, 1) == 1 && write(from[1], &byte, 1) == 1) {}
    _exit(0);
  }
  measure("ping-pong of processes", processes_);
  close(to[1]);
  wait_(child);
  measure("thread create+join", thread_);
  pthread_t thread;
  check(pthread_create(&thread, NULL, partner, NULL) == 0, "pthread_create");
  measure("ping-pong of threads", threads_);
  hand(2);
  pthread_join(thread, NULL);
  unlink(name);
  if (program[1] == NULL) unlink(program[0]);
  return 0;
}
