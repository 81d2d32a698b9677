/** What a run has compiled is kept for the next ones: they do the same. */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { DISTRIBUTION } from '../../../tools/real/distribution.ts';
import { k42Run, outcome } from '../guest.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'k42-kept-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Jit {
  readonly kept: number;
}

test.each([
  ['words.awk', '/usr/bin/gawk', '-f', 'script'],
  ['quick.sql', '/usr/bin/sqlite3', '-init', 'script', 'database', '.quit'],
  ['quick.py', '/usr/bin/python3', 'script'],
])('of %s', (script, ...command) => {
  const kept = mkdtempSync(join(folder, 'kept-'));
  const stats = join(folder, 'stats.json');
  const options = ['--quiet', '--sysroot', DISTRIBUTION, '--translations', kept, '--stats', stats];
  const run = (): Jit => {
    const work = mkdtempSync(join(folder, 'work-'));
    copyFileSync(here(`scripts/${script}`), join(work, 'script'));
    const expected = { status: 0, output: readFileSync(here(`expected/${script}`), 'utf8') };
    expect(outcome([...k42Run(...options), ...command], work)).toEqual(expected);
    return (JSON.parse(readFileSync(stats, 'utf8')) as { jit: Jit }).jit;
  };
  // How much is compiled depends on time; what was is there the next time.
  expect(run().kept).toBe(0);
  expect(run().kept).toBeGreaterThan(0);
  expect(run().kept).toBeGreaterThan(0);
  const [version = ''] = readdirSync(kept);
  expect(readdirSync(join(kept, version))).toHaveLength(1);
});
