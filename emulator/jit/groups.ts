/**
 * Memory accesses of a block that one check can cover: those off one base register whose value changes only by
 * constants in between. The first of a group checks the whole span.
 */
import type { Block } from './flow.ts';
import type { ResourceSet } from './resources.ts';

export interface Group {
  /** Span of the accesses, relative to what the base register held at the first of them… */
  lo: number;
  hi: number;
  write: boolean;
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

/** For each step of a block its accesses, in order. `changing`: what is written in the loop that the block is in. */
export function planAccesses(block: Block, changing: ResourceSet | undefined): Planned[][] {
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
  /** What a register is: a value that was never named, plus a constant. */
  const values = new Map<number, { readonly value: number; readonly offset: number }>();
  const groups = new Map<number, Group>();
  let named = 0;
  const valueOf = (register: number): { readonly value: number; readonly offset: number } => {
    let known = values.get(register);
    if (known === undefined) {
      known = { value: named++, offset: 0 };
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
      const leads = group === undefined || Math.max(group.hi, from + size) - Math.min(group.lo, from) > SPAN;
      if (group === undefined || leads) {
        group = { lo: from, hi: from + size, write };
        groups.set(known.value, group);
      }
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

/** lbzu, stdu, lfdu …: D-form update mnemonics end in u, which no other access with a displacement does. */
function isUpdate(mnemonic: string): boolean {
  return mnemonic.endsWith('u');
}
