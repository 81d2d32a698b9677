/* splice, tee, vmsplice, sendfile, copy_file_range: what they move and what they refuse. */
#include "check.h"
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <sys/wait.h>

static char block[65536];

static void pending(int fd)
{
	int n = -1;
	ioctl(fd, FIONREAD, &n);
	printf("pending %d\n", n);
}

static void take(int fd, int n)
{
	char buf[100] = "";
	printf("read %ld ", (long)read(fd, buf, n));
	puts(buf);
}

int main(void)
{
	enterIn("/tmp/k42-XXXXXX");
	signal(SIGPIPE, SIG_IGN);
	int a[2], b[2];
	pipe(a);
	pipe(b);
	int f = open("f", O_RDWR | O_CREAT, 0644);
	write(f, "0123456789", 10);
	int app = open("f", O_WRONLY | O_APPEND), ro = open("f", O_RDONLY), dir = open(".", O_RDONLY);
	loff_t off = 2, neg = -1;

	TRY(splice(f, &off, a[1], NULL, 3, 0));
	printf("off %ld\n", (long)off);
	take(a[0], 10);
	lseek(f, 5, SEEK_SET);
	TRY(splice(f, NULL, a[1], NULL, 100, 0));
	TRY(lseek(f, 0, SEEK_CUR));
	TRY(splice(f, NULL, a[1], NULL, 100, 0));
	TRY(tee(a[0], b[1], 3, 0));
	pending(a[0]);
	take(b[0], 10);
	TRY(splice(a[0], NULL, b[1], NULL, 2, 0));
	take(b[0], 10);
	off = 20;
	TRY(splice(a[0], NULL, f, &off, 100, 0));
	printf("off %ld\n", (long)off);
	TRY(splice(a[0], NULL, f, NULL, 100, SPLICE_F_NONBLOCK));
	TRY(tee(a[0], b[1], 3, SPLICE_F_NONBLOCK));
	TRY(splice(a[0], &off, f, NULL, 1, 0));
	TRY(splice(f, NULL, a[1], &off, 1, 0));
	TRY(splice(f, NULL, f, NULL, 1, 0));
	TRY(splice(a[0], NULL, a[1], NULL, 1, 0));
	TRY(splice(a[1], NULL, f, NULL, 1, 0));
	TRY(splice(f, NULL, a[0], NULL, 1, 0));
	TRY(splice(ro, NULL, a[0], NULL, 1, 0));
	TRY(splice(dir, NULL, a[1], NULL, 1, 0));
	TRY(splice(99, NULL, a[1], NULL, 1, 0));
	TRY(splice(f, NULL, 99, NULL, 1, 0));
	TRY(splice(f, NULL, a[1], NULL, 0, 0));
	TRY(splice(f, NULL, a[1], NULL, 1, 0x100));
	TRY(splice(f, (loff_t *)8, a[1], NULL, 1, 0));
	write(a[1], "abc", 3);
	TRY(splice(a[0], NULL, app, NULL, 3, 0));
	TRY(splice(a[0], NULL, ro, NULL, 3, 0));
	TRY(splice(a[0], NULL, f, &neg, 3, 0));
	TRY(tee(a[0], a[1], 3, 0));
	TRY(tee(a[0], f, 3, 0));
	TRY(tee(f, a[1], 3, 0));
	TRY(tee(a[0], b[1], 0, 0));
	TRY(tee(a[0], b[1], 3, 0x100));
	TRY(tee(a[1], b[1], 3, 0));
	TRY(tee(99, b[1], 3, 0));
	take(a[0], 10);

	struct iovec v[2] = {{"hello ", 6}, {"world", 5}};
	char buf[100] = "";
	struct iovec r = {buf, 8};
	TRY(vmsplice(a[1], v, 2, 0));
	TRY(vmsplice(a[0], &r, 1, 0));
	puts(buf);
	take(a[0], 10);
	TRY(vmsplice(a[0], &r, 1, SPLICE_F_NONBLOCK));
	TRY(vmsplice(f, v, 2, 0));
	TRY(vmsplice(99, v, 2, 0));
	TRY(vmsplice(a[1], v, 0, 0));
	TRY(vmsplice(a[1], v, 2, 0x100));
	TRY(vmsplice(a[1], v, 2000, 0));

	/* A full pipe, an ended pipe, a broken pipe. */
	fcntl(a[1], F_SETFL, O_NONBLOCK);
	while (write(a[1], block, sizeof block) > 0)
		;
	TRY(splice(f, NULL, a[1], NULL, 1, 0));
	TRY(vmsplice(a[1], v, 2, SPLICE_F_NONBLOCK));
	pending(a[0]);
	off = 0;
	TRY(splice(a[0], NULL, f, &off, 1 << 20, 0));
	pending(a[0]);
	write(a[1], "rest", 4);
	close(a[1]);
	off = 0;
	TRY(splice(a[0], NULL, f, &off, 100, 0));
	TRY(splice(a[0], NULL, f, &off, 100, 0));
	TRY(tee(a[0], b[1], 100, 0));
	close(b[0]);
	off = 0;
	TRY(splice(f, &off, b[1], NULL, 4, 0));
	TRY(vmsplice(b[1], v, 2, 0));
	int zero = open("/dev/zero", O_RDONLY), null = open("/dev/null", O_WRONLY);
	pipe(a);
	TRY(splice(zero, NULL, a[1], NULL, 100, 0));
	TRY(splice(a[0], NULL, null, NULL, 100, 0));

	/* A reader waits until something comes. */
	if (fork() == 0) {
		close(a[0]);
		usleep(100000);
		write(a[1], "late", 4);
		_exit(0);
	}
	off = 0;
	ftruncate(f, 0);
	TRY(splice(a[0], NULL, f, &off, 100, 0));
	wait(NULL);

	/* sendfile */
	pwrite(f, "0123456789", 10, 0);
	off_t o = 3;
	TRY(sendfile(a[1], f, &o, 4));
	printf("%ld\n", (long)o);
	take(a[0], 10);
	int g = open("g", O_RDWR | O_CREAT, 0644);
	lseek(f, 0, SEEK_SET);
	TRY(sendfile(g, f, NULL, 100));
	TRY(lseek(g, 0, SEEK_CUR));
	TRY(lseek(f, 0, SEEK_CUR));
	TRY(sendfile(app, f, NULL, 10));
	TRY(sendfile(ro, f, NULL, 10));
	TRY(sendfile(g, dir, NULL, 10));
	o = -1;
	TRY(sendfile(g, f, &o, 10));
	TRY(sendfile(g, a[0], NULL, 1));

	/* copy_file_range */
	loff_t i = 2, k = 5;
	TRY(copy_file_range(f, &i, g, &k, 4, 0));
	printf("%ld %ld\n", (long)i, (long)k);
	memset(buf, 0, sizeof buf);
	pread(g, buf, 99, 0);
	puts(buf);
	TRY(copy_file_range(f, &i, g, &k, 100, 0));
	TRY(copy_file_range(f, &i, g, &k, 100, 0));
	TRY(copy_file_range(f, &i, g, &k, 100, 1));
	TRY(copy_file_range(f, NULL, app, NULL, 100, 0));
	TRY(copy_file_range(f, NULL, ro, NULL, 100, 0));
	TRY(copy_file_range(dir, NULL, g, NULL, 100, 0));
	TRY(copy_file_range(f, NULL, a[1], NULL, 100, 0));
	i = 0; k = 2;
	TRY(copy_file_range(f, &i, f, &k, 4, 0));
	TRY(copy_file_range(99, &i, f, &k, 4, 0));
	return 0;
}
