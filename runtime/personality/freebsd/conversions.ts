/** FreeBSD: the conversions that spec/personalities/freebsd/personality.yaml names. */
import { FlushQueue } from '../../generated/enums.ts';
import type { ToNative, ToNeutral } from '../../generated/freebsd/conversions.ts';
import { NATIVE_SIGNAL, SIGNAL_NUMBERS } from '../../generated/freebsd/signals.ts';
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

const UTIME_NOW = -1;
const UTIME_OMIT = -2;

/** _POSIX_VDISABLE. */
const special = specialCharacters(0xff);

const MNT_RDONLY = 1;
const FREAD = 1;
const FWRITE = 2;

/** si_code of signals that programs send: the model numbers them as Linux does. */
const SIGNAL_CODES: ReadonlyMap<number, number> = new Map([
  [0, 0x10001], // SI_USER
  [-1, 0x10002], // SI_QUEUE
  [-2, 0x10003], // SI_TIMER
  [128, 0x10006], // SI_KERNEL
  [-6, 0x10007], // SI_LWP
]);
const NEUTRAL_CODES: ReadonlyMap<number, number> = new Map(
  [...SIGNAL_CODES].map(([neutral, native]) => [native, neutral]),
);

const HIGH = 2 ** 32;

export const toNeutral: ToNeutral = {
  // makedev in sys/types.h: the low bytes of both parts stand in the low word, major above minor.
  dev: (native) => {
    const high = Math.floor(native / HIGH);
    const low = native % HIGH;
    return deviceOf((high & 0xffffff00) | ((low >>> 8) & 0xff), (low & 0xffff00ff) | ((high << 8) & 0xff00));
  },
  wholeSeconds: times.toNeutral.wholeSeconds,
  nanoseconds: times.toNeutral.nanoseconds,
  microseconds: times.toNeutral.microseconds,
  milliseconds: times.toNeutral.milliseconds,
  waitSelector: waits.waitSelector,
  waitId: waits.waitId,
  signal: (native) => signalIn(SIGNAL_NUMBERS, native),
  signalCode: (native) => NEUTRAL_CODES.get(native) ?? native,
  changeTime: (native) => changeTime(native, UTIME_NOW, UTIME_OMIT),
  changeMicroseconds: times.toNeutral.changeMicroseconds,
  specialCharacter: special.toNeutral,
  flushQueue: (native) => {
    const queues = native & (FREAD | FWRITE);
    if (queues === FREAD) return FlushQueue.input;
    return queues === FWRITE ? FlushQueue.output : FlushQueue.both;
  },
};

export const toNative: ToNative = {
  dev: (device) => {
    const [major, minor] = [majorOf(device), minorOf(device)];
    const high = (major & 0xffffff00) | ((minor >>> 8) & 0xff);
    return high * HIGH + (((minor & 0xffff00ff) | ((major & 0xff) << 8)) >>> 0);
  },
  wholeSeconds: times.toNative.wholeSeconds,
  nanoseconds: times.toNative.nanoseconds,
  microseconds: times.toNative.microseconds,
  kilobytes,
  textLength: (text) => text.length,
  ...children(SIGNAL_NUMBERS, NATIVE_SIGNAL.SIGCHLD, NATIVE_SIGNAL.SIGCONT),
  signal: (signal) => signalOut(SIGNAL_NUMBERS, signal),
  signalCode: (code) => SIGNAL_CODES.get(code) ?? code,
  specialCharacter: special.toNative,
  mountFlags: (readOnly) => (readOnly ? MNT_RDONLY : 0),
  niceValue: (twentyMinusNice) => Math.max(0, 20 - twentyMinusNice),
};
