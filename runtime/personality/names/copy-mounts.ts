/** Copies of mounts with what is mounted below them: recursive binds, and name spaces of one's own (copy_tree, copy_mnt_ns). */
import type { Ipc } from '../../kernel/ipc.ts';
import { ROOT_USER } from '../../servers/files/root-user.ts';
import type { UserSpace } from '../users/user-space.ts';
import { type Mount, MountTable, type Place } from './mount-table.ts';
import { nameWithin } from './resolve.ts';

/** The nodes from the root of its mount down to the directory that holds a place. */
export function wayTo({ mount, node }: Place): number[] {
  const path = nameWithin(mount, mount.root, node);
  const way: number[] = [];
  if (typeof path === 'number' || path === '/') return way;
  let at = mount.root;
  for (const name of path.split('/').slice(1)) {
    way.push(at);
    const step = mount.tree.walk(at, name, false, ROOT_USER);
    if (typeof step === 'number') return way;
    at = step.node;
  }
  return way;
}

/** A mount of the same, from a node on, that is nowhere yet. */
export function cloneMount(ipc: Ipc, table: MountTable, from: Mount, root: number): Mount {
  const copy = table.make(from.system, root, undefined);
  takeAfter(ipc, copy, from);
  return copy;
}

function takeAfter(ipc: Ipc, copy: Mount, from: Mount): void {
  copy.lockedFlags = from.lockedFlags;
  copy.locked = from.locked;
  copy.unbindable = from.unbindable;
  copy.guard(ipc, from.flags);
}

/** The mounts on nodes of another that are a node or below it, with where. */
export function* mountsBelow(mount: Mount, base: number): Generator<[node: number, mount: Mount]> {
  for (const [node, child] of mount.covers)
    if (base === mount.root || typeof nameWithin(mount, base, node) === 'string') yield [node, child];
}

/** Copies what is mounted at and below a node onto the copy of its mount. */
export function copyBelow(
  ipc: Ipc,
  table: MountTable,
  from: Mount,
  base: number,
  copy: Mount,
  copied: (from: Mount, copy: Mount) => void,
  whole = false,
): void {
  for (const [node, child] of mountsBelow(from, base)) {
    if (child.unbindable && !whole) continue;
    const one = cloneMount(ipc, table, child, child.root);
    const point = { mount: copy, node };
    table.attach(one, point, wayTo(point));
    table.mounts.push(one);
    copied(child, one);
    copyBelow(ipc, table, child, child.root, one, copied, whole);
  }
}

/** A name space with the same mounts, which belongs to the users of `owner`; and what became of each. */
export function copyTable(
  ipc: Ipc,
  from: MountTable,
  owner: UserSpace,
): { readonly table: MountTable; readonly copies: ReadonlyMap<Mount, Mount> } {
  const { root } = from;
  const table = new MountTable(root.system, root.root, from);
  table.owner = owner;
  table.users = 0;
  const copies = new Map<Mount, Mount>([[root, table.root]]);
  takeAfter(ipc, table.root, root);
  copyBelow(ipc, table, root, root.root, table.root, (old, copy) => copies.set(old, copy), true);
  // Who has fewer rights keeps what the others had laid over a place, and how.
  if ((from.owner ?? owner) !== owner || (from.owner === undefined && owner.above !== undefined)) {
    for (const copy of table.mounts) {
      copy.locked = copy !== table.root;
      copy.lockedFlags = copy.flags;
    }
  }
  return { table, copies };
}
