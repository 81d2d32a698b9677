/** The instruction table as plain data for reports: what there is, by the level that introduced it and by class. */
import { INSTRUCTIONS } from './decode.ts';
import { LEVELS } from './generated/processors.ts';

/** Mnemonics by level, then class: `{ "v2.07": { "crypto": ["vcipher", …] } }`. Levels are in the architecture's order. */
export type InstructionList = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

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
