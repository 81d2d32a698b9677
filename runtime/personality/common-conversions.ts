/** Conversions that Linux and FreeBSD share: what POSIX says, in the shapes that the tables name. */
import { WaitKind, WaitSelector } from '../generated/enums.ts';
import { Errno } from '../generated/errors.ts';
import type { Timespec } from '../generated/structs.ts';

export interface ChangedTime {
  readonly omit: boolean;
  readonly now: boolean;
  readonly nanoseconds: number;
}

const BILLION = 1_000_000_000;
const MILLION = 1_000_000;

/** Signal numbers both ways, by index. */
export interface SignalNumbers {
  readonly toNative: readonly number[];
  readonly toNeutral: readonly number[];
}

export const times = {
  toNeutral: {
    wholeSeconds: (native: number): number => (native >= 0 ? native : Errno.EINVAL),
    anyMicroseconds: (native: number): number => (native >= 0 ? native * 1000 : Errno.EINVAL),
    nanoseconds: (native: number): number => (native >= 0 && native < BILLION ? native : Errno.EINVAL),
    microseconds: (native: number): number => (native >= 0 && native < MILLION ? native * 1000 : Errno.EINVAL),
    milliseconds: (native: number): Timespec | undefined =>
      native < 0 ? undefined : { seconds: Math.floor(native / 1000), nanoseconds: (native % 1000) * MILLION },
    changeMicroseconds: (native: number): ChangedTime | Errno =>
      native >= 0 && native < MILLION ? { omit: false, now: false, nanoseconds: native * 1000 } : Errno.EINVAL,
  },
  toNative: {
    wholeSeconds: (seconds: number): number => seconds,
    nanoseconds: (nanoseconds: number): number => nanoseconds,
    microseconds: (nanoseconds: number): number => Math.floor(nanoseconds / 1000),
  },
} as const;

/** tv_nsec of utimensat with the two values that mean something else. */
export function changeTime(native: number, nowValue: number, omitValue: number): ChangedTime | Errno {
  if (native === nowValue) return { omit: false, now: true, nanoseconds: 0 };
  if (native === omitValue) return { omit: true, now: false, nanoseconds: 0 };
  return native >= 0 && native < BILLION ? { omit: false, now: false, nanoseconds: native } : Errno.EINVAL;
}

/** What the pid argument of wait4 means: wait(2). */
export const waits = {
  waitSelector: (pid: number): number => {
    if (pid === -1) return WaitSelector.any;
    return pid > 0 ? WaitSelector.process : WaitSelector.group;
  },
  waitId: (pid: number): number => Math.abs(pid),
} as const;

/** The status word of wait4, and the members of siginfo for a child; `continued` is the word of a continued child. */
export function children(signals: SignalNumbers, childSignal: number, continued: number) {
  const native = (signal: number): number => signals.toNative[signal] ?? 0;
  // What a tracer is told besides the signal stands above its seven bits.
  const stopped = (code: number): number => native(code & 0x7f) | (code & ~0x7f);
  return {
    waitStatus: (kind: number, code: number): number => {
      if (kind === WaitKind.exited) return (code & 0xff) << 8;
      if (kind === WaitKind.killed) return native(code);
      if (kind === WaitKind.dumped) return native(code) | 0x80;
      return kind === WaitKind.continued ? continued : (stopped(code) << 8) | 0x7f;
    },
    childSignal: (pid: number): number => (pid === 0 ? 0 : childSignal),
    childCode: (pid: number, kind: number): number => (pid === 0 ? 0 : (CHILD_CODES[kind] ?? 0)),
    childStatus: (kind: number, code: number): number => (kind === WaitKind.exited ? code : stopped(code)),
  };
}

/** CLD_EXITED … CLD_CONTINUED by neutral kind; the same on every Unix. */
const CHILD_CODES: Readonly<Record<number, number>> = {
  [WaitKind.exited]: 1,
  [WaitKind.killed]: 2,
  [WaitKind.dumped]: 3,
  [WaitKind.trapped]: 4,
  [WaitKind.stopped]: 5,
  [WaitKind.continued]: 6,
};

/** A signal number of one system in the numbering of the model; 0 is no signal. */
export function signalIn(signals: SignalNumbers, native: number): number {
  if (native === 0) return 0;
  const signal = signals.toNeutral[native] ?? 0;
  return signal === 0 ? Errno.EINVAL : signal;
}

export function signalOut(signals: SignalNumbers, signal: number): number {
  return signals.toNative[signal] ?? 0;
}

/** A special character of a terminal, `disabled` being the one that stands for none. */
export function specialCharacters(disabled: number) {
  return {
    toNeutral: (native: number): number => (native === disabled ? NONE : native),
    toNative: (character: number): number => (character === NONE ? disabled : character),
  };
}

const NONE = 256;

export const kilobytes = (bytes: number): number => Math.floor(bytes / 1024);

const MINOR_RANGE = 2 ** 20;
export const majorOf = (device: number): number => Math.floor(device / MINOR_RANGE);
export const minorOf = (device: number): number => device % MINOR_RANGE;
export const deviceOf = (major: number, minor: number): number => major * MINOR_RANGE + minor;
