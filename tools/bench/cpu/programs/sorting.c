/* Quicksort, heapsort and shell sort of our own and libc's qsort with a callback, on keys of several orders. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N 2000

static void insertion(uint32_t *a, int n) {
  for (int i = 1; i < n; i++) {
    uint32_t key = a[i];
    int j = i;
    for (; j > 0 && a[j - 1] > key; j--) a[j] = a[j - 1];
    a[j] = key;
  }
}

static void quick(uint32_t *a, int n) {
  while (n > 12) {
    uint32_t x = a[0], y = a[n / 2], z = a[n - 1];
    uint32_t pivot = x < y ? (y < z ? y : x < z ? z : x) : (x < z ? x : y < z ? z : y);
    int i = 0, j = n - 1;
    for (;;) {
      while (a[i] < pivot) i++;
      while (a[j] > pivot) j--;
      if (i >= j) break;
      uint32_t t = a[i];
      a[i++] = a[j];
      a[j--] = t;
    }
    quick(a, i);
    a += i;
    n -= i;
  }
  insertion(a, n);
}

static void sift(uint32_t *a, int root, int n) {
  uint32_t key = a[root];
  for (int child; (child = 2 * root + 1) < n; root = child) {
    if (child + 1 < n && a[child + 1] > a[child]) child++;
    if (a[child] <= key) break;
    a[root] = a[child];
  }
  a[root] = key;
}

static void heap(uint32_t *a, int n) {
  for (int i = n / 2 - 1; i >= 0; i--) sift(a, i, n);
  for (int i = n - 1; i > 0; i--) {
    uint32_t t = a[0];
    a[0] = a[i];
    a[i] = t;
    sift(a, 0, i);
  }
}

static void shell(uint32_t *a, int n) {
  for (int gap = 797; gap > 0; gap /= 3)
    for (int i = gap; i < n; i++) {
      uint32_t key = a[i];
      int j = i;
      for (; j >= gap && a[j - gap] > key; j -= gap) a[j] = a[j - gap];
      a[j] = key;
    }
}

static int compare(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? -1 : x > y;
}

static void library(uint32_t *a, int n) { qsort(a, (size_t)n, sizeof *a, compare); }

int main(int argc, char **argv) {
  static void (*const sorts[])(uint32_t *, int) = {quick, heap, shell, library};
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  static uint32_t input[N], work[N];
  uint32_t seed = 1;
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    for (int i = 0; i < N; i++) {
      seed = seed * 1664525u + 1013904223u;
      input[i] = round % 4 == 1 ? (uint32_t)i * 3 : round % 4 == 2 ? seed >> 28 : round % 4 == 3 && i % 16 ? input[i - 1] + 5 : seed;
    }
    for (int s = 0; s < 4; s++) {
      memcpy(work, input, sizeof work);
      sorts[s](work, N);
      for (int i = 0; i < N; i += 7) sum = sum * 31 + work[i];
    }
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
