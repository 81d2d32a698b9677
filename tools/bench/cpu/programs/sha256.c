/* SHA-256 (FIPS 180-4): rotates, adds and logic on 32-bit words. The constants are derived: fractions of roots of the first primes. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint32_t k[64], start[8];

/* Whether x / 2^32, raised to a power, exceeds n: by 32-bit limbs. */
static int exceeds(uint64_t x, int power, uint32_t n) {
  uint32_t limbs[6] = {1};
  for (int times = 0; times < power; times++) {
    uint64_t carry = 0, low = x & 0xffffffffu, high = x >> 32;
    uint32_t before = 0;
    for (int i = 0; i < 6; i++) {
      uint64_t product = limbs[i] * low + carry;
      uint64_t sum = (product & 0xffffffffu) + before * high;
      before = limbs[i];
      limbs[i] = (uint32_t)sum;
      carry = (product >> 32) + (sum >> 32);
    }
  }
  uint32_t fraction = 0;
  for (int i = 0; i < power; i++) fraction |= limbs[i];
  return limbs[power + 1] || limbs[power] > n || (limbs[power] == n && fraction);
}

/* The first 32 bits of the fraction of a square or cube root, by bisection. */
static uint32_t root(uint32_t n, int power) {
  uint64_t low = 0, high = (uint64_t)20 << 32;
  while (high - low > 1) {
    uint64_t middle = (low + high) / 2;
    if (exceeds(middle, power, n)) high = middle;
    else low = middle;
  }
  return (uint32_t)low;
}

static void constants(void) {
  int count = 0;
  for (uint32_t n = 2; count < 64; n++) {
    int prime = 1;
    for (uint32_t d = 2; d * d <= n; d++) prime &= n % d != 0;
    if (!prime) continue;
    if (count < 8) start[count] = root(n, 2);
    k[count++] = root(n, 3);
  }
}

#define ROTR(x, n) ((x) >> (n) | (x) << (32 - (n)))

static void block(uint32_t h[8], const unsigned char *p) {
  uint32_t w[64];
  for (int i = 0; i < 16; i++) w[i] = (uint32_t)p[4 * i] << 24 | (uint32_t)p[4 * i + 1] << 16 | (uint32_t)p[4 * i + 2] << 8 | p[4 * i + 3];
  for (int i = 16; i < 64; i++) {
    uint32_t x = w[i - 15], y = w[i - 2];
    w[i] = w[i - 16] + (ROTR(x, 7) ^ ROTR(x, 18) ^ x >> 3) + w[i - 7] + (ROTR(y, 17) ^ ROTR(y, 19) ^ y >> 10);
  }
  uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], last = h[7];
  for (int i = 0; i < 64; i++) {
    uint32_t t1 = last + (ROTR(e, 6) ^ ROTR(e, 11) ^ ROTR(e, 25)) + ((e & f) ^ (~e & g)) + k[i] + w[i];
    uint32_t t2 = (ROTR(a, 2) ^ ROTR(a, 13) ^ ROTR(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    last = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
  }
  h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e, h[5] += f, h[6] += g, h[7] += last;
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  static unsigned char message[8192];
  constants();
  uint64_t sum = k[0] == 0x428a2f98u && start[7] == 0x5be0cd19u; /* as the standard lists them */
  for (int i = 0; i < 8192; i++) message[i] = (unsigned char)(i * 7 + (i >> 8));
  for (long round = 0; round < rounds; round++) {
    uint32_t h[8];
    for (int i = 0; i < 8; i++) h[i] = start[i];
    for (int at = 0; at < 8192; at += 64) block(h, message + at);
    for (int i = 0; i < 8; i++) {
      sum = sum * 31 + h[i];
      message[(h[i] >> 3) & 8191] ^= (unsigned char)h[i];
    }
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
