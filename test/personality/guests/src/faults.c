/* Synchronous signals: address, code and place of the instruction, and how a handler goes on; what a default does. */
#include "linux.h"

static volatile int heard, code;
static volatile ureg address, place, data_address, status;
static void caught(int signal, struct info *info, void *context) {
  heard = signal, code = info->code, address = info->f.address, place = GP(context)[32], data_address = GP(context)[41], status = GP(context)[42];
  GP(context)[32] += 4;
}

extern char load_here[], trap_here[], illegal_here[], store_here[];
static volatile u64 readonly_page;

static void causes(void) {
  for (int signal = 1; signal < 12; signal++)
    if (signal != SIGKILL) on(signal, (void *)caught, SA_SIGINFO, 0);
  ureg bad = (ureg)0x123456789abc;
  ureg got = 77;
  __asm__ volatile(".globl load_here\nload_here: " LOAD " %0,0(%1)" : "+r"(got) : "b"(bad));
  same(heard, SIGSEGV, "a load from nowhere gives SIGSEGV");
  same(code, 1, "with SEGV_MAPERR");
  same((reg)address, (reg)bad, "and the address");
  same((reg)place, (reg)load_here, "the frame names the instruction");
  same((i64)got, 77, "whose register did not change");
  same((reg)data_address, (reg)bad, "DAR has the address");
  same(status, 0x40000000, "DSISR says that nothing was there");
  reg page = CALL6(__NR_mmap, 0, 65536, 1, 0x22, -1, 0);
  __asm__ volatile(".globl store_here\nstore_here: " STORE " %0,16(%1)" ::"r"(got), "b"((ureg)page) : "memory");
  same(heard, SIGSEGV, "a store into a read-only page gives SIGSEGV");
  same(code, 2, "with SEGV_ACCERR");
  same((reg)address, page + 16, "and the address");
  same((reg)place, (reg)store_here, "the frame names the instruction");
  same(status & 0x02000000, 0x02000000, "DSISR says that it was a store");
  heard = 0;
  __asm__ volatile(".globl trap_here\ntrap_here: trap");
  same(heard, SIGTRAP, "trap gives SIGTRAP");
  same((reg)place, (reg)trap_here, "at its instruction");
  heard = 0;
  __asm__ volatile(".globl illegal_here\nillegal_here: .long 0");
  same(heard, SIGILL, "an illegal instruction gives SIGILL");
  same(code, 1, "with ILL_ILLOPC");
  same((reg)address, (reg)illegal_here, "and its address");
  heard = 0;
  CALL2(__NR_munmap, page, 65536);
}

static void jump_nowhere(void) {
  i64 pid = fork_child();
  if (pid == 0) {
    on(SIGSEGV, 0, 0, 0);
    ((void (*)(void))0x10)();
    leave(0);
  }
  int status = 0;
  wait_for(pid, &status, 0);
  same(status & 0x7f, SIGSEGV, "a jump to nowhere ends the process by SIGSEGV");
}

static int fault_with(int block, void *handler) {
  i64 pid = fork_child();
  if (pid == 0) {
    on(SIGSEGV, handler, SA_SIGINFO, 0);
    if (block) mask(SIG_BLOCK, BIT(SIGSEGV), 0);
    *(volatile int *)8 = 1;
    leave(0);
  }
  int status = 0;
  wait_for(pid, &status, 0);
  return status & 0x7f;
}

static void forced(void) {
  same(fault_with(1, (void *)caught), SIGSEGV, "a blocked fault ends the process although it has a handler");
  same(fault_with(0, (void *)1), SIGSEGV, "so does an ignored one");
  same(fault_with(0, (void *)caught), 0, "an open one does not");
  i64 pid = fork_child();
  if (pid == 0) {
    on(SIGUSR1, (void *)caught, SA_SIGINFO, 0);
    __asm__ volatile("li 1,64\n\tli 0,37\n\tmr 3,%0\n\tli 4,10\n\tsc" ::"r"((reg)self()) : "memory", "r0", "r3", "r4");
    __builtin_unreachable();
  }
  int status = 0;
  wait_for(pid, &status, 0);
  same(status & 0x7f, SIGSEGV, "a handler whose frame cannot be written ends the process by SIGSEGV");
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  causes();
  jump_nowhere();
  forced();
  return tap_end();
}
