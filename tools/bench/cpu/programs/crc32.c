/* CRC-32 bit by bit, by a table of bytes, and by eight tables at once; Adler-32 beside it. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define SIZE 16384

static uint32_t tables[8][256];
static unsigned char data[SIZE];

static void prepare(void) {
  for (uint32_t n = 0; n < 256; n++) {
    uint32_t c = n;
    for (int bit = 0; bit < 8; bit++) c = c >> 1 ^ (c & 1 ? 0xedb88320u : 0);
    tables[0][n] = c;
  }
  for (int t = 1; t < 8; t++)
    for (int n = 0; n < 256; n++) tables[t][n] = tables[t - 1][n] >> 8 ^ tables[0][tables[t - 1][n] & 255];
}

static uint32_t by_bit(const unsigned char *p, int n) {
  uint32_t c = ~0u;
  for (int i = 0; i < n; i++) {
    c ^= p[i];
    for (int bit = 0; bit < 8; bit++) c = c >> 1 ^ (0xedb88320u & -(c & 1));
  }
  return ~c;
}

static uint32_t by_byte(const unsigned char *p, int n) {
  uint32_t c = ~0u;
  while (n-- > 0) c = c >> 8 ^ tables[0][(c ^ *p++) & 255];
  return ~c;
}

static uint32_t little(const unsigned char *p) { return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24; }

static uint32_t by_eight(const unsigned char *p, int n) {
  uint32_t c = ~0u;
  for (; n >= 8; n -= 8, p += 8) {
    uint32_t a = c ^ little(p), b = little(p + 4);
    c = tables[7][a & 255] ^ tables[6][a >> 8 & 255] ^ tables[5][a >> 16 & 255] ^ tables[4][a >> 24] ^ tables[3][b & 255] ^
        tables[2][b >> 8 & 255] ^ tables[1][b >> 16 & 255] ^ tables[0][b >> 24];
  }
  while (n-- > 0) c = c >> 8 ^ tables[0][(c ^ *p++) & 255];
  return ~c;
}

static uint32_t adler(const unsigned char *p, int n) {
  uint32_t a = 1, b = 0;
  while (n > 0) {
    int part = n < 5552 ? n : 5552;
    n -= part;
    while (part-- > 0) a += *p++, b += a;
    a %= 65521;
    b %= 65521;
  }
  return b << 16 | a;
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  prepare();
  for (int i = 0; i < SIZE; i++) data[i] = (unsigned char)(i * i >> 3);
  for (long round = 0; round < rounds; round++) {
    uint32_t bits = by_bit(data, SIZE / 8), bytes = by_byte(data, SIZE / 8);
    sum = sum * 31 + (bits == bytes) + by_byte(data, SIZE / 2);
    sum = sum * 31 + (bits ^ by_eight(data, SIZE)) + adler(data, SIZE);
    data[sum >> 50] ^= (unsigned char)sum;
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
