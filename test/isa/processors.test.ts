/** The models of --cpu: what they execute and what programs are told follows from spec/isa/processors.yaml. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadProcessors } from '../../codegen/load/processors.ts';
import { Source } from '../../codegen/load/source.ts';
import { INSTRUCTIONS, type Instruction } from '../../emulator/decode.ts';
import { PROCESSORS } from '../../emulator/generated/processors.ts';
import { executes, type Processor, processorNamed } from '../../emulator/processor.ts';
import { SEMANTICS } from '../../emulator/semantics/index.ts';

const model = (name: string): Processor => {
  const found = processorNamed(name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};
const row = (mnemonic: string): Instruction => {
  const found = INSTRUCTIONS.find((one) => one.mnemonic === mnemonic);
  if (found === undefined) throw new Error(`no ${mnemonic}`);
  return found;
};

describe('a processor', () => {
  it.each([
    ['G4', '7450'],
    ['g5', '970'],
    ['POWER9', 'power9'],
  ])('%s is %s', (name, known) => {
    expect(processorNamed(name)?.name).toBe(known);
  });

  it.each([
    ['power9', 'darn', true],
    ['power8', 'darn', false],
    ['power8', 'xxlxor', true],
    ['power6', 'xxlxor', false],
    ['power6', 'vor', true],
    ['power5+', 'vor', false],
    ['970', 'vor', true],
    ['970', 'frin', false],
    ['power5+', 'frin', true],
    ['power7', 'lq', false],
    ['power8', 'lq', true],
    ['970', 'ld', true],
    ['7450', 'ld', false],
    ['7450', 'lwz', true],
    ['750', 'vor', false],
    ['750', 'mffsl', true],
  ])('%s executes %s: %s', (name, mnemonic, yes) => {
    expect(executes(model(name), row(mnemonic))).toBe(yes);
  });

  it.each([
    // As LD_SHOW_AUXV shows them on such machines, without what is withheld (htm, ebb, scv).
    ['power9', 0xdc0065c2, 0xeff00000],
    ['power8', 0xdc0065c2, 0xef000000],
    ['power7', 0xdc0065c2, 0x20000000],
    ['970', 0xdc080000, 0],
    ['7450', 0x9c000001, 0],
  ])('%s tells programs the bits that Linux gives it, without those that are withheld', (name, hwcap, hwcap2) => {
    const withheld = [0, 0x4000_0000 + 0x1000_0000 + 0x0100_0000 + 0x0010_0000];
    const { hwcap: one, hwcap2: two } = model(name);
    expect([one.bits, two.bits]).toEqual([without(hwcap, withheld[0] ?? 0), without(hwcap2, withheld[1] ?? 0)]);
  });

  it('that is a POWER9 executes everything that has a meaning: the installed interpreter is one', () => {
    const more = INSTRUCTIONS.filter((one) => SEMANTICS[one.mnemonic] !== undefined && !executes(model('power9'), one));
    expect(more.map(({ mnemonic }) => mnemonic)).toEqual([]);
  });

  it.each([
    ['dfp', ({ class: kind, mnemonic }: Instruction) => kind === 'decimal' && mnemonic.startsWith('d')],
    ['ieee128', ({ class: kind }: Instruction) => kind === 'quad'],
    ['htm', ({ class: kind }: Instruction) => kind === 'transaction'],
    ['vcrypto', ({ class: kind }: Instruction) => kind === 'crypto'],
    ['vsx', ({ class: kind }: Instruction) => kind === 'vsx'],
    ['altivec', ({ class: kind }: Instruction) => kind === 'vector'],
    ['scv', ({ mnemonic }: Instruction) => mnemonic === 'scv'],
    ['darn', ({ mnemonic }: Instruction) => mnemonic === 'darn'],
  ])('announces %s only where all its instructions have a meaning', (name, belongs) => {
    for (const one of PROCESSORS) {
      if (![...one.hwcap.names, ...one.hwcap2.names].includes(name)) continue;
      const rows = INSTRUCTIONS.filter((each) => belongs(each) && executes(one, each));
      expect(rows.filter(({ mnemonic }) => SEMANTICS[mnemonic] === undefined).map(({ mnemonic }) => mnemonic)).toEqual(
        [],
      );
      expect(rows.length).toBeGreaterThan(0);
    }
  });
});

/** a & ~b of unsigned words. */
function without(a: number, b: number): number {
  return (a & ~b) >>> 0;
}

describe('their table', () => {
  const text = readFileSync(new URL('../../spec/isa/processors.yaml', import.meta.url), 'utf8');
  const mnemonics = new Set<string>(INSTRUCTIONS.map(({ mnemonic }) => mnemonic));
  const problems = (changed: string): string[] => {
    const source = new Source('processors.yaml', changed);
    loadProcessors(source, mnemonics);
    return source.problems.map(({ message }) => message);
  };

  it('is right', () => {
    expect(problems(text)).toEqual([]);
  });

  it.each([
    ['[isel, lq, stq]', '[isl, lq, stq]', 'there is no instruction "isl"; did you mean "isel"?'],
    ['[dscr]', '[dsc]', 'there is no capability "dsc"; did you mean "dscr"?'],
    ['aliases: [g4,', 'aliases: [g5,', '"g5" is a name of 970 already'],
  ])('with %s as %s: %s', (right, wrong, message) => {
    expect(problems(text.replace(right, wrong))).toEqual([message]);
  });
});
