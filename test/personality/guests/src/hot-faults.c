/* Signals for what goes wrong in a loop that has run 100,000 times: code, address, place and registers; then it goes on. */
#include "linux.h"

#define SIGFPE 8
#define PR_SET_FPEXC 12
#define PAGE 65536
#define PAGES 16
/* Words before the last page. */
#define BEFORE ((PAGES - 1) * PAGE / 4)

static volatile int heard, code, number;
static volatile ureg address, place, r4, r7, ctr;
static volatile u64 f1, f3;
static volatile int repair;
enum { SKIP, PROTECT, ALIGN, QUIET };
static void caught(int signal, struct info *info, void *context) {
  ureg *gp = GP(context);
  number = signal, heard++, code = info->code, address = info->f.address;
  place = gp[32], r4 = gp[4], r7 = gp[7], ctr = gp[35];
  f1 = FP(context)[1], f3 = FP(context)[3];
  if (repair == PROTECT) CALL3(__NR_mprotect, address & -(ureg)PAGE, PAGE, 7);
  else if (repair == ALIGN) gp[4] &= -(ureg)4;
  else gp[32] += 4;
  if (repair == QUIET) FP(context)[32] = 0;
}
static void expect(int how) { repair = how, heard = 0, number = 0, code = -1, address = place = 0; }

/* Walks words from r4 on, counts in CTR and adds up in r7; what the loop does besides stands in the middle. */
#define WALK(name, body)                                                                               \
  extern char name##_here[];                                                                           \
  static __attribute__((noinline, noclone)) ureg name(ureg from, ureg count, ureg odd) {                                           \
    register ureg a __asm__("r4") = from;                                                              \
    register ureg s __asm__("r7") = 0;                                                                 \
    register ureg o __asm__("r8") = odd;                                                               \
    __asm__ volatile("mtctr %3\n1:\n\t" body "\n\taddi 7,7,3\n\taddi 4,4,4\n\tbdnz 1b"                   \
                     : "+r"(a), "+r"(s), "+r"(o)                                                       \
                     : "r"(count)                                                                      \
                     : "r5", "r6", "r9", "ctr", "cr0", "cr6", "memory");                               \
    return s;                                                                                          \
  }
#define HERE(name) ".globl " #name "_here\n" #name "_here: "
WALK(load, HERE(load) "lwz 5,0(4)\n\tadd 7,7,5")
WALK(store, "lwz 5,0(4)\n\taddi 5,5,1\n\t" HERE(store) "stw 5,0(4)")
WALK(reserve, HERE(reserve) "lwarx 5,0,4\n\taddi 5,5,1\n\tstwcx. 5,0,4\n\tcmpw 6,7,8\n\tbne 6,2f\n\taddi 4,4,2\n2:")
WALK(illegal, "cmpw 6,7,8\n\tbne 6,2f\n\t" HERE(illegal) ".long 0\n2:")
WALK(trap, HERE(trap) "tweq 7,8")
/* Every word in steps of 4 beginning at an odd address: unaligned, and across pages. */
WALK(crooked, "lwz 5,0(4)\n\taddi 5,5,1\n\t" HERE(crooked) "stw 5,0(4)")

/* Begins at a multiple of PAGE, whatever the system's pages are. */
static ureg map(ureg pages) {
  return ((ureg)CALL6(__NR_mmap, 0, (pages + 1) * PAGE, 3, 0x22, -1, 0) + PAGE - 1) & -(ureg)PAGE;
}
static ureg data;
static ureg fresh(void) {
  if (data) CALL2(__NR_munmap, data, PAGES * PAGE);
  data = map(PAGES);
  for (ureg i = 0; i < PAGES * PAGE / 4; i++) ((u32 *)data)[i] = (u32)i;
  return data + (PAGES - 1) * PAGE;
}
/* What r7 is after so many rounds of a loop that adds the words too. */
static ureg sum(ureg rounds) { return (ureg)((u64)rounds * 3 + (u64)rounds * (rounds - 1) / 2); }

