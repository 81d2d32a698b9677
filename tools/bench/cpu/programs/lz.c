/* LZ77 with a hash chain and byte-aligned tokens: compress, decompress, compare. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE 32768
#define SHORTEST 4

static unsigned char input[SIZE], packed[SIZE * 2], unpacked[SIZE + 16];
static int32_t heads[4096], chain[SIZE];

static uint32_t hash(const unsigned char *p) {
  uint32_t w = p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
  return w * 2654435761u >> 20;
}

static unsigned char *number(unsigned char *out, uint32_t n) {
  for (; n >= 128; n >>= 7) *out++ = (unsigned char)(n | 128);
  *out++ = (unsigned char)n;
  return out;
}

static size_t compress(void) {
  unsigned char *out = packed;
  int at = 0, literal = 0;
  memset(heads, -1, sizeof heads);
  while (at < SIZE) {
    int best = 0, from = 0;
    if (at + SHORTEST <= SIZE) {
      uint32_t h = hash(input + at);
      int tries = 16;
      for (int32_t p = heads[h]; p >= 0 && tries-- > 0; p = chain[p]) {
        int n = 0;
        while (at + n < SIZE && input[p + n] == input[at + n]) n++;
        if (n > best) best = n, from = p;
      }
    }
    int step = best >= SHORTEST ? best : 1;
    if (step > 1) {
      out = number(out, (uint32_t)(at - literal));
      memcpy(out, input + literal, (size_t)(at - literal));
      out += at - literal;
      out = number(out, (uint32_t)best);
      out = number(out, (uint32_t)(at - from));
      literal = at + best;
    }
    for (; step > 0; step--, at++)
      if (at + SHORTEST <= SIZE) {
        uint32_t h = hash(input + at);
        chain[at] = heads[h];
        heads[h] = at;
      }
  }
  out = number(out, (uint32_t)(SIZE - literal));
  memcpy(out, input + literal, (size_t)(SIZE - literal));
  return (size_t)(out + (SIZE - literal) - packed);
}

static uint32_t take(const unsigned char **in) {
  uint32_t n = 0;
  for (int shift = 0;; shift += 7) {
    unsigned char byte = *(*in)++;
    n |= (uint32_t)(byte & 127) << shift;
    if (byte < 128) return n;
  }
}

static size_t decompress(size_t length) {
  const unsigned char *in = packed, *end = packed + length;
  unsigned char *out = unpacked;
  for (;;) {
    uint32_t n = take(&in);
    memcpy(out, in, n);
    out += n;
    in += n;
    if (in >= end) return (size_t)(out - unpacked);
    uint32_t copy = take(&in), distance = take(&in);
    for (; copy > 0; copy--, out++) *out = out[-(ptrdiff_t)distance];
  }
}

int main(int argc, char **argv) {
  static const char *const words[] = {"the ", "processor ", "loads ", "a word ", "and ", "stores ", "it again, ", "then branches. ", "0x"};
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  uint32_t seed = 23;
  for (long round = 0; round < rounds; round++) {
    for (size_t at = 0; at < SIZE;) {
      seed = seed * 1664525u + 1013904223u;
      const char *word = words[(seed >> 16) % 9];
      for (; *word && at < SIZE; word++) input[at++] = (unsigned char)*word;
      if (at < SIZE && (seed >> 27) == 3) input[at++] = (unsigned char)(seed >> 12);
    }
    size_t length = compress();
    for (int pass = 0; pass < 4; pass++) {
      size_t back = decompress(length);
      sum = sum * 31 + length + (uint64_t)(back == SIZE && memcmp(input, unpacked, SIZE) == 0);
      unpacked[pass]++;
    }
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
