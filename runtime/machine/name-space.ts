/** The names that guests see: the sysroot under a writable layer, /dev, /tmp, and binds of host folders. */
import { FileType, WalkOutcome } from '../generated/enums.ts';
import { Errno, errorText } from '../generated/errors.ts';
import { NameTreeStub } from '../generated/servers/name-tree.ts';
import { ROOT_USER } from '../servers/files/root-user.ts';
import type { HostFolder, HostPort } from '../host/port.ts';
import { type Mount, MountTable, type Place, ROOT_NODE, systemOf } from '../personality/names/mount-table.ts';
import { deviceTree } from '../servers/files/device-tree.ts';
import type { DevptsTree } from '../servers/files/devpts-tree.ts';
import { HostTree } from '../servers/files/host-tree.ts';
import type { Identity } from '../servers/files/identity.ts';
import { MemoryTree } from '../servers/files/memory-tree.ts';
import type { FileServices } from '../servers/files/services.ts';
import type { VirtualDirectory } from '../servers/virtual/entity.ts';
import { lazyDirectory } from '../servers/virtual/make.ts';
import type { Timers } from '../servers/terminal/read-timer.ts';
import { VirtualTree, type VirtualTreeOptions } from '../servers/virtual/virtual-tree.ts';
import { MachineError } from './error.ts';
import type { Bind } from './options.ts';

export interface NameSpaceOptions {
  readonly sysroot: string | undefined;
  readonly writable: boolean;
  readonly binds: readonly Bind[];
  /** Bytes that files in memory may take. */
  readonly capacity: number;
  readonly identity: Identity | undefined;
  readonly timers: Timers;
  /** /dev/pts. */
  readonly terminals: DevptsTree;
  /** What /proc and /sys show, made when they are first looked into. */
  readonly processes: () => VirtualDirectory;
  readonly system: () => VirtualDirectory;
}

export function makeNameSpace(services: FileServices, host: HostPort, options: NameSpaceOptions): MountTable {
  const names = new NameSpaceMaker(services, rootOf(services, host, options), !options.writable);
  const devices = deviceTree(services);
  names.mount(new NameTreeStub(services.ipc, devices.handle), '/dev', 'devtmpfs', 'devtmpfs');
  names.mount(new NameTreeStub(services.ipc, options.terminals.handle), '/dev/pts', 'devpts', 'devpts');
  names.virtual('/proc', 'proc', options.processes, { file: Errno.ENOENT, directory: Errno.ENOENT });
  names.virtual('/sys', 'sysfs', options.system, { file: Errno.EACCES, directory: Errno.EPERM });
  names.directory('/tmp', 0o1777);
  for (const bind of options.binds)
    if (!isRoot(bind)) names.mount(boundTree(services, host, bind, options), bind.guest, bind.host, 'bind');
  return names.table;
}

/** The tree of files that never get a name (memfd_create): anybody may make one. */
export function makeMemoryFiles(services: FileServices, mounts: MountTable, capacity: number): Mount {
  const tree = new MemoryTree(services, { capacity, permissions: 0o1777, nameless: true });
  return mounts.hidden(new NameTreeStub(services.ipc, tree.handle), 'tmpfs', false);
}

/** A layer in memory above the sysroot; or a folder of the host itself, bound as `/`, where everything stays. */
function rootOf(services: FileServices, host: HostPort, options: NameSpaceOptions): MountTable {
  const { identity, capacity, sysroot } = options;
  const bind = options.binds.find(isRoot);
  if (bind !== undefined) {
    if (sysroot !== undefined)
      throw new MachineError(
        'bad-folder',
        `${bind.host} is bound as the root, and ${sysroot} is the sysroot: one of them`,
      );
    return new MountTable(systemOf(boundTree(services, host, bind, options), bind.host, 'bind'));
  }
  const lower = sysroot === undefined ? undefined : openFolder(host, sysroot, 'sysroot');
  const root = new MemoryTree(services, {
    capacity,
    source: sysroot ?? 'none',
    ...(lower === undefined ? {} : { lower }),
    ...(identity === undefined ? {} : { identity }),
  });
  return new MountTable(systemOf(new NameTreeStub(services.ipc, root.handle), sysroot ?? 'none', 'overlay'));
}

