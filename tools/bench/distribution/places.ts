/** Where the distribution's programs run: in k42, or under the user-mode emulator with the sysroot as its root. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { k42 } from '../programs.ts';

const ENTER = fileURLToPath(new URL('enter.sh', import.meta.url));

/** The shell's own word for the time of all that a command has started; what enter.sh does too, for what it runs only. */
const TIMED = 'TIMEFORMAT="%R %U %S"; { time "$@" 2>&4 3>&-; } 4>&2 2>&3';

export interface Place {
  readonly name: 'k42' | 'first' | 'qemu';
  /** The command line for a program of the distribution; what it listens on is told to it as PORT. */
  command(words: readonly string[], port: number): readonly string[];
}

export interface Taken {
  readonly seconds: number;
  /** User and system time of all its processes. */
  readonly processor: number;
  readonly output: string;
  readonly failed: string | undefined;
}

/** In k42, which keeps translations in a folder; `first`: nowhere, so that every run is the first one. */
export function inside(name: 'k42' | 'first', sysroot: string, folder: string, translations: string): Place {
  const options = ['run', '-q', '--translations', translations, '-L', sysroot, '-b', `${folder}:/tmp/bench:ro`];
  const env = ['-E', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', '-E', 'LC_ALL=C', '-E', 'HOME=/tmp'];
  return {
    name,
    command: (words, port) => [
      process.execPath,
      k42,
      ...options,
      ...env,
      '-p',
      `${port}:${port}`,
      '-w',
      '/tmp',
      ...words,
    ],
  };
}

/** Why not, when it cannot be had here. */
export function emulated(sysroot: string, folder: string): Place | string {
  const found = spawnSync('sh', ['-c', 'command -v qemu-ppc64le-static'], { encoding: 'utf8' }).stdout.trim();
  if (found === '') return 'no qemu-ppc64le-static here: the emulator must run without libraries of the host';
  const enter = [ENTER, found, sysroot, folder];
  if (spawnSync(ENTER, [...enter.slice(1), '/bin/true'], { stdio: 'ignore' }).status === 0) {
    const variables = ['PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'LC_ALL=C', 'HOME=/tmp'];
    return { name: 'qemu', command: (words) => [...enter, '/usr/bin/env', '-i', '-C', '/tmp', ...variables, ...words] };
  }
  return 'no figures of qemu: programs that execute others need binfmt_misc in a name space of our own (Linux 6.7, unshare)';
}

/** Runs it to its end. */
export function take(place: Place, words: readonly string[], port: number, limit: number): Taken {
  const [command = '', ...rest] =
    place.name === 'qemu' ? place.command(words, port) : ['bash', '-c', TIMED, 'bash', ...place.command(words, port)];
  const { status, signal, stdout, output } = spawnSync(command, rest, {
    env: { ...process.env, TIME: 'yes' },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: limit * 1000,
    killSignal: 'SIGKILL',
  });
  const [seconds = Number.NaN, user = 0, system = 0] = (output[3] ?? '').trim().split(' ').map(Number);
  const failed =
    status === 0 ? undefined : (output[2] ?? '').trim().split('\n').at(-1) || `${signal ?? `status ${status}`}`;
  return { seconds, processor: user + system, output: stdout, failed };
}

/** Starts a server; `stop` ends all of it. */
export function serve(
  place: Place,
  words: readonly string[],
  port: number,
): { readonly child: ChildProcess; stop(): void } {
  const [command = '', ...rest] = place.command(words, port);
  const child = spawn(command, rest, { stdio: 'ignore', detached: true });
  return {
    child,
    stop: () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // Gone already.
      }
    },
  };
}

export function freePort(): number {
  const script =
    "const s=require('net').createServer().listen(0,'127.0.0.1',()=>{console.log(s.address().port);s.close()})";
  return Number(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }));
}
