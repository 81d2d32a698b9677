/* Dynamic programming: edit distance, local alignment with gaps, a knapsack, longest increasing subsequences. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define N 160

static char x[N], y[N];

static int least(int a, int b) { return a < b ? a : b; }
static int most(int a, int b) { return a > b ? a : b; }

__attribute__((noinline)) static int distance(void) {
  static int row[N + 1];
  for (int j = 0; j <= N; j++) row[j] = j;
  for (int i = 1; i <= N; i++) {
    int corner = row[0];
    row[0] = i;
    for (int j = 1; j <= N; j++) {
      int above = row[j];
      row[j] = least(least(above, row[j - 1]) + 1, corner + (x[i - 1] != y[j - 1]));
      corner = above;
    }
  }
  return row[N];
}

__attribute__((noinline)) static int local(void) {
  static int16_t score[N + 1], gap[N + 1];
  int best = 0;
  for (int j = 0; j <= N; j++) score[j] = 0, gap[j] = -1000;
  for (int i = 1; i <= N; i++) {
    int corner = 0, left = -1000;
    for (int j = 1; j <= N; j++) {
      gap[j] = (int16_t)most(gap[j] - 1, score[j] - 4);
      left = most(left - 1, score[j - 1] - 4);
      int here = most(most(0, corner + (x[i - 1] == y[j - 1] ? 5 : -3)), most(gap[j], left));
      corner = score[j];
      score[j] = (int16_t)here;
      best = most(best, here);
    }
  }
  return best;
}

__attribute__((noinline)) static uint32_t knapsack(uint32_t seed) {
  static uint32_t value[1001];
  for (int w = 0; w <= 1000; w++) value[w] = 0;
  for (int item = 0; item < 30; item++) {
    seed = seed * 1664525u + 1013904223u;
    int weight = 10 + (int)(seed >> 24);
    uint32_t worth = 5 + (seed >> 10 & 255);
    for (int w = 1000; w >= weight; w--)
      if (value[w - weight] + worth > value[w]) value[w] = value[w - weight] + worth;
  }
  return value[1000];
}

__attribute__((noinline)) static int increasing(uint32_t seed) {
  uint32_t tails[512];
  int length = 0;
  for (int i = 0; i < 512; i++) {
    seed = seed * 1664525u + 1013904223u;
    int low = 0, high = length;
    while (low < high) {
      int middle = (low + high) / 2;
      if (tails[middle] < seed) low = middle + 1;
      else high = middle;
    }
    tails[low] = seed;
    if (low == length) length++;
  }
  return length;
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  uint32_t seed = 77;
  for (long round = 0; round < rounds; round++) {
    for (int i = 0; i < N; i++) {
      seed = seed * 1664525u + 1013904223u;
      x[i] = "acgt"[seed >> 30];
      y[i] = (seed >> 20 & 7) == 0 || i < 3 ? "acgt"[seed >> 18 & 3] : x[i - (int)(seed >> 28 & 3) % (i + 1)];
    }
    sum = sum * 31 + (uint64_t)distance();
    sum = sum * 31 + (uint64_t)local();
    sum = sum * 31 + knapsack(seed) + (uint64_t)increasing(seed);
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
