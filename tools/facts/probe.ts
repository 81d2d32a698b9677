/**
 * Asks a compiler for the values of C expressions: they are compiled as constants into a section of their own and read
 * back from the object file. Nothing is linked and nothing runs.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Toolchain } from './toolchains.ts';

export interface Answers {
  /** By expression; one that the headers do not know is missing. */
  readonly values: ReadonlyMap<string, bigint>;
  /** What kept a whole set of headers from compiling. */
  readonly trouble: string | undefined;
}

export function probe(tools: Toolchain, headers: readonly string[], expressions: readonly string[]): Answers {
  const folder = mkdtempSync(join(tmpdir(), 'k42-facts-'));
  try {
    return ask(tools, folder, headers, [...new Set(expressions)]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function ask(tools: Toolchain, folder: string, headers: readonly string[], expressions: readonly string[]): Answers {
  let known = expressions;
  for (let round = 0; round < 4; round++) {
    const { program, firstLine } = source(headers, known);
    writeFileSync(join(folder, 'facts.c'), program);
    const options = ['-c', '-w', '-ferror-limit=0', '-fmax-errors=0', 'facts.c', '-o', 'facts.o'];
    const fitting = options.filter(
      (option) => !option.startsWith(tools.compiler.includes('clang') ? '-fmax-errors' : '-ferror-limit'),
    );
    const run = spawnSync(tools.compiler, [...tools.flags, ...fitting], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
    });
    if (run.error) return { values: new Map(), trouble: String(run.error) };
    if (run.status === 0) return { values: readBack(tools, folder, known), trouble: undefined };
    // Each expression stands on a line of its own: an error names the one that the headers do not know.
    const wrong = new Set(
      [...run.stderr.matchAll(/^facts\.c:(\d+):\d+: error/gm)].map(([, line]) => Number(line) - firstLine),
    );
    const left = known.filter((_, index) => !wrong.has(index));
    if (left.length === known.length)
      return {
        values: new Map(),
        trouble: run.stderr.split('\n').find((line) => line.includes('error')) ?? run.stderr,
      };
    known = left;
  }
  return { values: new Map(), trouble: 'the probe does not settle' };
}

function source(headers: readonly string[], expressions: readonly string[]): { program: string; firstLine: number } {
  const before = [
    '#include <stddef.h>',
    ...headers.map((header) => `#include <${header}>`),
    '__attribute__((section(".facts"), used))',
    'const unsigned long long facts[] = {',
  ];
  const program = [
    ...before,
    ...expressions.map((expression) => `(unsigned long long)(${expression}),`),
    '};',
    '',
  ].join('\n');
  return { program, firstLine: before.length + 1 };
}

function readBack(tools: Toolchain, folder: string, expressions: readonly string[]): Map<string, bigint> {
  const run = spawnSync(tools.objcopy, ['-O', 'binary', '-j', '.facts', 'facts.o', 'facts.bin'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (run.status !== 0) throw new Error(`objcopy: ${run.stderr}`);
  const bytes = readFileSync(join(folder, 'facts.bin'));
  return new Map(
    expressions.map((expression, index) => [
      expression,
      tools.order === 'big' ? bytes.readBigUInt64BE(index * 8) : bytes.readBigUInt64LE(index * 8),
    ]),
  );
}
