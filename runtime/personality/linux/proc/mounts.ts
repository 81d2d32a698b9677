/** /proc/PID/mounts, mountinfo and mountstats: proc(5), fs/proc_namespace.c. */
import { Errno } from '../../../generated/errors.ts';
import { majorOf, minorOf } from '../../common-conversions.ts';
import { type Mount, ROOT_NODE } from '../../names/mount-table.ts';
import { nameOf } from '../../names/resolve.ts';
import { escaped } from './format.ts';
import type { Subject } from './subject.ts';

const SPECIAL = ' \t\n\\#';

interface Shown {
  readonly mount: Mount;
  readonly point: string;
  readonly readOnly: boolean;
  readonly device: number;
  readonly type: string;
}

/** The mounts below the process's root, in the order in which they were made. */
function shown({ guest, machine }: Subject): Shown[] {
  const mounts = guest?.names.mounts ?? machine.mounts;
  const root = guest?.names.root ?? { mount: mounts.root, node: ROOT_NODE };
  const result: Shown[] = [];
  for (const mount of mounts.mounts) {
    const point = nameOf(root, { mount, node: ROOT_NODE });
    if (typeof point === 'number') continue;
    const figures = mount.tree.getFileSystemStatus(ROOT_NODE);
    const status = mount.tree.getStatus(ROOT_NODE);
    result.push({
      mount,
      point: escaped(point, SPECIAL),
      readOnly: typeof figures === 'object' && figures.readOnly,
      device: typeof status === 'object' ? status.device : 0,
      type: mount.type,
    });
  }
  return result;
}

export function mountsText(subject: Subject): string | Errno {
  return shown(subject)
    .map(({ mount, point, readOnly, type }) => {
      const source = escaped(mount.source, SPECIAL);
      return `${source} ${point} ${type} ${readOnly ? 'ro' : 'rw'},relatime 0 0\n`;
    })
    .join('');
}

export function mountInformation(subject: Subject): string | Errno {
  return shown(subject)
    .map(({ mount, point, readOnly, device, type }) => {
      const parent = mount.point?.mount.number ?? 1;
      const access = readOnly ? 'ro' : 'rw';
      const source = escaped(mount.source, SPECIAL);
      const place = `${majorOf(device)}:${minorOf(device)}`;
      return `${mount.number} ${parent} ${place} / ${point} ${access},relatime - ${type} ${source} ${access}\n`;
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
