/*
 * FreeBSD's own headers against k42's FreeBSD: structures, constants and numbers as a program of that system sees them.
 * Freestanding, since there is no libc to link with. Prints a line a fact; the test knows the lines.
 */
#define _WANT_FREEBSD11_STAT 0
#include <sys/types.h>
#include <sys/param.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

/* Under 15 the plain names mean newer calls. */
#ifdef SYS_freebsd14_getgroups
#define GETGROUPS SYS_freebsd14_getgroups
#else
#define GETGROUPS SYS_getgroups
#endif

static long call(long number, long a, long b, long c, long d, long e, long f)
{
	register long r0 __asm__("r0") = number;
	register long r3 __asm__("r3") = a;
	register long r4 __asm__("r4") = b;
	register long r5 __asm__("r5") = c;
	register long r6 __asm__("r6") = d;
	register long r7 __asm__("r7") = e;
	register long r8 __asm__("r8") = f;
	__asm__ volatile("sc\n\tbns+ 1f\n\tneg %1, %1\n1:"
	                 : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7), "+r"(r8)
	                 :
	                 : "r9", "r10", "r11", "r12", "cr0", "ctr", "xer", "memory");
	return r3;
}
#define CALL(n, a, b, c, d, e, f) call(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

static const struct timespec ages = {100, 0}, moment = {0, 1000000};

static void put(const char *text)
{
	long length = 0;
	while (text[length] != 0)
		length++;
	CALL(SYS_write, 1, text, length, 0, 0, 0);
}

static void number(long value)
{
	char text[24];
	int at = 23;
	unsigned long rest = value < 0 ? -(unsigned long)value : (unsigned long)value;
	text[at] = 0;
	do
		text[--at] = '0' + rest % 10;
	while ((rest /= 10) != 0);
	if (value < 0)
		text[--at] = '-';
	put(text + at);
}

static void say(const char *what, long value)
{
	put(what);
	put(" ");
	number(value);
	put("\n");
}

void *memset(void *to, int byte, size_t count)
{
	for (char *at = to; count-- > 0;)
		*at++ = byte;
	return to;
}

static volatile int seen, seen_code;
static volatile long seen_value;

static void handler(int signal, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	seen = signal;
	seen_code = info->si_code;
	seen_value = (long)info->si_value.sival_ptr;
	say("frame: length of mcontext", uc->uc_mcontext.mc_len);
	say("frame: r1 is there", uc->uc_mcontext.mc_gpr[1] > 0);
	say("frame: mask has SIGINFO", (uc->uc_sigmask.__bits[0] >> (SIGINFO - 1)) & 1);
}

