/* Linear solve, FFT, stencil and Monte Carlo with OpenMP. Only + - * / and sqrt, and every sum has one order: each processor gives the same bits. */
#include <math.h>
#include <omp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 4

static void show(const char *name, double value)
{
	uint64_t bits;
	memcpy(&bits, &value, 8);
	printf("%s %.15g %016llx\n", name, value, (unsigned long long)bits);
}

static uint64_t next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* Gaussian elimination with pivots; the rows below the pivot's in parallel. */
enum { N = 96 };
static double a[N][N], b[N], x[N];

static void solve(void)
{
	uint64_t state = 88172645463325252u;
	for (int i = 0; i < N; i++) {
		for (int j = 0; j < N; j++)
			a[i][j] = (double)(next(&state) >> 12) / (1ull << 52) - 0.5;
		b[i] = i + 1;
	}
	for (int k = 0; k < N; k++) {
		int pivot = k;
		for (int i = k + 1; i < N; i++)
			if (fabs(a[i][k]) > fabs(a[pivot][k]))
				pivot = i;
		for (int j = 0; j < N; j++) {
			double t = a[k][j];
			a[k][j] = a[pivot][j];
			a[pivot][j] = t;
		}
		double t = b[k];
		b[k] = b[pivot];
		b[pivot] = t;
#pragma omp parallel for num_threads(THREADS) schedule(static)
		for (int i = k + 1; i < N; i++) {
			double m = a[i][k] / a[k][k];
			for (int j = k; j < N; j++)
				a[i][j] -= m * a[k][j];
			b[i] -= m * b[k];
		}
	}
	double sum = 0;
	for (int i = N - 1; i >= 0; i--) {
		double t = b[i];
		for (int j = i + 1; j < N; j++)
			t -= a[i][j] * x[j];
		x[i] = t / a[i][i];
		sum += x[i] * x[i];
	}
	show("solve", sqrt(sum));
	show("x[0]", x[0]);
}

/* Radix-2 FFT there and back; the roots of unity from half-angle square roots. */
enum { LOG = 12, POINTS = 1 << LOG };
static double re[POINTS], im[POINTS], cosine[POINTS], sine[POINTS];

static void roots(void)
{
	cosine[0] = 1;
	double c = -1, s = 0; /* of pi, pi / 2, pi / 4 … */
	for (int step = POINTS / 2; step >= 1; step /= 2) {
		for (int i = 0; i < POINTS; i += 2 * step) {
			cosine[i + step] = cosine[i] * c - sine[i] * s;
			sine[i + step] = cosine[i] * s + sine[i] * c;
		}
		double half = sqrt((1 + c) / 2);
		s = sqrt((1 - c) / 2);
		c = half;
	}
}

static void fft(int sign)
{
	for (int i = 0, j = 0; i < POINTS; i++) {
		if (i < j) {
			double t = re[i];
			re[i] = re[j], re[j] = t;
			t = im[i];
			im[i] = im[j], im[j] = t;
		}
		int bit = POINTS >> 1;
		for (; j & bit; bit >>= 1)
			j ^= bit;
		j |= bit;
	}
	for (int size = 2; size <= POINTS; size *= 2) {
		int half = size / 2, stride = POINTS / size;
#pragma omp parallel for num_threads(THREADS) schedule(dynamic, 64)
		for (int pair = 0; pair < POINTS / 2; pair++) {
			int k = pair % half, i = pair / half * size + k, j = i + half;
			double c = cosine[k * stride], s = sign * sine[k * stride];
			double r = re[j] * c - im[j] * s, q = re[j] * s + im[j] * c;
			re[j] = re[i] - r, im[j] = im[i] - q;
			re[i] += r, im[i] += q;
		}
	}
}

static void transform(void)
{
	roots();
	for (int i = 0; i < POINTS; i++)
		re[i] = i % 37 - i % 11, im[i] = i % 5;
	fft(1);
	double power = 0, error = 0;
	for (int i = 0; i < POINTS; i++)
		power += re[i] * re[i] + im[i] * im[i];
	show("power", power);
	show("re[37]", re[37]);
	fft(-1);
	for (int i = 0; i < POINTS; i++)
		error += fabs(re[i] / POINTS - (i % 37 - i % 11)) + fabs(im[i] / POINTS - i % 5);
	printf("fft there and back: %s\n", error < 1e-8 ? "right" : "wrong");
}

/* Jacobi's iteration on a square, one parallel region, barriers between the steps. */
enum { SIDE = 130, STEPS = 60 };
static double grid[2][SIDE][SIDE];

static void stencil(void)
{
	for (int i = 0; i < SIDE; i++)
		grid[0][0][i] = grid[1][0][i] = 100, grid[0][i][0] = grid[1][i][0] = i;
	int steps = 0;
#pragma omp parallel num_threads(THREADS)
	for (int step = 0; step < STEPS; step++) {
		double (*from)[SIDE] = grid[step % 2], (*to)[SIDE] = grid[1 - step % 2];
#pragma omp for
		for (int i = 1; i < SIDE - 1; i++)
			for (int j = 1; j < SIDE - 1; j++)
				to[i][j] = 0.25 * (from[i - 1][j] + from[i + 1][j] + from[i][j - 1] + from[i][j + 1]);
#pragma omp single
		steps++;
	}
	double sum = 0;
	for (int i = 0; i < SIDE; i++)
		for (int j = 0; j < SIDE; j++)
			sum += grid[0][i][j];
	show("stencil", sum);
	printf("steps %d\n", steps);
}

/* Points in a circle: a stream of random numbers for each task; an integer reduction, a critical section, atomics. */
static void monteCarlo(void)
{
	long inside = 0, largest = 0, count = 0;
#pragma omp parallel for num_threads(THREADS) reduction(+ : inside) schedule(guided)
	for (int task = 1; task <= 64; task++) {
		uint64_t state = 6364136223846793005u * task + 1;
		long mine = 0;
		for (int i = 0; i < 4000; i++) {
			double u = (double)(next(&state) >> 11) / (1ull << 53), v = (double)(next(&state) >> 11) / (1ull << 53);
			mine += u * u + v * v <= 1;
		}
		inside += mine;
#pragma omp atomic
		count++;
#pragma omp critical
		if (mine > largest)
			largest = mine;
	}
	printf("monte carlo %ld of %ld, at most %ld: %.6f\n", inside, count * 4000, largest, 4.0 * inside / (count * 4000));
}

/* Tasks that make tasks, and threads inside of threads. */
static long fib(int n)
{
	if (n < 2)
		return n;
	long l, r;
#pragma omp task shared(l) if (n > 8)
	l = fib(n - 1);
	r = fib(n - 2);
#pragma omp taskwait
	return l + r;
}

int main(void)
{
	solve();
	transform();
	stencil();
	monteCarlo();
	long result = 0, members = 0;
#pragma omp parallel num_threads(THREADS)
#pragma omp single
	result = fib(18);
	omp_set_max_active_levels(2);
#pragma omp parallel num_threads(2) reduction(+ : members)
#pragma omp parallel num_threads(3) reduction(+ : members)
	members += omp_get_thread_num() + 10 * omp_get_ancestor_thread_num(1) + 1;
	printf("fib %ld, members %ld\n", result, members);
	return 0;
}
