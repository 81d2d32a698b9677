/* Memory: locks, growing mappings, other processes, rearranged files, holes made through mappings, faults. */
#include "check.h"
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <sys/wait.h>
#ifndef MLOCK_ONFAULT
#define MLOCK_ONFAULT 1
#endif

static sigjmp_buf back;
static void fault(int sig, siginfo_t *info, void *context)
{
	printf("signal %d code %d ", sig, info->si_code);
	siglongjmp(back, 1);
}
#define TOUCH(what) do { if (!sigsetjmp(back, 1)) { what; puts("fine"); } else puts(#what); } while (0)

static long page;
static volatile char sink;

static void *map(long pages, int prot, int flags, int fd)
{
	return mmap(0, pages * page, prot, flags, fd, 0);
}

int main(void)
{
	page = sysconf(_SC_PAGESIZE);
	struct sigaction action = {.sa_sigaction = fault, .sa_flags = SA_SIGINFO};
	sigaction(SIGSEGV, &action, 0);
	sigaction(SIGBUS, &action, 0);
	enterIn("/tmp/k42-XXXXXX");
	int fd = open("f", O_RDWR | O_CREAT, 0644);
	ftruncate(fd, 4 * page);
	for (int i = 0; i < 4; i++)
		pwrite(fd, (char[]){'a' + i}, 1, i * page);

	/* rights and ends */
	char *p = map(4, PROT_READ | PROT_WRITE, MAP_SHARED, fd);
	TOUCH(sink = p[3 * page]);
	ftruncate(fd, 2 * page + 10);
	TOUCH(sink = p[2 * page + 9]);
	TOUCH(sink = p[2 * page + 100]);
	TOUCH(sink = p[3 * page]);
	TOUCH(p[3 * page] = 1);
	ftruncate(fd, 4 * page);
	TOUCH(sink = p[3 * page]);
	printf("%d\n", p[3 * page]);
	mprotect(p, page, PROT_READ);
	TOUCH(p[0] = 1);
	mprotect(p, page, PROT_NONE);
	TOUCH(sink = p[0]);
	munmap(p, page);
	TOUCH(sink = p[0]);
	p[page] = 'X';
	char c = 0;
	pread(fd, &c, 1, page);
	printf("%c\n", c);
	pwrite(fd, "Y", 1, page + 1);
	printf("%c\n", p[page + 1]);

	/* a mapping that grows down */
	char *room = map(600, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	munmap(room, 600 * page);
	char *g = mmap(room + 590 * page, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN | MAP_FIXED, -1, 0);
	printf("%d\n", g == MAP_FAILED);
	TOUCH(g[-1] = 1);
	TOUCH(g[-20 * page] = 1);
	TRY(mprotect(g, page, PROT_READ | PROT_GROWSDOWN));
	TOUCH(g[-1] = 1);
	TRY(mprotect(p + page, page, PROT_READ | PROT_GROWSDOWN));
	TRY(mprotect(p + page, page, PROT_READ | PROT_GROWSUP));
	TRY(mprotect(p + page, page, PROT_READ | PROT_GROWSUP | PROT_GROWSDOWN));

	/* locks */
	char *l = map(4, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	TRY(mlock(l, page));
	TRY(syscall(SYS_mlock2, l + page, page, MLOCK_ONFAULT));
	TRY(syscall(SYS_mlock2, l + page, page, 2));
	unsigned char vec[4] = "";
	TRY(madvise(l, page, MADV_DONTNEED));
	TRY(munlock(l, 4 * page));
	TRY(madvise(l, page, MADV_DONTNEED));
	TRY(mlockall(0));
	TRY(mlockall(8 << 20));
	TRY(mlockall(MCL_CURRENT));
	TRY(madvise(l, page, MADV_DONTNEED));
	TRY(munlockall());
	TRY(madvise(l, page, MADV_DONTNEED));
	TRY(mlockall(MCL_FUTURE));
	char *m = map(2, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	TRY(madvise(m, page, MADV_DONTNEED));
	TRY(mincore(m, 2 * page, vec));
	printf("%d %d\n", vec[0] & 1, vec[1] & 1);
	TRY(munlockall());
	if (fork() == 0) {
		struct rlimit limit = {4 * page, 4 * page};
		setrlimit(RLIMIT_MEMLOCK, &limit);
		setuid(1000);
		TRY(mlock(l, 4 * page));
		TRY(mlock(m, 2 * page));
		TRY(mlockall(MCL_CURRENT));
		OK(map(1, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1));
		munlock(l, 4 * page);
		TRY(mlock(m, 2 * page));
		limit.rlim_cur = 0;
		setrlimit(RLIMIT_MEMLOCK, &limit);
		TRY(mlock(m, page));
		TRY(mlockall(MCL_CURRENT));
		_exit(0);
	}
	wait(NULL);

	/* remap_file_pages */
	for (int i = 0; i < 4; i++)
		pwrite(fd, (char[]){'a' + i}, 1, i * page);
	char *q = map(4, PROT_READ | PROT_WRITE, MAP_SHARED, fd);
	TRY(remap_file_pages(q, page, 0, 3, 0));
	TRY(remap_file_pages(q + page, 2 * page, 0, 2, 0));
	printf("%c%c%c%c\n", q[0], q[page], q[2 * page], q[3 * page]);
	q[0] = 'Z';
	pread(fd, &c, 1, 3 * page);
	printf("%c\n", c);
	TRY(remap_file_pages(q, page, PROT_READ, 3, 0));
	TRY(remap_file_pages(l, page, 0, 3, 0));
	TRY(remap_file_pages(room, page, 0, 3, 0));
	TRY(remap_file_pages(q, 0, 0, 3, 0));

	/* holes through mappings */
	char *h = map(4, PROT_READ | PROT_WRITE, MAP_SHARED, fd);
	TRY(madvise(h + page, page, MADV_REMOVE));
	printf("%d\n", h[page]);
	pread(fd, &c, 1, page);
	printf("%d\n", c);
	char *r = map(4, PROT_READ, MAP_PRIVATE, fd);
	TRY(madvise(r, page, MADV_REMOVE));
	TRY(madvise(l, page, MADV_REMOVE));
	char *s = map(4, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1);
	s[page] = 1;
	TRY(madvise(s, 4 * page, MADV_REMOVE));
	printf("%d\n", s[page]);

	/* other processes */
	char text[40] = "in the parent";
	int pipes[2];
	pipe(pipes);
	pid_t child = fork();
	if (child == 0) {
		strcpy(text, "in the child!");
		write(pipes[1], "x", 1);
		for (int i = 0; i < 100 && text[0] == 'i'; i++)
			usleep(20000);
		puts(text);
		_exit(0);
	}
	read(pipes[0], &c, 1);
	char got[40] = "";
	struct iovec here[2] = {{got, 5}, {got + 5, 20}}, there[2] = {{text, 8}, {text + 8, 6}};
	TRY(process_vm_readv(child, here, 2, there, 2, 0));
	puts(got);
	TRY(process_vm_readv(child, here, 1, there, 1, 1));
	TRY(process_vm_readv(child, here, 0, there, 1, 0));
	TRY(process_vm_readv(child, here, 1, there, 0, 0));
	TRY(process_vm_readv(child, here, 1, there, 2000, 0));
	TRY(process_vm_readv(0x3fffff, here, 1, there, 1, 0));
	there[0].iov_base = (void *)16;
	TRY(process_vm_readv(child, here, 1, there, 1, 0));
	there[0].iov_base = text;
	strcpy(got, "written");
	here[0].iov_len = there[0].iov_len = 8;
	TRY(process_vm_writev(child, here, 1, there, 1, 0));
	wait(NULL);
	child = fork();
	if (child == 0) {
		setuid(1000);
		TRY(process_vm_readv(getppid(), here, 1, there, 1, 0));
		TRY(process_vm_readv(getpid(), here, 1, there, 1, 0));
		_exit(0);
	}
	wait(NULL);
	return 0;
}
