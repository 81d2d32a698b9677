/** The one k42 run of the load: its start, what it says, its end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { k42 } from '../programs.ts';
import { GUEST_PORT } from './files.ts';
import type { Tally } from './tally.ts';

const SCRIPT = fileURLToPath(new URL('guest/main.sh', import.meta.url));

export interface Machine {
  readonly pid: number;
  readonly port: number;
  /** Resolves when only nginx is left; at the latest when the run ends. */
  readonly over: Promise<void>;
  readonly ended: Promise<string>;
  /** Lets the script end. */
  stop(): void;
}

export async function machine(
  folder: string,
  sysroot: string,
  seconds: number,
  stats: string,
  tally: Tally,
): Promise<Machine> {
  const port = await freePort();
  const scripts = dirname(SCRIPT);
  const options = ['-q', '-p', `${port}:${GUEST_PORT}`, '-L', sysroot, '-b', `${scripts}:${scripts}:ro`];
  const words = [k42, 'run', ...options, '--stats', stats, '/bin/bash', SCRIPT, `${seconds}`];
  const child = spawn(process.execPath, words, { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<string>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ?? `status ${code}`)),
  );
  const over = new Promise<void>((resolve) => {
    read(child, tally, resolve);
    void ended.then(() => resolve());
  });
  if (child.pid === undefined) throw new Error('k42 does not start');
  return { pid: child.pid, port, over, ended, stop: () => child.stdin?.end() };
}

function read(child: ChildProcess, tally: Tally, over: () => void): void {
  if (child.stdout !== null) {
    createInterface(child.stdout).on('line', (line) => {
      if (line === 'main over') over();
      else if (!tally.line(line)) tally.wrong('output', line);
    });
  }
  // Whatever a program complains of is a finding.
  if (child.stderr !== null) createInterface(child.stderr).on('line', (line) => tally.wrong('complaint', line));
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
