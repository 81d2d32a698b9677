/* The same kind of work with loops of our own, byte by byte and word by word: loads, compares and short branches. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE 4096

static unsigned char text[SIZE], other[SIZE];

__attribute__((noinline)) static uint32_t length(const unsigned char *s) {
  const unsigned char *p = s;
  while (*p) p++;
  return (uint32_t)(p - s);
}

/* Eight bytes at a time: a zero byte borrows into its top bit. */
__attribute__((noinline)) static uint32_t length_by_words(const unsigned char *s) {
  for (uint32_t at = 0;; at += 8) {
    uint64_t w;
    memcpy(&w, s + at, 8);
    if ((w - 0x0101010101010101u) & ~w & 0x8080808080808080u) return at + length(s + at);
  }
}

__attribute__((noinline)) static int compare(const unsigned char *a, const unsigned char *b) {
  for (; *a && *a == *b; a++, b++) continue;
  return *a - *b;
}

__attribute__((noinline)) static void copy(unsigned char *to, const unsigned char *from) {
  while ((*to++ = *from++)) continue;
}

__attribute__((noinline)) static void reverse(unsigned char *s, uint32_t n) {
  for (uint32_t i = 0, j = n - 1; i < j; i++, j--) {
    unsigned char t = s[i];
    s[i] = s[j];
    s[j] = t;
  }
}

__attribute__((noinline)) static void upper(unsigned char *s) {
  for (; *s; s++)
    if (*s >= 'a' && *s <= 'z') *s = (unsigned char)(*s - 32);
}

/* Skips by the last byte of the window (bad-character rule). */
__attribute__((noinline)) static uint32_t occurrences(const unsigned char *hay, uint32_t n, const unsigned char *needle, uint32_t m) {
  uint32_t skip[256], found = 0;
  for (int c = 0; c < 256; c++) skip[c] = m;
  for (uint32_t i = 0; i + 1 < m; i++) skip[needle[i]] = m - 1 - i;
  for (uint32_t at = 0; at + m <= n; at += skip[hay[at + m - 1]]) {
    uint32_t i = m;
    while (i > 0 && hay[at + i - 1] == needle[i - 1]) i--;
    if (i == 0) found++;
  }
  return found;
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  uint32_t seed = 3;
  for (long round = 0; round < rounds; round++) {
    for (int i = 0; i < SIZE - 64; i++) {
      seed = seed * 1664525u + 1013904223u;
      text[i] = (unsigned char)("abcde "[(seed >> 16) % 6]);
    }
    memset(text + SIZE - 64, 0, 64);
    for (int i = 0; i < 4; i++) {
      uint32_t n = length(text + i);
      sum = sum * 31 + n + length_by_words(text + i);
      copy(other, text + i);
      sum += (uint64_t)(compare(other, text + i) == 0);
      other[n / 2] = 'z';
      sum += (uint64_t)(compare(other, text + i) > 0);
      reverse(other, n);
      upper(other);
      sum = sum * 31 + occurrences(text, SIZE - 64, (const unsigned char *)"abba", 4) + occurrences(other, n, (const unsigned char *)"BAD CAB", 7);
      sum = sum * 31 + other[n / 3];
    }
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
