/* Graphs in arrays: breadth-first search, shortest paths with a heap, components by union and find, on 64 Ki vertices. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define VERTICES 65536
#define DEGREE 4

static uint32_t edges[VERTICES][DEGREE], distance[VERTICES], queue[VERTICES], parent[VERTICES];
static uint8_t weights[VERTICES][DEGREE];
static uint64_t heap[VERTICES * DEGREE + 1];

static uint64_t breadth(uint32_t from) {
  uint32_t head = 0, tail = 0;
  for (uint32_t v = 0; v < VERTICES; v++) distance[v] = ~0u;
  distance[from] = 0;
  queue[tail++] = from;
  uint64_t sum = 0;
  while (head < tail) {
    uint32_t v = queue[head++];
    sum += distance[v];
    for (int e = 0; e < DEGREE; e++) {
      uint32_t to = edges[v][e];
      if (distance[to] != ~0u) continue;
      distance[to] = distance[v] + 1;
      queue[tail++] = to;
    }
  }
  return sum + tail;
}

static uint64_t shortest(uint32_t from) {
  uint32_t size = 0;
  uint64_t sum = 0;
  for (uint32_t v = 0; v < VERTICES; v++) distance[v] = ~0u;
  distance[from] = 0;
  heap[size++] = from;
  while (size > 0) {
    uint64_t top = heap[0], moved = heap[--size];
    uint32_t at = 0;
    for (uint32_t child; (child = 2 * at + 1) < size; at = child) {
      if (child + 1 < size && heap[child + 1] < heap[child]) child++;
      if (heap[child] >= moved) break;
      heap[at] = heap[child];
    }
    heap[at] = moved;
    uint32_t v = (uint32_t)top, d = (uint32_t)(top >> 32);
    if (d != distance[v]) continue;
    sum += d;
    for (int e = 0; e < DEGREE; e++) {
      uint32_t to = edges[v][e], longer = d + weights[v][e];
      if (longer >= distance[to]) continue;
      distance[to] = longer;
      uint64_t item = (uint64_t)longer << 32 | to;
      for (at = size++; at > 0 && heap[(at - 1) / 2] > item; at = (at - 1) / 2) heap[at] = heap[(at - 1) / 2];
      heap[at] = item;
    }
  }
  return sum;
}

static uint32_t find(uint32_t v) {
  while (parent[v] != v) v = parent[v] = parent[parent[v]];
  return v;
}

static uint32_t components(uint32_t limit) {
  uint32_t count = VERTICES;
  for (uint32_t v = 0; v < VERTICES; v++) parent[v] = v;
  for (uint32_t v = 0; v < VERTICES; v++)
    for (int e = 0; e < DEGREE; e++) {
      if (weights[v][e] > limit) continue;
      uint32_t a = find(v), b = find(edges[v][e]);
      if (a != b) parent[a] = b, count--;
    }
  return count;
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  uint32_t seed = 99;
  for (uint32_t v = 0; v < VERTICES && rounds > 0; v++)
    for (uint32_t e = 0; e < DEGREE; e++) {
      seed = seed * 1664525u + 1013904223u;
      edges[v][e] = e == 0 ? (v + 1) % VERTICES : (v + (seed >> (e == 1 ? 24 : 16))) % VERTICES;
      weights[v][e] = (uint8_t)(1 + (seed >> 9) % 60);
    }
  for (long round = 0; round < rounds; round++) {
    uint32_t from = (uint32_t)(round * 7919) % VERTICES;
    sum = sum * 31 + breadth(from);
    if (round % 4 == 0) sum = sum * 31 + shortest(from);
    sum = sum * 31 + components((uint32_t)round % 60);
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
