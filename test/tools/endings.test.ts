/** How a guest ends is how the command ends; what k42 has to say about it is one line on standard error. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assemble } from '../isa/cases/assembler.ts';
import { Command, type Ending } from './command.ts';
import { branch, Call, call, exitWithResult, load, program } from './tiny-program.ts';

const ENOSYS = 38;
const ENOMEM = 12;
const NO_SUCH_CALL = 999;

describe('the command', () => {
  let command: Command;
  beforeAll(async () => {
    command = await Command.build();
  });
  afterAll(() => command.remove());

  const run = (words: readonly number[], ...options: readonly string[]): Ending =>
    command.run(['run', ...options, command.write('guest', program(words))]);
  const silent = { stdout: '', stderr: '' };

  it.each([0, 1, 2, 77, 124, 255])('ends with the status %i of the guest', (status) => {
    expect(run(call(Call.exit, status))).toEqual({ status, signal: null, ...silent });
  });

  it.each([
    ['SIGSEGV', 11],
    ['SIGABRT', 6],
    ['SIGTERM', 15],
    ['SIGKILL', 9],
    ['SIGINT', 2],
    ['SIGPIPE', 13],
    ['SIGUSR1', 10],
  ])('dies of %s as the guest did', (signal, number) => {
    expect(run([...call(Call.getpid), ...call(Call.kill, undefined, number)])).toEqual({
      status: null,
      signal,
      ...silent,
    });
  });

  it('dies of SIGSEGV when the guest touches what is not there', () => {
    expect(run([...load(3, 16), assemble('ld', { RT: 4, RA: 3, DS: 0 })])).toEqual({
      status: null,
      signal: 'SIGSEGV',
      ...silent,
    });
  });

  it('names an instruction that there is not, with its address and bytes; the guest dies of SIGILL', () => {
    const { stderr, ...end } = run([assemble('addi', { RT: 3, RA: 0, SI: 1 }), 0x0000_0200]);
    expect(end).toEqual({ status: null, signal: 'SIGILL', stdout: '' });
    expect(stderr).toMatch(/^k42: .*instruction `.+` at (0x)?0*10000004 \(bytes 00 00 02 00\).*SIGILL\n$/);
  });

  describe('a call that is not supported', () => {
    const twice = [...call(NO_SUCH_CALL), ...call(NO_SUCH_CALL), ...exitWithResult];

    it('is told once, and the guest gets its error', () => {
      const { stderr, ...end } = run(twice);
      expect(end).toEqual({ status: ENOSYS, signal: null, stdout: '' });
      expect(stderr).toMatch(/^k42: [^\n]*999[^\n]*ENOSYS[^\n]*\n$/);
    });

    it.each([['--quiet'], ['-q']])('is not told with %s', (option) => {
      expect(run(twice, option)).toEqual({ status: ENOSYS, signal: null, ...silent });
    });
  });

  describe('a guest that wants more memory than there is', () => {
    const MIB = 1 << 20;
    const map = (bytes: number): number[] => call(Call.mmap, 0, bytes, 3, 0x22, -1, 0);

    it('gets ENOMEM from mmap', () => {
      expect(run([...map(1024 * MIB), ...exitWithResult], '--memory', '64M')).toEqual({
        status: ENOMEM,
        signal: null,
        ...silent,
      });
    });

    it('is killed, with a line, when it touches more than there is', () => {
      // Each map could be had, so both are given (heuristic overcommit); the second lies below the first.
      const touch = [
        ...map(24 * MIB),
        ...map(24 * MIB),
        ...load(4, 65_536),
        assemble('std', { RS: 4, RA: 3, DS: 0 }),
        assemble('add', { RT: 3, RA: 3, RB: 4 }),
        branch(-2),
      ];
      const { stderr, ...end } = run(touch, '--memory', '32M');
      expect(end).toEqual({ status: null, signal: 'SIGKILL', stdout: '' });
      expect(stderr).toMatch(/^k42: .*memory.*\n$/);
    });
  });

  it('ends with 124 after a timeout', () => {
    const { stderr, ...end } = run([branch(0)], '--timeout', '300ms');
    expect(end).toEqual({ status: 124, signal: null, stdout: '' });
    expect(stderr).toMatch(/^k42: .*timeout.*\n$/);
  });
});
