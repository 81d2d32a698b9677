/* Pictures of bytes: blur, edges, a histogram with equalisation, alpha blending, a rotation in fixed point. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define W 128
#define H 96

static uint8_t a[H][W], b[H][W], c[H][W];

__attribute__((noinline)) static void blur(uint8_t (*in)[W], uint8_t (*out)[W]) {
  for (int y = 1; y < H - 1; y++)
    for (int x = 1; x < W - 1; x++)
      out[y][x] = (uint8_t)((in[y - 1][x - 1] + 2 * in[y - 1][x] + in[y - 1][x + 1] + 2 * in[y][x - 1] + 4 * in[y][x] + 2 * in[y][x + 1] +
                             in[y + 1][x - 1] + 2 * in[y + 1][x] + in[y + 1][x + 1] + 8) >> 4);
}

__attribute__((noinline)) static void edges(uint8_t (*in)[W], uint8_t (*out)[W]) {
  for (int y = 1; y < H - 1; y++)
    for (int x = 1; x < W - 1; x++) {
      int gx = in[y - 1][x + 1] + 2 * in[y][x + 1] + in[y + 1][x + 1] - in[y - 1][x - 1] - 2 * in[y][x - 1] - in[y + 1][x - 1];
      int gy = in[y + 1][x - 1] + 2 * in[y + 1][x] + in[y + 1][x + 1] - in[y - 1][x - 1] - 2 * in[y - 1][x] - in[y - 1][x + 1];
      int g = abs(gx) + abs(gy);
      out[y][x] = (uint8_t)(g > 255 ? 255 : g);
    }
}

__attribute__((noinline)) static void equalise(uint8_t (*in)[W], uint8_t (*out)[W]) {
  uint32_t counts[256] = {0}, sum = 0;
  uint8_t map[256];
  for (int y = 0; y < H; y++)
    for (int x = 0; x < W; x++) counts[in[y][x]]++;
  for (int i = 0; i < 256; i++) {
    sum += counts[i];
    map[i] = (uint8_t)(sum * 255 / (W * H));
  }
  for (int y = 0; y < H; y++)
    for (int x = 0; x < W; x++) out[y][x] = map[in[y][x]];
}

__attribute__((noinline)) static void blend(uint8_t *restrict to, const uint8_t *restrict from, uint32_t alpha) {
  for (int i = 0; i < W * H; i++) to[i] = (uint8_t)((to[i] * (256 - alpha) + from[i] * alpha) >> 8);
}

__attribute__((noinline)) static void rotate(uint8_t (*in)[W], uint8_t (*out)[W], int32_t cosine, int32_t sine) {
  for (int y = 0; y < H; y++)
    for (int x = 0; x < W; x++) {
      int32_t u = (x - W / 2) * cosine - (y - H / 2) * sine + W / 2 * 65536, v = (x - W / 2) * sine + (y - H / 2) * cosine + H / 2 * 65536;
      int32_t px = u >> 16, py = v >> 16, fx = u >> 8 & 255, fy = v >> 8 & 255;
      if (px < 0 || py < 0 || px >= W - 1 || py >= H - 1) {
        out[y][x] = 0;
        continue;
      }
      int32_t top = in[py][px] * (256 - fx) + in[py][px + 1] * fx, bottom = in[py + 1][px] * (256 - fx) + in[py + 1][px + 1] * fx;
      out[y][x] = (uint8_t)((top * (256 - fy) + bottom * fy) >> 16);
    }
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  uint32_t seed = 5;
  for (long round = 0; round < rounds; round++) {
    for (int i = 0; i < 300; i++) {
      seed = seed * 1664525u + 1013904223u;
      uint32_t x = (seed >> 8) % W, y = (seed >> 16) % H;
      for (uint32_t j = 0; j < 9; j++) a[y][(x + j) % W] = (uint8_t)(seed >> 24);
    }
    blur(a, b);
    edges(b, c);
    equalise(c, b);
    blend(&a[0][0], &b[0][0], 100 + (uint32_t)(round & 63));
    rotate(a, c, 60547, 25080 - (int32_t)(round & 255));
    for (int y = 0; y < H; y += 5)
      for (int x = y % 7; x < W; x += 11) sum = sum * 31 + a[y][x] + b[y][x] * 3u + c[y][x] * 7u;
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
