/**
 * What files answer is what Linux answers: each C program of this folder runs on this machine's Linux and under k42 in both
 * byte orders and both widths, and prints the same lines. They work in folders of their own below /dev/shm and /tmp.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { k42Run, outcome } from '../guest.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'k42-files-'));
afterAll(() => rmSync(work, { recursive: true }));

const programs = readdirSync(here)
  .filter((name) => name.endsWith('.c'))
  .map((name) => name.slice(0, -2));
const guests = [
  ['ppc64', 'powerpc64-linux-gnu-gcc'],
  ['ppc64le', 'powerpc64le-linux-gnu-gcc'],
  ['ppc32', 'powerpc-linux-gnu-gcc'],
] as const;

describe.each(programs)('%s', (program) => {
  let expected = '';

  test('runs on the host', () => {
    const native = outcome([compile('gcc', program, 'native', [])], work);
    expect(native.status).toBe(0);
    expected = native.output;
    expect(expected.split('\n').length).toBeGreaterThan(20);
  }, 60_000);

  test.each(guests)(
    'gives the same on %s',
    (name, compiler) => {
      const guest = compile(compiler, program, name, ['-static', '-D_FILE_OFFSET_BITS=64']);
      expect(outcome(k42Run('--quiet', guest), work).output).toEqual(expected);
    },
    120_000,
  );
});

/** The path of the program. */
function compile(compiler: string, program: string, name: string, options: readonly string[]): string {
  const binary = join(work, `${program}-${name}`);
  const { status, stderr } = spawnSync(compiler, ['-O1', '-w', ...options, join(here, `${program}.c`), '-o', binary], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(`${compiler}: ${stderr}`);
  return binary;
}
