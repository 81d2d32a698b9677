/** A folder bound as the root: what a guest makes there stays; and sysroots by name. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Command } from './command.ts';
import { Call, call, DATA, exitWithResult, program } from './tiny-program.ts';

const AT_FDCWD = -100;
const O_CREAT_WRONLY = 0o101;
const FIRST_FREE = 3;

describe('the root of a guest', () => {
  let command: Command;
  let root = '';
  let maker = '';
  beforeAll(async () => {
    command = await Command.build();
    root = join(command.folder, 'root');
    mkdirSync(root);
    const make = [...call(Call.openat, AT_FDCWD, DATA, O_CREAT_WRONLY, 0o644), ...exitWithResult];
    maker = command.write('root/maker', program(make, '/made'));
  });
  afterAll(() => command.remove());

  it('is a bound folder, and keeps what is made there', () => {
    expect(command.run(['run', '--bind', `${root}:/`, '/maker']).status).toBe(FIRST_FREE);
    expect(readFileSync(join(root, 'made'), 'utf8')).toBe('');
  });

  it('is a sysroot of the cache when it has the name of one, and keeps nothing', () => {
    const named = join(command.folder, 'cache/k42/sysroots/mine');
    mkdirSync(named, { recursive: true });
    command.write('cache/k42/sysroots/mine/maker', readFileSync(maker));
    const env = { XDG_CACHE_HOME: join(command.folder, 'cache') };
    expect(command.run(['run', '--sysroot', 'mine', '/maker'], { env }).status).toBe(FIRST_FREE);
    expect(() => readFileSync(join(named, 'made'))).toThrow('ENOENT');
    expect(command.run(['run', '--sysroot', 'other', '/maker'], { env })).toMatchObject({ status: 125 });
  });

  it('is one or the other', () => {
    const { status, stderr } = command.run(['run', '--bind', `${root}:/`, '--sysroot', root, '/maker']);
    expect(status).toBe(125);
    expect(stderr).toMatch(/^k42: .*bound as the root.*sysroot.*\n$/);
  });

  it.each([
    [['sysroot', 'fly'], 2],
    [['sysroot', 'add'], 2],
    [['sysroot', 'list', '--dir', './nowhere'], 127],
    [['sysroot', 'list', '--dir', './root'], 2],
  ] as const)('%j is refused with status %i', (args, status) => {
    const end = command.run(args);
    expect(end).toMatchObject({ status, stdout: '' });
    expect(end.stderr).toMatch(/^k42: [^\n]+\n$/);
  });

  it('path names the folder in the cache', () => {
    const env = { XDG_CACHE_HOME: '/somewhere' };
    expect(command.run(['sysroot', 'path'], { env }).stdout).toBe('/somewhere/k42/sysroots/debian\n');
  });
});
