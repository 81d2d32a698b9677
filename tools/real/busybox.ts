/** Debian's static busybox: for ppc64el as the root of a guest, and the host's own of the same version to compare with. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Sysroot } from '../sysroot/sysroot.ts';
import { CACHE, ownArchitecture } from './packages.ts';

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
export async function fetchBusybox(): Promise<void> {
  // The applets' names are asked of the host's busybox, so it comes first.
  for (const architecture of [ownArchitecture(), 'ppc64el'])
    if (!existsSync(sysroot(architecture))) await make(architecture);
}

async function make(architecture: string): Promise<void> {
  const folder = `${sysroot(architecture)}.begun`;
  rmSync(folder, { recursive: true, force: true });
  const root = new Sysroot({ folder, architecture, archive: {}, cache: CACHE, progress: () => {}, k42: undefined });
  await root.add(['busybox-static'], true);
  const asked = architecture === ownArchitecture() ? join(folder, 'bin/busybox') : hostBusybox();
  for (const applet of execFileSync(asked, ['--list'], { encoding: 'utf8' }).trim().split('\n'))
    if (applet !== 'busybox') symlinkSync('busybox', join(folder, 'bin', applet));
  chmodSync(join(folder, 'tmp'), 0o1777);
  // Only a whole root gets the name.
  renameSync(folder, sysroot(architecture));
}
