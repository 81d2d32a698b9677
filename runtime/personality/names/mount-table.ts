/**
 * The mount table of a name space, as K42's client caches it: which tree lies over which node. A tree knows nothing of
 * mounts; resolution crosses them here. One table is shared by every process of a machine until a namespace is asked for.
 */
import type { NameTreeStub } from '../../generated/servers/name-tree.ts';

/** The number of a tree's root node. */
export const ROOT_NODE = 1;

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
}

/** A node of a mounted tree. */
export interface Place {
  readonly mount: Mount;
  readonly node: number;
}

/** A tree that is mounted nowhere: of files that never get a name. */
export function unmounted(tree: NameTreeStub, source: string, type: string): Mount {
  return { tree, point: undefined, covers: new Map(), crossings: new Set(), source, type };
}

/** The mounts of a name space. */
export class MountTable {
  readonly root: Mount;
  readonly mounts: Mount[];

  constructor(tree: NameTreeStub, source: string, type: string) {
    this.root = unmounted(tree, source, type);
    this.mounts = [this.root];
  }

  /**
   * Mounts a tree over a directory.
   * @param over the covered directory
   * @param way the nodes from the root of `over.mount` down to the directory that holds the covered one
   */
  mount(tree: NameTreeStub, over: Place, way: readonly number[], name: string, source: string, type: string): Mount {
    const parent = way.at(-1) ?? ROOT_NODE;
    const mount: Mount = {
      tree,
      point: { mount: over.mount, parent, name },
      covers: new Map(),
      crossings: new Set(),
      source,
      type,
    };
    over.mount.covers.set(over.node, mount);
    for (const node of way) over.mount.crossings.add(node);
    for (let at = over.mount; at.point !== undefined; at = at.point.mount) at.crossings.add(ROOT_NODE);
    this.mounts.push(mount);
    return mount;
  }

  /** The place seen at a node: the root of what is mounted over it, else itself. */
  over(mount: Mount, node: number): Place {
    const cover = mount.covers.get(node);
    return cover === undefined ? { mount, node } : this.over(cover, ROOT_NODE);
  }
}
