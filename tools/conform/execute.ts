/**
 * Runs one program to its end and never longer than its time: it leads a process group of its own, which is killed when the time
 * is up, and once more when the program has ended. Its output is read line by line and not kept.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/** A process that left the group may hold the pipes open; nobody waits for it longer than this. */
const GRACE_MS = 500;
const LONGEST_LINE = 65_536;

export interface Execution {
  readonly words: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeout: number;
  readonly line: (text: string, error: boolean) => void;
}

export interface Ended {
  readonly status: number | string;
  readonly killed: boolean;
  readonly milliseconds: number;
}

/** The groups that run; `end` kills them all. */
export class Executor {
  readonly #running = new Set<ChildProcess>();
  #ended = false;

  end(): void {
    this.#ended = true;
    for (const child of this.#running) kill(child);
  }

  execute({ words, folder, environment, timeout, line }: Execution): Promise<Ended> {
    const [program = '', ...args] = words;
    const begin = performance.now();
    return new Promise((resolve) => {
      let killed = false;
      let status: number | string = 127;
      const child = spawn(program, args, {
        cwd: folder,
        env: environment,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      this.#running.add(child);
      const watch = setTimeout(() => {
        killed = true;
        kill(child);
      }, timeout);
      const rest = [
        readLines(child.stdout, (text) => line(text, false)),
        readLines(child.stderr, (text) => line(text, true)),
      ];
      let grace: NodeJS.Timeout | undefined;
      let over = false;
      const finish = (): void => {
        if (over) return;
        over = true;
        clearTimeout(watch);
        clearTimeout(grace);
        for (const one of rest) one();
        child.stdout.destroy();
        child.stderr.destroy();
        this.#running.delete(child);
        resolve({ status, killed, milliseconds: Math.round(performance.now() - begin) });
      };
      child.on('error', (error) => {
        line(error.message, true);
        finish();
      });
      child.on('exit', (code, signal) => {
        status = code ?? signal ?? 127;
        kill(child);
        grace = setTimeout(finish, GRACE_MS);
      });
      child.on('close', finish);
      if (this.#ended) kill(child);
    });
  }
}

function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // All of the group is gone.
  }
}

/** Tells whole lines; the answer tells what is left. */
function readLines(stream: Readable, tell: (text: string) => void): () => void {
  let left = '';
  stream.setEncoding('latin1');
  stream.on('data', (text: string) => {
    const lines = (left + text).split('\n');
    left = (lines.pop() ?? '').slice(-LONGEST_LINE);
    for (const one of lines) tell(one);
  });
  return () => {
    if (left !== '') tell(left);
    left = '';
  };
}
