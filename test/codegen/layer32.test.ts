/** Calls of 32-bit Linux: how arguments lie in registers and structures in memory, and what only it has. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { FileType, Whence } from '../../runtime/generated/enums.ts';
import { Errno } from '../../runtime/generated/errors.ts';
import { SignalActionFlags } from '../../runtime/generated/flags.ts';
import * as layer from '../../runtime/generated/linux/ppc32/layer.ts';
import * as structs from '../../runtime/generated/linux/ppc32/structs.ts';
import { emptyFileStatus, emptySignalAction } from '../../runtime/generated/structs.ts';
import { SignalSet } from '../../runtime/personality/signal-set.ts';
import { Caller, MEMORY } from './caller.ts';

const caller32 = (answers: ConstructorParameters<typeof Caller>[1] = {}): Caller => new Caller('big', answers, 32);
const last = (caller: Caller) => caller.asked.at(-1);
const halves = (value: number): [high: number, low: number] => [Math.floor(value / 2 ** 32), value >>> 0];
/** What lies in a register that an aligned pair leaves out. */
const EMPTY = 0x7777_7777;
const offsets = fc.integer({ min: 0, max: 2 ** 52 });

describe('a 64-bit argument', () => {
  test.prop([offsets])('of pread64 lies in r7:r8, behind an empty register', (offset) => {
    const caller = caller32({ readAt: () => 4 });
    expect(caller.make(layer, 179, 3, MEMORY, 4, EMPTY, ...halves(offset))).toBe(4);
    expect(last(caller)).toMatchObject({ method: 'readAt', args: [3, {}, offset] });
  });

  test.prop([offsets])('of truncate64 lies in r5:r6', (length) => {
    const caller = caller32();
    expect(caller.make(layer, 193, caller.text('a'), EMPTY, ...halves(length))).toBe(0);
    expect(last(caller)).toEqual({ method: 'setLength', args: ['a', length] });
  });

  test.prop([offsets, offsets])('of fallocate follows another without a gap', (offset, length) => {
    const caller = caller32();
    caller.make(layer, 309, 3, 1, ...halves(offset), ...halves(length + 1));
    expect(last(caller)?.args.slice(2)).toEqual([offset, length + 1]);
  });

  it('is signed', () => {
    expect(caller32().make(layer, 179, 3, MEMORY, 4, EMPTY, -1, -1)).toBe(Errno.EINVAL);
  });

  it('of preadv comes in halves, the low one first, and is not aligned', () => {
    const caller = caller32({ readAt: () => 0 });
    caller.make(layer, 320, 3, MEMORY, 0, 0x10, 2);
    expect(last(caller)?.args.at(-1)).toBe(2 * 2 ** 32 + 0x10);
  });

  it('of _llseek comes the high half first, and the answer goes to memory', () => {
    const caller = caller32({ seek: () => 2 ** 33 + 5 });
    expect(caller.make(layer, 140, 3, 2, 5, MEMORY, 0)).toBe(0);
    expect(last(caller)).toEqual({ method: 'seek', args: [3, 2 ** 33 + 5, Whence.set] });
    expect(caller.view.getBigUint64(0)).toBe(2n ** 33n + 5n);
  });
});

describe('a register', () => {
  it('holds a pointer in its low half, whatever is in the other', () => {
    const caller = caller32({ open: () => 3 });
    expect(caller.make(layer, 5, caller.text('/etc/passwd'), 0, 0)).toBe(3);
    expect(caller.make(layer, 91, 0xf7fe_0000, 0x8000_0000)).toBe(0);
    expect(last(caller)?.args).toEqual([0xf7fe_0000, 0x8000_0000]);
  });

  it('holds the offset of lseek with its sign', () => {
    const caller = caller32({ seek: () => 1 });
    caller.make(layer, 19, 3, -5, 1);
    expect(last(caller)?.args.slice(0, 2)).toEqual([3, -5]);
  });

  it('holds the place of mmap2 in pages, and that of mmap without a sign', () => {
    const caller = caller32({ map: () => 0x4000_0000 });
    expect(caller.make(layer, 192, 0, 4096, 1, 2, 3, 0x10_0000)).toBe(0x4000_0000);
    expect(last(caller)?.args.at(-1)).toBe(2 ** 32);
    caller.make(layer, 90, 0, 4096, 1, 2, 3, 0xf000_0000);
    expect(last(caller)?.args.at(-1)).toBe(0xf000_0000);
  });
});

