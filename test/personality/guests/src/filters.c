/* Filters of system calls: seccomp(2) and prctl(2). What it states holds on any Linux; the host's own runs it too. */
#include "linux.h"

#define EFAULT 14
#define EACCES 13
#define ENOSYS 38
#define EOPNOTSUPP 95
#define SIGSYS 31
#define DUMPED 0x80

#define ALLOW 0x7fff0000u
#define LOG 0x7ffc0000u
#define TRACE 0x7ff00000u
#define NOTIFY 0x7fc00000u
#define ERROR 0x50000u
#define TRAP 0x30000u
#define KILL_THREAD 0u
#define KILL_PROCESS 0x80000000u

#if defined(__x86_64__)
#define ARCHITECTURE 0xc000003eu
#elif !defined(__powerpc64__)
#define ARCHITECTURE 20u
#elif defined(__LITTLE_ENDIAN__)
#define ARCHITECTURE 0xc0000015u
#else
#define ARCHITECTURE 0x80000015u
#endif

struct instruction { u16 code; u8 yes, no; u32 constant; };
struct program { u16 length; struct instruction *instructions; };
#define LOAD_AT(at) {0x20, 0, 0, at}
#define IMMEDIATE(k) {0x00, 0, 0, k}
#define IF_EQUAL(k, yes, no) {0x15, yes, no, k}
#define ANSWER(k) {0x06, 0, 0, k}
#define ANSWER_A {0x16, 0, 0, 0}
#define NUMBER 0
#define ARGUMENT(n) (16 + 8 * (n))
#if defined(__LITTLE_ENDIAN__) || defined(__x86_64__)
#define LOW(n) ARGUMENT(n)
#define HIGH(n) (ARGUMENT(n) + 4)
#else
#define LOW(n) (ARGUMENT(n) + 4)
#define HIGH(n) ARGUMENT(n)
#endif

static reg add_with(struct instruction *code, int count, ureg flags) {
  struct program program = {(u16)count, code};
  return CALL3(__NR_seccomp, 1, flags, &program);
}
#define ADD(code) add_with(code, sizeof code / sizeof *code, 0)
static reg prctl(int option, ureg a, ureg b) { return CALL6(__NR_prctl, option, a, b, 0, 0, 0); }

/* What a child does, and its status. */
static int child_of(void (*work)(void)) {
  reg pid = fork_child();
  if (pid == 0) work(), leave(0);
  int status = -1;
  wait_for(pid, &status, 0);
  return status;
}

static void number_is(int number, u32 verdict) {
  struct instruction code[] = {LOAD_AT(NUMBER), IF_EQUAL((u32)number, 0, 1), ANSWER(verdict), ANSWER(ALLOW)};
  if (ADD(code) != 0) leave(99);
}

/* A program that is refused, whatever it is. */
static void refused(struct instruction *code, int count, const char *statement) { same(add_with(code, count, 0), -EINVAL, statement); }
#define REFUSED(statement, ...) do { struct instruction code[] = {__VA_ARGS__}; refused(code, sizeof code / sizeof *code, statement); } while (0)

