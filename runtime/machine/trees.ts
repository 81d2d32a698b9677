/** The kinds of trees that guests may mount: files in memory, and other views of what the machine shows anyway. */
import { Errno } from '../generated/errors.ts';
import { NameTreeStub } from '../generated/servers/name-tree.ts';
import type { Credentials } from '../generated/structs.ts';
import type { MountTable } from '../personality/names/mount-table.ts';
import { ROOT_NODE } from '../personality/names/mount-table.ts';
import type { TreeMaker } from '../personality/names/mounting.ts';
import { MemoryTree } from '../servers/files/memory-tree.ts';
import { ROOT_USER } from '../servers/files/root-user.ts';
import type { FileServices } from '../servers/files/services.ts';
import type { VirtualDirectory } from '../servers/virtual/entity.ts';
import { lazyDirectory } from '../servers/virtual/make.ts';
import { VirtualTree } from '../servers/virtual/virtual-tree.ts';

export interface TreesOptions {
  readonly services: FileServices;
  readonly mounts: MountTable;
  /** Bytes of the machine's memory. */
  readonly capacity: number;
  readonly processes: () => VirtualDirectory;
  readonly system: () => VirtualDirectory;
}

/** Of tmpfs(5); those without a meaning here are taken all the same. */
const IDLE = /^(nr_blocks|nr_inodes|huge|mpol|inode32|inode64|noswap|usrquota|grpquota)(=|$)/u;
const UNITS: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

interface MemoryOptions {
  capacity: number;
  permissions: number;
  user: number;
  group: number;
}

export class Trees implements TreeMaker {
  readonly #options: TreesOptions;
  /** Made by a mount, and gone with it. */
  readonly #own = new Set<NameTreeStub>();

  constructor(options: TreesOptions) {
    this.#options = options;
  }

  make(type: string, source: string, options: string, owner: Credentials): NameTreeStub | Errno {
    const { processes, system } = this.#options;
    switch (type) {
      case 'tmpfs':
      case 'ramfs':
        return this.#memory(type, source, type === 'tmpfs' ? options : '', owner);
      case 'proc':
        return this.#virtual(type, processes, { file: Errno.ENOENT, directory: Errno.ENOENT });
      case 'sysfs':
        return this.#virtual(type, system, { file: Errno.EACCES, directory: Errno.EPERM });
      case 'devtmpfs':
      case 'devpts':
        // There is one of each.
        return this.#options.mounts.mounts.find((mount) => mount.type === type)?.system.tree ?? Errno.ENODEV;
      default:
        return Errno.ENODEV;
    }
  }

  drop(tree: NameTreeStub): void {
    if (this.#own.delete(tree)) this.#options.services.ipc.table.remove(tree.handle);
  }

  #memory(type: string, source: string, options: string, owner: Credentials): NameTreeStub | Errno {
    const { services, capacity } = this.#options;
    const wanted = parse(options, capacity, owner);
    if (wanted === undefined) return Errno.EINVAL;
    const tree = new MemoryTree(services, { capacity: wanted.capacity, permissions: wanted.permissions, type, source });
    const stub = this.#keep(new NameTreeStub(services.ipc, tree.handle));
    stub.setOwner(ROOT_NODE, wanted.user, wanted.group, ROOT_USER);
    return stub;
  }

  #virtual(type: string, root: () => VirtualDirectory, refusal: { file: Errno; directory: Errno }): NameTreeStub {
    const { services } = this.#options;
    const tree = new VirtualTree(services, { type, root: lazyDirectory(root), refusal });
    return this.#keep(new NameTreeStub(services.ipc, tree.handle));
  }

  #keep(tree: NameTreeStub): NameTreeStub {
    this.#own.add(tree);
    return tree;
  }
}

/** Undefined: an option that there is not, or a value that is none. */
function parse(options: string, memory: number, owner: Credentials): MemoryOptions | undefined {
  const result = {
    capacity: memory / 2,
    permissions: 0o1777,
    user: owner.fileUser,
    group: owner.fileGroup,
  };
  for (const option of options.split(',')) {
    if (option === '' || IDLE.test(option)) continue;
    const [name, value = ''] = option.split('=');
    const number = Number(value);
    const isNumber = /^\d+$/u.test(value);
    if (name === 'mode' && /^[0-7]+$/u.test(value)) result.permissions = Number.parseInt(value, 8) & 0o7777;
    else if (name === 'uid' && isNumber) result.user = number;
    else if (name === 'gid' && isNumber) result.group = number;
    else if (name === 'size') {
      const size = sizeOf(value, memory);
      if (size === undefined) return undefined;
      result.capacity = size;
    } else return undefined;
  }
  return result;
}

/** Bytes, with a unit or as a part of the memory; 0 is no limit. */
function sizeOf(text: string, memory: number): number | undefined {
  const found = /^(\d+)([kmg%]?)$/iu.exec(text);
  if (found === null) return undefined;
  const [, digits, unit = ''] = found;
  if (unit === '%') return (memory * Number(digits)) / 100;
  return Number(digits) === 0 ? memory : Number(digits) * (UNITS[unit.toLowerCase()] ?? 1);
}
