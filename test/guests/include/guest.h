/*
 * The little that our guest programs stand on: system calls, start-up, printing. No libc.
 * Linux numbers come from the toolchain's kernel headers; FreeBSD's stand in freebsd.h, which a test compares with the tables.
 */
#ifndef GUEST_H
#define GUEST_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
/* A register of a system call. */
typedef long reg;
typedef unsigned long ureg;
#if __SIZEOF_LONG__ == 8
typedef unsigned long u64;
typedef long i64;
#else
typedef unsigned long long u64;
typedef long long i64;
#endif

#ifdef GUEST_FREEBSD
#include "freebsd.h"
#define SYSTEM "FreeBSD"
#else
#include <asm/unistd.h>
#define SYSTEM "Linux"
#endif
#if defined(__x86_64__)
#define MACHINE "x86_64"
#elif !defined(__powerpc64__)
#define MACHINE "ppc32"
#elif defined(__LITTLE_ENDIAN__)
#define MACHINE "ppc64le"
#else
#define MACHINE "ppc64"
#endif

#if defined(__x86_64__)
/* The host's own Linux, where the agent records what a real kernel does. */
static inline reg call6(reg number, reg a, reg b, reg c, reg d, reg e, reg f) {
  register reg r10 __asm__("r10") = d;
  register reg r8 __asm__("r8") = e;
  register reg r9 __asm__("r9") = f;
  __asm__ volatile("syscall"
                   : "+a"(number)
                   : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return number;
}
#else
/* A system call: the result, or minus the error number. Every PowerPC system here tells an error by CR0.SO. */
static inline reg call6(reg number, reg a, reg b, reg c, reg d, reg e, reg f) {
  register reg r0 __asm__("r0") = number;
  register reg r3 __asm__("r3") = a;
  register reg r4 __asm__("r4") = b;
  register reg r5 __asm__("r5") = c;
  register reg r6 __asm__("r6") = d;
  register reg r7 __asm__("r7") = e;
  register reg r8 __asm__("r8") = f;
  __asm__ volatile("sc\n\tbns+ 1f\n\tneg %1, %1\n1:"
                   : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7), "+r"(r8)
                   :
                   : "r9", "r10", "r11", "r12", "cr0", "ctr", "xer", "memory");
  return r3;
}
#endif
#define CALL0(n) call6(n, 0, 0, 0, 0, 0, 0)
#define CALL1(n, a) call6(n, (reg)(a), 0, 0, 0, 0, 0)
#define CALL2(n, a, b) call6(n, (reg)(a), (reg)(b), 0, 0, 0, 0)
#define CALL3(n, a, b, c) call6(n, (reg)(a), (reg)(b), (reg)(c), 0, 0, 0)
#define CALL4(n, a, b, c, d) call6(n, (reg)(a), (reg)(b), (reg)(c), (reg)(d), 0, 0)
#define CALL6(n, a, b, c, d, e, f) call6(n, (reg)(a), (reg)(b), (reg)(c), (reg)(d), (reg)(e), (reg)(f))

int guest_main(int argc, char **argv, char **envp);

__attribute__((noreturn)) static inline void leave(int code) {
#ifdef GUEST_FREEBSD
  CALL1(SYS_exit, code);
#else
  CALL1(__NR_exit_group, code);
#endif
  __builtin_unreachable();
}

static inline ureg length(const char *text) {
  ureg n = 0;
  while (text[n]) n++;
  return n;
}

static inline int equal(const char *a, const char *b) {
  while (*a && *a == *b) a++, b++;
  return *a == *b;
}

#ifdef GUEST_FREEBSD
#define WRITE(fd, p, n) CALL3(SYS_write, fd, p, n)
#define READ(fd, p, n) CALL3(SYS_read, fd, p, n)
#else
#define WRITE(fd, p, n) CALL3(__NR_write, fd, p, n)
#define READ(fd, p, n) CALL3(__NR_read, fd, p, n)
#endif

