/* only: linux-ppc64le linux-ppc64 linux-ppc32
 * The agent: runs a scenario, a text of one system call a line, and reports each result as a JSON line on descriptor 1.
 * The same source runs on real Linux, under a user-mode emulator and under k42. Names of calls and constants come from the
 * target's own headers (agent-names.h), so a scenario says nothing of numbers.
 *
 *   NAME = CALL ARG…      the result is kept as $NAME; `=~` keeps it but does not report it (pids, addresses)
 *   fork … end            a child runs the lines between and exits 0 unless they do otherwise; its results are not reported
 *
 * ARG: a number (0x, leading 0 octal), $NAME, A|B of constants, "text" with \n \0 \xHH, @N an output buffer of N bytes whose
 * bytes are reported as far as the result says, null, bad (an address that is not mapped), and the structures
 * stat fds status wait ts:S:NS iov:"a":"b" iovbuf:4:4 poll:FD:EVENTS… flock:TYPE:WHENCE:START:LEN rlimit rlimit:SOFT:HARD
 * utimes:S:NS:S:NS statfs uts dents:N cwd:N off:N.
 *
 * A text may hold several scenarios, each behind a line `scenario NAME`. Each runs in a process and an empty directory of its
 * own, and its end is reported as a wait status; what blocks for ever dies of SIGALRM.
 *
 * What is every file system's own is not reported: size and links of directories (only `gone`, when none is left), and among
 * several scenarios an offset in a directory is not asked for or moved, except to the start. Open flags (F_GETFL) are reported by name: their numbers are the architecture's.
 */
#include "guest.h"
#include <asm/stat.h>
#include <asm/statfs.h>
#include <linux/close_range.h>
#include <linux/falloc.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/poll.h>
#include <linux/resource.h>
#include <linux/signal.h>
#include <linux/stat.h>
#include <linux/time.h>
#include <linux/uio.h>
#include <linux/utsname.h>
#include <linux/wait.h>
#include "agent-calls.h"
#include "agent-names.h"

static char script[1 << 18];
static char *at;

static struct { char name[16]; i64 value; } variables[64];
static int variable_count;

static char memory[32768];
static u64 memory_used;
static void *room(u64 size) {
  memory_used = (memory_used + 15) & ~15ul;
  void *place = memory + memory_used;
  memory_used += size;
  if (memory_used > sizeof memory) leave(99);
  memset(place, 0, size);
  return place;
}

enum kind { NOTHING, BUFFER, STAT, FDS, STATUS, IOVBUF, POLL, FLOCK, RLIMIT, STATFS, UTS, DENTS, CWD, OFFSET };
static struct { enum kind kind; void *place; u64 size; } outputs[6];

static void stop(const char *why, const char *what) {
  flush();
  WRITE(2, "agent: ", 7);
  WRITE(2, why, length(why));
  WRITE(2, ": ", 2);
  WRITE(2, what, length(what));
  WRITE(2, "\n", 1);
  leave(98);
}

static int is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}
static void blanks(void) {
  while (*at == ' ') at++;
}
static char *word(char *into, int size) {
  int n = 0;
  while (is_word(*at) && n < size - 1) into[n++] = *at++;
  into[n] = 0;
  return into;
}

static i64 number(void) {
  i64 value = 0;
  int negative = *at == '-', base = 10;
  if (negative) at++;
  if (at[0] == '0' && at[1] == 'x') base = 16, at += 2;
  else if (at[0] == '0') base = 8;
  for (;; at++) {
    int digit = *at >= '0' && *at <= '9' ? *at - '0' : base == 16 && *at >= 'a' && *at <= 'f' ? *at - 'a' + 10 : 99;
    if (digit >= base) return negative ? -value : value;
    value = value * base + digit;
  }
}

static void keep(const char *name, i64 value) {
  for (int i = 0; i < variable_count; i++)
    if (equal(variables[i].name, name)) {
      variables[i].value = value;
      return;
    }
  memcpy(variables[variable_count].name, name, length(name) + 1);
  variables[variable_count++].value = value;
}

static i64 scalar(void) {
  char name[40];
  i64 value = 0;
  for (;;) {
    if (*at == '$') {
      at++;
      word(name, 16);
      int found = 0;
      for (int i = 0; i < variable_count; i++)
        if (equal(variables[i].name, name)) value |= variables[i].value, found = 1;
      if (!found) stop("no such variable", name);
    } else if (*at == '-' || (*at >= '0' && *at <= '9')) {
      value |= number();
    } else {
      word(name, sizeof name);
      int found = 0;
      for (u64 i = 0; i < sizeof constants / sizeof constants[0]; i++)
        if (equal(constants[i].name, name)) value |= constants[i].value, found = 1;
      if (!found) stop("no such constant", name);
    }
    if (*at != '|') return value;
    at++;
  }
}

