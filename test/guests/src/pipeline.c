/* only: linux-ppc64le linux-ppc64
 * pipeline A [args] '|' B [args] …: runs programs, each reading what the one before writes, and answers the last one's status. */
#include "guest.h"

int guest_main(int argc, char **argv, char **envp) {
  int from = 0, start = 1;
  i64 last = 0;
  for (int i = 1; i <= argc; i++) {
    if (i < argc && !equal(argv[i], "|")) continue;
    int ends[2] = {0, 1};
    int more = i < argc;
    if (more && CALL2(__NR_pipe2, ends, 0) != 0) return 2;
    flush();
    i64 child = CALL6(__NR_clone, 17 /* SIGCHLD */, 0, 0, 0, 0, 0);
    if (child < 0) return 2;
    if (child == 0) {
      argv[i] = 0;
      if (from != 0) CALL3(__NR_dup3, from, 0, 0), CALL1(__NR_close, from);
      if (more) CALL3(__NR_dup3, ends[1], 1, 0), CALL1(__NR_close, ends[1]), CALL1(__NR_close, ends[0]);
      i64 error = CALL3(__NR_execve, argv[start], argv + start, envp);
      put("pipeline: cannot execute ");
      put(argv[start]);
      put(", error ");
      put_number(-error);
      put_char('\n');
      flush();
      leave(error == -2 ? 127 : 126);
    }
    last = child;
    if (from != 0) CALL1(__NR_close, from);
    if (more) CALL1(__NR_close, ends[1]);
    from = ends[0];
    start = i + 1;
  }
  int result = 2;
  for (;;) {
    int status = 0;
    i64 pid = CALL4(__NR_wait4, -1, &status, 0, 0);
    if (pid < 0) break;
    if (pid == last) result = status & 0x7f ? 128 + (status & 0x7f) : status >> 8 & 0xff;
  }
  return result;
}
