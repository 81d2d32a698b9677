/*
 * only: linux-ppc64le linux-ppc64 linux-ppc32
 * Waits for signals: signalled TAKE WAIT. TAKE is trap (writes the number of each that comes; SIGTERM ends it with 7), ignore (all but
 * SIGUSR1, which is trapped and ends it with 7) or default. WAIT is sleep, pause, read or compute. It says "ready" before.
 */
#include <asm/signal.h>
#include <linux/time_types.h>
#include "guest.h"

static volatile int last = 0, ends_with = SIGTERM;

static void trapped(int number) {
  char digits[3] = {(char)('0' + number / 10), (char)('0' + number % 10), '\n'};
  WRITE(1, digits, 3);
  if (number == ends_with) leave(7);
  last = number;
}

static void take(int number, void (*handler)(int)) {
  struct sigaction action = {0};
  action.sa_handler = handler;
  CALL4(__NR_rt_sigaction, number, &action, 0, 8);
}

int guest_main(int argc, char **argv, char **envp) {
  (void)envp;
  if (argc < 3) return 2;
  int ignores = equal(argv[1], "ignore");
  if (ignores) ends_with = SIGUSR1;
  if (!equal(argv[1], "default"))
    for (int number = 1; number < 32; number++) take(number, ignores && number != SIGUSR1 ? SIG_IGN : trapped);
  put("ready\n");
  flush();
  if (equal(argv[2], "compute"))
    for (volatile u64 n = 0;;) n = n * 3 + 1;
  for (;;) {
    struct __kernel_old_timespec year = {31536000, 0};
    char byte;
    if (equal(argv[2], "sleep")) CALL2(__NR_nanosleep, &year, 0);
    else if (equal(argv[2], "read")) READ(0, &byte, 1);
    else CALL0(__NR_pause);
  }
}