static void what_is_refused(void) {
  same(CALL3(__NR_seccomp, 9, 0, 0), -EINVAL, "there is no other operation");
  same(CALL3(__NR_seccomp, 0, 1, 0), -EINVAL, "confining has no flags");
  struct instruction fine[] = {ANSWER(ALLOW)};
  struct program program = {1, fine};
  same(CALL3(__NR_seccomp, 0, 0, &program), -EINVAL, "and no program");
  same(CALL3(__NR_seccomp, 1, 0x100, &program), -EINVAL, "a flag must be known");
  same(CALL3(__NR_seccomp, 1, 0, 0), -EFAULT, "a program must be there");
  program.length = 0;
  same(CALL3(__NR_seccomp, 1, 0, &program), -EINVAL, "and have an instruction");
  program.length = 4097;
  same(CALL3(__NR_seccomp, 1, 0, &program), -EINVAL, "and at most 4096");
  program.length = 1;
  program.instructions = 0;
  same(CALL3(__NR_seccomp, 1, 0, &program), -EINVAL, "somewhere");
  program.instructions = (struct instruction *)8;
  same(CALL3(__NR_seccomp, 1, 0, &program), -EFAULT, "that can be read");
  REFUSED("it ends with an answer", ANSWER(ALLOW), LOAD_AT(0));
  REFUSED("loads whole words", LOAD_AT(2), ANSWER(ALLOW));
  REFUSED("of the call only", LOAD_AT(64), ANSWER(ALLOW));
  REFUSED("no bytes", {0x30, 0, 0, 0}, ANSWER(ALLOW));
  REFUSED("no packets", {0x40, 0, 0, 0}, ANSWER(ALLOW));
  REFUSED("nothing extra", LOAD_AT(0xfffff000u), ANSWER(ALLOW));
  REFUSED("divides by something", {0x34, 0, 0, 0}, ANSWER(ALLOW));
  REFUSED("has no remainders", {0x94, 0, 0, 3}, ANSWER(ALLOW));
  REFUSED("shifts by less than a word", {0x64, 0, 0, 32}, ANSWER(ALLOW));
  REFUSED("has 16 words of memory", {0x02, 0, 0, 16}, ANSWER(ALLOW));
  REFUSED("recalls what it stored", {0x60, 0, 0, 3}, ANSWER(ALLOW));
  REFUSED("on every way", LOAD_AT(0), IF_EQUAL(5, 0, 1), {0x02, 0, 0, 3}, {0x60, 0, 0, 3}, ANSWER_A);
  REFUSED("goes forward within itself", {0x05, 0, 0, 1}, ANSWER(ALLOW));
  REFUSED("not far away", {0x05, 0, 0, 0xffffffffu}, ANSWER(ALLOW));
  REFUSED("nor behind it", IF_EQUAL(5, 0, 1), ANSWER(ALLOW));
  REFUSED("has instructions that there are", {0xffff, 0, 0, 0}, ANSWER(ALLOW));
  same(CALL3(__NR_seccomp, 2, 0, 0), -EFAULT, "an action is asked for by its number");
  static const u32 actions[] = {ALLOW, LOG, TRACE, ERROR, TRAP, KILL_THREAD, KILL_PROCESS};
  int all = 1;
  for (ureg i = 0; i < sizeof actions / sizeof *actions; i++) all &= CALL3(__NR_seccomp, 2, 0, &actions[i]) == 0;
  ok(all, "the usual actions are there");
  u32 none = 0x12340000;
  same(CALL3(__NR_seccomp, 2, 0, &none), -EOPNOTSUPP, "others are not");
  same(CALL3(__NR_seccomp, 2, 1, &none), -EINVAL, "and it has no flags");
  same(prctl(22, 3, 0), -EINVAL, "prctl has two modes");
  same(prctl(22, 2, 0), -EFAULT, "and looks at the program too");
  same(prctl(21, 0, 0), 0, "nothing of all that confined the process");
}

static void without_right(void) {
  CALL3(__NR_setresuid, 1000, 1000, 1000);
  struct instruction code[] = {ANSWER(ALLOW)};
  same(ADD(code), -EACCES, "a user may have no filter");
  same(prctl(39, 0, 0), 0, "who could get more rights");
  same(prctl(38, 1, 0), 0, "unless he gives that up");
  same(prctl(39, 0, 0), 1, "which is told");
  same(ADD(code), 0, "then he may");
  same(prctl(21, 0, 0), 2, "and has it");
  same(CALL3(__NR_seccomp, 0, 0, 0), -EINVAL, "so that he is not confined otherwise");
  leave(tap_end());
}

