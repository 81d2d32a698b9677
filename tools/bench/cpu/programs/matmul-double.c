/* Double matrices: three loops, by rows, and in blocks; then a transpose and norms. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N 72
#define BLOCK 24

static double a[N][N], b[N][N], c[N][N];

__attribute__((noinline)) static void by_dots(void) {
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) {
      double sum = 0;
      for (int k = 0; k < N; k++) sum += a[i][k] * b[k][j];
      c[i][j] = sum;
    }
}

__attribute__((noinline)) static void by_rows(void) {
  for (int i = 0; i < N; i++)
    for (int k = 0; k < N; k++)
      for (int j = 0; j < N; j++) c[i][j] += a[i][k] * b[k][j];
}

__attribute__((noinline)) static void by_blocks(void) {
  for (int i0 = 0; i0 < N; i0 += BLOCK)
    for (int j0 = 0; j0 < N; j0 += BLOCK)
      for (int k0 = 0; k0 < N; k0 += BLOCK)
        for (int i = i0; i < i0 + BLOCK; i += 2)
          for (int j = j0; j < j0 + BLOCK; j += 2) {
            double p = c[i][j], q = c[i][j + 1], r = c[i + 1][j], s = c[i + 1][j + 1];
            for (int k = k0; k < k0 + BLOCK; k++) {
              p -= a[i][k] * b[k][j];
              q -= a[i][k] * b[k][j + 1];
              r -= a[i + 1][k] * b[k][j];
              s -= a[i + 1][k] * b[k][j + 1];
            }
            c[i][j] = p, c[i][j + 1] = q, c[i + 1][j] = r, c[i + 1][j + 1] = s;
          }
}

static void transpose(void) {
  for (int i = 0; i < N; i++)
    for (int j = 0; j < i; j++) {
      double t = c[i][j];
      c[i][j] = c[j][i];
      c[j][i] = t;
    }
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) {
      a[i][j] = 1.0 / (i + j + 1);
      b[i][j] = (i * 7 + j * 3) % 11 - 5.25;
    }
  for (long round = 0; round < rounds; round++) {
    a[round % N][3] += 0.125;
    by_dots();
    by_rows();
    by_blocks();
    transpose();
    double largest = 0, total = 0;
    for (int i = 0; i < N; i++)
      for (int j = 0; j < N; j++) {
        double m = __builtin_fabs(c[i][j]);
        if (m > largest) largest = m;
        total += c[i][j];
      }
    uint64_t bits[2];
    memcpy(bits, &largest, 8);
    memcpy(bits + 1, &total, 8);
    sum = sum * 31 + bits[0] + 7 * bits[1];
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
