/** What tests of the file servers need: services without a machine, and a tree used by paths as a process uses it. */
import { Errno } from '../../runtime/generated/errors.ts';
import { FileType } from '../../runtime/generated/enums.ts';
import { AccessMode, OpenFlags } from '../../runtime/generated/flags.ts';
import type { File } from '../../runtime/generated/servers/file.ts';
import { FileStub } from '../../runtime/generated/servers/file.ts';
import { NameTreeStub } from '../../runtime/generated/servers/name-tree.ts';
import { StreamStub } from '../../runtime/generated/servers/stream.ts';
import { dispatchWatcher, type Watcher } from '../../runtime/generated/servers/watcher.ts';
import type { Credentials, Opened } from '../../runtime/generated/structs.ts';
import { nodeHost } from '../../runtime/host/node/index.ts';
import { Ipc } from '../../runtime/kernel/ipc.ts';
import { Lease } from '../../runtime/kernel/lease.ts';
import type { ObjectHandle } from '../../runtime/kernel/object-handle.ts';
import { MountTable, type Place, ROOT_NODE, systemOf } from '../../runtime/personality/names/mount-table.ts';
import { resolve, type Resolved } from '../../runtime/personality/names/resolve.ts';
import { FileServices } from '../../runtime/servers/files/services.ts';
import { addMemoryDevices } from '../../runtime/servers/streams/devices.ts';
import { Drivers } from '../../runtime/servers/streams/drivers.ts';

export const host = nodeHost();

export function credentials(user: number, group = user, groups: readonly number[] = []): Credentials {
  return {
    user,
    group,
    effectiveUser: user,
    effectiveGroup: group,
    savedUser: user,
    savedGroup: group,
    fileUser: user,
    fileGroup: group,
    groups,
  };
}

export const ROOT_USER = credentials(0);

export function services(): FileServices {
  const ipc = new Ipc();
  const drivers = new Drivers();
  addMemoryDevices(drivers, ipc, (into) => host.random(into));
  return new FileServices(ipc, (into) => host.clock.realtime(into), drivers);
}

/** A watcher that remembers what it was told. */
export class Listener implements Watcher {
  readonly heard: number[] = [];
  readonly handle: ObjectHandle;

  constructor(ipc: Ipc) {
    this.handle = ipc.table.register<Watcher>(this, dispatchWatcher);
  }

  signal(state: number): number {
    this.heard.push(state);
    return 0;
  }
}

export function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

export function text(source: Uint8Array): string {
  return String.fromCharCode(...source);
}

export function give(value: string): Lease {
  return Lease.over(bytes(value));
}

/** Reads so many bytes; text, or the error. */
export function readText(file: Pick<File, 'read'>, at: number, count: number): string | number {
  const into = new Uint8Array(count);
  const done = file.read(at, Lease.over(into));
  return done < 0 ? done : text(into.subarray(0, done));
}

/** A tree reached by paths. Methods answer what the system call of that name would: a value, or a negative error. */
export class Paths {
  readonly tree: NameTreeStub;
  readonly ipc: Ipc;
  user: Credentials;
  readonly #mounts: MountTable;

  constructor(ipc: Ipc, tree: ObjectHandle, user: Credentials = ROOT_USER) {
    this.ipc = ipc;
    this.tree = new NameTreeStub(ipc, tree);
    this.user = user;
    this.#mounts = new MountTable(systemOf(this.tree, 'test', 'test'));
  }

