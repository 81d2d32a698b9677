/* Bits in parallel: the game of life on words, population counts, bit reversal, Gray codes, parity, rank and select. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define ROWS 64
#define WORDS 4

static uint64_t world[ROWS][WORDS], next[ROWS][WORDS];

static uint64_t left(const uint64_t *row, int w) { return row[w] << 1 | row[(w + WORDS - 1) % WORDS] >> 63; }
static uint64_t right(const uint64_t *row, int w) { return row[w] >> 1 | row[(w + 1) % WORDS] << 63; }

__attribute__((noinline)) static void generation(void) {
  for (int r = 0; r < ROWS; r++)
    for (int w = 0; w < WORDS; w++) {
      const uint64_t *rows[3] = {world[(r + ROWS - 1) % ROWS], world[r], world[(r + 1) % ROWS]};
      uint64_t ones = 0, twos = 0, fours = 0; /* a counter of three bits for each cell */
      for (int i = 0; i < 3; i++)
        for (int side = 0; side < 3; side++) {
          if (i == 1 && side == 1) continue;
          uint64_t cells = side == 0 ? left(rows[i], w) : side == 1 ? rows[i][w] : right(rows[i], w);
          uint64_t carry = ones & cells;
          ones ^= cells;
          fours |= twos & carry;
          twos ^= carry;
        }
      next[r][w] = twos & ~fours & (ones | world[r][w]);
    }
  for (int r = 0; r < ROWS; r++)
    for (int w = 0; w < WORDS; w++) world[r][w] = next[r][w];
}

__attribute__((noinline)) static uint64_t reverse(uint64_t x) {
  x = (x >> 1 & 0x5555555555555555u) | (x & 0x5555555555555555u) << 1;
  x = (x >> 2 & 0x3333333333333333u) | (x & 0x3333333333333333u) << 2;
  x = (x >> 4 & 0x0f0f0f0f0f0f0f0fu) | (x & 0x0f0f0f0f0f0f0f0fu) << 4;
  return __builtin_bswap64(x);
}

__attribute__((noinline)) static int select_bit(uint64_t x, int n) {
  while (n-- > 0) x &= x - 1;
  return x ? __builtin_ctzll(x) : 64;
}

__attribute__((noinline)) static uint64_t ungray(uint64_t x) {
  for (int shift = 1; shift < 64; shift *= 2) x ^= x >> shift;
  return x;
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0, seed = 0x9e3779b97f4a7c15u;
  for (long round = 0; round < rounds; round++) {
    for (int r = 0; r < ROWS; r += 3)
      for (int w = 0; w < WORDS; w++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        world[r][w] ^= seed & seed >> 17;
      }
    for (int i = 0; i < 16; i++) generation();
    for (int r = 0; r < ROWS; r++)
      for (int w = 0; w < WORDS; w++) {
        uint64_t x = world[r][w];
        int count = __builtin_popcountll(x);
        sum = sum * 31 + (uint64_t)count + reverse(x ^ seed);
        sum += (uint64_t)select_bit(x, count / 2) + ungray(x ^ x >> 1) + (uint64_t)__builtin_clzll(x | 1) + (uint64_t)__builtin_parityll(seed ^ x);
      }
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
