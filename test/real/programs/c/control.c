/* setjmp, signals with their frames, alternate stacks, timers, fork, exec, wait and pipes. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>
#include <fcntl.h>

static jmp_buf jump;
static sigjmp_buf signal_jump;
static volatile sig_atomic_t seen, value;

static int depth(int n) { volatile char fill[100]; fill[0] = n; if (n == 0) longjmp(jump, 42); return depth(n - 1) + fill[0]; }
static void note(int signo) { seen = signo; }
static void inform(int signo, siginfo_t *info, void *context) { (void)context; seen = signo; value = info->si_code == SI_QUEUE ? info->si_value.sival_int : -info->si_code; }
static void fault(int signo, siginfo_t *info, void *context) { (void)signo; (void)context; value = (char *)info->si_addr == (char *)16; siglongjmp(signal_jump, 1); }
static void on_stack(int signo) { char here; stack_t now; (void)signo; sigaltstack(NULL, &now); value = (now.ss_flags & SS_ONSTACK) != 0 && &here >= (char *)now.ss_sp && &here < (char *)now.ss_sp + now.ss_size; }

static void handle(int signo, void (*handler)(int), int flags) { struct sigaction a = { .sa_handler = handler, .sa_flags = flags }; sigemptyset(&a.sa_mask); sigaction(signo, &a, NULL); }

static void jumps(void)
{
	volatile double kept = 1.5; volatile int times = 0;
	int back = setjmp(jump);
	times++;
	if (back == 0) depth(50);
	printf("jumped with %d, %d times, %.1f\n", back, times, kept);
}

static void signals(void)
{
	handle(SIGUSR1, note, 0); raise(SIGUSR1); printf("raised: %d\n", seen == SIGUSR1);
	struct sigaction a = { .sa_sigaction = inform, .sa_flags = SA_SIGINFO }; sigemptyset(&a.sa_mask); sigaction(SIGRTMIN + 1, &a, NULL);
	sigqueue(getpid(), SIGRTMIN + 1, (union sigval){ .sival_int = 77 }); printf("queued: %d\n", value);
	sigset_t set, old, pending; sigemptyset(&set); sigaddset(&set, SIGUSR1); sigprocmask(SIG_BLOCK, &set, &old);
	seen = 0; kill(getpid(), SIGUSR1); sigpending(&pending); printf("blocked: %d, pending %d\n", seen, sigismember(&pending, SIGUSR1));
	sigprocmask(SIG_SETMASK, &old, NULL); printf("delivered: %d\n", seen == SIGUSR1);
	a = (struct sigaction){ .sa_sigaction = fault, .sa_flags = SA_SIGINFO }; sigemptyset(&a.sa_mask); sigaction(SIGSEGV, &a, NULL);
	for (int i = 0; i < 3; i++) { value = -1; if (sigsetjmp(signal_jump, 1) == 0) *(volatile int *)16 = 1; printf("fault %d at the right place: %d\n", i, value); }
	static char stack[65536]; stack_t alternate = { .ss_sp = stack, .ss_size = sizeof stack }; sigaltstack(&alternate, NULL);
	handle(SIGUSR2, on_stack, SA_ONSTACK); raise(SIGUSR2); printf("on the other stack: %d\n", value);
	handle(SIGALRM, note, 0); seen = 0; struct itimerval timer = { .it_value = { 0, 30000 } }; setitimer(ITIMER_REAL, &timer, NULL);
	int result = pause(); printf("interrupted: %d %s, %d\n", result, strerror(errno), seen == SIGALRM);
	int pipes[2]; pipe(pipes); char c; seen = 0; setitimer(ITIMER_REAL, &timer, NULL);
	result = read(pipes[0], &c, 1); printf("read is interrupted: %d %s\n", result, strerror(errno));
	signal(SIGPIPE, SIG_IGN); close(pipes[0]); result = write(pipes[1], "x", 1); printf("no reader: %d %s\n", result, strerror(errno)); close(pipes[1]);
	double before = 0.1, product = 1; handle(SIGUSR1, note, 0);
	for (int i = 0; i < 100; i++) { product *= 1 + before / (i + 1); if (i % 10 == 0) raise(SIGUSR1); }
	printf("registers survive: %.15f\n", product);
}

static void processes(void)
{
	int to[2], from[2], status; char buffer[100]; pipe(to); pipe(from); fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		ssize_t n; close(to[1]);
		while ((n = read(to[0], buffer, sizeof buffer)) > 0) { for (ssize_t i = 0; i < n; i++) buffer[i] ^= 32; write(from[1], buffer, n); }
		_exit(33);
	}
	close(to[0]); close(from[1]); write(to[1], "Through Pipes", 13); close(to[1]);
	ssize_t n = 0, got; while ((got = read(from[0], buffer + n, sizeof buffer - n)) > 0) n += got;
	waitpid(child, &status, 0); printf("%.*s %d\n", (int)n, buffer, WEXITSTATUS(status));
	int *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0), own = 1;
	for (int i = 0; i < 5; i++) if (fork() == 0) { own++; __atomic_add_fetch(shared, own, __ATOMIC_SEQ_CST); _exit(i); }
	int sum = 0; while (wait(&status) > 0) sum += WEXITSTATUS(status); printf("children: %d %d %d %s\n", sum, *shared, own, strerror(errno));
	if ((child = fork()) == 0) { signal(SIGSEGV, SIG_DFL); *(volatile int *)16 = 1; _exit(0); }
	waitpid(child, &status, 0); printf("killed by %s\n", strsignal(WTERMSIG(status)));
	if ((child = fork()) == 0) { abort(); }
	waitpid(child, &status, 0); printf("killed by %s\n", strsignal(WTERMSIG(status)));
	if ((child = fork()) == 0) { raise(SIGSTOP); _exit(4); }
	waitpid(child, &status, WUNTRACED); printf("stopped: %d\n", WIFSTOPPED(status)); kill(child, SIGCONT); waitpid(child, &status, 0); printf("continued: %d\n", WEXITSTATUS(status));
	fflush(stdout);
	if ((child = fork()) == 0) { setenv("PASSED", "on", 1); execl("/proc/self/none", "x", NULL); execlp("sh", "sh", "-c", "echo executed $PASSED $0 $1; exit 5", "a", "b", NULL); _exit(errno); }
	waitpid(child, &status, 0); printf("exec: %d, system: %d\n", WEXITSTATUS(status), WEXITSTATUS(system("exit 6")));
	int quick[2]; pipe(quick); struct pollfd poller = { .fd = quick[0], .events = POLLIN }; printf("poll: %d", poll(&poller, 1, 10)); write(quick[1], "x", 1); int ready = poll(&poller, 1, 1000); printf(" %d %d\n", ready, poller.revents == POLLIN);
}

static void mapped(void)
{
	int fd = open("mapped", O_RDWR | O_CREAT | O_TRUNC, 0644); ftruncate(fd, 200000);
	char *map = mmap(NULL, 200000, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0); strcpy(map + 100000, "in the file"); msync(map, 200000, MS_SYNC); munmap(map, 200000);
	char text[12] = ""; pread(fd, text, 11, 100000); struct stat st; fstat(fd, &st); printf("mapped: %s %ld\n", text, (long)st.st_size);
	map = mmap(NULL, 200000, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0); map[100000] = 'X'; pread(fd, text, 11, 100000); printf("private: %c %c\n", map[100000], text[0]); close(fd); unlink("mapped");
	handle(SIGSEGV, SIG_DFL, 0); struct sigaction a = { .sa_sigaction = fault, .sa_flags = SA_SIGINFO }; sigaction(SIGSEGV, &a, NULL);
	mprotect(map, 200000, PROT_READ); if (sigsetjmp(signal_jump, 1) == 0) { map[0] = 1; puts("written"); } else puts("protected");
}

int main(void) { jumps(); signals(); processes(); mapped(); return 0; }
