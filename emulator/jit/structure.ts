/**
 * Structured control flow from a graph: after Ramsey, "Beyond Relooper: recursive translation of unstructured
 * control flow to structured control flow" (2022). Blocks are nested as their dominators are; a block with several forward
 * predecessors is the end of a wasm block, a loop's head the beginning of a wasm loop.
 *
 * An edge into a loop beside its head cannot be expressed: it leaves the region (and its target becomes a
 * region of its own when that happens often).
 */
import { type Block, successors } from './flow.ts';

export interface Structure {
  /** Reverse postorder. */
  readonly order: readonly number[];
  readonly position: ReadonlyMap<number, number>;
  readonly successors: ReadonlyMap<number, readonly number[]>;
  readonly predecessors: ReadonlyMap<number, readonly number[]>;
  /** Blocks immediately dominated, by block. */
  readonly children: ReadonlyMap<number, readonly number[]>;
  readonly loopHeads: ReadonlySet<number>;
  /** Blocks that several forward edges reach. */
  readonly merges: ReadonlySet<number>;
  /** The innermost loop that a block is in, by the loop's head. */
  readonly loopOf: ReadonlyMap<number, number>;
  /** The blocks of each loop, by its head. */
  readonly loops: ReadonlyMap<number, ReadonlySet<number>>;
  /** Immediate dominators; the root's is itself. */
  readonly dominator: ReadonlyMap<number, number>;
}

export function structure(blocks: ReadonlyMap<number, Block>): Structure {
  const cut = new Set<string>();
  for (;;) {
    const graph = graphOf(blocks, cut);
    const bad = irreducible(graph);
    if (bad.length === 0) return graph;
    for (const edge of bad) cut.add(edge);
  }
}

function graphOf(blocks: ReadonlyMap<number, Block>, cut: ReadonlySet<string>): Structure {
  const after = new Map<number, number[]>();
  for (const [at, block] of blocks)
    after.set(
      at,
      successors(block, blocks).filter((to) => !cut.has(`${at} ${to}`)),
    );
  const order = reversePostorder(after);
  const position = new Map(order.map((at, index) => [at, index]));
  const before = new Map<number, number[]>(order.map((at) => [at, []]));
  for (const at of order) for (const to of after.get(at) as number[]) (before.get(to) as number[]).push(at);
  const dominator = dominators(order, position, before);
  const children = new Map<number, number[]>(order.map((at) => [at, []]));
  for (const at of order) if (at !== 0) (children.get(dominator.get(at) as number) as number[]).push(at);
  const isBack = (from: number, to: number): boolean => (position.get(to) as number) <= (position.get(from) as number);
  const loopHeads = new Set<number>();
  const merges = new Set<number>();
  const loops = new Map<number, Set<number>>();
  for (const at of order) {
    const from = before.get(at) as number[];
    const back = from.filter((source) => isBack(source, at));
    if (back.length > 0) loopHeads.add(at);
    if (from.length - back.length > 1) merges.add(at);
    // A natural loop: what reaches the source of the back edge without passing the head.
    const work = back.filter((source) => dominates(dominator, at, source));
    if (work.length > 0) {
      const members = new Set([at]);
      for (let source = work.pop(); source !== undefined; source = work.pop()) {
        if (members.has(source)) continue;
        members.add(source);
        work.push(...(before.get(source) as number[]));
      }
      loops.set(at, members);
    }
  }
  // What a computed jump goes to must be the end of a wasm block.
  for (const at of order) {
    const { end } = blocks.get(at) as Block;
    if (end.kind !== 'indirect') continue;
    for (const to of end.targets) if ((after.get(at) as number[]).includes(to) && !isBack(at, to)) merges.add(to);
  }
  const loopOf = innermost(loops);
  return {
    order,
    position,
    successors: after,
    predecessors: before,
    children,
    loopHeads,
    merges,
    loops,
    loopOf,
    dominator,
  };
}

function innermost(loops: ReadonlyMap<number, ReadonlySet<number>>): Map<number, number> {
  const found = new Map<number, number>();
  // From the greatest to the smallest: a loop within another one overwrites it.
  for (const [head, members] of [...loops].sort(([, a], [, b]) => b.size - a.size))
    for (const member of members) found.set(member, head);
  return found;
}

function reversePostorder(after: ReadonlyMap<number, readonly number[]>): number[] {
  const order: number[] = [];
  const visited = new Set<number>([0]);
  // Without recursion: regions may be long chains of blocks.
  const stack: { at: number; next: number }[] = [{ at: 0, next: 0 }];
  while (stack.length > 0) {
    const top = stack[stack.length - 1] as { at: number; next: number };
    const target = (after.get(top.at) as readonly number[])[top.next++];
    if (target === undefined) {
      order.push(top.at);
      stack.pop();
    } else if (!visited.has(target)) {
      visited.add(target);
      stack.push({ at: target, next: 0 });
    }
  }
  return order.reverse();
}

/** Cooper, Harvey, Kennedy: "A simple, fast dominance algorithm" (2001). */
function dominators(
  order: readonly number[],
  position: ReadonlyMap<number, number>,
  before: ReadonlyMap<number, readonly number[]>,
): Map<number, number> {
  const dominator = new Map<number, number>([[0, 0]]);
  const place = (at: number): number => position.get(at) as number;
  for (let changed = true; changed; ) {
    changed = false;
    for (const at of order) {
      if (at === 0) continue;
      let common: number | undefined;
      for (const source of before.get(at) as readonly number[]) {
        if (!dominator.has(source)) continue;
        if (common === undefined) {
          common = source;
          continue;
        }
        let other = source;
        while (common !== other) {
          while (place(common) > place(other)) common = dominator.get(common) as number;
          while (place(other) > place(common)) other = dominator.get(other) as number;
        }
      }
      if (common !== undefined && dominator.get(at) !== common) {
        dominator.set(at, common);
        changed = true;
      }
    }
  }
  return dominator;
}

/** Whether every way to a block leads through another one, or is it. */
export function dominates(dominator: ReadonlyMap<number, number>, above: number, at: number): boolean {
  for (let node = at; ; ) {
    if (node === above) return true;
    const up = dominator.get(node) as number;
    if (up === node) return false;
    node = up;
  }
}

/** Edges back to a block that does not dominate their source. */
function irreducible({ order, position, successors: after, dominator }: Structure): string[] {
  const bad: string[] = [];
  for (const at of order)
    for (const to of after.get(at) as readonly number[])
      if ((position.get(to) as number) <= (position.get(at) as number) && !dominates(dominator, to, at))
        bad.push(`${at} ${to}`);
  return bad;
}
