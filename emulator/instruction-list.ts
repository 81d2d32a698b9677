/** The instruction table as plain data for reports: what there is, by the level that introduced it and by class. */
import { INSTRUCTIONS } from './decode.ts';

/** Mnemonics by level, then class: `{ "v2.07": { "crypto": ["vcipher", …] } }`. Levels are in the architecture's order. */
export type InstructionList = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

const LEVELS = [
  'P1',
  'P2',
  'PPC',
  'v2.00',
  'v2.01',
  'v2.02',
  'v2.03',
  'v2.04',
  'v2.05',
  'v2.06',
  'v2.07',
  'v3.0',
  'v3.0B',
  'v3.0C',
  'v3.1',
];

/** Lists all rows, or those of which `included` is true (for instance: those that have semantics). */
export function listInstructions(included: (mnemonic: string) => boolean = () => true): InstructionList {
  const list: Record<string, Record<string, string[]>> = {};
  for (const level of LEVELS) {
    for (const row of INSTRUCTIONS) {
      if (row.level !== level || !included(row.mnemonic)) continue;
      ((list[level] ??= {})[row.class] ??= []).push(row.mnemonic);
    }
  }
  return list;
}
