/**
 * The mount table of a name space, as K42's client caches it: which tree lies over which node. A tree knows nothing of
 * mounts; resolution crosses them here. Processes share a table until one asks for its own (CLONE_NEWNS).
 */
import { FileType } from '../../generated/enums.ts';
import { MountFlags } from '../../generated/flags.ts';
import type { NameTreeStub } from '../../generated/servers/name-tree.ts';
import type { Ipc } from '../../kernel/ipc.ts';
import type { WatchedFiles } from '../notices/watched-files.ts';
import type { UserSpace } from '../users/user-space.ts';
import { guarded } from './guarded-tree.ts';

/** The number of a tree's root node. */
export const ROOT_NODE = 1;

/** Below it are those that Linux gives its own. */
const FIRST_NUMBER = 21;

/** A tree of files: what all mounts of it have in common (a superblock). */
export interface FileSystem {
  readonly tree: NameTreeStub;
  /** What a program sees of it in a mount list. */
  readonly source: string;
  readonly type: string;
  /** Its nodes are open objects without a name: a description has none from it. */
  readonly nameless: boolean;
  /** MountFlags.readOnly, or 0. */
  flags: number;
  /** In whose name it was mounted; undefined: the machine's first users. */
  owner: UserSpace | undefined;
  /** How many mounts there are of it. */
  mounts: number;
  /** Who watches files of it (inotify). */
  watched: WatchedFiles | undefined;
  /** A directory of it has said what its entries begin with (acl(5)). */
  hasDefaults: boolean;
}

/** Where a mount is: the node that it covers. */
export interface MountPoint {
  readonly mount: Mount;
  readonly node: number;
}

/** A tree, or what is below one of its nodes, as names see it. */
export class Mount {
  readonly system: FileSystem;
  /** The node that stands where it is mounted. */
  readonly root: number;
  /** Names it in walks and in lists; never used again. */
  readonly number: number;
  /** Where it is mounted; undefined for the root of the name space, and what is in none. */
  point: MountPoint | undefined;
  /** Trees mounted on nodes of this one, by the covered node. */
  readonly covers = new Map<number, Mount>();
  /** Nodes of this tree from which a mount point can be reached downwards: there a walk goes name by name. */
  readonly crossings = new Set<number>();
  /** How it is used, whatever others of the same tree say. */
  flags: number = 0;
  /** It came from a name space with more rights: it stays where it is, and these flags stay set. */
  locked = false;
  lockedFlags: number = 0;
  /** Nothing is bound to what is below it. */
  unbindable = false;
  /** It was to go when nobody uses it, and nobody has since (MNT_EXPIRE). */
  expiring = false;
  /** The tree, but for what the flags forbid. */
  tree: NameTreeStub;
  /** Nodes of the tree above that stay while it is there. */
  readonly held: number[] = [];
  #rootType: number | undefined;

  constructor(system: FileSystem, root: number, number: number, point: MountPoint | undefined) {
    this.system = system;
    this.root = root;
    this.number = number;
    this.point = point;
    this.tree = system.tree;
  }

  get source(): string {
    return this.system.source;
  }

  /** What its root is; asked once, because that stays, and every name that leads into it wants to know. */
  get rootType(): number {
    if (this.#rootType === undefined) {
      const status = this.tree.getStatus(this.root);
      if (typeof status === 'number') return FileType.directory;
      this.#rootType = status.type;
    }
    return this.#rootType;
  }

  get type(): string {
    return this.system.type;
  }

  get nameless(): boolean {
    return this.system.nameless;
  }

  /** By its flags or those of its tree; a tree that cannot be changed at all answers for itself. */
  get readOnly(): boolean {
    return ((this.flags | this.system.flags) & MountFlags.readOnly) !== 0;
  }

  get watched(): WatchedFiles | undefined {
    return this.system.watched;
  }

  set watched(watched: WatchedFiles | undefined) {
    this.system.watched = watched;
  }

  /** Its own flags or those of the tree have changed. */
  guard(ipc: Ipc, flags = this.flags): void {
    this.flags = flags;
    this.tree = guarded(ipc, this.system.tree, flags | this.system.flags);
  }
}

/** A node of a mounted tree. */
export interface Place {
  readonly mount: Mount;
  readonly node: number;
}