static char *text(void) {
  char *place = memory + memory_used, *to = place;
  for (at++; *at && *at != '"'; at++) {
    if (*at != '\\') {
      *to++ = *at;
      continue;
    }
    at++;
    if (*at == 'n') *to++ = '\n';
    else if (*at == '0') *to++ = 0;
    else if (*at == 'x') {
      int value = 0;
      for (int i = 1; i <= 2; i++) value = value * 16 + (at[i] <= '9' ? at[i] - '0' : at[i] - 'a' + 10);
      at += 2;
      *to++ = (char)value;
    } else *to++ = *at;
  }
  if (*at == '"') at++;
  *to++ = 0;
  memory_used += (u64)(to - place);
  return place;
}

static int starts(const char *with) {
  u64 n = length(with);
  for (u64 i = 0; i < n; i++)
    if (at[i] != with[i]) return 0;
  if (is_word(at[n]) && with[n - 1] != ':') return 0;
  at += n;
  return 1;
}
static i64 next_scalar(void) {
  if (*at == ':') at++;
  return scalar();
}

static i64 argument(int index) {
#define OUT(k, p, s) (outputs[index].kind = (k), outputs[index].place = (p), outputs[index].size = (s), (reg)outputs[index].place)
  outputs[index].kind = NOTHING;
  if (*at == '"') return (reg)text();
  if (*at == '@') {
    at++;
    u64 size = (u64)number();
    return OUT(BUFFER, room(size), size);
  }
  if (starts("null")) return 0;
  if (starts("bad")) return 16;
  if (starts("stat")) return OUT(STAT, room(sizeof(struct stat)), 0);
  if (starts("statfs")) return OUT(STATFS, room(sizeof(struct statfs64)), 0);
  if (starts("fds")) return OUT(FDS, room(8), 0);
  if (starts("status")) return OUT(STATUS, room(4), 0);
  if (starts("uts")) return OUT(UTS, room(sizeof(struct new_utsname)), 0);
  if (starts("dents:")) {
    u64 size = (u64)number();
    return OUT(DENTS, room(size), size);
  }
  if (starts("cwd:")) {
    u64 size = (u64)number();
    return OUT(CWD, room(size), size);
  }
  if (starts("ts:")) {
    struct timespec *time = room(sizeof *time);
    time->tv_sec = scalar();
    time->tv_nsec = next_scalar();
    return (reg)time;
  }
  if (starts("utimes:")) {
    struct timespec *times = room(2 * sizeof *times);
    times[0].tv_sec = scalar(), times[0].tv_nsec = next_scalar();
    times[1].tv_sec = next_scalar(), times[1].tv_nsec = next_scalar();
    return (reg)times;
  }
  if (starts("rlimit:")) {
    struct rlimit *limit = room(sizeof *limit);
    limit->rlim_cur = (u64)scalar();
    limit->rlim_max = (u64)next_scalar();
    return (reg)limit;
  }
  if (starts("rlimit")) return OUT(RLIMIT, room(sizeof(struct rlimit)), 0);
  if (starts("flock:")) {
    struct flock *lock = room(sizeof *lock);
    lock->l_type = (short)scalar();
    lock->l_whence = (short)next_scalar();
    lock->l_start = next_scalar();
    lock->l_len = next_scalar();
    return OUT(FLOCK, lock, 0);
  }
  if (starts("off:")) {
    i64 *offset = room(sizeof *offset);
    *offset = scalar();
    return OUT(OFFSET, offset, 0);
  }
  if (starts("iov:")) {
    struct iovec *list = room(8 * sizeof *list);
    for (int i = 0; *at == '"' && i < 8; i++) {
      char *piece = text();
      list[i].iov_base = piece;
      list[i].iov_len = length(piece);
      if (*at == ':') at++;
    }
    return (reg)list;
  }
  if (starts("iovbuf:")) {
    struct iovec *list = room(8 * sizeof *list);
    char *bytes = room(256);
    u64 used = 0;
    for (int i = 0; *at >= '0' && *at <= '9' && i < 8; i++) {
      list[i].iov_base = bytes + used;
      list[i].iov_len = (u64)number();
      used += list[i].iov_len;
      if (*at == ':') at++;
    }
    OUT(BUFFER, bytes, used);
    return (reg)list;
  }
  if (starts("poll:")) {
    struct pollfd *list = room(8 * sizeof *list);
    int n = 0;
    while (n < 8) {
      list[n].fd = (int)scalar();
      list[n++].events = (short)next_scalar();
      if (*at != ':') break;
      at++;
    }
    return OUT(POLL, list, (u64)n);
  }
  return scalar();
}

