/* only: linux-ppc64le linux-ppc64
 * Takes more memory than the machine has: more than there is at all is refused, more than is left ends the program. */
#include "linux.h"
int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  same(CALL6(__NR_mmap, 0, 1ul << 40, 3, 0x22, -1, 0), -ENOMEM, "what the machine can never have is refused");
  flush();
  for (;;) {
    i64 at = CALL6(__NR_mmap, 0, 16 << 20, 3, 0x22, -1, 0);
    if (at < 0) leave(2);
    for (i64 i = 0; i < 16 << 20; i += 4096) *(volatile char *)(at + i) = 1;
  }
}
