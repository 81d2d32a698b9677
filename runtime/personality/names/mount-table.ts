/**
 * The mount table of a name space, as K42's client caches it: which tree lies over which node. A tree knows nothing of
 * mounts; resolution crosses them here. One table is shared by every process of a machine until a namespace is asked for.
 */
import type { NameTreeStub } from '../../generated/servers/name-tree.ts';
import type { WatchedFiles } from '../notices/watched-files.ts';

/** The number of a tree's root node. */
export const ROOT_NODE = 1;

/** Below it are those that Linux gives its own. */
const FIRST_NUMBER = 21;

/** A mounted tree. */
export interface Mount {
  readonly tree: NameTreeStub;
  /** Where it is mounted; undefined for the root of the name space. */
  readonly point: { readonly mount: Mount; readonly parent: number; readonly name: string } | undefined;
  /** Trees mounted on nodes of this tree, by the covered node. */
  readonly covers: Map<number, Mount>;
  /** Nodes of this tree from which a mount point can be reached downwards: there a walk goes name by name. */
  readonly crossings: Set<number>;
  /** What a program sees of it in a mount list. */
  readonly source: string;
  readonly type: string;
  /** Names it in walks and in lists; never used again. */
  readonly number: number;
  /** Its nodes are open objects without a name: a description has none from it. */
  readonly nameless: boolean;
  /** Who watches files of it (inotify). */
  watched: WatchedFiles | undefined;
}

/** A node of a mounted tree. */
export interface Place {
  readonly mount: Mount;
  readonly node: number;
}

/** The mounts of a name space. */
export class MountTable {
  readonly root: Mount;
  readonly mounts: Mount[];
  readonly #numbered = new Map<number, Mount>();
  #next = FIRST_NUMBER;
  #cookies = 0;

  constructor(tree: NameTreeStub, source: string, type: string) {
    this.root = this.#make(tree, undefined, source, type, false);
    this.mounts = [this.root];
  }

  /** The mount of the tree whose files have this device number. */
  ofDevice(device: number): Mount | undefined {
    return this.mounts.find(({ tree }) => {
      const status = tree.getStatus(ROOT_NODE);
      return typeof status === 'object' && status.device === device;
    });
  }

  numbered(number: number): Mount | undefined {
    return this.#numbered.get(number);
  }

  /** A tree that no name leads to: only links of another tree do. */
  hidden(tree: NameTreeStub, type: string, nameless: boolean): Mount {
    return this.#make(tree, undefined, type, type, nameless);
  }

  #make(tree: NameTreeStub, point: Mount['point'], source: string, type: string, nameless: boolean): Mount {
    const number = this.#next++;
    const mount: Mount = {
      tree,
      point,
      covers: new Map(),
      crossings: new Set<number>(),
      source,
      type,
      number,
      nameless,
      watched: undefined,
    };
    this.#numbered.set(number, mount);
    return mount;
  }

  /**
   * Mounts a tree over a directory.
   * @param over the covered directory
   * @param way the nodes from the root of `over.mount` down to the directory that holds the covered one
   */
  mount(tree: NameTreeStub, over: Place, way: readonly number[], name: string, source: string, type: string): Mount {
    const parent = way.at(-1) ?? ROOT_NODE;
    const mount = this.#make(tree, { mount: over.mount, parent, name }, source, type, false);
    over.mount.covers.set(over.node, mount);
    for (const node of way) over.mount.crossings.add(node);
    for (let at = over.mount; at.point !== undefined; at = at.point.mount) at.crossings.add(ROOT_NODE);
    this.mounts.push(mount);
    return mount;
  }

  /** A number that ties the two notices of a rename. */
  newCookie(): number {
    this.#cookies = (this.#cookies + 1) >>> 0;
    return this.#cookies;
  }

  /** The place seen at a node: the root of what is mounted over it, else itself. */
  over(mount: Mount, node: number): Place {
    const cover = mount.covers.get(node);
    return cover === undefined ? { mount, node } : this.over(cover, ROOT_NODE);
  }
}