static void files(void)
{
	static const char *name = "/tmp/k42-freebsd";
	struct stat s;
	struct timespec times[2] = {{1000000000, 123456789}, {0, UTIME_OMIT}};
	long fd = CALL(SYS_open, name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0640, 0, 0, 0);
	struct iovec pieces[2] = {{"01234", 5}, {"56789", 5}};
	say("writev", CALL(SYS_writev, fd, pieces, 2, 0, 0, 0));
	say("futimens", CALL(SYS_futimens, fd, times, 0, 0, 0, 0));
	say("fstat", CALL(SYS_fstat, fd, &s, 0, 0, 0, 0));
	say("st_mode", s.st_mode);
	say("st_size", s.st_size);
	say("st_nlink", s.st_nlink);
	say("st_atim seconds", s.st_atim.tv_sec);
	say("st_atim nanoseconds", s.st_atim.tv_nsec);
	say("close on exec", CALL(SYS_fcntl, fd, F_GETFD, 0, 0, 0, 0) & FD_CLOEXEC);
	say("open flags", CALL(SYS_fcntl, fd, F_GETFL, 0, 0, 0, 0) & (O_ACCMODE | O_APPEND | O_NONBLOCK));
	CALL(SYS_fcntl, fd, F_SETFL, O_APPEND, 0, 0, 0);
	say("append", (CALL(SYS_fcntl, fd, F_GETFL, 0, 0, 0, 0) & O_APPEND) != 0);
	say("lseek to the end", CALL(SYS_lseek, fd, 0, SEEK_END, 0, 0, 0));
	say("__syscall lseek", CALL(SYS___syscall, SYS_lseek, fd, 3, SEEK_SET, 0, 0));
	say("exclusive", CALL(SYS_open, name, O_CREAT | O_EXCL | O_RDWR, 0600, 0, 0, 0) == -EEXIST);
	say("no directory", CALL(SYS_open, name, O_DIRECTORY, 0, 0, 0, 0) == -ENOTDIR);
	say("a bad descriptor", CALL(SYS_read, 99, &s, 1, 0, 0, 0) == -EBADF);
	say("no such call", CALL(699, 0, 0, 0, 0, 0, 0) == -ENOSYS);
	say("no terminal", CALL(SYS_ioctl, fd, TIOCGETA, &s, 0, 0, 0) == -ENOTTY);
	say("F_DUPFD", CALL(SYS_fcntl, fd, F_DUPFD, 50, 0, 0, 0));
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 2, .l_len = 3};
	say("F_SETLK", CALL(SYS_fcntl, fd, F_SETLK, &lock, 0, 0, 0));
	lock.l_type = F_RDLCK;
	CALL(SYS_fcntl, fd, F_GETLK, &lock, 0, 0, 0);
	say("my own lock is none", lock.l_type == F_UNLCK);
	say("unlink", CALL(SYS_unlinkat, AT_FDCWD, name, 0, 0, 0, 0));
	say("gone", CALL(SYS_fstatat, AT_FDCWD, name, &s, 0, 0, 0) == -ENOENT);
	CALL(SYS_fstatat, AT_FDCWD, "/dev/null", &s, 0, 0, 0);
	say("/dev/null is a character device", S_ISCHR(s.st_mode));
	say("major", major(s.st_rdev));
	say("minor", minor(s.st_rdev));

	CALL(SYS_mkdir, "/tmp/k42-freebsd-folder", 0755, 0, 0, 0, 0);
	CALL(SYS_mkdir, "/tmp/k42-freebsd-folder/sub", 0755, 0, 0, 0, 0);
	CALL(SYS_symlink, "sub", "/tmp/k42-freebsd-folder/link", 0, 0, 0, 0);
	long folder = CALL(SYS_open, "/tmp/k42-freebsd-folder", O_RDONLY | O_DIRECTORY, 0, 0, 0, 0);
	static char entries[4096] __attribute__((aligned(8)));
	long bytes = CALL(SYS_getdirentries, folder, entries, sizeof entries, 0, 0, 0);
	long folders = 0, links = 0, lengths = 0;
	for (long at = 0; at < bytes;) {
		struct dirent *entry = (struct dirent *)(entries + at);
		folders += entry->d_type == DT_DIR;
		links += entry->d_type == DT_LNK && entry->d_name[0] == 'l';
		lengths += entry->d_namlen;
		at += entry->d_reclen;
	}
	say("folders", folders);
	say("links", links);
	say("lengths of names", lengths);
	say("rmdir of a full one", CALL(SYS_rmdir, "/tmp/k42-freebsd-folder", 0, 0, 0, 0, 0) == -ENOTEMPTY);
	CALL(SYS_unlink, "/tmp/k42-freebsd-folder/link", 0, 0, 0, 0, 0);
	CALL(SYS_rmdir, "/tmp/k42-freebsd-folder/sub", 0, 0, 0, 0, 0);
	say("rmdir", CALL(SYS_rmdir, "/tmp/k42-freebsd-folder", 0, 0, 0, 0, 0));
	static struct statfs figures;
	say("statfs", CALL(SYS_statfs, "/", &figures, 0, 0, 0, 0));
	say("its version", figures.f_version == STATFS_VERSION);
	say("longest name", figures.f_namemax);
}

static void signals(void)
{
	struct sigaction action, old;
	memset(&action, 0, sizeof action);
	action.sa_sigaction = handler;
	action.sa_flags = SA_SIGINFO | SA_RESTART;
	action.sa_mask.__bits[(SIGRTMAX - 1) / 32] = 1u << ((SIGRTMAX - 1) % 32);
	sigset_t set;
	memset(&set, 0, sizeof set);
	set.__bits[0] = 1u << (SIGINFO - 1);
	CALL(SYS_sigprocmask, SIG_BLOCK, &set, 0, 0, 0, 0);
	say("sigaction", CALL(SYS_sigaction, SIGUSR1, &action, 0, 0, 0, 0));
	CALL(SYS_sigaction, SIGUSR1, 0, &old, 0, 0, 0);
	say("flags", old.sa_flags);
	say("its mask has SIGRTMAX", old.sa_mask.__bits[3] == action.sa_mask.__bits[3]);
	say("kill", CALL(SYS_kill, CALL(SYS_getpid, 0, 0, 0, 0, 0, 0), SIGUSR1, 0, 0, 0, 0));
	say("seen", seen);
	say("by a user", seen_code == SI_USER);
	CALL(SYS_sigaction, SIGUSR2, &action, 0, 0, 0, 0);
	say("sigqueue", CALL(SYS_sigqueue, CALL(SYS_getpid, 0, 0, 0, 0, 0, 0), SIGUSR2, 0x123456789aL, 0, 0, 0));
	say("seen", seen);
	say("queued", seen_code == SI_QUEUE);
	say("with its value", seen_value == 0x123456789aL);
	CALL(SYS_kill, CALL(SYS_getpid, 0, 0, 0, 0, 0, 0), SIGINFO, 0, 0, 0, 0);
	sigset_t pending;
	CALL(SYS_sigpending, &pending, 0, 0, 0, 0, 0);
	say("SIGINFO is pending", (pending.__bits[0] >> (SIGINFO - 1)) & 1);
	say("no such signal", CALL(SYS_sigaction, 200, 0, &old, 0, 0, 0) == -EINVAL);
}

