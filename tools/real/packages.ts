/** The distribution's packages: which are installed, and how to install them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Everything that tests fetch or build once is kept below this folder of the checkout. */
export const CACHE = fileURLToPath(new URL('../../.cache/', import.meta.url));

/** Which of these packages the machine lacks. */
export function missing(names: readonly string[]): string[] {
  const { stdout } = run('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...names]);
  const installed = new Set(
    stdout
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return names.filter((name) => !installed.has(name));
}

/** Which of these packages the machine's archive has. */
export function offered(names: readonly string[]): string[] {
  const { stdout } = run('apt-cache', ['madison', ...names]);
  const known = new Set(stdout.split('\n').map((line) => line.split('|')[0]?.trim()));
  return names.filter((name) => known.has(name));
}

/** Reads the archive's lists and installs; the reason when that is impossible. */
export function install(names: readonly string[]): string | undefined {
  return asRoot(['apt-get', '-qq', '-y', '--no-install-recommends', '-oDpkg::Use-Pty=0', 'install', ...names]);
}

export function update(): string | undefined {
  return asRoot(['apt-get', '-qq', 'update']);
}

/** The machine's own name for its architecture, such as amd64. */
export function ownArchitecture(): string {
  return execFileSync('dpkg', ['--print-architecture'], { encoding: 'utf8' }).trim();
}

/** Runs a command as root, without asking for a password; what went wrong, or undefined. */
function asRoot(words: readonly string[]): string | undefined {
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (sudo.length > 0 && !existsSync('/usr/bin/sudo')) return 'only root can install packages, and there is no sudo';
  const [program = '', ...args] = [...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', ...words];
  const { status, stderr } = run(program, args);
  return status === 0 ? undefined : stderr.trim() || `${words.join(' ')} ended with ${status}`;
}

function run(program: string, args: readonly string[]): { status: number; stdout: string; stderr: string } {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 26,
  });
  return { status: status ?? 127, stdout: stdout ?? '', stderr: stderr ?? String(error) };
}
