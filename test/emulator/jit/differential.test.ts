/** Compiled code leaves every register and all memory as the interpreter does. test/real has many more cases. */
import { describe, expect, it } from 'vitest';
import { makeCompiler, Compiler } from '../../../emulator/jit/compiler.ts';
import type { Semantics } from '../../../emulator/semantics/builder.ts';
import { SEMANTICS } from '../../../emulator/semantics/index.ts';
import { COMPARABLE } from '../../isa/cases/case.ts';
import { ComparedMachine } from './forced.ts';
import { MODES } from './modes.ts';
import { Singles } from './single.ts';

const rows = COMPARABLE.filter(({ mnemonic }) => mnemonic in SEMANTICS);

describe.each(MODES)('single instructions in %s-endian order, %i bits', (order, bits) => {
  const machine = new ComparedMachine(order, bits);

  it('do in compiled code what the interpreter does, in straight code and in loops', { timeout: 120_000 }, () => {
    const singles = new Singles(machine, makeCompiler());
    const verdicts = rows.map((row) => singles.compare(row, { words: 4, states: 2, seed: 1 }));
    expect(verdicts.filter(({ runs, agree }) => agree < runs)).toEqual([]);
    const run = verdicts.reduce((sum, { runs }) => sum + runs, 0);
    const interpreted = verdicts.reduce((sum, verdict) => sum + verdict.interpreted, 0);
    // What goes back to the interpreter compares the interpreter with itself.
    expect(interpreted).toBeLessThan(run / 4);
  });

  it('do so where the host has no fused multiply-add', () => {
    const singles = new Singles(machine, new Compiler(false, SEMANTICS));
    const fused = rows.filter(({ mnemonic }) =>
      /^(fn?m(add|sub)s?|x[sv]n?m(add|sub).*|v(madd|nmsub)fp)$/.test(mnemonic),
    );
    const verdicts = fused.map((row) => singles.compare(row, { words: 4, states: 2, seed: 1 }));
    expect(verdicts.length).toBeGreaterThan(30);
    expect(verdicts.filter(({ runs, agree }) => agree < runs)).toEqual([]);
  });

  it('would be told from others', () => {
    const wrong = new Compiler(false, { ...SEMANTICS, add: SEMANTICS['subf'] as Semantics });
    const [add] = COMPARABLE.filter(({ mnemonic }) => mnemonic === 'add');
    const singles = new Singles(machine, wrong);
    const { agree, runs } = singles.compare(add as (typeof COMPARABLE)[number], { words: 10, states: 3, seed: 1 });
    expect(agree).toBeLessThan(runs / 2);
  });
});
