/**
 * The loops that have their registers in locals (*register loops*), and which of these hold from one turn to the next.
 *
 * A loop that makes a call in every turn is none: everything is in the state block then in any case.
 */
import { type Block, spillsAtEnd } from './flow.ts';
import { ResourceSet } from './resources.ts';
import { dominates, type Structure } from './structure.ts';

/** The register loop that a block is in, by its head; only blocks whose innermost loop is one. */
export function registerLoops(blocks: ReadonlyMap<number, Block>, graph: Structure): Map<number, number> {
  const found = new Map<number, number>();
  const calling = new Map<number, boolean>();
  for (const [at, head] of graph.loopOf) {
    let calls = calling.get(head);
    if (calls === undefined) {
      calls = callsEachTurn(head, blocks, graph);
      calling.set(head, calls);
    }
    if (!calls) found.set(at, head);
  }
  return found;
}

function callsEachTurn(head: number, blocks: ReadonlyMap<number, Block>, graph: Structure): boolean {
  const members = graph.loops.get(head) as ReadonlySet<number>;
  const calls = [...members].filter((at) => spillsAtEnd(blocks.get(at) as Block));
  if (calls.length === 0) return false;
  const backs = (graph.predecessors.get(head) as readonly number[]).filter((at) => members.has(at));
  return backs.every((back) => calls.some((call) => dominates(graph.dominator, call, back)));
}

/** What a turn of a loop reads of what the turn before it left, or of what was there before the loop. */
export function carriedIn(head: number, blocks: ReadonlyMap<number, Block>, graph: Structure): ResourceSet {
  const members = graph.loops.get(head) as ReadonlySet<number>;
  const order = graph.order.filter((at) => members.has(at)).reverse();
  const reads = new Map<number, ResourceSet>();
  const passes = new Map<number, ResourceSet>();
  for (const at of order) {
    const { steps } = blocks.get(at) as Block;
    const read = new ResourceSet();
    const passed = new ResourceSet(-1, -1, -1, -1);
    for (let index = steps.length - 1; index >= 0; index--) {
      const { info } = steps[index] as Block['steps'][number];
      read.removeAll(info.kills);
      passed.removeAll(info.kills);
      read.addAll(info.reads);
    }
    reads.set(at, read);
    passes.set(at, passed);
  }
  for (let changed = true; changed; ) {
    changed = false;
    for (const at of order) {
      if (spillsAtEnd(blocks.get(at) as Block)) continue;
      const before = reads.get(at) as ResourceSet;
      for (const to of graph.successors.get(at) as readonly number[]) {
        const after = reads.get(to);
        if (after !== undefined && before.addAll(after.common(passes.get(at) as ResourceSet))) changed = true;
      }
    }
  }
  return reads.get(head) as ResourceSet;
}
