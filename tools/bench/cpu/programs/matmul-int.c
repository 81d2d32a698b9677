/* Integer matrices: 32-bit by rows, 16-bit into 32, and powers modulo a prime in 64 bits. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define N 64

static uint32_t a[N][N], b[N][N], c[N][N];
static int16_t s[N][N], t[N][N];

__attribute__((noinline)) static void multiply(void) {
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) {
      uint32_t sum = 0;
      for (int k = 0; k < N; k++) sum += a[i][k] * b[k][j];
      c[i][j] = sum;
    }
}

__attribute__((noinline)) static void multiply_by_rows(void) {
  for (int i = 0; i < N; i++)
    for (int k = 0; k < N; k++) {
      uint32_t f = b[i][k];
      for (int j = 0; j < N; j++) c[i][j] += f * a[k][j];
    }
}

__attribute__((noinline)) static uint64_t narrow(void) {
  uint64_t sum = 0;
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) {
      int32_t dot = 0;
      for (int k = 0; k < N; k++) dot += (s[i][k] >> 4) * (t[j][k] >> 4);
      sum = sum * 3 + (uint32_t)dot;
    }
  return sum;
}

struct square {
  uint64_t m[4][4];
};

static struct square times(const struct square *x, const struct square *y) {
  struct square z;
  for (int i = 0; i < 4; i++)
    for (int j = 0; j < 4; j++) {
      uint64_t sum = 0;
      for (int k = 0; k < 4; k++) sum = (sum + x->m[i][k] * y->m[k][j]) % 1000000007u;
      z.m[i][j] = sum;
    }
  return z;
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    for (uint32_t i = 0; i < N; i++)
      for (uint32_t j = 0; j < N; j++) {
        a[i][j] = i * j + (uint32_t)round;
        b[i][j] = (i ^ j) * 2654435761u + (uint32_t)sum;
        s[i][j] = (int16_t)(a[i][j] * 77);
        t[i][j] = (int16_t)(b[i][j] >> 9);
      }
    multiply();
    multiply_by_rows();
    sum = sum * 31 + narrow() + c[round & 63][7] + c[3][round & 63];
    struct square base = {{{1, 1, 0, 2}, {1, 0, 3, 0}, {0, 5, 1, 1}, {2, 0, 0, (uint64_t)round}}}, power = {{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}}};
    for (uint64_t e = 123456789u + (uint64_t)round; e; e >>= 1) {
      if (e & 1) power = times(&power, &base);
      base = times(&base, &base);
    }
    sum += power.m[0][3] + power.m[2][1];
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