function boundTree(services: FileServices, host: HostPort, bind: Bind, options: NameSpaceOptions): NameTreeStub {
  const { identity, timers } = options;
  const tree = new HostTree(services, {
    folder: openFolder(host, bind.host, 'bind'),
    readOnly: bind.readOnly ?? false,
    source: bind.host,
    timers,
    ...(identity === undefined ? {} : { identity }),
  });
  return new NameTreeStub(services.ipc, tree.handle);
}

function isRoot({ guest }: Bind): boolean {
  return guest.split('/').every((part) => part === '' || part === '.');
}

function openFolder(host: HostPort, path: string, what: string): HostFolder {
  const folder = host.openFolder?.(path) ?? Errno.ENODEV;
  if (typeof folder === 'number') throw new MachineError('bad-folder', `${what} ${path}: ${errorText(folder)}`);
  return folder;
}

class NameSpaceMaker {
  readonly services: FileServices;
  readonly table: MountTable;

  readonly readOnly: boolean;

  constructor(services: FileServices, table: MountTable, readOnly: boolean) {
    this.services = services;
    this.table = table;
    this.readOnly = readOnly;
  }

  /** Mounts a tree over a name, which is made when it is missing. */
  mount(tree: NameTreeStub, path: string, source: string, type: string): Mount {
    const { place, way, name } = this.#reach(path, 0o755);
    if (name === '') throw new MachineError('bad-folder', `${path}: nothing can be mounted over the root`);
    return this.table.mount(tree, place, way, source, type);
  }

  /** Mounts a virtual tree; a name space whose root lacks the directory and may not be changed goes without. */
  virtual(path: string, type: string, root: () => VirtualDirectory, refusal: VirtualTreeOptions['refusal']): void {
    const { readOnly } = this;
    if (readOnly && !this.#exists(path)) return;
    const tree = new VirtualTree(this.services, { type, root: lazyDirectory(root), refusal });
    this.mount(new NameTreeStub(this.services.ipc, tree.handle), path, type, type);
  }

  #exists(path: string): boolean {
    const step = this.table.root.tree.walk(ROOT_NODE, path.slice(1), true, ROOT_USER);
    return typeof step !== 'number' && step.outcome === WalkOutcome.found;
  }

  /** Makes a directory when it is missing. */
  directory(path: string, mode: number): void {
    this.#reach(path, mode);
  }

  /** Walks to a directory name by name, making what is missing; `way` are the nodes above it within its mount. */
  #reach(path: string, lastMode: number): { place: Place; way: number[]; name: string } {
    const parts = path.split('/').filter((part) => part !== '' && part !== '.');
    let place: Place = { mount: this.table.root, node: ROOT_NODE };
    let way: number[] = [];
    let name = '';
    parts.forEach((part, index) => {
      const mode = index === parts.length - 1 ? lastMode : 0o755;
      const node = this.#child(place, part, mode, path);
      way.push(place.node);
      name = part;
      const last = index === parts.length - 1;
      const over = last ? { mount: place.mount, node } : this.table.over(place.mount, node);
      if (over.mount !== place.mount) way = [];
      place = over;
    });
    return { place, way, name };
  }

  #child({ mount, node }: Place, name: string, mode: number, path: string): number {
    const { tree } = mount;
    const fail = (error: number): never => {
      throw new MachineError('bad-folder', `${path} cannot be made in the guest: ${errorText(error)}`);
    };
    let step = tree.walk(node, name, true, ROOT_USER);
    if (typeof step === 'number') return fail(step);
    if (step.outcome === WalkOutcome.missing) {
      const made = tree.makeDirectory(node, name, mode, ROOT_USER);
      if (made < 0) return fail(made);
      step = tree.walk(node, name, true, ROOT_USER);
      if (typeof step === 'number') return fail(step);
    }
    if (step.outcome !== WalkOutcome.found || step.type !== FileType.directory) return fail(Errno.ENOTDIR);
    return step.node;
  }
}
