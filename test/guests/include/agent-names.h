/* Written by agent-names.sh. */
static const struct { const char *name; i64 value; } calls[] = {
#ifdef __NR_read
  {"read", __NR_read},
#endif
#ifdef __NR_write
  {"write", __NR_write},
#endif
#ifdef __NR_openat
  {"openat", __NR_openat},
#endif
#ifdef __NR_close
  {"close", __NR_close},
#endif
#ifdef __NR_lseek
  {"lseek", __NR_lseek},
#endif
#ifdef __NR_dup
  {"dup", __NR_dup},
#endif
#ifdef __NR_dup3
  {"dup3", __NR_dup3},
#endif
#ifdef __NR_fcntl
  {"fcntl", __NR_fcntl},
#endif
#ifdef __NR_pipe2
  {"pipe2", __NR_pipe2},
#endif
#ifdef __NR_readv
  {"readv", __NR_readv},
#endif
#ifdef __NR_writev
  {"writev", __NR_writev},
#endif
#ifdef __NR_pread64
  {"pread64", __NR_pread64},
#endif
#ifdef __NR_pwrite64
  {"pwrite64", __NR_pwrite64},
#endif
#ifdef __NR_fstat
  {"fstat", __NR_fstat},
#endif
#ifdef __NR_newfstatat
  {"newfstatat", __NR_newfstatat},
#endif
#ifdef __NR_fstatat64
  {"fstatat64", __NR_fstatat64},
#endif
#ifdef __NR_getdents64
  {"getdents64", __NR_getdents64},
#endif
#ifdef __NR_mkdirat
  {"mkdirat", __NR_mkdirat},
#endif
#ifdef __NR_unlinkat
  {"unlinkat", __NR_unlinkat},
#endif
#ifdef __NR_renameat
  {"renameat", __NR_renameat},
#endif
#ifdef __NR_renameat2
  {"renameat2", __NR_renameat2},
#endif
#ifdef __NR_linkat
  {"linkat", __NR_linkat},
#endif
#ifdef __NR_symlinkat
  {"symlinkat", __NR_symlinkat},
#endif
#ifdef __NR_readlinkat
  {"readlinkat", __NR_readlinkat},
#endif
#ifdef __NR_fchmod
  {"fchmod", __NR_fchmod},
#endif
#ifdef __NR_fchmodat
  {"fchmodat", __NR_fchmodat},
#endif
#ifdef __NR_fchown
  {"fchown", __NR_fchown},
#endif
#ifdef __NR_fchownat
  {"fchownat", __NR_fchownat},
#endif
#ifdef __NR_ftruncate
  {"ftruncate", __NR_ftruncate},
#endif
#ifdef __NR_truncate
  {"truncate", __NR_truncate},
#endif
#ifdef __NR_faccessat
  {"faccessat", __NR_faccessat},
#endif
#ifdef __NR_chdir
  {"chdir", __NR_chdir},
#endif
#ifdef __NR_fchdir
  {"fchdir", __NR_fchdir},
#endif
#ifdef __NR_getcwd
  {"getcwd", __NR_getcwd},
#endif
#ifdef __NR_umask
  {"umask", __NR_umask},
#endif
#ifdef __NR_utimensat
  {"utimensat", __NR_utimensat},
#endif
#ifdef __NR_fsync
  {"fsync", __NR_fsync},
#endif
#ifdef __NR_fdatasync
  {"fdatasync", __NR_fdatasync},
#endif
#ifdef __NR_statfs
  {"statfs", __NR_statfs},
#endif
#ifdef __NR_fstatfs
  {"fstatfs", __NR_fstatfs},
#endif
#ifdef __NR_flock
  {"flock", __NR_flock},
#endif
#ifdef __NR_ppoll
  {"ppoll", __NR_ppoll},
#endif
#ifdef __NR_wait4
  {"wait4", __NR_wait4},
#endif
#ifdef __NR_exit_group
  {"exit_group", __NR_exit_group},
#endif
#ifdef __NR_getpid
  {"getpid", __NR_getpid},
#endif
#ifdef __NR_getppid
  {"getppid", __NR_getppid},
#endif
#ifdef __NR_getpgid
  {"getpgid", __NR_getpgid},
#endif
#ifdef __NR_setpgid
  {"setpgid", __NR_setpgid},
#endif
#ifdef __NR_getsid
  {"getsid", __NR_getsid},
#endif
#ifdef __NR_setsid
  {"setsid", __NR_setsid},
#endif
#ifdef __NR_getuid
  {"getuid", __NR_getuid},
#endif
#ifdef __NR_geteuid
  {"geteuid", __NR_geteuid},
#endif
#ifdef __NR_getgid
  {"getgid", __NR_getgid},
#endif
#ifdef __NR_getegid
  {"getegid", __NR_getegid},
#endif
#ifdef __NR_kill
  {"kill", __NR_kill},
#endif
#ifdef __NR_nanosleep
  {"nanosleep", __NR_nanosleep},
#endif
#ifdef __NR_prlimit64
  {"prlimit64", __NR_prlimit64},
#endif
#ifdef __NR_uname
  {"uname", __NR_uname},
#endif
#ifdef __NR_sync
  {"sync", __NR_sync},
#endif
#ifdef __NR_mknodat
  {"mknodat", __NR_mknodat},
#endif
#ifdef __NR_fallocate
  {"fallocate", __NR_fallocate},
#endif
#ifdef __NR_sendfile
  {"sendfile", __NR_sendfile},
#endif
#ifdef __NR_copy_file_range
  {"copy_file_range", __NR_copy_file_range},
#endif
#ifdef __NR_close_range
  {"close_range", __NR_close_range},
#endif
#ifdef __NR_getrandom
  {"getrandom", __NR_getrandom},
#endif
#ifdef __NR_sched_yield
  {"sched_yield", __NR_sched_yield},
#endif
#ifdef __NR_preadv
  {"preadv", __NR_preadv},
#endif
#ifdef __NR_pwritev
  {"pwritev", __NR_pwritev},
#endif
};
static const struct { const char *name; i64 value; } constants[] = {
#ifdef AT_FDCWD
  {"AT_FDCWD", AT_FDCWD},
#endif
#ifdef AT_REMOVEDIR
  {"AT_REMOVEDIR", AT_REMOVEDIR},
#endif
#ifdef AT_SYMLINK_NOFOLLOW
  {"AT_SYMLINK_NOFOLLOW", AT_SYMLINK_NOFOLLOW},
#endif
#ifdef AT_SYMLINK_FOLLOW
  {"AT_SYMLINK_FOLLOW", AT_SYMLINK_FOLLOW},
#endif
#ifdef AT_EMPTY_PATH
  {"AT_EMPTY_PATH", AT_EMPTY_PATH},
#endif
#ifdef AT_NO_AUTOMOUNT
  {"AT_NO_AUTOMOUNT", AT_NO_AUTOMOUNT},
#endif
#ifdef AT_STATX_FORCE_SYNC
  {"AT_STATX_FORCE_SYNC", AT_STATX_FORCE_SYNC},
#endif
#ifdef AT_STATX_DONT_SYNC
  {"AT_STATX_DONT_SYNC", AT_STATX_DONT_SYNC},
#endif
#ifdef AT_EACCESS
  {"AT_EACCESS", AT_EACCESS},
#endif
#ifdef O_RDONLY
  {"O_RDONLY", O_RDONLY},
#endif
#ifdef O_WRONLY
  {"O_WRONLY", O_WRONLY},
#endif
#ifdef O_RDWR
  {"O_RDWR", O_RDWR},
#endif
#ifdef O_CREAT
  {"O_CREAT", O_CREAT},
#endif
#ifdef O_EXCL
  {"O_EXCL", O_EXCL},
#endif
#ifdef O_TRUNC
  {"O_TRUNC", O_TRUNC},
#endif
#ifdef O_APPEND
  {"O_APPEND", O_APPEND},
#endif
#ifdef O_NONBLOCK
  {"O_NONBLOCK", O_NONBLOCK},
#endif
#ifdef O_DIRECTORY
  {"O_DIRECTORY", O_DIRECTORY},
#endif
#ifdef O_NOFOLLOW
  {"O_NOFOLLOW", O_NOFOLLOW},
#endif
#ifdef O_CLOEXEC
  {"O_CLOEXEC", O_CLOEXEC},
#endif
#ifdef O_PATH
  {"O_PATH", O_PATH},
#endif
#ifdef O_NOCTTY
  {"O_NOCTTY", O_NOCTTY},
#endif
#ifdef O_DSYNC
  {"O_DSYNC", O_DSYNC},
#endif
#ifdef O_SYNC
  {"O_SYNC", O_SYNC},
#endif
#ifdef O_NOATIME
  {"O_NOATIME", O_NOATIME},
#endif
#ifdef O_TMPFILE
  {"O_TMPFILE", O_TMPFILE},
#endif
#ifdef O_LARGEFILE
  {"O_LARGEFILE", O_LARGEFILE},
#endif
#ifdef O_DIRECT
  {"O_DIRECT", O_DIRECT},
#endif
#ifdef FASYNC
  {"FASYNC", FASYNC},
#endif
#ifdef SEEK_SET
  {"SEEK_SET", SEEK_SET},
#endif
#ifdef SEEK_CUR
  {"SEEK_CUR", SEEK_CUR},
#endif
#ifdef SEEK_END
  {"SEEK_END", SEEK_END},
#endif
#ifdef SEEK_DATA
  {"SEEK_DATA", SEEK_DATA},
#endif
#ifdef SEEK_HOLE
  {"SEEK_HOLE", SEEK_HOLE},
#endif
#ifdef F_DUPFD
  {"F_DUPFD", F_DUPFD},
#endif
#ifdef F_DUPFD_CLOEXEC
  {"F_DUPFD_CLOEXEC", F_DUPFD_CLOEXEC},
#endif
#ifdef F_GETFD
  {"F_GETFD", F_GETFD},
#endif
#ifdef F_SETFD
  {"F_SETFD", F_SETFD},
#endif
#ifdef F_GETFL
  {"F_GETFL", F_GETFL},
#endif
#ifdef F_SETFL
  {"F_SETFL", F_SETFL},
#endif
#ifdef F_GETLK
  {"F_GETLK", F_GETLK},
#endif
#ifdef F_SETLK
  {"F_SETLK", F_SETLK},
#endif
#ifdef F_SETLKW
  {"F_SETLKW", F_SETLKW},
#endif
#ifdef F_GETPIPE_SZ
  {"F_GETPIPE_SZ", F_GETPIPE_SZ},
#endif
#ifdef F_SETPIPE_SZ
  {"F_SETPIPE_SZ", F_SETPIPE_SZ},
#endif
#ifdef F_GETOWN
  {"F_GETOWN", F_GETOWN},
#endif
#ifdef F_GETSIG
  {"F_GETSIG", F_GETSIG},
#endif
#ifdef F_GETLEASE
  {"F_GETLEASE", F_GETLEASE},
#endif
#ifdef F_GET_SEALS
  {"F_GET_SEALS", F_GET_SEALS},
#endif
#ifdef F_OFD_GETLK
  {"F_OFD_GETLK", F_OFD_GETLK},
#endif
#ifdef F_OFD_SETLK
  {"F_OFD_SETLK", F_OFD_SETLK},
#endif
#ifdef FD_CLOEXEC
  {"FD_CLOEXEC", FD_CLOEXEC},
#endif
#ifdef F_RDLCK
  {"F_RDLCK", F_RDLCK},
#endif
#ifdef F_WRLCK
  {"F_WRLCK", F_WRLCK},
#endif
#ifdef F_UNLCK
  {"F_UNLCK", F_UNLCK},
#endif
#ifdef LOCK_SH
  {"LOCK_SH", LOCK_SH},
#endif
#ifdef LOCK_EX
  {"LOCK_EX", LOCK_EX},
#endif
#ifdef LOCK_UN
  {"LOCK_UN", LOCK_UN},
#endif
#ifdef LOCK_NB
  {"LOCK_NB", LOCK_NB},
#endif
#ifdef POLLIN
  {"POLLIN", POLLIN},
#endif
#ifdef POLLOUT
  {"POLLOUT", POLLOUT},
#endif
#ifdef POLLHUP
  {"POLLHUP", POLLHUP},
#endif
#ifdef POLLERR
  {"POLLERR", POLLERR},
#endif
#ifdef POLLNVAL
  {"POLLNVAL", POLLNVAL},
#endif
#ifdef POLLRDHUP
  {"POLLRDHUP", POLLRDHUP},
#endif
#ifdef POLLPRI
  {"POLLPRI", POLLPRI},
#endif
#ifdef POLLRDNORM
  {"POLLRDNORM", POLLRDNORM},
#endif
#ifdef POLLWRNORM
  {"POLLWRNORM", POLLWRNORM},
#endif
#ifdef POLLRDBAND
  {"POLLRDBAND", POLLRDBAND},
#endif
#ifdef POLLWRBAND
  {"POLLWRBAND", POLLWRBAND},
#endif
#ifdef WNOHANG
  {"WNOHANG", WNOHANG},
#endif
#ifdef WUNTRACED
  {"WUNTRACED", WUNTRACED},
#endif
#ifdef WCONTINUED
  {"WCONTINUED", WCONTINUED},
#endif
#ifdef __WNOTHREAD
  {"__WNOTHREAD", __WNOTHREAD},
#endif
#ifdef __WALL
  {"__WALL", __WALL},
#endif
#ifdef __WCLONE
  {"__WCLONE", __WCLONE},
#endif
#ifdef CLOSE_RANGE_UNSHARE
  {"CLOSE_RANGE_UNSHARE", CLOSE_RANGE_UNSHARE},
#endif
#ifdef CLOSE_RANGE_CLOEXEC
  {"CLOSE_RANGE_CLOEXEC", CLOSE_RANGE_CLOEXEC},
#endif
#ifdef POLLMSG
  {"POLLMSG", POLLMSG},
#endif
#ifdef O_ACCMODE
  {"O_ACCMODE", O_ACCMODE},
#endif
#ifdef LOCK_MAND
  {"LOCK_MAND", LOCK_MAND},
#endif
#ifdef LOCK_READ
  {"LOCK_READ", LOCK_READ},
#endif
#ifdef LOCK_WRITE
  {"LOCK_WRITE", LOCK_WRITE},
#endif
#ifdef LOCK_RW
  {"LOCK_RW", LOCK_RW},
#endif
#ifdef SIGCHLD
  {"SIGCHLD", SIGCHLD},
#endif
#ifdef SIGKILL
  {"SIGKILL", SIGKILL},
#endif
#ifdef SIGTERM
  {"SIGTERM", SIGTERM},
#endif
#ifdef SIGUSR1
  {"SIGUSR1", SIGUSR1},
#endif
#ifdef SIGSTOP
  {"SIGSTOP", SIGSTOP},
#endif
#ifdef SIGCONT
  {"SIGCONT", SIGCONT},
#endif
#ifdef SIGPIPE
  {"SIGPIPE", SIGPIPE},
#endif
#ifdef RLIMIT_NOFILE
  {"RLIMIT_NOFILE", RLIMIT_NOFILE},
#endif
#ifdef RLIMIT_FSIZE
  {"RLIMIT_FSIZE", RLIMIT_FSIZE},
#endif
#ifdef RLIMIT_STACK
  {"RLIMIT_STACK", RLIMIT_STACK},
#endif
#ifdef RENAME_NOREPLACE
  {"RENAME_NOREPLACE", RENAME_NOREPLACE},
#endif
#ifdef RENAME_EXCHANGE
  {"RENAME_EXCHANGE", RENAME_EXCHANGE},
#endif
#ifdef RENAME_WHITEOUT
  {"RENAME_WHITEOUT", RENAME_WHITEOUT},
#endif
#ifdef UTIME_NOW
  {"UTIME_NOW", UTIME_NOW},
#endif
#ifdef UTIME_OMIT
  {"UTIME_OMIT", UTIME_OMIT},
#endif
#ifdef S_IFIFO
  {"S_IFIFO", S_IFIFO},
#endif
#ifdef S_IFREG
  {"S_IFREG", S_IFREG},
#endif
#ifdef S_IFCHR
  {"S_IFCHR", S_IFCHR},
#endif
#ifdef S_IFDIR
  {"S_IFDIR", S_IFDIR},
#endif
#ifdef FALLOC_FL_KEEP_SIZE
  {"FALLOC_FL_KEEP_SIZE", FALLOC_FL_KEEP_SIZE},
#endif
#ifdef FALLOC_FL_PUNCH_HOLE
  {"FALLOC_FL_PUNCH_HOLE", FALLOC_FL_PUNCH_HOLE},
#endif
};
