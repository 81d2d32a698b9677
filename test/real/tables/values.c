/*
 * What structures carry through calls and back: every value is set and asked for again, or follows from what was done,
 * so that the output is the same on every Linux. Runs on the host and under k42; every line must be the same.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <grp.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

#define FILE_NAME "/tmp/k42-values"
/* More than an int holds. */
#define MUCH (sizeof(long) == 8 ? 0x123456789abc : 0x89abcdef)
#define SAY(...) printf(__VA_ARGS__), putchar('\n')

static volatile sig_atomic_t seen;
static siginfo_t told;

static void handler(int signal, siginfo_t *info, void *context)
{
	(void)context;
	seen = signal;
	told = *info;
}

static void say_status(const char *what, const struct stat *s)
{
	SAY("%s: type %o permissions %o links %ld mine %d:%d size %ld blocks %d", what, s->st_mode & S_IFMT, s->st_mode & 07777,
	    (long)s->st_nlink, s->st_uid == getuid(), s->st_gid == getgid(), (long)s->st_size, s->st_blocks > 0);
	SAY("%s: accessed %ld.%09ld modified %ld.%09ld", what, (long)s->st_atim.tv_sec, s->st_atim.tv_nsec, (long)s->st_mtim.tv_sec,
	    s->st_mtim.tv_nsec);
}

static void files(void)
{
	struct stat s;
	struct statx x;
	umask(022);
	int fd = open(FILE_NAME, O_RDWR | O_CREAT | O_TRUNC, 0640);
	struct timespec times[2] = {{1000000000, 123456789}, {2000000001, 987654321}};
	write(fd, "0123456789", 10);
	futimens(fd, times);
	fstat(fd, &s);
	say_status("fstat", &s);
	SAY("the same by name: %d", stat(FILE_NAME, &s) == 0 && s.st_size == 10);
	syscall(SYS_statx, AT_FDCWD, FILE_NAME, 0, STATX_ALL, &x);
	SAY("statx: mode %o size %lld modified %lld.%09u links %u same device %d", x.stx_mode, (long long)x.stx_size, (long long)x.stx_mtime.tv_sec,
	    x.stx_mtime.tv_nsec, x.stx_nlink, makedev(x.stx_dev_major, x.stx_dev_minor) == s.st_dev);
	times[0].tv_nsec = UTIME_OMIT;
	times[1].tv_sec = -5;
	times[1].tv_nsec = 0;
	utimensat(AT_FDCWD, FILE_NAME, times, 0);
	stat(FILE_NAME, &s);
	SAY("before 1970: accessed %ld modified %ld", (long)s.st_atim.tv_sec, (long)s.st_mtim.tv_sec);
	struct timeval micro[2] = {{11, 22}, {33, 44}};
	utimes(FILE_NAME, micro);
	stat(FILE_NAME, &s);
	SAY("utimes: %ld.%09ld %ld.%09ld", (long)s.st_atim.tv_sec, s.st_atim.tv_nsec, (long)s.st_mtim.tv_sec, s.st_mtim.tv_nsec);
	struct utimbuf whole = {55, 66};
	utime(FILE_NAME, &whole);
	stat(FILE_NAME, &s);
	SAY("utime: %ld.%09ld %ld.%09ld", (long)s.st_atim.tv_sec, s.st_atim.tv_nsec, (long)s.st_mtim.tv_sec, s.st_mtim.tv_nsec);
	stat("/dev/null", &s);
	SAY("/dev/null: type %o device %u,%u", s.st_mode & S_IFMT, major(s.st_rdev), minor(s.st_rdev));

	char a[4] = "", b[4] = "";
	struct iovec in[2] = {{a, 3}, {b, 3}};
	SAY("preadv: %zd", preadv(fd, in, 2, 2));
	SAY("preadv: %.3s %.3s", a, b);
	SAY("pwrite at 20: %zd", pwrite(fd, "x", 1, 20));
	SAY("lseek: end %ld", (long)lseek(fd, 0, SEEK_END));
	SAY("lseek: data %ld", (long)lseek(fd, 3, SEEK_DATA));
	SAY("past 2^32: %lld", (long long)lseek64(fd, 5000000000LL, SEEK_SET));
	SAY("flags: %d", fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND | O_NONBLOCK));
	fcntl(fd, F_SETFL, O_APPEND | O_NONBLOCK);
	SAY("flags: append %d nonblock %d", !!(fcntl(fd, F_GETFL) & O_APPEND), !!(fcntl(fd, F_GETFL) & O_NONBLOCK));
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 100);
	SAY("F_DUPFD_CLOEXEC: %d, close on exec %d", copy, fcntl(copy, F_GETFD));
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 5, .l_len = 10};
	SAY("lock: %d", fcntl(fd, F_SETLK, &lock));
	fflush(stdout);
	if (fork() == 0) {
		struct flock other = {.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 0};
		fcntl(fd, F_GETLK, &other);
		SAY("the child sees: type %d from %ld for %ld by its parent %d", other.l_type, (long)other.l_start, (long)other.l_len, other.l_pid == getppid());
		SAY("and cannot have it: %d", fcntl(fd, F_SETLK, &other) < 0 && (errno == EAGAIN || errno == EACCES));
		fflush(stdout);
		_exit(0);
	}
	wait(NULL);
	unlink(FILE_NAME);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void folders(void)
{
	struct dirent **entries;
	mkdir("/tmp/k42-folder", 0755);
	mkfifo("/tmp/k42-folder/fifo", 0600);
	mkdir("/tmp/k42-folder/sub", 0700);
	symlink("sub", "/tmp/k42-folder/link");
	close(open("/tmp/k42-folder/a file with a name that is longer than most", O_CREAT | O_WRONLY, 0600));
	int count = scandir("/tmp/k42-folder", &entries, NULL, by_name);
	for (int i = 0; i < count; i++)
		SAY("entry: %d %s", entries[i]->d_type, entries[i]->d_name);
	char name[100];
	chdir("/tmp/k42-folder/sub");
	SAY("getcwd: %s", getcwd(name, sizeof name));
	ssize_t length = readlink("/tmp/k42-folder/link", name, 2);
	SAY("readlink, cut: %zd %.2s", length, name);
	chdir("/");
	SAY("not empty: %d", rmdir("/tmp/k42-folder") < 0 && errno == ENOTEMPTY);
	unlink("/tmp/k42-folder/fifo");
	rmdir("/tmp/k42-folder/sub");
	unlink("/tmp/k42-folder/link");
	unlink("/tmp/k42-folder/a file with a name that is longer than most");
	SAY("empty: %d", rmdir("/tmp/k42-folder"));
}

