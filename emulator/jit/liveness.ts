/**
 * Which registers compiled code has in locals, and which of them the state block does not have yet, at
 * the beginning of each block.
 *
 * Leaving a region stores the registers that are *dirty* there, so it reads them. Plain registers (`ResourceSet.plain`)
 * have their home in the state block wherever that is cheap: outside of register loops they are loaded where they are first
 * read and stored where they are set, and never dirty. A register loop has those that it uses in locals (`allowed`);
 * those that its next turn reads are dirty from when they are set, the others are stored when they are set: what must be kept for a
 * way out only, V8 would move from one place of its stack to another in every turn. Before a call or a system call all
 * dirty registers are stored, and no local is worth anything afterwards.
 */
import type { InstructionInfo } from './effects.ts';
import { type Block, insideOf, spillsAtEnd } from './flow.ts';
import { carriedIn, registerLoops } from './loops.ts';
import { RESOURCE, ResourceSet } from './resources.ts';
import type { Structure } from './structure.ts';

export interface Liveness {
  /** At the beginning of a block. */
  readonly dirty: ReadonlyMap<number, ResourceSet>;
  /** What must be in locals there. */
  readonly live: ReadonlyMap<number, ResourceSet>;
  /** Which plain registers are in locals there, whichever way led there. */
  readonly available: ReadonlyMap<number, ResourceSet>;
  /** What may be in locals in a block; undefined: everything. */
  readonly allowed: ReadonlyMap<number, ResourceSet | undefined>;
  /** What is stored in a block when it is set. */
  readonly home: ReadonlyMap<number, ResourceSet>;
  /** What is set anew when a block begins before it is read and before the region may be left: nobody wants what it is. */
  readonly doomed: ReadonlyMap<number, ResourceSet>;
}

const EVERYTHING = new ResourceSet(-1, -1, -1, -1);
const PLAIN = EVERYTHING.plain();

/** `keepsSo`: SO is never in a local. */
export function liveness(blocks: ReadonlyMap<number, Block>, graph: Structure, keepsSo: boolean): Liveness {
  const loopOf = registerLoops(blocks, graph);
  const allowed = allowedIn(blocks, graph, loopOf);
  const home = homesIn(blocks, graph, loopOf, keepsSo);
  const doomed = doomedIn(blocks, graph);
  const dirty = dirtyIn(blocks, graph, allowed, home, doomed);
  const live = liveIn(blocks, graph, allowed, home, dirty);
  if (keepsSo) for (const set of live.values()) set.delete(RESOURCE.so);
  const available = availableIn(blocks, graph, loopOf, live);
  return { dirty, live, available, allowed, home, doomed };
}

function dirtyIn(
  blocks: ReadonlyMap<number, Block>,
  graph: Structure,
  allowed: Liveness['allowed'],
  home: Liveness['home'],
  doomed: Liveness['doomed'],
): Map<number, ResourceSet> {
  const dirty = new Map(graph.order.map((at) => [at, new ResourceSet()]));
  const leaves = new Map(
    graph.order.map((at) => [at, leavesDirty(blocks.get(at) as Block, home.get(at) as ResourceSet)]),
  );
  for (let changed = true; changed; ) {
    changed = false;
    for (const at of graph.order) {
      const after = (leaves.get(at) as ResourceSet).copy();
      if (!spillsAtEnd(blocks.get(at) as Block)) after.addAll(dirty.get(at) as ResourceSet);
      for (const to of graph.successors.get(at) as readonly number[]) {
        const arrives = after.copy();
        arrives.keepAll(staysDirty(allowed.get(to), home.get(to) as ResourceSet));
        arrives.removeAll(doomed.get(to) as ResourceSet);
        if ((dirty.get(to) as ResourceSet).addAll(arrives)) changed = true;
      }
    }
  }
  return dirty;
}

/** What may be dirty where a block begins. */
export function staysDirty(allowed: ResourceSet | undefined, home: ResourceSet): ResourceSet {
  const stays = (allowed ?? EVERYTHING).copy();
  stays.removeAll(home);
  return stays;
}

