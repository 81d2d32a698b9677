/* Regular expressions twice: a backtracking matcher over the pattern's text, and sets of states simulated in step (Thompson). */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Backtracking: literals, '.', [a-z] classes, and * + ? behind one of them; ^ and $. */
static const char *element(const char *p) {
  if (*p != '[') return p + 1;
  while (*++p != ']') continue;
  return p + 1;
}

static int fits(const char *p, char c) {
  if (c == 0) return 0;
  if (*p == '.') return 1;
  if (*p != '[') return *p == c;
  int negate = p[1] == '^', in = 0;
  for (p += 1 + negate; *p != ']'; p++) {
    if (p[1] == '-' && p[2] != ']') {
      in |= c >= p[0] && c <= p[2];
      p += 2;
    } else
      in |= c == *p;
  }
  return in ^ negate;
}

static const char *here(const char *p, const char *s) {
  if (*p == 0) return s;
  if (*p == '$' && p[1] == 0) return *s == 0 ? s : NULL;
  const char *after = element(p), *end;
  if (*after == '*' || *after == '+') {
    const char *t = s;
    while (fits(p, *t)) t++;
    for (; t >= s + (*after == '+'); t--)
      if ((end = here(after + 1, t))) return end;
    return NULL;
  }
  if (*after == '?') return fits(p, *s) && (end = here(after + 1, s + 1)) ? end : here(after + 1, s);
  return fits(p, *s) ? here(after, s + 1) : NULL;
}

/* Thompson: a program of characters, splits and jumps, for alternatives and groups: ( ) | * + ?. */
struct step {
  int op, x, y; /* op: a character, or one of these */
};
enum { SPLIT = 256, MATCH, ANY };
static struct step program[128];
static int length;
static const char *source;

static void alternatives(void);

static void insert(int where, struct step step) {
  for (int i = length++; i > where; i--) {
    program[i] = program[i - 1];
    if (program[i].op == SPLIT) program[i].x += program[i].x >= where, program[i].y += program[i].y >= where;
  }
  program[where] = step;
}

static void atom(void) {
  int start = length;
  if (*source == '(') {
    source++;
    alternatives();
    source++;
  } else
    program[length++] = (struct step){*source == '.' ? ANY : *source, 0, 0}, source++;
  if (*source == '*') {
    insert(start, (struct step){SPLIT, start + 1, length + 2});
    program[length++] = (struct step){SPLIT, start, start};
  } else if (*source == '+') {
    program[length] = (struct step){SPLIT, start, length + 1};
    length++;
  } else if (*source == '?')
    insert(start, (struct step){SPLIT, start + 1, length + 1});
  else
    return;
  source++;
}

static void alternatives(void) {
  int start = length;
  while (*source && *source != '|' && *source != ')') atom();
  if (*source != '|') return;
  source++;
  insert(start, (struct step){SPLIT, start + 1, length + 2});
  int jump = length++;
  alternatives();
  program[jump] = (struct step){SPLIT, length, length};
}

static uint64_t add(uint64_t *set, int at) {
  if (set[at >> 6] >> (at & 63) & 1) return 0;
  set[at >> 6] |= 1ull << (at & 63);
  if (program[at].op != SPLIT) return program[at].op == MATCH;
  return add(set, program[at].x) | add(set, program[at].y);
}

static uint32_t matches(const char *text) {
  uint64_t now[2] = {0}, next[2];
  uint32_t count = 0;
  for (; *text; text++) {
    uint64_t found = 0;
    add(now, 0);
    next[0] = next[1] = 0;
    for (int word = 0; word < 2; word++)
      for (uint64_t left = now[word]; left; left &= left - 1) {
        int at = word * 64 + __builtin_ctzll(left);
        if (program[at].op == *text || program[at].op == ANY) found |= add(next, at + 1);
      }
    count += (uint32_t)found;
    memcpy(now, next, sizeof now);
  }
  return count;
}

int main(int argc, char **argv) {
  static const char *const simple[] = {"[a-c]+d*e", "k[^aeiou ]*t", "b.*a.*d c", "[0-9]+[.]?[0-9]*", "x?x?x?abc", "e$"};
  static const char *const grouped[] = {"(ab|cd)+e", "a(b|c*d)?(e|f)", "(a|b)(a|b)(c|d|e)*f", "0.(1|2|3)+", "((a|ab)(c|bcd))(d*)"};
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  uint32_t seed = 11;
  for (long round = 0; round < rounds; round++) {
    char text[401];
    for (int i = 0; i < 400; i++) {
      seed = seed * 1664525u + 1013904223u;
      text[i] = "abcdefabcdkt 0123.x"[(seed >> 16) % 19];
    }
    text[400] = 0;
    for (unsigned p = 0; p < sizeof simple / sizeof *simple; p++)
      for (const char *s = text; *s; s++) {
        const char *end = here(simple[p], s);
        if (end) sum = sum * 3 + (uint64_t)(end - s);
      }
    for (unsigned p = 0; p < sizeof grouped / sizeof *grouped; p++) {
      length = 0;
      source = grouped[p];
      alternatives();
      program[length++] = (struct step){MATCH, 0, 0};
      sum = sum * 31 + matches(text);
    }
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
