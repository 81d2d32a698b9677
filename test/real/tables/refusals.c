/*
 * Which error a call gives when several are due: one line a case, "the call = its errno's name".
 * The same source runs on the host's Linux and under k42; every line must be the same. Values that differ from one
 * architecture to the next (numbers of requests, pages) are only named by their C names. Arguments are longs, as in registers.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#ifdef SYS__newselect
#define SYS_SELECT SYS__newselect
#else
#define SYS_SELECT SYS_select
#endif
#ifdef SYS_ugetrlimit
#define SYS_GETRLIMIT SYS_ugetrlimit
#else
#define SYS_GETRLIMIT SYS_getrlimit
#endif

#ifdef SYS_newfstatat
#define SYS_STATAT SYS_newfstatat
#else
#define SYS_STATAT SYS_fstatat64
#endif

#define L(x) ((long)(x))
/* 32-bit programs pass 64-bit numbers in an aligned pair of registers: GAP is the one before it that stays empty. */
#ifdef __LP64__
#define SYS_ADVISE SYS_fadvise64
#define GAP
#define WIDE(x) L(x)
#define ADVICE(at, length, advice) at, length, advice
#else
#define SYS_ADVISE SYS_fadvise64_64
#define GAP 0L,
#define WIDE(x) L((long long)(x) >> 32), L(x)
#define ADVICE(at, length, advice) advice, WIDE(at), WIDE(length)
#endif
#define CASE(number, ...) \
	do { \
		long result = syscall(number, ##__VA_ARGS__, 0L, 0L, 0L, 0L, 0L, 0L); \
		printf("%s(%s) = %s\n", #number, #__VA_ARGS__, result < 0 ? strerrorname_np(errno) : "fine"); \
	} while (0)

static const long bad = 8, here = AT_FDCWD;

int main(void)
{
	char text[64];
	struct iovec one = {text, 8};
	struct stat status;
	int ends[2];
	setvbuf(stdout, NULL, _IONBF, 0);
	if (pipe(ends) != 0)
		return 1;
	long pipe_in = ends[0], pipe_out = ends[1];
	long file = open("/tmp/k42-refusals", O_RDWR | O_CREAT, 0600);
	long reading = open("/tmp/k42-refusals", O_RDONLY), folder = open("/tmp", O_RDONLY);
	long nobody = 3999999;

	CASE(SYS_lseek, -1L, 0L, 99L);
	CASE(SYS_lseek, pipe_in, 0L, 99L);
	CASE(SYS_lseek, pipe_in, 0L, 0L);
	CASE(SYS_lseek, file, -5L, 0L);
	CASE(SYS_pread64, -1L, L(text), 8L, GAP WIDE(-1L));
	CASE(SYS_pread64, pipe_in, L(text), 8L, GAP WIDE(0L));
	CASE(SYS_pread64, folder, L(text), 8L, GAP WIDE(0L));
	CASE(SYS_pwrite64, -1L, L(text), 8L, GAP WIDE(-1L));
	CASE(SYS_pwrite64, file, bad, 1L, GAP WIDE(0L));
	CASE(SYS_read, -1L, bad, 1L);
	CASE(SYS_read, pipe_out, L(text), 1L);
	CASE(SYS_read, folder, L(text), 1L);
	CASE(SYS_write, pipe_in, L(text), 1L);
	CASE(SYS_write, reading, L(text), 1L);
	CASE(SYS_write, file, bad, 0L);
	CASE(SYS_readv, -1L, L(&one), 2000L);
	CASE(SYS_readv, file, L(&one), 2000L);
	CASE(SYS_readv, file, bad, 1L);
	CASE(SYS_readv, file, L(&one), 0L);
	CASE(SYS_preadv, -1L, L(&one), 1L, -1L, -1L);
	CASE(SYS_preadv2, -1L, L(&one), 1L, -2L, -1L, 0x8000L);
	CASE(SYS_preadv2, file, L(&one), 1L, 0L, 0L, 0x8000L);

	CASE(SYS_STATAT, here, bad, L(&status), 0x80000L);
	CASE(SYS_STATAT, here, L(""), L(&status), 0L);
	CASE(SYS_STATAT, here, L("/nope"), bad, 0L);
	CASE(SYS_STATAT, -1L, L("x"), L(&status), 0L);
	CASE(SYS_STATAT, -1L, L("/"), L(&status), 0L);
	CASE(SYS_STATAT, here, L("/"), bad, 0L);
	CASE(SYS_statx, here, L("/"), 0L, 0x80000000L, L(text));
	CASE(SYS_statx, here, L("/"), 0x6000L, 0L, L(text));
	CASE(SYS_faccessat, here, bad, 99L);
	CASE(SYS_faccessat2, here, bad, 0L, 0x8000L);
	CASE(SYS_linkat, here, bad, here, bad, 0x8000L);
	CASE(SYS_unlinkat, here, bad, 0x8000L);
	CASE(SYS_renameat2, here, bad, here, bad, 0x8000L);
	CASE(SYS_renameat2, here, L("a"), here, L("b"), 3L);
	CASE(SYS_fchownat, here, bad, 0L, 0L, 0x8000L);
	CASE(SYS_utimensat, here, L("/nope"), bad, 0x8000L);
	CASE(SYS_utimensat, here, bad, 0L, 0x8000L);
	CASE(SYS_truncate, L("/nope"), -1L);
	CASE(SYS_ftruncate, -1L, -1L);
	CASE(SYS_ftruncate, reading, 0L);
	CASE(SYS_ftruncate, pipe_out, 0L);
	CASE(SYS_ftruncate, folder, 0L);
	CASE(SYS_fallocate, -1L, 0L, WIDE(-1L), WIDE(0L));
	CASE(SYS_fallocate, file, 0x8000L, WIDE(-1L), WIDE(0L));
	CASE(SYS_fallocate, file, 0x8000L, WIDE(0L), WIDE(1L));
	CASE(SYS_fallocate, reading, 0L, WIDE(0L), WIDE(1L));
	CASE(SYS_fallocate, pipe_out, 0L, WIDE(0L), WIDE(1L));
	CASE(SYS_openat, here, L("/tmp/k42-refusals"), L(O_RDWR | O_DIRECTORY));
	CASE(SYS_openat, here, L("/tmp"), L(O_RDWR));
	CASE(SYS_openat, here, L("/tmp"), L(O_CREAT), 0600L);
	CASE(SYS_openat, here, L("/tmp/k42-refusals"), L(O_CREAT | O_EXCL), 0600L);
	CASE(SYS_openat, here, L(""), L(O_RDONLY));
	CASE(SYS_openat, -1L, L("x"), L(O_RDONLY));
	unsigned long long how[3] = {0, 0600, 0}, unknown[3] = {1ULL << 40, 0, 0};
	CASE(SYS_openat2, here, L("/tmp"), L(how), 23L);
	CASE(SYS_openat2, here, L("/tmp"), L(how), 8192L);
	CASE(SYS_openat2, here, L("/tmp"), L(how), 24L);
	CASE(SYS_openat2, here, L("/tmp"), L(unknown), 24L);
	CASE(SYS_openat2, here, L("/tmp"), bad, 24L);
	CASE(SYS_mknodat, here, L("/tmp/k42-node"), L(S_IFDIR | 0700), 0L);
	CASE(SYS_mknodat, here, L("/tmp/k42-node"), 0130000L, 0L);
	CASE(SYS_symlinkat, L(""), here, L("/tmp/k42-link"));
	CASE(SYS_readlinkat, here, bad, L(text), 0L);
	CASE(SYS_readlinkat, here, L(""), L(text), 8L);
	CASE(SYS_readlinkat, here, L("/"), L(text), 8L);
	CASE(SYS_getcwd, bad, 1L);
	CASE(SYS_getcwd, bad, 100L);
	CASE(SYS_getcwd, L(text), 0L);
	CASE(SYS_fchdir, file);
	CASE(SYS_fchdir, -1L);
	CASE(SYS_statfs, L("/nope"), bad);
	CASE(SYS_fstatfs, -1L, bad);

	CASE(SYS_dup3, -1L, -1L, 0x8000L);
	CASE(SYS_dup3, 5L, 5L, 0L);
	CASE(SYS_dup3, -1L, 7L, 0L);
	CASE(SYS_dup3, file, 1L << 30, 0L);
	CASE(SYS_pipe2, bad, 8L);
	CASE(SYS_pipe2, bad, 0L);
	CASE(SYS_fcntl, -1L, 9999L, 0L);
	CASE(SYS_fcntl, file, 9999L, 0L);
	CASE(SYS_fcntl, file, L(F_DUPFD), -1L);
	CASE(SYS_fcntl, file, L(F_DUPFD), 1L << 30);
	CASE(SYS_fcntl, file, L(F_GETLK), bad);
	CASE(SYS_fcntl, file, L(F_GETPIPE_SZ), 0L);
	CASE(SYS_flock, -1L, 0L);
	CASE(SYS_flock, -1L, L(LOCK_SH));
	CASE(SYS_flock, file, L(LOCK_SH | LOCK_EX));
	CASE(SYS_getdents64, file, L(text), 64L);
	CASE(SYS_getdents64, -1L, L(text), 64L);
	CASE(SYS_getdents64, folder, L(text), 1L);
	CASE(SYS_getdents64, folder, bad, 1000L);
	CASE(SYS_close_range, 5L, 3L, 0L);
	CASE(SYS_close_range, 5L, 3L, 99L);
	CASE(SYS_fsync, pipe_in);
	CASE(SYS_fdatasync, -1L);
	CASE(SYS_ADVISE, -1L, ADVICE(0L, 0L, 99L));
	CASE(SYS_ADVISE, file, ADVICE(0L, 0L, 99L));
	CASE(SYS_ADVISE, file, ADVICE(0L, -1L, 0L));
	CASE(SYS_copy_file_range, -1L, bad, -1L, bad, 1L, 1L);
	CASE(SYS_copy_file_range, reading, bad, file, 0L, 1L, 1L);
	CASE(SYS_copy_file_range, reading, 0L, file, 0L, 1L, 1L);
	CASE(SYS_copy_file_range, pipe_in, 0L, file, 0L, 1L, 0L);
	CASE(SYS_copy_file_range, folder, 0L, file, 0L, 1L, 0L);
	CASE(SYS_sendfile, -1L, -1L, bad, 1L);
	CASE(SYS_sendfile, -1L, -1L, 0L, 1L);
	CASE(SYS_sendfile, pipe_out, pipe_in, 0L, 1L);
	CASE(SYS_ioctl, -1L, L(TCGETS), bad);
	CASE(SYS_ioctl, file, L(TCGETS), bad);
	CASE(SYS_ioctl, file, 0x1234L, bad);
	CASE(SYS_ioctl, pipe_in, L(TIOCGWINSZ), L(text));
	CASE(SYS_ioctl, pipe_in, L(FIONREAD), bad);
	CASE(SYS_ioctl, folder, L(FIONREAD), L(text));

	struct timeval long_ago = {-1, 0}, much = {0, 1500000};
	struct timespec before = {-1, 0}, odd = {0, 2000000000}, soon = {0, 1};
	struct itimerval wrong = {{0, 0}, {0, 2000000}};
	CASE(SYS_poll, 0L, 1L << 30, 0L);
	CASE(SYS_poll, bad, 1L, 0L);
	CASE(SYS_SELECT, -1L, 0L, 0L, 0L, bad);
	CASE(SYS_SELECT, -1L, 0L, 0L, 0L, 0L);
	CASE(SYS_SELECT, 0L, 0L, 0L, 0L, L(&much));
	CASE(SYS_SELECT, 0L, 0L, 0L, 0L, L(&long_ago));
	CASE(SYS_ppoll, 0L, 0L, L(&before), 0L, 0L);
	CASE(SYS_nanosleep, L(&before), 0L);
	CASE(SYS_nanosleep, L(&odd), 0L);
	CASE(SYS_nanosleep, bad, 0L);
	CASE(SYS_clock_nanosleep, 99L, 0L, bad, 0L);
	CASE(SYS_clock_nanosleep, L(CLOCK_THREAD_CPUTIME_ID), 0L, L(&soon), 0L);
	CASE(SYS_clock_nanosleep, L(CLOCK_MONOTONIC), 99L, L(&soon), 0L);
	CASE(SYS_clock_gettime, 99L, bad);
	CASE(SYS_clock_gettime, 0L, bad);
	CASE(SYS_clock_getres, 99L, 0L);
	CASE(SYS_setitimer, 99L, bad, 0L);
	CASE(SYS_setitimer, 99L, 0L, 0L);
	CASE(SYS_setitimer, 99L, L(&wrong), 0L);
	CASE(SYS_getitimer, 99L, bad);

	CASE(SYS_rt_sigaction, 99L, bad, 0L, 8L);
	CASE(SYS_rt_sigaction, 99L, 0L, 0L, 7L);
	CASE(SYS_rt_sigaction, 99L, 0L, 0L, 8L);
	CASE(SYS_rt_sigaction, 0L, 0L, 0L, 8L);
	CASE(SYS_rt_sigaction, L(SIGKILL), 0L, 0L, 8L);
	CASE(SYS_rt_sigprocmask, 99L, L(text), 0L, 8L);
	CASE(SYS_rt_sigprocmask, 99L, bad, 0L, 8L);
	CASE(SYS_rt_sigprocmask, 99L, 0L, L(text), 8L);
	CASE(SYS_rt_sigprocmask, 0L, 0L, 0L, 7L);
	CASE(SYS_kill, nobody, 0L);
	CASE(SYS_kill, L(getpid()), 999L);
	CASE(SYS_kill, -nobody, 0L);
	CASE(SYS_tgkill, 0L, 0L, 0L);
	CASE(SYS_rt_sigqueueinfo, nobody, 10L, bad);
	CASE(SYS_sigaltstack, bad, 0L);

	CASE(SYS_wait4, L(INT_MIN), 0L, 0L, 0L);
	CASE(SYS_wait4, -1L, 0L, 99L, 0L);
	CASE(SYS_wait4, -1L, 0L, 0L, 0L);
	CASE(SYS_waitid, 99L, 0L, 0L, 0L, 0L);
	CASE(SYS_waitid, 99L, 0L, 0L, L(WEXITED), 0L);
	CASE(SYS_waitid, L(P_PID), 0L, 0L, L(WEXITED), 0L);
	CASE(SYS_waitid, L(P_ALL), -1L, 0L, L(WEXITED), 0L);
	CASE(SYS_waitid, L(P_PGID), -1L, 0L, L(WEXITED), 0L);
	CASE(SYS_setpgid, 0L, -1L);
	CASE(SYS_getpgid, -1L);
	CASE(SYS_getsid, nobody);
	CASE(SYS_setrlimit, 99L, bad);
	CASE(SYS_GETRLIMIT, 99L, bad);
	CASE(SYS_prlimit64, nobody, 99L, bad, 0L);
	CASE(SYS_prlimit64, 0L, 99L, 0L, 0L);
	CASE(SYS_prlimit64, -1L, 0L, 0L, 0L);
	struct rlimit crossed = {10, 5};
	CASE(SYS_setrlimit, L(RLIMIT_CORE), L(&crossed));
	CASE(SYS_getpriority, 99L, 0L);
	CASE(SYS_getrusage, 99L, bad);
	CASE(SYS_getrusage, 0L, bad);
	CASE(SYS_getgroups, -1L, L(text));
	CASE(SYS_sched_getaffinity, 0L, L(sizeof(long) / 2), L(text));
	CASE(SYS_sched_getaffinity, 0L, L(sizeof(long) * 3 / 2), L(text));
	CASE(SYS_sched_getscheduler, -1L);
	CASE(SYS_sched_setscheduler, 0L, 99L, L(text));
	CASE(SYS_set_robust_list, L(text), 1L);
	CASE(SYS_prctl, 9999L);
	CASE(SYS_prctl, 15L, bad);
	CASE(SYS_prctl, 4L, 2L);
	CASE(SYS_prctl, 1L, 999L);
	CASE(SYS_getrandom, L(text), 8L, 0x80L);
	CASE(SYS_getrandom, bad, 8L, 0L);
	CASE(SYS_uname, bad);

	unsigned int word = 0;
	CASE(SYS_futex, L(&word), L(FUTEX_WAIT | FUTEX_CLOCK_REALTIME), 1L, 0L);
	CASE(SYS_futex, L(&word), L(FUTEX_WAIT), 1L, 0L);
	CASE(SYS_futex, L(&word) + 1, L(FUTEX_WAIT), 1L, 0L);
	CASE(SYS_futex, L(&word), L(FUTEX_WAKE | FUTEX_CLOCK_REALTIME), 1L);
	CASE(SYS_futex, L(&word), 99L, 1L);
	CASE(SYS_futex, L(&word), 0x1000L, 1L);
	CASE(SYS_futex, bad, L(FUTEX_WAIT), 0L, 0L);
	CASE(SYS_futex, L(&word), L(FUTEX_WAIT), 0L, L(&before));
	CASE(SYS_futex, L(&word), L(FUTEX_WAIT_BITSET), 0L, 0L, 0L, 0L);
	CASE(SYS_futex, L(&word) + 1, L(FUTEX_WAKE), 1L);

	CASE(SYS_mmap, 0L, 4096L, 1L, L(MAP_PRIVATE | MAP_ANONYMOUS), -1L, 1L);
	CASE(SYS_mmap, 0L, 0L, 1L, L(MAP_PRIVATE), -1L, 0L);
	CASE(SYS_mmap, 0L, 0L, 1L, L(MAP_PRIVATE | MAP_ANONYMOUS), -1L, 0L);
	CASE(SYS_mmap, 0L, 4096L, 1L, L(MAP_ANONYMOUS), -1L, 0L);
	CASE(SYS_mmap, 0L, -4096L, 1L, L(MAP_PRIVATE | MAP_ANONYMOUS), -1L, 0L);
	CASE(SYS_mmap, 0L, 4096L, 1L, L(MAP_SHARED), folder, 0L);
	CASE(SYS_mmap, 0L, 4096L, 1L, L(MAP_SHARED), pipe_in, 0L);
	CASE(SYS_mmap, 0L, 4096L, 1L, 0L, file, 0L);
	CASE(SYS_mprotect, 1L, 0L, 0L);
	CASE(SYS_munmap, 1L, 4096L);
	CASE(SYS_munmap, 0x10000L, 0L);
	CASE(SYS_madvise, 1L, 0L, 99L);
	CASE(SYS_madvise, 0L, 0L, 99L);
	CASE(SYS_msync, 0L, 0L, L(MS_SYNC | MS_ASYNC));
	CASE(SYS_mremap, 1L, 1L, 1L, 0L, 0L);
	CASE(SYS_mincore, 1L, 1L, L(text));
	CASE(SYS_mincore, 0x10000L, 0x10000L, L(text));

	CASE(SYS_socket, 99L, 1L, 0L);
	CASE(SYS_bind, file, L(text), 8L);
	CASE(SYS_restart_syscall);
	unlink("/tmp/k42-refusals");
	return 0;
}
