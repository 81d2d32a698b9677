/** Debian's static busybox: for ppc64el as the root of a guest, and the host's own of the same version to compare with. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CACHE, ownArchitecture, unpack } from './packages.ts';

/** A folder that is a small root: bin/busybox, a link for each of its applets, and who the users are. */
export function sysroot(architecture: string): string {
  return join(CACHE, 'sysroot', architecture);
}

export function guestBusybox(): string {
  return join(sysroot('ppc64el'), 'bin/busybox');
}

export function hostBusybox(): string {
  return join(sysroot(ownArchitecture()), 'bin/busybox');
}

/** Fetches what is not there yet. */
export function fetchBusybox(): void {
  // The applets' names are asked of the host's busybox, so it comes first.
  for (const architecture of [ownArchitecture(), 'ppc64el']) if (!existsSync(sysroot(architecture))) make(architecture);
}

function make(architecture: string): void {
  const folder = `${sysroot(architecture)}.new`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  unpack('busybox-static', architecture, folder);
  const asked = architecture === ownArchitecture() ? join(folder, 'bin/busybox') : hostBusybox();
  for (const applet of execFileSync(asked, ['--list'], { encoding: 'utf8' }).trim().split('\n'))
    if (applet !== 'busybox') symlinkSync('busybox', join(folder, 'bin', applet));
  for (const name of ['etc', 'root', 'tmp']) mkdirSync(join(folder, name), { recursive: true });
  chmodSync(join(folder, 'tmp'), 0o1777);
  writeFileSync(
    join(folder, 'etc/passwd'),
    'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
  );
  writeFileSync(join(folder, 'etc/group'), 'root:x:0:\nnogroup:x:65534:\n');
  // Only a whole root gets the name.
  renameSync(folder, sysroot(architecture));
}
