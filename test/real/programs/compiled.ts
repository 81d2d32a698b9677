/** Programs in C, C++ and Fortran, compiled once for the guests' ABIs and for the host. Kept in .cache/programs by content. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CACHE } from '../../../tools/real/packages.ts';

/** Where they are. */
export const PROGRAMS = join(CACHE, 'programs');

export type Target = 'powerpc64' | 'powerpc64le' | 'powerpc' | 'host';

const folder = fileURLToPath(new URL('.', import.meta.url));
/** Without contraction to fused operations every processor rounds alike. */
const FLAGS = ['-O2', '-w', '-fwrapv', '-ffp-contract=off'];
const LANGUAGES: Readonly<Record<string, { readonly compiler: string; readonly flags: readonly string[] }>> = {
  '.c': { compiler: 'gcc', flags: [] },
  '.cc': { compiler: 'g++', flags: ['-std=c++20', '-fnon-call-exceptions'] },
  '.f90': { compiler: 'gfortran', flags: ['-ffree-line-length-none'] },
};

/** The sources of a language's folder. */
export function sources(language: 'c' | 'cc' | 'fortran' | 'openmp'): string[] {
  return readdirSync(join(folder, language)).map((name) => join(folder, language, name));
}

/** How a guest's program is linked: with everything, or with a dynamic loader, movable or not. */
export type Linking = 'static' | 'pie' | 'no-pie';

/** The path of the program. */
export function compiled(source: string, target: Target, linking: Linking = 'static'): string {
  const { compiler, flags } = LANGUAGES[extname(source)] ?? { compiler: 'gcc', flags: [] };
  const command = target === 'host' ? compiler : `${target}-linux-gnu-${compiler}`;
  const parallel = basename(dirname(source)) === 'openmp' ? ['-fopenmp'] : [];
  const words = [
    ...FLAGS,
    ...flags,
    ...parallel,
    ...(target === 'host' ? [] : [`-${linking}`]),
    source,
    '-lm',
    '-pthread',
  ];
  const hash = createHash('sha256')
    .update(words.slice(0, -3).join(' '))
    .update(readFileSync(source))
    .digest('hex')
    .slice(0, 12);
  const program = join(PROGRAMS, `${basename(source, extname(source))}-${target}-${hash}`);
  if (existsSync(program)) return program;
  mkdirSync(PROGRAMS, { recursive: true });
  const fresh = `${program}.${process.pid}`;
  // Fortran's modules are written where the compiler runs.
  execFileSync(command, [...words, '-o', fresh], {
    cwd: PROGRAMS,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 100_000,
  });
  renameSync(fresh, program);
  return program;
}
