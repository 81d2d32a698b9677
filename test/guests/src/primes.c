/* Prints the primes below a number, one a line. */
#include "guest.h"

int guest_main(int argc, char **argv, char **envp) {
  (void)envp;
  u64 limit = 0;
  for (const char *p = argc > 1 ? argv[1] : "100"; *p >= '0' && *p <= '9'; p++) limit = limit * 10 + (u64)(*p - '0');
  for (u64 n = 2; n < limit; n++) {
    int prime = 1;
    for (u64 d = 2; d * d <= n && prime; d++) prime = n % d != 0;
    if (!prime) continue;
    put_number((i64)n);
    put_char('\n');
  }
  return 0;
}
