/* A simulation driven by callbacks: a heap of events, handlers in tables of function pointers, objects with operations. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct world;
struct event {
  uint32_t time, number, argument;
  void (*handler)(struct world *, uint32_t);
};
struct port;
struct operations {
  int (*accept)(struct port *, uint32_t);
  int (*release)(struct port *, uint32_t *);
};
struct port {
  const struct operations *operations;
  uint32_t items[32], head, count, lost;
};
struct world {
  struct event heap[256];
  uint32_t size, now, made, seed, served;
  struct port ports[4];
};

static int before(const struct event *a, const struct event *b) {
  return a->time != b->time ? a->time < b->time : a->number < b->number;
}

static void schedule(struct world *w, uint32_t after, void (*handler)(struct world *, uint32_t), uint32_t argument) {
  struct event fresh = {w->now + after, w->made++, argument, handler};
  uint32_t at = w->size++;
  for (; at > 0 && before(&fresh, &w->heap[(at - 1) / 2]); at = (at - 1) / 2) w->heap[at] = w->heap[(at - 1) / 2];
  w->heap[at] = fresh;
}

static struct event soonest(struct world *w) {
  struct event first = w->heap[0], last = w->heap[--w->size];
  uint32_t at = 0;
  for (uint32_t child; (child = 2 * at + 1) < w->size; at = child) {
    if (child + 1 < w->size && before(&w->heap[child + 1], &w->heap[child])) child++;
    if (!before(&w->heap[child], &last)) break;
    w->heap[at] = w->heap[child];
  }
  w->heap[at] = last;
  return first;
}

static int put(struct port *p, uint32_t item) {
  if (p->count == 32) return 0;
  p->items[(p->head + p->count++) & 31] = item;
  return 1;
}
static int first(struct port *p, uint32_t *item) {
  if (p->count == 0) return 0;
  *item = p->items[p->head++ & 31];
  p->count--;
  return 1;
}
static int last(struct port *p, uint32_t *item) {
  if (p->count == 0) return 0;
  *item = p->items[(p->head + --p->count) & 31];
  return 1;
}
static int sparing(struct port *p, uint32_t item) { return p->count < 8 || item % 3 == 0 ? put(p, item) : 0; }

static const struct operations kinds[] = {{put, first}, {put, last}, {sparing, first}, {sparing, last}};

static uint32_t draw(struct world *w) { return (w->seed = w->seed * 1664525u + 1013904223u) >> 12; }

static void serve(struct world *w, uint32_t which) {
  uint32_t item;
  struct port *p = &w->ports[which];
  if (p->operations->release(p, &item)) {
    w->served = w->served * 31 + item;
    struct port *other = &w->ports[item & 3];
    if (item % 5 == 0 && !other->operations->accept(other, item / 5)) other->lost++;
  }
  schedule(w, 3 + which + draw(w) % 8, serve, which);
}

static void arrive(struct world *w, uint32_t which) {
  struct port *p = &w->ports[which];
  if (!p->operations->accept(p, draw(w))) p->lost++;
  uint32_t next = draw(w) & 3;
  schedule(w, 1 + draw(w) % 9, arrive, next);
}

static void reverse(struct world *w, uint32_t step) {
  for (int i = 0; i < 4; i++) w->ports[i].operations = &kinds[(step + (uint32_t)i) & 3];
  schedule(w, 500, reverse, step + 1);
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  static struct world w;
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    w = (struct world){.seed = (uint32_t)round};
    reverse(&w, 0);
    for (uint32_t i = 0; i < 16; i++) schedule(&w, i, arrive, i & 3), schedule(&w, i, serve, i & 3);
    for (int i = 0; i < 5000; i++) {
      struct event next = soonest(&w);
      w.now = next.time;
      next.handler(&w, next.argument);
    }
    sum = sum * 31 + w.served + w.now + w.ports[0].lost * 3 + w.ports[2].lost;
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
