/* Bit streams: Huffman codes built with a heap, encoded and decoded bit by bit, run lengths, base 64, variable-length integers. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE 8192

static unsigned char input[SIZE], packed[2 * SIZE], output[SIZE], text[SIZE * 3];
static uint32_t weight[512];
static uint16_t up[512], child[512][2];
static uint32_t codes[256], lengths[256];

static int build(void) {
  int live[256], count = 0, next = 256;
  memset(weight, 0, sizeof weight);
  for (int i = 0; i < SIZE; i++) weight[input[i]]++;
  for (int s = 0; s < 256; s++)
    if (weight[s]) live[count++] = s;
  while (count > 1) {
    for (int k = 0; k < 2; k++) { /* the lightest to the end, twice */
      int best = 0;
      for (int i = 1; i < count - k; i++)
        if (weight[live[i]] < weight[live[best]]) best = i;
      int t = live[best];
      live[best] = live[count - 1 - k];
      live[count - 1 - k] = t;
      up[t] = (uint16_t)(next << 1 | k);
      child[next][k] = (uint16_t)t;
    }
    weight[next] = weight[live[count - 1]] + weight[live[count - 2]];
    live[--count - 1] = next++;
  }
  int root = live[0];
  for (int s = 0; s < 256; s++) {
    codes[s] = lengths[s] = 0;
    if (!weight[s]) continue;
    for (int at = s; at != root; at = up[at] >> 1) codes[s] |= (uint32_t)(up[at] & 1) << lengths[s]++;
  }
  return root;
}

static uint32_t encode(void) {
  uint64_t bits = 0;
  uint32_t held = 0, at = 0;
  for (int i = 0; i < SIZE; i++) {
    bits = bits << lengths[input[i]] | codes[input[i]];
    held += lengths[input[i]];
    while (held >= 8) packed[at++] = (unsigned char)(bits >> (held -= 8));
  }
  packed[at++] = (unsigned char)(bits << (8 - held));
  return at;
}

static void decode(int root) {
  uint32_t bit = 0;
  for (int i = 0; i < SIZE; i++) {
    int at = root;
    for (; at >= 256; bit++) at = child[at][packed[bit >> 3] >> (7 - (bit & 7)) & 1];
    output[i] = (unsigned char)at;
  }
}

static uint32_t base64(uint32_t length) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  uint32_t out = 0;
  for (uint32_t i = 0; i + 2 < length; i += 3) {
    uint32_t w = (uint32_t)packed[i] << 16 | (uint32_t)packed[i + 1] << 8 | packed[i + 2];
    for (int shift = 18; shift >= 0; shift -= 6) text[out++] = (unsigned char)letters[w >> shift & 63];
  }
  return out;
}

static uint32_t runs(void) {
  uint32_t out = 0;
  for (int i = 0; i < SIZE;) {
    int n = 1;
    while (i + n < SIZE && input[i + n] == input[i] && n < 255) n++;
    out = out * 33 + (uint32_t)n * input[i];
    i += n;
  }
  return out;
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  uint32_t seed = 13;
  for (long round = 0; round < rounds; round++) {
    for (int i = 0; i < SIZE; i++) {
      seed = seed * 1664525u + 1013904223u;
      uint32_t bits = seed >> 16;
      input[i] = bits & 3 ? (unsigned char)(97 + __builtin_ctz(bits | 1u << 15) * 3 + (bits >> 14)) : i ? input[i - 1] : 32;
    }
    int root = build();
    uint32_t length = encode();
    decode(root);
    sum = sum * 31 + length + (uint64_t)(memcmp(input, output, SIZE) == 0) + runs();
    uint32_t letters = base64(length);
    for (uint32_t i = 0; i < letters; i += 3) sum = sum * 31 + text[i];
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
