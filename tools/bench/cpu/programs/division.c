/* Division and remainder, signed and unsigned, 32 and 64 bits: trial division, greatest common divisors, calendars, digits. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint32_t smallest_factor(uint32_t n) {
  if (n % 2 == 0) return 2;
  for (uint32_t d = 3; d <= n / d; d += 2)
    if (n % d == 0) return d;
  return n;
}

static uint64_t gcd(uint64_t a, uint64_t b) {
  while (b) {
    uint64_t t = a % b;
    a = b;
    b = t;
  }
  return a;
}

static int64_t inverse(int64_t a, int64_t m) {
  int64_t u = 1, v = 0, r = a, s = m;
  while (s) {
    int64_t q = r / s, t = r - q * s;
    r = s;
    s = t;
    t = u - q * v;
    u = v;
    v = t;
  }
  return r == 1 ? (u % m + m) % m : -r;
}

static uint32_t day(int32_t days) { /* year, month and day of a day number, by divisions with constants */
  int32_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
  uint32_t doe = (uint32_t)(z - era * 146097), yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  uint32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
  return ((uint32_t)((int32_t)yoe + era * 400) * 13 + (mp < 10 ? mp + 3 : mp - 9)) * 32 + doy - (153 * mp + 2) / 5 + 1;
}

static uint32_t digits(uint64_t n, uint32_t base) {
  uint32_t sum = 0;
  for (; n; n /= base) sum = sum * 3 + (uint32_t)(n % base);
  return sum;
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0, seed = 88172645463325252u;
  for (long round = 0; round < rounds; round++) {
    for (int i = 0; i < 40; i++) {
      seed ^= seed << 13;
      seed ^= seed >> 7;
      seed ^= seed << 17;
      sum = sum * 31 + smallest_factor((uint32_t)(seed >> 44) | 1);
      sum = sum * 31 + gcd(seed >> 8, (seed * 77) >> 20);
      sum = sum * 31 + (uint64_t)inverse((int64_t)(seed >> 34), 1000000007);
      sum = sum * 31 + (uint64_t)inverse(-(int64_t)(seed >> 40), 65520);
      for (int32_t j = 0; j < 10; j++) sum += day((int32_t)(seed >> 45) - 200000 + j * 367);
      sum = sum * 31 + digits(seed, 10) + digits(seed >> 20, 3 + (uint32_t)i);
    }
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
