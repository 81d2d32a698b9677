/** Opens a node of a memory tree: checks in the order of Linux's do_open and may_open, then the object of its type. */
import { Errno } from '../../generated/errors.ts';
import { FileType, ObjectKind } from '../../generated/enums.ts';
import { AccessMode, OpenFlags } from '../../generated/flags.ts';
import type { Credentials, Opened } from '../../generated/structs.ts';
import { Pipe } from '../streams/pipe.ts';
import { openFifo } from '../streams/fifo.ts';
import { MemoryDirectory } from './memory-directory.ts';
import { MemoryFile } from './memory-file.ts';
import type { MemoryNodes } from './memory-nodes.ts';
import type { Node } from './node.ts';
import { isOwner } from './permission.ts';

/** What an open asks of the mode bits. */
export function accessOf(flags: number): number {
  let mode = 0;
  if ((flags & OpenFlags.read) !== 0) mode |= AccessMode.read;
  if ((flags & (OpenFlags.write | OpenFlags.truncate)) !== 0) mode |= AccessMode.write;
  if ((flags & OpenFlags.exec) !== 0) mode |= AccessMode.execute;
  return mode;
}

/** What the type of an object forbids, before its mode bits are looked at. */
export function typeForbids(type: number, flags: number): 0 | Errno {
  if (type === FileType.symlink) return Errno.ELOOP;
  if (type === FileType.directory) {
    if ((flags & (OpenFlags.create | OpenFlags.write | OpenFlags.truncate)) !== 0) return Errno.EISDIR;
    return (flags & OpenFlags.exec) !== 0 ? Errno.EACCES : 0;
  }
  if ((flags & OpenFlags.directory) !== 0) return Errno.ENOTDIR;
  return type !== FileType.regular && (flags & OpenFlags.exec) !== 0 ? Errno.EACCES : 0;
}

/** Opens a node; nothing is asked of the mode bits of a file that was made by this very open. */
export function openNode(
  tree: MemoryNodes,
  node: Node,
  asked: number,
  credentials: Credentials,
  madeNow = false,
): Opened | Errno {
  const { type } = node;
  // Only a regular file can be truncated; for the others O_TRUNC says nothing.
  const flags = type === FileType.regular || type === FileType.directory ? asked : asked & ~OpenFlags.truncate;
  const forbidden = typeForbids(type, flags);
  if (forbidden < 0) return forbidden;
  if (!madeNow) {
    const allowed = tree.permits(node, accessOf(flags), credentials);
    if (allowed < 0) return allowed;
    if ((flags & OpenFlags.noatime) !== 0 && !isOwner(node, credentials)) return Errno.EPERM;
  }
  if (type === FileType.regular) return openFile(tree, node, flags, credentials);
  if (type === FileType.directory) {
    const directory = new MemoryDirectory(tree, node);
    return opened(directory.handle, ObjectKind.directory, node);
  }
  const status = (): Node => node;
  if (type === FileType.fifo) {
    const { services } = tree;
    node.pipe ??= new Pipe(services.ipc);
    const end = openFifo(node.pipe, flags, { status, closed: () => leave(tree, node) });
    if (typeof end === 'number') return end;
    node.holds++;
    return { ...opened(end.handle, ObjectKind.stream, node), availability: end.getAvailability() };
  }
  if (type === FileType.character) return tree.services.drivers.open(node.rdev, flags, status, credentials);
  return Errno.ENXIO;
}

function openFile(tree: MemoryNodes, node: Node, flags: number, credentials: Credentials): Opened | Errno {
  const write = (flags & OpenFlags.write) !== 0;
  if ((write || (flags & OpenFlags.truncate) !== 0) && node.programs > 0) return Errno.ETXTBSY;
  if ((flags & OpenFlags.exec) !== 0 && node.writers > 0) return Errno.ETXTBSY;
  if ((flags & OpenFlags.truncate) !== 0) {
    const failed = tree.resize(node, 0, credentials.fileUser !== 0);
    if (failed < 0) return failed;
    tree.modified(node);
  }
  const file = new MemoryFile(tree, node, flags, credentials.fileUser === 0);
  return opened(file.handle, ObjectKind.file, node);
}

function opened(object: Opened['object'], kind: number, node: Node): Opened {
  return { object, kind, type: node.type, node: node.inode, availability: 0 };
}

/** An end of a fifo was closed; without any the pipe and what it held are gone. */
function leave(tree: MemoryNodes, node: Node): void {
  node.holds--;
  if (node.pipe?.idle === true) node.pipe = undefined;
  tree.collect(node);
}
