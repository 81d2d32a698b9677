/** `k42 gen` and `k42 spec check|fmt|new`, in a folder of their own with the repository's model and servers. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkSpec } from '../../codegen/commands/check.ts';
import { formatTable, formatTables, tables } from '../../codegen/commands/format.ts';
import { generate } from '../../codegen/commands/gen.ts';
import { newCall, newPersonality } from '../../codegen/commands/new.ts';
import { formatProblem } from '../../codegen/load/problem.ts';

vi.setConfig({ testTimeout: 60_000 });

const repository = fileURLToPath(new URL('../..', import.meta.url));
let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'k42-spec-'));
  mkdirSync(join(root, 'spec'));
  for (const folder of ['model', 'servers'])
    cpSync(join(repository, 'spec', folder), join(root, 'spec', folder), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const process = 'spec/personalities/plan/syscalls/process.yaml';

describe('k42 spec new', () => {
  it('makes a personality that checks clean and generates, with one call', () => {
    expect(newPersonality({ root, name: 'plan', title: 'Plan' })).toMatchObject({ code: 0 });
    const check = checkSpec({ root });
    expect(check.problems.map(formatProblem)).toEqual([]);
    expect(check.shares.get('plan')).toEqual({ described: 1, full: 1, partial: 0, absent: 0, whole: 1 });
    expect(generate({ root })).toMatchObject({ code: 0, problems: [] });
    expect(readFileSync(join(root, 'runtime/generated/plan/ppc64/calls/process.ts'), 'utf8')).toContain(
      'return c.task.getPid(c.thread);',
    );
  });

  it('writes tables that are in the canonical form', () => {
    newPersonality({ root, name: 'plan' });
    newCall({ root, personality: 'plan', name: 'getppid', topic: 'process', number: 64 });
    const made = tables(root).filter((path) => path.includes('/plan/'));
    expect(formatTables({ root, files: made, check: true })).toEqual({ code: 0, changed: [], problems: [] });
  });

  it('adds a row that checks clean, and refuses one that is there', () => {
    newPersonality({ root, name: 'plan' });
    expect(newCall({ root, personality: 'plan', name: 'getppid', topic: 'process', number: 64 })).toEqual({
      code: 0,
      written: [process],
    });
    expect(newCall({ root, personality: 'plan', name: 'open', topic: 'files' })).toMatchObject({ code: 0 });
    expect(checkSpec({ root }).problems).toEqual([]);
    expect(newCall({ root, personality: 'plan', name: 'getpid', topic: 'process' })).toMatchObject({
      code: 1,
      message: `getpid is described already at ${process}:6`,
    });
    expect(newCall({ root, personality: 'plan', name: 'other', topic: 'process', number: 20 })).toMatchObject({
      code: 1,
      message: "number 20 is getpid's already",
    });
    expect(newCall({ root, personality: 'plna', name: 'x', topic: 'process' })).toMatchObject({
      code: 1,
      message: 'there is no personality "plna"; did you mean "plan"?',
    });
    expect(newPersonality({ root, name: 'plan' })).toMatchObject({ code: 1 });
  });
});

describe('a personality that extends another', () => {
  it('has its calls, numbers and signals, and says itself what is different', () => {
    newPersonality({ root, name: 'bsd' });
    newPersonality({ root, name: 'plan' });
    const folder = join(root, 'spec/personalities/plan');
    const main = readFileSync(join(folder, 'personality.yaml'), 'utf8');
    writeFileSync(join(folder, 'personality.yaml'), main.replace('title: Plan', 'title: Plan\nextends: bsd'));
    for (const file of ['errno.yaml', 'signals.yaml']) rmSync(join(folder, file));
    writeFileSync(
      join(root, process),
      "kind: syscalls\npersonality: plan\ncalls:\n  - { name: getpid, number: 39, args: {}, call: 'Task.getPid {}', result: pid, support: full }\n  - { name: getppid, number: 64, args: {}, call: 'Task.getParent {}', result: pid, support: full }\n",
    );
    newCall({ root, personality: 'bsd', name: 'old', topic: 'process', number: 7 });
    expect(checkSpec({ root }).problems.map(formatProblem)).toEqual([]);
    generate({ root });
    const layer = readFileSync(join(root, 'runtime/generated/plan/ppc64/layer.ts'), 'utf8');
    expect(layer).toMatch(
      /\[7, processCalls\.old\],\n\s+\[39, processCalls\.getpid\],\n\s+\[64, processCalls\.getppid\]/,
    );
    expect(readFileSync(join(root, 'runtime/generated/plan/errno.ts'), 'utf8')).toContain('ENOENT: 2');
  });
});

describe('k42 gen', () => {
  it('--check tells a file that was edited, is missing or is left over, and writes nothing', () => {
    newPersonality({ root, name: 'plan' });
    generate({ root });
    expect(generate({ root, check: true })).toMatchObject({ code: 0, changed: [] });
    writeFileSync(join(root, 'runtime/generated/errors.ts'), 'edited');
    rmSync(join(root, 'runtime/generated/signals.ts'));
    writeFileSync(join(root, 'runtime/generated/old.ts'), '');
    const result = generate({ root, check: true });
    expect(result.code).toBe(1);
    expect([...result.changed].sort()).toEqual([
      'runtime/generated/errors.ts',
      'runtime/generated/old.ts',
      'runtime/generated/signals.ts',
    ]);
    expect(readFileSync(join(root, 'runtime/generated/errors.ts'), 'utf8')).toBe('edited');
    generate({ root });
    expect(generate({ root, check: true })).toMatchObject({ code: 0, changed: [] });
  });

  it('writes what follows from sound tables when another is wrong, and says so', () => {
    newPersonality({ root, name: 'plan' });
    writeFileSync(join(root, process), `${readFileSync(join(root, process), 'utf8')}    nubmer: 3\n`);
    const result = generate({ root });
    expect(result.code).toBe(1);
    expect(result.problems.map(formatProblem)).toEqual([
      `${process}:14:5: unknown key "nubmer"; did you mean "number"?`,
    ]);
    expect(readFileSync(join(root, 'runtime/generated/errors.ts'), 'utf8')).toContain('EPERM');
  });
});

describe('k42 spec fmt', () => {
  it('keeps comments, quotes, style and the base of numbers', () => {
    const text =
      "# head\nkind:   flags # what\nflags:\n    one: { bits: {A: {value: 0o100, is: [ 'x' , y ]}} }   # one\n    # between\n    longer_name: { bits: {} } # two\n";
    expect(formatTable(text)).toBe(
      "# head\nkind: flags # what\nflags:\n  one: { bits: { A: { value: 0o100, is: ['x', y] } } } # one\n  # between\n  longer_name: { bits: {} } # two\n",
    );
  });

  it('aligns the comments of neighbouring lines', () => {
    expect(formatTable('a: 1 # first\nlonger: 2 # second\n')).toBe('a: 1      # first\nlonger: 2 # second\n');
  });

  it('changes nothing the second time, on every table there is', () => {
    for (const path of tables(repository)) {
      const once = formatTable(readFileSync(join(repository, path), 'utf8'));
      expect(formatTable(once), path).toBe(once);
    }
  });

  it('leaves a table that cannot be read alone, and says why', () => {
    mkdirSync(join(root, 'spec/targets'));
    writeFileSync(join(root, 'spec/targets/x.yaml'), 'a: b: c\n');
    const result = formatTables({ root, files: ['spec/targets/x.yaml'] });
    expect(result.problems.map(formatProblem)).toEqual([
      'spec/targets/x.yaml:1:4: plain text cannot contain ": "; put it in quotes',
    ]);
    expect(result.changed).toEqual([]);
  });
});

describe('the repository', () => {
  it('has tables without problems', () =>
    expect(checkSpec({ root: repository }).problems.map(formatProblem)).toEqual([]));
});
