/**
 * Which registers compiled code has in locals, and which of them the state block does not have yet, at
 * the beginning of each block.
 *
 * Leaving a region stores the registers that are *dirty* there, so it reads them. Before a call or a system call
 * all dirty registers are stored, afterwards those that are needed are loaded again. Outside of loops most registers are
 * stored when they are set (`isStoredAtOnce`), and never dirty. A loop has only the registers in locals
 * that it uses (`allowed`): the others wait in the state block until the loop is left, so that V8's register
 * allocation has the loop's own values to deal with.
 */
import type { InstructionInfo } from './effects.ts';
import type { Block } from './flow.ts';
import { isStoredAtOnce, RESOURCE, ResourceSet } from './resources.ts';
import type { Structure } from './structure.ts';

export interface Liveness {
  /** At the beginning of a block. */
  readonly dirty: ReadonlyMap<number, ResourceSet>;
  readonly live: ReadonlyMap<number, ResourceSet>;
  /** What may be in locals in a block; undefined: everything. */
  readonly allowed: ReadonlyMap<number, ResourceSet | undefined>;
}

export function liveness(blocks: ReadonlyMap<number, Block>, graph: Structure): Liveness {
  const allowed = allowedIn(blocks, graph);
  const dirty = new Map(graph.order.map((at) => [at, new ResourceSet()]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const at of graph.order) {
      const inLoop = graph.loopOf.has(at);
      const after = dirtyAfter(blocks.get(at) as Block, dirty.get(at) as ResourceSet, inLoop);
      for (const to of graph.successors.get(at) as readonly number[]) {
        const arrives = graph.loopOf.has(to) ? within(after, allowed.get(to)) : withoutStored(after);
        if ((dirty.get(to) as ResourceSet).addAll(arrives)) changed = true;
      }
    }
  }
  const live = new Map(graph.order.map((at) => [at, new ResourceSet()]));
  const backwards = [...graph.order].reverse();
  for (let changed = true; changed; ) {
    changed = false;
    for (const at of backwards) {
      const block = blocks.get(at) as Block;
      const needed = new ResourceSet();
      for (const to of graph.successors.get(at) as readonly number[])
        needed.addAll(within(live.get(to) as ResourceSet, allowed.get(at)));
      if ((live.get(at) as ResourceSet).addAll(liveBefore(block, needed, dirty.get(at) as ResourceSet, graph.loopOf.has(at)))) changed = true;
    }
  }
  return { dirty, live, allowed };
}

/** Everything is in the state block when such a block ends, and locals are worthless. */
export function spillsAtEnd({ end }: Block): boolean {
  return end.kind === 'call' || end.kind === 'system' || (end.kind === 'indirect' && end.links);
}

/** The members that may be kept. */
export function within(set: ResourceSet, allowed: ResourceSet | undefined): ResourceSet {
  if (allowed === undefined) return set;
  const kept = set.copy();
  kept.keepAll(allowed);
  return kept;
}

function allowedIn(blocks: ReadonlyMap<number, Block>, graph: Structure): Map<number, ResourceSet | undefined> {
  const used = new Map<number, ResourceSet>();
  for (const [head, members] of graph.loops) {
    const set = new ResourceSet();
    for (const member of members) {
      const { steps, dispatches } = blocks.get(member) as Block;
      if (dispatches === true) set.add(RESOURCE.ctr);
      for (const { info } of steps) {
        set.addAll(info.reads);
        set.addAll(info.writes);
      }
    }
    used.set(head, set);
  }
  return new Map(graph.order.map((at) => [at, used.get(graph.loopOf.get(at) ?? -1)]));
}

/** What stays dirty where registers are stored at once. */
export function withoutStored(set: ResourceSet): ResourceSet {
  const kept = new ResourceSet();
  for (const resource of set) if (!isStoredAtOnce(resource)) kept.add(resource);
  return kept;
}

/** Adds what a step leaves dirty. */
export function addDirty(set: ResourceSet, info: InstructionInfo, inLoop: boolean): void {
  set.addAll(inLoop ? info.writes : withoutStored(info.writes));
}

function dirtyAfter(block: Block, before: ResourceSet, inLoop: boolean): ResourceSet {
  if (spillsAtEnd(block)) return new ResourceSet();
  const set = before.copy();
  for (const { info } of block.steps) addDirty(set, info, inLoop);
  return set;
}

function liveBefore(block: Block, needed: ResourceSet, dirtyBefore: ResourceSet, inLoop: boolean): ResourceSet {
  // Dirty before each step.
  const dirties: ResourceSet[] = [];
  const now = dirtyBefore.copy();
  for (const { info } of block.steps) {
    dirties.push(now.copy());
    addDirty(now, info, inLoop);
  }
  // Any edge may leave the region (an exit, or fuel running out), which stores what is dirty.
  const set = now.copy();
  if (!spillsAtEnd(block)) set.addAll(needed);
  if (block.dispatches === true) set.add(RESOURCE.ctr);
  for (let index = block.steps.length - 1; index >= 0; index--) {
    const { info } = block.steps[index] as Block['steps'][number];
    set.removeAll(info.kills);
    set.addAll(info.reads);
    if (info.mayLeave) set.addAll(dirties[index] as ResourceSet);
  }
  return set;
}