/* Buffered output on descriptor 1; flush() before fork, exec and exit. */
static char out_buffer[4096];
static ureg out_used;

static void flush(void) {
  ureg at = 0;
  while (at < out_used) {
    reg n = WRITE(1, out_buffer + at, out_used - at);
    if (n <= 0) break;
    at += (ureg)n;
  }
  out_used = 0;
}

static void put_char(char c) {
  if (out_used == sizeof out_buffer) flush();
  out_buffer[out_used++] = c;
}

static void put(const char *text) {
  while (*text) put_char(*text++);
}

static void put_number(i64 value) {
  char digits[24];
  int n = 0;
  u64 rest = value < 0 ? -(u64)value : (u64)value;
  if (value < 0) put_char('-');
  do digits[n++] = (char)('0' + rest % 10), rest /= 10;
  while (rest);
  while (n) put_char(digits[--n]);
}

static void put_hex(u64 value) {
  put("0x");
  int shift = 60;
  while (shift > 0 && !(value >> shift & 15)) shift -= 4;
  for (; shift >= 0; shift -= 4) put_char("0123456789abcdef"[value >> shift & 15]);
}

/* TAP: one line a statement. */
static int tap_count, tap_failed;
static void ok(int good, const char *statement) {
  put(good ? "ok " : "not ok ");
  put_number(++tap_count);
  put(" - ");
  put(statement);
  put_char('\n');
  if (!good) tap_failed++;
}
static void same(i64 got, i64 wanted, const char *statement) {
  ok(got == wanted, statement);
  if (got != wanted) {
    put("# got ");
    put_number(got);
    put(", wanted ");
    put_number(wanted);
    put_char('\n');
  }
}
static int tap_end(void) {
  put("1..");
  put_number(tap_count);
  put_char('\n');
  flush();
  return tap_failed ? 1 : 0;
}

__attribute__((used)) static void guest_begin(ureg *stack, int argc, char **argv, char **envp) {
#ifndef GUEST_FREEBSD
  argc = (int)stack[0];
  argv = (char **)(stack + 1);
  envp = argv + argc + 1;
#else
  (void)stack;
#endif
  int code = guest_main(argc, argv, envp);
  flush();
  leave(code);
}

#if defined(__x86_64__)
__asm__(".text\n.globl _start\n_start:\n\tmov %rsp,%rdi\n\tand $-16,%rsp\n\tcall guest_begin\n\thlt\n");
#elif !defined(__powerpc64__)
__asm__(".text\n.globl _start\n.type _start,@function\n_start:\n"
        "\tmr 3,1\n\tclrrwi 1,1,4\n\tli 0,0\n\tstwu 0,-16(1)\n\tmtlr 0\n"
        "\tbl guest_begin\n\ttrap\n\t.size _start,.-_start\n");
#else
/* Entry: the TOC pointer is found from where we run, so no system needs to set r12. */
__asm__(".text\n.globl _start\n.type _start,@function\n_start:\n"
        "\tbcl 20,31,1f\n1:\tmflr 12\n\taddis 2,12,.TOC.-1b@ha\n\taddi 2,2,.TOC.-1b@l\n"
        "\tmr 6,5\n\tmr 5,4\n\tmr 4,3\n\tmr 3,1\n\tclrrdi 1,1,4\n\tli 0,0\n\tstdu 0,-112(1)\n\tmtlr 0\n"
        "\tbl guest_begin\n\tnop\n\ttrap\n\t.size _start,.-_start\n");
#endif

/* The compiler calls these. */
void *memcpy(void *to, const void *from, ureg n) {
  for (ureg i = 0; i < n; i++) {
    ((u8 *)to)[i] = ((const u8 *)from)[i];
    __asm__ volatile("" ::: "memory");
  }
  return to;
}
void *memset(void *to, int value, ureg n) {
  for (ureg i = 0; i < n; i++) {
    ((u8 *)to)[i] = (u8)value;
    __asm__ volatile("" ::: "memory");
  }
  return to;
}
#endif
