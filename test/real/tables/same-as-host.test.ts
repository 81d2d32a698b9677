/**
 * What the tables say is what Linux does: a C program runs on this machine's Linux and under k42 in both byte orders
 * and both widths, and prints the same lines. refusals.c asks which error wins when several are due, values.c what structures carry.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'k42-tables-'));
afterAll(() => rmSync(work, { recursive: true }));

type Guest = readonly [name: string, compiler: string, ...options: string[]];
const EVERYWHERE: readonly Guest[] = [
  ['ppc64', 'powerpc64-linux-gnu-gcc'],
  ['ppc64le', 'powerpc64le-linux-gnu-gcc'],
  ['ppc32', 'powerpc-linux-gnu-gcc'],
];
/** 32-bit programs have calls of their own for large files and late times. */
const LARGE: readonly Guest[] = [
  ['ppc32 with large files', 'powerpc-linux-gnu-gcc', '-D_FILE_OFFSET_BITS=64'],
  ['ppc32 with late times', 'powerpc-linux-gnu-gcc', '-D_FILE_OFFSET_BITS=64', '-D_TIME_BITS=64'],
];

describe.each([
  ['refusals', 180, EVERYWHERE],
  ['values', 60, [...EVERYWHERE, ...LARGE]],
] as const)('%s', (program, least, guests) => {
  let expected: readonly string[] = [];

  beforeAll(() => {
    expected = lines(compile('gcc', program, 'native', []), []);
  }, 60_000);

  test('run on the host', () => {
    expect(expected.length).toBeGreaterThan(least);
  });

  test.each(guests)(
    '%s gives the same',
    (name, compiler, ...options) => {
      const guest = compile(compiler, program, name.replaceAll(' ', '-'), ['-static', ...options]);
      expect(lines(process.execPath, ['--import', 'tsx', 'tools/k42.ts', 'run', '--quiet', guest])).toEqual(expected);
    },
    120_000,
  );
});

/** The path of the program. */
function compile(compiler: string, program: string, name: string, options: readonly string[]): string {
  const source = fileURLToPath(new URL(`${program}.c`, import.meta.url));
  const binary = join(work, `${program}-${name}`);
  const { status, stderr } = spawnSync(compiler, ['-O1', '-w', ...options, source, '-o', binary], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(`${compiler}: ${stderr}`);
  return binary;
}

/** What it prints, without what only root may do when the host's user is another (the guest's is root). */
function lines(program: string, args: readonly string[]): string[] {
  const { stdout, stderr, status } = spawnSync(program, args, { cwd: root, encoding: 'utf8', timeout: 100_000 });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr}`);
  const all = stdout.trimEnd().split('\n');
  return process.getuid?.() === 0 ? all : all.filter((line) => !/^(groups|users):/.test(line));
}
