/**
 * Fused handlers: a compare (or an instruction that records its result in CR0) and the conditional
 * branch behind it in one, built from the meanings of both. The field is set as by the compare alone.
 */
import { fieldOf, INSTRUCTIONS, type Instruction } from '../decode.ts';
import type { Fields } from '../semantics/builder.ts';
import { type Pinned, wordFields } from './word-field.ts';

/**
 * What is fused: `bc` without AA and LK, on LT, GT or EQ of the field just set, sought to be 0 or 1,
 * CTR left alone. Handler 2 · bit + sense of each compare's six.
 */
const VARIANTS = [0, 1, 2].flatMap((place) => [
  { place, bo: 4 },
  { place, bo: 12 },
]);

const COMPARES = ['cmpi', 'cmp', 'cmpli', 'cmpl', 'andi.', 'addic.'];
/** Those that compilers let record; each counts six handlers. */
const RECORDING = ['and', 'or', 'add', 'subf', 'rlwinm', 'rldicl', 'extsw'];

export function fuses(row: Instruction, pinned: ReadonlyMap<string, Pinned>): boolean {
  if (COMPARES.includes(row.mnemonic)) return true;
  const plain = pinned.get('OE')?.value !== 1;
  return RECORDING.includes(row.mnemonic) && plain && pinned.get('Rc')?.value === 1;
}

export function branchRow(): Instruction {
  const row = INSTRUCTIONS.find(({ mnemonic }) => mnemonic === 'bc');
  if (row === undefined || fieldOf(row, 'BI') === undefined) throw new Error('no row for bc');
  return row;
}

/** The branch's fields for each fused variant, and the bit it looks at. */
export function branchVariants(row: Instruction): { fields: Fields; place: number }[] {
  return VARIANTS.map(({ place, bo }) => {
    const pinned = new Map<string, Pinned>([
      ['BO', { value: bo }],
      ['AA', { value: 0 }],
      ['LK', { value: 0 }],
    ]);
    return { fields: wordFields(row, pinned), place };
  });
}
