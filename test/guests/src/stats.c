/* Reads numbers, one a line, and says how many there were, their sum and the largest. Tells its input's kind by fstat. */
#include "guest.h"

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  char buffer[512];
  u64 count = 0, sum = 0, largest = 0, number = 0;
  int within = 0;
  for (;;) {
    i64 n = READ(0, buffer, sizeof buffer);
    if (n < 0) return 1;
    if (n == 0) break;
    for (i64 i = 0; i < n; i++) {
      char c = buffer[i];
      if (c >= '0' && c <= '9') {
        number = number * 10 + (u64)(c - '0');
        within = 1;
      } else if (within) {
        count++;
        sum += number;
        if (number > largest) largest = number;
        number = 0;
        within = 0;
      }
    }
  }
  put("count ");
  put_number((i64)count);
  put("\nsum ");
  put_number((i64)sum);
  put("\nlargest ");
  put_number((i64)largest);
  put("\nread by a " SYSTEM " " MACHINE " program, process ");
#ifdef GUEST_FREEBSD
  put_number(CALL0(SYS_getpid));
#else
  put_number(CALL0(__NR_getpid));
#endif
  put_char('\n');
  return 0;
}
