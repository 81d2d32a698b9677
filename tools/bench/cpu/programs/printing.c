/* Formatted output and input of libc: snprintf and sscanf of integers, strings and doubles, strtol, strtod, a tiny calculator. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t mix(uint64_t sum, const char *text) {
  while (*text) sum = sum * 31 + (unsigned char)*text++;
  return sum;
}

static const char *at;
static long expression(void);

static long factor(void) {
  if (*at == '(') {
    at++;
    long inside = expression();
    at++;
    return inside;
  }
  char *end;
  long n = strtol(at, &end, 10);
  at = end;
  return n;
}

static long term(void) {
  long left = factor();
  while (*at == '*' || *at == '%') {
    char op = *at++;
    long right = factor();
    left = (op == '*' ? left * (right % 1000) : left % (right ? right : 1)) % 1000003;
  }
  return left;
}

static long expression(void) {
  long left = term();
  while (*at == '+' || *at == '-') left += *at++ == '+' ? term() : -term();
  return left;
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  char line[256];
  for (long round = 0; round < rounds; round++) {
    for (int i = 0; i < 10; i++) {
      int n = (int)(round * 37 + i * 1001);
      double x = n / 64.0 - 100, back = 0;
      snprintf(line, sizeof line, "%d|%08x|%-6u|%+5d|%s|%c|%lld", n, (unsigned)n * 2654435761u, (unsigned)n % 1000, -n, i & 1 ? "odd" : "even", 'a' + i, (long long)n * n * 1000003);
      sum = mix(sum, line);
      snprintf(line, sizeof line, "%.3f %g %12.4e %.17g", x, x * 1e-7, x * 1e20, x / 3);
      sum = mix(sum, line);
      char *end = line;
      for (int field = 0; field < 4; field++) back += strtod(end, &end) * (field == 2 ? 1e-20 : 1);
      sum += (uint64_t)(int64_t)(back * 8);
      int p = 0, q = 0;
      char word[16];
      snprintf(line, sizeof line, "item-%d: %x name%d", n % 777, (unsigned)n & 0xffff, i);
      sum += (uint64_t)sscanf(line, "item-%d: %x %15s", &p, (unsigned *)&q, word);
      sum = mix(sum * 3 + (uint64_t)p + (uint64_t)q, word);
      snprintf(line, sizeof line, "(%d+%d*3)%%97-(%d-(%d+7)*11)*%d", n, i, n % 51, i * 5, 3 + i);
      at = line;
      sum = sum * 31 + (uint64_t)(expression() + 1000000);
    }
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
