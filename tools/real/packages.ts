/** The distribution's packages: which are installed, how to install them, and how to unpack one without installing it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

/**
 * Unpacks a package of the distribution into a folder, for whichever architecture: an apt root of its own leaves the machine
 * as it is, and the archive is the machine's. Nothing is installed and no script of the package runs.
 */
export function unpack(name: string, architecture: string, into: string): void {
  const root = join(CACHE, 'apt', architecture);
  for (const folder of ['etc', 'lists/partial', 'cache/archives/partial'])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'status'), '');
  const { address, suite } = archive();
  writeFileSync(join(root, 'etc/sources.list'), `deb ${address} ${suite} main\n`);
  const options = [
    `APT::Architecture=${architecture}`,
    `APT::Architectures=${architecture}`,
    `Dir::State::lists=${root}/lists`,
    `Dir::State::status=${root}/status`,
    `Dir::Cache=${root}/cache`,
    `Dir::Etc::sourcelist=${root}/etc/sources.list`,
    'Dir::Etc::sourceparts=/dev/null',
    'APT::Sandbox::User=',
    'Acquire::Languages=none',
  ].map((option) => `-o${option}`);
  const archives = join(root, 'cache/archives');
  for (const words of [['update'], ['download', name]]) {
    const { status, stderr } = run('apt-get', ['-qq', ...options, ...words], archives);
    if (status !== 0) throw new Error(`apt-get ${words.join(' ')} for ${architecture}: ${stderr.trim()}`);
  }
  const file = readdirSync(archives).find((file) => file.startsWith(`${name}_`));
  if (file === undefined) throw new Error(`apt-get download ${name} for ${architecture} left no package`);
  execFileSync('dpkg', ['-x', join(archives, file), into]);
  rmSync(root, { recursive: true });
}

/** Address and suite of the distribution's archive, as the machine's apt knows them. */
function archive(): { readonly address: string; readonly suite: string } {
  const suite = /^VERSION_CODENAME=(.*)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'stable';
  for (const attempt of [undefined, update]) {
    attempt?.();
    const { stdout } = run('apt-get', [
      'indextargets',
      '--format',
      '$(CODENAME) $(COMPONENT) $(REPO_URI)',
      'Created-By: Packages',
    ]);
    const found = stdout
      .split('\n')
      .map((line) => line.split(' '))
      .find(([codename, component]) => codename === suite && component === 'main');
    if (found?.[2] !== undefined) return { address: found[2], suite };
  }
  throw new Error(`the sources of apt name no archive of ${suite}`);
}

/** Runs a command as root, without asking for a password; what went wrong, or undefined. */
function asRoot(words: readonly string[]): string | undefined {
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (sudo.length > 0 && !existsSync('/usr/bin/sudo')) return 'only root can install packages, and there is no sudo';
  const [program = '', ...args] = [...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', ...words];
  const { status, stderr } = run(program, args);
  return status === 0 ? undefined : stderr.trim() || `${words.join(' ')} ended with ${status}`;
}

function run(
  program: string,
  args: readonly string[],
  cwd?: string,
): { status: number; stdout: string; stderr: string } {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 26,
    ...(cwd === undefined ? {} : { cwd }),
  });
  return { status: status ?? 127, stdout: stdout ?? '', stderr: stderr ?? String(error) };
}
