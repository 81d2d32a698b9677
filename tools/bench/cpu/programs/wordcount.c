/* Text tools over a buffer: lines, words and bytes; a table of words in sorted buckets; case folding; the commonest words. */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE 20000

struct word {
  struct word *next;
  uint32_t count;
  char text[20];
};

static char text[SIZE + 1];
static struct word pool[1024], *buckets[128], *sorted[1024];
static unsigned words;

static void write_text(uint32_t seed) {
  static const char *const syllables[] = {"ba", "Ren", "to", "mi", "Los", "ur", "ke", "dan", "sho", "i"};
  size_t at = 0;
  while (at < SIZE - 16) {
    seed = seed * 1664525u + 1013904223u;
    for (uint32_t n = 1 + (seed >> 30), s = seed >> 8; n > 0; n--, s /= 7) at = (size_t)(stpcpy(text + at, syllables[s % 10 & (seed >> 27)]) - text);
    text[at++] = (seed >> 20 & 15) == 0 ? '\n' : (seed >> 20 & 15) == 1 ? ',' : ' ';
  }
  text[at] = 0;
}

static void count(uint32_t *lines, uint32_t *found, uint32_t *bytes) {
  int inside = 0;
  for (const char *p = text; *p; p++) {
    ++*bytes;
    if (*p == '\n') ++*lines;
    int space = isspace((unsigned char)*p) != 0;
    if (inside && space) ++*found;
    inside = !space;
  }
}

static void note(const char *start, size_t length) {
  char key[20];
  uint32_t h = 0;
  if (length > 19) length = 19;
  for (size_t i = 0; i < length; i++) h = h * 131 + (unsigned char)(key[i] = (char)tolower((unsigned char)start[i]));
  key[length] = 0;
  struct word **at = &buckets[h & 127];
  int order = 1;
  while (*at && (order = strcmp((*at)->text, key)) < 0) at = &(*at)->next;
  if (!*at || order != 0) {
    if (words == 1024) return;
    struct word *fresh = &pool[words];
    sorted[words++] = fresh;
    fresh->next = *at;
    fresh->count = 0;
    strcpy(fresh->text, key);
    *at = fresh;
  }
  (*at)->count++;
}

static int commonest(const void *a, const void *b) {
  const struct word *x = *(struct word *const *)a, *y = *(struct word *const *)b;
  return x->count != y->count ? (x->count < y->count ? 1 : -1) : strcmp(x->text, y->text);
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    uint32_t lines = 0, found = 0, bytes = 0;
    write_text((uint32_t)round);
    count(&lines, &found, &bytes);
    memset(buckets, 0, sizeof buckets);
    words = 0;
    for (const char *p = text; *p;) {
      while (*p && !isalpha((unsigned char)*p)) p++;
      const char *start = p;
      while (isalpha((unsigned char)*p)) p++;
      if (p > start) note(start, (size_t)(p - start));
    }
    qsort(sorted, words, sizeof *sorted, commonest);
    sum = sum * 31 + lines * 7 + found * 3 + bytes + words;
    for (unsigned i = 0; i < 10 && i < words; i++) sum = sum * 31 + sorted[i]->count + (unsigned char)sorted[i]->text[0];
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
