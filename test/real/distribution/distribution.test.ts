/**
 * Debian's programs for ppc64el, dynamically linked and unmodified, do under k42 what Debian's programs do on the host: each
 * script in scripts/ runs with both, in an empty folder, and everything that it writes and its status are the same. Where the
 * host has no such program, the guest's output stands in expected/.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { DISTRIBUTION } from '../../../tools/real/distribution.ts';
import { k42Run, outcome, type Outcome } from '../guest.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  '.sh': ['/bin/bash', 'script'],
  '.pl': ['/usr/bin/perl', 'script'],
  '.awk': ['/usr/bin/gawk', '-f', 'script'],
  '.py': ['/usr/bin/python3', 'script'],
  '.lua': ['/usr/bin/lua5.4', 'script'],
  '.sql': ['/usr/bin/sqlite3', '-init', 'script', 'database', '.quit'],
};

describe('a script of', () => {
  test.each(readdirSync(here('scripts')))('%s', (name) => {
    const command = PROGRAMS[extname(name)] ?? [];
    const recorded = here(`expected/${name}`);
    const expected = existsSync(recorded) ? { status: 0, output: readFileSync(recorded, 'utf8') } : run(name, command);
    expect(expected).toMatchObject({ status: 0 });
    expect(expected.output.length).toBeGreaterThan(100);
    expect(run(name, [...k42Run('--quiet', '--sysroot', DISTRIBUTION), ...command])).toEqual(expected);
  });
});

describe('the packages', () => {
  const guest = (...words: readonly string[]): string => {
    const { stdout } = spawnSync(process.execPath, [...k42Run('--sysroot', DISTRIBUTION).slice(1), ...words], {
      cwd: '/',
      encoding: 'utf8',
      timeout: 60_000,
    });
    return stdout;
  };

  test('are all configured, says the dpkg of the guest', () => {
    const states = guest('/usr/bin/dpkg', '-l')
      .split('\n')
      .slice(5)
      .filter((line) => line !== '');
    expect(states.length).toBeGreaterThan(80);
    expect(states.filter((line) => !line.startsWith('ii '))).toEqual([]);
  });

  test('own their files, and alternatives and libraries are found', () => {
    expect(guest('/usr/bin/dpkg', '-S', '/usr/bin/gawk')).toBe('gawk: /usr/bin/gawk\n');
    expect(guest('/usr/bin/dpkg', '-L', 'lua5.4')).toContain('\n/usr/bin/lua5.4\n');
    expect(guest('/bin/readlink', '-f', '/usr/bin/awk')).toBe('/usr/bin/gawk\n');
    expect(guest('/bin/readlink', '/lib', '/sbin')).toBe('usr/lib\nusr/sbin\n');
    expect(guest('/sbin/ldconfig', '-p')).toContain('libc.so.6');
    expect(guest('/usr/bin/id', 'nobody')).toBe('uid=65534(nobody) gid=65534(nogroup) groups=65534(nogroup)\n');
  });
});

function run(script: string, command: readonly string[]): Outcome {
  const folder = mkdtempSync(join(tmpdir(), 'k42-distribution-'));
  folders.push(folder);
  copyFileSync(here(`scripts/${script}`), join(folder, 'script'));
  return outcome(command, folder, { PATH: '/usr/bin:/bin', HOME: '/tmp' });
}
