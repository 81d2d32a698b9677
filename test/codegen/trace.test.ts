/** Traced calls read as strace writes them, and as events. */
import { describe, expect, it } from 'vitest';
import { Errno } from '../../runtime/generated/errors.ts';
import { trace as little } from '../../runtime/generated/linux/ppc64le/trace.ts';
import { trace as big } from '../../runtime/generated/linux/ppc64/trace.ts';
import { trace as narrow } from '../../runtime/generated/linux/ppc32/trace.ts';
import { trace as freebsd } from '../../runtime/generated/freebsd/powerpc64/trace.ts';
import { TraceDecoder } from '../../runtime/trace/decoder.ts';
import { argumentsText, callEvent, resultText, shapeOf, toldAtEntry } from '../../runtime/trace/line.ts';
import { SavedRegisters } from '../../runtime/trace/saved-registers.ts';
import type { TraceTable } from '../../runtime/trace/types.ts';

const MEMORY = 0x10000;

class Traced {
  readonly bytes = new Uint8Array(4096);
  readonly #table: TraceTable;

  constructor(table: TraceTable) {
    this.#table = table;
  }

  text(text: string, at = 0): number {
    this.bytes.set(
      [...`${text}\0`].map((character) => character.charCodeAt(0)),
      at,
    );
    return MEMORY + at;
  }

  get view(): DataView {
    return new DataView(this.bytes.buffer);
  }

