/**
 * Semantics that know the fields of every instruction of some cases while code is built, as a JIT does: a handler asks
 * which of the cases' words it has before it, and goes on with code that was built for that word alone.
 */
import { extractField, INSTRUCTIONS, type Instruction } from '../../../../emulator/decode.ts';
import type { Builder, Field, Fields, Semantics, SemanticsTable } from '../../../../emulator/semantics/builder.ts';
import { SEMANTICS } from '../../../../emulator/semantics/index.ts';
import { i32 } from '../../../../emulator/wasm/i32.ts';
import type { I32 } from '../../../../emulator/wasm/node.ts';
import type { Case } from '../../../isa/cases/case.ts';

/** The emulator's semantics, with constant fields where the cases have a word. Branches stay as they are. */
export function constantFields(cases: readonly Case[]): SemanticsTable {
  const words = new Map<string, Set<number>>();
  for (const { mnemonic, words: all, subject } of cases) {
    const known = words.get(mnemonic) ?? new Set();
    known.add(all[subject] ?? 0);
    words.set(mnemonic, known);
  }
  const table: Record<string, Semantics> = { ...SEMANTICS };
  for (const row of INSTRUCTIONS) {
    const meaning = SEMANTICS[row.mnemonic];
    const known = words.get(row.mnemonic);
    if (meaning !== undefined && known !== undefined && row.class !== 'branch')
      table[row.mnemonic] = chosen(row, meaning, [...known]);
  }
  return table;
}

function chosen(row: Instruction, meaning: Semantics, words: readonly number[]): Semantics {
  return (b, f) => {
    const build = (index: number): void => {
      const word = words[index];
      if (word === undefined) meaning(b, f);
      else
        b.if(
          is(b, f, row, word),
          () => meaning(b, constants(row, word)),
          () => build(index + 1),
        );
    };
    build(0);
  };
}

function is(b: Builder, f: Fields, row: Instruction, word: number): I32 {
  const equal = row.fields.map((field) => b.is(f[field.name], extractField(word, field)));
  return equal.reduce((x, y) => i32.and(x, y), i32.one);
}

function constants(row: Instruction, word: number): Fields {
  const fields: Record<string, Field> = {};
  for (const field of row.fields) {
    const value = extractField(word, field);
    fields[field.name] = { name: field.name, value, nonZero: value !== 0 };
  }
  return fields as unknown as Fields;
}
