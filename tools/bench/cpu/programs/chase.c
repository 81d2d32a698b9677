/* Pointers followed through a random cycle of KIB kibibytes, one at a time and four at once; the rest is waiting for memory. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#ifndef KIB
#define KIB 32
#endif
#define LINE 64
#define COUNT (KIB * 1024 / LINE)

struct line {
  struct line *next;
  uint32_t number;
  char rest[LINE - sizeof(struct line *) - sizeof(uint32_t)];
};

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  struct line *lines = aligned_alloc(LINE, (size_t)COUNT * sizeof *lines);
  uint32_t seed = 1;
  for (uint32_t i = 0; i < COUNT; i++) lines[i].number = i;
  /* One cycle through all (Sattolo): each place is exchanged with an earlier one. */
  for (uint32_t i = COUNT - 1; i > 0; i--) {
    seed = seed * 1664525u + 1013904223u;
    uint32_t j = (uint32_t)((uint64_t)seed * i >> 32), t = lines[i].number;
    lines[i].number = lines[j].number;
    lines[j].number = t;
  }
  for (uint32_t i = 0; i < COUNT; i++) lines[i].next = &lines[lines[i].number];
  uint64_t sum = 0;
  struct line *at = lines, *many[4] = {lines, lines + COUNT / 4, lines + COUNT / 2, lines + COUNT / 4 * 3};
  for (long round = 0; round < rounds; round++) {
    for (int i = 0; i < 1000; i++) at = at->next;
    sum = sum * 31 + at->number;
    for (int i = 0; i < 1000; i++)
      for (int k = 0; k < 4; k++) many[k] = many[k]->next;
    for (int k = 0; k < 4; k++) sum = sum * 31 + (uint32_t)(many[k] - lines);
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
