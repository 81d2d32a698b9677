/** Makes the memory operands of a case point into the window. */
import { fieldOf } from '../../../emulator/decode.ts';
import type { Instruction, Mnemonic } from '../../../emulator/decode.ts';
import type { Random } from './random.ts';
import { assemble } from './assembler.ts';
import { BASE_REGISTER, WINDOW } from './block.ts';
import type { State } from './block.ts';
import type { Values } from './defined.ts';
import { integer } from './values.ts';

/** Bytes before an address in the window and behind it that an access may use. */
const MARGIN = 64;

/** Accesses that must be aligned, and to what. */
const ALIGNED: Readonly<Record<string, number>> = {
  lharx: 2,
  'sthcx.': 2,
  lwarx: 4,
  'stwcx.': 4,
  ldarx: 8,
  'stdcx.': 8,
  lqarx: 16,
  'stqcx.': 16,
  lq: 16,
  stq: 16,
  lwat: 4,
  ldat: 8,
  stwat: 4,
  stdat: 8,
};
/** What makes the reservation that a conditional store asks for. */
const RESERVE: Readonly<Record<string, Mnemonic>> = {
  'stbcx.': 'lbarx',
  'sthcx.': 'lharx',
  'stwcx.': 'lwarx',
  'stdcx.': 'ldarx',
  'stqcx.': 'lqarx',
};
/** Function codes of the atomic memory operations that are defined. */
const ATOMIC: Readonly<Record<string, readonly number[]>> = {
  lwat: [0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 24, 25, 28],
  ldat: [0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 24, 25, 28],
  stwat: [0, 1, 2, 3, 4, 5, 6, 7, 24],
  stdat: [0, 1, 2, 3, 4, 5, 6, 7, 24],
};
const WITH_LENGTH = new Set(['lxvl', 'lxvll', 'stxvl', 'stxvll']);
const NO_ACCESS = new Set(['lvsl', 'lvsr', 'lxvkq', 'isel', 'sync', 'isync', 'eieio']);

export function accessesMemory(row: Instruction): boolean {
  if (NO_ACCESS.has(row.mnemonic) || fieldOf(row, 'RA') === undefined) return false;
  return row.class === 'storage' || /^(lf|stf|lv|stv|lx|stx)/.test(row.mnemonic);
}

/** `block` is the case's block, whose address r31 holds. Fields come from `random`, what registers hold from `states`. */
export function placeOperands(
  random: Random,
  row: Instruction,
  values: Values,
  state: State,
  before: number[],
  block: number,
  states: Random = random,
): void {
  if (!accessesMemory(row)) return;
  const { mnemonic } = row;
  const string = /^l?s?t?sw[ix]$/.test(mnemonic);
  const alignment = ALIGNED[mnemonic] ?? states.pick([1, 1, 2, 4, 8, 16]);
  const address = BigInt(WINDOW + MARGIN + Math.floor(states.below(2 * MARGIN) / alignment) * alignment);
  const zero = row.specialize.includes('RA0');
  const displacement = (['D', 'DS', 'DQ'] as const).find((name) => fieldOf(row, name) !== undefined);
  // Without a second register, or with a length in it, register 0 would be the address 0.
  const indexed = fieldOf(row, 'RB') !== undefined && !WITH_LENGTH.has(mnemonic);
  const RA = string ? 1 + random.below(7) : differing(random, values, indexed && zero && random.below(4) === 0);
  values.RA = RA;

  if (displacement !== undefined) {
    const field = fieldOf(row, displacement);
    const offset = (values[displacement] ?? 0) & (-1 << (field?.scale ?? 0));
    const half = (offset << 16) >> 16;
    values[displacement] = half;
    state.gpr[RA] = BigInt.asUintN(64, address - BigInt(half));
  } else if (fieldOf(row, 'RB') === undefined) {
    state.gpr[RA] = address;
  } else if (WITH_LENGTH.has(mnemonic)) {
    values.RB = other(random, [RA]);
    state.gpr[RA] = address;
    state.gpr[values.RB] =
      (BigInt(states.below(3) === 0 ? states.below(256) : states.below(20)) << 56n) | (integer(states) >> 8n);
  } else {
    values.RB = string ? 8 + random.below(7) : other(random, [RA]);
    const part = RA === 0 && zero ? 0n : integer(states);
    if (RA !== 0 || !zero) state.gpr[RA] = part;
    state.gpr[values.RB] = BigInt.asUintN(64, address - part);
  }

  if (mnemonic in ATOMIC) {
    values.FC = random.pick(ATOMIC[mnemonic] ?? []);
    // The word or doubleword behind it (or, counting down, before it) lies in the same block of 32 bytes.
    const at = Number(address % 32n);
    if (values.FC !== 28 && at === 32 - alignment) state.gpr[RA] = address - BigInt(alignment);
    if (values.FC === 28 && at === 0) state.gpr[RA] = address + BigInt(alignment);
  }
  if (fieldOf(row, 'FC') !== undefined)
    values.RT = fieldOf(row, 'RT') === undefined ? 0 : other(random, [RA, RA - 1], 28);
  const reserve = RESERVE[mnemonic];
  if (reserve !== undefined && random.below(4) > 0) {
    const target = other(random, [RA, values.RB ?? 0, values.RS ?? 0], 29) & -2;
    const taken = [RA, values.RB].some((n) => n === target || n === target + 1);
    if (!taken)
      before.push(
        assemble(
          reserve,
          mnemonic === 'stqcx.'
            ? { RTp: target, RA: zero && RA === 0 ? 0 : RA, RB: values.RB ?? 0 }
            : { RT: target, RA, RB: values.RB ?? 0 },
        ),
      );
  }
  if (fieldOf(row, 'RTp') !== undefined) values.RTp = pairApart(random, [RA, values.RB ?? RA]);
  if (mnemonic === 'lmw') {
    // It loads r31 too, with what stands there already.
    values.RT = BASE_REGISTER - 1 - random.below(10);
    if (RA >= values.RT) moveBase(random, values, state, RA, values.RT);
    new DataView(state.window.buffer).setUint32(Number(address) - WINDOW + 4 * (BASE_REGISTER - values.RT), block);
  }
  if (string) stringOperands(random, values);
}

/** RA that is no target of the same instruction, for update forms; 0 on request, where it reads as zero. */
function differing(random: Random, values: Values, zero: boolean): number {
  if (zero) return 0;
  return other(random, [values.RT ?? 0, values.RTp ?? 0, (values.RTp ?? 0) + 1]);
}

function other(random: Random, than: readonly number[], limit: number = BASE_REGISTER): number {
  for (;;) {
    const n = 1 + random.below(limit - 1);
    if (!than.includes(n)) return n;
  }
}

function pairApart(random: Random, from: readonly number[]): number {
  for (;;) {
    const n = 2 * random.below(15);
    if (!from.includes(n) && !from.includes(n + 1)) return n;
  }
}

function moveBase(random: Random, values: Values, state: State, from: number, below: number): void {
  const to = 1 + random.below(below - 1);
  state.gpr[to] = state.gpr[from] ?? 0n;
  values.RA = to;
}

/** The string's registers end before r31, and do not hold the addresses: those are below r16. */
function stringOperands(random: Random, values: Values): void {
  const first = 16 + random.below(8);
  if (values.RT !== undefined) values.RT = first;
  if (values.RS !== undefined) values.RS = first;
  if (values.NB !== undefined) values.NB = 1 + random.below(24);
}
