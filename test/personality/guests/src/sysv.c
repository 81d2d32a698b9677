/* System V IPC as Linux has it: shared memory, semaphores, message queues. Runs on the host's own Linux too. */
#include "linux.h"

#define ENOENT 2
#define E2BIG 7
#define EACCES 13
#define EFAULT 14
#define EEXIST 17
#define EFBIG 27
#define ERANGE 34
#define ENOMSG 42
#define EIDRM 43
#define IPC_CREAT 01000
#define IPC_EXCL 02000
#define IPC_NOWAIT 04000
#define IPC_RMID 0
#define IPC_SET 1
#define IPC_STAT 2
#define IPC_INFO 3
#define SHM_RDONLY 010000
#define SHM_RND 020000
#define SHM_REMAP 040000
#define SHM_LOCK 11
#define SHM_STAT 13
#define SHM_INFO 14
#define GETPID 11
#define GETVAL 12
#define GETALL 13
#define GETNCNT 14
#define GETZCNT 15
#define SETVAL 16
#define SETALL 17
#define SEM_UNDO 0x1000
#define MSG_NOERROR 010000
#define MSG_EXCEPT 020000
#define MSG_COPY 040000

#ifdef __x86_64__
struct perm { int key; u32 uid, gid, cuid, cgid; u32 mode; u16 seq, pad; ureg more[2]; };
#else
struct perm { int key; u32 uid, gid, cuid, cgid, mode, seq, pad; u64 more[2]; };
#endif
#if __SIZEOF_LONG__ == 8
#ifdef __x86_64__
struct shm { struct perm perm; ureg size; ureg atime, dtime, ctime; int cpid, lpid; ureg nattch, more[2]; };
struct sem { struct perm perm; ureg otime, more1, ctime, more2, nsems, more[2]; };
#else
struct shm { struct perm perm; ureg atime, dtime, ctime, size; int cpid, lpid; ureg nattch, more[2]; };
struct sem { struct perm perm; ureg otime, ctime, nsems, more[2]; };
#endif
struct msg { struct perm perm; ureg stime, rtime, ctime, cbytes, qnum, qbytes; int lspid, lrpid; ureg more[2]; };
#else
struct shm { struct perm perm; ureg atime_high, atime, dtime_high, dtime, ctime_high, ctime, more1, size; int cpid, lpid; ureg nattch, more[2]; };
struct sem { struct perm perm; ureg otime_high, otime, ctime_high, ctime, nsems, more[2]; };
struct msg { struct perm perm; ureg stime_high, stime, rtime_high, rtime, ctime_high, ctime, cbytes, qnum, qbytes; int lspid, lrpid; ureg more[2]; };
#endif
struct op { u16 number; short change, flags; };
struct text { reg type; char text[64]; };

static void check(int truth, const char *statement) { same(truth != 0, 1, statement); }
static i64 shmget(int key, ureg size, int flags) { return CALL3(__NR_shmget, key, size, flags); }
/* An address as a register gives it, so that errors are negative; p is one. */
static i64 shmat(i64 id, void *at, int flags) { return CALL3(__NR_shmat, id, at, flags); }
static i64 shmdt(void *at) { return CALL1(__NR_shmdt, at); }
static i64 shmctl(i64 id, int command, void *buf) { return CALL3(__NR_shmctl, id, command, buf); }
static i64 semget(int key, int count, int flags) { return CALL3(__NR_semget, key, count, flags); }
static i64 semctl(i64 id, int number, int command, void *argument) { return CALL4(__NR_semctl, id, number, command, argument); }
/* The union is passed as a register; an int in it lies in its upper half where the order is big and registers are wide. */
static i64 setval(i64 id, int number, int value) {
  ureg argument = 0;
  memcpy(&argument, &value, sizeof value);
#if __SIZEOF_LONG__ == 4
  argument = (ureg)value;
#endif
  return semctl(id, number, SETVAL, (void *)argument);
}
static i64 semtimed(i64 id, struct op *ops, ureg count, i64 milliseconds) {
#if __SIZEOF_LONG__ == 8
  struct time t = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  return CALL4(__NR_semtimedop, id, ops, count, milliseconds < 0 ? 0 : &t);
#else
  struct { i64 seconds, nanoseconds; } t = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  return CALL4(__NR_semtimedop_time64, id, ops, count, milliseconds < 0 ? 0 : &t);
#endif
}
static i64 semop(i64 id, int number, int change, int flags) {
  struct op op = {(u16)number, (short)change, (short)flags};
  return semtimed(id, &op, 1, -1);
}
static i64 getval(i64 id, int number) { return semctl(id, number, GETVAL, 0); }
static i64 msgsnd(i64 id, void *m, ureg size, int flags) { return CALL4(__NR_msgsnd, id, m, size, flags); }
static i64 msgrcv(i64 id, void *m, ureg size, reg type, int flags) { return CALL6(__NR_msgrcv, id, m, size, type, flags, 0); }
static i64 msgctl(i64 id, int command, void *buf) { return CALL3(__NR_msgctl, id, command, buf); }

