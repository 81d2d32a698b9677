/* Single precision over arrays: k-means, a small neural network trained by gradient, a filter with feedback. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POINTS 512
#define DIMENSIONS 4
#define CENTRES 8
#define HIDDEN 16

static float points[POINTS][DIMENSIONS], centres[CENTRES][DIMENSIONS];

/* Their own functions of any length: unrolled copies would be vectorised, and so rounded, as each target likes. */
__attribute__((noipa)) static float distance(const float *a, const float *b, int n) {
  float sum = 0;
  for (int k = 0; k < n; k++) sum += (a[k] - b[k]) * (a[k] - b[k]);
  return sum;
}

__attribute__((noipa)) static float dot(const float *a, const float *b, int n) {
  float sum = 0;
  for (int k = 0; k < n; k++) sum += a[k] * b[k];
  return sum;
}

static float cluster(void) {
  float sums[CENTRES][DIMENSIONS] = {{0}}, total = 0;
  int counts[CENTRES] = {0};
  for (int p = 0; p < POINTS; p++) {
    float nearest = 1e30f;
    int best = 0;
    for (int c = 0; c < CENTRES; c++) {
      float d = distance(points[p], centres[c], DIMENSIONS);
      if (d < nearest) nearest = d, best = c;
    }
    total += nearest;
    counts[best]++;
    for (int k = 0; k < DIMENSIONS; k++) sums[best][k] += points[p][k];
  }
  for (int c = 0; c < CENTRES; c++)
    for (int k = 0; k < DIMENSIONS; k++)
      if (counts[c]) centres[c][k] = sums[c][k] / (float)counts[c];
  return total;
}

static float in[HIDDEN][DIMENSIONS], out[HIDDEN];

static float train(void) {
  float error = 0;
  for (int p = 0; p < POINTS; p += 8) {
    float hidden[HIDDEN], sum = 0, want = points[p][0] * points[p][1] - points[p][2];
    for (int h = 0; h < HIDDEN; h++) {
      float x = dot(in[h], points[p], DIMENSIONS);
      hidden[h] = x / (1.0f + fabsf(x));
      sum += hidden[h] * out[h];
    }
    float miss = sum - want;
    error += miss * miss;
    for (int h = 0; h < HIDDEN; h++) {
      float slope = 1.0f - fabsf(hidden[h]), back = miss * out[h] * slope * slope;
      out[h] -= 0.01f * miss * hidden[h];
      for (int k = 0; k < DIMENSIONS; k++) in[h][k] -= 0.01f * back * points[p][k];
    }
  }
  return error;
}

static float filter(void) {
  float y1 = 0, y2 = 0, x1 = 0, x2 = 0, peak = 0;
  for (int i = 0; i < POINTS * DIMENSIONS; i++) {
    float x = points[i / DIMENSIONS][i % DIMENSIONS], y = 0.2f * x + 0.4f * x1 + 0.2f * x2 + 0.9f * y1 - 0.7f * y2;
    x2 = x1, x1 = x, y2 = y1, y1 = y;
    if (fabsf(y) > peak) peak = fabsf(y);
  }
  return peak;
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  uint32_t seed = 41;
  for (long round = 0; round < rounds; round++) {
    if (round % 8 == 0) {
      for (int p = 0; p < POINTS; p++)
        for (int k = 0; k < DIMENSIONS; k++) {
          seed = seed * 1664525u + 1013904223u;
          points[p][k] = (float)(seed >> 8) / 16777216.0f + (float)(p % 5 * k) * 0.1f - 0.4f;
        }
      memcpy(centres, points, sizeof centres);
      for (int h = 0; h < HIDDEN; h++) {
        out[h] = 0.1f * (float)(h % 5) - 0.2f;
        for (int k = 0; k < DIMENSIONS; k++) in[h][k] = 0.3f * (float)((h + k) % 7) - 0.9f;
      }
    }
    float results[3] = {cluster(), train(), filter()};
    uint32_t bits[3];
    memcpy(bits, results, sizeof bits);
    sum = sum * 31 + bits[0] + 3 * bits[1] + 5 * bits[2];
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
