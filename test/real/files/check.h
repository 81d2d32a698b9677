/* Prints what calls answer, one line each, so that two systems can be compared. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static void say(const char *what, long answer)
{
	if (answer < 0 && answer >= -4095)
		printf("%s = -1 %s\n", what, strerrorname_np(errno));
	else
		printf("%s = %ld\n", what, answer);
	fflush(stdout);
}
#define TRY(call) do { errno = 0; say(#call, (long)(call)); } while (0)
/* Only whether it succeeded: for descriptors and addresses. */
#define OK(call) do { errno = 0; long r_ = (long)(call); say(#call, r_ < 0 && r_ >= -4095 ? r_ : 0); } while (0)

/* A new folder to work in. */
static void enterIn(const char *template)
{
	char name[100];
	strcpy(name, template);
	if (!mkdtemp(name) || chdir(name)) {
		perror(name);
		exit(1);
	}
}

/* Of tmpfs on both systems. */
static void enter(void)
{
	enterIn("/dev/shm/k42-XXXXXX");
}
