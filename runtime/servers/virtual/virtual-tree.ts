/**
 * A tree of things that are no files: K42's VirtFile. Nodes are made when a name is looked up and forgotten when nothing
 * holds them and many others came; text is made when it is read.
 */
import { FileType, ObjectKind } from '../../generated/enums.ts';
import { Errno } from '../../generated/errors.ts';
import { AccessMode, OpenFlags } from '../../generated/flags.ts';
import { dispatchNameTree, type NameTree } from '../../generated/servers/name-tree.ts';
import {
  type Credentials,
  emptyWalk,
  type FileStatus,
  type FileSystemStatus,
  type Opened,
  type Walk,
} from '../../generated/structs.ts';
import type { ObjectHandle } from '../../kernel/object-handle.ts';
import { accessOf, typeForbids } from '../files/memory-open.ts';
import { isOwner, mayAccess } from '../files/permission.ts';
import type { FileServices } from '../files/services.ts';
import type { VirtualDirectory } from './entity.ts';
import { VirtualNode } from './node.ts';
import { OpenVirtualDirectory, OpenVirtualFile } from './open.ts';
import { ReadOnlyNames } from './read-only-names.ts';
import { walk } from './walk.ts';

/** Nodes that are kept although nothing holds them. */
const MOST_NODES = 8192;
/** Nodes, beyond twice those that were left last time, among which what is gone is looked for: a node keeps its process. */
const FEW_NODES = 128;
const ROOT = 1;

export interface VirtualTreeOptions {
  /** What statfs and mount lists show. */
  readonly type: string;
  readonly root: VirtualDirectory;
  /** What making a name answers. */
  readonly refusal: { readonly file: Errno; readonly directory: Errno };
}

export class VirtualTree extends ReadOnlyNames implements NameTree {
  readonly handle: ObjectHandle;
  readonly services: FileServices;
  readonly #type: string;
  readonly #device: number;
  readonly #nodes = new Map<number, VirtualNode>();
  readonly #walk = emptyWalk();
  #next = ROOT;
  /** Nodes that were alive when those that are gone were last looked for. */
  #left = 0;

  constructor(services: FileServices, options: VirtualTreeOptions) {
    super(options.refusal.file, options.refusal.directory);
    this.services = services;
    this.#type = options.type;
    this.#device = services.newDevice();
    this.#make(options.root, undefined, '');
    this.handle = services.ipc.table.register<NameTree>(this, dispatchNameTree);
  }

