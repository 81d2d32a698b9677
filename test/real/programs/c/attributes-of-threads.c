/* What the library asks the kernel about a thread that is not the first: its stack, its processors. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void *ask(void *name) {
  pthread_attr_t attributes;
  size_t size = 0;
  void *stack = NULL;
  cpu_set_t set;
  int failed = pthread_getattr_np(pthread_self(), &attributes);
  printf("%s: attributes %s\n", (char *)name, failed ? strerror(failed) : "told");
  pthread_attr_getstack(&attributes, &stack, &size);
  char here = 0;
  printf("on its stack %d\n", &here >= (char *)stack && &here < (char *)stack + size);
  printf("processors %s\n", pthread_getaffinity_np(pthread_self(), sizeof set, &set) ? "failed" : "told");
  printf("set again %d\n", sched_setaffinity((pid_t)syscall(SYS_gettid), sizeof set, &set));
  pthread_attr_destroy(&attributes);
  return NULL;
}

int main(void) {
  pthread_t thread;
  ask("first");
  pthread_create(&thread, NULL, ask, "second");
  pthread_join(thread, NULL);
  return 0;
}
