/**
 * The kernel's paths, from getpid to fork+exec+wait: nanoseconds in k42, natively and under the user-mode emulator, by turns in
 * one run; one program (kernel/paths.c), compiled statically for the guest and for the host. Files are of the guest's own tree, and
 * of the host's memory for the others; a last column has those of a bound host folder.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { emulator, k42, output } from './programs.ts';
import type { Options } from './options.ts';

const SOURCE = fileURLToPath(new URL('kernel/paths.c', import.meta.url));
const GUEST_COMPILER = 'powerpc64le-linux-gnu-gcc';
/** The paths whose figure depends on whose file it is. */
const OF_FILES = new Set(['read a byte', 'fstat', 'stat', 'open+close', 'fork+exec+wait']);

interface Runner {
  readonly name: string;
  readonly run: () => string;
  /** Path → least nanoseconds so far. */
  readonly least: Map<string, number>;
}

export function* kernel({ runs }: Options): Generator<string> {
  const folder = mkdtempSync(join(tmpdir(), 'k42-paths-'));
  try {
    const runners = prepare(folder);
    if (typeof runners === 'string') {
      yield `(${runners})`;
      return;
    }
    for (let round = 0; round < runs; round++) for (const runner of runners) take(runner);
    yield* report(runners);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function prepare(folder: string): readonly Runner[] | string {
  if (!works(GUEST_COMPILER)) return `${GUEST_COMPILER} is needed, with libc6-dev-ppc64el-cross`;
  writeFileSync(join(folder, 'little.c'), 'int main(void) { return 0; }\n');
  const compile = (compiler: string, architecture: string): void => {
    for (const [source, name] of [
      [SOURCE, 'paths'],
      [join(folder, 'little.c'), 'little'],
    ] as const) {
      execFileSync(compiler, [
        '-O2',
        '-static',
        '-s',
        '-pthread',
        '-o',
        join(folder, `${name}.${architecture}`),
        source,
      ]);
    }
  };
  compile(GUEST_COMPILER, 'guest');
  const guest = (name: string): string => join(folder, `${name}.guest`);
  const memory = existsSync('/dev/shm') ? '/dev/shm' : folder;
  const inside = (files: string): string =>
    output(k42, ['run', '-q', '-b', `${folder}:${folder}`, guest('paths'), files, guest('little')]);
  const runners: Runner[] = [{ name: 'k42', run: () => inside('/tmp'), least: new Map() }];
  if (process.platform === 'linux' && works('gcc')) {
    compile('gcc', 'host');
    const run = (): string => output(join(folder, 'paths.host'), [memory, join(folder, 'little.host')]);
    runners.push({ name: 'native', run, least: new Map() });
  }
  const qemu = emulator('ppc64le');
  if (qemu !== undefined) {
    const path = execFileSync('sh', ['-c', `command -v ${qemu}`], { encoding: 'utf8' }).trim();
    // What it executes is a program of the host's: itself.
    const run = (): string => output(path, [guest('paths'), memory, path, guest('little')]);
    runners.push({ name: 'qemu', run, least: new Map() });
  }
  runners.push({ name: 'bound', run: () => inside(folder), least: new Map() });
  return runners;
}

function works(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}

function take({ run, least }: Runner): void {
  for (const line of run().trim().split('\n')) {
    const space = line.lastIndexOf(' ');
    const path = line.slice(0, space);
    least.set(path, Math.min(least.get(path) ?? Number.POSITIVE_INFINITY, Number(line.slice(space + 1))));
  }
}

function* report(runners: readonly Runner[]): Generator<string> {
  const [own, ...others] = runners;
  if (own === undefined) return;
  const against = others.filter(({ name }) => name !== 'bound');
  for (const [name, why] of [
    ['native', 'gcc'],
    ['qemu', 'qemu-ppc64le'],
  ]) {
    if (!against.some((runner) => runner.name === name)) yield `(no figures of ${name}: ${why} is needed)`;
  }
  const titles = [
    `${'ns'.padEnd(22)}${'k42'.padStart(10)}`,
    ...against.map(({ name }) => `${name.padStart(10)}  k42 takes`),
  ];
  yield [...titles, '  bound folder'].join('');
  const ratios = new Map<string, number[]>();
  const slower: string[] = [];
  for (const [path, time] of own.least) {
    const cells = [`${path.padEnd(22)}${time.toFixed(0).padStart(10)}`];
    for (const { name, least } of others) {
      const other = least.get(path) ?? Number.NaN;
      if (name === 'bound') {
        if (OF_FILES.has(path)) cells.push(other.toFixed(0).padStart(14));
        continue;
      }
      const ratio = time / other;
      ratios.set(name, [...(ratios.get(name) ?? []), ratio]);
      cells.push(`${other.toFixed(0).padStart(10)}${ratio.toFixed(2).padStart(10)}×`);
      if (name === 'native' && ratio > 1) slower.push(`${path} ${ratio.toFixed(2)}×`);
    }
    yield cells.join('');
  }
  for (const [name, list] of ratios) yield `geometric mean against ${name}: ${geometric(list).toFixed(2)}×`;
  if (ratios.has('native')) yield `slower than native: ${slower.length === 0 ? 'none' : slower.join(', ')}`;
}

function geometric(list: readonly number[]): number {
  return Math.exp(list.reduce((sum, ratio) => sum + Math.log(ratio), 0) / list.length);
}
