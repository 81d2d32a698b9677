/* Ranges of files: fallocate, holes, limits, preadv2 and pwritev2. On a disk's file system, which the overlay stands for. */
#include "check.h"
#include <signal.h>
#include <sys/resource.h>
#include <sys/uio.h>

static char block[65536];
#define K 65536

static void fill(int fd)
{
	for (int i = 0; i < 4; i++) {
		memset(block, 'a' + i, K);
		pwrite(fd, block, K, (off_t)i * K);
	}
}

static void show(int fd)
{
	struct stat s;
	fstat(fd, &s);
	printf("size %ld:", (long)s.st_size);
	for (off_t at = 0; at < s.st_size; at += K / 2) {
		char c = '?';
		pread(fd, &c, 1, at);
		printf("%c", c ? c : '.');
	}
	printf(" ");
	for (off_t at = 0; at < s.st_size;) {
		off_t data = lseek(fd, at, SEEK_DATA);
		if (data < 0)
			break;
		off_t hole = lseek(fd, data, SEEK_HOLE);
		printf("[%ld,%ld) ", (long)data, (long)hole);
		at = hole;
	}
	puts("");
}

static void xfsz(int sig) { printf("SIGXFSZ\n"); }

int main(void)
{
	enterIn("/tmp/k42-XXXXXX");
	int fd = open("f", O_RDWR | O_CREAT, 0644);
	int ro = open("f", O_RDONLY);
	fill(fd);
	show(fd);
	TRY(fallocate(fd, FALLOC_FL_PUNCH_HOLE, K, K));
	TRY(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, K, K));
	show(fd);
	TRY(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 10 * K, K));
	show(fd);
	fill(fd);
	TRY(fallocate(fd, FALLOC_FL_COLLAPSE_RANGE, K, K));
	show(fd);
	TRY(fallocate(fd, FALLOC_FL_COLLAPSE_RANGE, 2 * K, K));
	TRY(fallocate(fd, FALLOC_FL_COLLAPSE_RANGE, 100, K));
	TRY(fallocate(fd, FALLOC_FL_COLLAPSE_RANGE | FALLOC_FL_KEEP_SIZE, K, K));
	TRY(fallocate(fd, FALLOC_FL_INSERT_RANGE, K, K));
	show(fd);
	TRY(fallocate(fd, FALLOC_FL_INSERT_RANGE, K, 100));
	TRY(fallocate(fd, FALLOC_FL_INSERT_RANGE, 10 * K, K));
	TRY(fallocate(fd, FALLOC_FL_INSERT_RANGE | FALLOC_FL_KEEP_SIZE, K, K));
	TRY(fallocate(fd, FALLOC_FL_COLLAPSE_RANGE, 4096, 4096));
	struct stat s; fstat(fd, &s); printf("%ld\n", (long)s.st_size);
	ftruncate(fd, 0);
	fill(fd);
	TRY(fallocate(fd, FALLOC_FL_ZERO_RANGE, K + 100, K));
	char c; pread(fd, &c, 1, K + 99); printf("%c", c); pread(fd, &c, 1, K + 100); printf("%d", c); pread(fd, &c, 1, 2 * K + 99); printf("%d", c); pread(fd, &c, 1, 2 * K + 100); printf("%c\n", c);
	TRY(fallocate(fd, FALLOC_FL_ZERO_RANGE | FALLOC_FL_KEEP_SIZE, 3 * K, 3 * K));
	fstat(fd, &s); printf("%ld\n", (long)s.st_size);
	TRY(fallocate(fd, FALLOC_FL_ZERO_RANGE, 3 * K, 3 * K));
	fstat(fd, &s); printf("%ld\n", (long)s.st_size);
	TRY(fallocate(fd, FALLOC_FL_KEEP_SIZE, 6 * K, 3 * K));
	fstat(fd, &s); printf("%ld\n", (long)s.st_size);
	TRY(fallocate(fd, 0, 6 * K, 3 * K));
	fstat(fd, &s); printf("%ld\n", (long)s.st_size);
	TRY(fallocate(fd, 0, -1, 1));
	TRY(fallocate(fd, 0, 0, 0));
	TRY(fallocate(fd, 0x80, 0, 1));
	TRY(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE | FALLOC_FL_ZERO_RANGE, 0, 1));
	TRY(fallocate(fd, FALLOC_FL_UNSHARE_RANGE | FALLOC_FL_ZERO_RANGE, 0, 1));
	TRY(fallocate(ro, 0, 0, 1));
	TRY(fallocate(fd, 0, 0x7fffffffffffffffll - 10, 20));
	int dir = open(".", O_RDONLY), pipes[2];
	pipe(pipes);
	TRY(fallocate(dir, 0, 0, 1));
	TRY(fallocate(pipes[1], 0, 0, 1));
	TRY(fallocate(pipes[0], 0, 0, 1));
	TRY(fallocate(99, 0, 0, 1));

	/* RLIMIT_FSIZE */
	signal(SIGXFSZ, xfsz);
	struct rlimit limit = {100000, RLIM_INFINITY};
	setrlimit(RLIMIT_FSIZE, &limit);
	int lim = open("limited", O_RDWR | O_CREAT, 0644);
	memset(block, 'l', sizeof block);
	TRY(write(lim, block, 65536));
	TRY(write(lim, block, 65536));
	TRY(write(lim, block, 1));
	TRY(write(lim, block, 0));
	TRY(pwrite(lim, block, 10, 99995));
	TRY(pwrite(lim, block, 10, 100000));
	TRY(ftruncate(lim, 100000));
	TRY(ftruncate(lim, 100001));
	TRY(truncate("limited", 100001));
	TRY(truncate("limited", 50));
	TRY(fallocate(lim, 0, 0, 100001));
	TRY(fallocate(lim, FALLOC_FL_KEEP_SIZE, 0, 100000));
	int app = open("limited", O_WRONLY | O_APPEND);
	TRY(ftruncate(lim, 99990));
	TRY(write(app, block, 20));
	TRY(write(app, block, 20));
	limit.rlim_cur = RLIM_INFINITY;
	setrlimit(RLIMIT_FSIZE, &limit);

	/* preadv2, pwritev2 */
	struct iovec v[2] = {{"hello ", 6}, {"world", 5}};
	int rw = open("rw", O_RDWR | O_CREAT, 0644);
	TRY(pwritev2(rw, v, 2, -1, 0));
	TRY(lseek(rw, 0, SEEK_CUR));
	TRY(pwritev2(rw, v, 2, 0, RWF_APPEND));
	TRY(lseek(rw, 0, SEEK_CUR));
	TRY(pwritev2(rw, v, 1, -1, RWF_APPEND | RWF_SYNC));
	TRY(lseek(rw, 0, SEEK_CUR));
	TRY(pwritev2(rw, v, 1, 3, RWF_DSYNC));
	TRY(pwritev2(rw, v, 1, -2, 0));
	TRY(pwritev2(rw, v, 1, 0, 0x4000));
	char text[100] = "";
	struct iovec r[1] = {{text, 99}};
	TRY(preadv2(rw, r, 1, 0, 0));
	puts(text);
	TRY(preadv2(rw, r, 1, 0, RWF_HIPRI));
	TRY(preadv2(rw, r, 1, 0, RWF_NOWAIT));
	TRY(preadv2(rw, r, 1, 0, 0x4000));
	TRY(preadv2(rw, r, 1, -2, 0));
	TRY(preadv2(pipes[0], r, 1, 0, 0));
	TRY(preadv2(pipes[0], r, 1, -1, RWF_NOWAIT));
	TRY(preadv2(99, r, 1, -1, 0));
	return 0;
}
