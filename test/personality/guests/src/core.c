/* Core files: when there is one, and what is in it: header, notes of each kind, and the memory as it was. */
#include "linux.h"

#define AT_FDCWD -100
#define RLIMIT_CORE 4
#define PT_LOAD 1
#define PT_NOTE 4

struct limit { u64 current, most; };
#if __SIZEOF_LONG__ == 8
struct header { u8 identity[16]; u16 type, machine; u32 version; u64 entry, segments, sections; u32 flags; u16 size, segment_size, count, rest[3]; };
struct segment { u32 type, flags; u64 offset, address, physical, in_file, in_memory, alignment; };
#define STATUS_PID 32
#define STATUS_REGISTERS 112
#define STATUS_SIZE 504
#define MACHINE_NUMBER 21
#else
struct header { u8 identity[16]; u16 type, machine; u32 version, entry, segments, sections, flags; u16 size, segment_size, count, rest[3]; };
struct segment { u32 type, offset, address, physical, in_file, in_memory, flags, alignment; };
#define STATUS_PID 24
#define STATUS_REGISTERS 72
#define STATUS_SIZE 268
#define MACHINE_NUMBER 20
#endif

static volatile u32 remembered = 0;

static int set_limit(u64 bytes) {
  struct limit limit = {bytes, ~(u64)0};
  return (int)CALL4(__NR_prlimit64, 0, RLIMIT_CORE, &limit, 0);
}

/* A child that stores to nowhere, its status and its number. */
static int crash(int *pid, int dumpable) {
  flush();
  reg child = CALL6(__NR_clone, SIGCHLD, 0, 0, 0, 0, 0);
  if (child == 0) {
    remembered = 0x600dcafe;
    if (!dumpable) CALL6(__NR_prctl, 4 /* PR_SET_DUMPABLE */, 0, 0, 0, 0, 0);
    *(volatile u32 *)0x1230 = 1;
    leave(0);
  }
  int status = 0;
  CALL4(__NR_wait4, child, &status, 0, 0);
  *pid = (int)child;
  return status;
}

static char notes[16384];

static const char *note(u32 type, ureg size) {
  for (ureg at = 0; at + 12 <= size;) {
    u32 *head = (u32 *)(notes + at);
    const char *content = notes + at + 12 + ((head[0] + 3) & ~3u);
    if (head[2] == type) return content;
    at = (ureg)(content - notes) + ((head[1] + 3) & ~3u);
  }
  return 0;
}

static void look(int pid) {
  int fd = (int)CALL4(__NR_openat, AT_FDCWD, "core", 0, 0);
  ok(fd >= 0, "it stands where the process was");
  struct header header;
  CALL3(__NR_read, fd, &header, sizeof header);
  same(header.type, 4, "it says that it is one");
  same(header.machine, MACHINE_NUMBER, "and of which machine");
  same(header.segment_size, sizeof(struct segment), "its segments are as large as those of programs");
  u32 found = 0;
  ureg note_size = 0;
  for (int i = 0; i < header.count; i++) {
    struct segment one;
    CALL4(__NR_pread64, fd, &one, sizeof one, 0);
    CALL3(__NR_lseek, fd, header.segments + (ureg)i * sizeof one, 0);
    CALL3(__NR_read, fd, &one, sizeof one);
    ureg variable = (ureg)&remembered;
    if (one.type == PT_NOTE) {
      note_size = one.in_file;
      CALL3(__NR_lseek, fd, one.offset, 0);
      CALL3(__NR_read, fd, notes, note_size < sizeof notes ? note_size : sizeof notes);
    } else if (one.type == PT_LOAD && variable >= one.address && variable - one.address < one.in_file) {
      CALL3(__NR_lseek, fd, one.offset + (variable - one.address), 0);
      CALL3(__NR_read, fd, &found, sizeof found);
    }
  }
  same(found, 0x600dcafe, "its memory is the process's");
  const char *status = note(1, note_size);
  ok(status != 0, "there is a status");
  if (status == 0) return;
  same(*(const int *)status, SIGSEGV, "with the signal");
  same(*(const int *)(status + STATUS_PID), pid, "the process");
  const ureg *registers = (const ureg *)(status + STATUS_REGISTERS);
  ok(registers[32] != 0 && (registers[32] & 3) == 0, "where it was");
  same(registers[41], 0x1230, "and what it wanted");
  const struct info *info = (const struct info *)note(0x53494749, note_size);
  ok(info != 0 && info->code == 1 && info->f.address == 0x1230, "there is a siginfo");
  const ureg *auxiliary = (const ureg *)note(6, note_size);
  ok(auxiliary != 0 && auxiliary[0] != 0, "an auxiliary vector");
  ok(note(2, note_size) != 0 && note(0x100, note_size) != 0 && note(0x102, note_size) != 0, "floating-point and vector registers");
  const char *process = note(3, note_size);
  ok(process != 0 && equal(process + (sizeof(ureg) == 8 ? 40 : 32), "core"), "and the program's name");
  CALL1(__NR_close, fd);
}

static void pattern(const char *text) {
  int fd = (int)CALL4(__NR_openat, AT_FDCWD, "/proc/sys/kernel/core_pattern", 1, 0);
  WRITE(fd, text, length(text));
  CALL1(__NR_close, fd);
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  int pid;
  CALL1(__NR_chdir, "/tmp");
  set_limit(0);
  same(crash(&pid, 1), SIGSEGV, "without room for it there is no core file");
  same(CALL3(__NR_faccessat, AT_FDCWD, "core", 0), -2, "and none is made");
  set_limit(~(u64)0);
  same(crash(&pid, 0), SIGSEGV, "nor of a process that may not be dumped");
  same(crash(&pid, 1), SIGSEGV | 0x80, "of any other there is one, and its parent is told");
  look(pid);
  CALL3(__NR_unlinkat, AT_FDCWD, "core", 0);
  CALL3(__NR_mkdirat, AT_FDCWD, "core", 0700);
  same(crash(&pid, 1), SIGSEGV, "a directory is not written over");
  pattern("left.%e.%s");
  same(crash(&pid, 1), SIGSEGV | 0x80, "its name is what the pattern makes of it");
  same(CALL3(__NR_faccessat, AT_FDCWD, "left.core.11", 0), 0, "with what the pattern names");
  pattern("|/bin/true");
  same(crash(&pid, 1), SIGSEGV, "a program gets none");
  pattern("core");
  return tap_end();
}
