/** What a Debian installer makes before the first package is configured: the links of a merged /usr, users, names. */
import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Archive } from './archive.ts';

/** Before the first package: /bin is /usr/bin and so on (base-files, usrmerge). */
export function mergeUsr(root: string): void {
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    mkdirSync(join(root, 'usr', name), { recursive: true });
    if (!existsSync(join(root, name))) symlinkSync(`usr/${name}`, join(root, name));
  }
  for (const name of ['etc', 'tmp', 'root', 'var/tmp']) mkdirSync(join(root, name), { recursive: true });
}

const PASSWD = 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n';
const GROUP = 'root:x:0:\nnogroup:x:65534:\n';
const NSSWITCH = 'passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nservices: files\nprotocols: files\n';

/** After unpacking: files that no package brings but its script makes, where they are not there yet. */
export function seed(root: string, { address, suite }: Archive): void {
  const file = (path: string, text: string, ...templates: readonly string[]): void => {
    const place = join(root, path);
    if (isThere(place)) return;
    mkdirSync(dirname(place), { recursive: true });
    const template = templates.map((one) => join(root, one)).find((one) => existsSync(one));
    writeFileSync(place, template === undefined ? text : readFileSync(template));
  };
  file('etc/passwd', PASSWD, 'usr/share/base-passwd/passwd.master');
  file('etc/group', GROUP, 'usr/share/base-passwd/group.master');
  file('etc/shells', '/bin/sh\n', 'usr/share/debianutils/shells');
  file('etc/nsswitch.conf', NSSWITCH, 'usr/share/libc-bin/nsswitch.conf');
  file('etc/hosts', '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n127.0.1.1\tk42\n');
  file('etc/hostname', 'k42\n');
  file('etc/resolv.conf', '');
  file('etc/fstab', '');
  file('etc/apt/sources.list', `deb ${address} ${suite} main\n`);
  if (!isThere(join(root, 'etc/mtab'))) symlinkSync('../proc/self/mounts', join(root, 'etc/mtab'));
}

/** Links too, whatever they lead to: here most lead nowhere, or out of the sysroot. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