static void signals(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_RESTART | SA_NODEFER}, old;
	sigemptyset(&action.sa_mask);
	sigaddset(&action.sa_mask, SIGHUP);
	sigaddset(&action.sa_mask, SIGRTMAX);
	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGUSR1, NULL, &old);
	SAY("sigaction: flags %x masks HUP %d INT %d RTMAX %d handler %d", old.sa_flags & ~0x4000000, sigismember(&old.sa_mask, SIGHUP),
	    sigismember(&old.sa_mask, SIGINT), sigismember(&old.sa_mask, SIGRTMAX), old.sa_sigaction == handler);
	kill(getpid(), SIGUSR1);
	SAY("kill: signal %d code %d by myself %d", (int)seen, told.si_code, told.si_pid == getpid());
	sigaction(SIGRTMIN + 3, &action, NULL);
	sigqueue(getpid(), SIGRTMIN + 3, (union sigval){.sival_ptr = (void *)MUCH});
	SAY("sigqueue: signal RTMIN+%d code %d whole %d", (int)seen - SIGRTMIN, told.si_code, told.si_value.sival_ptr == (void *)MUCH);
	sigset_t set, pending;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigaddset(&set, SIGRTMIN + 5);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR2);
	sigqueue(getpid(), SIGRTMIN + 5, (union sigval){.sival_int = 42});
	sigpending(&pending);
	SAY("pending: USR2 %d RTMIN+5 %d USR1 %d", sigismember(&pending, SIGUSR2), sigismember(&pending, SIGRTMIN + 5), sigismember(&pending, SIGUSR1));
	siginfo_t info;
	struct timespec none = {0, 0};
	int first = sigtimedwait(&set, &info, &none), second = sigtimedwait(&set, &info, &none);
	SAY("sigtimedwait: %d then RTMIN+%d with %d", first, second - SIGRTMIN, info.si_value.sival_int);
	SAY("sigtimedwait: no more %d", sigtimedwait(&set, &info, &none) < 0 && errno == EAGAIN);
	static char stack[65536];
	stack_t asked, given = {.ss_sp = stack, .ss_size = sizeof stack};
	sigaltstack(&given, NULL);
	sigaltstack(NULL, &asked);
	SAY("sigaltstack: same %d size %zu flags %d", asked.ss_sp == stack, asked.ss_size, asked.ss_flags);
	sigaction(SIGCHLD, &action, NULL);
	if (fork() == 0)
		_exit(9);
	while (seen != SIGCHLD)
		usleep(1000);
	SAY("SIGCHLD: code %d status %d", told.si_code, told.si_status);
	wait(NULL);
	signal(SIGCHLD, SIG_DFL);
}

