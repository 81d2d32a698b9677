/* Dense linear equations in double: LU factors by columns with partial pivoting, then substitution. Multiply-add over long columns. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N 100

static double a[N][N], b[N]; /* a[column][row] */
static int pivots[N];

static void axpy(int n, double factor, const double *x, double *y) {
  for (int i = 0; i < n; i++) y[i] += factor * x[i];
}

static void generate(uint32_t seed) {
  for (int j = 0; j < N; j++)
    for (int i = 0; i < N; i++) {
      seed = 3125 * seed % 65536;
      a[j][i] = ((double)seed - 32768.0) / 16384.0;
    }
  for (int i = 0; i < N; i++) {
    b[i] = 0;
    for (int j = 0; j < N; j++) b[i] += a[j][i];
  }
}

static void factor(void) {
  for (int k = 0; k < N; k++) {
    int pivot = k;
    for (int i = k + 1; i < N; i++)
      if (__builtin_fabs(a[k][i]) > __builtin_fabs(a[k][pivot])) pivot = i;
    pivots[k] = pivot;
    if (a[k][pivot] == 0) continue;
    double t = a[k][pivot];
    a[k][pivot] = a[k][k];
    a[k][k] = t;
    t = -1.0 / t;
    for (int i = k + 1; i < N; i++) a[k][i] *= t;
    for (int j = k + 1; j < N; j++) {
      double s = a[j][pivot];
      if (pivot != k) {
        a[j][pivot] = a[j][k];
        a[j][k] = s;
      }
      axpy(N - k - 1, s, &a[k][k + 1], &a[j][k + 1]);
    }
  }
}

static void solve(void) {
  for (int k = 0; k < N - 1; k++) {
    double t = b[pivots[k]];
    b[pivots[k]] = b[k];
    b[k] = t;
    axpy(N - k - 1, t, &a[k][k + 1], &b[k + 1]);
  }
  for (int k = N - 1; k >= 0; k--) {
    b[k] /= a[k][k];
    axpy(k, -b[k], a[k], b);
  }
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    generate((uint32_t)(1325 + 2 * round));
    factor();
    solve();
    for (int i = 0; i < N; i++) {
      uint64_t bits;
      memcpy(&bits, &b[i], sizeof bits);
      sum = sum * 31 + bits;
    }
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
