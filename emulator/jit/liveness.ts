/**
 * Which registers compiled code must have in locals, and which of them the state block does not have yet, at
 * the beginning of each block.
 *
 * Leaving a region stores the registers that are *dirty* there, so it reads them. Before a call or a system call
 * all dirty registers are stored, afterwards those that are needed are loaded again.
 */
import type { Block } from './flow.ts';
import { ResourceSet } from './resources.ts';
import type { Structure } from './structure.ts';

export interface Liveness {
  /** At the beginning of a block. */
  readonly dirty: ReadonlyMap<number, ResourceSet>;
  readonly live: ReadonlyMap<number, ResourceSet>;
}

export function liveness(blocks: ReadonlyMap<number, Block>, graph: Structure): Liveness {
  const dirty = new Map(graph.order.map((at) => [at, new ResourceSet()]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const at of graph.order) {
      const after = dirtyAfter(blocks.get(at) as Block, dirty.get(at) as ResourceSet);
      for (const to of graph.successors.get(at) as readonly number[])
        if ((dirty.get(to) as ResourceSet).addAll(after)) changed = true;
    }
  }
  const live = new Map(graph.order.map((at) => [at, new ResourceSet()]));
  const backwards = [...graph.order].reverse();
  for (let changed = true; changed; ) {
    changed = false;
    for (const at of backwards) {
      const block = blocks.get(at) as Block;
      const before = liveBefore(
        block,
        graph.successors.get(at) as readonly number[],
        dirty.get(at) as ResourceSet,
        live,
      );
      if ((live.get(at) as ResourceSet).addAll(before)) changed = true;
    }
  }
  return { dirty, live };
}

/** Everything is in the state block when such a block ends, and locals are worthless. */
export function spillsAtEnd({ end }: Block): boolean {
  return end.kind === 'call' || end.kind === 'system' || (end.kind === 'indirect' && end.links);
}

function dirtyAfter(block: Block, before: ResourceSet): ResourceSet {
  if (spillsAtEnd(block)) return new ResourceSet();
  const set = before.copy();
  for (const { info } of block.steps) set.addAll(info.writes);
  return set;
}

function liveBefore(
  block: Block,
  after: readonly number[],
  dirtyBefore: ResourceSet,
  live: ReadonlyMap<number, ResourceSet>,
): ResourceSet {
  // Dirty before each step.
  const dirties: ResourceSet[] = [];
  const now = dirtyBefore.copy();
  for (const { info } of block.steps) {
    dirties.push(now.copy());
    now.addAll(info.writes);
  }
  // Any edge may leave the region (an exit, or fuel running out), which stores what is dirty.
  const set = now.copy();
  if (!spillsAtEnd(block)) for (const to of after) set.addAll(live.get(to) as ResourceSet);
  for (let index = block.steps.length - 1; index >= 0; index--) {
    const { info } = block.steps[index] as Block['steps'][number];
    set.removeAll(info.kills);
    set.addAll(info.reads);
    if (info.mayLeave) set.addAll(dirties[index] as ResourceSet);
  }
  return set;
}
