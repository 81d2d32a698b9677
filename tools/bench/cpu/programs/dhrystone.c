/* Records, enumerations, string assignment and comparison, and small functions that call each other: old systems code. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { PLAIN, MARKED, FINAL };

struct record {
  struct record *next;
  enum kind kind;
  int32_t amount;
  int32_t history[5];
  char label[32];
};

static int32_t table[50], grid[50][50], changes;
static char letter = 'A';

__attribute__((noinline)) static enum kind follow(enum kind kind) {
  switch (kind) {
    case PLAIN: return changes & 1 ? MARKED : FINAL;
    case MARKED: return FINAL;
    default: return PLAIN;
  }
}

__attribute__((noinline)) static int same_letter(char a, char b) {
  char copy = a;
  if (copy != b) return 0;
  letter = copy;
  return 1;
}

__attribute__((noinline)) static int later(const char *a, const char *b) {
  int at = 2;
  while (at < 20 && !same_letter(a[at], b[at + 1])) at++;
  if (strcmp(a, b) > 0) {
    changes += at;
    return 1;
  }
  return 0;
}

__attribute__((noinline)) static void add(int32_t a, int32_t b, int32_t *out) { *out = a + 2 + b; }

__attribute__((noinline)) static void fill(int32_t *line, int32_t (*square)[50], int32_t at, int32_t value) {
  int32_t place = at + 5;
  line[place] = value;
  line[place + 1] = line[place];
  line[place + 30] = place;
  for (int32_t i = place; i <= place + 1; i++) square[place][i] = place;
  square[place][place - 1]++;
  square[place + 20][place] = line[place];
  changes = 5;
}

__attribute__((noinline)) static void update(struct record *record) {
  struct record *next = record->next;
  *next = *record;
  next->next = record->next;
  next->amount = record->amount + 10;
  add(next->amount, record->history[changes % 5], &next->history[2]);
  next->kind = follow(record->kind);
  if (next->kind == PLAIN) {
    next->amount = 6;
    add(next->amount, 10, &next->amount);
  } else {
    memcpy(record->label, next->label, sizeof record->label);
    record->history[(uint32_t)next->amount % 5] ^= next->history[2];
  }
  record->kind = follow(next->kind);
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  struct record *first = calloc(1, sizeof *first), *second = calloc(1, sizeof *second);
  first->next = second;
  second->next = first;
  first->amount = 40;
  strcpy(first->label, "A STRING OF THE RECORD, FIRST");
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    char one[32], two[32];
    strcpy(one, "A STRING OF THE PROGRAM, 1ST");
    strcpy(two, "A STRING OF THE PROGRAM, 2ND");
    one[3] = (char)('A' + round % 7);
    int32_t a = 2, b = 3, c = 0;
    int differ = !later(one, two);
    while (a < b) {
      c = 5 * a - b;
      add(a, b, &c);
      a++;
    }
    fill(table, grid, a, c);
    update(first);
    for (char l = 'A'; l <= letter && l < 'F'; l++)
      if (same_letter(l, 'C')) differ += 2;
    b = b * a;
    a = b / (c | 1);
    b = 7 * (b - c) - a;
    first->amount = (first->amount + b) & 0xffff;
    letter = (char)('A' + (first->amount & 7));
    sum = sum * 33 + (uint32_t)(a + b + differ + first->history[2]) + (uint32_t)second->amount + first->kind +
          (uint32_t)grid[8][8] + (uint32_t)strlen(second->label);
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