static void children(void)
{
	int status;
	struct rusage usage;
	siginfo_t info;
	pid_t child = fork();
	if (child == 0)
		_exit(77);
	memset(&info, 0, sizeof info);
	waitid(P_PID, child, &info, WEXITED | WNOWAIT);
	SAY("waitid: signal %d code %d status %d same %d", info.si_signo, info.si_code, info.si_status, info.si_pid == child);
	int same = wait4(child, &status, 0, &usage) == child;
	SAY("wait4: same %d exited %d code %d", same, WIFEXITED(status), WEXITSTATUS(status));
	child = fork();
	if (child == 0)
		for (;;)
			pause();
	status = 0x5a5a;
	same = waitpid(child, &status, WNOHANG);
	SAY("no hang: %d, status left alone %x", same, status);
	kill(child, SIGSTOP);
	waitpid(child, &status, WUNTRACED);
	SAY("stopped: %d by %d", WIFSTOPPED(status), WSTOPSIG(status));
	kill(child, SIGCONT);
	waitpid(child, &status, WCONTINUED);
	SAY("continued: %d (%x)", WIFCONTINUED(status), status);
	kill(child, SIGTERM);
	waitpid(child, &status, 0);
	SAY("killed: %d by %d", WIFSIGNALED(status), WTERMSIG(status));
	SAY("none left: %d", waitpid(-1, &status, 0) < 0 && errno == ECHILD);
}

static void times_and_limits(void)
{
	struct rlimit limit = {100, 200}, asked, all = {RLIM_INFINITY, RLIM_INFINITY};
	setrlimit(RLIMIT_NOFILE, &limit);
	getrlimit(RLIMIT_NOFILE, &asked);
	SAY("limit: %lu %lu", (unsigned long)asked.rlim_cur, (unsigned long)asked.rlim_max);
	prlimit(0, RLIMIT_CPU, NULL, &asked);
	SAY("no limit: %d", asked.rlim_cur == all.rlim_cur && asked.rlim_max == all.rlim_max);
	struct itimerval timer = {{7, 500000}, {1000, 0}}, old;
	setitimer(ITIMER_REAL, &timer, NULL);
	getitimer(ITIMER_REAL, &old);
	SAY("timer: interval %ld.%06ld value above 998 %d", (long)old.it_interval.tv_sec, (long)old.it_interval.tv_usec, old.it_value.tv_sec >= 998 && old.it_value.tv_sec <= 1000);
	SAY("alarm replaces it: %d", alarm(0) >= 998);
	struct timespec now, coarse;
	clock_gettime(CLOCK_REALTIME, &now);
	clock_gettime(CLOCK_REALTIME_COARSE, &coarse);
	SAY("clocks agree: %d", labs((long)(now.tv_sec - coarse.tv_sec)) <= 2 && labs((long)(time(NULL) - now.tv_sec)) <= 2);
	struct timespec a, b, span = {0, 2000000};
	clock_gettime(CLOCK_MONOTONIC, &a);
	nanosleep(&span, NULL);
	clock_gettime(CLOCK_MONOTONIC, &b);
	SAY("slept: %d", (b.tv_sec - a.tv_sec) * 1000000000L + b.tv_nsec - a.tv_nsec >= 2000000);
	struct tms used;
	SAY("times: %d", times(&used) != (clock_t)-1 && used.tms_cutime >= 0);
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	SAY("getrusage: %d", usage.ru_maxrss > 0);
	SAY("nice: %d", nice(5));
	SAY("getpriority: %d", getpriority(PRIO_PROCESS, 0));
}

