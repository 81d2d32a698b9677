/* Bodies that attract each other, in double: a leapfrog over pairs, with square roots and divisions. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BODIES 8

struct body {
  double x, y, z, vx, vy, vz, mass;
};

static struct body bodies[BODIES];

__attribute__((noinline)) static void kick(double dt) {
  for (int i = 0; i < BODIES; i++) {
    struct body *a = &bodies[i];
    for (int j = i + 1; j < BODIES; j++) {
      struct body *b = &bodies[j];
      double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
      double square = dx * dx + dy * dy + dz * dz + 0.01;
      double pull = dt / (square * sqrt(square));
      double pa = pull * b->mass, pb = pull * a->mass;
      a->vx -= dx * pa, a->vy -= dy * pa, a->vz -= dz * pa;
      b->vx += dx * pb, b->vy += dy * pb, b->vz += dz * pb;
    }
  }
}

__attribute__((noinline)) static void drift(double dt) {
  for (int i = 0; i < BODIES; i++) {
    struct body *a = &bodies[i];
    a->x += dt * a->vx, a->y += dt * a->vy, a->z += dt * a->vz;
  }
}

__attribute__((noinline)) static double energy(void) {
  double e = 0;
  for (int i = 0; i < BODIES; i++) {
    const struct body *a = &bodies[i];
    e += 0.5 * a->mass * (a->vx * a->vx + a->vy * a->vy + a->vz * a->vz);
    for (int j = i + 1; j < BODIES; j++) {
      const struct body *b = &bodies[j];
      double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
      e -= a->mass * b->mass / sqrt(dx * dx + dy * dy + dz * dz);
    }
  }
  return e;
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  for (int i = 0; i < BODIES; i++) {
    double angle = i * 0.7;
    bodies[i] = (struct body){3 * i - 8 + angle, 2.5 - i % 3, i * 0.3, 0.1 * (i % 4), -0.2 + 0.05 * i, 0.01 * i, i == 0 ? 30 : 0.2 + 0.1 * i};
  }
  for (long round = 0; round < rounds; round++) {
    for (int step = 0; step < 100; step++) {
      drift(0.0005);
      kick(0.001);
      drift(0.0005);
    }
    double e = energy();
    uint64_t bits;
    memcpy(&bits, &e, 8);
    sum = sum * 31 + bits;
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