static void pages(void) {
  ureg last = fresh();
  CALL3(__NR_mprotect, last, PAGE, 0);
  expect(PROTECT);
  ureg got = load(data, PAGES * PAGE / 4, 0);
  same(heard, 1, "a hot load meets PROT_NONE once");
  same(number, SIGSEGV, "with SIGSEGV");
  same(code, 2, "and SEGV_ACCERR");
  same((reg)address, (reg)last, "at the address");
  same((reg)place, (reg)load_here, "of the instruction");
  same((reg)r4, (reg)last, "whose base register is in the frame");
  same((reg)r7, (reg)sum(BEFORE), "as is what the loop added up");
  same((reg)ctr, PAGE / 4, "and CTR");
  same((reg)got, (reg)sum(PAGES * PAGE / 4), "and it goes on when mprotect allowed it");

  last = fresh();
  CALL3(__NR_mprotect, last, PAGE, 1);
  expect(PROTECT);
  got = store(data, PAGES * PAGE / 4, 0);
  same(heard, 1, "a hot store meets a read-only page once");
  same(code, 2, "with SEGV_ACCERR");
  same((reg)address, (reg)last, "at the address");
  same((reg)place, (reg)store_here, "of the store");
  same((reg)r7, BEFORE * 3, "with the registers of that time");
  int good = 1;
  for (ureg i = 0; i < PAGES * PAGE / 4; i++) good &= ((u32 *)data)[i] == i + 1;
  ok(good, "and every word is stored once");

  last = fresh();
  CALL2(__NR_munmap, last, PAGE);
  expect(SKIP);
  load(data, BEFORE + 5, 0);
  same(heard, 5, "hot loads from nowhere fault each");
  same(code, 1, "with SEGV_MAPERR");
  same((reg)address, (reg)last + 16, "at their addresses");
  data = (ureg)CALL6(__NR_mmap, data, PAGES * PAGE, 3, 0x32, -1, 0);

  last = fresh();
  CALL3(__NR_mprotect, last, PAGE, 1);
  expect(PROTECT);
  crooked(data + 1, PAGES * PAGE / 4 - 1, 0);
  same(heard, 1, "an unaligned hot store faults where it crosses into a page that it must not write");
  same((reg)place, (reg)crooked_here, "at its instruction");
  same((reg)address, (reg)last, "at the first byte of that page");
  same((reg)r4, (reg)last - 3, "the access began before it");
}

static void beyond_a_file(void) {
  i64 fd = CALL6(__NR_openat, -100, "/hot-file", 0102, 0600, 0, 0);
  for (int i = 0; i < 2; i++) WRITE(fd, (char *)data, PAGE);
  ureg map = (ureg)CALL6(__NR_mmap, 0, 3 * PAGE, 3, 1, fd, 0);
  expect(SKIP);
  for (int i = 0; i < 4; i++) load(map, 2 * PAGE / 4, 0);
  load(map, 2 * PAGE / 4 + 1, 0);
  same(heard, 1, "a hot load behind a file's end faults");
  same(number, SIGBUS, "with SIGBUS");
  same(code, 2, "and BUS_ADRERR");
  same((reg)address, (reg)map + 2 * PAGE, "at the address");
  CALL2(__NR_munmap, map, 3 * PAGE);
}

static void instructions(void) {
  fresh();
  expect(ALIGN);
  ureg got = reserve(data, 100000, 3 * 90000);
  same(heard, 1, "a misaligned hot lwarx faults");
  same(number, SIGBUS, "with SIGBUS");
  same(code, 1, "and BUS_ADRALN");
  same((reg)place, (reg)reserve_here, "at its instruction");
  same((reg)address, (reg)data + 4 * 90001 + 2, "at its address");
  same((reg)got, 300000, "and the loop ends as it should");
  expect(SKIP);
  got = illegal(data, 200000, 3 * 150000);
  same(heard, 1, "an illegal word in a hot loop is met once");
  same(number, SIGILL, "with SIGILL");
  same(code, 1, "and ILL_ILLOPC");
  same((reg)place, (reg)illegal_here, "at its instruction");
  same((reg)r7, 3 * 150000, "in the round that came to it");
  same((reg)ctr, 50000, "which CTR tells too");
  same((reg)got, 600000, "and the loop goes on");
  expect(SKIP);
  got = trap(data, 200000, 3 * 150000);
  same(heard, 1, "a trap in a hot loop is met once");
  same(number, SIGTRAP, "with SIGTRAP");
  same(code, 1, "and TRAP_BRKPT");
  same((reg)address, (reg)trap_here, "at its instruction");
  same((reg)ctr, 50000, "in the round whose condition holds");
  same((reg)got, 600000, "and the loop goes on");
}

