/** memfd_create(2): a file of a tree that is mounted nowhere. */
import { OpenFlags, SealFlags } from '../../generated/flags.ts';
import type { Thread } from '../../kernel/thread.ts';
import { type Mount, ROOT_NODE } from '../names/mount-table.ts';
import { behindOf } from './open.ts';
import { OpenDescription } from './open-description.ts';
import type { Descriptors } from './descriptors.ts';

const MODE = 0o777;
const MODE_OF_DATA = 0o666;

/** Whoever makes it: the root of the unmounted tree is nobody's to forbid. */
export function memoryFile(
  thread: Thread,
  descriptors: Descriptors,
  mount: Mount,
  name: string,
  flags: number,
  sealable: boolean,
  executable: boolean,
): number {
  const fd = descriptors.free(thread, 0);
  if (fd < 0) return fd;
  const mode = executable ? MODE : MODE_OF_DATA;
  const access = OpenFlags.read | OpenFlags.write | OpenFlags.largefile;
  const { credentials } = thread.process;
  const opened = mount.tree.createUnnamed(ROOT_NODE, `memfd:${name}`, mode, access | OpenFlags.exclusive, credentials);
  if (typeof opened === 'number') return opened;
  const behind = behindOf(descriptors.ipc, opened);
  if (behind.kind === 'file') behind.file.setSeals((sealable ? 0 : SealFlags.seal) | (executable ? 0 : SealFlags.exec));
  const place = { mount, node: opened.node };
  const description = new OpenDescription(behind, opened.type, place, access, descriptors.newLockOwner());
  return descriptors.table.put(fd, description, flags);
}
