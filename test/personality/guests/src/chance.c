/* only: linux-ppc64le linux-ppc64
 * Prints what depends on chance and on time: twice the same in a deterministic machine only. */
#include "linux.h"
int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  u64 random[2];
  struct time t;
  CALL3(__NR_getrandom, random, sizeof random, 0);
  put_hex(random[0]), put_char(' '), put_hex(random[1]), put_char('\n');
  for (int i = 0; i < 2; i++) {
    CALL2(__NR_clock_gettime, 0, &t);
    put_number(t.seconds), put_char('.'), put_number(t.nanoseconds), put_char('\n');
    nap(1000);
  }
  flush();
  return 0;
}
