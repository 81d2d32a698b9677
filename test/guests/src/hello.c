/* Says hello, with its arguments. */
#include "guest.h"

int guest_main(int argc, char **argv, char **envp) {
  (void)envp;
  put("hello from " SYSTEM " " MACHINE);
  for (int i = 1; i < argc; i++) put_char(' '), put(argv[i]);
  put_char('\n');
  return 0;
}
