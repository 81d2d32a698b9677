/**
 * Which floating-point registers hold numbers of no more than a single's 24 significant bits: what single-precision
 * instructions would otherwise test.
 */
import type { InstructionInfo } from './effects.ts';
import type { Block } from './flow.ts';
import { ResourceSet } from './resources.ts';
import type { Structure } from './structure.ts';

/** What an instruction makes of what was known before it. */
export function knowSingles(known: ResourceSet, { writes, singles }: InstructionInfo): void {
  if (known.isEmpty && singles.length === 0) return;
  const found = singles.filter(({ sources }) => sources.every((source) => known.has(source)));
  known.removeAll(writes);
  for (const { target } of found) known.add(target);
}

/** What is known where each block begins, whichever way led there. Behind a call, and at the root, nothing is. */
export function singlesOf(blocks: ReadonlyMap<number, Block>, graph: Structure): ReadonlyMap<number, ResourceSet> {
  const before = new Map<number, ResourceSet>([[0, new ResourceSet()]]);
  if (!graph.order.some((at) => (blocks.get(at) as Block).steps.some(({ info }) => info.singles.length > 0))) {
    for (const at of graph.order) before.set(at, new ResourceSet());
    return before;
  }
  for (let changed = true; changed; ) {
    changed = false;
    for (const at of graph.order) {
      const known = before.get(at)?.copy();
      if (known === undefined) continue;
      const { steps, end } = blocks.get(at) as Block;
      for (const { info } of steps) knowSingles(known, info);
      const kept = end.kind === 'goto' || end.kind === 'if' ? known : new ResourceSet();
      for (const next of graph.successors.get(at) as readonly number[]) {
        const old = before.get(next);
        const now = old === undefined ? kept.copy() : old.common(kept);
        if (old?.equals(now) === true) continue;
        before.set(next, now);
        changed = true;
      }
    }
  }
  return before;
}
