/* Big numbers of 32- and 64-bit limbs: carry chains, factorials, Fibonacci, digits of e, multiplication, decimal conversion. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIMBS 64

typedef uint64_t number[LIMBS]; /* the low limb first */

__attribute__((noinline)) static unsigned add(uint64_t *z, const uint64_t *x, const uint64_t *y) {
  unsigned carry = 0;
  for (int i = 0; i < LIMBS; i++) {
    uint64_t s;
    unsigned c = __builtin_add_overflow(x[i], y[i], &s);
    carry = c | (unsigned)__builtin_add_overflow(s, (uint64_t)carry, &z[i]);
  }
  return carry;
}

__attribute__((noinline)) static unsigned subtract(uint64_t *z, const uint64_t *x, const uint64_t *y) {
  unsigned borrow = 0;
  for (int i = 0; i < LIMBS; i++) {
    uint64_t d = x[i] - y[i], e = d - borrow;
    borrow = (x[i] < y[i]) | (d < borrow);
    z[i] = e;
  }
  return borrow;
}

__attribute__((noinline)) static void shift(uint64_t *x, unsigned by) {
  for (int i = LIMBS - 1; i > 0; i--) x[i] = x[i] << by | x[i - 1] >> (64 - by);
  x[0] <<= by;
}

/* Products of 32-bit limbs: x by a small factor, and x by y cut off. */
__attribute__((noinline)) static void scale(uint32_t *x, uint32_t factor) {
  uint64_t carry = 0;
  for (int i = 0; i < 2 * LIMBS; i++) {
    carry += (uint64_t)x[i] * factor;
    x[i] = (uint32_t)carry;
    carry >>= 32;
  }
}

__attribute__((noinline)) static void multiply(uint32_t *z, const uint32_t *x, const uint32_t *y) {
  memset(z, 0, 8 * LIMBS);
  for (int i = 0; i < 2 * LIMBS; i++) {
    uint64_t carry = 0;
    for (int j = 0; i + j < 2 * LIMBS; j++) {
      carry += (uint64_t)x[i] * y[j] + z[i + j];
      z[i + j] = (uint32_t)carry;
      carry >>= 32;
    }
  }
}

__attribute__((noinline)) static uint32_t divide(uint32_t *x, uint32_t by) {
  uint64_t rest = 0;
  for (int i = 2 * LIMBS - 1; i >= 0; i--) {
    rest = rest << 32 | x[i];
    x[i] = (uint32_t)(rest / by);
    rest %= by;
  }
  return (uint32_t)rest;
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    number a = {(uint64_t)round}, b = {1};
    for (int i = 0; i < 300; i++) {
      add(a, a, b);
      add(b, a, b);
      if (i % 16 == 0) shift(a, 1 + (unsigned)i % 7), sum += subtract(b, a, b);
    }
    sum = sum * 31 + a[5] + b[LIMBS - 1];
    uint32_t x[2 * LIMBS] = {1}, y[2 * LIMBS] = {7}, z[2 * LIMBS];
    for (uint32_t i = 2; i < 200; i++) scale(x, i), scale(y, i + (uint32_t)round % 5);
    multiply(z, x, y);
    multiply(y, z, x);
    for (int i = 0; i < 24; i++) sum = sum * 31 + divide(y, 1000000000);
    memset(x, 0, sizeof x); /* e - 2 = 1/2 (1 + 1/3 (1 + 1/4 (…))), in fixed point */
    for (uint32_t i = 120; i > 1; i--) {
      x[2 * LIMBS - 1]++;
      divide(x, i);
    }
    sum += x[2 * LIMBS - 1] + x[LIMBS];
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
