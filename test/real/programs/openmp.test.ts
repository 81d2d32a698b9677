/**
 * Numerical programs with OpenMP, in C and Fortran, dynamically linked with the cross compilers' libraries for both byte orders,
 * print under k42 what the same source prints natively, bit by bit.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { k42Run, outcome } from '../guest.ts';
import { compiled, PROGRAMS, sources } from './compiled.ts';

const folder = mkdtempSync(join(tmpdir(), 'k42-openmp-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(['powerpc64', 'powerpc64le'] as const)('for %s', (target) => {
  test.each(sources('openmp').map((source) => [basename(source), source] as const))('%s', (_name, source) => {
    const expected = outcome([compiled(source, 'host')], folder);
    expect(expected).toMatchObject({ status: 0 });
    expect(expected.output).not.toContain('wrong');
    const run = k42Run('--sysroot', `/usr/${target}-linux-gnu`, '--bind', `${PROGRAMS}:${PROGRAMS}:ro`);
    expect(outcome([...run, compiled(source, target, 'pie')], folder)).toEqual(expected);
  });
});
