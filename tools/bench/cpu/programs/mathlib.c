/* libm: exponentials, logarithms, trigonometry, powers, roundings. Results are rounded to float before they are summed up, since
   C libraries may differ in the last place of a double. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t sum;

static void note(double x) {
  float f = (float)x;
  uint32_t bits;
  memcpy(&bits, &f, 4);
  sum = sum * 31 + bits;
}

/* The normal distribution as an option's price needs it. */
static double normal(double x) { return 0.5 * erfc(-x * 0.70710678118654752); }

static double price(double spot, double strike, double rate, double spread, double years) {
  double d = (log(spot / strike) + (rate + spread * spread / 2) * years) / (spread * sqrt(years));
  return spot * normal(d) - strike * exp(-rate * years) * normal(d - spread * sqrt(years));
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  for (long round = 0; round < rounds; round++) {
    double base = 0.001 * (double)(round % 997);
    for (int i = 1; i <= 50; i++) {
      double x = base + i * 0.37;
      note(sin(x) * cos(x / 3));
      note(atan2(x - 9, base + 0.1) + tan(x * 0.05));
      note(exp(-x) + log(x) + pow(x, 0.3 + base));
      note(price(100, 80 + i, 0.03, 0.1 + base / 4, x * 0.2));
      note(floor(x * 7) + ceil(-x) + rint(x * 3.3) + trunc(x * -1.9) + round * fmod(x, 0.7));
      note(ldexp(cbrt(x), i % 9) + hypot(x, i) + log10(x) + exp2(base) + sinh(base) + asin(base));
      int exponent;
      note(frexp(x * 1e10, &exponent));
      sum += (uint64_t)exponent + (uint64_t)lrint(x * 100);
    }
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