static void errors(void) {
  number_is(__NR_getppid, ERROR | 7);
  same(CALL0(__NR_getppid), -7, "a call answers the error of a filter");
  number_is(__NR_getuid, ERROR);
  same(CALL0(__NR_getuid), 0, "or does well without being made");
  number_is(__NR_getgid, ERROR | 0xffff);
  same(CALL0(__NR_getgid), -4095, "an error has its greatest number");
  number_is(__NR_getppid, ERROR | 9);
  same(CALL0(__NR_getppid), -9, "of two the newer filter is heard");
  number_is(__NR_getppid, LOG);
  same(CALL0(__NR_getppid), -9, "when it is as strict");
  number_is(__NR_geteuid, TRACE | 5);
  same(CALL0(__NR_geteuid), -ENOSYS, "without a tracer there is no such call");
  struct instruction by_argument[] = {LOAD_AT(NUMBER), IF_EQUAL(__NR_close, 0, 6), LOAD_AT(LOW(0)), IF_EQUAL(0x12345678, 0, 4),
                                      LOAD_AT(HIGH(1)), IF_EQUAL(sizeof(long) == 8 ? 0xabc : 0, 0, 2), LOAD_AT(4), ANSWER(ERROR | 77), ANSWER(ALLOW)};
  same(ADD(by_argument), 0, "a filter sees arguments");
  same(CALL2(__NR_close, 0x12345678, (ureg)0xabc00000000ull), -77, "all of their bits");
  same(CALL2(__NR_close, 0x12345678, 1), sizeof(long) == 8 ? -9 : -77, "high ones as well");
  same(CALL2(__NR_close, 0x1234567, 1), -9, "and lets others through");
  struct instruction by_architecture[] = {LOAD_AT(NUMBER), IF_EQUAL(__NR_getegid, 0, 3), LOAD_AT(4), IF_EQUAL(ARCHITECTURE, 0, 1), ANSWER(ERROR | 55), ANSWER(ALLOW)};
  same(ADD(by_architecture), 0, "and the architecture");
  same(CALL0(__NR_getegid), -55, "as it is called");
  leave(tap_end());
}

/* A program whose answer is worked out: 16 bits of it are an error. */
static void worked_out(struct instruction *code, int count, u32 wanted, const char *statement) {
  static u32 seen;
  struct instruction whole[32] = {LOAD_AT(NUMBER), IF_EQUAL(__NR_getppid, 1, 0), ANSWER(ALLOW)};
  for (int i = 0; i < count; i++) whole[3 + i] = code[i];
  struct instruction end[] = {{0x54, 0, 0, 0x7ff}, {0x44, 0, 0, ERROR}, ANSWER_A};
  for (int i = 0; i < 3; i++) whole[3 + count + i] = end[i];
  reg pid = fork_child();
  if (pid == 0) {
    if (add_with(whole, count + 6, 0) != 0) leave(1);
    leave(CALL0(__NR_getppid) == -(reg)(wanted & 0x7ff) ? 0 : 2);
  }
  int status = -1;
  wait_for(pid, &status, 0);
  same(status, 0, statement);
  seen++;
}
#define WORKS(statement, wanted, ...) do { struct instruction code[] = {__VA_ARGS__}; worked_out(code, sizeof code / sizeof *code, wanted, statement); } while (0)

