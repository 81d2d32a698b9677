/** Draws sequences: several instructions on few registers, one after the other. */
import { encode, extractField, insertField, INSTRUCTIONS } from '../../../emulator/decode.ts';
import type { Field, Instruction } from '../../../emulator/decode.ts';
import { assemble, rowOf } from './assembler.ts';
import { comparable, drawField, hash } from './case.ts';
import type { Case } from './case.ts';
import { chooseDefined } from './defined.ts';
import type { Values } from './defined.ts';
import { Random } from './random.ts';
import { drawState } from './state.ts';
import { accessesMemory } from './storage.ts';

/** Rows that a sequence may use: whatever they compute is defined, and no word of them depends on where it stands. */
export const INTEGER_SEQUENCE = INSTRUCTIONS.filter(
  (row) =>
    comparable(row) &&
    !accessesMemory(row) &&
    /^(fixed|vector|crypto)$/.test(row.class) &&
    row.level !== 'v3.1' &&
    !/^(div|mod|mulh|tw|td|addex|addpcis|vextu|vextract|vinsert|vrldmi|setb|vre|vrsq|vexp|vlog|mtvscr)/.test(
      row.mnemonic,
    ),
);
/** Double precision, where qemu's status is right; changes of the rounding mode between. */
export const FLOAT_SEQUENCE = INSTRUCTIONS.filter(({ mnemonic }) =>
  /^(f(add|sub|mul|div|sqrt|madd|msub|rsp|cfidu?|ctidu?z?|ri[nzpm]|cmpu|sel|neg|n?abs|mr|cpsgn)|xs(add|sub|mul|div|sqrt|max|min)dp|xsm(add|sub)[am]dp|xvc?(add|sub|mul)[ds]p|mtfsfi)$/.test(
    mnemonic,
  ),
);
const COMPARES = ['cmp', 'cmpi', 'cmpl', 'cmpli'].map((mnemonic) => rowOf(mnemonic));

/**
 * Several instructions on few registers, a comparison and a branch: what one leaves, the next finds.
 * An interpreter that does several at a time must not be told apart.
 */
export function drawSequence(number: number, seed: number, rows: readonly Instruction[] = INTEGER_SEQUENCE): Case {
  const random = new Random(hash(`${seed} sequence ${number}`));
  const state = drawState(random, 'any');
  const words: number[] = [];
  const length = random.below(8);
  const draw = (row: Instruction): number => {
    const values: Values = {};
    for (const field of row.fields) values[field.name] = drawShared(random, row, field);
    chooseDefined(random, row, values, state);
    if (row.mnemonic === 'mtfsfi') Object.assign(values, { BFF: 7, W: 0, U: random.below(4) });
    return encode(row, values);
  };
  while (words.length < length) words.push(draw(random.pick(rows)));
  if (random.below(4) > 0) words.push(draw(random.pick(COMPARES)));
  if (random.below(5) > 0)
    words.push(
      assemble('bc', {
        BO: random.word() & 31,
        BI: random.below(2) === 0 ? random.below(4) : random.below(32),
        BD: 8,
        LK: random.below(2),
      }),
    );
  words.push(assemble('ori', { RA: 30, RS: 30, UI: 0x5a5a }));
  return { mnemonic: 'sequence', number, words, subject: 0, state };
}

/** Fields of an instruction in a sequence: registers from a handful. */
function drawShared(random: Random, row: Instruction, field: Field): number {
  switch (field.kind) {
    case 'gpr':
      return field.scale > 0 ? 4 : 3 + random.below(6);
    case 'vr':
    case 'vsr':
    case 'fpr':
      return 1 + random.below(6);
    default:
      return extractField(insertField(0, field, drawField(random, row, field, 3)), field);
  }
}
