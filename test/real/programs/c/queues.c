/* Message queues that begin a thread (SIGEV_THREAD of mq_notify): each time it is asked for, and not when that is taken back. */
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static volatile int told;

static void hear(union sigval value) { told = value.sival_int; }

static void say(const char *what, int result) { printf("%s: %s\n", what, result < 0 ? strerror(errno) : "ok"); }

int main(void) {
  char name[32], text[16];
  snprintf(name, sizeof name, "/k42-%d", (int)getpid());
  struct mq_attr attributes = {.mq_maxmsg = 4, .mq_msgsize = sizeof text};
  mqd_t queue = mq_open(name, O_RDWR | O_CREAT, 0600, &attributes);
  struct sigevent event = {.sigev_notify = SIGEV_THREAD, .sigev_notify_function = hear};
  for (int round = 1; round < 4; round++) {
    event.sigev_value.sival_int = round * 11;
    say("asked", mq_notify(queue, &event));
    say("twice", mq_notify(queue, &event));
    mq_send(queue, "x", 1, 0);
    for (int i = 0; i < 2000 && told != round * 11; i++) usleep(5000);
    printf("told %d\n", told);
    mq_receive(queue, text, sizeof text, 0);
  }
  event.sigev_value.sival_int = 99;
  say("asked", mq_notify(queue, &event));
  say("taken back", mq_notify(queue, 0));
  mq_send(queue, "x", 1, 0);
  usleep(50000);
  printf("told %d\n", told);
  event.sigev_notify = 77;
  say("asked oddly", mq_notify(queue, &event));
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = 1000;
  say("with a signal that is none", mq_notify(queue, &event));
  mq_unlink(name);
  return 0;
}
