/* only: linux-ppc64le linux-ppc64
 * A loop of known length for the interpreter's rate: intloop ROUNDS executes 16 instructions a round and prints
 * `instructions nanoseconds checksum`.
 */
#include "guest.h"

int guest_main(int argc, char **argv, char **envp) {
  (void)envp;
  u64 rounds = 0;
  for (const char *p = argc > 1 ? argv[1] : "1000000"; *p; p++) rounds = rounds * 10 + (u64)(*p - '0');
  static u64 table[64];
  struct {
    i64 seconds, nanoseconds;
  } start, end;
  u64 a = 1, b = 2, c, d, left = rounds, index;
  CALL2(__NR_clock_gettime, 1, &start);
  __asm__ volatile(
      "1:\tadd %0,%0,%1\n\trldicl %2,%0,13,40\n\txor %1,%1,%2\n\tandi. %5,%1,504\n\tldx %3,%6,%5\n\tadd %3,%3,%0\n"
      "\tstdx %3,%6,%5\n\tmulli %2,%2,17\n\tsubf %0,%2,%0\n\tcmpldi %2,100\n\tble 2f\n\taddi %1,%1,3\n2:\tsrdi %3,%0,7\n"
      "\tor %1,%1,%3\n\taddic. %4,%4,-1\n\tbne 1b\n"
      : "+&r"(a), "+&r"(b), "=&r"(c), "=&r"(d), "+&b"(left), "=&r"(index)
      : "b"(table)
      : "cr0", "xer", "memory");
  CALL2(__NR_clock_gettime, 1, &end);
  put_number((i64)rounds * 16);
  put_char(' ');
  put_number((end.seconds - start.seconds) * 1000000000 + end.nanoseconds - start.nanoseconds);
  put_char(' ');
  put_hex(a ^ b ^ c ^ d);
  put_char('\n');
  return 0;
}
