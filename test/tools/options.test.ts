/** Options that cannot be: 2 for the way they are written, 125 for what they name. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Command } from './command.ts';
import { Call, call, DATA, exitWithResult, program } from './tiny-program.ts';

const AT_FDCWD = -100;
const O_CREAT_WRONLY = 0o101;
const ENOENT = 2;
const EROFS = 30;

describe('the command', () => {
  let command: Command;
  let fine = '';
  beforeAll(async () => {
    command = await Command.build();
    fine = command.write('fine', program(call(Call.exit, 0)));
  });
  afterAll(() => command.remove());

  const refused = (args: readonly string[], status: number, env: Readonly<Record<string, string>> = {}): string => {
    const { stderr, stdout, ...end } = command.run(args, { env });
    expect(end).toEqual({ status, signal: null });
    expect(stdout).toBe('');
    expect(stderr).not.toMatch(/\n {4}at /);
    expect(stderr).not.toBe('');
    return stderr;
  };

  it.each([
    ['no command', []],
    ['an unknown command', ['fly']],
    ['an unknown option', ['run', '--fly', 'x']],
    ['no program', ['run']],
    ['an option without its value', ['run', '--memory']],
    ['no number of bytes', ['run', '--memory', 'much', 'x']],
    ['no span', ['run', '--timeout', 'soon', 'x']],
    ['a name as a user', ['run', '--user', 'root', 'x']],
    ['a bind to nowhere', ['run', '--bind', '/tmp', 'x']],
    ['a bind to a relative name', ['run', '--bind', '/tmp:tmp', 'x']],
    ['a variable without a name', ['run', '-E', '=x', 'x']],
    ['no seed', ['run', '--seed', 'x', 'x']],
    ['an unknown processor', ['run', '--cpu', 'z80', 'x']],
    ['an unknown engine', ['run', '--engine', 'steam', 'x']],
    ['a profile without a file', ['run', '--profile']],
    ['an unknown format', ['coverage', '--format', 'xml']],
    ['an option of trace', ['run', '-c', 'x']],
  ])('%s: 2', (_, args) => {
    refused(args, 2);
  });

  it('reads what stands for an option in the environment as strictly', () => {
    expect(refused(['run', fine], 2, { K42_TIMEOUT: 'soon' })).toMatch(/soon/);
    expect(refused(['run', fine], 125, { K42_SYSROOT: '/none' })).toMatch(/\/none/);
  });

  it('leaves everything behind the program to it', () => {
    expect(command.run(['run', fine, '--fly', '--memory']).status).toBe(0);
  });

  it.each([
    ['a sysroot that is not there', (folder: string) => ['--sysroot', join(folder, 'none')], 'none'],
    ['a sysroot that is a file', (folder: string) => ['--sysroot', join(folder, 'fine')], 'fine'],
    ['a bind of a folder that is not there', (folder: string) => ['--bind', `${join(folder, 'none')}:/mnt`], 'none'],
    ['a bind of a file', (folder: string) => ['--bind', `${join(folder, 'fine')}:/mnt`], 'fine'],
    ['a working directory that is not there', () => ['--workdir', '/none'], '/none'],
    ['a profile that cannot be written', () => ['--profile', '/none/profile'], '/none/profile'],
    ['statistics that cannot be written', () => ['--stats', '/none/stats'], '/none/stats'],
  ])('%s: 125, and the message names it', (_, options, name) => {
    expect(refused(['run', ...options(command.folder), fine], 125)).toContain(name);
  });

  it('a sysroot or a bind that may not be read: 125, and the message names it', () => {
    const closed = join(command.folder, '..', 'closed');
    mkdirSync(closed, { mode: 0 });
    // User 0 may read everything.
    const user = process.getuid?.() === 0 ? 65_534 : undefined;
    for (const options of [
      ['--sysroot', closed],
      ['--sysroot', join(closed, 'below')],
      ['--bind', `${closed}:/mnt`],
    ]) {
      const { stderr, ...end } = command.run(['run', ...options, fine], user === undefined ? {} : { user });
      expect(end).toEqual({ status: 125, signal: null, stdout: '' });
      expect(stderr).toMatch(/^k42: [^\n]*closed[^\n]*\n$/);
    }
  });

  describe('a guest with a bind', () => {
    const open = (path: string, flags: number, ...options: readonly string[]): number | null => {
      const guest = command.write(
        'open',
        program([...call(Call.openat, AT_FDCWD, DATA, flags, 0o644), ...exitWithResult], path),
      );
      return command.run(['run', ...options, guest]).status;
    };
    let bind: string[] = [];
    beforeAll(() => {
      const given = join(command.folder, '..', 'given');
      mkdirSync(given);
      writeFileSync(join(given, 'inside'), 'inside');
      writeFileSync(join(given, '..', 'outside'), 'outside');
      symlinkSync('../outside', join(given, 'up'));
      symlinkSync(join(given, '..', 'outside'), join(given, 'absolute'));
      symlinkSync('..', join(given, 'parent'));
      symlinkSync('/', join(given, 'root'));
      bind = ['--bind', `${given}:/given`];
    });

    it('reads what is inside', () => {
      expect(open('/given/inside', 0, ...bind)).toBe(3);
    });

    it.each([
      '/given/../outside',
      '/given/up',
      '/given/absolute',
      '/given/parent/outside',
      '/given/root/outside',
      '/given/./../../outside',
    ])('does not get out by %s', (path) => {
      expect(open(path, 0, ...bind)).toBe(ENOENT);
    });

    it('does not write where it may only read', () => {
      expect(open('/given/new', O_CREAT_WRONLY, bind[0] ?? '', `${bind[1]}:ro`)).toBe(EROFS);
      expect(open('/given/new', O_CREAT_WRONLY, ...bind)).toBe(3);
    });
  });
});