static volatile int heard;
static void note(int signal) { (void)signal; heard++; }

static void segments(void) {
  struct shm ds;
  int status = 0;
  i64 id = shmget(0x6b34, 100000, IPC_CREAT | 0640);
  check(id >= 0, "a segment is made");
  same(shmget(0x6b34, 100000, 0), id, "and found by its key");
  same(shmget(0x6b34, 100001, 0), -EINVAL, "not when more is asked");
  same(shmget(0x6b34, 100, IPC_CREAT | IPC_EXCL), -EEXIST, "nor made again");
  same(shmget(0x6b35, 100, 0), -ENOENT, "another key has none");
  same(shmget(0, 0, IPC_CREAT), -EINVAL, "none has no bytes");
  char *p = (char *)(reg)shmat(id, 0, 0);
  check((reg)p > 0 || (reg)p < -4096, "it is attached");
  p[99999] = 7;
  char *q = (char *)(reg)shmat(id, 0, SHM_RDONLY);
  same(q[99999], 7, "twice, and is the same");
  same(shmat(id, p, 0), -EINVAL, "not where something is");
  same(shmat(id, p + 1, 0), -EINVAL, "nor at odd addresses");
  same(shmat(id, p + 1, SHM_RND), -EINVAL, "which SHM_RND makes even");
  same(shmat(id, 0, SHM_REMAP), -EINVAL, "SHM_REMAP wants an address");
  same(shmat(id, p, SHM_REMAP), (reg)p, "and replaces what is there");
  same(p[99999], 7, "by the same again");
  same(shmat(-1, 0, 0), -EINVAL, "there is no segment -1");
  same(shmctl(id, IPC_STAT, &ds), 0, "IPC_STAT");
  same(ds.perm.key, 0x6b34, "tells the key");
  same(ds.perm.mode & 0777, 0640, "the mode");
  same(ds.size, 100000, "the size");
  same(ds.nattch, 2, "the attachments");
  same(ds.cpid, self(), "who made it");
  same(ds.lpid, self(), "who was last");
  check(ds.atime > 1000000 && ds.ctime > 1000000 && ds.dtime != 0, "and when");
  ds.perm.mode = 0600;
  same(shmctl(id, IPC_SET, &ds), 0, "IPC_SET");
  shmctl(id, IPC_STAT, &ds);
  same(ds.perm.mode, 0600, "changes the mode");
  same(shmctl(id, SHM_LOCK, 0), 0, "SHM_LOCK");
  shmctl(id, IPC_STAT, &ds);
  same(ds.perm.mode, 02600, "shows");
  i64 pid = fork_child();
  if (pid == 0) {
    shmctl(id, IPC_STAT, &ds);
    p[0] = (char)ds.nattch;
    leave(0);
  }
  wait_for(pid, &status, 0);
  same(p[0], 4, "fork attaches for the child");
  shmctl(id, IPC_STAT, &ds);
  same(ds.nattch, 2, "its end detaches");
  same(shmdt(q + 1), -EINVAL, "an address in the middle is none to detach");
  same(shmdt(q), 0, "it is detached");
  same(shmdt(q), -EINVAL, "once");
  pid = fork_child();
  if (pid == 0) {
    *(volatile char *)q = 1;
    leave(0);
  }
  wait_for(pid, &status, 0);
  same(status & 127, SIGSEGV, "then nothing is there");
  i64 index = id & 32767;
  same(shmctl(index, SHM_STAT, &ds), id, "SHM_STAT answers the identifier");
  same(shmctl(id, 77, 0), -EINVAL, "there is no such command");
  same(shmctl(id, IPC_STAT, (void *)8), -EFAULT, "a bad address is told");
  same(shmctl(id, IPC_RMID, 0), 0, "it is removed");
  same(shmget(0x6b34, 10, 0), -ENOENT, "its key finds nothing");
  same(p[99999], 7, "but who has it keeps it");
  shmctl(id, IPC_STAT, &ds);
  same(ds.perm.mode & 01000, 01000, "it is marked");
  q = (char *)(reg)shmat(id, 0, 0);
  same(q[99999], 7, "it can still be attached by its identifier");
  shmdt(q);
  shmdt(p);
  same(shmctl(id, IPC_STAT, &ds), -EINVAL, "with the last detachment it is gone");
  i64 next = shmget(0, 4096, 0600);
  check(next != id, "another has another identifier");
  p = (char *)(reg)shmat(next, 0, 0);
  same(p[0], 0, "and is empty");
  /* A part of it is unmapped, the rest detached by where it began. */
  shmctl(next, IPC_RMID, 0);
  same(CALL2(__NR_munmap, p, 4096), 0, "munmap");
  same(shmctl(next, IPC_STAT, &ds), -EINVAL, "detaches too");
}

