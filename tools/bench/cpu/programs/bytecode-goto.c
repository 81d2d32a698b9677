/* A register machine with threaded code (computed goto), running a hash loop, Fibonacci with calls, and a bubble sort. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum op { LI, MOV, ADD, ADDI, MUL, XOR, SHR, LD, ST, BLT, BNE, JMP, CALL, RET, HALT };
struct code {
  uint8_t op, a, b, c;
  int32_t arg;
};

static const struct code hash[] = {
    {LI, 1, 0, 0, 0}, {LI, 2, 0, 0, 5381}, {LI, 4, 0, 0, 0x01000193},
    {XOR, 2, 2, 1, 0}, {MUL, 2, 2, 4, 0}, {SHR, 3, 2, 0, 7}, {ADD, 2, 2, 3, 0}, {ADDI, 1, 1, 0, 1}, {BLT, 0, 1, 0, 3},
    {MOV, 0, 2, 0, 0}, {HALT, 0, 0, 0, 0},
};
/* r0 = n; calls save r0 in a new window; the result is in r1. */
static const struct code fib[] = {
    {CALL, 0, 0, 0, 3}, {MOV, 0, 1, 0, 0}, {HALT, 0, 0, 0, 0},
    {LI, 2, 0, 0, 2}, {BLT, 0, 0, 2, 10}, {ADDI, 0, 0, 0, -1}, {CALL, 0, 0, 0, 3}, {MOV, 3, 1, 0, 0}, {ADDI, 0, 0, 0, -1},
    {JMP, 0, 0, 0, 12},
    {MOV, 1, 0, 0, 0}, {RET, 0, 0, 0, 0},
    {CALL, 0, 0, 0, 3}, {ADD, 1, 1, 3, 0}, {RET, 0, 0, 0, 0},
};
static const struct code bubble[] = {
    {LI, 1, 0, 0, 0}, {LI, 9, 0, 0, 1103515245}, {LI, 2, 0, 0, 12345},
    {MUL, 2, 2, 9, 0}, {ADDI, 2, 2, 0, 12345}, {SHR, 3, 2, 0, 16}, {ST, 3, 1, 0, 0}, {ADDI, 1, 1, 0, 1}, {BLT, 0, 1, 0, 3},
    {MOV, 4, 0, 0, 0}, {LI, 8, 0, 0, 1},                                             /* 9: end = n */
    {LI, 1, 0, 0, 0}, {ADDI, 4, 4, 0, -1},                                           /* 11: i = 0, end-- */
    {LD, 5, 1, 0, 0}, {LD, 6, 1, 0, 1}, {BLT, 0, 5, 6, 18}, {ST, 6, 1, 0, 0}, {ST, 5, 1, 0, 1},
    {ADDI, 1, 1, 0, 1}, {BLT, 0, 1, 4, 13}, {BLT, 0, 8, 4, 11},
    {LD, 0, 8, 0, 9}, {HALT, 0, 0, 0, 0},
};

static uint64_t memory[256];

__attribute__((noinline)) static uint64_t run(const struct code *code, uint64_t argument) {
  static const void *const targets[] = {&&li, &&mov, &&add, &&addi, &&mul, &&xor, &&shr, &&ld, &&st, &&blt, &&bne, &&jmp, &&call, &&ret, &&halt};
  static uint64_t windows[64][16];
  static const struct code *links[64];
  uint64_t(*r)[16] = windows;
  int depth = 0;
  const struct code *pc = code;
  (*r)[0] = argument;
#define NEXT goto *targets[(++pc)->op]
#define GO(to) do { pc = code + (to); goto *targets[pc->op]; } while (0)
  goto *targets[pc->op];
li: (*r)[pc->a] = (uint64_t)(int64_t)pc->arg; NEXT;
mov: (*r)[pc->a] = (*r)[pc->b]; NEXT;
add: (*r)[pc->a] = (*r)[pc->b] + (*r)[pc->c]; NEXT;
addi: (*r)[pc->a] = (*r)[pc->b] + (uint64_t)(int64_t)pc->arg; NEXT;
mul: (*r)[pc->a] = (*r)[pc->b] * (*r)[pc->c]; NEXT;
xor: (*r)[pc->a] = (*r)[pc->b] ^ (*r)[pc->c]; NEXT;
shr: (*r)[pc->a] = (*r)[pc->b] >> pc->arg; NEXT;
ld: (*r)[pc->a] = memory[((*r)[pc->b] + (uint64_t)pc->arg) & 255]; NEXT;
st: memory[((*r)[pc->b] + (uint64_t)pc->arg) & 255] = (*r)[pc->a]; NEXT;
blt: if ((*r)[pc->b] < (*r)[pc->c]) GO(pc->arg); NEXT;
bne: if ((*r)[pc->b] != (*r)[pc->c]) GO(pc->arg); NEXT;
jmp: GO(pc->arg);
call:
  links[depth++] = pc;
  r[1][0] = (*r)[0];
  r++;
  GO(pc->arg);
ret:
  r[-1][1] = (*r)[1];
  r--;
  pc = links[--depth];
  NEXT;
halt: return (*r)[0];
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    sum = sum * 31 + run(hash, 3000 + (uint64_t)(round & 63));
    sum = sum * 31 + run(fib, 15 + (uint64_t)(round & 1));
    sum = sum * 31 + run(bubble, 100 + (uint64_t)(round & 15));
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
