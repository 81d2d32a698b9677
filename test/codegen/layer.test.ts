/** What the generated translation layers promise of every call, shown on Linux and FreeBSD. */
import { describe, expect, it } from 'vitest';
import { Errno } from '../../runtime/generated/errors.ts';
import { FileType } from '../../runtime/generated/enums.ts';
import { NameFlags, OpenFlags } from '../../runtime/generated/flags.ts';
import { emptyFileStatus } from '../../runtime/generated/structs.ts';
import * as big from '../../runtime/generated/linux/ppc64/layer.ts';
import * as little from '../../runtime/generated/linux/ppc64le/layer.ts';
import * as freebsd from '../../runtime/generated/freebsd/powerpc64/layer.ts';
import { Caller, MEMORY } from './caller.ts';

const BAD = 0x7fff_0000;
const [READ, OPENAT, CLOSE, LSEEK, FSTAT, KILL, WAIT4, GETDENTS64, GETGROUPS, SIGACTION, FCNTL, IOCTL] = [
  3, 286, 6, 19, 108, 37, 114, 202, 80, 173, 55, 54,
];
const last = (caller: Caller) => caller.asked.at(-1);

describe('arguments', () => {
  it('a descriptor is the low 32 bits, sign-extended', () => {
    const caller = new Caller('little');
    caller.make(little, CLOSE, 0xffff_ffff);
    expect(last(caller)).toEqual({ method: 'close', args: [-1] });
    caller.make(little, CLOSE, 7 + 2 ** 40);
    expect(last(caller)).toEqual({ method: 'close', args: [7] });
  });

  it('an offset keeps its 64 bits and its sign', () => {
    const caller = new Caller('little');
    caller.make(little, LSEEK, 3, -5, 1);
    expect(last(caller)?.args.slice(0, 2)).toEqual([3, -5]);
    caller.make(little, LSEEK, 3, 2 ** 40 + 1, 0);
    expect(last(caller)?.args.slice(0, 2)).toEqual([3, 2 ** 40 + 1]);
  });

  it('AT_FDCWD is the working directory, and flags become neutral ones', () => {
    const caller = new Caller('little', { open: () => 5 });
    expect(caller.make(little, OPENAT, -100, caller.text('/etc/passwd'), 0o2000101, 0o100644)).toBe(5);
    expect(last(caller)?.args).toEqual([
      undefined,
      '/etc/passwd',
      OpenFlags.write | OpenFlags.create | OpenFlags.closeOnExec,
      0o644,
    ]);
  });

  it('a bad path is EFAULT, and the method is not called', () => {
    const caller = new Caller('little');
    expect(caller.make(little, OPENAT, -100, BAD, 0, 0)).toBe(Errno.EFAULT);
    expect(caller.make(little, OPENAT, -100, 0, 0, 0)).toBe(Errno.EFAULT);
    expect(caller.asked).toEqual([]);
  });

  it('a read moves at most 0x7ffff000 bytes', () => {
    const caller = new Caller('little', { read: (_, lease) => (lease as { length: number }).length });
    expect(caller.make(little, READ, 0, MEMORY, 2 ** 32)).toBe(0x7fff_f000);
  });

  it('an unknown value is refused, unless the descriptor is bad already', () => {
    expect(new Caller('little').make(little, LSEEK, 3, 0, 99)).toBe(Errno.EINVAL);
    expect(new Caller('little', { check: () => Errno.EBADF }).make(little, LSEEK, 3, 0, 99)).toBe(Errno.EBADF);
    expect(new Caller('little', { check: () => Errno.EBADF }).make(little, FCNTL, 3, 9999, 0)).toBe(Errno.EBADF);
  });

  it('unknown flags are refused where the system refuses them', () => {
    const caller = new Caller('little');
    expect(caller.make(little, 292, -100, caller.text('a'), 0x1, 0)).toBe(Errno.EINVAL);
    caller.make(little, 292, -100, caller.text('a'), 0x200, 0);
    expect(last(caller)?.args).toEqual([undefined, 'a', NameFlags.removeDirectory]);
  });

  it('a null pointer that may be null is absent', () => {
    const caller = new Caller('little', { setAction: () => Errno.EINVAL });
    caller.make(little, SIGACTION, 15, 0, 0, 8);
    expect(last(caller)?.args.slice(1)).toEqual([undefined]);
  });

  it('signal 0 only asks', () => {
    const caller = new Caller('little');
    caller.make(little, KILL, 42, 0);
    expect(last(caller)).toEqual({ method: 'send', args: [42, undefined] });
  });
});

