/**
 * Memory accesses that one check can cover: those off one base register whose value changes only by constants in between. The
 * first of a group checks the whole span, and holds for what it dominates as far as no call lies between.
 */
import { type Block, type Step, spillsAtEnd } from './flow.ts';
import type { ResourceSet } from './resources.ts';
import type { Structure } from './structure.ts';

export interface Group {
  /** Span of the accesses, relative to what the base register held at the first of them… */
  lo: number;
  hi: number;
  write: boolean;
  /** How many accesses it has. */
  uses: number;
}

/** One access's place in its group. */
export interface Planned {
  /** Accesses with the same number are likely to be near each other. −1: nothing is known. */
  readonly slot: number;
  readonly size: number;
  readonly write: boolean;
  readonly group: Group | undefined;
  /** Where it starts, relative to the group's zero. */
  readonly offset: number;
  readonly leads: boolean;
}

/** Bytes that one check may span. */
const SPAN = 2048;
/** And with what other blocks access, which perhaps does not happen. */
const SPAN_OF_SEVERAL = 64;

/** What a register is: a value that was never named, plus a constant. */
interface Value {
  readonly value: number;
  readonly offset: number;
}

/** What is known at a place. */
interface Known {
  readonly values: Map<number, Value>;
  /** The group that was checked last, by value. */
  readonly groups: Map<number, Group>;
}

/** For each step of each block its accesses, in order. `written`: in each loop, by its head. */
export function planAccesses(
  blocks: ReadonlyMap<number, Block>,
  graph: Structure,
  written: ReadonlyMap<number, ResourceSet>,
): Map<number, Planned[][]> {
  const plans = new Map<number, Planned[][]>();
  const behind = new Map<number, Known>();
  const names = { next: 0 };
  for (const at of graph.order) {
    const block = blocks.get(at) as Block;
    const known = knownAt(at, blocks, graph, written, behind);
    plans.set(at, planBlock(block, written.get(graph.loopOf.get(at) ?? -1), known, names));
    behind.set(at, spillsAtEnd(block) ? nothing() : known);
  }
  return plans;
}

/** The blocks, with what is known of accesses that need no check of their own: they do not leave. */
export function withPlans(
  blocks: ReadonlyMap<number, Block>,
  plans: ReadonlyMap<number, readonly (readonly Planned[])[]>,
): Map<number, Block> {
  const result = new Map(blocks);
  for (const [at, plan] of plans) {
    const block = blocks.get(at) as Block;
    const isSafe = (index: number): boolean => {
      const { mayLeave, leavesElse } = (block.steps[index] as Step).info;
      return mayLeave && !leavesElse && (plan[index] as readonly Planned[]).every(({ leads }) => !leads);
    };
    if (!block.steps.some((_, index) => isSafe(index))) continue;
    const steps = block.steps.map((step, index) =>
      isSafe(index) ? { at: step.at, info: { ...step.info, mayLeave: false } } : step,
    );
    result.set(at, { ...block, steps });
  }
  return result;
}

function nothing(): Known {
  return { values: new Map(), groups: new Map() };
}

/** What is known where a block begins: what all ways forward agree on, and the loop that begins there leaves as it is. */
function knownAt(
  at: number,
  blocks: ReadonlyMap<number, Block>,
  graph: Structure,
  written: ReadonlyMap<number, ResourceSet>,
  behind: ReadonlyMap<number, Known>,
): Known {
  // Those of ways back are not there yet.
  const ways = (graph.predecessors.get(at) as readonly number[]).flatMap((from) => behind.get(from) ?? []);
  const [first, ...others] = ways;
  if (first === undefined) return nothing();
  const known = { values: new Map(first.values), groups: new Map(first.groups) };
  for (const other of others) {
    for (const [register, { value, offset }] of known.values) {
      const there = other.values.get(register);
      if (there?.value !== value || there.offset !== offset) known.values.delete(register);
    }
    for (const [value, group] of known.groups) if (other.groups.get(value) !== group) known.groups.delete(value);
  }
  if (!graph.loopHeads.has(at)) return known;
  const changes = written.get(at);
  if (changes === undefined) return nothing();
  for (const register of known.values.keys()) if (changes.has(register)) known.values.delete(register);
  for (const member of graph.loops.get(at) as ReadonlySet<number>)
    if (spillsAtEnd(blocks.get(member) as Block)) known.groups.clear();
  return known;
}

