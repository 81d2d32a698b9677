/* Makes memory calls on the host's Linux: a line per call on stdin, its result on stdout (below 0: -errno).
 * Offsets are relative to a window of 64 pages with nothing around it. Used by memory-against-linux.test.ts. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096UL
static char *const window = (char *)0x200000000000UL;

static long offset_or_error(void *p) { return p == MAP_FAILED ? -errno : (char *)p - window; }
static long or_error(long result) { return result < 0 ? -errno : result; }

int main(int argc, char **argv)
{
    char line[256];
    int file = open(argv[argc - 1], O_RDWR), readable = open(argv[argc - 1], O_RDONLY), ends[2];
    if (argc != 2 || file < 0 || readable < 0 || pipe(ends) != 0) return 1;
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    mmap(window - 4096 * PAGE, 8192 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
    munmap(window, 64 * PAGE);
    while (fgets(line, sizeof line, stdin)) {
        char call[16] = "";
        long a = 0, b = 0, c = 0, d = 0, e = 0, result = -ENOSYS;
        unsigned char byte = 0;
        sscanf(line, "%15s %ld %ld %ld %ld %ld", call, &a, &b, &c, &d, &e);
        if (!strcmp(call, "map")) result = offset_or_error(mmap(window + a, b, c, d, -1, 0));
        if (!strcmp(call, "mapFile")) result = offset_or_error(mmap(window + a, b, c, d, file, e));
        if (!strcmp(call, "mapReadable")) result = offset_or_error(mmap(window + a, b, c, d, readable, e));
        if (!strcmp(call, "unmap")) result = or_error(munmap(window + a, b));
        if (!strcmp(call, "protect")) result = or_error(mprotect(window + a, b, c));
        if (!strcmp(call, "remap")) result = offset_or_error(mremap(window + a, b, c, d, window + e));
        if (!strcmp(call, "advise")) result = or_error(madvise(window + a, b, c));
        if (!strcmp(call, "sync")) result = or_error(msync(window + a, b, c));
        if (!strcmp(call, "truncate")) result = or_error(ftruncate(file, a));
        if (!strcmp(call, "write")) byte = b, result = or_error(pwrite(file, &byte, 1, a));
        if (!strcmp(call, "read")) result = or_error(pread(file, &byte, 1, a)), result = result == 1 ? byte : -1000;
        /* The kernel copies, so that what is not mapped is an error and no signal. */
        if (!strcmp(call, "store")) {
            byte = b;
            if (write(ends[1], &byte, 1) != 1) return 1;
            result = or_error(read(ends[0], window + a, 1));
            if (result < 0 && read(ends[0], &byte, 1) != 1) return 1;
        }
        if (!strcmp(call, "load")) {
            result = or_error(write(ends[1], window + a, 1));
            if (result == 1) result = read(ends[0], &byte, 1) == 1 ? byte : -1000;
        }
        printf("%ld\n", result);
    }
    return 0;
}