  find(path: string, follow = true): Resolved | number {
    const root: Place = { mount: this.#mounts.root, node: ROOT_NODE };
    return resolve({ mounts: this.#mounts, root, credentials: this.user }, root, path, follow ? 'follow' : 'keep');
  }

  node(path: string, follow = true): number {
    const found = this.find(path, follow);
    if (typeof found === 'number') return found;
    return found.place?.node ?? Errno.ENOENT;
  }

  opened(path: string, flags: number, mode = 0o644): Opened | number {
    const exclusive = (flags & OpenFlags.exclusive) !== 0;
    if ((flags & OpenFlags.create) !== 0 && path.endsWith('/')) {
      const entry = this.entry(path);
      if (typeof entry === 'number') return entry;
      // Linux looks at the slash before it looks at the name.
      if (!entry.dots) return Errno.EISDIR;
    }
    const found = this.find(path, (flags & OpenFlags.nofollow) === 0 && !exclusive);
    if (typeof found === 'number') return found;
    if (found.place === undefined) {
      if ((flags & OpenFlags.create) === 0) return Errno.ENOENT;
      if (found.directory) return Errno.EISDIR;
      return this.tree.create(found.parent.node, found.name, mode, flags, this.user);
    }
    if (exclusive) return Errno.EEXIST;
    if ((flags & OpenFlags.create) !== 0 && (found.directory || found.type === FileType.directory)) return Errno.EISDIR;
    return this.tree.open(found.place.node, flags, this.user);
  }

  open(path: string, flags: number, mode = 0o644): FileStub | number {
    const opened = this.opened(path, flags, mode);
    return typeof opened === 'number' ? opened : new FileStub(this.ipc, opened.object);
  }

  /** Opens what must open. */
  file(path: string, flags: number, mode = 0o644): FileStub {
    const file = this.open(path, flags, mode);
    if (typeof file === 'number') throw new Error(`open ${path}: ${file}`);
    return file;
  }

  stream(path: string, flags: number): StreamStub {
    const opened = this.opened(path, flags);
    if (typeof opened === 'number') throw new Error(`open ${path}: ${opened}`);
    return new StreamStub(this.ipc, opened.object);
  }

  /** Makes a file with these contents. */
  put(path: string, contents: string, mode = 0o644): void {
    const file = this.file(path, OpenFlags.write | OpenFlags.create | OpenFlags.truncate, mode);
    if (contents !== '') file.write(0, give(contents));
    file.close(0);
  }

  get(path: string): string | number {
    const file = this.open(path, OpenFlags.read);
    if (typeof file === 'number') return file;
    const result = readText(file, 0, 1 << 20);
    file.close(0);
    return result;
  }

  names(path: string): string[] | number {
    const directory = this.open(path, OpenFlags.read | OpenFlags.directory);
    if (typeof directory === 'number') return directory;
    const names: string[] = [];
    for (let cookie = 0; ; ) {
      const entries = directory.getEntries(cookie, 3);
      if (typeof entries === 'number') return entries;
      const last = entries.at(-1);
      if (last === undefined) break;
      cookie = last.cookie;
      for (const entry of entries) names.push(`${entry.name}:${entry.type}`);
    }
    directory.close(0);
    return names.sort();
  }

  status(path: string, follow = true): ReturnType<NameTreeStub['getStatus']> {
    const node = this.node(path, follow);
    return node < 0 ? (node as Errno) : this.tree.getStatus(node);
  }

  mkdir(path: string, mode = 0o755): number {
    return this.#new(path, true, (parent, name) => this.tree.makeDirectory(parent, name, mode, this.user));
  }

  mkfifo(path: string, mode = 0o644): number {
    return this.#new(path, false, (parent, name) =>
      this.tree.makeNode(parent, name, FileType.fifo, mode, 0, this.user),
    );
  }

  symlink(target: string, path: string): number {
    return this.#new(path, false, (parent, name) => this.tree.makeSymlink(parent, name, target, this.user));
  }

  link(path: string, newPath: string): number {
    const node = this.node(path, false);
    if (node < 0) return node;
    return this.#new(newPath, false, (parent, name) => this.tree.makeLink(node, parent, name, this.user));
  }

  readlink(path: string): string | number {
    const node = this.node(path, false);
    return node < 0 ? node : this.tree.readSymlink(node);
  }

  unlink(path: string): number {
    const entry = this.entry(path);
    if (typeof entry === 'number') return entry;
    if (entry.dots) return Errno.EISDIR;
    if (entry.slash) {
      if (entry.node === 0) return entry.long ? Errno.ENAMETOOLONG : Errno.ENOENT;
      return entry.type === FileType.directory ? Errno.EISDIR : Errno.ENOTDIR;
    }
    return this.tree.unlink(entry.parent, entry.name, this.user);
  }

  rmdir(path: string): number {
    const entry = this.entry(path);
    if (typeof entry === 'number') return entry;
    return this.tree.removeDirectory(entry.parent, entry.name, this.user);
  }

  rename(path: string, newPath: string, flags = 0): number {
    const from = this.entry(path);
    if (typeof from === 'number') return from;
    const to = this.entry(newPath);
    if (typeof to === 'number') return to;
    if (from.dots || to.dots) return Errno.EBUSY;
    if (from.long) return Errno.ENAMETOOLONG;
    if (from.node === 0) return Errno.ENOENT;
    if (to.long) return Errno.ENAMETOOLONG;
    if (from.type !== FileType.directory && (from.slash || to.slash)) return Errno.ENOTDIR;
    return this.tree.rename(from.parent, from.name, to.parent, to.name, flags, this.user);
  }

  chmod(path: string, mode: number): number {
    const node = this.node(path);
    return node < 0 ? node : this.tree.setMode(node, mode, this.user);
  }

  chown(path: string, owner: number, group: number): number {
    const node = this.node(path);
    return node < 0 ? node : this.tree.setOwner(node, owner, group, this.user);
  }

  truncate(path: string, length: number): number {
    const node = this.node(path);
    return node < 0 ? node : this.tree.setLength(node, length, this.user);
  }

  /** The entry a path names, without following its last name: what Linux calls LOOKUP_PARENT. */
  entry(path: string): PathEntry | number {
    const trimmed = path.replace(/\/+$/, '');
    const cut = trimmed.lastIndexOf('/');
    const name = trimmed.slice(cut + 1);
    const parent = cut < 0 ? ROOT_NODE : this.node(`${trimmed.slice(0, cut)}/`);
    if (parent < 0) return parent;
    const slash = trimmed !== path;
    const dots = name === '' || name === '.' || name === '..';
    if (dots) {
      const status = this.tree.getStatus(parent);
      if (typeof status !== 'number' && status.type !== FileType.directory) return Errno.ENOTDIR;
      if (name !== '') {
        const searchable = this.tree.access(parent, AccessMode.execute, this.user);
        if (searchable < 0) return searchable;
      }
      return { parent, name, slash, dots, long: false, node: parent, type: FileType.directory };
    }
    const step = this.tree.walk(parent, name, false, this.user);
    if (step === Errno.ENAMETOOLONG) return { parent, name, slash, dots, long: true, node: 0, type: FileType.none };
    if (typeof step === 'number') return step;
    return { parent, name, slash, dots, long: false, node: step.node, type: step.type };
  }

  #new(path: string, directory: boolean, make: (parent: number, name: string) => number): number {
    const entry = this.entry(path);
    if (typeof entry === 'number') return entry;
    if (entry.dots || entry.node !== 0) return Errno.EEXIST;
    if (entry.long) return Errno.ENAMETOOLONG;
    if (entry.slash && !directory) return Errno.ENOENT;
    return make(entry.parent, entry.name);
  }
}

interface PathEntry {
  readonly parent: number;
  readonly name: string;
  /** The path ended in a slash. */
  readonly slash: boolean;
  /** The last name is empty, `.` or `..`. */
  readonly dots: boolean;
  readonly long: boolean;
  /** 0 when missing. */
  readonly node: number;
  readonly type: number;
}
