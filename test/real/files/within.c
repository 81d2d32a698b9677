/* openat2: what a name may not lead through, and what the structure refuses. */
#include "check.h"
#include <linux/openat2.h>

static int dir;
static int at(int d, const char *path, unsigned long long flags, unsigned long long mode, unsigned long long resolve, int size)
{
	struct { struct open_how how; char more[5000]; } x;
	memset(&x, 0, sizeof x);
	x.how.flags = flags;
	x.how.mode = mode;
	x.how.resolve = resolve;
	long fd = syscall(SYS_openat2, d, path, &x, (size_t)size);
	if (fd < 0)
		return -1;
	close(fd);
	return 0;
}
#define R(path, resolve) TRY(at(dir, path, O_RDONLY, 0, resolve, 24))

int main(void)
{
	char cwd[200], name[300];
	enter();
	getcwd(cwd, sizeof cwd);
	mkdir("root", 0755);
	mkdir("root/sub", 0755);
	close(open("root/f", O_CREAT, 0644));
	close(open("root/sub/g", O_CREAT, 0644));
	close(open("outside", O_CREAT, 0644));
	symlink("f", "root/rel");
	symlink("sub/g", "root/relg");
	symlink("../outside", "root/up");
	symlink("../../../../../f", "root/far");
	symlink("/f", "root/abs");
	symlink("..", "root/sub/parent");
	symlink("loop", "root/loop");
	symlink("/tmp", "root/tmp");
	dir = open("root", O_PATH);
	unsigned long long all[] = {0, RESOLVE_NO_XDEV, RESOLVE_NO_MAGICLINKS, RESOLVE_NO_SYMLINKS, RESOLVE_BENEATH, RESOLVE_IN_ROOT};
	const char *paths[] = {"f", "sub/g", "rel", "relg", "up", "far", "abs", "sub/parent", "sub/parent/f", "sub/..", "sub/../f", "..", "../outside", "loop", "/", "/f", "none", ".", "sub/../..", "tmp"};
	for (unsigned i = 0; i < sizeof all / sizeof *all; i++)
		for (unsigned j = 0; j < sizeof paths / sizeof *paths; j++) {
			errno = 0;
			int r = at(dir, paths[j], O_RDONLY, 0, all[i], 24);
			printf("%llx ", all[i]);
			say(paths[j], r);
		}
	snprintf(name, sizeof name, "%s/root/f", cwd);
	errno = 0; say("absolute", at(99, name, O_RDONLY, 0, RESOLVE_NO_SYMLINKS, 24));
	errno = 0; say("absolute", at(dir, name, O_RDONLY, 0, RESOLVE_NO_XDEV, 24));
	TRY(at(dir, "rel", O_PATH | O_NOFOLLOW, 0, RESOLVE_NO_SYMLINKS, 24));
	TRY(at(dir, "new", O_CREAT | O_RDWR, 0644, RESOLVE_BENEATH, 24));
	TRY(at(dir, "abs2", O_CREAT | O_RDWR, 0644, RESOLVE_IN_ROOT, 24));
	TRY(at(dir, "/abs3", O_CREAT | O_RDWR, 0644, RESOLVE_IN_ROOT, 24));
	TRY(access("root/abs3", F_OK));
	TRY(at(dir, "../new", O_CREAT | O_RDWR, 0644, RESOLVE_BENEATH, 24));
	TRY(at(dir, ".", O_TMPFILE | O_RDWR, 0644, RESOLVE_BENEATH, 24));
	TRY(at(dir, "f", O_RDONLY, 0, RESOLVE_BENEATH | RESOLVE_IN_ROOT, 24));
	TRY(at(dir, "f", O_RDONLY, 0, 0x100, 24));
	TRY(at(dir, "f", O_RDONLY, 0, 1ull << 40, 24));
	TRY(at(dir, "f", 1ull << 40, 0, 0, 24));
	TRY(at(dir, "f", 1 << 27, 0, 0, 24));
	TRY(at(dir, "f", O_RDONLY, 0644, 0, 24));
	TRY(at(dir, "f", O_CREAT, 0644 | 1 << 16, 0, 24));
	TRY(at(dir, "f", O_PATH | O_RDWR, 0, 0, 24));
	TRY(at(dir, "f", O_PATH | O_CREAT, 0, 0, 24));
	TRY(at(dir, "f", O_PATH | O_CLOEXEC, 0, 0, 24));
	/* A name that is cached as missing answers EAGAIN, too, there: only one that is there is asked for. */
	TRY(at(dir, "f", O_RDONLY, 0, RESOLVE_CACHED, 24));
	TRY(at(dir, "f", O_TRUNC | O_RDWR, 0, RESOLVE_CACHED, 24));
	TRY(at(dir, "f", O_CREAT | O_RDWR, 0, RESOLVE_CACHED, 24));
	TRY(at(dir, "f", O_RDONLY, 0, 0, 23));
	TRY(at(dir, "f", O_RDONLY, 0, 0, 32));
	TRY(at(dir, "f", O_RDONLY, 0, 0, 4096));
	TRY(at(dir, "f", O_RDONLY, 0, 0, 4097));
	TRY(syscall(SYS_openat2, dir, "f", NULL, 24));
	TRY(at(99, "f", O_RDONLY, 0, 0, 24));
	TRY(at(dir, "", O_RDONLY, 0, 0, 24));
	return 0;
}