static void children(void)
{
	int status = 0;
	struct __wrusage usage;
	siginfo_t info;
	long child = CALL(SYS_fork, 0, 0, 0, 0, 0, 0);
	if (child == 0)
		CALL(SYS__exit, 77, 0, 0, 0, 0, 0);
	say("wait4", CALL(SYS_wait4, child, &status, 0, 0, 0, 0) == child);
	say("exited", WIFEXITED(status));
	say("status", WEXITSTATUS(status));
	child = CALL(SYS_fork, 0, 0, 0, 0, 0, 0);
	if (child == 0)
		for (;;)
			CALL(SYS_nanosleep, &ages, 0, 0, 0, 0, 0);
	CALL(SYS_kill, child, SIGSTOP, 0, 0, 0, 0);
	CALL(SYS_wait4, child, &status, WUNTRACED, 0, 0, 0);
	say("stopped", WIFSTOPPED(status));
	say("by SIGSTOP", WSTOPSIG(status) == SIGSTOP);
	CALL(SYS_kill, child, SIGCONT, 0, 0, 0, 0);
	CALL(SYS_wait4, child, &status, WCONTINUED, 0, 0, 0);
	say("continued", WIFCONTINUED(status));
	CALL(SYS_kill, child, SIGBUS, 0, 0, 0, 0);
	memset(&info, 0, sizeof info);
	say("wait6", CALL(SYS_wait6, P_PID, child, &status, WEXITED, &usage, &info) == child);
	say("killed by SIGBUS", WTERMSIG(status) == SIGBUS);
	say("told of SIGCHLD", info.si_signo == SIGCHLD);
	say("with its status", info.si_status == SIGBUS);
	say("no child is left", CALL(SYS_wait4, -1, &status, 0, 0, 0, 0) == -ECHILD);
}

static void rest(void)
{
	struct rlimit limit;
	CALL(SYS_getrlimit, RLIMIT_CPU, &limit, 0, 0, 0, 0);
	say("no limit", limit.rlim_cur == RLIM_INFINITY && limit.rlim_max == RLIM_INFINITY);
	limit.rlim_cur = 100;
	CALL(SYS_setrlimit, RLIMIT_NOFILE, &limit, 0, 0, 0, 0);
	limit.rlim_cur = 0;
	CALL(SYS_getrlimit, RLIMIT_NOFILE, &limit, 0, 0, 0, 0);
	say("limit", limit.rlim_cur);
	int ends[2];
	say("pipe2", CALL(SYS_pipe2, ends, O_NONBLOCK, 0, 0, 0, 0));
	say("empty", CALL(SYS_read, ends[0], &limit, 1, 0, 0, 0) == -EAGAIN);
	struct pollfd asked = {ends[1], POLLOUT, 0};
	say("poll", CALL(SYS_poll, &asked, 1, 0, 0, 0, 0));
	say("writable", asked.revents == POLLOUT);
	CALL(SYS_write, ends[1], "ab", 2, 0, 0, 0);
	int waiting = 0;
	CALL(SYS_ioctl, ends[0], FIONREAD, &waiting, 0, 0, 0);
	say("FIONREAD", waiting);
	fd_set set;
	FD_ZERO(&set);
	FD_SET(ends[0], &set);
	struct timeval span = {5, 0};
	say("select", CALL(SYS_select, ends[0] + 1, &set, 0, 0, &span, 0));
	say("readable", FD_ISSET(ends[0], &set) != 0);
	struct timespec now, then;
	say("clock", CALL(SYS_clock_gettime, CLOCK_MONOTONIC, &now, 0, 0, 0, 0));
	CALL(SYS_nanosleep, &moment, 0, 0, 0, 0, 0);
	CALL(SYS_clock_gettime, CLOCK_UPTIME_PRECISE, &then, 0, 0, 0, 0);
	say("it goes on", then.tv_sec > now.tv_sec || then.tv_nsec > now.tv_nsec);
	char *memory = (char *)CALL(SYS_mmap, 0, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
	memory[65535] = 7;
	say("mmap", memory[65535]);
	say("munmap", CALL(SYS_munmap, memory, 65536, 0, 0, 0, 0));
	gid_t groups[16];
	say("getgroups", CALL(GETGROUPS, 16, groups, 0, 0, 0, 0) >= 0);
	long thread = 0;
	CALL(SYS_thr_self, &thread, 0, 0, 0, 0, 0);
	say("thr_self", thread > 0);
	say("issetugid", CALL(SYS_issetugid, 0, 0, 0, 0, 0, 0));
}

__attribute__((noreturn)) void _start(void)
{
	files();
	signals();
	children();
	rest();
	CALL(SYS__exit, 0, 0, 0, 0, 0, 0);
	__builtin_unreachable();
}