static void arithmetic(void) {
  WORKS("it adds", 12, IMMEDIATE(5), {0x04, 0, 0, 7});
  WORKS("round the end", 2, IMMEDIATE(0xfffffffbu), {0x04, 0, 0, 7});
  WORKS("subtracts", 0x7fe, IMMEDIATE(5), {0x14, 0, 0, 7});
  WORKS("multiplies", 0xfffe0001u >> 16, IMMEDIATE(0xffff), {0x24, 0, 0, 0xffff}, {0x74, 0, 0, 16});
  WORKS("divides without a sign", 0xffffffffu / 0x300000, IMMEDIATE(0xffffffffu), {0x34, 0, 0, 0x300000});
  WORKS("shifts", 0x100, IMMEDIATE(0x80000000u), {0x74, 0, 0, 23});
  WORKS("to the left", 0x600, IMMEDIATE(3), {0x64, 0, 0, 9});
  WORKS("negates", 0x7fb, IMMEDIATE(5), {0x84, 0, 0, 0});
  WORKS("puts bits together", 0x5f ^ 0x11, IMMEDIATE(0x50), {0x44, 0, 0, 0x0f}, {0xa4, 0, 0, 0x11});
  WORKS("has an index", 12, {0x01, 0, 0, 7}, IMMEDIATE(5), {0x0c, 0, 0, 0});
  WORKS("which it copies", 14, IMMEDIATE(7), {0x07, 0, 0, 0}, IMMEDIATE(0), {0x87, 0, 0, 0}, {0x0c, 0, 0, 0});
  WORKS("knows how long what it sees is", 128, {0x80, 0, 0, 0}, {0x81, 0, 0, 0}, {0x0c, 0, 0, 0});
  WORKS("remembers", 21, IMMEDIATE(21), {0x02, 0, 0, 15}, IMMEDIATE(1), {0x60, 0, 0, 15});
  WORKS("its index too", 22, {0x01, 0, 0, 22}, {0x03, 0, 0, 1}, {0x61, 0, 0, 1}, {0x87, 0, 0, 0});
  WORKS("compares without a sign", 1, IMMEDIATE(0x80000000u), {0x25, 1, 0, 5}, {0x06, 0, 0, ERROR | 3}, IMMEDIATE(1));
  WORKS("also what is as great", 1, IMMEDIATE(5), {0x35, 1, 0, 5}, {0x06, 0, 0, ERROR | 3}, IMMEDIATE(1));
  WORKS("looks for bits", 1, IMMEDIATE(6), {0x45, 1, 0, 2}, {0x06, 0, 0, ERROR | 3}, IMMEDIATE(1));
  WORKS("with the index", 1, {0x01, 0, 0, 6}, IMMEDIATE(6), {0x1d, 1, 0, 0}, {0x06, 0, 0, ERROR | 3}, IMMEDIATE(1));
}

static void divides_by_nothing(void) {
  struct instruction code[] = {LOAD_AT(NUMBER), IF_EQUAL(__NR_getppid, 1, 0), ANSWER(ALLOW), {0x01, 0, 0, 0}, {0x3c, 0, 0, 0}, ANSWER(ALLOW)};
  ADD(code);
  CALL0(__NR_getppid);
}

static struct info told;
static volatile int times;
static void caught(int signal, struct info *info, void *context) {
  (void)signal, (void)context;
  told = *info;
  times++;
}

static void traps(void) {
  on(SIGSYS, caught, SA_SIGINFO, 0);
  number_is(__NR_getppid, TRAP | 123);
  CALL0(__NR_getppid);
  same(times, 1, "a signal comes instead of the call");
  same(told.signal, SIGSYS, "which is SIGSYS");
  same(told.code, 1, "from a filter");
  same(told.error, 123, "with what the filter says");
  const char *fields = (const char *)&told.f;
  ok(*(const ureg *)fields - (ureg)traps < 65536, "where the call was");
  same(*(const int *)(fields + sizeof(ureg)), __NR_getppid, "which it was");
  same(*(const u32 *)(fields + sizeof(ureg) + 4), (i64)ARCHITECTURE, "and of which architecture");
  number_is(__NR_close, TRAP);
  same(CALL1(__NR_close, 7777), sizeof(long) == 8 && ARCHITECTURE == 0xc000003eu ? __NR_close : 7777, "where its result would be is what was there");
  same(times, 2, "another call, another signal");
  leave(tap_end());
}
static void traps_unheard(void) { number_is(__NR_getppid, TRAP), CALL0(__NR_getppid); }
static void traps_blocked(void) {
  on(SIGSYS, caught, SA_SIGINFO, 0);
  mask(SIG_BLOCK, BIT(SIGSYS), 0);
  traps_unheard();
}
static void killed_process(void) {
  on(SIGSYS, caught, SA_SIGINFO, 0);
  number_is(__NR_getppid, KILL_PROCESS), CALL0(__NR_getppid);
}
static void killed_thread(void) { number_is(__NR_getppid, KILL_THREAD), CALL0(__NR_getppid); }
static void unknown_action(void) { number_is(__NR_getppid, 0x12340000), CALL0(__NR_getppid); }
static void strictest(void) {
  number_is(__NR_getppid, KILL_PROCESS), number_is(__NR_getppid, ERROR | 3), number_is(__NR_getppid, ALLOW);
  CALL0(__NR_getppid);
}
static void asks_nobody(void) {
  number_is(__NR_getppid, NOTIFY);
  leave(CALL0(__NR_getppid) == -ENOSYS ? 5 : 6);
}
static void inherits(void) {
  number_is(__NR_getppid, ERROR | 7);
  reg pid = fork_child();
  if (pid == 0) {
    char *arguments[] = {"filters", "again", 0};
    CALL3(__NR_execve, "/proc/self/exe", arguments, 0);
    leave(9);
  }
  int status = -1;
  wait_for(pid, &status, 0);
  leave(status == 4 << 8 ? 5 : 6);
}
static void grows(void) {
  static struct instruction code[4096];
  for (int i = 0; i < 4096; i++) code[i] = (struct instruction)ANSWER(ALLOW);
  int count = 0;
  while (count < 20 && add_with(code, 4096, 0) == 0) count++;
  leave(add_with(code, 4096, 0) == -ENOMEM ? count : 99);
}

