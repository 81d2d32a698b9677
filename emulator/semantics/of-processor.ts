/** The meanings of the instructions that one model of processor executes: what it lacks has none, and is illegal. */
import { INSTRUCTIONS } from '../decode.ts';
import { executes, type Processor } from '../processor.ts';
import type { SemanticsTable } from './builder.ts';
import { SEMANTICS } from './index.ts';

export function semanticsOf(processor: Processor): SemanticsTable {
  const table: Record<string, SemanticsTable[string]> = {};
  for (const row of INSTRUCTIONS) {
    const meaning = SEMANTICS[row.mnemonic];
    if (meaning !== undefined && executes(processor, row)) table[row.mnemonic] = meaning;
  }
  return table;
}
