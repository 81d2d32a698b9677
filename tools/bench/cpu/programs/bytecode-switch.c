/* A stack machine with a switch in a loop, running a sieve and a Collatz search written in its code: indirect jumps. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum op { PUSH, LOAD, STORE, FETCH, PUT, ADD, SUB, MUL, SHR, AND, LESS, JUMP, JUMPZ, CALL, RETURN, HALT };

struct code {
  uint8_t op;
  int16_t arg;
};

/* Variables: 0 the limit, 1 i, 2 j, 3 the answer. Memory: flags. */
static const struct code sieve[] = {
    {PUSH, 2}, {STORE, 1},                                                             /* 0: i = 2 */
    {LOAD, 1}, {LOAD, 0}, {LESS, 0}, {JUMPZ, 27},                                      /* 2: while (i < limit) */
    {LOAD, 1}, {FETCH, 0}, {JUMPZ, 11}, {JUMP, 22},                                    /* 6: if (!flag[i]) */
    {HALT, 0}, {LOAD, 3}, {PUSH, 1}, {ADD, 0}, {STORE, 3},                             /* 11: answer++ */
    {LOAD, 1}, {LOAD, 1}, {ADD, 0}, {STORE, 2}, {CALL, 28},                            /* 15: j = 2i; mark() */
    {JUMP, 22}, {HALT, 0}, {LOAD, 1}, {PUSH, 1}, {ADD, 0}, {STORE, 1}, {JUMP, 2},      /* 22: i++ */
    {HALT, 0},                                                                         /* 27 */
    {LOAD, 2}, {LOAD, 0}, {LESS, 0}, {JUMPZ, 40},                                      /* 28: while (j < limit) */
    {PUSH, 1}, {LOAD, 2}, {PUT, 0}, {LOAD, 2}, {LOAD, 1}, {ADD, 0}, {STORE, 2}, {JUMP, 28}, /* 32: flag[j] = 1; j += i */
    {RETURN, 0},                                                                       /* 40 */
};

static const struct code collatz[] = {
    {PUSH, 1}, {STORE, 1},                                                             /* 0: i = 1 */
    {LOAD, 1}, {LOAD, 0}, {LESS, 0}, {JUMPZ, 32},                                      /* 2: while (i < limit) */
    {LOAD, 1}, {STORE, 2},                                                             /* 6: j = i */
    {PUSH, 1}, {LOAD, 2}, {LESS, 0}, {JUMPZ, 27},                                      /* 8: while (1 < j) */
    {LOAD, 2}, {PUSH, 1}, {AND, 0}, {JUMPZ, 22},                                       /* 12: if (j & 1) */
    {LOAD, 2}, {PUSH, 3}, {MUL, 0}, {PUSH, 1}, {ADD, 0}, {JUMP, 25},                   /* 16: 3j + 1 */
    {LOAD, 2}, {PUSH, 1}, {SHR, 0},                                                    /* 22: j >> 1 */
    {STORE, 2}, {JUMP, 33},                                                            /* 25 */
    {LOAD, 1}, {PUSH, 1}, {ADD, 0}, {STORE, 1}, {JUMP, 2},                             /* 27: i++ */
    {HALT, 0},                                                                         /* 32 */
    {LOAD, 3}, {PUSH, 1}, {ADD, 0}, {STORE, 3}, {JUMP, 8},                             /* 33: answer++ */
};

static int64_t memory[4096];

__attribute__((noinline)) static int64_t run(const struct code *code, int64_t limit) {
  int64_t stack[64], variables[8] = {limit}, *top = stack;
  const struct code *pc = code, *returns[16], **link = returns;
  for (;;) {
    const struct code now = *pc++;
    switch ((enum op)now.op) {
      case PUSH: *++top = now.arg; break;
      case LOAD: *++top = variables[now.arg]; break;
      case STORE: variables[now.arg] = *top--; break;
      case FETCH: *top = memory[*top & 4095]; break;
      case PUT: memory[*top & 4095] = top[-1]; top -= 2; break;
      case ADD: top--; *top += top[1]; break;
      case SUB: top--; *top -= top[1]; break;
      case MUL: top--; *top *= top[1]; break;
      case SHR: top--; *top >>= top[1]; break;
      case AND: top--; *top &= top[1]; break;
      case LESS: top--; *top = *top < top[1]; break;
      case JUMP: pc = code + now.arg; break;
      case JUMPZ: if (*top-- == 0) pc = code + now.arg; break;
      case CALL: *link++ = pc; pc = code + now.arg; break;
      case RETURN: pc = *--link; break;
      case HALT: return variables[3];
    }
  }
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    for (int i = 0; i < 4096; i++) memory[i] = 0;
    sum = sum * 31 + (uint64_t)run(sieve, 2000 + round % 64);
    sum = sum * 31 + (uint64_t)run(collatz, 200 + round % 16);
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