  walk(from: number, path: string, followLast: boolean, credentials: Credentials): Walk | Errno {
    const start = this.#nodes.get(from);
    return start === undefined ? Errno.ENOENT : walk(this, start, path, followLast, credentials, this.#walk);
  }

  /** The node of a name in a directory. */
  child(parent: VirtualNode, name: string): VirtualNode | Errno | undefined {
    const { entity } = parent;
    if (entity.kind !== 'directory') return Errno.ENOTDIR;
    const known = parent.children.get(name);
    if (known !== undefined) {
      if (known.entity.alive?.() !== false) {
        // The least lately used is the first to be forgotten.
        this.#nodes.delete(known.number);
        this.#nodes.set(known.number, known);
        return known;
      }
      this.#forget(known);
    }
    const found = entity.lookup(name);
    if (found === undefined || typeof found === 'number') return found;
    return this.#make(found, parent, name);
  }

  hold(number: number): number {
    const node = this.#nodes.get(number);
    if (node !== undefined) node.holds++;
    return 0;
  }

  release(number: number): number {
    const node = this.#nodes.get(number);
    if (node !== undefined) this.letGo(node);
    return 0;
  }

  /** Undoes one hold; what is gone and was only held is forgotten. */
  letGo(node: VirtualNode): void {
    node.holds--;
    if (node.holds === 0 && node.parent?.children.get(node.name) !== node && node.number !== ROOT)
      this.#nodes.delete(node.number);
  }

  getStatus(number: number): FileStatus | Errno {
    const node = this.#nodes.get(number);
    if (node === undefined || !node.alive) return Errno.ENOENT;
    return node.status;
  }

  getFileSystemStatus(_node: number): FileSystemStatus {
    return {
      type: this.#type,
      source: this.#type,
      blockSize: 4096,
      blocks: 0,
      freeBlocks: 0,
      availableBlocks: 0,
      files: 0,
      freeFiles: 0,
      identity: this.#device,
      nameLength: 255,
      readOnly: false,
    };
  }

  access(number: number, mode: number, credentials: Credentials): number {
    const node = this.#nodes.get(number);
    if (node === undefined || !node.alive) return Errno.ENOENT;
    return this.permits(node, mode, credentials) ? 0 : Errno.EACCES;
  }

  permits(node: VirtualNode, mode: number, credentials: Credentials): boolean {
    const { entity, status } = node;
    if (entity.kind === 'directory' && entity.admits?.() === true) return true;
    if (entity.strict === true && entity.kind === 'file') {
      const bits = isOwner(status, credentials) ? status.permissions >> 6 : status.permissions;
      return (mode & ~bits & (AccessMode.read | AccessMode.write | AccessMode.execute)) === 0;
    }
    return mayAccess(status, mode, credentials);
  }

  open(number: number, flags: number, credentials: Credentials): Opened | Errno {
    const node = this.#nodes.get(number);
    if (node === undefined || !node.alive) return Errno.ENOENT;
    const { entity, type } = node;
    const forbidden = typeForbids(type, flags);
    if (forbidden < 0) return forbidden;
    if (!this.permits(node, accessOf(flags), credentials)) return Errno.EACCES;
    if ((flags & OpenFlags.noatime) !== 0 && !isOwner(node.status, credentials)) return Errno.EPERM;
    if (entity.kind === 'file') {
      const content = entity.open(flags);
      if (typeof content === 'number') return content;
      const { handle: object } = new OpenVirtualFile(this, node, content, flags);
      return { object, kind: ObjectKind.file, type, node: number, availability: 0 };
    }
    if (entity.kind !== 'directory') return Errno.ELOOP;
    const { handle: object } = new OpenVirtualDirectory(this, node);
    return { object, kind: ObjectKind.directory, type, node: number, availability: 0 };
  }

  readSymlink(number: number): string | Errno {
    const node = this.#nodes.get(number);
    if (node === undefined || !node.alive) return Errno.ENOENT;
    return node.entity.kind === 'link' ? node.entity.target() : Errno.EINVAL;
  }

  /** Opening to truncate is allowed and changes nothing. */
  setLength(number: number, _length: number, credentials: Credentials): number {
    const node = this.#nodes.get(number);
    if (node === undefined || !node.alive) return Errno.ENOENT;
    if (node.type === FileType.directory) return Errno.EISDIR;
    return this.permits(node, AccessMode.write, credentials) ? 0 : Errno.EACCES;
  }

  getPath(number: number): string | Errno {
    const node = this.#nodes.get(number);
    return node === undefined || !node.alive ? Errno.ENOENT : pathOf(node);
  }

  getOldPath(number: number): string | Errno {
    const node = this.#nodes.get(number);
    return node === undefined ? Errno.ENOENT : pathOf(node);
  }

  #make(entity: VirtualNode['entity'], parent: VirtualNode | undefined, name: string): VirtualNode {
    const node = new VirtualNode(this.#next++, this.#device, entity, parent, name);
    const { accessed, modified, changed, created } = node.status;
    for (const time of [accessed, modified, changed, created]) this.services.now(time);
    parent?.children.set(name, node);
    if (this.#nodes.size >= 2 * this.#left + FEW_NODES) this.#bury();
    if (this.#nodes.size >= MOST_NODES) this.#makeRoom();
    this.#nodes.set(node.number, node);
    return node;
  }

  /** Forgets what is gone. */
  #bury(): void {
    for (const node of this.#nodes.values()) if (!node.alive) this.#forget(node);
    this.#left = this.#nodes.size;
  }

  /** Forgets the eighth of the nodes that was used least lately, as far as nothing needs them. */
  #makeRoom(): void {
    let left = MOST_NODES / 8;
    for (const node of this.#nodes.values()) {
      if (left-- === 0) break;
      if (node.holds === 0 && node.children.size === 0 && node.number !== ROOT) this.#forget(node);
    }
  }

  /** Takes a node and what is below it out of the tree. */
  #forget(node: VirtualNode): void {
    node.parent?.children.delete(node.name);
    for (const below of [...node.children.values()]) this.#forget(below);
    if (node.holds === 0) this.#nodes.delete(node.number);
  }
}

function pathOf(node: VirtualNode): string {
  let path = '';
  for (let at = node; at.parent !== undefined; at = at.parent) path = `/${at.name}${path}`;
  return path === '' ? '/' : path;
}
