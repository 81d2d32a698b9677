/** `k42 conform`: a folder of tiny programs, each with its way to end. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Command, type Ending } from '../command.ts';
import { branch, Call, call, DATA, program } from '../tiny-program.ts';

const print = (text: string, status: number): Uint8Array =>
  program([...call(Call.write, 1, DATA, text.length), ...call(Call.exit, status)], text);
const PROGRAMS: Readonly<Record<string, Uint8Array>> = {
  well: program(call(Call.exit, 0)),
  skips: program(call(Call.exit, 77)),
  'ltp-fails': print('a.c:1: TINFO: begins\na.c:2: TFAIL: 1 is not 2\n', 1),
  'tap-fails': print('1..2\nok 1 - one\nnot ok 2 - two\n', 0),
  crashes: program([0x0000_0200]),
  hangs: program([branch(0)]),
};
const WITHOUT_HANG = ['--filter', '!hangs'];

interface Line {
  readonly test: string;
  readonly outcome: string;
  readonly [name: string]: unknown;
}

describe('k42 conform', () => {
  let command: Command;
  let folder = '';
  beforeAll(async () => {
    command = await Command.build();
    folder = join(command.folder, 'programs');
    mkdirSync(join(folder, 'deep'), { recursive: true });
    for (const [name, bytes] of Object.entries(PROGRAMS)) {
      const path = join(folder, name === 'well' ? 'deep/well' : name);
      writeFileSync(path, bytes);
      chmodSync(path, 0o755);
    }
    writeFileSync(join(folder, 'notes.txt'), 'no program');
  });
  afterAll(() => command.remove());

  const file = (name: string): string => join(command.folder, name);
  const results = (path: string): Line[] =>
    readFileSync(file(path), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
  const conform = (...args: readonly string[]): Ending => command.run(['conform', folder, ...args]);

  it('tells each outcome, kills what hangs, and keeps the results', () => {
    const { status, stdout } = conform('--timeout', '2s', '--output', 'all.jsonl', '--logs', 'logs');
    expect(status).toBe(1);
    const kept = results('all.jsonl');
    expect(Object.fromEntries(kept.map(({ test, outcome }) => [test, outcome]))).toEqual({
      well: 'pass',
      skips: 'conf',
      'ltp-fails': 'fail',
      'tap-fails': 'fail',
      crashes: 'crash',
      hangs: 'timeout',
    });
    const ltp = kept.find(({ test }) => test === 'ltp-fails');
    expect(ltp).toMatchObject({ version: 1, system: 'k42', args: [], status: 1, line: 'a.c:2: TFAIL: 1 is not 2' });
    expect(ltp?.['counts']).toEqual({ pass: 0, fail: 1, conf: 0, brok: 0, warn: 0, info: 1 });
    expect(stdout).toMatch(/^tap-fails +fail +0 +not ok 2 - two$/m);
    expect(stdout).toMatch(/^k42 +6 +1 +1 +2 +0 +1 +1 +\d+$/m);
    expect(readFileSync(file('logs/tap-fails.k42.log'), 'utf8')).toBe('1..2\nok 1 - one\nnot ok 2 - two\n');
  });

  it('goes on with a file whose last line is cut, and runs only what it lacks', () => {
    const whole = '{"version":1,"test":"well","system":"k42","outcome":"brok","milliseconds":1}\n';
    writeFileSync(file('some.jsonl'), `${whole}{"version":1,"te`);
    const { stderr, status } = conform('--filter', '/^(well|skips)$/', '--resume', 'some.jsonl');
    expect(stderr).toBe('k42: 1 of 2 results are in some.jsonl\n');
    expect(status).toBe(1);
    expect(results('some.jsonl').map(({ test, outcome }) => [test, outcome])).toEqual([
      ['well', 'brok'],
      ['skips', 'conf'],
    ]);
    expect(conform('--filter', 'well', '-o', 'some.jsonl', '--fresh').status).toBe(0);
    expect(results('some.jsonl')).toHaveLength(1);
  });

  it('compares with an earlier run: worse is a finding, the same failure is none', () => {
    conform(...WITHOUT_HANG, '-o', 'before.jsonl');
    const same = conform(...WITHOUT_HANG, '--against', 'before.jsonl');
    expect(same).toMatchObject({ status: 0, stderr: '' });
    expect(same.stdout).toContain('0 better, 0 worse, 5 the same');
    const other = results('before.jsonl').map((line) =>
      line.test === 'crashes'
        ? { ...line, outcome: 'pass' }
        : line.test === 'well'
          ? { ...line, outcome: 'fail' }
          : line,
    );
    writeFileSync(file('other.jsonl'), other.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const { status, stdout } = conform(...WITHOUT_HANG, '--against', 'other.jsonl', '--format', 'csv');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^crashes,worse,crash,pass,/m);
    expect(stdout).toMatch(/^well,better,pass,fail,/m);
  });

  it('reads a list of commands, and says which of them are not there', () => {
    writeFileSync(file('list'), '# a comment\nfirst well one two\nsecond skips\nthird nowhere\n');
    const { status, stderr } = conform('--list', 'list', '-o', 'listed.jsonl', '--jobs', '1');
    expect(status).toBe(0);
    expect(stderr).toBe(`k42: not in ${folder}, left out: third\n`);
    expect(results('listed.jsonl').map(({ test, args }) => [test, args])).toEqual([
      ['first', ['one', 'two']],
      ['second', []],
    ]);
  });

  it.each([
    [['--list', 'nowhere']],
    [['--resume', 'nowhere']],
    [['--on', 'vax']],
    [['--filter', '/(/']],
    [['--filter', 'nothing-has-this-name']],
    [['--against', 'notes']],
    [['--format', 'xml']],
    [['--timeout', 'long']],
  ])('refuses %j with status 2', (args) => {
    writeFileSync(file('notes'), 'no results\n');
    const { status, stderr } = conform(...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^k42: .+\n/);
    expect(existsSync(file('nowhere'))).toBe(false);
  });
});
