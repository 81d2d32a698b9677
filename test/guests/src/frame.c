/* Draws a frame around what it reads. */
#include "guest.h"

static char text[65536];

int guest_main(int argc, char **argv, char **envp) {
  (void)envp;
  const char *title = argc > 1 ? argv[1] : SYSTEM " " MACHINE;
  u64 used = 0, wide = length(title) + 2, column = 0;
  for (;;) {
    i64 n = READ(0, text + used, sizeof text - used);
    if (n <= 0) break;
    used += (u64)n;
  }
  for (u64 i = 0; i < used; i++) {
    if (text[i] == '\n') column = 0;
    else if (++column > wide) wide = column;
  }
  put("+-");
  put(title);
  for (u64 i = length(title); i < wide; i++) put_char('-');
  put("-+\n");
  u64 at = 0;
  while (at < used) {
    column = 0;
    put("| ");
    for (; at < used && text[at] != '\n'; at++, column++) put_char(text[at]);
    for (; column < wide; column++) put_char(' ');
    put(" |\n");
    at++;
  }
  put("+-");
  for (u64 i = 0; i < wide; i++) put_char('-');
  put("-+\n");
  return 0;
}
