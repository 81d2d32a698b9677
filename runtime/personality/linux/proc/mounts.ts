/** /proc/PID/mounts, mountinfo and mountstats: proc(5), fs/proc_namespace.c. */
import { Errno } from '../../../generated/errors.ts';
import { MountFlags } from '../../../generated/flags.ts';
import { majorOf, minorOf } from '../../common-conversions.ts';
import type { Mount } from '../../names/mount-table.ts';
import { nameOf } from '../../names/resolve.ts';
import { escaped } from './format.ts';
import type { Subject } from './subject.ts';

const SPECIAL = ' \t\n\\#';

interface Shown {
  readonly mount: Mount;
  readonly point: string;
  /** The tree may not be changed, whatever the mount says. */
  readonly readOnly: boolean;
  readonly device: number;
  readonly type: string;
}

/** The mounts below the process's root, in the order in which they were made. */
function shown({ guest, machine }: Subject): Shown[] {
  const mounts = guest?.names.mounts ?? machine.mounts;
  const root = guest?.names.root ?? { mount: mounts.root, node: mounts.root.root };
  const result: Shown[] = [];
  for (const mount of mounts.mounts) {
    const point = nameOf(root, { mount, node: mount.root });
    if (typeof point === 'number') continue;
    const figures = mount.system.tree.getFileSystemStatus(mount.root);
    const status = mount.tree.getStatus(mount.root);
    result.push({
      mount,
      point: escaped(point, SPECIAL),
      readOnly: (mount.system.flags & MountFlags.readOnly) !== 0 || (typeof figures === 'object' && figures.readOnly),
      device: typeof status === 'object' ? status.device : 0,
      type: mount.type,
    });
  }
  return result;
}

const WORDS: readonly (readonly [flag: number, word: string])[] = [
  [MountFlags.noSetId, 'nosuid'],
  [MountFlags.noDevices, 'nodev'],
  [MountFlags.noExecute, 'noexec'],
  [MountFlags.noAccessTime, 'noatime'],
  [MountFlags.noDirectoryAccessTime, 'nodiratime'],
  [MountFlags.noSymlinks, 'nosymfollow'],
];

/** How a mount is used (show_mnt_opts). */
function usage({ flags }: Mount, readOnly: boolean): string {
  const words = [readOnly || (flags & MountFlags.readOnly) !== 0 ? 'ro' : 'rw'];
  for (const [flag, word] of WORDS) if ((flags & flag) !== 0) words.push(word);
  if ((flags & (MountFlags.noAccessTime | MountFlags.strictAccessTime)) === 0) words.push('relatime');
  return words.join(',');
}

export function mountsText(subject: Subject): string | Errno {
  return shown(subject)
    .map(({ mount, point, readOnly, type }) => {
      const source = escaped(mount.source, SPECIAL);
      return `${source} ${point} ${type} ${usage(mount, readOnly)} 0 0\n`;
    })
    .join('');
}

export function mountInformation(subject: Subject): string | Errno {
  return shown(subject)
    .map(({ mount, point, readOnly, device, type }) => {
      const parent = mount.point?.mount.number ?? 1;
      const source = escaped(mount.source, SPECIAL);
      const place = `${majorOf(device)}:${minorOf(device)}`;
      const base = mount.system.tree.getPath(mount.root);
      const from = typeof base === 'string' ? escaped(base, SPECIAL) : '/';
      const unbindable = mount.unbindable ? 'unbindable ' : '';
      const whole = readOnly ? 'ro' : 'rw';
      return `${mount.number} ${parent} ${place} ${from} ${point} ${usage(mount, readOnly)} ${unbindable}- ${type} ${source} ${whole}\n`;
    })
    .join('');
}

export function mountStatistics(subject: Subject): string | Errno {
  return shown(subject)
    .map(
      ({ mount, point, type }) => `device ${escaped(mount.source, SPECIAL)} mounted on ${point} with fstype ${type}\n`,
    )
    .join('');
}
