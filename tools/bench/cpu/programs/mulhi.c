/* The high half of 64-bit products: Montgomery powers, primality tests, a PCG generator of 128 bits, unbiased ranges. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef __SIZEOF_INT128__
static uint64_t high(uint64_t a, uint64_t b) { return (uint64_t)((unsigned __int128)a * b >> 64); }
#else
static uint64_t high(uint64_t a, uint64_t b) {
  uint64_t al = (uint32_t)a, ah = a >> 32, bl = (uint32_t)b, bh = b >> 32;
  uint64_t middle = al * bh + (al * bl >> 32), other = ah * bl + (uint32_t)middle;
  return ah * bh + (middle >> 32) + (other >> 32);
}
#endif

struct field {
  uint64_t n, inverse, one, square; /* odd n; -1/n, 2^64 and 2^128 modulo n */
};

static uint64_t twice(uint64_t x, uint64_t n) { return x >= n - x ? x - (n - x) : x + x; }

static struct field prepare(uint64_t n) {
  uint64_t x = n;
  for (int i = 0; i < 5; i++) x *= 2 - n * x;
  struct field f = {n, -x, -n % n, 0};
  f.square = f.one;
  for (int i = 0; i < 64; i++) f.square = twice(f.square, n);
  return f;
}

static uint64_t times(uint64_t a, uint64_t b, const struct field *f) {
  uint64_t low = a * b, m = low * f->inverse, sum = high(a, b), carry = high(m, f->n) + (low != 0);
  uint64_t r = sum + carry;
  return r < sum || r >= f->n ? r - f->n : r;
}

static uint64_t power(uint64_t base, uint64_t e, const struct field *f) {
  uint64_t x = f->one, b = times(base % f->n, f->square, f);
  for (; e; e >>= 1, b = times(b, b, f))
    if (e & 1) x = times(x, b, f);
  return x;
}

static int prime(uint64_t n) {
  struct field f = prepare(n);
  int twos = __builtin_ctzll(n - 1);
  for (uint64_t base = 2; base < 8; base++) {
    uint64_t x = power(base, (n - 1) >> twos, &f), minus = f.n - f.one;
    int i = 0;
    if (x == f.one || x == minus) continue;
    while (++i < twos && x != minus) x = times(x, x, &f);
    if (x != minus) return 0;
  }
  return 1;
}

struct generator {
  uint64_t high, low;
};

static uint64_t draw(struct generator *g) {
  const uint64_t mh = 2549297995355413924u, ml = 4865540595714422341u;
  uint64_t h = high(g->low, ml) + g->high * ml + g->low * mh, l = g->low * ml + 1442695040888963407u;
  g->high = h + 6364136223846793005u + (l < 1442695040888963407u);
  g->low = l;
  uint64_t x = g->high ^ g->low;
  unsigned turn = (unsigned)(g->high >> 58);
  return x >> turn | x << (-turn & 63);
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  struct generator g = {42, 54};
  for (long round = 0; round < rounds; round++) {
    for (int i = 0; i < 8; i++) {
      uint64_t n = draw(&g) | 1 | 1ull << 62;
      struct field f = prepare(n);
      uint64_t base = draw(&g), exponent = draw(&g);
      sum = sum * 31 + power(base, exponent, &f) + (uint64_t)prime(n >> 20 | 1);
    }
    for (int i = 0; i < 500; i++) sum += high(draw(&g), 1000003) * (uint64_t)(i | 1);
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
