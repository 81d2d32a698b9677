/** openat(2): resolves, opens or makes the node, and puts a description into the lowest free slot. */
import { Errno } from '../../generated/errors.ts';
import { FileType, ObjectKind } from '../../generated/enums.ts';
import { AccessMode, Availability, DescriptorFlags, OpenFlags } from '../../generated/flags.ts';
import type { Opened } from '../../generated/structs.ts';
import { FileStub } from '../../generated/servers/file.ts';
import { StreamStub } from '../../generated/servers/stream.ts';
import { TerminalStub } from '../../generated/servers/terminal.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import { PosixQueueStub } from '../../generated/servers/posix-queue.ts';
import { TerminalsStub } from '../../generated/servers/terminals.ts';
import { INTERRUPTED } from '../../kernel/result.ts';
import type { Thread } from '../../kernel/thread.ts';
import { rightsOf } from '../leases/leases.ts';
import { modeBelow } from '../names/attributes.ts';
import type { Place } from '../names/mount-table.ts';
import { noteOpened } from '../notices/tell.ts';
import { type Behind, OpenDescription } from './open-description.ts';
import type { Descriptors } from './descriptors.ts';
import { ask, sessionOf } from './terminal.ts';

/** Flags that only matter while opening; the others stay with the description. */
const ONCE =
  OpenFlags.create |
  OpenFlags.exclusive |
  OpenFlags.truncate |
  OpenFlags.noctty |
  OpenFlags.closeOnExec |
  OpenFlags.closeOnFork;
/** How it may be used; none of it (O_ACCMODE) gives a descriptor for ioctls, and asks for the rights to read and write. */
const ACCESS = OpenFlags.read | OpenFlags.write | OpenFlags.exec;
/** What a path-only open looks at; everything else is ignored. */
const PATH_ONLY = OpenFlags.pathOnly | OpenFlags.directory | OpenFlags.nofollow | OpenFlags.closeOnExec;

export function open(
  thread: Thread,
  descriptors: Descriptors,
  at: number | undefined,
  path: string,
  asked: number,
  mode: number,
  within = 0,
): number {
  const waiting = thread.restart.data;
  if (waiting instanceof OpenDescription) return finish(thread, descriptors, waiting, asked);
  const fd = descriptors.free(thread, 0);
  if (fd < 0) return fd;
  const flags = (asked & OpenFlags.pathOnly) !== 0 ? asked & PATH_ONLY : asked;
  const unnamed = (flags & OpenFlags.tempfile) !== 0;
  const opened = unnamed
    ? withoutName(thread, at, path, flags, mode, within)
    : openNode(thread, at, path, flags, mode, within);
  if (typeof opened === 'number') return opened;
  return finish(thread, descriptors, describe(descriptors, opened.opened, opened.place, flags), flags);
}

/** O_TMPFILE: a file of a directory that no name of it stands for. */
function withoutName(
  thread: Thread,
  at: number | undefined,
  path: string,
  flags: number,
  mode: number,
  within: number,
): { opened: Opened; place: Place } | number {
  if ((flags & OpenFlags.create) !== 0 || (flags & OpenFlags.write) === 0) return Errno.EINVAL;
  const { names, credentials } = thread.process;
  const found = names.find(thread, at, path, (flags & OpenFlags.nofollow) === 0 ? 'follow' : 'keep', within);
  if (typeof found === 'number') return found;
  if (found.place === undefined) return Errno.ENOENT;
  if (found.type !== FileType.directory) return Errno.ENOTDIR;
  const { mount, node } = found.place;
  const opened = mount.tree.createUnnamed(
    node,
    '#',
    modeBelow(found.place, mode & 0o7777, names.umask),
    flags,
    credentials,
  );
  return typeof opened === 'number' ? opened : { opened, place: { mount, node: opened.node } };
}

/** Opens or makes the node that a path names. */
function openNode(
  thread: Thread,
  at: number | undefined,
  path: string,
  flags: number,
  mode: number,
  within: number,
): { opened: Opened | undefined; place: Place } | number {
  const { names, credentials } = thread.process;
  const create = (flags & OpenFlags.create) !== 0;
  const exclusive = create && (flags & OpenFlags.exclusive) !== 0;
  const follow = (flags & OpenFlags.nofollow) === 0 && !exclusive;
  if (create && path.endsWith('/')) {
    // Linux looks at the slash before it looks at what the name stands for.
    const entry = names.find(thread, at, path, 'entry', within);
    if (typeof entry === 'number') return entry;
    if (entry.name !== '' && entry.name !== '.' && entry.name !== '..') return Errno.EISDIR;
  }
  const found = names.find(thread, at, path, follow ? 'follow' : 'keep', within);
  if (typeof found === 'number') return found;
  if (found.place === undefined) {
    if (!create) return Errno.ENOENT;
    if (found.directory) return Errno.EISDIR;
    const { parent, name } = found;
    const permissions = modeBelow(parent, mode & 0o7777, names.umask);
    const made = parent.mount.tree.create(parent.node, name, permissions, flags, credentials);
    if (typeof made === 'number') return made;
    const place = { mount: parent.mount, node: made.node };
    noteOpened(place, parent, name, false, made.type);
    return { opened: made, place };
  }
  if (exclusive) return Errno.EEXIST;
  if (create && (found.directory || found.type === FileType.directory)) return Errno.EISDIR;
  const { place, type } = found;
  if ((flags & OpenFlags.directory) !== 0 && type !== FileType.directory) return Errno.ENOTDIR;
  if ((flags & OpenFlags.pathOnly) !== 0) return { opened: undefined, place };
  if (type === FileType.symlink) return Errno.ELOOP;
  if ((flags & ACCESS) === 0) {
    if (type === FileType.directory) return Errno.EISDIR;
    const allowed = place.mount.tree.access(place.node, AccessMode.read | AccessMode.write, credentials);
    if (allowed < 0) return allowed;
  }
  const { leases } = thread.process.processes;
  const kept = leases.none ? 0 : leases.break(thread, place, flags, rightsOf(flags));
  if (kept !== 0) return kept;
  const opened = place.mount.tree.open(place.node, flags, credentials);
  if (typeof opened === 'number') return opened;
  noteOpened(place, undefined, '', (flags & OpenFlags.truncate) !== 0, type);
  if (opened.kind !== ObjectKind.controlling) return { opened, place };
  const { ipc } = thread.processor;
  const own = new TerminalsStub(ipc, opened.object).openControlling(sessionOf(thread), flags);
  return typeof own === 'number' ? own : { opened: own, place };
}

