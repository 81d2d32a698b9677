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
import { RESOURCE, ResourceSet } from './resources.ts';
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
  const leaves = new Map(graph.order.map((at) => [at, leavesDirty(blocks.get(at) as Block, graph.loopOf.has(at))]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const at of graph.order) {
      const after = (leaves.get(at) as ResourceSet).copy();
      if (!spillsAtEnd(blocks.get(at) as Block)) after.addAll(dirty.get(at) as ResourceSet);
      for (const to of graph.successors.get(at) as readonly number[]) {
        const arrives = graph.loopOf.has(to) ? within(after, allowed.get(to)) : after.notStored();
        if ((dirty.get(to) as ResourceSet).addAll(arrives)) changed = true;
      }
    }
  }
  const effects = new Map(
    graph.order.map((at) => [at, needsOf(blocks.get(at) as Block, dirty.get(at) as ResourceSet, graph.loopOf.has(at))]),
  );
  const live = new Map(graph.order.map((at) => [at, (effects.get(at) as Needs).always]));
  const backwards = [...graph.order].reverse();
  for (let changed = true; changed; ) {
    changed = false;
    for (const at of backwards) {
      const { passes } = effects.get(at) as Needs;
      if (passes === undefined) continue;
      const mayPass = within(passes, allowed.get(at));
      const before = live.get(at) as ResourceSet;
      for (const to of graph.successors.get(at) as readonly number[])
        if (before.addAll((live.get(to) as ResourceSet).common(mayPass))) changed = true;
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
  return set.common(allowed);
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

/** Adds what a step leaves dirty. */
export function addDirty(set: ResourceSet, info: InstructionInfo, inLoop: boolean): void {
  set.addAll(inLoop ? info.writes : info.lastingWrites);
}

/** What a block itself leaves dirty. */
function leavesDirty(block: Block, inLoop: boolean): ResourceSet {
  const set = new ResourceSet();
  if (!spillsAtEnd(block)) for (const { info } of block.steps) addDirty(set, info, inLoop);
  return set;
}

/** What must be in locals when a block begins. */
interface Needs {
  /** For the block itself and the ways out of it. */
  readonly always: ResourceSet;
  /** What it leaves as it is, so that what follows finds it: undefined when nothing is left in locals. */
  readonly passes: ResourceSet | undefined;
}

function needsOf(block: Block, dirtyBefore: ResourceSet, inLoop: boolean): Needs {
  const { steps } = block;
  // Dirty before each step that may leave.
  const dirties: ResourceSet[] = [];
  const now = dirtyBefore.copy();
  for (const { info } of steps) {
    if (info.mayLeave) dirties.push(now.copy());
    addDirty(now, info, inLoop);
  }
  // Any edge may leave the region (an exit, or fuel running out), which stores what is dirty.
  const always = now;
  const passes = spillsAtEnd(block) ? undefined : new ResourceSet(-1, -1, -1, -1);
  if (block.dispatches === true) always.add(RESOURCE.ctr);
  for (let index = steps.length - 1; index >= 0; index--) {
    const { info } = steps[index] as Block['steps'][number];
    always.removeAll(info.kills);
    passes?.removeAll(info.kills);
    always.addAll(info.reads);
    if (info.mayLeave) always.addAll(dirties.pop() as ResourceSet);
  }
  return { always, passes };
}