function liveIn(
  blocks: ReadonlyMap<number, Block>,
  graph: Structure,
  allowed: Liveness['allowed'],
  home: Liveness['home'],
  dirty: Liveness['dirty'],
): Map<number, ResourceSet> {
  const effects = new Map(
    graph.order.map((at) => {
      const needs = needsOf(blocks.get(at) as Block, dirty.get(at) as ResourceSet, home.get(at) as ResourceSet);
      const kept = allowed.get(at);
      if (kept !== undefined) needs.passes?.keepAll(kept);
      // Outside of register loops plain registers are loaded where they are read.
      else return [at, { always: needs.always.notPlain(), passes: needs.passes?.notPlain() }];
      return [at, needs];
    }),
  );
  const live = new Map(graph.order.map((at) => [at, (effects.get(at) as Needs).always]));
  const backwards = [...graph.order].reverse();
  for (let changed = true; changed; ) {
    changed = false;
    for (const at of backwards) {
      const { passes } = effects.get(at) as Needs;
      if (passes === undefined) continue;
      const before = live.get(at) as ResourceSet;
      for (const to of graph.successors.get(at) as readonly number[])
        if (before.addAll((live.get(to) as ResourceSet).common(passes))) changed = true;
    }
  }
  return live;
}

function availableIn(
  blocks: ReadonlyMap<number, Block>,
  graph: Structure,
  loopOf: ReadonlyMap<number, number>,
  live: Liveness['live'],
): Map<number, ResourceSet> {
  const available = new Map<number, ResourceSet>();
  const touched = new Map<number, ResourceSet>();
  for (const at of graph.order) {
    available.set(at, at === 0 ? new ResourceSet() : EVERYTHING.copy());
    const set = new ResourceSet();
    for (const { info } of (blocks.get(at) as Block).steps) {
      set.addAll(info.kills);
      if (loopOf.has(at)) continue;
      set.addAll(info.reads);
      set.addAll(info.writes);
    }
    touched.set(at, set);
  }
  for (let changed = true; changed; ) {
    changed = false;
    for (const at of graph.order) {
      const after = new ResourceSet();
      if (!spillsAtEnd(blocks.get(at) as Block)) {
        after.addAll(touched.get(at) as ResourceSet);
        after.addAll((loopOf.has(at) ? live : available).get(at) as ResourceSet);
      }
      for (const to of graph.successors.get(at) as readonly number[]) {
        const before = available.get(to) as ResourceSet;
        const now = before.common(after);
        if (now.equals(before)) continue;
        available.set(to, now);
        changed = true;
      }
    }
  }
  for (const at of graph.order) available.set(at, ((loopOf.has(at) ? live : available).get(at) as ResourceSet).plain());
  return available;
}

function allowedIn(
  blocks: ReadonlyMap<number, Block>,
  graph: Structure,
  loopOf: ReadonlyMap<number, number>,
): Map<number, ResourceSet | undefined> {
  const used = new Map<number, ResourceSet>();
  for (const head of new Set(loopOf.values())) {
    const set = new ResourceSet();
    for (const member of graph.loops.get(head) as ReadonlySet<number>) {
      const { steps, dispatches } = blocks.get(member) as Block;
      if (dispatches === true) set.add(RESOURCE.ctr);
      for (const { info } of steps) {
        set.addAll(info.reads);
        set.addAll(info.writes);
      }
    }
    used.set(head, set);
  }
  return new Map(graph.order.map((at) => [at, used.get(loopOf.get(at) ?? -1)]));
}

