/** Profiles of a compiled program: where it spends its time is found by name, with its callers, in all processes and threads. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { k42Run, outcome } from '../guest.ts';
import { compiled } from '../programs/compiled.ts';

const source = fileURLToPath(new URL('busy.c', import.meta.url));

describe.each([
  ['powerpc64', 'interp', 8],
  ['powerpc64le', 'interp', 8],
  ['powerpc', 'interp', 8],
  ['powerpc64', 'jit', 20],
  ['powerpc64le', 'jit', 20],
  ['powerpc', 'jit', 20],
] as const)('a profile of a program for %s by the engine %s', (target, engine, scale) => {
  const folder = mkdtempSync(join(tmpdir(), 'k42-profile-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const stacks: { functions: string[]; time: number }[] = [];

  it('is written beside what the program does', () => {
    const file = join(folder, 'stacks.txt');
    const { status, output } = outcome(
      // Virtual time: a busy host changes no share.
      k42Run('--engine', engine, '--deterministic', '--profile', file, compiled(source, target), String(scale)),
      folder,
    );
    expect([status, output]).toEqual([0, expect.stringMatching(/^\d+ \d+\n$/)]);
    for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
      const [, path = '', time = ''] = /^(.*) (\d+)$/.exec(line) ?? [];
      if (!path.endsWith(';(compiling)')) stacks.push({ functions: path.split(';'), time: Number(time) });
    }
  });

  const share = (wanted: (functions: readonly string[]) => boolean): number => {
    const sum = (list: typeof stacks): number => list.reduce((all, { time }) => all + time, 0);
    return sum(stacks.filter(({ functions }) => wanted(functions))) / sum(stacks);
  };
  /** Whether a stack has these functions, each called by the one before. */
  const has =
    (...wanted: string[]) =>
    (functions: readonly string[]): boolean =>
      functions.some((_, at) => wanted.every((name, index) => functions[at + index] === name));

  it('shows the function where it spends its time, with its callers', () => {
    expect(share((functions) => functions.at(-1) === 'leaf')).toBeGreaterThan(0.5);
    expect(share(has('main', 'middle', 'leaf'))).toBeGreaterThan(0.2);
    expect(share(has('main', 'sort'))).toBeGreaterThan(0.02);
  });

  it('shows recursion as deep as it is', () => {
    // The innermost of 21 calls jumps to middle.
    expect(share(has('main', ...Array.from({ length: 20 }, () => 'deep'), 'middle', 'leaf'))).toBeGreaterThan(0.02);
  });

  it('tells threads and processes apart', () => {
    const [first] = stacks.flatMap(({ functions }) => functions[0] ?? []);
    expect(
      share((functions) => /^thread \d+$/.test(functions[1] ?? '') && has('in_thread', 'leaf')(functions)),
    ).toBeGreaterThan(0);
    expect(share((functions) => functions[0] !== first && has('main', 'in_child', 'leaf')(functions))).toBeGreaterThan(
      0,
    );
  });

  it('hardly ever loses the way to main', () => {
    expect(share((functions) => functions.includes('main') || functions.includes('in_thread'))).toBeGreaterThan(0.95);
  });
});
