/* The largest singular value of an infinite matrix, cut off: a division for every element, sums in double. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N 120

static double element(int i, int j) { return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1); }

__attribute__((noinline)) static void apply(const double *in, double *out) {
  for (int i = 0; i < N; i++) {
    double sum = 0;
    for (int j = 0; j < N; j++) sum += element(i, j) * in[j];
    out[i] = sum;
  }
}

__attribute__((noinline)) static void apply_transposed(const double *in, double *out) {
  for (int i = 0; i < N; i++) {
    double sum = 0;
    for (int j = 0; j < N; j++) sum += element(j, i) * in[j];
    out[i] = sum;
  }
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    double u[N], v[N], t[N], uv = 0, vv = 0;
    for (int i = 0; i < N; i++) u[i] = 1 + (double)((i + round) % 3);
    for (int i = 0; i < 4; i++) {
      apply(u, t);
      apply_transposed(t, v);
      apply(v, t);
      apply_transposed(t, u);
    }
    for (int i = 0; i < N; i++) uv += u[i] * v[i], vv += v[i] * v[i];
    double norm = sqrt(uv / vv);
    uint64_t bits;
    memcpy(&bits, &norm, 8);
    sum = sum * 31 + bits;
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
