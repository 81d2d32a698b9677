/* Files without a name: O_TMPFILE, memfd_create, seals. */
#include "check.h"
#include <sys/mman.h>
#include <sys/wait.h>
#ifndef F_SEAL_EXEC
#define F_SEAL_EXEC 0x20
#endif

static void about(int fd)
{
	struct stat s;
	fstat(fd, &s);
	printf("mode %o links %d size %ld seals ", s.st_mode, (int)s.st_nlink, (long)s.st_size);
	TRY(fcntl(fd, F_GET_SEALS));
}

int main(int argc, char **argv)
{
	char buf[100];
	if (argc == 2) {
		puts(argv[1]);
		return 0;
	}
	enter();
	umask(022);
	TRY(open(".", O_TMPFILE | O_RDONLY, 0600));
	TRY(open(".", O_TMPFILE | O_RDWR | O_CREAT, 0600));
	TRY(open("none", O_TMPFILE | O_RDWR, 0600));
	close(open("f", O_CREAT | O_RDWR, 0600));
	TRY(open("f", O_TMPFILE | O_RDWR, 0600));
	int fd = open(".", O_TMPFILE | O_RDWR, 0666);
	about(fd);
	TRY(write(fd, "hello", 5));
	about(fd);
	TRY(linkat(fd, "", AT_FDCWD, "named", AT_EMPTY_PATH));
	about(fd);
	TRY(linkat(fd, "", AT_FDCWD, "named", AT_EMPTY_PATH));
	TRY(linkat(fd, "", AT_FDCWD, "again", AT_EMPTY_PATH));
	about(fd);
	unlink("named");
	unlink("again");
	TRY(linkat(fd, "", AT_FDCWD, "again", AT_EMPTY_PATH));
	int excl = open(".", O_TMPFILE | O_RDWR | O_EXCL, 0666);
	TRY(linkat(excl, "", AT_FDCWD, "named", AT_EMPTY_PATH));
	TRY(ftruncate(excl, 100));
	about(excl);
	int wr = open(".", O_TMPFILE | O_WRONLY, 0200);
	TRY(read(wr, buf, 1));
	TRY(write(wr, "x", 1));

	TRY(memfd_create("x", 0x20));
	TRY(memfd_create("x", 0x80000000));
	TRY(memfd_create(NULL, 0));
	memset(buf, 'x', 99); buf[99] = 0;
	char name[300];
	memset(name, 'x', 299); name[299] = 0;
	name[249] = 0;
	OK(memfd_create(name, 0));
	name[249] = 'x'; name[250] = 0;
	OK(memfd_create(name, 0));
	OK(memfd_create("", 0));
	int plain = memfd_create("plain", MFD_CLOEXEC);
	about(plain);
	TRY(fcntl(plain, F_GETFD));
	printf("%x\n", fcntl(plain, F_GETFL) & 3);
	TRY(fcntl(plain, F_ADD_SEALS, F_SEAL_WRITE));
	int m = memfd_create("sealed", MFD_ALLOW_SEALING);
	about(m);
	TRY(write(m, "0123456789", 10));
	TRY(fcntl(m, F_ADD_SEALS, 0x1000));
	TRY(fcntl(m, F_ADD_SEALS, F_SEAL_SHRINK));
	TRY(ftruncate(m, 5));
	TRY(ftruncate(m, 10));
	TRY(ftruncate(m, 20));
	TRY(fcntl(m, F_ADD_SEALS, F_SEAL_GROW));
	TRY(ftruncate(m, 21));
	TRY(pwrite(m, "abc", 3, 18));
	TRY(pwrite(m, "abc", 3, 17));
	TRY(pwrite(m, "abc", 3, 30));
	TRY(fallocate(m, 0, 0, 100));
	TRY(fallocate(m, FALLOC_FL_KEEP_SIZE, 0, 100));
	char *p = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, m, 0);
	TRY(fcntl(m, F_ADD_SEALS, F_SEAL_WRITE));
	TRY(fcntl(m, F_ADD_SEALS, F_SEAL_FUTURE_WRITE));
	about(m);
	p[0] = 'm';
	TRY(pwrite(m, "a", 1, 0));
	OK(mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, m, 0));
	char *q = mmap(0, 4096, PROT_READ, MAP_SHARED, m, 0);
	printf("%d\n", q == MAP_FAILED);
	if (q != MAP_FAILED) TRY(mprotect(q, 4096, PROT_READ | PROT_WRITE));
	OK(mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, m, 0));
	munmap(p, 4096);
	TRY(fcntl(m, F_ADD_SEALS, F_SEAL_WRITE));
	TRY(fallocate(m, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4));
	TRY(pread(m, buf, 2, 0));
	printf("%.2s\n", buf);
	TRY(write(m, "", 0));
	TRY(fcntl(m, F_ADD_SEALS, F_SEAL_SEAL));
	TRY(fcntl(m, F_ADD_SEALS, F_SEAL_SEAL));
	about(m);
	int file = open("f", O_RDWR);
	TRY(fcntl(file, F_GET_SEALS));
	TRY(fcntl(file, F_ADD_SEALS, F_SEAL_WRITE));
	int ro = open("f", O_RDONLY);
	TRY(fcntl(ro, F_ADD_SEALS, F_SEAL_WRITE));
	int pipes[2];
	pipe(pipes);
	TRY(fcntl(pipes[0], F_GET_SEALS));
	TRY(fcntl(pipes[0], F_ADD_SEALS, F_SEAL_WRITE));
	TRY(fcntl(pipes[1], F_ADD_SEALS, F_SEAL_WRITE));
	int x = memfd_create("x", MFD_ALLOW_SEALING);
	fchmod(x, 0644);
	about(x);
	/* A program may be run while it is open for writing, when it never had a name. */
	int prog = memfd_create("prog", MFD_CLOEXEC), self = open("/proc/self/exe", O_RDONLY);
	static char copy[65536];
	for (ssize_t c; (c = read(self, copy, sizeof copy)) > 0;)
		write(prog, copy, c);
	if (fork() == 0) {
		char *args[] = {"prog", "again", NULL}, *none[] = {NULL};
		if (argc == 1)
			syscall(SYS_execveat, prog, "", args, none, AT_EMPTY_PATH);
		perror("execveat");
		_exit(1);
	}
	wait(&argc);
	printf("%d\n", argc);
	int n = memfd_create("n", 8);
	if (n >= 0) {
		about(n);
		TRY(fchmod(n, 0755));
		TRY(fchmod(n, 0600));
	}
	return 0;
}
