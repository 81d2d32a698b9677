/** Native structures: what is written reads back the same, under every ABI. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { FileType, LockType, Whence } from '../../runtime/generated/enums.ts';
import { Errno } from '../../runtime/generated/errors.ts';
import { SignalActionFlags, TerminalInput, TerminalLocal } from '../../runtime/generated/flags.ts';
import * as big from '../../runtime/generated/linux/ppc64/structs.ts';
import * as little from '../../runtime/generated/linux/ppc64le/structs.ts';
import * as freebsd from '../../runtime/generated/freebsd/powerpc64/structs.ts';
import { emptyFileStatus, emptyTerminalAttributes } from '../../runtime/generated/structs.ts';
import { StructView } from '../../runtime/kernel/struct-view.ts';
import { SignalSet } from '../../runtime/personality/signal-set.ts';

const seconds = fc.integer({ min: -(2 ** 40), max: 2 ** 40 });
/** Linux refuses times before 1970 wherever it takes one. */
const time = fc.record({ seconds: fc.nat(2 ** 31 - 1).map((small) => small * 512), nanoseconds: fc.nat(999_999_999) });
const bits = (all: Readonly<Record<string, number>>) =>
  fc.subarray(Object.values(all)).map((some) => some.reduce((sum, bit) => sum | bit, 0));

describe.each([
  ['little', little],
  ['big', big],
] as const)('Linux, %s-endian', (order, structs) => {
  const view = (size: number) => new StructView(order, size);

  test.prop([time])('timespec', (value) => {
    const bytes = view(structs.TIMESPEC.size);
    structs.writeTimespec(bytes, 0, value);
    expect(structs.readTimespec(bytes, 0)).toEqual(value);
  });

  test.prop([time])('timeval keeps microseconds', (value) => {
    const bytes = view(structs.TIMEVAL.size);
    structs.writeTimeval(bytes, 0, value);
    expect(structs.readTimeval(bytes, 0)).toEqual({
      ...value,
      nanoseconds: Math.floor(value.nanoseconds / 1000) * 1000,
    });
  });

  test.prop([
    fc.record({
      type: fc.constantFrom(...Object.values(LockType)),
      whence: fc.constantFrom(Whence.set, Whence.current, Whence.end),
      start: seconds,
      length: seconds,
      pid: fc.nat(0x7fffffff),
    }),
  ])('flock', (value) => {
    const bytes = view(structs.FLOCK.size);
    structs.writeFlock(bytes, 0, value);
    expect(structs.readFlock(bytes, 0)).toEqual(value);
  });

  test.prop([fc.nat(2 ** 40), bits(SignalActionFlags), fc.subarray([1, 2, 17, 31, 32, 33, 64])])(
    'sigaction',
    (handler, flags, signals) => {
      const value = { handler, flags, restorer: 0, mask: SignalSet.of(...signals) };
      const bytes = view(structs.SIGACTION.size);
      structs.writeSigaction(bytes, 0, value);
      const back = structs.readSigaction(bytes, 0);
      expect({ ...back, mask: back.mask.list() }).toEqual({ ...value, mask: signals });
    },
  );

  test.prop([
    bits(TerminalInput),
    bits({ ...TerminalLocal, alternateWordErase: 0 }),
    fc.constantFrom(5, 6, 7, 8),
    fc.constantFrom(0, 50, 9600, 115_200, 4_000_000),
  ])('termios', (input, local, characterSize, outputSpeed) => {
    const value = { ...emptyTerminalAttributes(), input, local, characterSize, outputSpeed };
    const bytes = view(structs.TERMIOS.size);
    structs.writeTermios(bytes, 0, value);
    expect(structs.readTermios(bytes, 0)).toMatchObject({ input, local, characterSize, outputSpeed });
  });

  test.prop([fc.constantFrom(0, 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53)])('a limit, and none', (current) => {
    const bytes = view(structs.RLIMIT.size);
    structs.writeRlimit(bytes, 0, { current, maximum: 2 ** 53 });
    expect(structs.readRlimit(bytes, 0)).toEqual({ current, maximum: 2 ** 53 });
    expect([...bytes.bytes.subarray(8, 16)]).toEqual(Array.from({ length: 8 }, () => 0xff));
  });

  it('refuses what a conversion refuses', () => {
    const bytes = view(16);
    bytes.setU64(8, 1_000_000_000);
    expect(structs.readTimespec(bytes, 0)).toBe(Errno.EINVAL);
    const lock = view(32);
    lock.setU16(0, 7);
    expect(structs.readFlock(lock, 0)).toBe(Errno.EINVAL);
  });
});

describe('FreeBSD', () => {
  it('has a stat of its own from the same neutral one', () => {
    const status = { ...emptyFileStatus(), inode: 5, type: FileType.symlink, permissions: 0o777, links: 1, size: 9 };
    const linux = new StructView('big', big.STAT.size);
    const other = new StructView('big', freebsd.STAT.size);
    big.writeStat(linux, 0, status);
    freebsd.writeStat(other, 0, status);
    expect(linux.u32(big.STAT.st_mode)).toBe(0o120777);
    expect(other.u16(freebsd.STAT.st_mode)).toBe(0o120777);
    expect(other.u64(freebsd.STAT.st_size)).toBe(9);
    expect(big.STAT.st_size).not.toBe(freebsd.STAT.st_size);
  });
});
