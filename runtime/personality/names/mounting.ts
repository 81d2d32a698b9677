/**
 * mount(2), umount2(2) and pivot_root(2): fs/namespace.c, in the order of its checks. All mounts are private: what happens in
 * one name space is not seen in another.
 */
import { FileType } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { MountFlags, MountRequest, NameFlags, UnmountFlags } from '../../generated/flags.ts';
import type { Mounting as MountingInterface } from '../../generated/servers/mounting.ts';
import type { NameTreeStub } from '../../generated/servers/name-tree.ts';
import type { Credentials } from '../../generated/structs.ts';
import type { Thread } from '../../kernel/thread.ts';
import { Capability, isCapableIn } from '../capabilities.ts';
import type { Processes } from '../processes.ts';
import { cloneMount, copyBelow, mountsBelow, wayTo } from './copy-mounts.ts';
import { isUsed, isWritten } from './mount-use.ts';
import { type Mount, type MountTable, type Place, ROOT_NODE, systemOf } from './mount-table.ts';
import { nameWithin } from './resolve.ts';

/** Makes trees of the kinds that can be mounted, and takes those back that nothing leads to any more. */
export interface TreeMaker {
  /** ENODEV: there is no such kind. EINVAL: it does not know an option. */
  make(type: string, source: string, options: string, owner: Credentials): NameTreeStub | Errno;
  drop(tree: NameTreeStub): void;
}

const PROPAGATION = MountRequest.shared | MountRequest.private | MountRequest.slave | MountRequest.unbindable;

export class Mounting implements MountingInterface {
  readonly #trees: TreeMaker;

  constructor(trees: TreeMaker) {
    this.#trees = trees;
  }

  mount(
    thread: Thread,
    source: string | undefined,
    target: string,
    type: string | undefined,
    request: number,
    flags: number,
    options: string,
  ): number {
    const place = thread.process.names.place(thread, undefined, target, 0, true);
    if (typeof place === 'number') return place;
    if (!mayMount(thread)) return Errno.EPERM;
    if ((request & MountRequest.remount) !== 0) return this.#remount(thread, place, request, flags);
    if ((request & MountRequest.bind) !== 0)
      return bind(thread, source, place, (request & MountRequest.recursive) !== 0);
    if ((request & PROPAGATION) !== 0) return propagate(thread, place, request);
    if ((request & MountRequest.move) !== 0) return move(thread, source, place);
    return this.#mountNew(thread, source ?? 'none', place, type, flags, options);
  }

  unmount(thread: Thread, path: string, flags: number): number {
    const { process } = thread;
    const { names } = process;
    const found = names.place(thread, undefined, path, 0, (flags & UnmountFlags.noFollow) === 0);
    if (typeof found === 'number') return found;
    const { mount, node } = names.mounts.over(found.mount, found.node);
    if (!mayMount(thread)) return Errno.EPERM;
    if (node !== mount.root || !isHere(names.mounts, mount) || mount.locked) return Errno.EINVAL;
    const detach = (flags & UnmountFlags.detach) !== 0;
    if ((flags & UnmountFlags.force) !== 0 && !isCapableIn(process, undefined, Capability.administrator))
      return Errno.EPERM;
    const expire = (flags & UnmountFlags.expire) !== 0;
    if (expire && (mount === names.root.mount || detach || (flags & UnmountFlags.force) !== 0)) return Errno.EINVAL;
    // The root of everything stays.
    if (mount.point === undefined) return detach ? Errno.EINVAL : Errno.EBUSY;
    if (!detach && (mount.covers.size > 0 || isUsed(process.processes.all.values(), mount))) return Errno.EBUSY;
    if (expire && !mount.expiring) {
      mount.expiring = true;
      return Errno.EAGAIN;
    }
    this.#takeAway(process.processes, names.mounts, mount);
    return 0;
  }

  mayChange(thread: Thread): number {
    return mayMount(thread) ? 0 : Errno.EPERM;
  }