static void semaphores(void) {
  struct sem ds;
  u16 all[3] = {1, 2, 3};
  int status = 0;
  i64 id = semget(0x6b36, 3, IPC_CREAT | 0600);
  check(id >= 0, "a set is made");
  same(semget(0x6b36, 4, 0), -EINVAL, "it has no more than three");
  same(semget(0x6b36, 0, 0), id, "none may be asked of one that is there");
  same(semget(0, 0, 0600), -EINVAL, "but not of a new one");
  same(semget(0, 32001, 0600), -EINVAL, "nor too many");
  same(getval(id, 0), 0, "they begin with 0");
  same(semctl(id, 0, SETALL, all), 0, "SETALL");
  all[2] = 0;
  same(semctl(id, 0, GETALL, all), 0, "GETALL");
  check(all[0] == 1 && all[1] == 2 && all[2] == 3, "agree");
  same(semctl(id, 3, GETVAL, 0), -EINVAL, "there is no fourth");
  same(setval(id, 0, 32768), -ERANGE, "a value is at most 32767");
  same(setval(id, 0, -1), -ERANGE, "and not negative");
  same(setval(id, 0, 5), 0, "SETVAL");
  same(getval(id, 0), 5, "sets");
  same(semctl(id, 0, GETPID, 0), self(), "and tells who did");
  same(semop(id, 0, -5, IPC_NOWAIT), 0, "it is taken");
  same(semop(id, 0, -1, IPC_NOWAIT), -EAGAIN, "more is not there");
  same(semop(id, 0, 0, IPC_NOWAIT), 0, "it is zero");
  same(semop(id, 1, 0, IPC_NOWAIT), -EAGAIN, "the next is not");
  same(semop(id, 3, 1, 0), -EFBIG, "there is no fourth to change");
  struct op ops[3] = {{0, 1, IPC_NOWAIT}, {1, -3, IPC_NOWAIT}, {2, 1, IPC_NOWAIT}};
  same(semtimed(id, ops, 3, -1), -EAGAIN, "operations are done all");
  same(getval(id, 0), 0, "or none");
  same(semtimed(id, ops, 0, -1), -EINVAL, "none is no operation");
  same(semtimed(id, ops, 501, -1), -E2BIG, "too many are too many");
  same(semop(id, 2, 32767, 0), -ERANGE, "nothing grows beyond the bound");
  ops[0] = (struct op){0, -1, 0};
  same(semtimed(id, ops, 1, 20), -EAGAIN, "a wait has an end");
  semctl(id, 0, IPC_STAT, &ds);
  same(ds.nsems, 3, "IPC_STAT tells how many");
  check(ds.otime > 1000000 && ds.ctime > 1000000, "and when");
  /* Two wait; the first takes, then the second. */
  i64 first = fork_child();
  if (first == 0) leave(semop(id, 0, -2, 0) == 0 ? 11 : 1);
  while (semctl(id, 0, GETNCNT, 0) < 1) nap(2);
  i64 second = fork_child();
  if (second == 0) leave(semop(id, 0, -1, 0) == 0 ? 22 : 1);
  while (semctl(id, 0, GETNCNT, 0) < 2) nap(2);
  same(semctl(id, 0, GETNCNT, 0), 2, "two wait for more");
  semop(id, 0, 1, 0);
  wait_for(-1, &status, 0);
  same(status, 22 << 8, "who wants less than the first goes on before it");
  same(semctl(id, 0, GETNCNT, 0), 1, "one waits");
  semop(id, 0, 2, 0);
  wait_for(-1, &status, 0);
  same(status, 11 << 8, "then the first");
  same(getval(id, 0), 0, "they took it");
  setval(id, 0, 1);
  first = fork_child();
  if (first == 0) leave(semop(id, 0, 0, 0) == 0 ? 33 : 1);
  while (semctl(id, 0, GETZCNT, 0) < 1) nap(2);
  semop(id, 0, -1, 0);
  wait_for(first, &status, 0);
  same(status, 33 << 8, "who waits for zero hears of it");
  /* A signal ends a wait, whatever the handler says. */
  first = fork_child();
  if (first == 0) {
    on(SIGUSR1, (void *)note, SA_RESTART, 0);
    i64 result = semop(id, 0, -1, 0);
    leave(result == -EINTR && heard == 1 ? 0 : 1);
  }
  while (semctl(id, 0, GETNCNT, 0) < 1) nap(2);
  send(first, SIGUSR1);
  wait_for(first, &status, 0);
  same(status, 0, "a signal ends a wait, and no handler restarts it");
  same(semctl(id, 0, GETNCNT, 0), 0, "it waits no more");
  first = fork_child();
  if (first == 0) { semop(id, 0, -1, 0); leave(1); }
  while (semctl(id, 0, GETNCNT, 0) < 1) nap(2);
  send(first, SIGKILL);
  wait_for(first, &status, 0);
  same(semctl(id, 0, GETNCNT, 0), 0, "nor one that was killed");
  /* What a process did is undone at its end. */
  setval(id, 1, 3);
  first = fork_child();
  if (first == 0) {
    semop(id, 1, -3, SEM_UNDO);
    leave(getval(id, 1) == 0 ? 0 : 1);
  }
  wait_for(first, &status, 0);
  same(status, 0, "a child takes three");
  same(getval(id, 1), 3, "and its end gives them back");
  first = fork_child();
  if (first == 0) {
    semop(id, 1, -3, SEM_UNDO);
    setval(id, 1, 9);
    leave(0);
  }
  wait_for(first, &status, 0);
  same(getval(id, 1), 9, "not if the value was set since");
  first = fork_child();
  if (first == 0) {
    semop(id, 1, 2, SEM_UNDO);
    leave(0);
  }
  wait_for(first, &status, 0);
  same(getval(id, 1), 9, "what was given is taken back");
  first = fork_child();
  if (first == 0) leave(semop(id, 0, -1, 0) == -EIDRM ? 0 : 1);
  while (semctl(id, 0, GETNCNT, 0) < 1) nap(2);
  same(semctl(id, 0, IPC_RMID, 0), 0, "the set is removed");
  wait_for(first, &status, 0);
  same(status, 0, "who waits hears of it");
  same(getval(id, 0), -EINVAL, "it is gone");
}

