/* only: linux-ppc64le linux-ppc64
 * Times system calls: callbench ROUNDS [FILE] makes FILE (absent: reads its own image) and prints `name nanoseconds` a line, each the best of five runs of so many calls.
 */
#include "guest.h"
#include <linux/fcntl.h>
#include <asm/stat.h>

struct when {
  i64 seconds, nanoseconds;
};

static i64 now(void) {
  struct when w;
  CALL2(__NR_clock_gettime, 1, &w);
  return w.seconds * 1000000000 + w.nanoseconds;
}

#define TIME(name, call)                                             \
  do {                                                               \
    i64 best = 1l << 60;                                             \
    for (int run = 0; run < 5; run++) {                              \
      i64 start = now();                                             \
      for (i64 i = 0; i < rounds; i++) call;                         \
      i64 took = now() - start;                                      \
      if (took < best) best = took;                                  \
    }                                                                \
    put(name), put_char(' '), put_number(best / rounds), put_char('.'); \
    put_number(best * 10 / rounds % 10), put_char('\n');             \
  } while (0)

int guest_main(int argc, char **argv, char **envp) {
  (void)envp;
  i64 rounds = 0;
  for (const char *p = argc > 1 ? argv[1] : "100000"; *p; p++) rounds = rounds * 10 + (*p - '0');
  char byte;
  struct stat status;
  static char page[4096];
  i64 fd = argc > 2 ? CALL4(__NR_openat, AT_FDCWD, argv[2], O_RDWR | O_CREAT | O_TRUNC, 0600)
                    : CALL4(__NR_openat, AT_FDCWD, argv[0], O_RDONLY, 0);
  if (fd < 0) return 1;
  if (argc > 2) CALL3(__NR_write, fd, page, sizeof page);
  TIME("getpid", CALL0(__NR_getpid));
  TIME("lseek", CALL3(__NR_lseek, fd, i & 7, 0));
  CALL3(__NR_lseek, fd, 0, 0);
  /* The file is read over and over: at its end a seek is paid once in some thousand reads. */
  TIME("read", if (CALL3(__NR_read, fd, &byte, 1) == 0) CALL3(__NR_lseek, fd, 0, 0));
  TIME("fstat", CALL2(__NR_fstat, fd, &status));
  return 0;
}
