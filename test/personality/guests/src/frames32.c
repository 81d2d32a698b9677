/* only: linux-ppc32
 * What 32-bit programs see of their own: the start, the address space, both kinds of signal frames, contexts. */
#include "linux.h"

#define PLAIN_FRAME 1504 /* struct sigcontext, struct mcontext and the gap below the stack pointer */
#define RT_FRAME 1792    /* siginfo, ucontext, the gap */
#define NIP 32
#define MSR 33
#define ORIG_R3 34
#define CTR 35
#define LINK 36
#define SOFTE 39
#define TRAP 40

struct context { u32 unused[4]; int signal; void *handler; u32 oldmask; ureg *regs; };
struct user_context { ureg flags; void *link; struct stack stack; int pad[7]; ureg *regs; u32 mask[2]; int rest[33]; u8 registers[1248]; } __attribute__((aligned(16)));

/* The handler's own registers as it begins, and the words that LR names. */
struct entry { ureg r1, r3, r4, r5, r6, lr, chain, trampoline[2]; };
static struct entry seen;
static struct context plain;
static ureg saved[48], at_call, other, here;
static u64 float_register;
static struct user_context user;
static ureg user_at, info_at;
static volatile int heard;

extern char after_call[];

/* kill(getpid(), signal) with known registers: r14 is 0x14141414, CTR 0x77, f31 as in fprs; r14 afterwards. */
static double quarter = 0.25;
static ureg raise_with(int signal) {
  const reg me = (reg)self();
  register reg r0 __asm__("r0") = __NR_kill;
  register reg r3 __asm__("r3") = me;
  register reg r4 __asm__("r4") = signal;
  register ureg r14 __asm__("r14") = 0x14141414;
  ureg stack;
  __asm__ volatile("mr %4,1\n\tlfd 31,0(%5)\n\tsc\n\t.globl after_call\nafter_call:\n\tnop"
                   : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r14), "=&r"(stack)
                   : "b"(&quarter)
                   : "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "fr31", "cr0", "ctr", "xer", "memory");
  at_call = stack;
  return r14;
}

/* Handlers begin here, so that nothing has changed a register yet. */
void enter_plain(void);
void enter_rt(void);
__asm__(".globl enter_plain\nenter_plain:\n\tlis 12,seen@ha\n\taddi 12,12,seen@l\n\tstw 1,0(12)\n\tstw 3,4(12)\n\tstw 4,8(12)\n\tstw 5,12(12)\n\tstw 6,16(12)\n\tmflr 0\n\tstw 0,20(12)\n\tlwz 11,0(1)\n\tstw 11,24(12)\n\tb note_plain\n"
        ".globl enter_rt\nenter_rt:\n\tlis 12,seen@ha\n\taddi 12,12,seen@l\n\tstw 1,0(12)\n\tstw 3,4(12)\n\tstw 4,8(12)\n\tstw 5,12(12)\n\tstw 6,16(12)\n\tmflr 0\n\tstw 0,20(12)\n\tlwz 11,0(1)\n\tstw 11,24(12)\n\tb note_rt\n");

static void note(ureg *regs) {
  heard++;
  memcpy(saved, regs, sizeof saved);
  float_register = *(u64 *)((char *)regs + 192 + 31 * 8);
  memcpy(seen.trampoline, (void *)seen.lr, 8);
}
__attribute__((used)) void note_plain(int signal, struct context *context) {
  (void)signal;
  memcpy(&plain, context, sizeof plain);
  note(context->regs);
}
__attribute__((used)) void note_rt(int signal, struct info *info, struct user_context *context) {
  (void)signal;
  info_at = (ureg)info, user_at = (ureg)context;
  memcpy(&user, context, sizeof user);
  note(context->regs);
  context->regs[14] = 0x41414141;
}

