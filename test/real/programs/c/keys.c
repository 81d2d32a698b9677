/* Keys and rings of keys: making, finding, linking and losing them, and who may. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/keyctl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static long add(const char *type, const char *description, const void *content, size_t length, int ring) {
  return syscall(SYS_add_key, type, description, content, length, ring);
}
static long request(const char *type, const char *description, const char *callout, int ring) {
  return syscall(SYS_request_key, type, description, callout, ring);
}
#define CTL(...) syscall(SYS_keyctl, __VA_ARGS__)

static void say(const char *what, long result) {
  if (result < 0) printf("%s: %s\n", what, strerror(errno));
  else printf("%s: ok\n", what);
}
static void number(const char *what, long result) {
  if (result < 0) printf("%s: %s\n", what, strerror(errno));
  else printf("%s: %ld\n", what, result);
}
static void describe(const char *what, int key) {
  char text[200];
  long length = CTL(KEYCTL_DESCRIBE, key, text, sizeof text);
  if (length < 0) printf("%s: %s\n", what, strerror(errno));
  else printf("%s: %ld %s\n", what, length, text);
}
static void content(const char *what, int key) {
  char text[64] = {0};
  long length = CTL(KEYCTL_READ, key, text, sizeof text - 1);
  if (length < 0) printf("%s: %s\n", what, strerror(errno));
  else printf("%s: %ld %s\n", what, length, text);
}

int main(void) {
  long session = CTL(KEYCTL_JOIN_SESSION_KEYRING, 0);
  if (session < 0 && errno == ENOSYS) return puts("this kernel has no keys, and says so in as many words as it can"), 0;
  say("a session of its own", session);
  printf("its number is the same: %d\n", CTL(KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0) == session);
  describe("session", KEY_SPEC_SESSION_KEYRING);
  say("no thread's ring yet", CTL(KEYCTL_GET_KEYRING_ID, KEY_SPEC_THREAD_KEYRING, 0));
  say("now", CTL(KEYCTL_GET_KEYRING_ID, KEY_SPEC_THREAD_KEYRING, 1));
  describe("thread", KEY_SPEC_THREAD_KEYRING);
  describe("process", KEY_SPEC_PROCESS_KEYRING);
  describe("user", KEY_SPEC_USER_KEYRING);
  describe("user's session", KEY_SPEC_USER_SESSION_KEYRING);
  describe("group", KEY_SPEC_GROUP_KEYRING);
  describe("authority", KEY_SPEC_REQKEY_AUTH_KEY);

  long key = add("user", "colour", "red", 3, KEY_SPEC_SESSION_KEYRING);
  say("a key", key);
  describe("key", key);
  content("content", key);
  printf("changed it is the same: %d\n", add("user", "colour", "green", 5, KEY_SPEC_SESSION_KEYRING) == key);
  content("content", key);
  number("read with little room", CTL(KEYCTL_READ, key, (char[2]){0}, 2));
  number("read with none", CTL(KEYCTL_READ, key, 0, 0));
  say("updated", CTL(KEYCTL_UPDATE, key, "blue", 4));
  content("content", key);
  say("updated with nothing", CTL(KEYCTL_UPDATE, key, 0, 0));
  printf("found: %d\n", request("user", "colour", 0, 0) == key);
  printf("found in its ring: %d\n", CTL(KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING, "user", "colour", 0) == key);
  say("not in another", CTL(KEYCTL_SEARCH, KEY_SPEC_THREAD_KEYRING, "user", "colour", 0));
  say("nor another", request("user", "smell", 0, 0));
  say("nor one that would have to be made", request("user", "smell", "please", 0));
  say("which is known now", request("user", "smell", 0, 0));
  say("nor of a type that is none", request("odd", "smell", 0, 0));
  printf("put into another ring: %d\n", request("user", "colour", 0, KEY_SPEC_THREAD_KEYRING) == key);
  say("taken out", CTL(KEYCTL_UNLINK, key, KEY_SPEC_SESSION_KEYRING));
  say("twice", CTL(KEYCTL_UNLINK, key, KEY_SPEC_SESSION_KEYRING));
  content("still there", key);
  say("linked", CTL(KEYCTL_LINK, key, KEY_SPEC_SESSION_KEYRING));

  say("type that is none", add("odd", "x", "x", 1, KEY_SPEC_SESSION_KEYRING));
  say("no type", add("", "x", "x", 1, KEY_SPEC_SESSION_KEYRING));
  say("long type", add("1234567890123456789012345678901234567890", "x", "x", 1, KEY_SPEC_SESSION_KEYRING));
  say("hidden type", add(".x", "x", "x", 1, KEY_SPEC_SESSION_KEYRING));
  say("no description", add("user", "", "x", 1, KEY_SPEC_SESSION_KEYRING));
  say("no content", add("user", "x", 0, 0, KEY_SPEC_SESSION_KEYRING));
  say("content nowhere", add("user", "x", 0, 10, KEY_SPEC_SESSION_KEYRING));
  static char much[32768];
  say("much content", add("user", "x", much, sizeof much, KEY_SPEC_SESSION_KEYRING));
  say("no such ring", add("user", "x", "x", 1, 0));
  say("no ring", add("user", "x", "x", 1, key));
  say("a ring with content", add("keyring", "r", "x", 1, KEY_SPEC_SESSION_KEYRING));
  say("a hidden ring", add("keyring", ".r", 0, 0, KEY_SPEC_SESSION_KEYRING));

  long logon = add("logon", "here:there", "secret", 6, KEY_SPEC_SESSION_KEYRING);
  say("a logon key", logon);
  say("without a colon", add("logon", "there", "secret", 6, KEY_SPEC_SESSION_KEYRING));
  describe("logon", logon);
  content("not told", logon);

  long ring = add("keyring", "bunch", 0, 0, KEY_SPEC_SESSION_KEYRING);
  say("a ring", ring);
  describe("ring", ring);
  say("content of a ring", CTL(KEYCTL_UPDATE, ring, "x", 1));
  long inner = add("keyring", "inner", 0, 0, ring);
  say("a circle", CTL(KEYCTL_LINK, ring, inner));
  say("itself", CTL(KEYCTL_LINK, ring, ring));
  long deep = add("user", "deep", "d", 1, inner);
  printf("found below: %d\n", request("user", "deep", 0, 0) == deep);
  int members[8];
  number("members", CTL(KEYCTL_READ, ring, members, sizeof members));
  printf("which are the inner ring: %d\n", members[0] == inner);
  say("cleared", CTL(KEYCTL_CLEAR, ring));
  say("cleared, no ring", CTL(KEYCTL_CLEAR, key));

  say("rights", CTL(KEYCTL_SETPERM, key, 0x3f000000 & ~0x02000000));
  describe("key", key);
  content("possessed, it is read all the same", key);
  say("more rights", CTL(KEYCTL_SETPERM, key, 0x40000000));
  long lost = add("user", "lost", "x", 1, KEY_SPEC_SESSION_KEYRING);
  say("no search", CTL(KEYCTL_SETPERM, lost, 0x3f000000 & ~0x08000000));
  say("not found", request("user", "lost", 0, 0));
  say("nor its own any more", CTL(KEYCTL_SETPERM, lost, 0x3f3f0000));
  say("for all", CTL(KEYCTL_SETPERM, key, 0x3f3f0000));
  say("end", CTL(KEYCTL_SET_TIMEOUT, key, 1));
  usleep(1200000);
  say("over", CTL(KEYCTL_READ, key, 0, 0));
  say("not found", request("user", "colour", 0, 0));
  say("no end", CTL(KEYCTL_SET_TIMEOUT, key, 0));
  content("back", key);
  say("revoked", CTL(KEYCTL_REVOKE, key));
  content("gone", key);
  say("not found", request("user", "colour", 0, 0));
  long fresh = add("user", "colour", "new", 3, KEY_SPEC_SESSION_KEYRING);
  printf("a new one: %d\n", fresh >= 0 && fresh != key);
  say("invalid", CTL(KEYCTL_INVALIDATE, fresh));
  say("which is nothing", CTL(KEYCTL_READ, fresh, 0, 0));

  number("usual ring", CTL(KEYCTL_SET_REQKEY_KEYRING, KEY_REQKEY_DEFL_PROCESS_KEYRING));
  number("usual ring", CTL(KEYCTL_SET_REQKEY_KEYRING, KEY_REQKEY_DEFL_NO_CHANGE));
  say("a group's", CTL(KEYCTL_SET_REQKEY_KEYRING, KEY_REQKEY_DEFL_GROUP_KEYRING));
  say("no authority", CTL(KEYCTL_INSTANTIATE, 1234, "x", 1, 0));
  say("assumed", CTL(KEYCTL_ASSUME_AUTHORITY, 0));
  number("label", CTL(KEYCTL_GET_SECURITY, ring, 0, 0));
  say("moved", CTL(KEYCTL_MOVE, ring, KEY_SPEC_SESSION_KEYRING, KEY_SPEC_PROCESS_KEYRING, 0));
  say("again", CTL(KEYCTL_MOVE, ring, KEY_SPEC_SESSION_KEYRING, KEY_SPEC_PROCESS_KEYRING, 0));

  fflush(stdout);
  if (fork() == 0) {
    printf("a child has the session: %d\n", CTL(KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0) == session);
    say("and not the process's ring", CTL(KEYCTL_GET_KEYRING_ID, KEY_SPEC_PROCESS_KEYRING, 0));
    say("a new session", CTL(KEYCTL_JOIN_SESSION_KEYRING, "by name"));
    describe("session", KEY_SPEC_SESSION_KEYRING);
    fflush(stdout);
    _exit(0);
  }
  wait(0);
  printf("the parent's stays: %d\n", CTL(KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0) == session);
  say("no such operation", CTL(999, 0));
  return 0;
}
