/** Every instruction 500 times and more in compiled code, and thousands of little programs: test/emulator/jit has a sample of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeCompiler } from '../../../emulator/jit/compiler.ts';
import { SEMANTICS } from '../../../emulator/semantics/index.ts';
import { ComparedMachine } from '../../emulator/jit/forced.ts';
import { MODES, warm } from '../../emulator/jit/modes.ts';
import { build, conditionsFor, programs, ROWS } from '../../emulator/jit/programs.ts';
import { Singles } from '../../emulator/jit/single.ts';
import { Twins } from '../../emulator/jit/twins.ts';
import { COMPARABLE } from '../../isa/cases/case.ts';

/** Cases of each row and mode, every second one in a loop: 504, 84 to a seed. */
const AMOUNT = { words: 84, states: 6 };
/** Rows that are favoured at a time, and programs for each such handful. */
const HANDFUL = 8;
const PROGRAMS = 6;

describe.each(MODES.map(([order, bits], seed) => [order, bits, seed] as const))(
  'compiled code in %s-endian order, %i bits',
  (order, bits, seed) => {
    it('does each instruction as the interpreter does', { timeout: 1_200_000 }, () => {
      const singles = new Singles(new ComparedMachine(order, bits), makeCompiler());
      const rows = COMPARABLE.filter(({ mnemonic }) => mnemonic in SEMANTICS);
      const verdicts = rows.map((row) => singles.compare(row, { ...AMOUNT, seed }));
      expect(verdicts.filter(({ runs, agree }) => agree < runs)).toEqual([]);
      // Some cannot be compiled, and of others there are more: where the state decides what is defined.
      const compiled = verdicts.filter(({ cases }) => cases > 0);
      expect(compiled.length).toBeGreaterThan(0.9 * rows.length);
      expect(Math.min(...compiled.map(({ cases }) => cases))).toBeGreaterThan(500);
    });

    it.each([
      ['to their end', false, false, false],
      ['with faults on the way', true, false, true],
      ['with little fuel', false, true, false],
    ] as const)('runs programs %s', { timeout: 1_200_000 }, (_, faults, fuel, partly) => {
      const twins = new Twins(order, bits, makeCompiler(), partly ? (_, lo) => warm(lo, 1) : undefined);
      for (let first = 0; first < ROWS.length; first += HANDFUL) {
        const favoured = Array.from({ length: HANDFUL }, (_, n) => (first + n) % ROWS.length);
        fc.assert(
          fc.property(programs(favoured), conditionsFor(faults, fuel), (drawn, conditions) => {
            expect(twins.compare(build(drawn, { reservations: !fuel }), conditions)).toEqual([]);
          }),
          { numRuns: PROGRAMS, seed: 100 + first },
        );
      }
    });
  },
);
