#!/bin/sh
# Writes include/agent-names.h: the calls and constants that a scenario may name, each by its name in the target's headers.
set -eu
cd "$(dirname "$0")"
CALLS="read write openat close lseek dup dup3 fcntl pipe2 readv writev pread64 pwrite64 fstat newfstatat fstatat64 getdents64
 mkdirat unlinkat renameat renameat2 linkat symlinkat readlinkat fchmod fchmodat fchown fchownat ftruncate truncate faccessat
 chdir fchdir getcwd umask utimensat fsync fdatasync statfs fstatfs flock ppoll wait4 exit_group getpid getppid getpgid setpgid
 getsid setsid getuid geteuid getgid getegid kill nanosleep prlimit64 uname sync mknodat fallocate sendfile copy_file_range
 close_range getrandom sched_yield preadv pwritev"
CONSTANTS="AT_FDCWD AT_REMOVEDIR AT_SYMLINK_NOFOLLOW AT_SYMLINK_FOLLOW AT_EMPTY_PATH AT_NO_AUTOMOUNT AT_STATX_FORCE_SYNC AT_STATX_DONT_SYNC AT_EACCESS
 O_RDONLY O_WRONLY O_RDWR O_CREAT O_EXCL O_TRUNC O_APPEND O_NONBLOCK O_DIRECTORY O_NOFOLLOW O_CLOEXEC O_PATH
 O_NOCTTY O_DSYNC O_SYNC O_NOATIME O_TMPFILE O_LARGEFILE O_DIRECT FASYNC
 SEEK_SET SEEK_CUR SEEK_END SEEK_DATA SEEK_HOLE F_DUPFD F_DUPFD_CLOEXEC F_GETFD F_SETFD F_GETFL F_SETFL F_GETLK F_SETLK F_SETLKW
 F_GETPIPE_SZ F_SETPIPE_SZ F_GETOWN F_GETSIG F_GETLEASE F_GET_SEALS F_OFD_GETLK F_OFD_SETLK FD_CLOEXEC F_RDLCK F_WRLCK F_UNLCK LOCK_SH LOCK_EX LOCK_UN LOCK_NB
 POLLIN POLLOUT POLLHUP POLLERR POLLNVAL POLLRDHUP POLLPRI POLLRDNORM POLLWRNORM POLLRDBAND POLLWRBAND WNOHANG WUNTRACED WCONTINUED __WNOTHREAD __WALL __WCLONE CLOSE_RANGE_UNSHARE CLOSE_RANGE_CLOEXEC POLLMSG O_ACCMODE LOCK_MAND LOCK_READ LOCK_WRITE LOCK_RW SIGCHLD SIGKILL SIGTERM SIGUSR1 SIGSTOP SIGCONT SIGPIPE
 RLIMIT_NOFILE RLIMIT_FSIZE RLIMIT_STACK RENAME_NOREPLACE RENAME_EXCHANGE RENAME_WHITEOUT UTIME_NOW UTIME_OMIT S_IFIFO S_IFREG S_IFCHR S_IFDIR
 FALLOC_FL_KEEP_SIZE FALLOC_FL_PUNCH_HOLE"
{
  echo "/* Written by agent-names.sh. */"
  echo "static const struct { const char *name; i64 value; } calls[] = {"
  for c in $CALLS; do printf '#ifdef __NR_%s\n  {"%s", __NR_%s},\n#endif\n' "$c" "$c" "$c"; done
  echo "};"
  echo "static const struct { const char *name; i64 value; } constants[] = {"
  for c in $CONSTANTS; do printf '#ifdef %s\n  {"%s", %s},\n#endif\n' "$c" "$c" "$c"; done
  echo "};"
} > include/agent-names.h
