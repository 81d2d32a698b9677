/* only: linux-ppc64le
 * Makes the calls that programs of a distribution make when they start and work, whatever they answer, then executes its arguments in a
 * child. The command's code cache is made from a run of it (tools/build.ts): what is called here need not be compiled by users.
 */
#include <asm/stat.h>
#include <linux/fcntl.h>
#include <linux/mman.h>
#include <linux/poll.h>
#include <linux/signal.h>
#include <linux/time_types.h>
#include "guest.h"

static char text[8192];
static volatile int signals;

static void handler(int number) { signals += number; }

static void as_dynamic_linkers(const char *file) {
  reg brk = CALL1(__NR_brk, 0);
  CALL1(__NR_brk, brk + 0x21000);
  CALL2(__NR_access, "/etc/ld.so.preload", 4);
  CALL4(__NR_faccessat, AT_FDCWD, file, 4, 0);
  struct stat status;
  for (int round = 0; round < 8; round++) {
    CALL4(__NR_openat, AT_FDCWD, "/lib/none/libc.so.6", O_RDONLY | O_CLOEXEC, 0);
    CALL4(__NR_newfstatat, AT_FDCWD, "/lib/none", &status, 0);
    CALL4(__NR_newfstatat, AT_FDCWD, file, &status, 0);
    reg fd = CALL4(__NR_openat, AT_FDCWD, file, O_RDONLY | O_CLOEXEC, 0);
    READ(fd, text, 832);
    CALL4(__NR_pread64, fd, text, 64, 64);
    CALL4(__NR_newfstatat, fd, "", &status, AT_EMPTY_PATH);
    CALL2(__NR_fstat, fd, &status);
    reg at = CALL6(__NR_mmap, 0, 0x60000, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
    CALL6(__NR_mmap, at + 0x20000, 0x10000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, fd, 0);
    CALL6(__NR_mmap, at + 0x30000, 0x10000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS, -1, 0);
    ((volatile char *)at)[0x20000] = ((volatile char *)at)[0];
    ((volatile char *)at)[0x30000] = 1;
    CALL3(__NR_mprotect, at + 0x20000, 0x10000, PROT_READ);
    CALL1(__NR_close, fd);
    CALL2(__NR_munmap, at, 0x60000);
  }
  reg at = CALL6(__NR_mmap, 0, 0x400000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (reg i = 0; i < 0x400000; i += 4096) ((volatile char *)at)[i] = 1;
  CALL3(__NR_madvise, at, 0x10000, MADV_DONTNEED);
  CALL6(__NR_mremap, at, 0x400000, 0x800000, MREMAP_MAYMOVE, 0, 0);
  CALL1(__NR_set_tid_address, text);
  CALL2(__NR_set_robust_list, text + 4096, 24);
  CALL4(__NR_rseq, 0, 32, 0, 0);
  CALL4(__NR_prlimit64, 0, 3, 0, text);
  CALL3(__NR_getrandom, text, 16, 1);
  CALL1(__NR_uname, text);
  CALL1(__NR_sysinfo, text);
}

static void as_shells(void) {
  CALL0(__NR_getpid), CALL0(__NR_getppid), CALL0(__NR_getpgrp);
  CALL0(__NR_getuid), CALL0(__NR_geteuid), CALL0(__NR_getgid), CALL0(__NR_getegid);
  CALL2(__NR_getcwd, text, sizeof text);
  CALL4(__NR_readlinkat, AT_FDCWD, "/proc/self/exe", text, sizeof text);
  CALL3(__NR_ioctl, 1, 0x402c7413, text);
  struct sigaction action = {0};
  action.sa_handler = handler;
  u64 mask = 0;
  for (int number = 1; number < 32; number++) CALL4(__NR_rt_sigaction, number, 0, text, 8);
  CALL4(__NR_rt_sigaction, SIGUSR1, &action, 0, 8);
  CALL4(__NR_rt_sigaction, SIGCHLD, &action, 0, 8);
  CALL4(__NR_rt_sigprocmask, SIG_BLOCK, &mask, text, 8);
  CALL2(__NR_kill, CALL0(__NR_getpid), SIGUSR1);
  reg folder = CALL4(__NR_openat, AT_FDCWD, "/", O_RDONLY | O_DIRECTORY, 0);
  while (CALL3(__NR_getdents64, folder, text, sizeof text) > 0) continue;
  CALL1(__NR_close, folder);
  CALL1(__NR_chdir, "/tmp");
  struct stat status;
  CALL2(__NR_lstat, "/tmp/a", &status), CALL2(__NR_stat, ".", &status);
  reg fd = CALL4(__NR_openat, AT_FDCWD, "/tmp/everyday", O_RDWR | O_CREAT | O_TRUNC, 0644);
  WRITE(fd, text, sizeof text);
  CALL3(__NR_lseek, fd, 0, 0);
  READ(fd, text, sizeof text);
  CALL3(__NR_fcntl, fd, F_DUPFD_CLOEXEC, 10);
  CALL3(__NR_fcntl, fd, F_SETFD, 1), CALL3(__NR_fcntl, fd, F_GETFL, 0);
  CALL2(__NR_ftruncate, fd, 100);
  CALL1(__NR_close, fd);
  CALL2(__NR_mkdir, "/tmp/folder", 0755);
  CALL2(__NR_rename, "/tmp/everyday", "/tmp/folder/everyday");
  CALL2(__NR_symlink, "folder", "/tmp/link");
  CALL2(__NR_stat, "/tmp/link/everyday", &status);
  CALL1(__NR_unlink, "/tmp/link"), CALL1(__NR_unlink, "/tmp/folder/everyday"), CALL1(__NR_rmdir, "/tmp/folder");
  struct __kernel_old_timespec moment = {0, 1000000};
  CALL2(__NR_nanosleep, &moment, 0);
  CALL6(__NR_futex, text, 1, 1, 0, 0, 0);
}

/* A pipe from a child, as every pipeline of a shell. */
static void run(char **command, char **envp) {
  int ends[2], status;
  CALL2(__NR_pipe2, ends, 0);
  reg child = CALL4(__NR_clone, 0x01200000 | SIGCHLD, 0, 0, 0);
  if (child == 0) {
    CALL2(__NR_dup2, ends[1], 1);
    CALL1(__NR_close, ends[0]), CALL1(__NR_close, ends[1]);
    CALL3(__NR_execve, command[0], command, envp);
    leave(127);
  }
  CALL1(__NR_close, ends[1]);
  struct pollfd wait = {ends[0], POLLIN, 0};
  CALL3(__NR_poll, &wait, 1, 10000);
  while (READ(ends[0], text, sizeof text) > 0) continue;
  CALL1(__NR_close, ends[0]);
  CALL4(__NR_wait4, child, &status, 0, 0);
}

int guest_main(int argc, char **argv, char **envp) {
  if (argc < 2) return 2;
  as_dynamic_linkers(argv[0]);
  as_shells();
  run(argv + 1, envp);
  return 0;
}
