/* Code that is hot and then is something else: patched, mapped anew, a child's copy, shared, another program's. */
#include "linux.h"

#define PAGE 65536
#define RWX 7
#define BLR 0x4e800020

static __attribute__((noinline)) ureg call(ureg function, ureg x) {
  register ureg r3 __asm__("r3") = x;
  register ureg r12 __asm__("r12") = function;
  __asm__ volatile("mtctr 12\n\tbctrl" : "+r"(r3), "+r"(r12)::"ctr", "lr", "memory");
  return r3;
}
static ureg calls(ureg function, int times) {
  ureg x = 0;
  for (int i = 0; i < times; i++) x = call(function, x);
  return x;
}
static void flush_code(ureg at) {
  __asm__ volatile("dcbst 0,%0\n\tsync\n\ticbi 0,%0\n\tsync\n\tisync" ::"r"(at) : "memory");
}
/* r3 += by */
static void patch(ureg at, int by) {
  ((u32 *)at)[0] = 0x38630000u | (u32)by;
  ((u32 *)at)[1] = BLR;
  flush_code(at);
}
static ureg map(ureg at, int flags) { return (ureg)CALL6(__NR_mmap, at, PAGE, RWX, flags, -1, 0); }
#define PRIVATE 0x22
#define SHARED 0x21
#define FIXED 0x10

static void patched(void) {
  ureg code = map(0, PRIVATE);
  int good = 1;
  for (int by = 1; by <= 20; by++) {
    patch(code, by);
    good &= calls(code, 20000) == (ureg)(20000 * by);
  }
  ok(good, "a hot function does what it was patched to do, each time");
  good = 1;
  for (int by = 1; by <= 4; by++) {
    CALL2(__NR_munmap, code, PAGE);
    good &= map(code, PRIVATE | FIXED) == code;
    patch(code, by);
    good &= calls(code, 20000) == (ureg)(20000 * by);
  }
  ok(good, "so does one whose page is mapped anew");
  /* Two pages change places. */
  ureg other = map(0, PRIVATE), spare = map(0, PRIVATE);
  patch(other, 100);
  calls(other, 20000);
  for (int i = 0; i < 3; i++) {
    CALL6(__NR_mremap, code, PAGE, PAGE, 3, spare, 0);
    CALL6(__NR_mremap, other, PAGE, PAGE, 3, code, 0);
    CALL6(__NR_mremap, spare, PAGE, PAGE, 3, other, 0);
    good &= calls(code, 20000) == (ureg)(20000 * (i % 2 ? 4 : 100));
    good &= calls(other, 20000) == (ureg)(20000 * (i % 2 ? 100 : 4));
  }
  ok(good, "and ones that change places");
  CALL2(__NR_munmap, other, PAGE);
  i64 pid = fork_child();
  if (pid == 0) leave((int)calls(other, 1));
  int status = 0;
  wait_for(pid, &status, 0);
  same(status & 0x7f, SIGSEGV, "one that is unmapped gives SIGSEGV");
}

/* One icbi at the beginning, as V8 and OpenJDK have it: the caches look at stores themselves (PPC_FEATURE_ICACHE_SNOOP). */
static void snooped(void) {
  enum { LENGTH = 3000 };
  ureg code = map(0, PRIVATE), other = map(0, PRIVATE);
  patch(other, 1);
  int good = 1;
  for (int by = 1; by <= 5; by++) {
    for (int i = 0; i < LENGTH; i++) ((u32 *)code)[i] = 0x38630000u | (u32)by;
    ((u32 *)code)[LENGTH] = BLR;
    flush_code(by & 1 ? code : other);
    good &= calls(code, 40) == (ureg)(40 * LENGTH * by);
    good &= calls(code + (LENGTH - 100) * 4, 20000) == (ureg)(20000 * 100 * by);
  }
  ok(good, "one icbi shows pages of new code, wherever it is");
  /* Stored to while it cannot be executed. */
  CALL3(__NR_mprotect, code, PAGE, 3);
  for (int i = 0; i < LENGTH; i++) ((u32 *)code)[i] = 0x38630000u | 9;
  flush_code(other);
  CALL3(__NR_mprotect, code, PAGE, 5);
  same((reg)calls(code, 40), 40 * LENGTH * 9, "so it does while the code is not to be executed");
}

