/** Runs guests with the built command, as a person would. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CACHE } from '../../tools/real/packages.ts';

/** The command that `npm install` and `npm run build` leave behind. */
export const k42 = fileURLToPath(new URL('../../.build/k42.cjs', import.meta.url));
if (!existsSync(k42)) throw new Error('.build/k42.cjs is not there: npm run build makes it');

/** Where guests of the tests keep what is compiled, for each other and for the next time. */
const translations = join(CACHE, 'translations');

export interface Outcome {
  readonly status: number | string | null;
  readonly output: string;
}

/** What a command writes on both of its outputs, in order, and its status or signal. */
export function outcome(
  command: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): Outcome {
  const [program = '', ...args] = command;
  const { status, signal, stdout, error } = spawnSync('/bin/sh', ['-c', 'exec "$@" 2>&1', 'sh', program, ...args], {
    cwd,
    env: { TZ: 'UTC', LC_ALL: 'C', K42_TRANSLATIONS: translations, ...environment },
    encoding: 'utf8',
    timeout: 100_000,
    killSignal: 'SIGKILL',
    maxBuffer: 2 ** 26,
  });
  if (error !== undefined) throw error;
  return { status: status ?? signal, output: stdout };
}

/** `k42 run` with its options, as the user who runs the test. */
export function k42Run(...words: readonly string[]): string[] {
  return [process.execPath, k42, 'run', '--user', `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`, ...words];
}
