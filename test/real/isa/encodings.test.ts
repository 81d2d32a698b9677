import { describe, expect, it } from 'vitest';
import { insertField, INSTRUCTIONS } from '../../../emulator/decode.ts';
import type { Field } from '../../../emulator/decode.ts';
import { disassemble } from '../../../emulator/disassembler.ts';
import { PREFIXED } from '../../../emulator/generated/prefixed.ts';
import { gnuTexts, llvmTexts } from './disassemblers.ts';
import { Random } from '../../isa/cases/random.ts';

const PER_ROW = 40;
/** Instructions that left the architecture again are in older dialects only. */
const DIALECTS = ['power10', 'power9', 'power8', 'power6', 'power4'];
/** And these are in the first PowerPC's only, which has other branch hints. */
const FIRST_ONLY = ['mcrxr', 'mftb'];

/** Known to GNU alone: LLVM never learned them or refuses their use in 64-bit code. */
const NOT_IN_LLVM = [
  'bctar',
  'fmrgew',
  'fmrgow',
  'lfdp',
  'lfdpx',
  'lswx',
  'mcrxr',
  'prtyd',
  'prtyw',
  'stfdp',
  'stfdpx',
  'stswx',
];
/** Names that LLVM writes for the plain instruction, and GNU does not. */
const LLVM_NAMES: Readonly<Record<string, readonly string[]>> = {
  subf: ['sub'],
  subfc: ['subc'],
  bc: ['bt', 'bf'],
  mtspr: ['mt'],
  mfspr: ['mf'],
};

/** Special registers of user programs: XER, LR, CTR, VRSAVE, the time base, TAR. */
const REGISTERS = [1, 8, 9, 256, 268, 269, 815];

interface Sample {
  readonly mnemonic: string;
  readonly word: number;
}

function draw(): Sample[] {
  const random = new Random(42);
  return INSTRUCTIONS.flatMap((row) =>
    Array.from({ length: PER_ROW }, () => {
      // Equal fields and extreme ones bring out the extended mnemonics.
      const same = random.below(4) === 0 ? random.word() : undefined;
      const value = (): number => same ?? (random.below(3) === 0 ? random.pick([0, 1, 31, 63]) << 4 : random.word());
      const word = row.fields.reduce(
        (bits, field) => insertField(bits, field, field.kind === 'spr' ? random.pick(REGISTERS) : value()),
        row.match,
      );
      return { mnemonic: row.mnemonic, word };
    }),
  );
}

const samples = draw();
const words = samples.map(({ word }) => word);

describe('each row of the instruction table', () => {
  it('is what GNU objdump says, operands and extended mnemonics included', () => {
    const texts = DIALECTS.map((dialect) => gnuTexts(words, dialect));
    const first = gnuTexts(words, 'ppc');
    const wrong: string[] = [];
    const known = new Set<string>();
    samples.forEach(({ mnemonic, word }, index) => {
      const lists = FIRST_ONLY.includes(mnemonic) ? [first] : texts;
      const given = lists.map((list) => list[index] ?? '').filter((text) => !text.startsWith('.long'));
      if (given.length === 0) return;
      known.add(mnemonic);
      const ours = disassemble(word, index * 4);
      if (!given.some((text) => sameText(text, ours)))
        wrong.push(`${(word >>> 0).toString(16)}: ${ours} | ${given[0] ?? ''}`);
    });
    expect(wrong).toEqual([]);
    expect(INSTRUCTIONS.map((row) => row.mnemonic).filter((name) => !known.has(name))).toEqual([]);
  });

  it('is what LLVM says', () => {
    const texts = llvmTexts(words);
    const wrong: string[] = [];
    const known = new Set<string>();
    samples.forEach(({ mnemonic, word }, index) => {
      const theirs = texts[index]?.split(' ')[0] ?? '';
      if (theirs === '<unknown>') return;
      known.add(mnemonic);
      const ours = disassemble(word).split(' ')[0] ?? '';
      const names = [mnemonic, ours, ...(LLVM_NAMES[mnemonic] ?? [])];
      if (!names.some((name) => stem(theirs) === stem(name) || theirs.startsWith(stem(name))))
        wrong.push(`${(word >>> 0).toString(16)}: ${ours} | ${texts[index] ?? ''}`);
    });
    expect(wrong).toEqual([]);
    expect(
      INSTRUCTIONS.map((row) => row.mnemonic)
        .filter((name) => !known.has(name))
        .toSorted(),
    ).toEqual(NOT_IN_LLVM);
  });
});

describe('each row of two words', () => {
  const random = new Random(43);
  const pairs = PREFIXED.flatMap((row) =>
    Array.from({ length: PER_ROW }, () => {
      const bits = row.fields.reduce((all, field) => insertBits(all, field, random), {
        prefix: row.prefix.match,
        suffix: row.match,
      });
      // With R = 1 the base must be no register.
      const relative = ((bits.prefix >>> 20) & 1) !== 0 && row.form.endsWith('LS');
      return { row, prefix: bits.prefix, suffix: relative ? bits.suffix & ~(31 << 16) : bits.suffix };
    }),
  )
    // A pair may not be loaded over its own base.
    .filter(({ row, suffix }) => row.mnemonic !== 'plq' || ((suffix >>> 21) & 31) !== ((suffix >>> 16) & 31))
    .map(({ prefix, suffix }) => [prefix, suffix] as const);

  it('is what GNU objdump and LLVM say', () => {
    const gnu = gnuTexts(pairs.flat(), 'power10').map((text) => text.replace(/\s*#.*$/, ''));
    const ours = pairs.map(([prefix, suffix]) => disassemble(prefix, 0, suffix).replaceAll(/\s+/g, ' '));
    expect(ours).toEqual(gnu.map((text) => text.replaceAll(/\s+/g, ' ')));
    // LLVM does not disassemble the quadword forms and pnop.
    const known = pairs
      .map(([prefix, suffix], index) => ({ prefix, suffix, text: ours[index] ?? '' }))
      .filter(({ text }) => !/^(p(l|st)q|pnop)/.test(text));
    const llvm = llvmTexts(known.flatMap(({ prefix, suffix }) => [prefix, suffix]));
    const name = (text: string): string => (text.split(/\s/)[0] ?? '').replace(/^pl[ai]$/, 'paddi');
    expect(llvm.map(name)).toEqual(known.map(({ text }) => name(text)));
  });
});

function insertBits(
  { prefix, suffix }: { prefix: number; suffix: number },
  field: Field,
  random: Random,
): { prefix: number; suffix: number } {
  for (const { shift, width } of field.pieces) {
    const bits = random.word() & ((1 << width) - 1);
    if (shift >= 32) prefix |= bits << (shift - 32);
    else suffix |= bits << shift;
  }
  return { prefix, suffix };
}

function stem(mnemonic: string): string {
  return mnemonic.replace(/[.+-]+$/, '');
}

/** For raw words objdump cuts the addresses of absolute branches to 32 bits; it prints the mask of mtvsrbmi with a sign. */
function sameText(theirs: string, ours: string): boolean {
  const plain = (text: string): string =>
    text
      .replaceAll(/\s+/g, ' ')
      .replace(/0xffffffff([0-9a-f]{8})$/, '0x$1')
      .replace(/^(mtvsrbmi .*,)-(\d+)$/, (_, before: string, digits: string) => `${before}${65536 - Number(digits)}`);
  return plain(theirs) === plain(ours);
}