  change(
    thread: Thread,
    at: number | undefined,
    path: string,
    name: number,
    request: number,
    set: number,
    clear: number,
  ): number {
    const { names, processes } = thread.process;
    const place = names.place(thread, at, path, name, (name & NameFlags.nofollow) === 0);
    if (typeof place === 'number') return place;
    const { mount, node } = place;
    if (node !== mount.root || !isHere(names.mounts, mount)) return Errno.EINVAL;
    const all = (request & MountRequest.recursive) === 0 ? [mount] : [...withBelow(mount)];
    const next = (one: Mount): number => (one.flags & ~clear) | set;
    for (const one of all) {
      if ((one.lockedFlags & ~next(one)) !== 0) return Errno.EPERM;
      const stops = (next(one) & ~one.flags & MountFlags.readOnly) !== 0;
      if (stops && isWritten(processes.all.values(), one)) return Errno.EBUSY;
    }
    for (const one of all) one.guard(thread.processor.ipc, next(one));
    return (request & PROPAGATION) === 0 ? 0 : propagate(thread, place, request);
  }

  pivot(thread: Thread, newRoot: string, putOld: string): number {
    const { names, processes } = thread.process;
    const { mounts, root } = names;
    const fresh = directoryAt(thread, newRoot);
    if (typeof fresh === 'number') return fresh;
    const old = directoryAt(thread, putOld);
    if (typeof old === 'number') return old;
    if (!mayMount(thread)) return Errno.EPERM;
    if (!isHere(mounts, root.mount) || !isHere(mounts, fresh.mount) || fresh.mount.locked) return Errno.EINVAL;
    if (fresh.mount === root.mount || old.mount === root.mount) return Errno.EBUSY;
    if (root.node !== root.mount.root || fresh.node !== fresh.mount.root) return Errno.EINVAL;
    const { point } = root.mount;
    if (!isBelow(old, fresh) || !isBelow(fresh, root)) return Errno.EINVAL;
    const way = point === undefined ? [] : wayTo(point);
    mounts.detach(fresh.mount);
    if (point !== undefined) mounts.detach(root.mount);
    if (root.mount.locked) {
      fresh.mount.locked = true;
      root.mount.locked = false;
    }
    mounts.attach(root.mount, old, wayTo(old));
    if (point === undefined) mounts.root = fresh.mount;
    else mounts.attach(fresh.mount, point, way);
    for (const { names: others } of processes.all.values()) {
      if (samePlace(others.root, root)) others.setRoot(fresh);
      if (samePlace(others.directory, root)) others.setDirectory(fresh);
    }
    return 0;
  }

  /** Nobody is in the name space any more: what only it had goes. */
  dissolve(processes: Processes, table: MountTable): void {
    for (const mount of table.mounts.splice(0)) {
      table.detach(mount);
      this.#forget(processes, table, mount);
    }
  }

  #mountNew(
    thread: Thread,
    source: string,
    place: Place,
    type: string | undefined,
    flags: number,
    options: string,
  ): number {
    const { process, processor } = thread;
    if (type === undefined) return Errno.EINVAL;
    if (!isDirectory(place)) return Errno.ENOTDIR;
    const tree = this.#trees.make(type, source, options, process.credentials);
    if (typeof tree === 'number') return tree;
    const { mounts } = process.names;
    if (!isHere(mounts, place.mount)) return Errno.EINVAL;
    const system = systemOf(tree, source, type);
    system.flags = flags & MountFlags.readOnly;
    system.owner = process.users;
    const mount = mounts.make(system, ROOT_NODE, undefined);
    mount.guard(processor.ipc, flags);
    mounts.attach(mount, place, wayTo(place));
    mounts.mounts.push(mount);
    return 0;
  }

  #remount(thread: Thread, { mount, node }: Place, request: number, flags: number): number {
    const { process, processor } = thread;
    const { names, processes } = process;
    if (!isHere(names.mounts, mount) || node !== mount.root) return Errno.EINVAL;
    if ((mount.lockedFlags & ~flags) !== 0) return Errno.EPERM;
    const stops = (flags & MountFlags.readOnly) !== 0;
    if ((request & MountRequest.bind) !== 0) {
      if (stops && isWritten(processes.all.values(), mount)) return Errno.EBUSY;
      mount.guard(processor.ipc, flags);
      return 0;
    }
    const { system } = mount;
    if (!isCapableIn(process, system.owner, Capability.administrator)) return Errno.EPERM;
    const alike = [...names.mounts.everyMount()].filter((other) => other.system === system);
    if (stops && alike.some((one) => isWritten(processes.all.values(), one))) return Errno.EBUSY;
    system.flags = flags & MountFlags.readOnly;
    for (const one of alike) one.guard(processor.ipc, one === mount ? flags : one.flags);
    return 0;
  }

  /** A mount goes with everything below it. */
  #takeAway(processes: Processes, table: MountTable, mount: Mount): void {
    for (const child of [...mount.covers.values()]) this.#takeAway(processes, table, child);
    table.detach(mount);
    table.mounts.splice(table.mounts.indexOf(mount), 1);
    this.#forget(processes, table, mount);
  }

  /** Whoever still uses it keeps it. */
  #forget(processes: Processes, table: MountTable, mount: Mount): void {
    if (isUsed(processes.all.values(), mount)) return;
    table.forget(mount);
    if (mount.system.mounts === 0) this.#trees.drop(mount.system.tree);
  }
}

