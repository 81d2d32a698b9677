import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode, extractField, fieldOf, insertField, INSTRUCTIONS } from '../../emulator/decode.ts';
import { listInstructions } from '../../emulator/instruction-list.ts';

const row = fc.constantFrom(...INSTRUCTIONS);

/** The decoder's rule, said slowly: of the rows that match, the one with the most fixed bits. */
function decodeByRule(word: number): number {
  const count = (mask: number): number => mask.toString(2).replaceAll(/[^1]/g, '').length;
  const matching = INSTRUCTIONS.map((one, index) => ({ one, index })).filter(
    ({ one }) => (word & one.mask) === one.match,
  );
  const best = matching.toSorted((a, b) => count(b.one.mask >>> 0) - count(a.one.mask >>> 0))[0];
  return best?.index ?? -1;
}

describe('the instruction table', () => {
  it('gives back the fields that were encoded', () => {
    fc.assert(
      fc.property(row, fc.infiniteStream(fc.integer()), (instruction, values) => {
        const wanted = Object.fromEntries(
          instruction.fields.map((field) => [
            field.name,
            extractField(insertField(0, field, values.next().value), field),
          ]),
        );
        const word = encode(instruction, wanted);
        for (const field of instruction.fields) expect(extractField(word, field)).toBe(wanted[field.name]);
      }),
    );
  });

  it('is decoded as its fixed bits say', () => {
    fc.assert(
      fc.property(row, fc.integer(), (instruction, bits) => {
        const word = instruction.match | (bits & ~instruction.mask);
        expect(decode(word)).toBe(decodeByRule(word));
      }),
      { numRuns: 2000 },
    );
  });

  it('decodes any word by the same rule', () => {
    fc.assert(
      fc.property(fc.integer(), (word) => {
        expect(decode(word)).toBe(decodeByRule(word));
      }),
      { numRuns: 2000 },
    );
  });

  it('has no bit that is both fixed and part of a field', () => {
    for (const instruction of INSTRUCTIONS) {
      const bits = instruction.fields.reduce((word, field) => insertField(word, field, -1), 0);
      expect(bits & instruction.mask, instruction.mnemonic).toBe(0);
    }
  });

  it('decodes the well-known words', () => {
    const name = (word: number): string | undefined => INSTRUCTIONS[decode(word)]?.mnemonic;
    expect(name(0x44000002)).toBe('sc');
    expect(name(0x4e800020)).toBe('bclr');
    expect(name(0x7c0802a6)).toBe('mfspr');
    expect(name(0x60000000)).toBe('ori');
    expect(name(0x00000000)).toBeUndefined();
  });

  it('scales displacements and joins split fields', () => {
    const ld = INSTRUCTIONS[decode(0xe8410018)];
    expect(ld && extractField(0xe8410018, fieldOf(ld, 'DS') ?? never())).toBe(24);
    const sradi = INSTRUCTIONS[decode(0x7c63fe76)];
    expect(sradi && extractField(0x7c63fe76, fieldOf(sradi, 'SH') ?? never())).toBe(63);
  });

  it('lists every instruction once, by level and class', () => {
    const listed = Object.values(listInstructions())
      .flatMap((classes) => Object.values(classes))
      .flat();
    expect(listed.toSorted()).toEqual(INSTRUCTIONS.map(({ mnemonic }) => mnemonic as string).toSorted());
    expect(listInstructions()['v2.07']?.['crypto']).toContain('vcipher');
  });
});

function never(): never {
  throw new Error('the field is missing');
}
