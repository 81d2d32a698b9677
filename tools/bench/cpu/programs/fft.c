/* A fast Fourier transform in double, radix 2, in place, forward and back; roots of unity by repeated bisection of the angle. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BITS 11
#define N (1 << BITS)

struct complex {
  double re, im;
};

static struct complex data[N], roots[N / 2];

static struct complex times(struct complex a, struct complex b) {
  return (struct complex){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

/* cos(x/2) = sqrt((1 + cos x)/2): exact operations only, so the table is the same everywhere. */
static void make_roots(void) {
  struct complex half[BITS];
  double c = -1;
  for (int i = 0; i < BITS; i++) {
    double s = i == 0 ? 0 : i == 1 ? 1 : sqrt((1 - c) * (1 + c));
    half[i] = (struct complex){c, s};
    c = sqrt((1 + c) * 0.5);
  }
  for (int k = 0; k < N / 2; k++) {
    struct complex w = {1, 0};
    for (int bit = 0; bit < BITS - 1; bit++)
      if (k >> bit & 1) w = times(w, half[BITS - 1 - bit]);
    roots[k] = w;
  }
}

__attribute__((noinline)) static void transform(int back) {
  for (uint32_t i = 0, j = 0; i < N; i++) {
    if (i < j) {
      struct complex t = data[i];
      data[i] = data[j];
      data[j] = t;
    }
    uint32_t bit = N / 2;
    for (; j & bit; bit >>= 1) j ^= bit;
    j |= bit;
  }
  for (int size = 2; size <= N; size *= 2) {
    int half = size / 2, stride = N / size;
    for (int start = 0; start < N; start += size)
      for (int k = 0; k < half; k++) {
        struct complex w = roots[k * stride];
        if (back) w.im = -w.im;
        struct complex even = data[start + k], odd = times(w, data[start + k + half]);
        data[start + k] = (struct complex){even.re + odd.re, even.im + odd.im};
        data[start + k + half] = (struct complex){even.re - odd.re, even.im - odd.im};
      }
  }
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  make_roots();
  for (int i = 0; i < N; i++) data[i] = (struct complex){(i * 37 % 101) / 50.0 - 1, 0};
  for (long round = 0; round < rounds; round++) {
    transform(0);
    for (int i = 0; i < N; i++) data[i] = times(data[i], roots[(i + round) % (N / 2)]);
    transform(1);
    for (int i = 0; i < N; i++) data[i].re *= 1.0 / N, data[i].im *= 1.0 / N;
    for (int i = 0; i < N; i += 64) {
      uint64_t bits[2];
      memcpy(bits, &data[i], sizeof bits);
      sum = sum * 31 + bits[0] + 3 * bits[1];
    }
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
