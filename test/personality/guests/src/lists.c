/* Access control lists of files in memory: acl(5) as extended attributes. For a superuser of any Linux. */
#include "linux.h"

#define AT_FDCWD -100
#define EACCES 13
#define EEXIST 17
#define ENODATA 61
#define EOPNOTSUPP 95
#define ACCESS "system.posix_acl_access"
#define DEFAULT "system.posix_acl_default"
#define OWNER 1
#define USER 2
#define OWN_GROUP 4
#define GROUP 8
#define MASK 16
#define OTHERS 32
#define NOBODY 0xffffffffu

struct entry { u16 tag, permissions; u32 id; };
struct list { u32 version; struct entry entries[8]; };

/* Attributes are little-endian everywhere. */
static u16 le16(u16 value) { return *(u8 *)&(u16){1} ? value : (u16)(value << 8 | value >> 8); }
static u32 le32(u32 value) { return *(u8 *)&(u16){1} ? value : __builtin_bswap32(value); }

static reg set(const char *path, const char *name, const struct entry *entries, int count) {
  struct list list = {le32(2), {{0, 0, 0}}};
  for (int i = 0; i < count; i++) list.entries[i] = (struct entry){le16(entries[i].tag), le16(entries[i].permissions), le32(entries[i].id)};
  return CALL6(__NR_setxattr, path, name, &list, 4 + 8 * count, 0, 0);
}
#define SET(path, name, ...) set(path, name, (const struct entry[]){__VA_ARGS__}, sizeof(struct entry[]){__VA_ARGS__} / sizeof(struct entry))
static struct list got;
static reg get(const char *path, const char *name) { return CALL4(__NR_getxattr, path, name, &got, sizeof got); }
static int entry_is(int index, u16 tag, u16 permissions, u32 id) {
  const struct entry *one = &got.entries[index];
  return le16(one->tag) == tag && le16(one->permissions) == permissions && le32(one->id) == id;
}
static int mode_of(const char *path) {
  u8 status[256];
#ifdef __NR_statx
  if (CALL6(__NR_statx, AT_FDCWD, path, 0x100, 2, status, 0) < 0) return -1;
#endif
  return *(u16 *)(status + 28) & 07777;
}
static reg make(const char *path, int mode) {
  reg fd = CALL4(__NR_openat, AT_FDCWD, path, 64 | 2, mode);
  return fd < 0 ? fd : CALL1(__NR_close, fd);
}
static reg opens(const char *path, int how) {
  reg fd = CALL4(__NR_openat, AT_FDCWD, path, how, 0);
  return fd < 0 ? fd : CALL1(__NR_close, fd);
}

/* What somebody may: 4 reading, 2 writing. */
static int may(const char *path, u32 user, u32 group) {
  reg pid = fork_child();
  if (pid == 0) {
    CALL2(__NR_setgroups, 0, 0);
    CALL3(__NR_setresgid, group, group, group);
    CALL3(__NR_setresuid, user, user, user);
    leave((opens(path, 0) == 0 ? 4 : 0) | (opens(path, 1) == 0 ? 2 : 0));
  }
  int status = -1;
  wait_for(pid, &status, 0);
  return status >> 8;
}

static void refused(const char *file) {
  same(get(file, ACCESS), -ENODATA, "a file has no list at first");
  same(CALL6(__NR_setxattr, file, ACCESS, "\2\0\0", 3, 0, 0), -EINVAL, "a list has a beginning");
  same(CALL6(__NR_setxattr, file, ACCESS, "\3\0\0\0", 4, 0, 0), -EOPNOTSUPP, "of a version");
  same(CALL6(__NR_setxattr, file, ACCESS, "\2\0\0\0abc", 7, 0, 0), -EINVAL, "and whole entries");
  same(SET(file, ACCESS, {OWNER, 6, NOBODY}, {OWN_GROUP, 4, NOBODY}), -EINVAL, "says something of others");
  same(SET(file, ACCESS, {OWN_GROUP, 4, NOBODY}, {OWNER, 6, NOBODY}, {OTHERS, 0, NOBODY}), -EINVAL, "begins with the owner");
  same(SET(file, ACCESS, {OWNER, 6, NOBODY}, {USER, 6, 1000}, {OWN_GROUP, 4, NOBODY}, {OTHERS, 0, NOBODY}), -EINVAL, "has a mask when somebody is named");
  same(SET(file, ACCESS, {OWNER, 6, NOBODY}, {USER, 6, NOBODY}, {OWN_GROUP, 4, NOBODY}, {MASK, 7, NOBODY}, {OTHERS, 0, NOBODY}), -EINVAL, "by a number");
  same(SET(file, ACCESS, {OWNER, 8, NOBODY}, {OWN_GROUP, 4, NOBODY}, {OTHERS, 0, NOBODY}), -EINVAL, "and three bits each");
  same(SET(file, DEFAULT, {OWNER, 6, NOBODY}, {OWN_GROUP, 4, NOBODY}, {OTHERS, 0, NOBODY}), -EACCES, "a file makes no entries");
}