static void field(const char *name, i64 value) {
  put(",\"");
  put(name);
  put("\":");
  put_number(value);
}

static void bytes(const char *name, const u8 *from, u64 count) {
  put(",\"");
  put(name);
  put("\":\"");
  for (u64 i = 0; i < count; i++) put_char("0123456789abcdef"[from[i] >> 4]), put_char("0123456789abcdef"[from[i] & 15]);
  put("\"");
}

/* The names of a directory, sorted: their order is the file system's own. */
static void names(const u8 *from, u64 count) {
  const char *list[128];
  int n = 0;
  for (u64 p = 0; p < count && n < 128; p += *(const u16 *)(from + p + 16)) list[n++] = (const char *)from + p + 19;
  for (int i = 0; i < n; i++)
    for (int j = i + 1; j < n; j++) {
      const char *a = list[i], *b = list[j];
      while (*a && *a == *b) a++, b++;
      if ((u8)*a > (u8)*b) a = list[i], list[i] = list[j], list[j] = a;
    }
  put(",\"names\":[");
  for (int i = 0; i < n; i++) {
    put(i ? ",\"" : "\"");
    put(list[i]);
    put("\"");
  }
  put("]");
}

/* Seconds after which a scenario among several is stuck, and whether this is one. */
#define LIMIT 2
static int limited;

static int is_directory(const struct stat *s) {
  return (s->st_mode & S_IFMT) == S_IFDIR;
}

/* Whether an offset in a directory is asked for, or a read from one, which looks at the offset: the file system's own number. Such a call is not made. */
static int in_directory(i64 call, const i64 *a) {
  struct stat s;
  if (!limited) return 0;
  if (call == __NR_lseek ? a[1] == 0 && a[2] == SEEK_SET : call != __NR_read && call != __NR_readv) return 0;
  return CALL2(FSTAT, a[0], &s) == 0 && is_directory(&s);
}

static void open_flags(i64 flags) {
  int first = 1;
  put(",\"flags\":\"");
  for (u64 i = 0; i < sizeof constants / sizeof constants[0]; i++) {
    i64 value = constants[i].value;
    if (constants[i].name[0] != 'O' || constants[i].name[1] != '_') continue;
    if (value <= O_ACCMODE ? (flags & O_ACCMODE) != value : (flags & value) != value || equal(constants[i].name, "O_LARGEFILE")) continue;
    if (!first) put_char('|');
    put(constants[i].name);
    first = 0;
  }
  put_char('"');
}

static void report_outputs(i64 result) {
  for (int i = 0; i < 6; i++) {
    void *place = outputs[i].place;
    switch (outputs[i].kind) {
      case NOTHING: break;
      case BUFFER: {
        u64 n = (u64)result < outputs[i].size ? (u64)result : outputs[i].size;
        bytes("bytes", place, n);
        break;
      }
      case STAT: {
        struct stat *s = place;
        field("mode", s->st_mode);
        if (!is_directory(s)) field("nlink", (i64)s->st_nlink), field("size", s->st_size);
        else if (s->st_nlink == 0) field("gone", 1);
        break;
      }
      case STATFS: {
        struct statfs64 *s = place;
        field("namelen", (i64)s->f_namelen);
        break;
      }
      case FDS: field("fd0", ((int *)place)[0]), field("fd1", ((int *)place)[1]); break;
      case STATUS: field("status", *(int *)place); break;
      case POLL:
        for (u64 k = 0; k < outputs[i].size; k++) field("revents", ((struct pollfd *)place)[k].revents);
        break;
      case FLOCK: {
        struct flock *l = place;
        field("type", l->l_type), field("start", l->l_start), field("len", l->l_len);
        break;
      }
      case RLIMIT: field("cur", (i64)((struct rlimit *)place)->rlim_cur), field("max", (i64)((struct rlimit *)place)->rlim_max); break;
      case UTS: {
        struct new_utsname *u = place;
        put(",\"sysname\":\""), put(u->sysname), put("\",\"machine\":\""), put(u->machine), put("\"");
        break;
      }
      case DENTS: names(place, (u64)result); break;
      case OFFSET: field("offset", *(i64 *)place); break;
      case CWD: break;
      default: break;
    }
  }
}