function homesIn(
  blocks: ReadonlyMap<number, Block>,
  graph: Structure,
  loopOf: ReadonlyMap<number, number>,
  keepsSo: boolean,
): Map<number, ResourceSet> {
  const outside = PLAIN.copy();
  outside.add(RESOURCE.ca);
  outside.add(RESOURCE.ca32);
  const carries = outside.copy();
  // Fields are stored as comparisons then.
  if (keepsSo) for (let n: number = RESOURCE.cr; n < RESOURCE.lr; n++) outside.add(n);
  const homes = new Map<number, ResourceSet>();
  for (const head of new Set(loopOf.values())) {
    // In a loop of one block what was compared stays in the registers that were compared.
    const alone = (graph.loops.get(head) as ReadonlySet<number>).size === 1;
    const home = (alone ? carries : outside).copy();
    home.removeAll(carriedIn(head, blocks, graph));
    // Both carries or none: one stored as what it follows from stands for both.
    if (!home.has(RESOURCE.ca)) home.delete(RESOURCE.ca32);
    if (!home.has(RESOURCE.ca32)) home.delete(RESOURCE.ca);
    homes.set(head, home);
  }
  return new Map(graph.order.map((at) => [at, homes.get(loopOf.get(at) ?? -1) ?? outside]));
}

function doomedIn(blocks: ReadonlyMap<number, Block>, graph: Structure): Map<number, ResourceSet> {
  const doomed = new Map<number, ResourceSet>();
  for (const at of [...graph.order].reverse()) {
    const block = blocks.get(at) as Block;
    const found = new ResourceSet();
    const read = new ResourceSet();
    let leaves = false;
    for (const { info } of block.steps) {
      leaves = info.mayLeave;
      if (leaves) break;
      read.addAll(info.reads);
      const kills = info.kills.copy();
      kills.removeAll(read);
      found.addAll(kills);
    }
    if (!leaves) {
      const after = doomedBehind(at, block, graph, doomed);
      after.removeAll(read);
      found.addAll(after);
    }
    doomed.set(at, found);
  }
  return doomed;
}

/** What is doomed where a block ends, whichever way is taken: on ways back the region may be left. */
export function doomedBehind(
  at: number,
  { end, dispatches }: Block,
  graph: Structure,
  doomed: ReadonlyMap<number, ResourceSet>,
): ResourceSet {
  if ((end.kind !== 'goto' && end.kind !== 'if') || dispatches === true) return new ResourceSet();
  const all = EVERYTHING.copy();
  const place = graph.position.get(at) as number;
  for (const to of insideOf(end)) {
    const forward =
      (graph.successors.get(at) as readonly number[]).includes(to) && (graph.position.get(to) as number) > place;
    if (!forward) return new ResourceSet();
    all.keepAll(doomed.get(to) as ResourceSet);
  }
  return all;
}

/** Adds what a step leaves dirty. */
export function addDirty(set: ResourceSet, info: InstructionInfo, home: ResourceSet): void {
  const writes = info.writes.copy();
  writes.removeAll(home);
  set.addAll(writes);
}

/** What a block itself leaves dirty. */
function leavesDirty(block: Block, home: ResourceSet): ResourceSet {
  const set = new ResourceSet();
  if (!spillsAtEnd(block)) for (const { info } of block.steps) addDirty(set, info, home);
  return set;
}

/** What must be in locals when a block begins. */
interface Needs {
  /** For the block itself and the ways out of it. */
  readonly always: ResourceSet;
  /** What it leaves as it is, so that what follows finds it: undefined when nothing is left in locals. */
  readonly passes: ResourceSet | undefined;
}

function needsOf(block: Block, dirtyBefore: ResourceSet, home: ResourceSet): Needs {
  const { steps } = block;
  // Dirty before each step that may leave.
  const dirties: ResourceSet[] = [];
  const now = dirtyBefore.copy();
  for (const { info } of steps) {
    if (info.mayLeave) dirties.push(now.copy());
    addDirty(now, info, home);
  }
  // Any edge may leave the region (an exit, or fuel running out), which stores what is dirty.
  const always = now;
  const passes = spillsAtEnd(block) ? undefined : EVERYTHING.copy();
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

/** For each step of a block what it sets in vain: what is set anew before the region may be left. `behind`: what is doomed where it ends. */
export function overwritten({ steps }: Block, behind: ResourceSet): ResourceSet[] {
  const found: ResourceSet[] = [];
  const soon = behind.copy();
  for (let index = steps.length - 1; index >= 0; index--) {
    const { info } = steps[index] as Block['steps'][number];
    found.push(info.writes.common(soon));
    if (info.mayLeave) soon.clear();
    else soon.addAll(info.kills);
  }
  return found.reverse();
}
