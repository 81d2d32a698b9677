/**
 * Compiles a program for the host or, statically, for a guest, at -O2, into .cache/bench: once for each source, command and
 * compiler. What cannot be compiled here answers why.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Program } from './programs.ts';

export const ABIS = ['ppc64le', 'ppc64', 'ppc32'] as const;
export type Abi = (typeof ABIS)[number];
export type Missing = { readonly missing: string };
export type Compiler = (program: Program, target: Abi | 'native') => string | Missing;

const CROSS = {
  ppc64le: 'powerpc64le-linux-gnu-',
  ppc64: 'powerpc64-linux-gnu-',
  ppc32: 'powerpc-linux-gnu-',
  native: '',
};
const LANGUAGES: Readonly<Record<string, readonly [compiler: string, ...flags: string[]]>> = {
  '.c': ['gcc', '-std=gnu17'],
  '.cpp': ['g++', '-std=gnu++17'],
  '.f90': ['gfortran'],
};

/** A compiler that remembers which commands exist and their versions. */
export function compiler(): Compiler {
  const versions = new Map<string, string>();
  const version = (command: string): string => {
    const known = versions.get(command);
    if (known !== undefined) return known;
    const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
    const found = status === 0 ? (stdout.split('\n')[0] ?? '') : '';
    versions.set(command, found);
    return found;
  };
  return (program, target) => {
    const language = LANGUAGES[extname(program.source)];
    if (language === undefined) return { missing: `no compiler is known for ${program.source}` };
    const [name, ...standard] = language;
    const command = CROSS[target] + name;
    const found = version(command);
    if (found === '') return { missing: `${command} is not installed` };
    const fused = target === 'native' && program.kind === 'floating' ? fusedFlags() : [];
    if (fused === undefined) return { missing: 'this host cannot fuse multiply and add: its results differ' };
    const source = fileURLToPath(new URL(`programs/${program.source}`, import.meta.url));
    const flags = [
      ...standard,
      '-O2',
      ...(target === 'native' ? fused : ['-static']),
      ...program.defines.map((define) => `-D${define}`),
    ];
    return compiled(command, flags, source, join(target, program.name), found);
  };
}

/** The guests' compilers fuse multiply and add where they may; so must the host's, for the same bits. */
function fusedFlags(): readonly string[] | undefined {
  if (process.arch === 'arm64') return [];
  const fuses = existsSync('/proc/cpuinfo') && /^flags\s*:.*\bfma\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
  return process.arch === 'x64' && fuses ? ['-mfma'] : undefined;
}

function compiled(
  command: string,
  flags: readonly string[],
  source: string,
  place: string,
  version: string,
): string | Missing {
  const hash = createHash('sha256')
    .update([command, version, ...flags].join('\n'))
    .update(readFileSync(source));
  const cache = fileURLToPath(new URL('../../../.cache/bench/cpu/', import.meta.url));
  const target = join(cache, `${place}-${hash.digest('hex').slice(0, 12)}`);
  if (existsSync(target)) return target;
  mkdirSync(join(target, '..'), { recursive: true });
  const fresh = `${target}.${process.pid}`;
  const { status, stderr } = spawnSync(command, [...flags, '-o', fresh, source, '-lm'], { encoding: 'utf8' });
  if (status !== 0) return { missing: `${command}: ${stderr.trim().split('\n')[0] ?? 'failed'}` };
  renameSync(fresh, target);
  return target;
}
