/* malloc and free: complete binary trees built and dropped, a search tree with deletion, and blocks of mixed sizes. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tree {
  struct tree *left, *right;
  uint32_t key;
};

static struct tree *build(int depth) {
  struct tree *tree = malloc(sizeof *tree);
  *tree = (struct tree){depth ? build(depth - 1) : NULL, depth ? build(depth - 1) : NULL, (uint32_t)depth};
  return tree;
}

static uint32_t check(const struct tree *tree) { return tree ? 1 + tree->key * 3 + check(tree->left) + check(tree->right) : 0; }

static void drop(struct tree *tree) {
  if (!tree) return;
  drop(tree->left);
  drop(tree->right);
  free(tree);
}

static void insert(struct tree **at, uint32_t key) {
  while (*at && (*at)->key != key) at = key < (*at)->key ? &(*at)->left : &(*at)->right;
  if (*at) return;
  *at = malloc(sizeof **at);
  **at = (struct tree){NULL, NULL, key};
}

static int delete(struct tree **at, uint32_t key) {
  while (*at && (*at)->key != key) at = key < (*at)->key ? &(*at)->left : &(*at)->right;
  struct tree *gone = *at;
  if (!gone) return 0;
  if (gone->left && gone->right) {
    struct tree **next = &gone->right;
    while ((*next)->left) next = &(*next)->left;
    gone->key = (*next)->key;
    at = next;
    gone = *next;
  }
  *at = gone->left ? gone->left : gone->right;
  free(gone);
  return 1;
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  uint32_t seed = 9;
  static char *blocks[256];
  for (long round = 0; round < rounds; round++) {
    struct tree *kept = build(11), *search = NULL;
    for (int i = 0; i < 32; i++) {
      struct tree *tree = build(4 + i % 4);
      sum = sum * 31 + check(tree);
      drop(tree);
    }
    sum = sum * 31 + check(kept);
    drop(kept);
    for (int i = 0; i < 3000; i++) {
      seed = seed * 1664525u + 1013904223u;
      insert(&search, seed >> 20);
      sum += (uint64_t)delete (&search, (seed >> 4) & 4095);
    }
    sum = sum * 31 + check(search);
    drop(search);
    for (int i = 0; i < 1500; i++) {
      seed = seed * 1664525u + 1013904223u;
      uint32_t slot = seed >> 24, size = 8 + ((seed >> 8 & 1023) >> (seed >> 20 & 7));
      if (blocks[slot] && seed & 1 << 19) blocks[slot] = realloc(blocks[slot], size + 32);
      else free(blocks[slot]), blocks[slot] = calloc(1, size + 32);
      sum += (unsigned char)blocks[slot][7];
      memset(blocks[slot], (int)slot, size & 63);
    }
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