static void registers_saved(void) {
  same(saved[NIP], (ureg)after_call, "the frame names the instruction behind the call");
  same(saved[1], at_call, "and the stack pointer");
  same(saved[14], 0x14141414, "and a register");
  same(saved[3], 0, "the call's result is among them");
  same(saved[ORIG_R3], self(), "and what r3 was before");
  same(saved[TRAP], 0xc00, "the frame tells that it was a call");
  same(saved[SOFTE], 1, "interrupts were enabled");
  same(saved[MSR] & 0x4000, 0x4000, "the processor was in problem state");
  ok(float_register == 0x3fd0000000000000, "floating-point registers follow");
  same(seen.chain, at_call, "the stack has a back chain");
  same(seen.r1 % 16, 0, "and is aligned to 16");
  same(seen.trampoline[1], 0x44000002, "the handler returns to a system call");
}

static void frames(void) {
  on(SIGUSR1, (void *)enter_plain, 0, 0);
  mask(SIG_SETMASK, BIT(SIGUSR2) | BIT(SIGRTMIN + 6), 0);
  same(raise_with(SIGUSR1), 0x14141414, "a handler without siginfo returns");
  same(heard, 1, "once");
  registers_saved();
  same(seen.r4, ((at_call - PLAIN_FRAME) & ~15u), "the sigcontext lies below the red zone and the registers");
  same(seen.r4 - seen.r1, 64, "above a caller's frame of 64 bytes");
  same((ureg)plain.regs - seen.r4, 32, "the registers follow it");
  same(plain.signal, SIGUSR1, "it names the signal");
  same((ureg)plain.handler, (ureg)enter_plain, "and the handler");
  same(plain.oldmask, (i64)BIT(SIGUSR2), "and the first signals of the mask");
  same(plain.unused[3], (i64)(BIT(SIGRTMIN + 6) >> 32), "and the others");
  same(seen.trampoline[0], 0x38000000 + __NR_sigreturn, "by sigreturn");
  u64 now;
  mask(SIG_SETMASK, 0, &now);
  ok(now == (BIT(SIGUSR2) | BIT(SIGRTMIN + 6)), "which brings the mask back");

  heard = 0;
  on(SIGUSR1, (void *)enter_rt, SA_SIGINFO, 0);
  mask(SIG_SETMASK, BIT(SIGUSR2) | BIT(SIGRTMIN + 6), 0);
  same(raise_with(SIGUSR1), 0x41414141, "a handler with siginfo can change registers");
  registers_saved();
  same(seen.r4, ((at_call - RT_FRAME) & ~15u), "the siginfo lies at the frame's beginning");
  same(seen.r4 - seen.r1, 80, "above a caller's frame of 80 bytes");
  same(seen.r5 - seen.r4, 128, "the ucontext follows");
  same(seen.r6, seen.r4, "r6 points at the frame");
  same(user.flags, 0, "uc_flags is 0");
  same((ureg)user.regs - user_at, 192, "uc_regs points behind the mask");
  same(user.mask[0], (i64)BIT(SIGUSR2), "uc_sigmask has the first signals first");
  same(user.mask[1], (i64)(BIT(SIGRTMIN + 6) >> 32), "then the others");
  same(seen.trampoline[0], 0x38000000 + __NR_rt_sigreturn, "the handler returns by rt_sigreturn");
  mask(SIG_SETMASK, 0, 0);
}

static struct user_context first, second;
static i64 swap(struct user_context *old, struct user_context *new, reg size) { return CALL3(__NR_swapcontext, old, new, size); }
static void contexts(void) {
  volatile int turns = 0;
  i64 result = swap(&first, 0, sizeof first - 256);
  turns++;
  if (turns == 1) {
    same(result, 0, "a context is saved, without the halves of vector registers");
    same(((ureg)first.regs - (ureg)&first), 192, "its registers lie behind the mask");
    ureg pointer;
    __asm__ volatile("mr %0,2" : "=r"(pointer));
    first.regs[2] = pointer + 1;
    swap(&second, &first, sizeof first);
    ok(0, "a context that was restored does not come back here");
  }
  ureg pointer;
  __asm__ volatile("mr %0,2" : "=r"(pointer));
  same(result, (ureg)&first, "a restored context has the r3 of the call that saved it");
  same(turns, 2, "the program goes on behind that call");
  ok(pointer != first.regs[2], "with the thread pointer as it is");
  same(swap(&first, 0, 100), -EINVAL, "a small context is refused");
  same(swap((struct user_context *)8, 0, sizeof first), -14, "one that cannot be written is EFAULT");
  same(swap(0, 0, sizeof first), 0, "nothing at all succeeds");
}