static void confines(void) {
  if (CALL3(__NR_seccomp, 0, 0, 0) != 0) leave(3);
  put("still writes\n");
  flush();
  CALL1(__NR_exit, 0);
}
static void confined_by_prctl(void) { prctl(22, 1, 0), CALL0(__NR_getppid); }
static void confined_leaves(void) { prctl(22, 1, 0), leave(0); }

static int line_of(const char *name) {
  static char text[4096];
  reg fd = CALL4(__NR_openat, -100, "/proc/self/status", 0, 0), n = READ(fd, text, sizeof text - 1);
  CALL1(__NR_close, fd);
  for (reg i = 0; i < n; i++) {
    ureg at = 0;
    while (name[at] && text[(ureg)i + at] == name[at]) at++;
    if (!name[at] && text[(ureg)i + at] == ':' && (i == 0 || text[i - 1] == '\n')) return text[(ureg)i + at + 2] - '0';
  }
  return -1;
}
static void shows(void) {
  same(line_of("NoNewPrivs") * 100 + line_of("Seccomp") * 10 + line_of("Seccomp_filters"), 0, "the status of a process says that it is free");
  prctl(38, 1, 0);
  number_is(__NR_getppid, ERROR), number_is(__NR_getppid, ERROR);
  same(line_of("NoNewPrivs") * 100 + line_of("Seccomp") * 10 + line_of("Seccomp_filters"), 122, "or how many filters it has");
  leave(tap_end());
}

/* Statements of a child are counted on from ours. */
static void states(void (*work)(void), int statements) {
  ureg before = (ureg)tap_count;
  int status = child_of(work);
  tap_count = (int)before + statements;
  if (status != 0) same(status, 0, "the child did well"), tap_count--;
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argv, (void)envp;
  if (argc > 1) leave(CALL0(__NR_getppid) == -7 && prctl(21, 0, 0) == 2 ? 4 : 5);
  u64 none[2] = {0, 0};
  CALL4(__NR_prlimit64, 0, 4 /* RLIMIT_CORE */, none, 0);
  what_is_refused();
  arithmetic();
  same(child_of(divides_by_nothing), SIGSYS, "who divides by nothing ends the thread");
  same(child_of(traps_unheard), SIGSYS, "a signal that nobody hears is the end");
  same(child_of(traps_blocked), SIGSYS, "also when it is blocked");
  same(child_of(killed_process), SIGSYS, "a filter ends the process, whoever would hear");
  same(child_of(killed_thread), SIGSYS, "or the thread, which is the last");
  same(child_of(unknown_action), SIGSYS, "as does what nobody knows");
  same(child_of(strictest), SIGSYS, "the strictest filter decides");
  same(child_of(asks_nobody), 5 << 8, "nobody listens, and there is no such call");
  same(child_of(inherits), 5 << 8, "children and programs have the same filters");
  same(child_of(grows), 3 << 8, "all filters together are not too long");
  same(child_of(confines), 0, "who is confined writes and ends");
  same(child_of(confined_by_prctl), SIGKILL, "and nothing else");
  same(child_of(confined_leaves), SIGKILL, "not even for all threads");
  states(without_right, 7);
  states(errors, 12);
  states(traps, 10);
  states(shows, 2);
  return tap_end();
}
