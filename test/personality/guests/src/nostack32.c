/* only: linux-ppc32
 * A program from before PT_GNU_STACK: whatever it may read, it may execute. Linked without that header (build.sh). */
#include "linux.h"

static u32 code[64] __attribute__((aligned(128)));
static int heard;
static void caught(int signal, struct info *info, void *context) {
  (void)signal, (void)info;
  heard++;
  GP(context)[32] = GP(context)[36];
}

/* li r3,VALUE; blr */
static int runs(u32 *at, int value) {
  at[0] = 0x38600000u | (u32)value, at[1] = 0x4e800020;
  __asm__ volatile("dcbst 0,%0\n\tsync\n\ticbi 0,%0\n\tsync\n\tisync" ::"r"(at) : "memory");
  return ((int (*)(void))at)() == value;
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  u32 stack[64];
  on(SIGSEGV, (void *)caught, SA_SIGINFO, 0);
  ok(runs(code, 1), "data is executed");
  ok(runs(stack + 16, 2), "so is the stack");
  u32 *mapped = (u32 *)CALL6(__NR_mmap, 0, 4096, 3, 0x22, -1, 0);
  ok(runs(mapped, 3), "and memory that is mapped for reading and writing");
  ureg heap = (ureg)CALL1(__NR_brk, 0);
  CALL1(__NR_brk, heap + 8192);
  ok(runs((u32 *)((heap + 4095) & ~4095u), 4), "and the heap");
  CALL3(__NR_mprotect, mapped, 4096, 2);
  CALL3(__NR_mprotect, mapped, 4096, 1);
  same(((int (*)(void))mapped)(), 3, "also when it was protected otherwise in between");
  same(heard, 0, "without a fault");
  return tap_end();
}
