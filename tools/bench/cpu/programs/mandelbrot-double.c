/* The Mandelbrot set in double, with a smooth distance estimate at the end of each escape. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIDE 64

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    double zoom = 2.5 / (1 + (double)(round % 4 * 8)), total = 0;
    for (int py = 0; py < SIDE; py++)
      for (int px = 0; px < SIDE; px++) {
        double cx = -0.745 + zoom * (px - SIDE / 2) / SIDE, cy = 0.113 + zoom * (py - SIDE / 2) / SIDE;
        double x = 0, y = 0, dx = 0, dy = 0;
        int n = 0;
        while (n < 200 && x * x + y * y < 16) {
          double ndx = 2 * (x * dx - y * dy) + 1;
          dy = 2 * (x * dy + y * dx);
          dx = ndx;
          double nx = x * x - y * y + cx;
          y = 2 * x * y + cy;
          x = nx;
          n++;
        }
        sum = sum * 31 + (uint32_t)n;
        if (n < 200) total += (x * x + y * y) / (1 + dx * dx + dy * dy);
      }
    uint64_t bits;
    memcpy(&bits, &total, 8);
    sum ^= bits;
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
