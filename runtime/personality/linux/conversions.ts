/** Linux: the conversions that spec/personalities/linux/personality.yaml names. */
import { Errno } from '../../generated/errors.ts';
import type { ToNative, ToNeutral } from '../../generated/linux/conversions.ts';
import { NATIVE_SIGNAL, SIGNAL_NUMBERS } from '../../generated/linux/signals.ts';
import type { Timespec } from '../../generated/structs.ts';
import {
  changeTime,
  children,
  deviceOf,
  kilobytes,
  majorOf,
  minorOf,
  signalIn,
  signalOut,
  specialCharacters,
  times,
  waits,
} from '../common-conversions.ts';
import { OTHERS } from '../clocks.ts';
import { SignalSet } from '../signal-set.ts';

const SCHED_FLAG_RESET_ON_FORK = 1;
/** With the two that only deadlines have. */
const SCHED_FLAGS = 7;
const SCHED_RESET_ON_FORK = 0x4000_0000;
/** SCHED_OTHER … SCHED_DEADLINE, in the order of the model (flags/process.yaml has them too, but imports this file). */
const POLICIES = [0, 1, 2, 3, 5, 6];
const FUTEX_32 = 2;
const FUTEX_PRIVATE = 128;
/** linux/posix-timers.h: what is counted, and of whom. */
const CLOCK_COUNTS = 3;
const CLOCK_OF_THREAD = 4;

const TCOOFF = 0;
const TCIOFF = 2;
const TCION = 3;

const UTIME_NOW = 0x3fffffff;
const UTIME_OMIT = 0x3ffffffe;
const WCONTINUED_STATUS = 0xffff;
const HUNDREDTH_IN_NANOSECONDS = 10_000_000;

/** _POSIX_VDISABLE. */
const special = specialCharacters(0);

/** statfs(2): the magic of a file system type. */
const MAGIC: Readonly<Record<string, number>> = {
  tmpfs: 0x01021994,
  proc: 0x9fa0,
  devpts: 0x1cd1,
  pipefs: 0x50495045,
  sysfs: 0x62656572,
  overlay: 0x794c7630,
  // Linux's /dev is a tmpfs by another name.
  devtmpfs: 0x01021994,
  sockfs: 0x534f434b,
  anon_inodefs: 0x09041934,
};
const EXT_MAGIC = 0xef53;

const ST_RDONLY = 1;
const ST_VALID = 0x20;
const ST_RELATIME = 0x1000;

/** The members of siginfo's union, as siginfo_layout in the kernel's signal.c chooses them. */
function signalKind(signal: number, code: number): SignalKind {
  if (code === SI_TIMER) return 'timer';
  if (code === SI_SIGIO) return 'poll';
  if (code <= 0 || code === SI_KERNEL) return 'kill';
  switch (SIGNAL_NUMBERS.toNative[signal]) {
    case NATIVE_SIGNAL.SIGILL:
    case NATIVE_SIGNAL.SIGFPE:
    case NATIVE_SIGNAL.SIGSEGV:
    case NATIVE_SIGNAL.SIGBUS:
    case NATIVE_SIGNAL.SIGTRAP:
      return 'fault';
    case NATIVE_SIGNAL.SIGCHLD:
      return 'child';
    case NATIVE_SIGNAL.SIGSYS:
      return 'call';
    default:
      return code <= NSIGPOLL ? 'poll' : 'kill';
  }
}

type SignalKind = 'kill' | 'timer' | 'child' | 'fault' | 'poll' | 'call';
const SI_TIMER = -2;
const SI_SIGIO = -5;
const SI_KERNEL = 128;
/** POLL_HUP, the last code of a descriptor's signal. */
const NSIGPOLL = 6;

export const toNeutral: ToNeutral = {
  dev: (native) => deviceOf((native >>> 8) & 0xfff, (native & 0xff) | ((native >>> 12) & 0xfff00)),
  wholeSeconds: times.toNeutral.wholeSeconds,
  anyMicroseconds: times.toNeutral.anyMicroseconds,
  nanoseconds: times.toNeutral.nanoseconds,
  microseconds: times.toNeutral.microseconds,
  milliseconds: times.toNeutral.milliseconds,
  seconds: (native): Timespec => ({ seconds: native, nanoseconds: 0 }),
  waitSelector: waits.waitSelector,
  waitId: waits.waitId,
  signal: (native) => signalIn(SIGNAL_NUMBERS, native),
  firstSignals(native) {
    const set = new SignalSet();
    set.words[0] = native;
    return set;
  },
  changeTime: (native) => changeTime(native, UTIME_NOW, UTIME_OMIT),
  changeMicroseconds: times.toNeutral.changeMicroseconds,
  specialCharacter: special.toNeutral,
  flowStops: (action) => action === TCOOFF || action === TCIOFF,
  flowInput: (action) => action === TCIOFF || action === TCION,
  isOne: (native) => native === 1,
  isTrue: (native) => native !== 0,
  clockOf,
  resetOnFork: (native) => (native > SCHED_FLAGS ? Errno.EINVAL : native % 2 === SCHED_FLAG_RESET_ON_FORK),
  futexPrivate: (native) => ((native & ~FUTEX_PRIVATE) === FUTEX_32 ? (native & FUTEX_PRIVATE) !== 0 : Errno.EINVAL),
  anySignal: (native) => SIGNAL_NUMBERS.toNeutral[native] ?? 0,
};

/** The clocks of other processes and threads; those of devices (3) are not known. */
function clockOf(native: number): number {
  const clock = native | 0;
  if (clock >= 0 || (clock & CLOCK_COUNTS) === CLOCK_COUNTS) return Errno.EINVAL;
  return OTHERS + 2 * ~(clock >> 3) + ((clock & CLOCK_OF_THREAD) === 0 ? 0 : 1);
}

export const toNative: ToNative = {
  // Minor bits 0..7, major above them, the rest of the minor above that (new_encode_dev).
  dev: (device) => ((minorOf(device) & 0xff) | (majorOf(device) << 8) | ((minorOf(device) & 0xfff00) << 12)) >>> 0,
  major: majorOf,
  minor: minorOf,
  wholeSeconds: times.toNative.wholeSeconds,
  anyMicroseconds: times.toNative.microseconds,
  nanoseconds: times.toNative.nanoseconds,
  microseconds: times.toNative.microseconds,
  seconds: (time) => time.seconds,
  clockTicks: (nanoseconds) => Math.floor(nanoseconds / HUNDREDTH_IN_NANOSECONDS),
  kilobytes,
  ...children(SIGNAL_NUMBERS, NATIVE_SIGNAL.SIGCHLD, WCONTINUED_STATUS),
  signal: (signal) => signalOut(SIGNAL_NUMBERS, signal),
  anySignal: (signal) => signalOut(SIGNAL_NUMBERS, signal),
  firstSignals: (set) => set.words[0] ?? 0,
  signalKind,
  specialCharacter: special.toNative,
  mountFlags: (readOnly) => ST_VALID | ST_RELATIME | (readOnly ? ST_RDONLY : 0),
  schedulingPolicy: (policy, resetOnFork) => (POLICIES[policy] ?? 0) + (resetOnFork === 0 ? 0 : SCHED_RESET_ON_FORK),
  resetOnFork: (resetOnFork) => (resetOnFork ? SCHED_FLAG_RESET_ON_FORK : 0),
  fileSystemType: (type) => MAGIC[type] ?? EXT_MAGIC,
};
