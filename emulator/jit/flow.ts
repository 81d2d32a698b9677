/**
 * The control flow of a region: basic blocks reachable from its root by direct branches.
 *
 * Addresses are offsets from the root in bytes. What is too far or too much stays outside: an edge to it
 * leaves the region. Calls are edges to the instruction behind them.
 */
import type { InstructionInfo, Instructions } from './effects.ts';

export interface Step {
  readonly at: number;
  readonly info: InstructionInfo;
}

/** How a block ends. Offsets may name places outside the region. */
export type End =
  | { readonly kind: 'goto'; readonly target: number }
  | { readonly kind: 'if'; readonly taken: number; readonly next: number }
  | { readonly kind: 'call'; readonly target: number; readonly next: number; readonly always: boolean }
  | {
      readonly kind: 'indirect';
      readonly links: boolean;
      readonly returns: boolean;
      readonly always: boolean;
      readonly next: number;
      /** Where a jump through CTR is known to have gone. */
      readonly targets: readonly number[];
    }
  | { readonly kind: 'system'; readonly next: number }
  | { readonly kind: 'synchronize'; readonly next: number }
  /** The instruction there is the interpreter's. */
  | { readonly kind: 'leave'; readonly at: number };

export interface Block {
  readonly start: number;
  /** With the instruction that ends it, unless that is the interpreter's. */
  readonly steps: readonly Step[];
  readonly end: End;
  /** The block is none of the guest's: it goes on at the address in CTR. */
  readonly dispatches?: true;
}

/** Where the block of that kind stands: at no instruction's offset. */
export const DISPATCH = 1;

export interface FlowLimits {
  /** Instructions of a region at most. */
  readonly instructions: number;
  /** Whether to leave an offset to a region of its own. */
  readonly stopsAt: (at: number) => boolean;
  /** Whether an offset was reached; blocks that were not are left out. */
  readonly executed: (at: number) => boolean;
  /** Where the computed jump at an offset is known to have gone. */
  readonly targetsOf: (at: number) => readonly number[];
}

/** Reads the instruction word at an offset; undefined when it cannot be executed. */
export type Fetch = (at: number) => number | undefined;

export function discover(fetch: Fetch, instructions: Instructions, limits: FlowLimits): Map<number, Block> {
  const leaders = new Set<number>([0]);
  const seen = new Map<number, InstructionInfo | undefined>();
  const queue = [0];
  while (queue.length > 0 && seen.size < limits.instructions) {
    for (let at = queue.shift() as number; !seen.has(at); at += 4) {
      if (at !== 0 && limits.stopsAt(at)) break;
      const word = fetch(at);
      const info = word === undefined ? undefined : instructions.of(word);
      seen.set(at, info);
      if (info === undefined || info.ending !== undefined) {
        const end = endOf(at, info, limits);
        for (const target of insideOf(end)) {
          if (leaders.has(target) || limits.stopsAt(target) || !limits.executed(target)) continue;
          queue.push(target);
          leaders.add(target);
        }
        break;
      }
    }
  }
  const blocks = new Map<number, Block>();
  for (const start of leaders) if (seen.has(start)) blocks.set(start, blockAt(start, seen, leaders, limits));
  return joinJumps(blocks);
}

/**
 * Several computed jumps that go to the same places, as in a bytecode interpreter that jumps from each of its
 * operations to the next, would make a graph that is nothing but ways into loops. They go through one block.
 */
function joinJumps(blocks: Map<number, Block>): Map<number, Block> {
  const jumps = [...blocks.values()].filter(
    ({ end }) => end.kind === 'indirect' && end.always && end.targets.length > 0,
  );
  if (jumps.length < 2) return blocks;
  const targets = new Set<number>();
  for (const { end } of jumps) if (end.kind === 'indirect') for (const target of end.targets) targets.add(target);
  for (const block of jumps) blocks.set(block.start, { ...block, end: { kind: 'goto', target: DISPATCH } });
  const end: End = {
    kind: 'indirect',
    links: false,
    returns: false,
    always: true,
    next: DISPATCH,
    targets: [...targets],
  };
  return blocks.set(DISPATCH, { start: DISPATCH, steps: [], end, dispatches: true });
}

