/* Sudoku by backtracking over bit masks of rows, columns and boxes, the cell with fewest candidates first. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t rows[9], columns[9], boxes[9];
static char grid[81];
static uint32_t nodes;

static int solve(void) {
  int best = -1, fewest = 10;
  uint32_t choices = 0;
  nodes++;
  for (int cell = 0; cell < 81; cell++) {
    if (grid[cell]) continue;
    int r = cell / 9, c = cell % 9;
    uint32_t left = 0x1ff & ~(rows[r] | columns[c] | boxes[r / 3 * 3 + c / 3]);
    int count = __builtin_popcount(left);
    if (count >= fewest) continue;
    if (count == 0) return 0;
    fewest = count;
    best = cell;
    choices = left;
    if (count == 1) break;
  }
  if (best < 0) return 1;
  int r = best / 9, c = best % 9, b = r / 3 * 3 + c / 3;
  for (; choices; choices &= choices - 1) {
    uint32_t bit = choices & -choices;
    grid[best] = (char)(__builtin_ctz(bit) + 1);
    rows[r] |= bit, columns[c] |= bit, boxes[b] |= bit;
    if (solve()) return 1;
    rows[r] ^= bit, columns[c] ^= bit, boxes[b] ^= bit;
  }
  grid[best] = 0;
  return 0;
}

/* A full grid by shifting 1…9 along the rows, its digits and rows exchanged at random, with most cells taken out. */
static void puzzle(uint32_t seed) {
  char digits[9];
  int bands[3] = {0, 1, 2};
  memset(rows, 0, sizeof rows);
  memset(columns, 0, sizeof columns);
  memset(boxes, 0, sizeof boxes);
  for (int i = 0; i < 9; i++) {
    seed = seed * 1664525u + 1013904223u;
    int j = (int)((seed >> 16) % (uint32_t)(i + 1));
    digits[i] = digits[j];
    digits[j] = (char)(i + 1);
  }
  int swap = (int)(seed >> 20) % 3, turn = (int)(seed >> 28);
  bands[0] = swap, bands[swap] = 0;
  for (int r = 0; r < 9; r++)
    for (int c = 0; c < 9; c++) {
      int from = bands[r / 3] * 3 + (r + turn) % 3;
      char digit = digits[(from % 3 * 3 + from / 3 + c) % 9];
      seed = seed * 1664525u + 1013904223u;
      grid[r * 9 + c] = (seed >> 16) % 100 < 34 ? digit : 0;
      if (!grid[r * 9 + c]) continue;
      uint32_t bit = 1u << (digit - 1);
      rows[r] |= bit, columns[c] |= bit, boxes[r / 3 * 3 + c / 3] |= bit;
    }
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    nodes = 0;
    puzzle((uint32_t)round * 2654435761u);
    sum = sum * 31 + (uint64_t)solve() + nodes;
    for (int i = 0; i < 81; i += 4) sum = sum * 11 + (unsigned char)grid[i];
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