extern char divide_here[];
/* 1 / (ordinary − round), with division by zero enabled. */
static __attribute__((noinline, noclone)) ureg divide(ureg count, double ordinary) {
  register double one __asm__("fr4") = 1.0;
  register double by __asm__("fr3") = ordinary;
  register ureg s __asm__("r7") = 0;
  __asm__ volatile("mtfsb1 27\n\tmtctr %3\n1:\n\t.globl divide_here\ndivide_here: fdiv 1,4,3\n\tfsub 3,3,4\n\taddi 7,7,3\n\tbdnz 1b"
                   : "+r"(s), "+d"(by)
                   : "d"(one), "r"(count)
                   : "fr1", "ctr", "memory");
  return s;
}
static void floating_point(void) {
  on(SIGFPE, (void *)caught, SA_SIGINFO, 0);
  CALL2(__NR_prctl, PR_SET_FPEXC, 3);
  expect(QUIET);
  ureg got = divide(200000, 150000.0);
  same(heard, 1, "an enabled division by zero in a hot loop is met once");
  same(number, SIGFPE, "with SIGFPE");
  same(code, 3, "and FPE_FLTDIV");
  same((reg)place, (reg)divide_here, "at its instruction");
  same((i64)f1, 0x3ff0000000000000, "whose target has the result of the round before");
  same((i64)f3, 0, "and whose divisor is zero");
  same((reg)ctr, 50000, "in its round");
  same((reg)got, 600000, "and the loop goes on");
}

static ureg page_of_code;
static void no_execution(int signal, struct info *info, void *context) {
  number = signal, heard++, code = info->code, address = info->f.address, place = GP(context)[32];
  CALL3(__NR_mprotect, page_of_code, PAGE, 5);
}
static __attribute__((noinline)) ureg call(ureg function, ureg x) {
  register ureg r3 __asm__("r3") = x;
  register ureg r12 __asm__("r12") = function;
  __asm__ volatile("mtctr 12\n\tbctrl" : "+r"(r3), "+r"(r12)::"ctr", "lr", "memory");
  return r3;
}
static void execution(void) {
  on(SIGSEGV, (void *)no_execution, SA_SIGINFO, 0);
  page_of_code = map(1);
  u32 *words = (u32 *)page_of_code;
  words[0] = 0x38630001, words[1] = 0x4e800020; /* addi r3,r3,1; blr */
  __asm__ volatile("dcbst 0,%0\n\tsync\n\ticbi 0,%0\n\tsync\n\tisync" ::"r"(words) : "memory");
  expect(SKIP);
  ureg total = 0;
  for (int i = 0; i < 60000; i++) {
    if (i % 20000 == 0) CALL3(__NR_mprotect, page_of_code, PAGE, 3);
    total = call(page_of_code, total);
  }
  same((reg)total, 60000, "a hot function whose page may not be executed for a while is called as often as it should");
  same(heard, 3, "each time it may not be, there is a signal");
  same(number, SIGSEGV, "SIGSEGV");
  same(code, 2, "with SEGV_ACCERR");
  same((reg)address, (reg)page_of_code, "at the function's address");
  same((reg)place, (reg)page_of_code, "where the program stands");
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  for (int signal = 1; signal < 12; signal++)
    if (signal != SIGKILL) on(signal, (void *)caught, SA_SIGINFO, 0);
  pages();
  beyond_a_file();
  instructions();
  floating_point();
  execution();
  return tap_end();
}
