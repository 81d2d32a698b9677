/** Draws sequences: several instructions on few registers, one after the other. */
import { encode, extractField, fieldOf, insertField, INSTRUCTIONS } from '../../../emulator/decode.ts';
import type { Field, Instruction } from '../../../emulator/decode.ts';
import { assemble, rowOf } from './assembler.ts';
import { type State, WINDOW } from './block.ts';
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
/** Accesses of every kind that leave nothing undefined; singles are stored of registers that hold one only. */
export const MEMORY_SEQUENCE = INSTRUCTIONS.filter(({ mnemonic }) =>
  /^(l(bz|hz|ha|wz|d)u?x?|lwau?x?|l[hwd]brx|st[bhwd]u?x?|st[hwd]brx|lf[sd]u?x?|stfdu?x?|lfiw[az]x|stfiwx|lvx|stvx|stve[bhw]x|lxvx?|stxvx?|lxv(d2|w4|b16|h8|ds|ws)x|stxv(d2|w4|b16|h8)x)$/.test(
    mnemonic,
  ),
);
/** What sequences access memory through: registers that nothing else changes, and a small index. */
const BASES = [20, 21, 22] as const;
const INDEX = 9;
const COMPARES = ['cmp', 'cmpi', 'cmpl', 'cmpli'].map((mnemonic) => rowOf(mnemonic));

export interface SequenceOptions {
  readonly rows?: readonly Instruction[];
  /** What every third instruction is chosen from. */
  readonly accesses?: readonly Instruction[];
  /** Every second sequence stands in a loop. */
  readonly loops?: boolean;
}

/**
 * Several instructions on few registers, a comparison and a branch: what one leaves, the next finds.
 * An interpreter that does several at a time must not be told apart.
 */
export function drawSequence(number: number, seed: number, options: SequenceOptions = {}): Case {
  const { rows = INTEGER_SEQUENCE, accesses = [], loops = false } = options;
  const random = new Random(hash(`${seed} sequence ${number}`));
  const state = drawState(random, 'any');
  const words: number[] = [];
  const length = random.below(8);
  const loop = loops && number % 2 === 1;
  if (loop) state.ctr = BigInt(2 + random.below(3));
  if (accesses.length > 0) placeBases(random, state);
  const draw = (row: Instruction): number => {
    const values: Values = {};
    for (const field of row.fields) values[field.name] = drawShared(random, row, field);
    if (accessesMemory(row)) aim(random, row, values);
    chooseDefined(random, row, values, state);
    if (row.mnemonic === 'mtfsfi') Object.assign(values, { BFF: 7, W: 0, U: random.below(4) });
    // The loop's own count.
    if (row.mnemonic === 'mtspr' && loop && values.SPR === 9) values.SPR = 8;
    return encode(row, values);
  };
  while (words.length < length)
    words.push(draw(random.pick(accesses.length > 0 && random.below(3) === 0 ? accesses : rows)));
  if (random.below(4) > 0) words.push(draw(random.pick(COMPARES)));
  if (random.below(5) > 0)
    words.push(
      assemble('bc', {
        BO: (random.word() & 31) | (loop ? 4 : 0),
        BI: random.below(2) === 0 ? random.below(4) : random.below(32),
        BD: 8,
        LK: random.below(2),
      }),
    );
  words.push(assemble('ori', { RA: 30, RS: 30, UI: 0x5a5a }));
  if (loop) words.push(assemble('bc', { BO: 16, BI: 0, BD: -4 * words.length }));
  return { mnemonic: 'sequence', number, words, subject: 0, state };
}

function placeBases(random: Random, state: State): void {
  for (const base of BASES) state.gpr[base] = BigInt(WINDOW + 64 + random.below(128));
  state.gpr[INDEX] = BigInt(random.below(32));
}

/** Points an access into the window. */
function aim(random: Random, row: Instruction, values: Values): void {
  values.RA = random.pick(BASES);
  const displacement = (['D', 'DS', 'DQ'] as const).find((name) => fieldOf(row, name) !== undefined);
  if (displacement === undefined) values.RB = INDEX;
  else values[displacement] = (random.below(64) - 16) & (-1 << (fieldOf(row, displacement)?.scale ?? 0));
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
