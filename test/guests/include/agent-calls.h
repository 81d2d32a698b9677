/*
 * How the agent makes a call. Scenarios speak of 64-bit numbers: 32-bit programs make the calls that carry them, with the
 * structures that have room for them, so that a scenario means the same everywhere.
 */
#if __SIZEOF_LONG__ == 8
#define FSTAT __NR_fstat

static i64 make_call(i64 call, const i64 *a) {
  return call6(call, a[0], a[1], a[2], a[3], a[4], a[5]);
}
#else
#include <linux/time_types.h>
#define stat stat64
#define timespec __kernel_timespec
#define rlimit rlimit64
#define flock flock64
#define __NR_newfstatat __NR_fstatat64
#define FSTAT __NR_fstat64
#define HIGH(x) (reg)((x) >> 32)
#define LOW(x) (reg)(x)

static i64 make_call(i64 call, const i64 *wide) {
  reg a[6];
  for (int i = 0; i < 6; i++) a[i] = LOW(wide[i]);
  switch (call) {
    case __NR_lseek: {
      i64 result = 0;
      reg error = call6(__NR__llseek, a[0], HIGH(wide[1]), a[1], (reg)&result, a[2], 0);
      return error < 0 ? error : result;
    }
    case __NR_pread64:
    case __NR_pwrite64: return call6(call, a[0], a[1], a[2], 0, HIGH(wide[3]), a[3]);
    case __NR_preadv:
    case __NR_pwritev: return call6(call, a[0], a[1], a[2], a[3], HIGH(wide[3]), 0);
    case __NR_truncate: return call6(__NR_truncate64, a[0], 0, HIGH(wide[1]), a[1], 0, 0);
    case __NR_ftruncate: return call6(__NR_ftruncate64, a[0], 0, HIGH(wide[1]), a[1], 0, 0);
    case __NR_fallocate: return call6(call, a[0], a[1], HIGH(wide[2]), a[2], HIGH(wide[3]), a[3]);
    case __NR_fcntl:
      if (a[1] >= F_GETLK && a[1] <= F_SETLKW) a[1] += F_GETLK64 - F_GETLK;
      return call6(__NR_fcntl64, a[0], a[1], a[2], 0, 0, 0);
    case __NR_statfs: return call6(__NR_statfs64, a[0], sizeof(struct statfs64), a[1], 0, 0, 0);
    case __NR_fstatfs: return call6(__NR_fstatfs64, a[0], sizeof(struct statfs64), a[1], 0, 0, 0);
    case __NR_nanosleep: return call6(__NR_clock_nanosleep_time64, 0, 0, a[0], a[1], 0, 0);
    case __NR_fstat: call = __NR_fstat64; break;
    case __NR_utimensat: call = __NR_utimensat_time64; break;
    case __NR_ppoll: call = __NR_ppoll_time64; break;
    case __NR_sendfile: call = __NR_sendfile64; break;
    default: break;
  }
  return call6(call, a[0], a[1], a[2], a[3], a[4], a[5]);
}
#endif