function blockAt(
  start: number,
  seen: ReadonlyMap<number, InstructionInfo | undefined>,
  leaders: ReadonlySet<number>,
  limits: FlowLimits,
): Block {
  const steps: Step[] = [];
  for (let at = start; ; at += 4) {
    if (at !== start && (leaders.has(at) || !seen.has(at))) return { start, steps, end: { kind: 'goto', target: at } };
    const info = seen.get(at);
    const end = info !== undefined && info.ending === undefined ? undefined : endOf(at, info, limits);
    if (info !== undefined && end?.kind !== 'leave') steps.push({ at, info });
    if (end !== undefined) return { start, steps, end };
  }
}

function endOf(at: number, info: InstructionInfo | undefined, limits: FlowLimits): End {
  const next = at + 4;
  const ending = info?.ending;
  if (info === undefined || ending === undefined) return { kind: 'leave', at };
  switch (ending.kind) {
    case 'branch': {
      // Absolute targets are rare and far.
      if (ending.absolute) return { kind: 'leave', at };
      const target = at + ending.displacement;
      // "bcl 20,31,$+4" only asks for the address.
      if (info.links && target !== next) return { kind: 'call', target, next, always: ending.always };
      if (ending.always || target === next) return { kind: 'goto', target };
      return { kind: 'if', taken: target, next };
    }
    case 'indirect': {
      const returns = ending.register === 'lr' && !info.links;
      const jumps = ending.register === 'ctr' && !info.links;
      const targets = jumps ? limits.targetsOf(at) : [];
      return { kind: 'indirect', links: info.links, returns, always: ending.always, next, targets };
    }
    case 'system':
      return { kind: 'system', next };
    case 'synchronize':
      return { kind: 'synchronize', next };
    case 'leave':
      return { kind: 'leave', at };
  }
}

/** Where execution may go on within the region. */
export function insideOf(end: End): number[] {
  switch (end.kind) {
    case 'goto':
      return [end.target];
    case 'if':
      return [end.next, end.taken];
    case 'indirect':
      return end.links || !end.always ? [end.next, ...end.targets] : [...end.targets];
    case 'leave':
      return [];
    default:
      return [end.next];
  }
}

/** Everything is in the state block when such a block ends, and locals are worthless. */
export function spillsAtEnd({ end }: Block): boolean {
  return end.kind === 'call' || end.kind === 'system' || (end.kind === 'indirect' && end.links);
}

/** The blocks that may follow a block. */
export function successors(block: Block, blocks: ReadonlyMap<number, Block>): number[] {
  return [...new Set(insideOf(block.end))].filter((target) => blocks.has(target));
}

/**
 * Of a region that begins with a loop, the loop and a little of what comes after it: the rest of the function is another region's,
 * or seldom reached. The loop is taken to stand in one piece, from its head to the last branch back to it; in a large function everything
 * may be on some way back to everything. Undefined for a region that begins with no loop.
 */
export function trim(blocks: ReadonlyMap<number, Block>, after: number): ReadonlyMap<number, Block> | undefined {
  const before = new Map<number, number[]>();
  for (const [at, block] of blocks)
    for (const to of successors(block, blocks)) before.set(to, [...(before.get(to) ?? []), at]);
  const kept = new Set<number>();
  const work = [...(before.get(0) ?? [])];
  if (work.length === 0) return undefined;
  const last = Math.max(...work);
  kept.add(0);
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    if (kept.has(at) || at < 0 || at > last) continue;
    kept.add(at);
    work.push(...(before.get(at) ?? []));
  }
  let room = after;
  const queue = [...kept];
  for (let at = queue.shift(); at !== undefined && room > 0; at = queue.shift()) {
    for (const to of successors(blocks.get(at) as Block, blocks)) {
      if (kept.has(to)) continue;
      kept.add(to);
      queue.push(to);
      room -= (blocks.get(to) as Block).steps.length;
    }
  }
  return new Map([...blocks].filter(([at]) => kept.has(at)));
}