describe('a structure', () => {
  const status = { ...emptyFileStatus(), inode: 77, type: FileType.regular, permissions: 0o644, size: 2 ** 32 + 9 };

  it('of stat64 holds 64-bit sizes', () => {
    const caller = caller32({ getStatus: () => status });
    expect(caller.make(layer, 195, caller.text('a', 512), MEMORY)).toBe(0);
    expect(caller.view.getUint32(structs.STAT64.st_mode)).toBe(0o100644);
    expect(caller.view.getBigUint64(structs.STAT64.st_size)).toBe(2n ** 32n + 9n);
  });

  it('of the older stat has no room for a large file', () => {
    const caller = caller32({ getStatus: () => status });
    expect(caller.make(layer, 108, 3, MEMORY)).toBe(Errno.EOVERFLOW);
    expect(caller.make(layer, 197, 3, MEMORY)).toBe(0);
  });

  it('of a time has two longs, and in calls with 64-bit times two numbers of 64 bits', () => {
    const time = { seconds: 2 ** 31 - 1, nanoseconds: 5 };
    const caller = caller32({ get: () => time });
    caller.make(layer, 246, 0, MEMORY);
    expect([caller.view.getInt32(0), caller.view.getInt32(4)]).toEqual([time.seconds, 5]);
    caller.make(layer, 403, 0, MEMORY);
    expect([caller.view.getBigInt64(0), caller.view.getBigInt64(8)]).toEqual([BigInt(time.seconds), 5n]);
  });

  it('of a 64-bit time may have anything in the high half of its nanoseconds', () => {
    const caller = caller32();
    caller.view.setBigInt64(0, 1n);
    caller.view.setUint32(8, 0xdead_beef);
    caller.view.setUint32(12, 7);
    caller.make(layer, 407, 1, 0, MEMORY, 0);
    expect(last(caller)?.args[2]).toEqual({ seconds: 1, nanoseconds: 7 });
  });

  it('of a signal set has the first signals in its first word', () => {
    const caller = caller32({ setMask: () => SignalSet.of(1, 33, 64) });
    expect(caller.make(layer, 174, 0, 0, MEMORY, 8)).toBe(0);
    expect([caller.view.getUint32(0), caller.view.getUint32(4)]).toEqual([1, 0x8000_0001]);
  });

  it('of a limit tells what does not fit as none', () => {
    const caller = caller32({ getLimit: () => ({ current: 2 ** 40, maximum: 2 ** 53 }) });
    caller.make(layer, 190, 3, MEMORY);
    expect([caller.view.getUint32(0), caller.view.getUint32(4)]).toEqual([0xffff_ffff, 0xffff_ffff]);
    caller.make(layer, 76, 3, MEMORY);
    expect([caller.view.getUint32(0), caller.view.getUint32(4)]).toEqual([0x7fff_ffff, 0x7fff_ffff]);
  });

  it('of an iovec has two words', () => {
    const caller = caller32({ write: (_, lease) => (lease as { length: number }).length });
    caller.view.setUint32(0, MEMORY + 64);
    caller.view.setUint32(4, 3);
    caller.view.setUint32(8, MEMORY + 80);
    caller.view.setUint32(12, 4);
    expect(caller.make(layer, 146, 1, MEMORY, 2)).toBe(7);
  });
});

describe('calls that only 32-bit systems have', () => {
  it('lock with 64-bit offsets where fcntl64 is asked, and with words in fcntl', () => {
    const caller = caller32();
    caller.view.setInt16(0, 1);
    caller.view.setBigInt64(8, 2n ** 40n);
    caller.view.setBigInt64(16, 10n);
    caller.make(layer, 204, 3, 13, MEMORY);
    expect(last(caller)).toMatchObject({ method: 'setLock', args: [3, { start: 2 ** 40, length: 10 }, false, false] });
    caller.view.setInt32(4, 5);
    caller.view.setInt32(8, 6);
    caller.make(layer, 204, 3, 6, MEMORY);
    expect(last(caller)).toMatchObject({ method: 'setLock', args: [3, { start: 5, length: 6 }, false, false] });
  });

  it('leave locks of open files to fcntl64', () => {
    const caller = caller32();
    expect(caller.make(layer, 55, 3, 37, MEMORY)).toBe(Errno.EINVAL);
    expect(caller.make(layer, 204, 3, 37, MEMORY)).toBe(0);
  });

  it('wait on a futex for a 64-bit time', () => {
    const caller = caller32();
    caller.view.setBigInt64(0, 3n);
    caller.view.setBigInt64(8, 4n);
    caller.make(layer, 422, MEMORY + 64, 0, 1, MEMORY, 0, 0);
    expect(last(caller)?.args[0]).toMatchObject({ value: 1, timeout: { seconds: 3, nanoseconds: 4 } });
  });

  it('know the first 32 signals', () => {
    const caller = caller32({ setMask: () => SignalSet.of(2, 40) });
    caller.view.setUint32(0, 0b101);
    expect(caller.make(layer, 126, 2, MEMORY, MEMORY + 4)).toBe(0);
    expect((last(caller)?.args[1] as SignalSet | undefined)?.list()).toEqual([1, 3]);
    expect(caller.view.getUint32(4)).toBe(0b10);
    caller.make(layer, 126, 2, 0, 0);
    expect(last(caller)?.args[1]).toBeUndefined();
  });

  it('set a handler for once', () => {
    const caller = caller32({ setAction: () => ({ ...emptySignalAction(), handler: 0x1234 }) });
    expect(caller.make(layer, 48, 2, 0x1000_0000)).toBe(0x1234);
    expect(last(caller)?.args[1]).toMatchObject({
      handler: 0x1000_0000,
      flags: SignalActionFlags.resetHandler | SignalActionFlags.noDefer,
    });
  });
});