static void used(const char *file) {
  same(SET(file, ACCESS, {OWNER, 6, NOBODY}, {OWN_GROUP, 0, NOBODY}, {OTHERS, 4, NOBODY}), 0, "a list that says what a mode says");
  same(get(file, ACCESS), -ENODATA, "is none");
  same(mode_of(file), 0604, "but the mode");
  same(SET(file, ACCESS, {OWNER, 6, NOBODY}, {USER, 6, 1001}, {USER, 0, 1002}, {OWN_GROUP, 0, NOBODY}, {GROUP, 4, 2001}, {GROUP, 2, 2002}, {MASK, 6, NOBODY}, {OTHERS, 4, NOBODY}), 0, "users and groups have their own rights");
  same(get(file, ACCESS), 4 + 8 * 8, "which are told");
  ok(entry_is(1, USER, 6, 1001) && entry_is(5, GROUP, 2, 2002) && entry_is(6, MASK, 6, NOBODY), "as they were given");
  same(mode_of(file), 0664, "the mode shows the mask");
  same(may(file, 1001, 5000), 6, "a user who is named");
  same(may(file, 1002, 5000), 0, "one who may nothing");
  same(may(file, 1003, 5000), 4, "one who is not");
  same(may(file, 1003, 2001), 4, "members of a group");
  same(may(file, 1003, 2002), 2, "of another");
  same(may(file, 1003, 0), 0, "and of the file's, who are no others");
  same(CALL3(__NR_fchmodat, AT_FDCWD, file, 0640), 0, "a mode is changed");
  get(file, ACCESS);
  ok(entry_is(6, MASK, 4, NOBODY) && entry_is(7, OTHERS, 0, NOBODY) && entry_is(3, OWN_GROUP, 0, NOBODY), "and with it the mask");
  same(may(file, 1001, 5000), 4, "which limits those who are named");
  same(may(file, 1003, 2002), 0, "users and groups");
  char names[64];
  same(CALL3(__NR_listxattr, file, names, sizeof names), sizeof ACCESS, "a list is among the attributes");
  same(CALL2(__NR_removexattr, file, ACCESS), 0, "it is taken away");
  same(CALL2(__NR_removexattr, file, ACCESS), 0, "as often as one likes");
  same(get(file, ACCESS), -ENODATA, "then it is gone");
  same(mode_of(file), 0640, "and the mode stays");
}

static void given(void) {
  CALL3(__NR_mkdirat, AT_FDCWD, "d", 0755);
  same(get("d", DEFAULT), -ENODATA, "entries of a directory begin with a mode");
  same(SET("d", DEFAULT, {OWNER, 7, NOBODY}, {USER, 7, 1001}, {OWN_GROUP, 5, NOBODY}, {MASK, 7, NOBODY}, {OTHERS, 1, NOBODY}), 0, "or with a list");
  same(get("d", ACCESS), -ENODATA, "which the directory has not itself");
  make("d/file", 0666);
  same(get("d/file", ACCESS), 4 + 8 * 5, "a file has it then");
  ok(entry_is(0, OWNER, 6, NOBODY) && entry_is(1, USER, 7, 1001) && entry_is(3, MASK, 6, NOBODY) && entry_is(4, OTHERS, 0, NOBODY), "as far as its maker asks for");
  same(mode_of("d/file"), 0660, "whatever the umask");
  same(get("d/file", DEFAULT), -ENODATA, "a file has no more");
  CALL3(__NR_mkdirat, AT_FDCWD, "d/d", 0700);
  same(get("d/d", DEFAULT), 4 + 8 * 5, "a directory hands it on");
  get("d/d", ACCESS);
  ok(entry_is(3, MASK, 0, NOBODY), "and begins with it");
  same(mode_of("d/d"), 0700, "as with its mode");
  same(SET("d", DEFAULT, {OWNER, 7, NOBODY}, {OWN_GROUP, 0, NOBODY}, {OTHERS, 0, NOBODY}), 0, "a list may name nobody");
  make("d/plain", 0666);
  same(get("d/plain", ACCESS), -ENODATA, "then it is a mode");
  same(mode_of("d/plain"), 0600, "for all that is made");
  same(CALL2(__NR_removexattr, "d", DEFAULT), 0, "without it");
  make("d/usual", 0666);
  same(mode_of("d/usual"), 0644, "the umask counts again");
  CALL3(__NR_symlinkat, "file", AT_FDCWD, "d/link");
  struct list list = {le32(2), {{0, 0, 0}}};
  same(CALL6(__NR_lsetxattr, "d/link", ACCESS, &list, 4, 0, 0), -EOPNOTSUPP, "a link has none");
}

static void not_owner(const char *file) {
  CALL3(__NR_setresuid, 1000, 1000, 1000);
  same(SET(file, ACCESS, {OWNER, 6, NOBODY}, {OWN_GROUP, 0, NOBODY}, {OTHERS, 6, NOBODY}), -EPERM, "only the owner gives rights");
  same(CALL2(__NR_removexattr, file, ACCESS), -EPERM, "or takes them");
}

int guest_main(int argc, char **argv, char **envp) {
  (void)argc, (void)argv, (void)envp;
  CALL1(__NR_umask, 022);
  CALL3(__NR_mkdirat, AT_FDCWD, "/dev/shm/k42-lists", 0777);
  CALL1(__NR_chdir, "/dev/shm/k42-lists");
  CALL3(__NR_fchmodat, AT_FDCWD, ".", 0777);
  make("file", 0600);
  refused("file");
  used("file");
  given();
  flush();
  reg pid = fork_child();
  if (pid == 0) not_owner("file"), leave(tap_end());
  int status = -1;
  wait_for(pid, &status, 0);
  tap_count += 2;
  if (status != 0) same(status, 0, "the child did well");
  CALL3(__NR_unlinkat, AT_FDCWD, "file", 0);
  static const char *const names[] = {"d/file", "d/plain", "d/usual", "d/link"};
  for (int i = 0; i < 4; i++) CALL3(__NR_unlinkat, AT_FDCWD, names[i], 0);
  CALL3(__NR_unlinkat, AT_FDCWD, "d/d", 0x200), CALL3(__NR_unlinkat, AT_FDCWD, "d", 0x200), CALL3(__NR_unlinkat, AT_FDCWD, "/dev/shm/k42-lists", 0x200);
  return tap_end();
}