/** `changing`: what is written in the loop that the block is in. `known` becomes what is known where the block ends. */
function planBlock(
  block: Block,
  changing: ResourceSet | undefined,
  { values, groups }: Known,
  names: { next: number },
): Planned[][] {
  /** Where registers got their addresses from. */
  const origins = new Map<number, number>();
  const originOf = (register: number): number => origins.get(register) ?? register;
  /** Of an address and an index the address, which changes less: else both are one thing. */
  const originOfSum = (one: number, two: number): number => {
    const [first, second] = [originOf(one), originOf(two)];
    const steady = (register: number): boolean => register < 32 && changing?.has(register) !== true;
    if (steady(first)) return first;
    return steady(second) ? second : 32 + (first & 31) * 32 + (second & 31);
  };
  /** Groups that this block checks. */
  const own = new Set<Group>();
  const valueOf = (register: number): Value => {
    let known = values.get(register);
    if (known === undefined) {
      known = { value: names.next++, offset: 0 };
      values.set(register, known);
    }
    return known;
  };
  return block.steps.map(({ info }) => {
    const planned = info.accesses.map(({ base, offset, index, from: source, size, write }): Planned => {
      const slot = source < 0 ? -1 : index < 0 ? originOf(source) : originOfSum(source, index);
      if (base < 0) return { slot, size, write, group: undefined, offset: 0, leads: true };
      const known = valueOf(base);
      const from = known.offset + offset;
      let group = groups.get(known.value);
      const leads = group === undefined || !fits(group, from, size, write, own.has(group));
      if (group === undefined || leads) {
        group = { lo: from, hi: from + size, write, uses: 0 };
        groups.set(known.value, group);
        own.add(group);
      }
      group.uses++;
      group.lo = Math.min(group.lo, from);
      group.hi = Math.max(group.hi, from + size);
      group.write ||= write;
      return { slot, size, write, group, offset: from, leads };
    });
    const { addsTo } = info;
    const sum = addsTo === undefined ? undefined : valueOf(addsTo.base);
    const update = info.accesses.length === 1 ? info.accesses[0] : undefined;
    const updated = update === undefined || update.base < 0 ? undefined : valueOf(update.base);
    const origin =
      addsTo !== undefined
        ? originOf(addsTo.base)
        : info.sum !== undefined
          ? originOfSum(...info.sum.terms)
          : undefined;
    info.writes.forEach((register) => {
      if (register >= 32) return;
      values.delete(register);
      origins.delete(register);
    });
    const target = addsTo?.target ?? info.sum?.target;
    if (target !== undefined && origin !== undefined && origin !== target) origins.set(target, origin);
    if (addsTo !== undefined && sum !== undefined)
      values.set(addsTo.target, { value: sum.value, offset: sum.offset + addsTo.by });
    // An update form leaves the address in its base register; a plain one that loads into it does not.
    else if (update !== undefined && updated !== undefined && isUpdate(info.row.mnemonic))
      values.set(update.base, { value: updated.value, offset: updated.offset + update.offset });
    return planned;
  });
}

/** Whether an access may belong to a group. What another block checks does not become a write. */
function fits({ lo, hi, write: writes }: Group, from: number, size: number, write: boolean, isOwn: boolean): boolean {
  if (from >= lo && from + size <= hi) return isOwn || writes || !write;
  const span = Math.max(hi, from + size) - Math.min(lo, from);
  return isOwn ? span <= SPAN : span <= SPAN_OF_SEVERAL && (writes || !write);
}

/** lbzu, stdu, lfdu …: D-form update mnemonics end in u, which no other access with a displacement does. */
function isUpdate(mnemonic: string): boolean {
  return mnemonic.endsWith('u');
}