static void messages(void) {
  struct msg ds;
  int status = 0;
  struct text m = {1, "one"}, r = {0, ""};
  i64 id = CALL2(__NR_msgget, 0x6b37, IPC_CREAT | 0600);
  check(id >= 0, "a queue is made");
  same(CALL2(__NR_msgget, 0x6b37, IPC_CREAT | IPC_EXCL), -EEXIST, "once");
  same(msgsnd(id, &m, 4, 0), 0, "a message is sent");
  m.type = 0;
  same(msgsnd(id, &m, 4, 0), -EINVAL, "its type is positive");
  m.type = 3;
  same(msgsnd(id, &m, 8193, 0), -EINVAL, "it has at most 8192 bytes");
  m.text[0] = 'T';
  msgsnd(id, &m, 4, 0);
  m.type = 2;
  m.text[0] = 'S';
  msgsnd(id, &m, 10, 0);
  msgctl(id, IPC_STAT, &ds);
  same(ds.qnum, 3, "three are there");
  same(ds.cbytes, 18, "with their bytes");
  same(ds.qbytes, 16384, "of so many");
  same(ds.lspid, self(), "from here");
  same(msgrcv(id, &r, 64, 0, MSG_COPY | IPC_NOWAIT), 4, "a copy of the first");
  same(msgrcv(id, &r, 64, 2, MSG_COPY | IPC_NOWAIT), 10, "of the third");
  same(msgrcv(id, &r, 64, 3, MSG_COPY | IPC_NOWAIT), -ENOMSG, "there is no fourth");
  same(msgrcv(id, &r, 64, 0, MSG_COPY), -EINVAL, "a copy does not wait");
  same(msgrcv(id, &r, 64, 9, IPC_NOWAIT), -ENOMSG, "a type that is not there");
  same(msgrcv(id, &r, 64, 3, 0), 4, "one that is");
  check(r.type == 3 && r.text[0] == 'T', "is told");
  same(msgrcv(id, &r, 5, 2, 0), -E2BIG, "too long for the buffer");
  same(msgrcv(id, &r, 5, 2, MSG_NOERROR), 5, "is cut if asked");
  m.type = 7;
  msgsnd(id, &m, 4, 0);
  m.type = 5;
  msgsnd(id, &m, 4, 0);
  same(msgrcv(id, &r, 64, 1, MSG_EXCEPT), 4, "any other type");
  same(r.type, 7, "is the first other");
  msgsnd(id, &r, 4, 0);
  same(msgrcv(id, &r, 64, -6, 0), 4, "the lowest up to six");
  same(r.type, 1, "is one");
  msgrcv(id, &r, 64, -6, 0);
  same(r.type, 5, "then five");
  same(msgrcv(id, &r, 64, -6, IPC_NOWAIT), -ENOMSG, "then none");
  msgrcv(id, &r, 64, 0, 0);
  i64 pid = fork_child();
  if (pid == 0) leave(msgrcv(id, &r, 64, 4, 0) == 6 && r.text[0] == 'S' ? 0 : 1);
  nap(20);
  m.type = 8;
  msgsnd(id, &m, 4, 0);
  m.type = 4;
  msgsnd(id, &m, 6, 0);
  wait_for(pid, &status, 0);
  same(status, 0, "who waits for a type gets it");
  msgrcv(id, &r, 64, 0, 0);
  static struct { reg type; char text[8192]; } big = {1, ""};
  same(msgsnd(id, &big, 8192, 0), 0, "a large one");
  same(msgsnd(id, &big, 8192, 0), 0, "and another fill it");
  same(msgsnd(id, &big, 1, IPC_NOWAIT), -EAGAIN, "there is no room");
  same(msgsnd(id, &big, 0, IPC_NOWAIT), 0, "but for nothing");
  pid = fork_child();
  if (pid == 0) leave(msgsnd(id, &big, 5, 0) == 0 ? 0 : 1);
  nap(20);
  msgrcv(id, &big, 8192, 0, 0);
  wait_for(pid, &status, 0);
  same(status, 0, "who waits for room gets it");
  pid = fork_child();
  if (pid == 0) {
    on(SIGUSR1, (void *)note, 0, 0);
    leave(msgrcv(id, &r, 64, 99, 0) == -EINTR ? 0 : 1);
  }
  nap(20);
  send(pid, SIGUSR1);
  wait_for(pid, &status, 0);
  same(status, 0, "a signal ends a wait");
  pid = fork_child();
  if (pid == 0) leave(msgrcv(id, &r, 64, 99, 0) == -EIDRM ? 0 : 1);
  nap(20);
  msgctl(id, IPC_STAT, &ds);
  ds.qbytes = 100;
  same(msgctl(id, IPC_SET, &ds), 0, "its bound is set");
  same(msgctl(id, IPC_RMID, 0), 0, "the queue is removed");
  wait_for(pid, &status, 0);
  same(status, 0, "who waits hears of it");
  same(msgsnd(id, &m, 1, 0), -EINVAL, "it is gone");
}