describe('results', () => {
  const status = { ...emptyFileStatus(), inode: 77, type: FileType.regular, permissions: 0o644, size: 0x123456789 };

  it('a structure lies in memory in the byte order of the process', () => {
    for (const [order, layer] of [
      ['little', little],
      ['big', big],
    ] as const) {
      const caller = new Caller(order, { getStatus: () => status });
      expect(caller.make(layer, FSTAT, 3, MEMORY)).toBe(0);
      expect(caller.view.getUint32(24, order === 'little')).toBe(0o100644);
      expect(caller.view.getBigUint64(48, order === 'little')).toBe(0x123456789n);
    }
  });

  it('nothing is copied when the method failed', () => {
    const caller = new Caller('little', { getStatus: () => Errno.EBADF });
    caller.bytes.fill(0xaa);
    expect(caller.make(little, FSTAT, 3, MEMORY)).toBe(Errno.EBADF);
    expect(caller.bytes.every((byte) => byte === 0xaa)).toBe(true);
  });

  it('a place that cannot be written is EFAULT, also when it ends too early', () => {
    const caller = new Caller('little', { getStatus: () => status });
    expect(caller.make(little, FSTAT, 3, BAD)).toBe(Errno.EFAULT);
    expect(caller.make(little, FSTAT, 3, MEMORY + 0x2000 - 8)).toBe(Errno.EFAULT);
  });

  it('wait4 that found no child writes no status', () => {
    const caller = new Caller('little', { wait: () => ({ pid: 0, kind: 0, code: 7, user: 0, usage: {} }) });
    caller.bytes.fill(0xaa);
    expect(caller.make(little, WAIT4, -1, MEMORY, 1, 0)).toBe(0);
    expect(caller.bytes[0]).toBe(0xaa);
  });

  it('directory entries are packed as far as they fit, and the directory is told how far that was', () => {
    const entries = ['.', '..', 'a-longer-name'].map((name, index) => ({
      inode: index + 1,
      cookie: index + 10,
      type: FileType.directory,
      name,
    }));
    const caller = new Caller('big', { getEntries: () => entries });
    expect(caller.make(big, GETDENTS64, 3, MEMORY, 48)).toBe(48);
    expect(last(caller)).toEqual({ method: 'taken', args: [3, 11] });
    expect(caller.view.getUint16(16)).toBe(24);
    expect(caller.view.getUint16(24 + 16)).toBe(24);
    expect(caller.make(big, GETDENTS64, 3, MEMORY, 20)).toBe(Errno.EINVAL);
  });

  it('a list longer than its place is EINVAL, and no place asks for the length only', () => {
    const caller = new Caller('little', { getGroups: () => [1, 2, 3] });
    expect(caller.make(little, GETGROUPS, 0, 0)).toBe(3);
    expect(caller.make(little, GETGROUPS, 2, MEMORY)).toBe(Errno.EINVAL);
    expect(caller.make(little, GETGROUPS, 3, MEMORY)).toBe(3);
    expect(caller.view.getUint32(8, true)).toBe(3);
  });
});

describe('what is not supported', () => {
  it('a call says so and gives its errno', () => {
    const caller = new Caller('little');
    expect(caller.make(little, 131, 0, 0, 0, 0)).toBe(Errno.ENOSYS);
    expect(caller.reports).toMatchObject([{ personality: 'linux', call: 'quotactl', what: '', got: 'ENOSYS' }]);
  });

  it('a command of a call says which', () => {
    const caller = new Caller('little');
    expect(caller.make(little, IOCTL, 3, 0x2000_0001, 0)).toBe(Errno.EPERM);
    expect(caller.reports).toMatchObject([{ call: 'ioctl', what: 'FIBMAP', got: 'EPERM' }]);
  });

  it('an unknown request is what the system says of it', () => {
    expect(new Caller('little').make(little, IOCTL, 0, 0xdead, 0)).toBe(Errno.ENOTTY);
  });
});

describe('another personality', () => {
  it('reaches the same method with its own numbers and flags', () => {
    const caller = new Caller('big', { open: () => 3 });
    expect(caller.make(freebsd, 499, -100, caller.text('a'), 0x0200 | 0x0001, 0o600)).toBe(3);
    expect(last(caller)?.args).toEqual([undefined, 'a', OpenFlags.write | OpenFlags.create, 0o600]);
  });
});
