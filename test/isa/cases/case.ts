/** Draws cases: an instruction with random fields, and a machine state that it can run in. */
import { encode, extractField, insertField, INSTRUCTIONS } from '../../../emulator/decode.ts';
import type { Field, Instruction } from '../../../emulator/decode.ts';
import { assemble } from './assembler.ts';
import { BASE_REGISTER } from './block.ts';
import type { State } from './block.ts';
import { chooseDefined } from './defined.ts';
import type { Values } from './defined.ts';
import { Random } from './random.ts';
import { drawState, formatOf } from './state.ts';
import { placeOperands } from './storage.ts';
import type { VectorPool } from './vector-pool.ts';

export interface Case {
  readonly mnemonic: string;
  readonly number: number;
  /** The instruction, and what must stand around it (a reservation before, a landing place behind). */
  readonly words: readonly number[];
  /** Which of the words is the instruction itself. */
  readonly subject: number;
  readonly state: State;
}

/** Rows that leave the program, depend on time or chance, or belong to the supervisor. */
const EXCLUDED = new Set([
  'sc',
  'scv',
  'rfebb',
  'attn',
  'wait',
  'copy',
  'paste.',
  'cpabort',
  'mftb',
  'darn',
  'bctar',
  'icbt',
  'hashst',
  'hashchk',
  'clrbhrb',
  'mfbhrbe',
  'dst',
  'dstt',
  'dstst',
  'dststt',
  'dss',
  'dssall',
]);

export function comparable(row: Instruction): boolean {
  return !row.privileged && !EXCLUDED.has(row.mnemonic) && row.class !== 'transaction';
}

export const COMPARABLE: readonly Instruction[] = INSTRUCTIONS.filter(comparable);

/** One of many states for the same fields. */
export interface Variant {
  readonly number: number;
  readonly pool: VectorPool;
}

/**
 * `stub` and `block` are where the case's instructions and its block will stand. Variants of a case have the same words, unless the
 * state decides which are defined.
 */
export function drawCase(
  row: Instruction,
  number: number,
  seed: number,
  stub: number,
  block: number,
  variant?: Variant,
): Case {
  const random = new Random(hash(`${seed} ${row.mnemonic} ${number}`));
  const states =
    variant === undefined ? random : new Random(hash(`${seed} ${row.mnemonic} ${number} ${variant.number}`));
  const state = drawState(states, formatOf(row), variant?.pool);
  const values: Values = {};
  const lowest = random.below(3) === 0 ? 0 : 3;
  for (const field of row.fields)
    values[field.name] = extractField(insertField(0, field, drawField(random, row, field, lowest)), field);
  const before: number[] = [];
  const behind: number[] = [];
  if (row.class === 'branch') aimBranch(states, row, values, state, stub, behind);
  placeOperands(random, row, values, state, before, block, states);
  chooseDefined(random, row, values, state, states);
  const words = [...before, encode(row, values), ...behind];
  return { mnemonic: row.mnemonic, number, words, subject: before.length, state };
}

export function drawField(random: Random, row: Instruction, field: Field, lowest: number): number {
  switch (field.kind) {
    case 'gpr':
      // Neither r31 nor a pair that holds it; r0 now and then, for it reads as zero in places.
      return field.scale > 0 ? 2 * random.below(15) : lowest + random.below(BASE_REGISTER - lowest);
    case 'signed':
    case 'displacement':
      return random.below(2) === 0 ? random.word() : (random.below(9) - 4) << field.scale;
    case 'flag':
      return field.name === 'AA' ? 0 : random.below(2);
    default:
      return row.class === 'branch' && field.kind === 'branch' ? 8 : random.word();
  }
}

/** A taken branch jumps over the word behind it, which leaves a mark in r30. */
function aimBranch(
  random: Random,
  row: Instruction,
  values: Values,
  state: State,
  stub: number,
  behind: number[],
): void {
  if (row.form !== 'I' && row.form !== 'B' && !row.mnemonic.startsWith('bc')) return;
  behind.push(assemble('ori', { RA: 30, RS: 30, UI: 0x5a5a }));
  values.BH = 0;
  const target = BigInt(stub + 8 + random.below(4));
  if (row.mnemonic === 'bclr') state.lr = target;
  if (row.mnemonic === 'bcctr') {
    state.ctr = target;
    // Decrementing CTR while branching to it is an invalid form.
    values.BO = (values.BO ?? 0) | 4;
  }
}

/** A seed from a name (FNV-1a). */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const char of text) value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return value;
}
