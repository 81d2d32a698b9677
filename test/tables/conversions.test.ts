/** The conversions that the tables name but cannot say: both systems, against known values and as round trips. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WaitKind, WaitSelector } from '../../runtime/generated/enums.ts';
import { Errno } from '../../runtime/generated/errors.ts';
import { Signal } from '../../runtime/generated/signals.ts';
import * as freebsd from '../../runtime/personality/freebsd/conversions.ts';
import * as linux from '../../runtime/personality/linux/conversions.ts';

const device = (major: number, minor: number): number => major * 2 ** 20 + minor;

describe('a device number', () => {
  test('of Linux is what makedev gives', () => {
    expect(linux.toNative.dev(device(8, 1))).toBe(0x801);
    expect(linux.toNative.dev(device(136, 300))).toBe(0x10882c);
  });

  test('of FreeBSD is what makedev gives', () => {
    expect(freebsd.toNative.dev(device(8, 1))).toBe(0x801);
    expect(freebsd.toNative.dev(device(0x123, 0x1234))).toBe(0x1_0000_0000 * 0x112 + 0x2334);
  });

  test('survives both ways', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xfff }), fc.integer({ min: 0, max: 0xfffff }), (major, minor) => {
        const neutral = device(major, minor);
        expect(linux.toNeutral.dev(linux.toNative.dev(neutral))).toBe(neutral);
        expect(freebsd.toNeutral.dev(freebsd.toNative.dev(neutral))).toBe(neutral);
      }),
    );
  });
});

describe('the status word of wait4', () => {
  test('of an exit has the code in its second byte', () => {
    expect(linux.toNative.waitStatus(WaitKind.exited, 3)).toBe(0x300);
    expect(freebsd.toNative.waitStatus(WaitKind.exited, 255)).toBe(0xff00);
  });

  test('of a signal has the native number', () => {
    expect(linux.toNative.waitStatus(WaitKind.killed, Signal.SIGUSR1)).toBe(10);
    expect(freebsd.toNative.waitStatus(WaitKind.killed, Signal.SIGUSR1)).toBe(30);
    expect(linux.toNative.waitStatus(WaitKind.dumped, Signal.SIGSEGV)).toBe(0x8b);
    expect(freebsd.toNative.waitStatus(WaitKind.dumped, Signal.SIGBUS)).toBe(0x8a);
  });

  test('of a stop has it in the second byte, and going on is a word of its own', () => {
    expect(linux.toNative.waitStatus(WaitKind.stopped, Signal.SIGTSTP)).toBe(0x147f);
    expect(freebsd.toNative.waitStatus(WaitKind.stopped, Signal.SIGTSTP)).toBe(0x127f);
    expect(linux.toNative.waitStatus(WaitKind.continued, 0)).toBe(0xffff);
    expect(freebsd.toNative.waitStatus(WaitKind.continued, 0)).toBe(0x13);
  });
});

describe('what wait4 waits for', () => {
  test.each([
    [5, WaitSelector.process, 5],
    [-1, WaitSelector.any, 1],
    [0, WaitSelector.group, 0],
    [-7, WaitSelector.group, 7],
  ])('pid %i', (pid, selector, id) => {
    expect(linux.toNeutral.waitSelector(pid)).toBe(selector);
    expect(linux.toNeutral.waitId(pid)).toBe(id);
  });
});

describe('times', () => {
  test('in range are as they are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), (nanoseconds) => {
        expect(linux.toNeutral.nanoseconds(nanoseconds)).toBe(nanoseconds);
      }),
    );
  });

  test('out of range are refused', () => {
    expect(linux.toNeutral.nanoseconds(1e9)).toBe(Errno.EINVAL);
    expect(linux.toNeutral.nanoseconds(-1)).toBe(Errno.EINVAL);
    expect(linux.toNeutral.microseconds(1e6)).toBe(Errno.EINVAL);
    expect(linux.toNeutral.wholeSeconds(-1)).toBe(Errno.EINVAL);
  });

  test('select takes more than a million microseconds', () => {
    expect(linux.toNeutral.anyMicroseconds(1_500_000)).toBe(1_500_000_000);
  });

  test('utimensat knows two numbers of nanoseconds that mean something else', () => {
    const now = { omit: false, now: true, nanoseconds: 0 };
    const omit = { omit: true, now: false, nanoseconds: 0 };
    expect([linux.toNeutral.changeTime(0x3fffffff), linux.toNeutral.changeTime(0x3ffffffe)]).toEqual([now, omit]);
    expect([freebsd.toNeutral.changeTime(-1), freebsd.toNeutral.changeTime(-2)]).toEqual([now, omit]);
    expect(linux.toNeutral.changeTime(-1)).toBe(Errno.EINVAL);
  });

  test('poll waits for ever when its timeout is negative', () => {
    expect(linux.toNeutral.milliseconds(-1)).toBeUndefined();
    expect(linux.toNeutral.milliseconds(1500)).toEqual({ seconds: 1, nanoseconds: 500_000_000 });
  });
});

describe('signals', () => {
  test('of Linux survive both ways', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), (signal) => {
        expect(linux.toNative.signal(linux.toNeutral.signal(signal))).toBe(signal);
      }),
    );
  });

  test('that do not exist are refused', () => {
    expect(linux.toNeutral.signal(65)).toBe(Errno.EINVAL);
    expect(freebsd.toNeutral.signal(0)).toBe(0);
  });

  test('sent by programs have codes of their own on FreeBSD', () => {
    expect(freebsd.toNative.signalCode(0)).toBe(0x10001);
    expect(freebsd.toNeutral.signalCode(0x10002)).toBe(-1);
    expect(freebsd.toNative.signalCode(1)).toBe(1);
  });

  test('choose the member of siginfo that the kernel fills', () => {
    expect(linux.toNative.signalKind(Signal.SIGSEGV, 1)).toBe('fault');
    expect(linux.toNative.signalKind(Signal.SIGSEGV, 0)).toBe('kill');
    expect(linux.toNative.signalKind(Signal.SIGCHLD, 1)).toBe('child');
    expect(linux.toNative.signalKind(Signal.SIGALRM, -2)).toBe('timer');
  });
});

test('a special character that is disabled is none', () => {
  expect([linux.toNeutral.specialCharacter(0), freebsd.toNeutral.specialCharacter(0xff)]).toEqual([256, 256]);
  expect([linux.toNative.specialCharacter(256), freebsd.toNative.specialCharacter(256)]).toEqual([0, 0xff]);
  expect(freebsd.toNeutral.specialCharacter(3)).toBe(3);
});
