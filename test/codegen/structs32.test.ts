/** Structures of 32-bit Linux: what is written reads back the same as far as they have room for it. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { LockType, Whence } from '../../runtime/generated/enums.ts';
import { Errno } from '../../runtime/generated/errors.ts';
import { SignalActionFlags } from '../../runtime/generated/flags.ts';
import * as structs from '../../runtime/generated/linux/ppc32/structs.ts';
import { emptySignalInformation } from '../../runtime/generated/structs.ts';
import { Signal } from '../../runtime/generated/signals.ts';
import { StructView } from '../../runtime/kernel/struct-view.ts';
import { SignalSet } from '../../runtime/personality/signal-set.ts';

const view = (size: number): StructView => new StructView('big', size);
const nanoseconds = fc.nat(999_999_999);
const long = fc.integer();
const wide = fc.integer({ min: -(2 ** 52), max: 2 ** 52 });
const lock = (offset: fc.Arbitrary<number>) =>
  fc.record({
    type: fc.constantFrom(...Object.values(LockType)),
    whence: fc.constantFrom(Whence.set, Whence.current, Whence.end),
    start: offset,
    length: offset,
    pid: fc.nat(),
  });

describe('32-bit Linux', () => {
  test.prop([fc.record({ seconds: fc.nat(), nanoseconds })])('timespec', (value) => {
    const bytes = view(structs.TIMESPEC.size);
    structs.writeTimespec(bytes, 0, value);
    expect(structs.readTimespec(bytes, 0)).toEqual(value);
  });

  test.prop([fc.record({ seconds: fc.nat(2 ** 31 - 1).map((small) => small * 512), nanoseconds })])(
    '__kernel_timespec',
    (value) => {
      const bytes = view(structs.KERNEL_TIMESPEC.size);
      structs.writeKernelTimespec(bytes, 0, value);
      expect(structs.readKernelTimespec(bytes, 0)).toEqual(value);
      expect(bytes.u64(8)).toBe(value.nanoseconds);
    },
  );

  test.prop([lock(long)])('flock', (value) => {
    const bytes = view(structs.FLOCK.size);
    structs.writeFlock(bytes, 0, value);
    expect(structs.readFlock(bytes, 0)).toEqual(value);
  });

  test.prop([lock(wide)])('flock64', (value) => {
    const bytes = view(structs.FLOCK64.size);
    structs.writeFlock64(bytes, 0, value);
    expect(structs.readFlock64(bytes, 0)).toEqual(value);
  });

  test.prop([fc.nat(0xffff_ffff), fc.subarray([1, 2, 31, 32, 33, 64])])('sigaction', (handler, signals) => {
    const value = { handler, flags: SignalActionFlags.information, restorer: 0, mask: SignalSet.of(...signals) };
    const bytes = view(structs.SIGACTION.size);
    structs.writeSigaction(bytes, 0, value);
    const back = structs.readSigaction(bytes, 0);
    expect({ ...back, mask: back.mask.list() }).toEqual({ ...value, mask: signals });
  });

  test.prop([fc.constantFrom(0, 1, 0xffff_fffe, 2 ** 53)])('a limit, and none', (current) => {
    const bytes = view(structs.RLIMIT.size);
    structs.writeRlimit(bytes, 0, { current, maximum: 2 ** 53 });
    expect(structs.readRlimit(bytes, 0)).toEqual({ current, maximum: 2 ** 53 });
    expect(bytes.u32(4)).toBe(0xffff_ffff);
  });

  it('refuses nanoseconds that are none', () => {
    const bytes = view(8);
    bytes.setU32(4, 1_000_000_000);
    expect(structs.readTimespec(bytes, 0)).toBe(Errno.EINVAL);
  });

  it('tells a signal with its pieces three words on', () => {
    const bytes = view(structs.SIGINFO.size);
    structs.writeSiginfo(bytes, 0, {
      ...emptySignalInformation(),
      signal: Signal.SIGSEGV,
      code: 1,
      address: 0xf000_0010,
    });
    expect([bytes.s32(0), bytes.s32(8), bytes.u32(12)]).toEqual([11, 1, 0xf000_0010]);
    structs.writeSiginfo(bytes, 0, { ...emptySignalInformation(), signal: Signal.SIGUSR1, pid: 7, user: 8, value: 9 });
    expect([bytes.s32(12), bytes.u32(16), bytes.u32(20)]).toEqual([7, 8, 9]);
  });
});