static void forked(void) {
  ureg code = map(0, PRIVATE);
  patch(code, 1);
  calls(code, 20000);
  int there[2], back[2];
  char byte;
  CALL2(__NR_pipe2, there, 0);
  CALL2(__NR_pipe2, back, 0);
  i64 pid = fork_child();
  if (pid == 0) {
    int good = calls(code, 20000) == 20000;
    for (int by = 2; by < 7; by++) {
      patch(code, by);
      good &= calls(code, 20000) == (ureg)(20000 * by);
      WRITE(back[1], "x", 1);
      READ(there[0], &byte, 1);
    }
    leave(good);
  }
  int good = 1;
  for (int by = 2; by < 7; by++) {
    READ(back[0], &byte, 1);
    good &= calls(code, 20000) == 20000;
    WRITE(there[1], "x", 1);
  }
  int status = 0;
  wait_for(pid, &status, 0);
  same(status, 1 << 8, "a child patches its copy of hot code");
  ok(good, "and the parent keeps its own");
}

static void forked_from(void) {
  ureg code = map(0, PRIVATE);
  patch(code, 1);
  calls(code, 20000);
  int there[2];
  char byte;
  CALL2(__NR_pipe2, there, 0);
  i64 pid = fork_child();
  if (pid == 0) {
    READ(there[0], &byte, 1);
    leave(calls(code, 20000) == 20000);
  }
  int good = calls(code, 20000) == 20000;
  for (int by = 2; by < 7; by++) {
    patch(code, by);
    good &= calls(code, 20000) == (ureg)(20000 * by);
  }
  WRITE(there[1], "x", 1);
  int status = 0;
  wait_for(pid, &status, 0);
  ok(good, "a parent patches its copy of hot code");
  same(status, 1 << 8, "and the child keeps its own");
}

static void shared(void) {
  ureg code = map(0, SHARED);
  patch(code, 1);
  calls(code, 20000);
  int good = 1;
  for (int by = 2; by < 6; by++) {
    i64 pid = fork_child();
    if (pid == 0) {
      int right = calls(code, 20000) == (ureg)(20000 * (by - 1));
      patch(code, by);
      leave(right);
    }
    int status = 0;
    wait_for(pid, &status, 0);
    __asm__ volatile("isync" ::: "memory");
    good &= status == 1 << 8;
    good &= calls(code, 20000) == (ureg)(20000 * by);
  }
  ok(good, "a shared page of hot code is patched by another process");
}

static void from_a_file(void) {
  i64 fd = CALL6(__NR_openat, -100, "/hot-code", 0102, 0700, 0, 0);
  u32 words[2] = {0x38630007, BLR}, others[2] = {0x38630009, BLR};
  CALL4(__NR_pwrite64, fd, words, 8, 0);
#ifndef __powerpc64__
  /* The offset is a pair of registers there. */
  CALL3(__NR_lseek, fd, 0, 0);
  WRITE(fd, words, 8);
#endif
  ureg code = (ureg)CALL6(__NR_mmap, 0, PAGE, 5, 2, fd, 0);
  same((reg)calls(code, 20000), 140000, "code of a file becomes hot");
  CALL3(__NR_lseek, fd, 0, 0);
  WRITE(fd, others, 8);
  flush_code(code);
  same((reg)calls(code, 20000), 180000, "and is new when the file is written to, as its pages are the file's");
}

int guest_main(int argc, char **argv, char **envp) {
  (void)envp;
  /* Executed anew: the same addresses have other code, and it was hot before. */
  if (argc > 1) {
    ureg code = map(0x50000000, PRIVATE | FIXED);
    patch(code, 5);
    leave(calls(code, 20000) == 100000 ? 77 : 78);
  }
  patched();
  snooped();
  forked();
  forked_from();
  shared();
  from_a_file();
  ureg code = map(0x50000000, PRIVATE | FIXED);
  patch(code, 3);
  calls(code, 20000);
  i64 pid = fork_child();
  if (pid == 0) {
    calls(code, 20000);
    char *arguments[] = {argv[0], "again", 0};
    CALL3(__NR_execve, argv[0], arguments, 0);
    leave(1);
  }
  int status = 0;
  wait_for(pid, &status, 0);
  same(status, 77 << 8, "a program that is executed finds its own code where the old one's was hot");
  return tap_end();
}
