/* Makes random system calls with random arguments: randomcalls SEED COUNT. What they answer does not matter; that the host
 * survives them does. Each call is announced on descriptor 2 as `number a b c d e f` so that a failure can be repeated. */
#include "guest.h"

static u64 state;
static u64 next(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

static char area[8192];

static i64 argument(void) {
  static const i64 odd[] = {0, 1, 2, -1, 4096, 65536, 0x7fffffff, -2147483648l, 0x7fffffffffffffffl, 0x100000000l, -100, 16};
  switch (next() % 8) {
    case 0: return (i64)(next() % 16);
    case 1: return (i64)next();
    case 2: return (i64)(ureg)(area + next() % sizeof area);
    case 3: return (i64)(ureg)(area + (next() % 64) * 8);
    case 4: return (i64)(next() % 1024);
    case 5: return (i64)(1ul << next() % 64);
    default: return odd[next() % (sizeof odd / sizeof odd[0])];
  }
}

static void error_number(i64 value) {
  char text[24];
  int n = 24;
  u64 rest = value < 0 ? -(u64)value : (u64)value;
  text[--n] = ' ';
  do text[--n] = (char)('0' + rest % 10), rest /= 10;
  while (rest);
  if (value < 0) text[--n] = '-';
  WRITE(2, text + n, 24 - n);
}

int guest_main(int argc, char **argv, char **envp) {
  (void)envp;
  u64 count = 0;
  if (argc != 3) return 2;
  for (const char *p = argv[1]; *p; p++) state = state * 10 + (u64)(*p - '0');
  for (const char *p = argv[2]; *p; p++) count = count * 10 + (u64)(*p - '0');
  state = state * 0x9e3779b97f4a7c15ul + 88172645463325252ul;
  for (u64 i = 0; i < sizeof area; i++) area[i] = (char)(i % 64 == 0 ? next() : i % 7 == 0 ? '/' : 0);
  for (u64 i = 0; i < count; i++) {
    i64 a[7];
    a[0] = (i64)(next() % 620);
    for (int k = 1; k < 7; k++) a[k] = argument();
    for (int k = 0; k < 7; k++) error_number(a[k]);
    WRITE(2, "\n", 1);
    call6(a[0], a[1], a[2], a[3], a[4], a[5], a[6]);
  }
  return 0;
}
