/* N queens twice: by recursion over bit masks, and by an explicit board with arrays of attacked lines. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

__attribute__((noinline)) static uint32_t place(uint32_t all, uint32_t columns, uint32_t left, uint32_t right) {
  if (columns == all) return 1;
  uint32_t count = 0;
  for (uint32_t free = all & ~(columns | left | right); free; free &= free - 1) {
    uint32_t bit = free & -free;
    count += place(all, columns | bit, (left | bit) << 1, (right | bit) >> 1);
  }
  return count;
}

struct board {
  int size;
  int8_t column[16], used[16], up[32], down[32];
  uint32_t solutions, weight;
};

static void row(struct board *board, int at) {
  if (at == board->size) {
    board->solutions++;
    for (int i = 0; i < at; i++) board->weight += (uint32_t)(board->column[i] * (i + 1));
    return;
  }
  for (int c = 0; c < board->size; c++) {
    if (board->used[c] || board->up[at + c] || board->down[at - c + 15]) continue;
    board->used[c] = board->up[at + c] = board->down[at - c + 15] = 1;
    board->column[at] = (int8_t)c;
    row(board, at + 1);
    board->used[c] = board->up[at + c] = board->down[at - c + 15] = 0;
  }
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    int size = 7 + (int)(round & 1);
    struct board board = {.size = size};
    row(&board, 0);
    sum = sum * 31 + board.solutions + board.weight + place((1u << (size + 1)) - 1, 0, 0, 0);
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
