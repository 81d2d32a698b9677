/** Runs the distribution's tools on the host, several at a time if need be. */
import { spawn } from 'node:child_process';
import { ExitStatus, Failure } from '../cli/exit.ts';

export interface Output {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProcessOptions {
  readonly folder?: string;
  /** Told what the program writes on descriptor 3. */
  readonly status?: (line: string) => void;
  /** Told each line of both outputs as it comes. */
  readonly line?: (line: string) => void;
}

/** Output is text in the C locale. Throws a Failure when the program is not there. */
export function run(words: readonly string[], options: ProcessOptions = {}): Promise<Output> {
  const [program = '', ...args] = words;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' },
      ...(options.folder === undefined ? {} : { cwd: options.folder }),
    });
    const [, stdout, stderr, extra] = child.stdio;
    const text = { stdout: '', stderr: '' };
    const collect = (name: 'stdout' | 'stderr', data: Buffer): void => {
      text[name] += data.toString();
    };
    stdout?.on('data', (data: Buffer) => collect('stdout', data));
    stderr?.on('data', (data: Buffer) => collect('stderr', data));
    if (options.line !== undefined) for (const stream of [stdout, stderr]) stream?.on('data', lines(options.line));
    extra?.on('data', lines(options.status ?? (() => {})));
    child.on('error', () =>
      reject(
        new Failure(
          `${program} is not there; k42 sysroot needs apt and dpkg, as Debian and its relatives have them`,
          ExitStatus.notFound,
        ),
      ),
    );
    child.on('close', (code) => resolve({ status: code ?? 1, ...text }));
  });
}

function lines(tell: (line: string) => void): (data: Buffer) => void {
  let left = '';
  return (data) => {
    const all = (left + data.toString()).split('\n');
    left = all.pop() ?? '';
    for (const one of all) tell(one);
  };
}