static int line_number;

/* Runs one line; 0 at the end of the script, 2 at `end`. */
static int line(int silent) {
  while (*at == '\n') at++, line_number++;
  if (!*at) return 0;
  if (*at == '#') {
    while (*at && *at != '\n') at++;
    return 1;
  }
  memory_used = 0;
  blanks();
  char name[40], result_name[16] = "";
  int hidden = 0;
  word(name, sizeof name);
  blanks();
  if (equal(name, "end")) return 2;
  if (equal(name, "scenario")) return 3;
  if (*at == '=') {
    at++;
    if (*at == '~') at++, hidden = 1;
    blanks();
    memcpy(result_name, name, 16);
    word(name, sizeof name);
    blanks();
  }
  int forks = equal(name, "fork");
  i64 call = -1;
  for (u64 i = 0; i < sizeof calls / sizeof calls[0]; i++)
    if (equal(calls[i].name, name)) call = calls[i].value;
  if (call < 0 && !forks) stop("no such call", name);
  i64 a[6] = {0};
  int n = 0;
  for (int i = 0; i < 6; i++) outputs[i].kind = NOTHING;
  while (*at && *at != '\n' && n < 6) {
    a[n] = argument(n);
    n++;
    blanks();
  }
  flush();
  i64 result;
  if (forks) {
    result = CALL6(__NR_clone, 17, 0, 0, 0, 0, 0);
    if (result == 0) {
      if (limited) CALL1(__NR_alarm, LIMIT);
      while (line(1) == 1) continue;
      leave(0);
    }
    for (; *at && !starts("end"); at++)
      if (*at == '\n') line_number++;
    hidden = 1;
  } else if (in_directory(call, a)) {
    hidden = 1, result = 0;
  } else {
    result = make_call(call, a);
  }
  if (result_name[0]) keep(result_name, result);
  for (int i = 0; i < 6; i++)
    if (outputs[i].kind == FDS && result == 0) {
      keep("fd0", ((int *)outputs[i].place)[0]);
      keep("fd1", ((int *)outputs[i].place)[1]);
    }
  if (silent) return 1;
  put("{\"line\":");
  put_number(line_number + 1);
  put(",\"call\":\"");
  put(name);
  put("\"");
  if (result < 0 && result > -4096) field("errno", -result);
  else {
    if (call == __NR_fcntl && a[1] == F_GETFL) open_flags(result);
    else if (!hidden) field("result", result);
    report_outputs(result);
  }
  put("}\n");
  flush();
  return 1;
}

/* An empty directory so deep that `..` does not lead out of it soon. */
static void enter_own_directory(int number) {
  char name[] = {'s', (char)('0' + number / 100), (char)('0' + number / 10 % 10), (char)('0' + number % 10), 0};
  for (int depth = 0; depth < 8; depth++, name[0] = 'w', name[1] = 0)
    if (CALL3(__NR_mkdirat, AT_FDCWD, name, 0755) < 0 || CALL1(__NR_chdir, name) < 0) stop("cannot begin in", name);
}

/* Runs the scenario that begins behind `scenario`, and goes on to the next. */
static void one_of_several(int number) {
  int begin = line_number + 1, status = -1;
  while (*at && *at != '\n') at++;
  i64 child = CALL6(__NR_clone, 17, 0, 0, 0, 0, 0);
  if (child == 0) {
    limited = 1;
    CALL1(__NR_umask, 022);
    enter_own_directory(number);
    CALL1(__NR_alarm, LIMIT);
    while (line(0) == 1) continue;
    flush();
    leave(0);
  }
  CALL4(__NR_wait4, child, &status, 0, 0);
  put("{\"line\":"), put_number(begin), put(",\"call\":\"scenario\""), field("status", status), put("}\n");
  flush();
  for (; *at; at++)
    if (*at == '\n') {
      line_number++;
      at++;
      if (starts("scenario")) return;
      at--;
    }
}

int guest_main(int argc, char **argv, char **envp) {
  (void)envp;
  if (argc != 2) stop("usage", "agent SCENARIO");
  i64 fd = CALL4(__NR_openat, AT_FDCWD, argv[1], 0, 0);
  if (fd < 0) stop("cannot open", argv[1]);
  u64 used = 0;
  for (i64 got; (got = READ(fd, script + used, sizeof script - 1 - used)) > 0;) used += (u64)got;
  CALL1(__NR_close, fd);
  at = script;
  if (starts("scenario"))
    for (int number = 0; *at; number++) one_of_several(number);
  else
    while (line(0)) continue;
  return 0;
}
