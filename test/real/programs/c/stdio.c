/* stdio, allocation, sorting, strings, the environment. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int by_value(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static uint32_t state = 12345;
static uint32_t next(void) { return state = state * 1664525u + 1013904223u; }

static void formats(void)
{
	printf("%d %5d %-5d| %05d %+d %x %#X %o %c %s %.3s %%\n", 42, 42, 42, 42, 42, 255, 255, 8, 'k', "string", "truncated");
	printf("%" PRIi64 " %" PRIu64 " %zu %hhd %ld\n", INT64_MIN, UINT64_MAX, sizeof(int64_t), (signed char)300, -1L);
	printf("%f %.0f %.10f %e %g %g %a %a\n", 3.14159, 2.5, 1.0 / 3, 12345.678, 1e-5, 1e20, 1.0, 0.1);
	printf("%g %g %g %f %.17g %.3e\n", 1.0 / 0.0, -1.0 / 0.0, 0.0 / 0.0 > 1 ? 1.0 : 0.0, -0.0, 0.1 + 0.2, 5e-324);
	printf("%.40f\n%.60g\n", 0.1, 1e300);
	double d; int n, i; char word[16];
	n = sscanf("17 3.25e2 word ff", "%d %lf %15s %x", &i, &d, word, (unsigned *)&i);
	printf("scanned %d: %x %g %s\n", n, i, d, word);
	printf("%ld %lu %g %d\n", strtol("-0x1fz", NULL, 16), strtoul("777", NULL, 8), strtod("1e-3", NULL), atoi("12x"));
	errno = 0; strtol("99999999999999999999", NULL, 10); printf("overflow: %s\n", strerror(errno));
}

static void memory(void)
{
	enum { BLOCKS = 400 };
	static unsigned char *blocks[BLOCKS];
	static size_t sizes[BLOCKS];
	unsigned long sum = 0;
	for (int round = 0; round < 5; round++)
		for (int i = 0; i < BLOCKS; i++) {
			const size_t size = next() >> (next() % 16 + 14);
			blocks[i] = realloc(blocks[i], size + 1);
			if (size >= sizes[i]) memset(blocks[i] + sizes[i], i, size + 1 - sizes[i]);
			sizes[i] = size;
		}
	for (int i = 0; i < BLOCKS; i++) { for (size_t j = 0; j < sizes[i]; j += 61) sum += blocks[i][j]; free(blocks[i]); }
	printf("allocations: %lu\n", sum);
	int *zeros = calloc(1 << 20, sizeof(int)); for (int i = 0; i < 1 << 20; i += 1000) sum += zeros[i]; free(zeros);
	void *aligned; printf("aligned: %d %lu\n", posix_memalign(&aligned, 4096, 100), (unsigned long)aligned % 4096); free(aligned);
	printf("too much: %s\n", malloc((size_t)-1) ? "given" : strerror(errno));
}

static void sorting(void)
{
	enum { N = 5000 };
	static double values[N];
	for (int i = 0; i < N; i++) values[i] = (int32_t)next() / 7.0;
	qsort(values, N, sizeof *values, by_value);
	int ordered = 1; for (int i = 1; i < N; i++) ordered &= values[i - 1] <= values[i];
	const double *found = bsearch(&values[1234], values, N, sizeof *values, by_value);
	printf("sorted: %d, found at %ld, least %.6f\n", ordered, (long)(found - values), values[0]);
}

static void strings(void)
{
	char text[] = "one,two;three four", *rest = text, buffer[64];
	for (char *word; (word = strsep(&rest, ",; ")) != NULL;) printf("[%s]", word);
	puts("");
	strcpy(buffer, "guest"); strcat(buffer, " program");
	printf("%zu %s %s %d %d %zu\n", strlen(buffer), strchr(buffer, 'p'), strstr(buffer, "gram"), strcmp("a", "b") < 0, memcmp("abc", "abd", 3) < 0, strspn("aabc", "ab"));
	for (char *c = buffer; *c; c++) *c = toupper((unsigned char)*c);
	puts(buffer);
	memmove(buffer + 2, buffer, 6); printf("%.8s\n", buffer);
	char long_one[3000], other[3000]; memset(long_one, 'x', sizeof long_one); long_one[2999] = 0; memcpy(other, long_one, 3000); other[2990] = 'y';
	printf("%zu %d %ld\n", strlen(long_one), strcmp(long_one, other) < 0, (long)((char *)memchr(other, 'y', 3000) - other));
}

static void files(void)
{
	FILE *f = fopen("stdio.out", "w+"); char line[80];
	for (int i = 0; i < 3000; i++) fprintf(f, "line %d\n", i);
	fseek(f, 0, SEEK_SET); int count = 0; while (fgets(line, sizeof line, f)) count++;
	printf("%d lines, %ld bytes, last %s", count, ftell(f), line);
	rewind(f); fputs("LINE", f); fseek(f, 0, SEEK_SET); fgets(line, sizeof line, f); printf("%s", line); fclose(f);
	f = fopen("stdio.out", "a"); setvbuf(f, NULL, _IOFBF, 100); fprintf(f, "%0200d", 7); fclose(f);
	f = fopen("stdio.out", "rb"); fseek(f, -3, SEEK_END); fgets(line, sizeof line, f); count = getc(f) == EOF; printf("%s %d %d\n", line, count, feof(f) != 0); fclose(f);
	count = remove("stdio.out"); f = fopen("stdio.out", "r"); printf("%d %s\n", count, f ? "there" : strerror(errno));
	f = popen("echo from a shell; exit 3", "r"); if (f) { fgets(line, sizeof line, f); count = pclose(f) >> 8; printf("%s%d\n", line, count); }
	char *memory_text; size_t size; f = open_memstream(&memory_text, &size); fprintf(f, "%d", 12345); fclose(f); printf("%s %zu\n", memory_text, size); free(memory_text);
	f = tmpfile(); fputs("temporary", f); printf("%ld\n", ftell(f)); fclose(f);
}

static void last(void) { puts("at exit"); }

int main(int argc, char **argv)
{
	formats(); memory(); sorting(); strings(); files();
	for (int i = 1; i < argc; i++) printf("argument %d: %s\n", i, argv[i]);
	setenv("ADDED", "value", 1); printf("%s %s %s\n", getenv("GREETING"), getenv("ADDED"), getenv("NONE") ? "set" : "unset");
	time_t when = 1000000000; struct tm *tm = gmtime(&when); char date[64];
	strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S %a %j", tm); printf("%s %ld\n", date, (long)mktime(tm));
	printf("%d\n", time(NULL) > 1600000000 && clock() >= 0);
	atexit(last); fflush(stdout); fprintf(stderr, "to stderr\n");
	return 7;
}