function mayMount({ process }: Thread): boolean {
  return isCapableIn(process, process.names.mounts.owner, Capability.administrator);
}

/** A mount and all that are below it. */
function* withBelow(mount: Mount): Generator<Mount> {
  yield mount;
  for (const child of mount.covers.values()) yield* withBelow(child);
}

function isHere(table: MountTable, mount: Mount): boolean {
  return table.mounts.includes(mount);
}

function isDirectory({ mount, node }: Place): boolean {
  const status = mount.tree.getStatus(node);
  return typeof status === 'object' && status.type === FileType.directory;
}

function directoryAt(thread: Thread, path: string): Place | number {
  const place = thread.process.names.place(thread, undefined, path, 0, true);
  if (typeof place === 'number') return place;
  return isDirectory(place) ? place : Errno.ENOTDIR;
}

function samePlace(one: Place, other: Place): boolean {
  return one.mount === other.mount && one.node === other.node;
}

/** Whether a place is another or below it, across mounts (is_path_reachable). */
function isBelow(place: Place, above: Place): boolean {
  let { mount, node } = place;
  while (mount !== above.mount) {
    if (mount.point === undefined) return false;
    ({ mount, node } = mount.point);
  }
  return typeof nameWithin(mount, above.node, node) === 'string';
}

function bind(thread: Thread, source: string | undefined, place: Place, recursive: boolean): number {
  const { process, processor } = thread;
  const { names } = process;
  if (source === undefined || source === '') return Errno.EINVAL;
  const from = names.place(thread, undefined, source, 0, true);
  if (typeof from === 'number') return from;
  const { mounts } = names;
  if (from.mount.unbindable || !isHere(mounts, from.mount) || !isHere(mounts, place.mount)) return Errno.EINVAL;
  if (!recursive) {
    for (const [, child] of mountsBelow(from.mount, from.node)) if (child.locked) return Errno.EINVAL;
  }
  if (isDirectory(from) !== isDirectory(place)) return Errno.ENOTDIR;
  const { ipc } = processor;
  const copy = cloneMount(ipc, mounts, from.mount, from.node);
  copy.locked = false;
  const added: Mount[] = [];
  // What is below is looked at before the copy lies over any of it.
  if (recursive) copyBelow(ipc, mounts, from.mount, from.node, copy, (_from, one) => added.push(one));
  mounts.attach(copy, place, wayTo(place));
  mounts.mounts.splice(mounts.mounts.length - added.length, 0, copy);
  return 0;
}

function move(thread: Thread, source: string | undefined, place: Place): number {
  const { names } = thread.process;
  if (source === undefined || source === '') return Errno.EINVAL;
  const from = names.place(thread, undefined, source, 0, true);
  if (typeof from === 'number') return from;
  const { mount, node } = from;
  const { mounts } = names;
  if (!isHere(mounts, mount) || !isHere(mounts, place.mount) || node !== mount.root) return Errno.EINVAL;
  if (mount.point === undefined || mount.locked || isDirectory(from) !== isDirectory(place)) return Errno.EINVAL;
  for (let at: Mount | undefined = place.mount; at !== undefined; at = at.point?.mount)
    if (at === mount) return Errno.ELOOP;
  mounts.detach(mount);
  mounts.attach(mount, place, wayTo(place));
  return 0;
}

/** Everything is private already, and a slave of nothing is that too. */
function propagate({ process }: Thread, { mount, node }: Place, request: number): number {
  const how = request & ~MountRequest.recursive;
  if ((how & (how - 1)) !== 0 || (how & PROPAGATION) !== how || how === MountRequest.shared) return Errno.EINVAL;
  if (node !== mount.root || !isHere(process.names.mounts, mount)) return Errno.EINVAL;
  const change = (one: Mount): void => {
    one.unbindable = how === MountRequest.unbindable;
    if ((request & MountRequest.recursive) !== 0) for (const child of one.covers.values()) change(child);
  };
  change(mount);
  return 0;
}
