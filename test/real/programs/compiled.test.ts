/**
 * Static glibc programs of the distribution's cross compilers behave under k42, in both byte orders and in 32 bits, as the
 * same source does natively on the host, or under the user-mode emulator where the host differs.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sysroot } from '../../../tools/real/busybox.ts';
import { k42Run, outcome, type Outcome } from '../guest.ts';
import { compiled, PROGRAMS, sources, type Target } from './compiled.ts';

const folder = mkdtempSync(join(tmpdir(), 'k42-compiled-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ARGUMENTS = ['one', 'two words'];
const ENVIRONMENT = { PATH: '/bin', GREETING: 'hello' };
const GUESTS = ['powerpc64', 'powerpc64le', 'powerpc'] as const;
/** Numerical programs: glibc has other code for each processor, so the last digit may differ from the host's. */
const NUMERICAL = new Set(['mathematics.c', 'numerics.f90']);
/** Uses integers that 32-bit compilers do not have, and something else there. */
const WIDE = 'integers.c';

describe.each([
  ['C', 'c'],
  ['C++', 'cc'],
  ['Fortran', 'fortran'],
] as const)('a program in %s', (_title, language) => {
  const names = sources(language).map((source) => [basename(source), source] as const);
  describe.each(names)('%s', (name, source) => {
    test.each(GUESTS)('for %s', (target) => {
      const differs = NUMERICAL.has(name) || (name === WIDE && target === 'powerpc');
      const expected = differs ? emulated(source, reference(name, target)) : native(source);
      expect(expected.output.length).toBeGreaterThan(40);
      const guest = k42Run(
        '--bind',
        `${PROGRAMS}:${PROGRAMS}:ro`,
        '--sysroot',
        sysroot('ppc64el'),
        compiled(source, target),
      );
      expect(outcome([...guest, ...ARGUMENTS], folder, ENVIRONMENT)).toEqual(expected);
    });
  });
});

function native(source: string): Outcome {
  return outcome([compiled(source, 'host'), ...ARGUMENTS], folder, ENVIRONMENT);
}

type Guest = Exclude<Target, 'host'>;

/** The emulator's 32-bit processors lack the square root that the mathematical library uses; a 64-bit one computes the same. */
function reference(name: string, target: Guest): Guest {
  return target === 'powerpc' && NUMERICAL.has(name) ? 'powerpc64' : target;
}

/** At POWER9, because qemu 7.2 lacks instructions that glibc uses below it. */
const EMULATORS: Readonly<Record<Guest, readonly string[]>> = {
  powerpc: ['qemu-ppc', '-cpu', '7457'],
  powerpc64: ['qemu-ppc64', '-cpu', 'power9'],
  powerpc64le: ['qemu-ppc64le', '-cpu', 'power9'],
};

function emulated(source: string, target: Guest): Outcome {
  return outcome([...EMULATORS[target], compiled(source, target), ...ARGUMENTS], folder, ENVIRONMENT);
}
