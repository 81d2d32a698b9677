/* Extended attributes: spaces, flags, sizes, types, users. */
#include "check.h"
#include <sys/xattr.h>
#include <sys/wait.h>

static char big[70000];

static void list(const char *path)
{
	char names[1000];
	ssize_t n = listxattr(path, names, sizeof names);
	printf("list %s:", path);
	const char *want[] = {"user.a", "user.b", "trusted.t", "security.s"};
	for (int i = 0; i < 4; i++)
		for (char *p = names; p < names + (n > 0 ? n : 0); p += strlen(p) + 1)
			if (!strcmp(p, want[i]))
				printf(" %s", p);
	printf(" (%ld)\n", (long)n);
}

int main(void)
{
	char buf[100];
	enter();
	int fd = open("f", O_RDWR | O_CREAT, 0644);
	mkdir("d", 0755);
	symlink("f", "l");
	mkfifo("p", 0644);
	TRY(listxattr("f", NULL, 0));
	TRY(setxattr("f", "user.a", "one", 3, 0));
	TRY(setxattr("f", "user.a", "two2", 4, XATTR_CREATE));
	TRY(setxattr("f", "user.b", "x", 1, XATTR_REPLACE));
	TRY(setxattr("f", "user.a", "two2", 4, XATTR_REPLACE));
	TRY(setxattr("f", "user.b", "", 0, XATTR_CREATE));
	TRY(setxattr("f", "user.q", "", 0, 8));
	TRY(setxattr("f", "user.q", "", 0, XATTR_CREATE | XATTR_REPLACE));
	TRY(setxattr("f", "user.a", "", 0, XATTR_CREATE | XATTR_REPLACE));
	TRY(getxattr("f", "user.a", buf, 100));
	printf("%.4s\n", buf);
	TRY(getxattr("f", "user.a", buf, 0));
	TRY(getxattr("f", "user.a", NULL, 0));
	TRY(getxattr("f", "user.a", buf, 3));
	TRY(getxattr("f", "user.a", NULL, 10));
	TRY(getxattr("f", "user.b", buf, 10));
	TRY(getxattr("f", "user.none", buf, 10));
	TRY(getxattr("f", "user.", buf, 10));
	TRY(getxattr("f", "user", buf, 10));
	TRY(getxattr("f", "", buf, 10));
	TRY(getxattr("f", "nospace.x", buf, 10));
	TRY(getxattr("none", "user.a", buf, 10));
	TRY(setxattr("f", "", "v", 1, 0));
	TRY(setxattr("f", "user.", "v", 1, 0));
	TRY(setxattr("f", "user", "v", 1, 0));
	TRY(setxattr("f", "nospace.x", "v", 1, 0));
	TRY(setxattr("f", "system.x", "v", 1, 0));
	TRY(setxattr("f", NULL, "v", 1, 0));
	TRY(setxattr("f", "user.n", NULL, 1, 0));
	TRY(setxattr("f", "user.n", NULL, 0, 0));
	TRY(removexattr("f", "user.n"));
	TRY(setxattr("f", "user.big", big, 65536, 0));
	TRY(setxattr("f", "user.big", big, 65537, 0));
	TRY(getxattr("f", "user.big", big, 70000));
	TRY(removexattr("f", "user.big"));
	memset(big, 'n', 300);
	memcpy(big, "user.", 5);
	big[255] = 0;
	TRY(setxattr("f", big, "v", 1, 0));
	TRY(removexattr("f", big));
	big[255] = 'n'; big[256] = 0;
	TRY(setxattr("f", big, "v", 1, 0));
	TRY(setxattr("f", "trusted.t", "t", 1, 0));
	TRY(setxattr("f", "security.s", "s", 1, 0));
	list("f");
	TRY(listxattr("f", buf, 3));
	TRY(listxattr("f", NULL, 100));
	TRY(setxattr("d", "user.a", "dir", 3, 0));
	list("d");
	TRY(setxattr("l", "user.b", "via", 3, 0));
	TRY(getxattr("f", "user.b", buf, 100));
	TRY(lsetxattr("l", "user.b", "via", 3, 0));
	TRY(lgetxattr("l", "user.b", buf, 3));
	TRY(lsetxattr("l", "trusted.t", "via", 3, 0));
	TRY(lgetxattr("l", "trusted.t", buf, 3));
	TRY(llistxattr("l", buf, 100));
	TRY(lremovexattr("l", "trusted.t"));
	TRY(lremovexattr("l", "trusted.t"));
	TRY(setxattr("p", "user.a", "v", 1, 0));
	TRY(getxattr("p", "user.a", buf, 1));
	TRY(removexattr("p", "user.a"));
	TRY(fsetxattr(fd, "user.f", "v", 1, 0));
	TRY(fgetxattr(fd, "user.f", buf, 1));
	TRY(flistxattr(fd, NULL, 0));
	TRY(fremovexattr(fd, "user.f"));
	TRY(fremovexattr(fd, "user.f"));
	TRY(fsetxattr(99, "user.f", "v", 1, 0));
	TRY(fgetxattr(99, "user.f", buf, 1));
	TRY(flistxattr(99, buf, 1));
	TRY(fremovexattr(99, "user.f"));
	int path = open("f", O_PATH);
	TRY(fgetxattr(path, "user.a", buf, 1));
	TRY(flistxattr(path, buf, 1));
	int pipes[2];
	pipe(pipes);
	TRY(fsetxattr(pipes[0], "user.f", "v", 1, 0));
	TRY(fgetxattr(pipes[0], "user.f", buf, 1));
	TRY(fsetxattr(pipes[0], "trusted.f", "v", 1, 0));
	/* Kept over rename, gone with the file; a link has the same. */
	rename("f", "g");
	link("g", "h");
	list("h");
	struct stat before, after;
	stat("g", &before);
	usleep(20000);
	TRY(setxattr("g", "user.a", "now", 3, 0));
	stat("g", &after);
	printf("changed %d modified %d\n", before.st_ctim.tv_nsec != after.st_ctim.tv_nsec, before.st_mtim.tv_nsec != after.st_mtim.tv_nsec);
	chmod("d", 01777);
	chmod("g", 0644);
	chmod(".", 0755);
	if (getuid() == 0 && fork() == 0) {
		setgid(1000);
		setuid(1000);
		TRY(getxattr("g", "user.a", buf, 100));
		TRY(setxattr("g", "user.a", "x", 1, 0));
		TRY(removexattr("g", "user.a"));
		TRY(getxattr("g", "trusted.t", buf, 100));
		TRY(setxattr("g", "trusted.t", "x", 1, 0));
		TRY(removexattr("g", "trusted.t"));
		TRY(getxattr("g", "security.s", buf, 100));
		TRY(setxattr("g", "security.s", "x", 1, 0));
		TRY(setxattr("d", "user.a", "x", 1, 0));
		list("g");
		_exit(0);
	}
	wait(NULL);
	chmod("g", 0600);
	if (getuid() == 0 && fork() == 0) {
		setuid(1000);
		TRY(getxattr("g", "user.a", buf, 100));
		list("g");
		_exit(0);
	}
	wait(NULL);
	return 0;
}
