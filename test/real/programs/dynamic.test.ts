/**
 * Programs with a dynamic loader and shared libraries, those of the cross compilers, behave under k42 as on the host, in every
 * ABI, whether they can be moved or not.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { k42Run, outcome } from '../guest.ts';
import { compiled, PROGRAMS, sources } from './compiled.ts';

const folder = mkdtempSync(join(tmpdir(), 'k42-dynamic-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ARGUMENTS = ['one', 'two words'];
const NAMES = ['threads.c', 'exceptions.cc', 'library.cc'];

describe.each(['powerpc64', 'powerpc64le', 'powerpc'] as const)('for %s', (target) => {
  describe.each(['pie', 'no-pie'] as const)('linked with -%s', (linking) => {
    const programs = [...sources('c'), ...sources('cc')].filter((source) => NAMES.includes(basename(source)));
    test.each(programs.map((source) => [basename(source), source] as const))('%s', (_name, source) => {
      const expected = outcome([compiled(source, 'host'), ...ARGUMENTS], folder);
      const run = k42Run('--sysroot', `/usr/${target}-linux-gnu`, '--bind', `${PROGRAMS}:${PROGRAMS}:ro`);
      expect(outcome([...run, compiled(source, target, linking), ...ARGUMENTS], folder)).toEqual(expected);
    });
  });
});
