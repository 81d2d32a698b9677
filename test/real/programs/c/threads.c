/* POSIX threads: locks, conditions, thread-local storage, cancellation, and the clocks. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 8, ROUNDS = 2000, ITEMS = 500 };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t full = PTHREAD_COND_INITIALIZER, empty = PTHREAD_COND_INITIALIZER;
static long counter; static atomic_long atomic; static __thread int mine = 5;
static int slots[4], used, in, out;
static sem_t semaphore; static pthread_barrier_t barrier; static pthread_once_t once = PTHREAD_ONCE_INIT; static int initialised;
static pthread_key_t key; static atomic_int destroyed, cleaned;

static void *count(void *argument)
{
	for (int i = 0; i < ROUNDS; i++) { pthread_mutex_lock(&lock); counter++; pthread_mutex_unlock(&lock); atomic_fetch_add(&atomic, 2); mine++; if (i % 100 == 0) sched_yield(); }
	return (void *)((long)argument * mine);
}
static void *produce(void *argument)
{
	for (int i = 1; i <= ITEMS; i++) { pthread_mutex_lock(&lock); while (used == 4) pthread_cond_wait(&empty, &lock); slots[in++ % 4] = i; used++; pthread_cond_signal(&full); pthread_mutex_unlock(&lock); }
	return argument;
}
static void *consume(void *argument)
{
	long sum = 0; (void)argument;
	for (int i = 0; i < ITEMS; i++) { pthread_mutex_lock(&lock); while (used == 0) pthread_cond_wait(&full, &lock); sum += slots[out++ % 4]; used--; pthread_cond_signal(&empty); pthread_mutex_unlock(&lock); }
	return (void *)sum;
}
static void init(void) { initialised++; }
static void destroy(void *value) { (void)value; destroyed++; }
static void clean(void *value) { (void)value; cleaned++; }
static void *meet(void *argument) { pthread_once(&once, init); pthread_setspecific(key, argument); sem_wait(&semaphore); sem_post(&semaphore); pthread_barrier_wait(&barrier); return NULL; }
static void *endless(void *argument) { pthread_cleanup_push(clean, NULL); for (;;) sleep(1000); pthread_cleanup_pop(0); return argument; }
static void *wait_signal(void *argument) { sigset_t set; int signo; sigemptyset(&set); sigaddset(&set, SIGUSR1); sigwait(&set, &signo); (void)argument; return (void *)(long)(signo == SIGUSR1); }
static void *leave(void *argument) { pthread_exit((char *)argument + 1); }

int main(void)
{
	pthread_t threads[THREADS]; void *result; long total = 0;
	for (long i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, count, (void *)i);
	for (int i = 0; i < THREADS; i++) { pthread_join(threads[i], &result); total += (long)result; }
	printf("counted %ld, atomically %ld, locals %ld, own %d\n", counter, (long)atomic, total, mine);
	pthread_create(&threads[0], NULL, produce, NULL); pthread_create(&threads[1], NULL, consume, NULL); pthread_join(threads[0], NULL); pthread_join(threads[1], &result);
	printf("consumed %ld\n", (long)result);
	sem_init(&semaphore, 0, 0); pthread_barrier_init(&barrier, NULL, 4); pthread_key_create(&key, destroy);
	for (int i = 0; i < 3; i++) pthread_create(&threads[i], NULL, meet, &threads[i]);
	sem_post(&semaphore); pthread_barrier_wait(&barrier); for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
	printf("once %d, destroyed %d\n", initialised, destroyed);
	pthread_create(&threads[0], NULL, endless, NULL); usleep(20000); pthread_cancel(threads[0]); pthread_join(threads[0], &result); printf("cancelled %d, cleaned %d\n", result == PTHREAD_CANCELED, cleaned);
	sigset_t set; sigemptyset(&set); sigaddset(&set, SIGUSR1); pthread_sigmask(SIG_BLOCK, &set, NULL);
	pthread_create(&threads[0], NULL, wait_signal, NULL); usleep(5000); pthread_kill(threads[0], SIGUSR1); pthread_join(threads[0], &result); printf("signalled %ld\n", (long)result);
	char text[4]; pthread_create(&threads[0], NULL, leave, text); pthread_join(threads[0], &result); printf("left %d\n", result == text + 1);
	struct timespec start, end, until; clock_gettime(CLOCK_MONOTONIC, &start); nanosleep(&(struct timespec){ 0, 50000000 }, NULL); clock_gettime(CLOCK_MONOTONIC, &end);
	double took = (end.tv_sec - start.tv_sec) + (end.tv_nsec - start.tv_nsec) / 1e9; printf("slept %d\n", took >= 0.05 && took < 5);
	clock_gettime(CLOCK_REALTIME, &until); until.tv_nsec += 20000000; if (until.tv_nsec >= 1000000000) { until.tv_sec++; until.tv_nsec -= 1000000000; }
	pthread_mutex_lock(&lock); printf("timed out: %s\n", strerror(pthread_cond_timedwait(&full, &lock, &until))); pthread_mutex_unlock(&lock);
	pthread_mutexattr_t attribute; pthread_mutex_t checked; pthread_mutexattr_init(&attribute); pthread_mutexattr_settype(&attribute, PTHREAD_MUTEX_ERRORCHECK); pthread_mutex_init(&checked, &attribute);
	pthread_mutex_lock(&checked); printf("twice: %s\n", strerror(pthread_mutex_lock(&checked))); printf("held: %s\n", strerror(pthread_mutex_trylock(&checked)));
	pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER; pthread_rwlock_rdlock(&rw); printf("read lock: %d %s\n", pthread_rwlock_tryrdlock(&rw), strerror(pthread_rwlock_trywrlock(&rw)));
	pthread_create(&threads[0], NULL, endless, NULL); puts("exit ends them all"); return 3;
}