static void waiting(void)
{
	int ends[2];
	pipe2(ends, O_CLOEXEC | O_NONBLOCK);
	struct pollfd asked[3] = {{ends[0], POLLIN, 0x7f}, {ends[1], POLLOUT, 0x7f}, {-1, POLLIN, 0x7f}};
	int count = poll(asked, 3, 0);
	SAY("poll: %d of empty pipe, %x %x %x", count, asked[0].revents, asked[1].revents, asked[2].revents);
	write(ends[1], "ab", 2);
	int waiting = 0;
	ioctl(ends[0], FIONREAD, &waiting);
	SAY("FIONREAD: %d", waiting);
	fd_set in, out;
	FD_ZERO(&in);
	FD_ZERO(&out);
	FD_SET(ends[0], &in);
	FD_SET(ends[1], &out);
	FD_SET(ends[0], &out);
	struct timeval span = {5, 0};
	count = select(ends[1] + 1, &in, NULL, NULL, &span);
	SAY("select: %d, in %d, time left %d", count, FD_ISSET(ends[0], &in), span.tv_sec >= 4);
	int high = fcntl(ends[0], F_DUPFD, 70);
	FD_ZERO(&in);
	FD_SET(high, &in);
	struct timespec zero = {0, 0};
	count = pselect(high + 1, &in, NULL, NULL, &zero, NULL);
	SAY("pselect above 64: %d, %d", count, FD_ISSET(high, &in));
	close(ends[1]);
	char rest[8];
	read(ends[0], rest, 8);
	count = poll(asked, 1, -1);
	SAY("closed: %d %x", count, asked[0].revents);
	SAY("capacity: %d", fcntl(ends[0], F_GETPIPE_SZ) >= 4096);
}

static void system_wide(void)
{
	struct utsname name;
	struct sysinfo info;
	uname(&name);
	SAY("uname: %s %d", name.sysname, strlen(name.release) > 0 && strlen(name.machine) > 0);
	sysinfo(&info);
	SAY("sysinfo: %d", info.totalram > 0 && info.freeram <= info.totalram && info.procs > 0 && info.mem_unit > 0);
	char title[16];
	prctl(PR_SET_NAME, "a name that is too long");
	prctl(PR_GET_NAME, title);
	SAY("name: %s", title);
	gid_t groups[] = {3, 5, 70000}, got[10];
	if (getuid() == 0) {
		setgroups(3, groups);
		int count = getgroups(10, got);
		SAY("groups: %d %u %u %u", count, got[0], got[1], got[2]);
		SAY("groups: counted %d", getgroups(0, got));
		setresuid(1000, 2000, 3000);
		uid_t r, e, s;
		getresuid(&r, &e, &s);
		SAY("users: %u %u %u", r, e, s);
	}
	cpu_set_t processors;
	SAY("affinity: %d", sched_getaffinity(0, sizeof processors, &processors) == 0 && CPU_COUNT(&processors) > 0);
	char random[16] = {0};
	SAY("random: %d", syscall(SYS_getrandom, random, 16L, 0L) == 16);
	char *memory = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memory[1 << 19] = 7;
	char *more = mremap(memory, 1 << 20, 1 << 21, MREMAP_MAYMOVE);
	SAY("mremap: %d %d", more[1 << 19], more[(1 << 21) - 1]);
	SAY("mprotect: %d", mprotect(more, 1 << 20, PROT_READ));
	SAY("munmap: %d", munmap(more, 1 << 21));
}

int main(void)
{
	files();
	folders();
	signals();
	children();
	times_and_limits();
	waiting();
	system_wide();
	return 0;
}