/** TIOCGPTPEER: opens the terminal of a master, whether or not its name can be reached. */
export function openPeer(
  thread: Thread,
  descriptors: Descriptors,
  master: OpenDescription | undefined,
  flags: number,
): number {
  const { credentials, names } = thread.process;
  const fd = descriptors.free(thread, 0);
  const opened = ask(master, (terminal) => terminal.openPeer(flags, credentials));
  if (typeof opened === 'number') return opened;
  const number = ask(master, (terminal) => terminal.getNumber());
  const found = names.find(thread, undefined, `/dev/pts/${number}`, 'keep');
  const place = typeof found === 'number' || found.place?.node !== opened.node ? undefined : found.place;
  if (fd < 0) {
    describe(descriptors, opened, place, flags).retain().release();
    return fd;
  }
  return finish(thread, descriptors, describe(descriptors, opened, place, flags), flags);
}

/** Opens an object whatever its name. */
export function openPlace(thread: Thread, descriptors: Descriptors, place: Place, flags: number): number {
  const waiting = thread.restart.data;
  if (waiting instanceof OpenDescription) return finish(thread, descriptors, waiting, flags);
  const fd = descriptors.free(thread, 0);
  if (fd < 0) return fd;
  const pathOnly = (flags & OpenFlags.pathOnly) !== 0;
  const { leases } = thread.process.processes;
  const kept = leases.none || pathOnly ? 0 : leases.break(thread, place, flags, rightsOf(flags));
  if (kept !== 0) return kept;
  const opened = pathOnly ? undefined : place.mount.tree.open(place.node, flags, thread.process.credentials);
  if (typeof opened === 'number') return opened;
  return finish(thread, descriptors, describe(descriptors, opened, place, flags), flags);
}

/** The description of an opened object. */
function describe(
  descriptors: Descriptors,
  opened: Opened | undefined,
  place: Place | undefined,
  flags: number,
): OpenDescription {
  const behind: Behind = opened === undefined ? { kind: 'path' } : behindOf(descriptors.ipc, opened);
  const type = opened?.type ?? FileType.none;
  // What was opened again through a list of descriptors has no name: its open is an object of its own.
  const named = place?.mount.nameless === true && opened !== undefined ? undefined : place;
  return new OpenDescription(behind, type, named, flags & ~ONCE, descriptors.newLockOwner());
}

/** The stub that fits the kind of an object. */
export function behindOf(ipc: Ipc, opened: Opened): Behind {
  switch (opened.kind) {
    case ObjectKind.file:
      return { kind: 'file', file: new FileStub(ipc, opened.object) };
    case ObjectKind.directory:
      return { kind: 'directory', file: new FileStub(ipc, opened.object) };
    case ObjectKind.stream:
      return { kind: 'stream', stream: new StreamStub(ipc, opened.object) };
    case ObjectKind.queue:
      return { kind: 'stream', stream: new PosixQueueStub(ipc, opened.object) };
    case ObjectKind.terminal:
    case ObjectKind.master: {
      const terminal = new TerminalStub(ipc, opened.object);
      return { kind: 'terminal', stream: terminal, terminal, master: opened.kind === ObjectKind.master };
    }
    default:
      return { kind: 'path' };
  }
}

/** Waits for the other end of a fifo, takes a controlling terminal, and gives the descriptor. */
function finish(thread: Thread, descriptors: Descriptors, description: OpenDescription, flags: number): number {
  const { stream, terminal } = description;
  if (stream !== undefined && description.type === FileType.fifo && !description.nonblocking) {
    if ((stream.getAvailability() & Availability.opening) !== 0) {
      thread.restart.data = description;
      if (!thread.interrupted()) return thread.block([stream]);
      description.retain().release();
      return INTERRUPTED;
    }
  }
  if (terminal !== undefined && !description.master && description.readable && (flags & OpenFlags.noctty) === 0) {
    const session = thread.process.stubs.process.getSession(thread.process.pid);
    // Only a leader without a terminal gets one; any other open of a terminal changes nothing.
    if (session === thread.process.pid) terminal.setControlling(session, false);
  }
  const fd = descriptors.free(thread, 0);
  if (fd < 0) {
    description.retain().release();
    return fd;
  }
  return descriptors.table.put(
    fd,
    description,
    (flags & OpenFlags.closeOnExec) !== 0 ? DescriptorFlags.closeOnExec : 0,
  );
}
