/* An open-addressing table with two hash functions over short byte keys: insert, find, delete with tombstones, grow. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
  uint32_t hash; /* 0: never used, 1: deleted */
  uint32_t value;
  char key[16];
};

static struct entry *entries;
static uint32_t capacity, live, used;
static uint32_t (*hash)(const char *, uint32_t);

static uint32_t by_byte(const char *key, uint32_t length) {
  uint32_t h = 2166136261u;
  for (uint32_t i = 0; i < length; i++) h = (h ^ (unsigned char)key[i]) * 16777619u;
  return h | 2;
}

static uint32_t by_word(const char *key, uint32_t length) {
  uint32_t h = length * 0x9e3779b1u;
  for (uint32_t i = 0; i < length; i += 4) {
    uint32_t w = 0;
    for (uint32_t b = i; b < length && b < i + 4; b++) w |= (uint32_t)(unsigned char)key[b] << (8 * (b - i));
    w *= 0x85ebca77u;
    w = w << 15 | w >> 17;
    h = (h ^ w * 0xc2b2ae3du) * 5 + 0x52dce729u;
  }
  h ^= h >> 16;
  h *= 0x7feb352du;
  return (h ^ h >> 15) | 2;
}

static struct entry *find(const char *key, uint32_t length, int insert) {
  uint32_t h = hash(key, length), at = (h * 0x9e3779b1u) & (capacity - 1), step = 0;
  struct entry *hole = NULL;
  for (;; at = (at + ++step) & (capacity - 1)) {
    struct entry *e = &entries[at];
    if (e->hash == h && memcmp(e->key, key, length) == 0 && e->key[length] == 0) return e;
    if (e->hash == 1 && !hole) hole = e;
    if (e->hash != 0) continue;
    if (!insert) return NULL;
    if (!hole) hole = e, used++;
    hole->hash = h;
    hole->value = 0;
    memcpy(hole->key, key, length);
    hole->key[length] = 0;
    live++;
    return hole;
  }
}

static void resize(uint32_t size) {
  struct entry *old = entries;
  uint32_t count = capacity;
  entries = calloc(size, sizeof *entries);
  capacity = size;
  live = used = 0;
  for (uint32_t i = 0; i < count; i++)
    if (old[i].hash > 1) find(old[i].key, (uint32_t)strlen(old[i].key), 1)->value = old[i].value;
  free(old);
}

static uint32_t name(uint32_t number, char *out) {
  uint32_t length = 0;
  out[length++] = 'k';
  for (; number; number /= 36) out[length++] = "0123456789abcdefghijklmnopqrstuvwxyz"[number % 36];
  out[length] = 0;
  return length;
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  uint32_t seed = 7;
  for (long round = 0; round < rounds; round++) {
    hash = round & 1 ? by_word : by_byte;
    capacity = 0;
    entries = NULL;
    resize(64);
    for (int i = 0; i < 20000; i++) {
      char key[16];
      seed = seed * 1664525u + 1013904223u;
      uint32_t length = name((seed >> 8) % 6000 * 7919, key);
      if ((seed >> 5 & 7) == 0) {
        struct entry *e = find(key, length, 0);
        if (e) sum += e->value, e->hash = 1, live--;
      } else
        sum += ++find(key, length, 1)->value;
      if (used * 4 > capacity * 3) resize(live * 4 > capacity ? capacity * 2 : capacity);
    }
    sum = sum * 31 + live;
    free(entries);
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
