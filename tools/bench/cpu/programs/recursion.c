/* Deep and wide recursion: Fibonacci, Ackermann, Takeuchi, towers of Hanoi, permutations, and mutual recursion. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

__attribute__((noinline)) static uint32_t fib(uint32_t n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

__attribute__((noinline)) static uint32_t ackermann(uint32_t m, uint32_t n) {
  if (m == 0) return n + 1;
  if (n == 0) return ackermann(m - 1, 1);
  return ackermann(m - 1, ackermann(m, n - 1));
}

__attribute__((noinline)) static int32_t takeuchi(int32_t x, int32_t y, int32_t z) {
  if (y >= x) return z;
  return takeuchi(takeuchi(x - 1, y, z), takeuchi(y - 1, z, x), takeuchi(z - 1, x, y));
}

static uint32_t pegs[3], moves;

__attribute__((noinline)) static void hanoi(int n, int from, int to) {
  if (n == 0) return;
  int other = 3 - from - to;
  hanoi(n - 1, from, other);
  pegs[to] = pegs[to] * 3 + pegs[from] + (uint32_t)n;
  moves++;
  hanoi(n - 1, other, to);
}

__attribute__((noinline)) static uint32_t permutations(unsigned char *a, int n, int at) {
  if (at == n) return (uint32_t)a[0] * a[n - 1] + (uint32_t)a[n / 2];
  uint32_t sum = 0;
  for (int i = at; i < n; i++) {
    unsigned char t = a[at];
    a[at] = a[i];
    a[i] = t;
    sum = sum * 3 + permutations(a, n, at + 1);
    a[i] = a[at];
    a[at] = t;
  }
  return sum;
}

static uint32_t male(uint32_t n);
__attribute__((noinline)) static uint32_t female(uint32_t n) { return n == 0 ? 1 : n - male(female(n - 1)); }
__attribute__((noinline)) static uint32_t male(uint32_t n) { return n == 0 ? 0 : n - female(male(n - 1)); }

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    uint32_t more = (uint32_t)(round & 1);
    unsigned char letters[8] = {1, 2, 3, 4, 5, 6, 7, (unsigned char)(round & 127)};
    sum = sum * 31 + fib(20 + more);
    sum = sum * 31 + ackermann(2, 90 + more) + ackermann(3, 3);
    sum = sum * 31 + (uint32_t)takeuchi(12 + (int32_t)more, 8, 4);
    hanoi(12, 0, 1 + (int)more);
    sum = sum * 31 + pegs[2] + moves;
    sum = sum * 31 + permutations(letters, 7, 0);
    sum = sum * 31 + female(30 + more);
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
