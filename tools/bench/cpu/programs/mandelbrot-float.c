/* The Mandelbrot set and a Julia set in single precision: every operation rounds to 24 bits. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIDE 64

static uint32_t escape(float x, float y, float cx, float cy, uint32_t limit, float *last) {
  uint32_t n = 0;
  float xx = x * x, yy = y * y;
  for (; n < limit && xx + yy < 4.0f; n++) {
    y = 2.0f * x * y + cy;
    x = xx - yy + cx;
    xx = x * x;
    yy = y * y;
  }
  *last = xx + yy;
  return n;
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    float step = 3.0f / (SIDE * (1 + (float)(round % 4 * 4)));
    for (int py = 0; py < SIDE; py++)
      for (int px = 0; px < SIDE; px++) {
        float x = -0.5f + step * (float)(px - SIDE / 2), y = step * (float)(py - SIDE / 2), last;
        uint32_t bits, n = escape(0, 0, x, y, 128, &last);
        memcpy(&bits, &last, 4);
        sum = sum * 31 + n + bits;
        n = escape(x, y, -0.8f, 0.156f, 96, &last);
        memcpy(&bits, &last, 4);
        sum = sum * 31 + n + bits;
      }
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
