/**
 * When several errors are due, the tables choose the one that Linux gives: refusals.c runs on this machine's Linux and
 * under k42 in both byte orders, and says the same.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const source = fileURLToPath(new URL('refusals.c', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'k42-refusals-'));

let expected: readonly string[] = [];

beforeAll(() => {
  compile('gcc', 'native', []);
  expected = lines(join(work, 'native'), []);
}, 60_000);

afterAll(() => rmSync(work, { recursive: true }));

test('the host refuses in most cases, as they are meant', () => {
  expect(expected.length).toBeGreaterThan(180);
  expect(expected.filter((line) => line.endsWith('= fine')).length).toBeLessThan(15);
});

describe.each([['ppc64', 'powerpc64-linux-gnu-gcc'], ['ppc64le', 'powerpc64le-linux-gnu-gcc']])('%s', (abi, compiler) => {
  test('refuses as the host does', { timeout: 120_000 }, () => {
    compile(compiler, abi, ['-static']);
    const found = lines(process.execPath, ['--import', 'tsx', 'tools/k42.ts', 'run', '--quiet', join(work, abi)]);
    expect(found).toEqual(expected);
  });
});

function compile(compiler: string, name: string, options: readonly string[]): void {
  const { status, stderr } = spawnSync(compiler, ['-O1', '-w', ...options, source, '-o', join(work, name)], { encoding: 'utf8', timeout: 60_000 });
  if (status !== 0) throw new Error(`${compiler}: ${stderr}`);
}

function lines(program: string, args: readonly string[]): string[] {
  const { stdout, stderr, status } = spawnSync(program, args, { cwd: root, encoding: 'utf8', timeout: 100_000 });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout.trimEnd().split('\n');
}
