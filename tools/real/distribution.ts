/** Debian's own programs for ppc64el that the tests run: `k42 sysroot add` with the built command, into a folder of the cache. */
import { execFileSync } from 'node:child_process';
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
  ...['perl', 'python3', 'libpython3.11-testsuite', 'lua5.4', 'sqlite3'],
  ...['nginx-light', 'apache2'],
];

/** Does nothing when all is there. */
export function fetchDistribution(): void {
  const command = fileURLToPath(new URL('../../.build/k42.cjs', import.meta.url));
  const words = [command, 'sysroot', 'add', '--dir', DISTRIBUTION, ...PACKAGES];
  execFileSync(process.execPath, words, { stdio: 'inherit', env: { ...process.env, XDG_CACHE_HOME: CACHE } });
}