  decoder(verbose = false): TraceDecoder {
    const copyIn = (address: number, bytes: Uint8Array, start: number, end: number): number => {
      const at = address - MEMORY;
      if (at < 0 || at >= this.bytes.length) return 0;
      const count = Math.min(end - start, this.bytes.length - at);
      bytes.set(this.bytes.subarray(at, at + count), start);
      return count;
    };
    return new TraceDecoder(this.#table, { copyIn }, { text: 32, items: 32, verbose });
  }

  registers(args: readonly number[]): SavedRegisters {
    return new SavedRegisters(
      Int32Array.from(
        Array.from({ length: 8 }, (_, index) => args[index] ?? 0).flatMap((value) => [
          value | 0,
          Math.floor(value / 2 ** 32),
        ]),
      ),
      this.#table.bits,
    );
  }

  /** The whole line of a call. */
  line(number: number, args: readonly number[], result: number): string {
    const call = this.#table.calls.get(number);
    if (call === undefined) return 'no such call';
    const registers = this.registers(args);
    const shape = shapeOf(call, registers);
    return `${call.name}(${argumentsText(this.decoder(), shape.args, registers, result)}) = ${resultText(result, shape.result, this.#table.signalName)}`;
  }
}

describe('a traced line', () => {
  it('names flags and the working directory, and leaves out a mode that nobody looks at', () => {
    const traced = new Traced(little);
    const path = traced.text('/etc/passwd');
    expect(traced.line(286, [-100, path, 0o2000000, 0o644], 3)).toBe(
      'openat(AT_FDCWD, "/etc/passwd", O_RDONLY|O_CLOEXEC) = 3',
    );
    expect(traced.line(286, [-100, path, 0o101, 0o644], 3)).toBe(
      'openat(AT_FDCWD, "/etc/passwd", O_WRONLY|O_CREAT, 0644) = 3',
    );
  });

  it('tells an error by name and text', () => {
    const traced = new Traced(little);
    expect(traced.line(286, [5, traced.text('x'), 0, 0], Errno.ENOENT)).toBe(
      'openat(5, "x", O_RDONLY) = -1 ENOENT (No such file or directory)',
    );
  });

  it('shows what was read, escaped and cut, and no more than was read', () => {
    const traced = new Traced(little);
    traced.text('a\n"\x01\x012\xff and so on and so on and so on');
    expect(traced.line(3, [0, MEMORY, 100], 8)).toBe('read(0, "a\\n\\"\\1\\0012\\377 ", 100) = 8');
    expect(traced.line(4, [1, MEMORY, 40], 40)).toMatch(/^write\(1, ".*"\.\.\., 40\) = 40$/);
    expect(traced.line(3, [0, MEMORY, 100], Errno.EBADF)).toBe(
      'read(0, 0x10000, 100) = -1 EBADF (Bad file descriptor)',
    );
  });

  it('reads structures in the byte order of the process', () => {
    for (const [table, order] of [
      [little, true],
      [big, false],
    ] as const) {
      const traced = new Traced(table);
      traced.view.setBigInt64(0, 3n, order);
      traced.view.setBigInt64(8, 500n, order);
      expect(traced.line(162, [MEMORY, 0], 0)).toBe('nanosleep({tv_sec=3, tv_nsec=500}, NULL) = 0');
    }
  });

  it('finds a 64-bit argument of a 32-bit program in two registers, and pointers in the low half', () => {
    const traced = new Traced(narrow);
    const high = 0x55 * 2 ** 32;
    const path = high + traced.text('a');
    expect(traced.line(193, [path, 0, 2, 5], 0)).toBe('truncate64("a", 8589934597) = 0');
    expect(traced.line(309, [3, 0, 0, 1, 0, 2], 0)).toBe('fallocate(3, 0, 1, 2) = 0');
  });

  it('tells a command of a multiplexed call with the arguments that it has', () => {
    const traced = new Traced(little);
    expect(traced.line(55, [3, 1, 99], 1)).toMatch(/^fcntl\(3, F_GETFD\) = 0x1 \(flags FD_CLOEXEC\)$/);
    expect(traced.line(55, [3, 0, 10], 10)).toBe('fcntl(3, F_DUPFD, 10) = 10');
    expect(traced.line(54, [0, 0x40087468, 0], Errno.ENOTTY)).toBe(
      'ioctl(0, TIOCGWINSZ, NULL) = -1 ENOTTY (Inappropriate ioctl for device)',
    );
  });

  it('shows unknown bits and values as strace does', () => {
    const traced = new Traced(little);
    expect(traced.line(19, [3, 0, 9], Errno.EINVAL)).toBe(
      'lseek(3, 0, 0x9 /* SEEK_??? */) = -1 EINVAL (Invalid argument)',
    );
    expect(traced.line(90, [0, 8192, 3, 0x22, -1, 0], MEMORY)).toBe(
      'mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x10000',
    );
    expect(traced.line(125, [MEMORY, 4096, 0], 0)).toBe('mprotect(0x10000, 4096, PROT_NONE) = 0');
  });

  it('names signals and sets of them', () => {
    const traced = new Traced(little);
    traced.view.setBigUint64(0, 0x10002n, true);
    expect(traced.line(37, [7, 15], 0)).toBe('kill(7, SIGTERM) = 0');
    expect(traced.line(174, [0, MEMORY, 0, 8], 0)).toBe('rt_sigprocmask(SIG_BLOCK, [INT CHLD], NULL, 8) = 0');
  });

  it('names values that have a name, and tells a pair as a list', () => {
    const traced = new Traced(little);
    traced.view.setInt32(0, 3, true);
    traced.view.setInt32(4, 4, true);
    expect(traced.line(317, [MEMORY, 0], 0)).toBe('pipe2([3, 4], 0) = 0');
    traced.view.setBigUint64(0, 1n, true);
    traced.view.setBigUint64(8, 0xffff_ffff_ffff_ffffn, true);
    expect(traced.line(325, [0, 7, 0, MEMORY], 0)).toBe(
      'prlimit64(0, RLIMIT_NOFILE, NULL, {rlim_cur=1, rlim_max=RLIM64_INFINITY}) = 0',
    );
    expect(traced.line(173, [2, MEMORY, 0, 8], 0)).toMatch(/^rt_sigaction\(SIGINT, \{sa_handler=SIG_IGN, /);
  });

  it('prints at entry what is known then', () => {
    const args = little.calls.get(3)?.args ?? [];
    expect(toldAtEntry(args)).toBe(1);
    expect(toldAtEntry(little.calls.get(4)?.args ?? [])).toBe(3);
  });

  it('has the names of another system for it', () => {
    const traced = new Traced(freebsd);
    expect(traced.line(499, [-100, traced.text('x'), 0x0201, 0o600], 3)).toBe(
      'openat(AT_FDCWD, "x", O_WRONLY|O_CREAT, 0600) = 3',
    );
  });
});

describe('an event', () => {
  it('carries arguments by name, flags as lists, and the error', () => {
    const traced = new Traced(little);
    const call = little.calls.get(286);
    const registers = traced.registers([-100, traced.text('/tmp/x'), 0o2000101, 0o600]);
    expect(call && callEvent(traced.decoder(), call, 42, registers, Errno.EACCES)).toEqual({
      version: 1,
      event: 'call',
      pid: 42,
      call: 'openat',
      arguments: { dirfd: 'AT_FDCWD', path: '/tmp/x', flags: ['O_WRONLY', 'O_CREAT', 'O_CLOEXEC'], mode: 0o600 },
      result: undefined,
      error: 'EACCES',
    });
  });
});
