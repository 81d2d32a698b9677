/* A mix in the spirit of embedded scores: a linked list sorted by merging, small matrices, a state machine over text; all feed a CRC. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct node {
  struct node *next;
  int16_t key, tag;
};

#define NODES 64
#define SIDE 12

static uint16_t crc16(uint16_t crc, uint32_t value, int bits) {
  for (int bit = 0; bit < bits; bit++) {
    int carry = (crc ^ (value >> bit)) & 1;
    crc >>= 1;
    if (carry) crc ^= 0xa001;
  }
  return crc;
}

static int by_key(const struct node *a, const struct node *b) { return a->key - b->key; }
static int by_tag(const struct node *a, const struct node *b) { return a->tag - b->tag; }

static struct node *merge(struct node *a, struct node *b, int (*order)(const struct node *, const struct node *)) {
  struct node head, *last = &head;
  while (a && b) {
    struct node **from = order(a, b) <= 0 ? &a : &b;
    last->next = *from;
    last = *from;
    *from = (*from)->next;
  }
  last->next = a ? a : b;
  return head.next;
}

static struct node *sort(struct node *list, int (*order)(const struct node *, const struct node *)) {
  if (!list || !list->next) return list;
  struct node *slow = list, *fast = list->next;
  while (fast && fast->next) slow = slow->next, fast = fast->next->next;
  struct node *rest = slow->next;
  slow->next = NULL;
  return merge(sort(list, order), sort(rest, order), order);
}

static uint16_t lists(uint32_t seed, uint16_t crc) {
  static struct node pool[NODES];
  struct node *list = NULL;
  for (int i = 0; i < NODES; i++) {
    seed = seed * 1103515245u + 12345;
    pool[i] = (struct node){list, (int16_t)(seed >> 16), (int16_t)(i ^ (seed & 31))};
    list = &pool[i];
  }
  list = sort(list, by_key);
  for (struct node *at = list; at; at = at->next) crc = crc16(crc, (uint16_t)at->tag, 16);
  list = sort(list, by_tag);
  struct node *reversed = NULL;
  while (list) {
    struct node *next = list->next;
    list->next = reversed;
    reversed = list;
    list = next;
  }
  for (int want = 0; want < 16; want++) {
    struct node *at = reversed;
    while (at && (at->tag & 63) != want) at = at->next;
    crc = crc16(crc, at ? (uint16_t)at->key : 0xffff, 16);
  }
  return crc;
}

static uint16_t matrices(uint32_t seed, uint16_t crc) {
  int16_t a[SIDE][SIDE], b[SIDE][SIDE];
  for (int i = 0; i < SIDE; i++)
    for (int j = 0; j < SIDE; j++) {
      seed = seed * 69069u + 1;
      a[i][j] = (int16_t)(seed >> 20);
      b[i][j] = (int16_t)(seed >> 12 & 0xfff);
    }
  int32_t clipped = 0;
  for (int i = 0; i < SIDE; i++)
    for (int j = 0; j < SIDE; j++) {
      uint32_t sum = 0;
      for (int k = 0; k < SIDE; k++) sum += (uint32_t)(a[i][k] * b[k][j]);
      int32_t part = (int32_t)(sum >> 2 & 15) * (int32_t)(sum >> 5 & 127);
      clipped = clipped + part > 100000 ? 1 : clipped + part;
      crc ^= (uint16_t)sum;
    }
  return crc16(crc, (uint32_t)clipped, 32);
}

enum state { START, SIGN, WHOLE, POINT, FRACTION, EXPONENT, POWER, INVALID, STATES };

static uint16_t states(uint32_t seed, uint16_t crc) {
  static const char *const words[] = {"12", "-3.75", "+0.5e3", "7e-2", "1..2", "x9", "5e", "400000", ".25", "-"};
  int counts[STATES] = {0};
  for (int word = 0; word < 24; word++) {
    seed = seed * 1664525u + 1013904223u;
    enum state state = START;
    for (const char *p = words[(seed >> 16) % 10]; *p && state != INVALID; p++) {
      int digit = *p >= '0' && *p <= '9';
      switch (state) {
        case START: state = digit ? WHOLE : *p == '+' || *p == '-' ? SIGN : *p == '.' ? POINT : INVALID; break;
        case SIGN: state = digit ? WHOLE : *p == '.' ? POINT : INVALID; break;
        case WHOLE: state = digit ? WHOLE : *p == '.' ? POINT : *p == 'e' ? EXPONENT : INVALID; break;
        case POINT:
        case FRACTION: state = digit ? FRACTION : *p == 'e' ? EXPONENT : INVALID; break;
        case EXPONENT: state = digit || *p == '-' ? POWER : INVALID; break;
        default: state = digit ? POWER : INVALID;
      }
    }
    counts[state]++;
  }
  for (int i = 0; i < STATES; i++) crc = crc16(crc, (uint32_t)counts[i], 8);
  return crc;
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint16_t crc = 0;
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    crc = lists((uint32_t)round, crc);
    crc = matrices(crc * 77u, crc);
    crc = states(crc, crc);
    sum = sum * 31 + crc;
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
