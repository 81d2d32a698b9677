/* The vDSO: found and read as C libraries do it, its clocks agree with the system calls'. */
#include "linux.h"
#include <elf.h>
#include <linux/auxvec.h>

#if __SIZEOF_LONG__ == 8
typedef Elf64_Ehdr Header;
typedef Elf64_Phdr Segment;
typedef Elf64_Dyn Entry;
typedef Elf64_Sym Symbol;
typedef Elf64_Verdef Version;
typedef Elf64_Verdaux VersionName;
#else
typedef Elf32_Ehdr Header;
typedef Elf32_Phdr Segment;
typedef Elf32_Dyn Entry;
typedef Elf32_Sym Symbol;
typedef Elf32_Verdef Version;
typedef Elf32_Verdaux VersionName;
#endif

static ureg base;
static const char *strings;
static const Symbol *symbols;
static const u32 *hash;
static const u16 *versions;
static const Version *definitions;

static int version_is(int number, const char *wanted) {
  for (const Version *v = definitions;; v = (const Version *)((const char *)v + v->vd_next)) {
    if ((v->vd_ndx & 0x7fff) == (number & 0x7fff))
      return equal(strings + ((const VersionName *)((const char *)v + v->vd_aux))->vda_name, wanted);
    if (!v->vd_next) return 0;
  }
}

static u32 name_hash(const char *name) {
  u32 h = 0;
  for (; *name; name++) {
    h = (h << 4) + (u8)*name;
    h ^= (h >> 24) & 0xf0;
  }
  return h & 0xfffffff;
}

static ureg find(const char *name) {
  for (u32 i = hash[2 + name_hash(name) % hash[0]]; i; i = hash[2 + hash[0] + i])
    if (equal(strings + symbols[i].st_name, name) && version_is(versions[i], "LINUX_2.6.15")) return base + symbols[i].st_value;
  return 0;
}

/* The function's own convention: the result, or minus the error when CR0's SO is set. */
static reg enter(ureg function, ureg a, ureg b) {
  register reg r3 __asm__("r3") = (reg)a;
  register reg r4 __asm__("r4") = (reg)b;
  register ureg r5 __asm__("r5") = function;
  __asm__ volatile("mtctr %2\n\tbctrl\n\tbns+ 1f\n\tneg %0,%0\n1:"
                   : "+r"(r3), "+r"(r4), "+r"(r5)
                   :
                   : "r0", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "cr0", "ctr", "lr", "memory");
  return r3;
}

static i64 of(const struct time *t) { return (i64)t->seconds * 1000000000 + t->nanoseconds; }

static void agree(ureg get, int clock, const char *statement) {
  struct time a, b, c;
  int good = 1;
  for (int i = 0; i < 300; i++) {
    if (CALL2(__NR_clock_gettime, clock, &a) || enter(get, (ureg)clock, (ureg)&b) || CALL2(__NR_clock_gettime, clock, &c)) good = 0;
    if (of(&a) > of(&b) || of(&b) > of(&c)) good = 0;
  }
  ok(good, statement);
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv;
  char **p = envp;
  while (*p) p++;
  for (ureg *a = (ureg *)(p + 1); *a; a += 2)
    if (*a == AT_SYSINFO_EHDR) base = a[1];
  ok(base != 0, "AT_SYSINFO_EHDR names the vDSO");
  const Header *header = (const Header *)base;
  const Segment *segment = (const Segment *)(base + header->e_phoff);
  const Entry *dynamic = 0;
  for (int i = 0; i < header->e_phnum; i++)
    if (segment[i].p_type == PT_DYNAMIC) dynamic = (const Entry *)(base + segment[i].p_offset);
  for (; dynamic->d_tag; dynamic++) {
    ureg at = base + dynamic->d_un.d_ptr;
    switch (dynamic->d_tag) {
      case DT_STRTAB: strings = (const char *)at; break;
      case DT_SYMTAB: symbols = (const Symbol *)at; break;
      case DT_HASH: hash = (const u32 *)at; break;
      case DT_VERSYM: versions = (const u16 *)at; break;
      case DT_VERDEF: definitions = (const Version *)at; break;
    }
  }
  ureg get = find("__kernel_clock_gettime");
  ok(get != 0, "clock_gettime is found by hash and version");
  agree(get, 0, "CLOCK_REALTIME agrees with the system call");
  agree(get, 1, "CLOCK_MONOTONIC agrees");
  agree(get, 4, "CLOCK_MONOTONIC_RAW agrees");
  agree(get, 5, "CLOCK_REALTIME_COARSE agrees");
  agree(get, 6, "CLOCK_MONOTONIC_COARSE agrees");
  agree(get, 7, "CLOCK_BOOTTIME agrees");
  struct time t;
  same(enter(get, 2, (ureg)&t), 0, "the processor time is asked of the kernel");
  same(enter(get, 99, (ureg)&t), -22, "so is a clock that does not exist: EINVAL");

  ureg resolution = find("__kernel_clock_getres");
  same(enter(resolution, 1, (ureg)&t), 0, "clock_getres answers");
  same(t.nanoseconds, 1, "a nanosecond");
  enter(resolution, 6, (ureg)&t);
  same(t.nanoseconds, 4000000, "or 4 ms for a coarse clock");
  same(enter(resolution, 0, 0), 0, "or nothing but that the clock is there");

  reg tv[2];
  int zone[2] = {7, 7};
  same(enter(find("__kernel_gettimeofday"), (ureg)tv, (ureg)zone), 0, "gettimeofday answers");
  CALL2(__NR_clock_gettime, 0, &t);
  ok(t.seconds - tv[0] <= 1 && tv[1] >= 0 && tv[1] < 1000000, "the time");
  same(zone[0] | zone[1], 0, "and no time zone");
  reg stored = 0, now = enter(find("__kernel_time"), (ureg)&stored, 0);
  ok(now == stored && now - t.seconds <= 1 && now >= t.seconds, "time answers and stores seconds");
  u32 cpu = 9, node = 9;
  same(enter(find("__kernel_getcpu"), (ureg)&cpu, (ureg)&node), 0, "getcpu answers");
  ok(cpu == 0 && node == 0, "processor and node");
  u32 count = 0;
  const u32 *map = (const u32 *)enter(find("__kernel_get_syscall_map"), (ureg)&count, 0);
  ok(count > 400 && (map[0] & 0x40000000), "the map of system calls has exit");
  ok(find("__kernel_get_tbfreq") && find("__kernel_sync_dicache"), "get_tbfreq and sync_dicache are there");
  static u32 code[64];
  same(enter(find("__kernel_sync_dicache"), (ureg)code, (ureg)(code + 64)), 0, "sync_dicache answers");
#if __SIZEOF_LONG__ == 4
  struct { i64 seconds, nanoseconds; } wide;
  same(enter(find("__kernel_clock_gettime64"), 0, (ureg)&wide), 0, "clock_gettime64 answers");
  ok(wide.seconds - t.seconds <= 1 && wide.nanoseconds < 1000000000, "the same time with wide seconds");
  ok(find("__kernel_sigtramp32") && find("__kernel_sigtramp_rt32"), "the trampolines have names");
#else
  ok(find("__kernel_sigtramp_rt64") != 0, "the trampoline has a name");
#endif
  return tap_end();
}