/** All mounts of a machine. */
class MountNumbers {
  readonly all = new Map<number, Mount>();
  next = FIRST_NUMBER;
  /** Nobody is in a name space any more. */
  empty: (table: MountTable) => void = () => {};
}

/** The mounts of a name space. */
export class MountTable {
  root: Mount;
  readonly mounts: Mount[];
  /** Whose administrators may change it; the machine's first users while undefined. */
  owner: UserSpace | undefined;
  /** As links to it show it; of the first undefined. */
  number: number | undefined;
  /** How many processes are in it, and the machine for its first. */
  users = 1;
  readonly #numbers: MountNumbers;
  #cookies = 0;

  /** @param beside another one of the machine */
  constructor(system: FileSystem, root = ROOT_NODE, beside?: MountTable) {
    this.#numbers = beside === undefined ? new MountNumbers() : beside.#numbers;
    this.root = this.make(system, root, undefined);
    this.mounts = [this.root];
  }

  /** The mount of the tree whose files have this device number. */
  ofDevice(device: number): Mount | undefined {
    return this.mounts.find(({ tree, root }) => {
      const status = tree.getStatus(root);
      return typeof status === 'object' && status.device === device;
    });
  }

  numbered(number: number): Mount | undefined {
    return this.#numbers.all.get(number);
  }

  /** All of the machine, of other name spaces too. */
  everyMount(): Iterable<Mount> {
    return this.#numbers.all.values();
  }

  /** Told of name spaces that nobody is in any more. */
  set empty(told: (table: MountTable) => void) {
    this.#numbers.empty = told;
  }

  /** A process is gone from it. */
  leave(): void {
    if (--this.users === 0) this.#numbers.empty(this);
  }

  /** Nobody uses the mount any more. */
  forget(mount: Mount): void {
    this.#numbers.all.delete(mount.number);
    mount.system.mounts--;
  }

  /** A tree that no name leads to: only links of another tree do. */
  hidden(tree: NameTreeStub, type: string, nameless: boolean): Mount {
    return this.make(systemOf(tree, type, type, nameless), ROOT_NODE, undefined);
  }

  /** A mount that is nowhere yet. */
  make(system: FileSystem, root: number, point: MountPoint | undefined): Mount {
    const mount = new Mount(system, root, this.#numbers.next++, point);
    system.mounts++;
    this.#numbers.all.set(mount.number, mount);
    return mount;
  }

  /**
   * Mounts a tree over a directory.
   * @param over the covered directory
   * @param way the nodes from the root of `over.mount` down to the directory that holds the covered one
   */
  mount(tree: NameTreeStub, over: Place, way: readonly number[], source: string, type: string): Mount {
    const mount = this.make(systemOf(tree, source, type), ROOT_NODE, undefined);
    this.attach(mount, over, way);
    this.mounts.push(mount);
    return mount;
  }

  /** Puts a mount over a node; `way` as for `mount`. */
  attach(mount: Mount, over: Place, way: readonly number[]): void {
    mount.point = over;
    over.mount.covers.set(over.node, mount);
    mount.held.push(...way, over.node);
    for (const node of mount.held) over.mount.tree.hold(node);
    for (const node of way) over.mount.crossings.add(node);
    for (let at = over.mount; at.point !== undefined; at = at.point.mount) at.crossings.add(at.root);
  }

  /** Takes a mount from where it is. */
  detach(mount: Mount): void {
    const { point } = mount;
    if (point === undefined) return;
    if (point.mount.covers.get(point.node) === mount) point.mount.covers.delete(point.node);
    for (const node of mount.held.splice(0)) point.mount.tree.release(node);
    mount.point = undefined;
  }

  /** A number that ties the two notices of a rename. */
  newCookie(): number {
    this.#cookies = (this.#cookies + 1) >>> 0;
    return this.#cookies;
  }

  /** The place seen at a node: the root of what is mounted over it, else itself. */
  over(mount: Mount, node: number): Place {
    const cover = mount.covers.get(node);
    return cover === undefined ? { mount, node } : this.over(cover, cover.root);
  }
}

export function systemOf(tree: NameTreeStub, source: string, type: string, nameless = false): FileSystem {
  return {
    tree,
    source,
    type,
    nameless,
    flags: 0,
    owner: undefined,
    mounts: 0,
    watched: undefined,
    hasDefaults: false,
  };
}