static ureg *vector;
static ureg auxiliary(ureg tag) {
  for (ureg *pair = vector; pair[0] != 0; pair += 2)
    if (pair[0] == tag) return pair[1];
  return (ureg)-1;
}
static void start(int argc, char **argv, char **envp) {
  while (*envp) envp++;
  vector = (ureg *)(envp + 1);
  same((ureg)(argv - 1) % 16, 0, "the stack begins at a multiple of 16");
  same(*((ureg *)argv - 1), argc, "with the number of arguments");
  same(auxiliary(4), 32, "a program header has 32 bytes");
  same(auxiliary(6), 4096, "a page 4096");
  same(*(ureg *)auxiliary(33) , 0x7f454c46, "the vDSO is an ELF file");
  same(*(u8 *)(auxiliary(33) + 4), 1, "of 32 bits");
  same(auxiliary(16) >> 30, 3, "the processor is a 64-bit one");
  ok((ureg)argv > 0xf8000000, "the stack is at the top of the address space");
}

static volatile ureg fault_address;
static void faulted(int signal, struct info *info, void *context) {
  (void)signal;
  heard++;
  fault_address = info->f.address;
  GP(context)[NIP] += 4;
}
static void space(void) {
  ureg at = (ureg)CALL6(__NR_mmap, 0, 4096, 3, 0x22, -1, 0);
  ok(at > 0x80000000 && at < 0xf8000000, "mappings begin below the stack");
  same(CALL6(__NR_mmap, 0xfffff000, 4096, 3, 0x32, -1, 0), -ENOMEM, "the last page is not the program's");
  same(WRITE(1, 0xfffff000, 1), -14, "nor can a call read there");
  on(SIGSEGV, (void *)faulted, SA_SIGINFO, 0);
  heard = 0;
  ureg value = 5, place = 0xfffffffc;
  __asm__ volatile("lwz %0,0(%1)" : "+r"(value) : "b"(place));
  same(heard, 1, "reading there is a fault");
  same(fault_address, (i64)0xfffffffcu, "at its address");
  __asm__ volatile("lwz %0,8(%1)" : "+r"(value) : "b"(place));
  same(heard, 2, "behind it comes address 0");
  same(fault_address, 4, "and so on");
  /* A 64-bit processor in 32-bit mode has whole registers, whose high words count nowhere. */
  register reg r0 __asm__("r0") = __NR_getpgid;
  register reg r3 __asm__("r3") = 0;
  __asm__ volatile(".machine push\n\t.machine power8\n\tli 4,1\n\tsldi 4,4,32\n\tor %1,%1,4\n\tsc\n\t.machine pop"
                   : "+r"(r0), "+r"(r3) :: "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "cr0", "ctr", "xer", "memory");
  same(r3, CALL1(__NR_getpgid, 0), "the high words of arguments do not reach the kernel");
  __asm__ volatile(".machine push\n\t.machine power8\n\tli 4,1\n\tsldi 4,4,32\n\tor 4,4,%1\n\tstw %2,0(4)\n\tlwz %0,0(%1)\n\t.machine pop"
                   : "=&r"(other) : "b"(&here), "r"(0x1234) : "r4", "memory");
  same(other, 0x1234, "nor memory");
}

int guest_main(int argc, char **argv, char **envp) {
  start(argc, argv, envp);
  frames();
  contexts();
  space();
  return tap_end();
}
