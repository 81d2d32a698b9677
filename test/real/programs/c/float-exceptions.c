/* feenableexcept: each exception reaches a handler with its code, which jumps out; what is not enabled raises flags only. */
#define _GNU_SOURCE
#include <fenv.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static sigjmp_buf out;
static volatile int code;
static volatile int named;

static void caught(int signal, siginfo_t *info, void *context) {
  (void)context;
  code = signal == SIGFPE ? info->si_code : -1;
  named = info->si_addr != NULL;
  siglongjmp(out, 1);
}

static const char *name(int si_code) {
  switch (si_code) {
    case FPE_FLTDIV: return "division by zero";
    case FPE_FLTOVF: return "overflow";
    case FPE_FLTUND: return "underflow";
    case FPE_FLTRES: return "inexact";
    case FPE_FLTINV: return "invalid";
    default: return "something else";
  }
}

static volatile double zero = 0, one = 1, three = 3, large = 1e300, small = 1e-300, minus = -1;
static volatile float large_single = 1e38f, small_single = 1e-38f;
static volatile double result;
static volatile float single;
static volatile long integer;

#define TRY(enabled, expression)                                              \
  do {                                                                        \
    feclearexcept(FE_ALL_EXCEPT);                                             \
    code = 0;                                                                 \
    if (sigsetjmp(out, 1) == 0) {                                             \
      feenableexcept(enabled);                                                \
      expression;                                                             \
      fedisableexcept(FE_ALL_EXCEPT);                                         \
      printf("%-40s nothing\n", #expression);                                 \
    } else {                                                                  \
      fedisableexcept(FE_ALL_EXCEPT);                                         \
      feclearexcept(FE_ALL_EXCEPT);                                           \
      printf("%-40s %s%s\n", #expression, name(code), named ? "" : ", nowhere"); \
    }                                                                         \
  } while (0)

int main(void) {
  struct sigaction action = {.sa_sigaction = caught, .sa_flags = SA_SIGINFO};
  sigaction(SIGFPE, &action, NULL);
  printf("%d enabled at the start\n", fegetexcept());
  TRY(FE_DIVBYZERO, result = one / zero);
  TRY(FE_INVALID, result = zero / zero);
  TRY(FE_INVALID, result = __builtin_sqrt(minus));
  TRY(FE_INVALID, integer = (int)large);
  TRY(FE_OVERFLOW, result = large * large);
  TRY(FE_OVERFLOW, single = large_single * large_single);
  TRY(FE_UNDERFLOW, result = small * small);
  TRY(FE_UNDERFLOW, single = small_single * small_single);
  TRY(FE_INEXACT, result = one / three);
  TRY(FE_INEXACT, integer = __builtin_lrint(one / three));
  TRY(FE_INVALID | FE_OVERFLOW | FE_DIVBYZERO, result = one / three);
  TRY(FE_OVERFLOW, result = one / zero);
  TRY(FE_DIVBYZERO, result = zero / zero);
  TRY(FE_ALL_EXCEPT, result = one + three);
  TRY(FE_ALL_EXCEPT & ~FE_INEXACT, result = large * large);
  for (int i = 0; i < 3; i++) TRY(FE_DIVBYZERO, result = i / zero);

  feclearexcept(FE_ALL_EXCEPT);
  printf("%d were enabled\n", feenableexcept(FE_INVALID) != 0);
  printf("%d is now\n", fegetexcept() == FE_INVALID);
  fenv_t saved;
  printf("%d held\n", feholdexcept(&saved));
  result = zero / zero;
  printf("%d raised\n", fetestexcept(FE_INVALID) != 0);
  fesetenv(&saved);
  printf("%d enabled again\n", fegetexcept() == FE_INVALID);
  TRY(0, result = zero / zero);
  printf("%d enabled at the end\n", fegetexcept());
  return 0;
}
