/** Who uses a mount: asked when it is to go or to become read-only, so that nothing is counted before. */
import { FileType } from '../../generated/enums.ts';
import type { GuestProcess } from '../process.ts';
import type { Mount } from './mount-table.ts';

/** Whether a root, a working directory, an open file or a program is in it. */
export function isUsed(processes: Iterable<GuestProcess>, mount: Mount): boolean {
  for (const { names, descriptors, executable } of processes) {
    if (names.root.mount === mount || names.directory.mount === mount || executable?.place.mount === mount) return true;
    for (const fd of descriptors.table.numbers()) if (descriptors.table.get(fd)?.place?.mount === mount) return true;
  }
  return false;
}

/** Whether a file of it is open for writing. */
export function isWritten(processes: Iterable<GuestProcess>, mount: Mount): boolean {
  for (const { descriptors } of processes) {
    for (const fd of descriptors.table.numbers()) {
      const description = descriptors.table.get(fd);
      if (description?.place?.mount === mount && description.writable && description.type === FileType.regular)
        return true;
    }
  }
  return false;
}
