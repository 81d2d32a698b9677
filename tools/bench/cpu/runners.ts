/**
 * What runs a compiled program: the host itself, the user-mode emulator, k42 with what an earlier run of the program has compiled, and k42 as if
 * it ran the program for the first time; and one timed run of it.
 */
import { spawnSync } from 'node:child_process';
import { k42 } from '../programs.ts';
import type { Abi, Missing } from './compile.ts';

/** Nothing of ours takes this long, not even in the interpreter. */
const LONGEST_MILLISECONDS = 300_000;

export type RunnerName = 'native' | 'qemu' | 'k42' | 'first';
export type Command = (program: string, rounds: number) => readonly [file: string, ...args: string[]];
export type Outcome = { readonly milliseconds: number; readonly checksum: string } | { readonly failure: string };

export const native: Command = (program, rounds) => [program, `${rounds}`];

/** The emulator's command, by its own default processor, and its version. */
export function qemu(abi: Abi): { readonly command: Command; readonly version: string } | Missing {
  const name = { ppc64le: 'qemu-ppc64le', ppc64: 'qemu-ppc64', ppc32: 'qemu-ppc' }[abi];
  const { status, stdout } = spawnSync(name, ['--version'], { encoding: 'utf8' });
  if (status !== 0) return { missing: `${name} is not installed` };
  return { command: (program, rounds) => [name, program, `${rounds}`], version: stdout.split('\n')[0] ?? name };
}

/** `k42 run` as it is installed, which keeps translations in a folder or not at all (`none`); undefined when this k42 cannot choose its engine. */
export function ours(engine: string | undefined, translations: string): Command | undefined {
  const run = [k42, 'run', '-q', '--translations', translations] as const;
  if (engine === undefined) return (program, rounds) => [...run, program, `${rounds}`];
  const { stdout } = spawnSync(k42, ['run', '--help'], { encoding: 'utf8' });
  if (!stdout.includes('--engine')) return undefined;
  return (program, rounds) => [...run, '--engine', engine, program, `${rounds}`];
}

/** From starting the process to its end, as its user waits for it. */
export function timed([file, ...args]: readonly [file: string, ...args: string[]]): Outcome {
  const start = performance.now();
  const { status, signal, error, stdout, stderr } = spawnSync(file, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_MILLISECONDS,
    killSignal: 'SIGKILL',
  });
  const milliseconds = performance.now() - start;
  if (status === 0) return { milliseconds, checksum: stdout.trim() };
  const reason = error?.message ?? (signal === null ? `exit status ${status}` : `ended by ${signal}`);
  // Without the program's path, so that programs that fail for the same reason can be listed together.
  const said = args.reduce((text, arg) => text.replaceAll(`${arg}: `, ''), stderr.trim().split('\n')[0] ?? '');
  return { failure: said === '' ? reason : `${reason}: ${said}` };
}
