/** Debian's own programs for ppc64el that the tests run: `k42 sysroot add` with the built command, into a folder of the cache. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { CACHE } from './packages.ts';

export const DISTRIBUTION = join(CACHE, 'sysroot', 'debian');

const PACKAGES = [
  ...[
    'bash',
    'dash',
    'coreutils',
    'findutils',
    'grep',
    'sed',
    'gawk',
    'tar',
    'gzip',
    'xz-utils',
    'diffutils',
    'procps',
  ],
  ...['perl', 'python3', 'lua5.4', 'sqlite3'],
  ...['nginx-light', 'apache2', 'redis-server', 'netbase'],
  ...['gcc', 'g++', 'libc6-dev', 'make'],
];

/** Python's own tests: the same for every architecture. */
const PYTHON_TESTS = 'libpython3.11-testsuite';

/** Does nothing when all is there. */
export function fetchDistribution(): void {
  const command = fileURLToPath(new URL('../../.build/k42.cjs', import.meta.url));
  const words = [command, 'sysroot', 'add', '--dir', DISTRIBUTION, ...PACKAGES];
  execFileSync(process.execPath, words, { stdio: 'inherit', env: { ...process.env, XDG_CACHE_HOME: CACHE } });
  fetchPythonTests();
}

/** Only unpacked: their own script compiles every one of them, which takes the guest two minutes. */
function fetchPythonTests(): void {
  if (existsSync(join(DISTRIBUTION, 'usr/lib/python3.11/test/test_epoll.py'))) return;
  const folder = join(CACHE, 'downloads');
  mkdirSync(folder, { recursive: true });
  execFileSync('apt-get', ['-qq', '-oAPT::Sandbox::User=', 'download', PYTHON_TESTS], { cwd: folder });
  const file = readdirSync(folder).find((name) => name.startsWith(`${PYTHON_TESTS}_`));
  if (file === undefined) throw new Error(`apt-get download ${PYTHON_TESTS} left no package`);
  execFileSync('dpkg', ['-x', join(folder, file), DISTRIBUTION]);
}
