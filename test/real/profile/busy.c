/* Most of the time goes to leaf, called by middle; some to a second thread and to a child. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

__attribute__((noinline)) static unsigned leaf(unsigned seed, int rounds) {
  unsigned x = seed;
  for (int i = 0; i < rounds; i++) x = x * 1664525u + (x >> 3) + i;
  return x;
}

__attribute__((noinline)) unsigned middle(int times) {
  unsigned sum = 0;
  for (int i = 0; i < times; i++) sum ^= leaf(i, 1000) + 1;
  return sum;
}

__attribute__((noinline)) unsigned in_thread(unsigned rounds, int scale) { return leaf(rounds, 300000 * scale) | 1; }

__attribute__((noinline)) unsigned in_child(unsigned rounds, int scale) { return leaf(rounds, 300000 * scale) | 1; }

/* The compiler does not see what becomes of the result: recursion stays what it is. */
__attribute__((noinline)) unsigned deep(int depth, int times) {
  if (depth == 0) return middle(times);
  unsigned below = deep(depth - 1, times);
  __asm__ volatile("" : "+r"(below));
  return below + 1;
}

static void *thread(void *argument) {
  return in_thread(2, *(int *)argument) == 0 ? argument : NULL;
}

static int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

__attribute__((noinline)) void sort(int count) {
  int *values = malloc(count * sizeof *values);
  unsigned x = 1;
  for (int i = 0; i < count; i++) values[i] = (x = x * 1103515245u + 12345u) >> 8;
  qsort(values, count, sizeof *values, compare);
  free(values);
}

/* So many times the work of the leaf. */
int main(int argc, char **argv) {
  int scale = argc > 1 ? atoi(argv[1]) : 1;
  pthread_t other;
  pthread_create(&other, NULL, thread, &scale);
  pthread_join(other, NULL);
  if (fork() == 0) _exit(in_child(1, scale) == 0);
  wait(NULL);
  sort(50000);
  printf("%u %u\n", middle(4000 * scale), deep(20, 1500 * scale));
  return 0;
}
