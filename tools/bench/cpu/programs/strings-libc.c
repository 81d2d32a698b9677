/* libc's string and memory functions on short and long inputs at every alignment: what real programs spend their time in. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE 4096

static char text[SIZE + 64], copy[SIZE + 64];

static void write_text(uint32_t seed) {
  static const char *const words[] = {"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"};
  size_t at = 0;
  while (at < SIZE - 16) {
    seed = seed * 1664525u + 1013904223u;
    const char *word = words[(seed >> 16) % 10];
    size_t length = strlen(word);
    memcpy(text + at, word, length);
    at += length;
    text[at++] = (seed >> 24) % 9 == 0 ? '\n' : ' ';
  }
  text[at] = 0;
}

static uint64_t scan(unsigned offset) {
  uint64_t sum = strlen(text + offset);
  memcpy(copy + offset, text, SIZE - 64);
  copy[SIZE - 64 + offset] = 0;
  sum = sum * 31 + (uint64_t)(memcmp(copy + offset, text, SIZE - 64) == 0);
  copy[offset + 3000] ^= 1;
  sum = sum * 31 + (uint64_t)(strcmp(copy + offset, text) > 0);
  sum = sum * 31 + (uint64_t)(strncmp(copy + offset, text, 2999) == 0);
  memmove(copy + offset + 3, copy + offset, 2000);
  for (const char *line = text; (line = memchr(line, '\n', (size_t)(text + SIZE - 64 - line))) != NULL; line++) sum++;
  for (const char *p = text + offset; (p = strchr(p, 'z')) != NULL; p++) sum += (uint64_t)(p - text);
  for (const char *p = text; (p = strstr(p, "zeta eta")) != NULL; p++) sum += (uint64_t)(p - text);
  memset(copy + offset, (int)offset, 777);
  return sum * 31 + (unsigned char)copy[offset + 776] + (unsigned char)copy[offset + 778];
}

static uint64_t fields(void) {
  char line[96], key[16], joined[64];
  uint64_t sum = 0;
  for (size_t at = 0; at + 96 < SIZE; at += 53) {
    memcpy(line, text + at, 80);
    line[80] = 0;
    joined[0] = 0;
    char *save = NULL;
    for (char *word = strtok_r(line, " \n", &save); word; word = strtok_r(NULL, " \n", &save)) {
      strncpy(key, word, sizeof key - 1);
      key[15] = 0;
      if (strlen(joined) + strlen(key) < 60) strcat(joined, key);
      if (strcmp(key, "eta") == 0 || strcmp(key, "iota") == 0) sum++;
      if (strrchr(key, 'a')) sum += strspn(key, "aeghilmnotz") + strcspn(key, "kp");
    }
    sum = sum * 31 + strlen(joined) + (unsigned char)joined[7];
  }
  return sum;
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    write_text((uint32_t)round);
    for (unsigned offset = 0; offset < 16; offset++) sum = sum * 31 + scan(offset);
    sum = sum * 31 + fields();
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
