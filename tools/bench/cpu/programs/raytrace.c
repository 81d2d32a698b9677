/* Spheres over a chequered floor, traced in single precision with shadows and one reflection. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIDE 48

struct vector {
  float x, y, z;
};
struct sphere {
  struct vector centre, colour;
  float radius, mirror;
};

static struct sphere spheres[5];
static const struct vector sun = {0.48f, 0.64f, -0.6f};

static struct vector plus(struct vector a, struct vector b, float f) { return (struct vector){a.x + f * b.x, a.y + f * b.y, a.z + f * b.z}; }
static float dot(struct vector a, struct vector b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
static struct vector unit(struct vector a) {
  float f = 1.0f / sqrtf(dot(a, a));
  return (struct vector){a.x * f, a.y * f, a.z * f};
}

static float hit(struct vector from, struct vector way, const struct sphere **what) {
  float nearest = way.y < -0.001f ? -(from.y + 1.0f) / way.y : 1e9f;
  *what = NULL;
  for (int i = 0; i < 5; i++) {
    struct vector to = plus(spheres[i].centre, from, -1.0f);
    float along = dot(to, way), square = spheres[i].radius * spheres[i].radius - dot(to, to) + along * along;
    if (square <= 0) continue;
    float t = along - sqrtf(square);
    if (t > 0.01f && t < nearest) {
      nearest = t;
      *what = &spheres[i];
    }
  }
  return nearest;
}

static struct vector trace(struct vector from, struct vector way, int depth) {
  const struct sphere *what, *blocker;
  float t = hit(from, way, &what);
  if (t >= 1e9f) return (struct vector){0.3f, 0.5f, 0.6f + 0.4f * way.y};
  struct vector at = plus(from, way, t), normal = {0, 1, 0}, colour;
  float mirror = 0.1f;
  if (what) {
    normal = unit(plus(at, what->centre, -1.0f));
    colour = what->colour;
    mirror = what->mirror;
  } else {
    int odd = ((int)floorf(at.x) + (int)floorf(at.z)) & 1;
    colour = odd ? (struct vector){0.9f, 0.9f, 0.9f} : (struct vector){0.2f, 0.2f, 0.2f};
  }
  float light = dot(normal, sun);
  if (light > 0 && hit(plus(at, normal, 0.02f), sun, &blocker) < 1e9f) light = 0;
  light = 0.2f + 0.8f * (light > 0 ? light : 0);
  colour = (struct vector){colour.x * light, colour.y * light, colour.z * light};
  if (depth == 0) return colour;
  struct vector back = trace(plus(at, normal, 0.02f), plus(way, normal, -2.0f * dot(way, normal)), depth - 1);
  return plus(plus(colour, colour, -mirror), back, mirror);
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    float turn = (float)(round % 64) * 0.05f;
    for (int i = 0; i < 5; i++)
      spheres[i] = (struct sphere){{(float)i - 2.0f, -0.5f + 0.2f * (float)i * turn, 4.0f + turn - (float)(i % 2)}, {0.3f * (float)(i % 3), 0.25f * (float)i, 0.7f}, 0.4f + 0.1f * (float)i, 0.3f};
    for (int py = 0; py < SIDE; py++)
      for (int px = 0; px < SIDE; px++) {
        struct vector way = unit((struct vector){((float)px - SIDE / 2) / SIDE, (SIDE / 2 - (float)py) / SIDE, 1.0f});
        struct vector c = trace((struct vector){0, 0.2f, -1.0f}, way, 1);
        uint32_t bits[3];
        memcpy(bits, &c, sizeof bits);
        sum = sum * 31 + bits[0] + 3 * bits[1] + 5 * bits[2];
      }
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
