/**
 * A tree as a mount with flags shows it: read-only, without devices, without programs. What may be done is asked of the tree
 * in the order of Linux: where both refuse, a write that makes or removes a name says that it is read-only first
 * (mnt_want_write), an open says last (do_dentry_open).
 */
import { FileType } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { AccessMode, MountFlags, OpenFlags } from '../../generated/flags.ts';
import { NameTreeStub } from '../../generated/servers/name-tree.ts';
import type { Credentials, FileSystemStatus, Opened } from '../../generated/structs.ts';
import type { Ipc } from '../../kernel/ipc.ts';

const GUARDED = MountFlags.readOnly | MountFlags.noDevices | MountFlags.noExecute;

/** The tree itself when nothing is forbidden. */
export function guarded(ipc: Ipc, tree: NameTreeStub, flags: number): NameTreeStub {
  if ((flags & GUARDED) === 0) return tree;
  return (flags & MountFlags.readOnly) === 0 ? new GuardedTree(ipc, tree, flags) : new ReadOnlyTree(ipc, tree, flags);
}

class GuardedTree extends NameTreeStub {
  readonly #flags: number;

  constructor(ipc: Ipc, tree: NameTreeStub, flags: number) {
    super(ipc, tree.handle);
    this.#flags = flags;
  }

  override open(node: number, flags: number, credentials: Credentials): Opened | Errno {
    if ((this.#flags & MountFlags.noExecute) !== 0 && (flags & OpenFlags.exec) !== 0) return Errno.EACCES;
    if ((this.#flags & MountFlags.noDevices) !== 0 && isDevice(this.typeOf(node))) return Errno.EACCES;
    return super.open(node, flags, credentials);
  }

  override access(node: number, mode: number, credentials: Credentials): number {
    const executes = (mode & AccessMode.execute) !== 0 && (this.#flags & MountFlags.noExecute) !== 0;
    if (executes && this.typeOf(node) === FileType.regular) return Errno.EACCES;
    return super.access(node, mode, credentials);
  }

  protected typeOf(node: number): number {
    const status = this.getStatus(node);
    return typeof status === 'number' ? FileType.none : status.type;
  }
}

class ReadOnlyTree extends GuardedTree {
  override open(node: number, flags: number, credentials: Credentials): Opened | Errno {
    const writes = (flags & (OpenFlags.write | OpenFlags.truncate)) !== 0;
    if (!writes || isSpecial(this.typeOf(node))) return super.open(node, flags, credentials);
    const allowed = super.access(node, AccessMode.write, credentials);
    return allowed < 0 ? allowed : Errno.EROFS;
  }

  override access(node: number, mode: number, credentials: Credentials): number {
    const result = super.access(node, mode, credentials);
    if (result < 0 || (mode & AccessMode.write) === 0 || isSpecial(this.typeOf(node))) return result;
    return Errno.EROFS;
  }

  override getFileSystemStatus(node: number): FileSystemStatus | Errno {
    const status = super.getFileSystemStatus(node);
    return typeof status === 'number' ? status : { ...status, readOnly: true };
  }

  override create(): Errno {
    return Errno.EROFS;
  }

  override createUnnamed(): Errno {
    return Errno.EROFS;
  }

  override makeDirectory(): number {
    return Errno.EROFS;
  }

  override makeNode(): number {
    return Errno.EROFS;
  }

  override makeLink(): number {
    return Errno.EROFS;
  }

  override makeSymlink(): number {
    return Errno.EROFS;
  }

  override unlink(): number {
    return Errno.EROFS;
  }

  override removeDirectory(): number {
    return Errno.EROFS;
  }

  override rename(): number {
    return Errno.EROFS;
  }

  override setMode(): number {
    return Errno.EROFS;
  }

  override setOwner(): number {
    return Errno.EROFS;
  }

  override setTimes(): number {
    return Errno.EROFS;
  }

  override setLength(): number {
    return Errno.EROFS;
  }

  override setAttribute(): number {
    return Errno.EROFS;
  }

  override removeAttribute(): number {
    return Errno.EROFS;
  }
}

function isDevice(type: number): boolean {
  return type === FileType.character || type === FileType.block;
}

function isSpecial(type: number): boolean {
  return isDevice(type) || type === FileType.fifo || type === FileType.socket;
}
