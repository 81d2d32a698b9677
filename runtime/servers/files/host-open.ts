/** Opens a node of a host tree. */
import { Errno } from '../../generated/errors.ts';
import { FileType, ObjectKind } from '../../generated/enums.ts';
import { OpenFlags } from '../../generated/flags.ts';
import type { Credentials, FileStatus, Opened } from '../../generated/structs.ts';
import type { HostFile } from '../../host/port.ts';
import { openFifo } from '../streams/fifo.ts';
import { Pipe } from '../streams/pipe.ts';
import { CountedFile } from './counted-file.ts';
import { HostDirectory } from './host-directory.ts';
import { HostOpenFile } from './host-file.ts';
import type { HostNode } from './host-node.ts';
import type { HostNodes } from './host-nodes.ts';
import { KeptFile } from './kept-files.ts';
import { accessOf, typeForbids } from './memory-open.ts';
import { isOwner } from './permission.ts';

/** Whether an object may be opened so; answers what it is now. */
function admitted(tree: HostNodes, node: HostNode, flags: number, credentials: Credentials): FileStatus | Errno {
  const forbidden = typeForbids(node.type, flags);
  if (forbidden < 0) return forbidden as Errno;
  const status = tree.status(node);
  if (typeof status === 'number') return status;
  const refused = forbids(tree, status, flags, credentials);
  return refused < 0 ? (refused as Errno) : status;
}

/** Why an object with this status may not be opened so; 0 if it may. */
function forbids(tree: HostNodes, status: FileStatus, flags: number, credentials: Credentials): 0 | Errno {
  const allowed = tree.permits(status, accessOf(flags), credentials);
  if (allowed < 0) return allowed;
  return (flags & OpenFlags.noatime) !== 0 && !isOwner(status, credentials) ? Errno.EPERM : 0;
}

/** Whether it is written to and to be executed, or the other way round. */
function isBusy(node: HostNode, flags: number): boolean {
  const writes = (flags & (OpenFlags.write | OpenFlags.truncate)) !== 0;
  return (writes && node.programs > 0) || ((flags & OpenFlags.exec) !== 0 && node.writers > 0);
}

/** Opens the host file of a regular file for reading, writing or running it. */
function openFile(tree: HostNodes, node: HostNode, flags: number, status?: FileStatus): HostFile | Errno {
  if (isBusy(node, flags)) return Errno.ETXTBSY;
  const folder = tree.parentFolder(node);
  if (typeof folder === 'number') return folder;
  const host = flags & (OpenFlags.read | OpenFlags.write | OpenFlags.truncate);
  return folder.open(node.name, (flags & OpenFlags.exec) !== 0 ? host | OpenFlags.read : host, 0, status);
}

/**
 * Opens a regular file for reading, and only then asks what it is and whether that is allowed: the host is asked half as often.
 * Undefined if anything is not as usual: then that is found out in the usual order.
 */
function openPlain(tree: HostNodes, node: HostNode, flags: number, credentials: Credentials): CountedFile | undefined {
  if (typeForbids(node.type, flags) < 0 || isBusy(node, flags)) return undefined;
  const status = tree.found;
  const { kept } = tree;
  let counted = kept?.take(node, status);
  if (counted === undefined) {
    const file = openFile(tree, node, flags, status);
    if (typeof file === 'number') return undefined;
    counted =
      kept === undefined ? new CountedFile(file, flags & OpenFlags.read) : new KeptFile(kept, node, file, status);
  }
  const same = status.device === node.hostDevice && status.inode === node.hostInode;
  if (same && forbids(tree, tree.shown(status), flags, credentials) === 0 && status.type === node.type) return counted;
  counted.release();
  return undefined;
}

function openNamed(tree: HostNodes, node: HostNode, flags: number): CountedFile | Errno {
  const file = openFile(tree, node, flags);
  return typeof file === 'number' ? file : new CountedFile(file, flags & (OpenFlags.read | OpenFlags.write));
}

/** The host has no name for a removed file: an open of it that allows as much is used by both. */
function openRemoved(node: HostNode, flags: number): CountedFile | Errno {
  const truncate = (flags & OpenFlags.truncate) !== 0;
  const wanted = (flags & (OpenFlags.read | OpenFlags.write)) | (truncate ? OpenFlags.write : 0);
  for (const file of node.files) {
    if ((file.flags & wanted) !== wanted) continue;
    if (truncate && file.file.setLength(0) < 0) return Errno.EIO;
    return file.retain();
  }
  return node.files.size === 0 ? Errno.ENOENT : Errno.EACCES;
}

/** Opens a node of a host tree: a directory, a regular file, or a device that the guest has too. */
export function openHostNode(tree: HostNodes, node: HostNode, asked: number, credentials: Credentials): Opened | Errno {
  const { type, number } = node;
  const regular = type === FileType.regular;
  // Only a regular file can be truncated; for the others O_TRUNC says nothing.
  const flags = regular || node.isDirectory ? asked : asked & ~OpenFlags.truncate;
  const reads = (flags & (OpenFlags.write | OpenFlags.truncate)) === 0;
  const plain = regular && reads && !node.gone ? openPlain(tree, node, flags, credentials) : undefined;
  if (plain !== undefined) return openedFile(tree, node, plain, flags);
  const status = admitted(tree, node, flags, credentials);
  if (typeof status === 'number') return status;
  if (node.isDirectory) {
    const { handle: object } = new HostDirectory(tree, node);
    return { object, kind: ObjectKind.directory, type, node: number, availability: 0 };
  }
  if (type === FileType.character)
    return tree.services.drivers.open(status.rdev, flags, () => tree.status(node), credentials);
  if (type === FileType.fifo) return openPipe(tree, node, flags);
  if (!regular) return Errno.ENXIO;
  const file = node.gone ? openRemoved(node, flags) : openNamed(tree, node, flags);
  if (typeof file === 'number') return file;
  if ((flags & OpenFlags.truncate) !== 0) node.frames?.cache?.resized(0);
  return openedFile(tree, node, file, flags);
}

function openedFile(tree: HostNodes, node: HostNode, file: CountedFile, flags: number): Opened {
  const { handle: object } = new HostOpenFile(tree, node, file, flags);
  return { object, kind: ObjectKind.file, type: node.type, node: node.number, availability: 0 };
}

/** A fifo, the machine's own: whoever of the host has it open is another's. */
function openPipe(tree: HostNodes, node: HostNode, flags: number): Opened | Errno {
  node.pipe ??= new Pipe(tree.services.ipc);
  const closed = (): void => {
    node.holds--;
    if (node.pipe?.idle === true) node.pipe = undefined;
    tree.collect(node);
  };
  const end = openFifo(node.pipe, flags, { status: () => tree.status(node), closed });
  if (typeof end === 'number') return end;
  node.holds++;
  const { handle: object } = end;
  return { object, kind: ObjectKind.stream, type: node.type, node: node.number, availability: end.getAvailability() };
}

/** truncate(2): the length of a file that is not open. */
export function setHostLength(tree: HostNodes, node: HostNode, length: number, credentials: Credentials): 0 | Errno {
  const status = admitted(tree, node, OpenFlags.write, credentials);
  if (typeof status === 'number') return status;
  const file = openFile(tree, node, OpenFlags.write);
  if (typeof file === 'number') return file;
  const failed = file.setLength(length);
  file.close();
  if (failed === 0) node.frames?.cache?.resized(length);
  return failed;
}
