/* File handles, statx, and descriptors that only name: O_PATH. */
#include "check.h"
#include <sys/statvfs.h>
#include <sys/wait.h>

static void x(int fd, const char *path, int flags, unsigned mask)
{
	struct statx s;
	memset(&s, 0, sizeof s);
	errno = 0;
	int r = statx(fd, path, flags, mask, &s);
	printf("statx %s: ", path);
	if (r == 0)
		printf("basic %x mode %o size %ld links %d blksize %d btime %d\n", s.stx_mask & 0xfff, s.stx_mode, (long)(S_ISDIR(s.stx_mode) ? 0 : s.stx_size), s.stx_nlink, s.stx_blksize, s.stx_btime.tv_sec != 0);
	else
		say("", r);
}

int main(void)
{
	struct { struct file_handle h; char more[200]; } h;
	int mount = -1;
	enter();
	int fd = open("f", O_RDWR | O_CREAT, 0644);
	write(fd, "hello", 5);
	mkdir("d", 0755);
	symlink("f", "l");
	h.h.handle_bytes = 0;
	TRY(name_to_handle_at(AT_FDCWD, "f", &h.h, &mount, 0));
	int needs = h.h.handle_bytes > 0 && h.h.handle_bytes <= 128;
	printf("%d\n", needs);
	TRY(name_to_handle_at(AT_FDCWD, "f", &h.h, &mount, 0));
	int again = open_by_handle_at(AT_FDCWD, &h.h, O_RDONLY);
	char buf[10] = "";
	if (again >= 0) { read(again, buf, 9); puts(buf); }
	rename("f", "g");
	OK(open_by_handle_at(AT_FDCWD, &h.h, O_RDONLY));
	h.h.handle_bytes = 200;
	TRY(name_to_handle_at(AT_FDCWD, "g", &h.h, &mount, 0));
	h.h.handle_bytes = 128;
	TRY(name_to_handle_at(AT_FDCWD, "none", &h.h, &mount, 0));
	TRY(name_to_handle_at(AT_FDCWD, "g", &h.h, &mount, 0x10));
	TRY(name_to_handle_at(99, "g", &h.h, &mount, 0));
	TRY(name_to_handle_at(fd, "", &h.h, &mount, AT_EMPTY_PATH));
	h.h.handle_bytes = 128;
	TRY(name_to_handle_at(fd, "", &h.h, &mount, 0));
	TRY(name_to_handle_at(AT_FDCWD, "l", &h.h, &mount, 0));
	OK(open_by_handle_at(AT_FDCWD, &h.h, O_PATH));
	TRY(open_by_handle_at(AT_FDCWD, &h.h, O_RDONLY));
	TRY(open_by_handle_at(99, &h.h, O_RDONLY));
	h.h.handle_bytes = 0;
	TRY(open_by_handle_at(AT_FDCWD, &h.h, O_RDONLY));
	h.h.handle_bytes = 129;
	TRY(open_by_handle_at(AT_FDCWD, &h.h, O_RDONLY));
	if (fork() == 0) {
		setuid(1000);
		TRY(open_by_handle_at(AT_FDCWD, &h.h, O_RDONLY));
		_exit(0);
	}
	wait(NULL);

	x(AT_FDCWD, "g", 0, STATX_ALL);
	x(AT_FDCWD, "d", 0, STATX_ALL);
	x(AT_FDCWD, "l", AT_SYMLINK_NOFOLLOW, STATX_ALL);
	x(fd, "", AT_EMPTY_PATH, STATX_ALL);
	x(fd, "", 0, STATX_ALL);
	x(AT_FDCWD, "none", 0, STATX_ALL);
	x(AT_FDCWD, "g", 0x10000, STATX_ALL);
	x(AT_FDCWD, "g", 0x6000, STATX_ALL);
	x(AT_FDCWD, "g", AT_STATX_DONT_SYNC, STATX_ALL);
	x(AT_FDCWD, "g", 0, 0x80000000);
	TRY(statx(AT_FDCWD, "g", 0, STATX_ALL, NULL));

	/* O_PATH */
	int p = open("g", O_PATH), pd = open("d", O_PATH), pl = open("l", O_PATH | O_NOFOLLOW);
	struct stat s;
	struct statvfs v;
	TRY(read(p, buf, 1));
	TRY(write(p, buf, 1));
	TRY(pread(p, buf, 1, 0));
	TRY(lseek(p, 0, SEEK_SET));
	TRY(fstat(p, &s));
	TRY(fstatvfs(p, &v));
	TRY(fchmod(p, 0600));
	TRY(fchown(p, 0, 0));
	TRY(ftruncate(p, 0));
	TRY(fsync(p));
	TRY(fcntl(p, F_GETFL) & O_PATH);
	TRY(fcntl(p, F_SETFL, O_APPEND));
	TRY(fcntl(p, F_GETFD));
	TRY(fcntl(p, F_SETFD, FD_CLOEXEC));
	OK(fcntl(p, F_DUPFD, 0));
	TRY(fcntl(p, F_GETPIPE_SZ));
	TRY(fchdir(p));
	TRY(fstatat(p, "", &s, AT_EMPTY_PATH));
	TRY(readlinkat(pl, "", buf, 9));
	TRY(readlinkat(p, "", buf, 9));
	TRY(fchownat(p, "", 0, 0, AT_EMPTY_PATH));
	TRY(linkat(p, "", AT_FDCWD, "linked", AT_EMPTY_PATH));
	TRY(access("linked", F_OK));
	TRY(fchdir(pd));
	close(open("inside", O_CREAT, 0644));
	OK(openat(pd, "inside", O_RDONLY));
	TRY(faccessat(pd, "inside", F_OK, 0));
	TRY(unlinkat(pd, "inside", 0));
	OK(open("../g", O_PATH | O_CREAT | O_TRUNC | O_RDWR, 0644));
	TRY(fallocate(p, 0, 0, 1));
	TRY(flock(p, 1 /* LOCK_SH */));
	TRY(dup2(p, 50));
	TRY(close(p));
	return 0;
}