static void rights(void) {
  int status = 0;
  i64 id = shmget(0x6b38, 10, IPC_CREAT | 0640);
  i64 set = semget(0x6b38, 1, IPC_CREAT | 0444);
  flush();
  i64 pid = fork_child();
  if (pid == 0) {
    CALL3(__NR_setresgid, 77, 77, 77);
    CALL2(__NR_setgroups, 0, 0);
    CALL3(__NR_setresuid, 77, 77, 77);
    if (shmat(id, 0, 0) != -EACCES || shmget(0x6b38, 1, 0400) != -EACCES || shmget(0x6b38, 1, 0) != id) leave(1);
    if (shmctl(id, IPC_RMID, 0) != -EPERM) leave(2);
    if (getval(set, 0) != 0 || setval(set, 0, 1) != -EACCES || semop(set, 0, 1, 0) != -EACCES) leave(3);
    if (semop(set, 0, 0, 0) != 0) leave(4);
    leave(0);
  }
  wait_for(pid, &status, 0);
  same(status, 0, "rights are those of the mode (see the code for the step)");
  shmctl(id, IPC_RMID, 0);
  semctl(set, 0, IPC_RMID, 0);
}

#ifdef __NR_ipc
/* One number for all of them, as older libraries call. */
#define IPC(call, first, second, third, ptr, fifth) CALL6(__NR_ipc, call, first, second, third, ptr, fifth)
static void multiplexed(void) {
  ureg at = 0, value = 0;
  struct shm ds;
  struct sem sems;
  int four = 4;
  struct op op = {0, -1, IPC_NOWAIT};
  struct text m = {5, "five"}, r = {0, ""};
  i64 id = IPC(23, 0, 5000, 0600, 0, 0);
  check(id >= 0, "ipc SHMGET");
  same(IPC(21, id, 0, &at, 0, 0), 0, "SHMAT");
  *(char *)at = 1;
  same(IPC(24, id, IPC_STAT | 0x100, 0, &ds, 0), 0, "SHMCTL");
  check(ds.size == 5000 && ds.nattch == 1, "tells");
  same(IPC(22, 0, 0, 0, at, 0), 0, "SHMDT");
  same(IPC(24, id, IPC_RMID | 0x100, 0, 0, 0), 0, "IPC_RMID");
  i64 set = IPC(2, 0, 1, 0600, 0, 0);
  memcpy(&value, &four, sizeof four);
#if __SIZEOF_LONG__ == 4
  value = 4;
#endif
  same(IPC(3, set, 0, SETVAL | 0x100, &value, 0), 0, "SEMCTL");
  same(IPC(1, set, 1, 0, &op, 0), 0, "SEMOP");
  same(IPC(3, set, 0, GETVAL | 0x100, &value, 0), 3, "GETVAL");
  value = (ureg)&sems;
  same(IPC(3, set, 0, IPC_STAT | 0x100, &value, 0), 0, "IPC_STAT");
  same(sems.nsems, 1, "tells");
  struct time t = {0, 1000};
  op = (struct op){0, -9, 0};
  same(IPC(4, set, 1, 0, &op, &t), -EAGAIN, "SEMTIMEDOP");
  same(IPC(3, set, 0, IPC_RMID | 0x100, &value, 0), 0, "IPC_RMID");
  i64 queue = IPC(13, 0, 0600, 0, 0, 0);
  same(IPC(11, queue, 4, 0, &m, 0), 0, "MSGSND");
  struct { void *m; reg type; } kludge = {&r, 5};
  same(IPC(12, queue, 64, 0, &kludge, 0), 4, "MSGRCV");
  same(r.type, 5, "of the type");
  IPC(11, queue, 4, 0, &m, 0);
  same(IPC(0x1000c, queue, 64, 0, &r, 5), 4, "MSGRCV of version 1");
  same(IPC(14, queue, IPC_RMID | 0x100, 0, 0, 0), 0, "MSGCTL");
}
#endif

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  segments();
  semaphores();
  messages();
  rights();
#ifdef __NR_ipc
  multiplexed();
#endif
  return tap_end();
}
